//! A writer that is killed at any moment leaves a readable ledger that verifies.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ledger::{Error, Ledger, Metric, NewRun, RunKind, Status};

use crate::scratch::{Scratch, contest};

const DIR: &str = "LEDGER_TEST_DIR";

/// Starts this test binary as a writer in a process of its own.
fn writer(test: &str, dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Writes folds until it is killed, and prints the number of each that it knows to be on disk.
#[test]
#[ignore = "the child process of the tests below"]
fn write_until_killed() {
    let Some(dir) = std::env::var_os(DIR) else {
        return;
    };
    let ledger = Ledger::open(Path::new(&dir)).unwrap();
    let (experiment, contest) = contest(&ledger);
    println!("contest {contest}");
    for n in 0i64.. {
        ledger
            .batch(|batch| {
                let fold = batch.create_run(&NewRun::new(experiment, RunKind::Fold, n.to_string(), n).child_of(contest))?;
                for step in 0..20 {
                    batch.log_metrics(fold, &[Metric::new("loss", 0.5, n).at_step(step)])?;
                }
                if n % 8 == 0 {
                    batch.put_artifact(fold, "answer", n.to_string().as_bytes())?;
                }
                batch.finish_run(fold, Status::Finished, n)
            })
            .unwrap();
        if n % 5 == 0 {
            ledger.flush().unwrap();
            println!("durable {n}");
        }
    }
}

/// When the clock of a kill starts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Clock {
    /// When the process starts, so that the ledger may be just being made.
    Start,
    /// When it has begun to write.
    Work,
}

/// Kills a writer after some time, then checks everything it has left; says how many folds there were.
fn kill_after(delay: Duration, from: Clock) -> usize {
    let scratch = Scratch::new();
    let mut child = writer("crash::write_until_killed", &scratch.dir());
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut output = String::new();
    while from == Clock::Work && !output.contains("contest ") {
        assert_ne!(lines.read_line(&mut output).unwrap(), 0, "the writer did not start");
    }
    std::thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    lines.read_to_string(&mut output).unwrap();
    let durable = output.lines().filter_map(|line| line.strip_prefix("durable ")?.parse::<usize>().ok()).max();

    match Ledger::open_read(&scratch.dir()) {
        Err(Error::NoLedger { .. }) if from == Clock::Start => {
            contest(&scratch.open());
            assert!(scratch.reader().verify().unwrap().is_intact());
            0
        }
        reader => check(&scratch, &reader.unwrap(), durable),
    }
}

fn check(scratch: &Scratch, reader: &Ledger, durable: Option<usize>) -> usize {
    let report = reader.verify().unwrap();
    assert_eq!(report.problems, []);
    let Some(root) = reader.latest_contest().unwrap() else {
        assert_eq!(durable, None);
        contest(&scratch.open());
        assert!(reader.verify().unwrap().is_intact());
        return 0;
    };
    let folds = reader.children(root.id).unwrap();
    if let Some(durable) = durable {
        assert!(folds.len() > durable, "{} folds, but fold {durable} was reported to be on disk", folds.len());
    }
    for (n, fold) in folds.iter().enumerate() {
        assert_eq!((fold.name.as_str(), fold.status), (n.to_string().as_str(), Status::Finished));
        assert_eq!(reader.metric_history(fold.id, "loss").unwrap().len(), 20);
        if n % 8 == 0 {
            assert_eq!(reader.artifact(fold.id, "answer").unwrap(), n.to_string().as_bytes());
        }
    }

    let ledger = scratch.open();
    ledger.finish_run(root.id, Status::Killed, 1_000).unwrap();
    ledger.create_run(&NewRun::new(root.experiment, RunKind::Fold, "resumed", 1_001).child_of(root.id)).unwrap();
    ledger.flush().unwrap();
    assert_eq!(ledger.children(root.id).unwrap().len(), folds.len() + 1);
    assert!(ledger.verify().unwrap().is_intact());
    folds.len()
}

fn kill_often(times: u32) {
    // Delays spread over the first 200 ms, so that kills fall before, between and inside commits.
    let folds: Vec<usize> = (0..times)
        .map(|n| {
            kill_after(
                Duration::from_micros(u64::from(n * 61_007 % 200_000)),
                if n % 4 == 0 { Clock::Start } else { Clock::Work },
            )
        })
        .collect();
    println!("folds on disk at each kill: {folds:?}");
    assert!(folds.iter().any(|folds| *folds > 0), "no writer got anywhere");
}

#[test]
fn a_killed_writer_leaves_a_sound_ledger() {
    kill_often(20);
}

#[test]
#[ignore = "as above, 200 times"]
fn a_writer_killed_often_leaves_a_sound_ledger() {
    kill_often(200);
}

#[test]
#[ignore = "the child process of the test below"]
fn hold_the_lock() {
    let Some(dir) = std::env::var_os(DIR) else {
        return;
    };
    let _ledger = Ledger::open(Path::new(&dir)).unwrap();
    println!("open");
    std::thread::sleep(Duration::from_mins(1));
}

#[test]
fn a_second_writer_is_told_who_has_the_first() {
    let scratch = Scratch::new();
    let mut child = writer("crash::hold_the_lock", &scratch.dir());
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut output = String::new();
    while !output.contains("open\n") {
        assert_ne!(lines.read_line(&mut output).unwrap(), 0, "the writer did not start");
    }
    let refused = Ledger::open(&scratch.dir()).unwrap_err();
    assert!(matches!(refused, Error::Locked { pid: Some(pid), .. } if pid == child.id()), "{refused}");
    let text = refused.to_string();
    assert!(text.contains("another bakeoff is writing") && text.contains(&child.id().to_string()), "{text}");
    scratch.reader().runs(None, 1).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    // The lock dies with its holder; a second handle of one process is refused too.
    let first = scratch.open();
    assert!(matches!(Ledger::open(&scratch.dir()), Err(Error::Locked { .. })));
    drop(first);
    scratch.open();
}
