//! A contest that is killed at any moment leaves a readable ledger, and goes on where it was.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Bench, recommended};

/// A small contest that takes a second or two.
fn bench() -> Bench {
    let bench = Bench::with_example("passengers");
    bench.edit("problem.toml", "horizon = 12", "horizon = 12\n\n[split]\norigins = 8");
    bench
}

/// What must not depend on when it was killed: decision, scores and their order.
fn essence(dossier: &Value) -> (Option<String>, Vec<(String, String)>) {
    let entries = dossier["board"]["entries"].as_array().unwrap();
    let scores = entries.iter().map(|e| (e["name"].to_string(), e["score"].to_string())).collect();
    (recommended(dossier), scores)
}

fn kill_and_resume(moments: u32) {
    let whole = bench();
    let began = Instant::now();
    let ran = whole.run(&["run", "problem.toml", "--format", "json", "--quiet"]);
    let took = began.elapsed();
    let expected = essence(&ran.json());
    let mut resumed = 0;
    for moment in 0..moments {
        let bench = bench();
        let mut child = bench.command(&["run", "problem.toml", "--quiet"]);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(took.mul_f64(0.02 + 0.96 * f64::from(moment) / f64::from(moments)) + Duration::from_millis(5));
        child.kill().unwrap();
        child.wait().unwrap();
        if bench.path().join(".bakeoff").is_dir() {
            let verified = bench.run(&["verify"]);
            assert!(
                verified.code == 0 || verified.stderr.contains("no ledger"),
                "{moment}: {}{}",
                verified.stdout,
                verified.stderr
            );
        }
        let again = bench.run(&["run", "problem.toml", "--resume", "--format", "json", "--quiet"]);
        if again.code == 2 {
            // Killed before the contest had begun, or after it had ended.
            assert!(again.stderr.contains("no unfinished contest"), "{moment}: {}", again.stderr);
            continue;
        }
        resumed += 1;
        assert_eq!(essence(&again.json()), expected, "killed at moment {moment}");
        assert_eq!(bench.run(&["verify"]).code, 0);
    }
    assert!(resumed * 2 >= moments, "only {resumed} of {moments} kills fell into the contest");
}

#[test]
fn kills_at_eight_moments_change_nothing() {
    kill_and_resume(8);
}

#[test]
#[ignore = "takes minutes"]
fn kills_at_fifty_moments_change_nothing() {
    kill_and_resume(50);
}

#[test]
fn a_finished_fold_is_not_played_again() {
    let bench = bench();
    let mut child = bench.command(&["run", "problem.toml", "--quiet", "--jobs", "1"]).stdout(Stdio::null()).spawn().unwrap();
    let folds = || {
        let shown = bench.run(&["show", "--format", "json"]);
        if shown.code != 0 {
            return Vec::new();
        }
        let runs = shown.json()["runs"].as_array().unwrap().clone();
        let fold = |run: &&Value| run["run"]["kind"] == "fold" && run["run"]["status"] == "FINISHED";
        runs.iter().filter(fold).map(|run| run["run"]["id"].to_string()).collect::<Vec<_>>()
    };
    let began = Instant::now();
    while folds().len() < 3 && began.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before = folds();
    assert!(before.len() >= 3);
    let again = bench.run(&["run", "problem.toml", "--resume", "--quiet"]);
    assert!(again.code < 2, "{}", again.stderr);
    let after = folds();
    assert!(before.iter().all(|id| after.contains(id)));
}
