//! How a job ends when no limit is reached, and when it never starts.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use executor::{Ending, ExecutorError, Refusal};

use crate::fixture::{all_means, bench, sh, text};

fn refusal(ending: Ending) -> Refusal {
    match ending {
        Ending::NotStarted { reason } => reason,
        other => panic!("started: {other:?}"),
    }
}

#[test]
fn exit_codes_and_signals_are_told_apart() {
    for means in all_means() {
        assert_eq!(sh("exit 0").means(means).run().ending, Ending::Done);
        assert_eq!(sh("exit 7").means(means).run().ending, Ending::ExitCode(7));
        assert_eq!(sh("kill -SEGV $$").means(means).run().ending, Ending::Signal(11));
        assert_eq!(sh("kill -KILL $$").means(means).run().ending, Ending::Signal(9));
    }
}

#[test]
fn output_of_both_streams_comes_back() {
    let outcome = sh("echo out; echo err >&2").run();
    assert_eq!((text(&outcome.stdout_tail), text(&outcome.stderr_tail)), ("out\n".into(), "err\n".into()));
}

#[test]
fn arguments_environment_folder_and_input_are_exactly_those_given() {
    let mut bench = sh("pwd; env | sort; printf '%s|' \"$@\"; cat | wc -c");
    bench.job.args.extend(["name".into(), "a b".into(), "".into(), "*".into()]);
    bench.job.env.push(("MARK".into(), "x=y z".into()));
    let out = text(&bench.run().stdout_tail);
    assert!(out.starts_with(&format!("{}\n", bench.folder.path().canonicalize().unwrap().display())), "{out}");
    assert!(out.contains("\nMARK=x=y z\n"), "{out}");
    assert!(out.ends_with("a b||*|0\n"), "{out}");
    assert!(!out.contains("HOME="), "inherited: {out}");
}

#[test]
fn a_missing_program_is_named_with_a_hint() {
    let reason = refusal(bench("no-such-program-here", &[]).run().ending);
    assert_eq!(reason, Refusal::NoProgram("no-such-program-here".into()));
    assert!(reason.hint().unwrap().contains("command -v no-such-program-here"));
    let reason = refusal(bench("/nowhere/at/all", &[]).run().ending);
    assert_eq!(reason, Refusal::NoProgram("/nowhere/at/all".into()));
}

#[test]
fn files_that_cannot_be_executed_are_told_apart() {
    let bench = bench("./script", &[]);
    let path = bench.folder.path().join("script");
    let written = |content: &str, mode| {
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        bench.run().ending
    };
    let named = bench.folder.path().join("./script");
    assert_eq!(refusal(written("#!/bin/sh\n", 0o644)), Refusal::NotExecutable(named.clone()));
    assert_eq!(refusal(written("#!/no/such/shell\n", 0o755)), Refusal::NoInterpreter(named.clone()));
    assert_eq!(refusal(written("echo hello\n", 0o755)), Refusal::UnknownFormat(named));
    assert_eq!(written("#!/bin/sh\nexit 0\n", 0o755), Ending::Done);
}

#[test]
fn a_missing_folder_is_named() {
    let mut bench = sh("exit 0");
    bench.job.dir = "/no/such/folder".into();
    assert_eq!(refusal(bench.run().ending), Refusal::NoFolder("/no/such/folder".into()));
}

#[test]
fn a_job_that_makes_no_sense_is_refused() {
    let refused = |change: &dyn Fn(&mut executor::Job)| {
        let mut bench = sh("exit 0");
        change(&mut bench.job);
        let answer = executor::run(&bench.job, &executor::Cancel::new().unwrap(), &mut |_| ());
        assert!(matches!(answer, Err(ExecutorError::BadJob(_))), "{answer:?}");
    };
    refused(&|job| job.dir = "relative".into());
    refused(&|job| job.hidden = vec!["relative".into()]);
    refused(&|job| job.hidden = vec![job.dir.join("own.csv")]);
    refused(&|job| job.args.push("nul\0byte".into()));
}

#[test]
fn a_flood_of_output_neither_blocks_nor_is_kept() {
    let bench = sh("head -c 100000000 /dev/zero | tr '\\0' x; echo end; head -c 100000000 /dev/zero >&2");
    let outcome = bench.run();
    assert_eq!(outcome.ending, Ending::Done);
    assert_eq!(outcome.stdout_tail.len(), 4096);
    assert!(text(&outcome.stdout_tail).ends_with("xxxend\n"));
    assert_eq!(outcome.stderr_tail, vec![0; 4096]);
    assert!(outcome.harness_cpu < Duration::from_secs(1), "draining cost {:?}", outcome.harness_cpu);
}

#[test]
fn progress_is_told_while_the_job_runs() {
    let bench = sh("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; sleep 0.3");
    let mut seen = Vec::new();
    let outcome = executor::run(&bench.job, &executor::Cancel::new().unwrap(), &mut |now| {
        seen.push(now);
    })
    .unwrap();
    assert_eq!(outcome.ending, Ending::Done);
    assert!(seen.len() >= 3, "{} reports", seen.len());
    assert!(seen.windows(2).all(|pair| pair[0].cpu <= pair[1].cpu && pair[0].wall <= pair[1].wall));
    let last = seen.last().unwrap();
    assert!(last.cpu > Duration::from_millis(20) && last.cpu <= outcome.usage.cpu, "{last:?} {:?}", outcome.usage);
    assert!(last.bytes > 100_000, "{last:?}");
}
