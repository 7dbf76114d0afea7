//! Figures: `cargo test -p ledger --release --test it -- --ignored --nocapture --test-threads=1 figures`.

use std::fs;
use std::time::Instant;

use ledger::{Metric, NewRun, RunKind, Status};

use crate::scratch::{Scratch, contest};

/// CPU seconds of this process in all its threads, to 10 ms.
fn cpu_s() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

#[test]
#[ignore = "measures, and checks nothing"]
fn figures() {
    for (per_call, total) in [(1, 100_000), (10, 200_000), (250, 400_000)] {
        let scratch = Scratch::new();
        let ledger = scratch.open();
        let (_, run) = contest(&ledger);
        let metrics: Vec<Metric> = (0..total)
            .map(|n| Metric::new(format!("metric {}", n % 20), n as f64 / 3.0, 1_700_000_000_000 + n).at_step(n))
            .collect();
        let (cpu, wall) = (cpu_s(), Instant::now());
        for some in metrics.chunks(per_call) {
            ledger.log_metrics(run, some).unwrap();
        }
        ledger.close().unwrap();
        let spent = cpu_s() - cpu;
        let bytes = fs::metadata(scratch.database()).unwrap().len();
        println!(
            "metrics, {per_call} a call: {:.0} a CPU second ({spent:.2} s, wall {:?}), {} bytes each",
            total as f64 / spent,
            wall.elapsed(),
            bytes / total as u64
        );
        let (cpu, wall) = (cpu_s(), Instant::now());
        assert!(scratch.reader().verify().unwrap().is_intact());
        let spent = cpu_s() - cpu;
        println!("  verified: {:.0} records a CPU second (wall {:?})", total as f64 / spent, wall.elapsed());
    }

    let scratch = Scratch::new();
    let ledger = scratch.open();
    let (experiment, root) = contest(&ledger);
    let (cpu, wall) = (cpu_s(), Instant::now());
    for n in 0..5_000 {
        ledger
            .batch(|batch| {
                let fold = batch.create_run(&NewRun::new(experiment, RunKind::Fold, "f", n).child_of(root))?;
                batch.log_params(fold, [("a", "1"), ("b", "2")])?;
                batch.log_metrics(fold, &[Metric::new("mae", 1.0, n), Metric::new("cpu_s", 1.0, n)])?;
                batch.set_tags(fold, [("state", "scored")])?;
                batch.finish_run(fold, Status::Finished, n)
            })
            .unwrap();
    }
    ledger.flush().unwrap();
    println!("folds with 2 params, 2 metrics, a tag: {:.0} us CPU each (wall {:?})", (cpu_s() - cpu) * 200.0, wall.elapsed());
    let (cpu, wall) = (cpu_s(), Instant::now());
    assert_eq!(ledger.subtree(root).unwrap().len(), 5_001);
    println!("subtree of 5,001 runs: {:.0} ms CPU", (cpu_s() - cpu) * 1e3);
    let bytes = ledger.export_json(root).unwrap().to_string().len();
    println!("export of it: {bytes} bytes (wall with the above {:?})", wall.elapsed());
    let wall = Instant::now();
    for _ in 0..20 {
        ledger.set_tags(root, [("a", "b")]).unwrap();
        ledger.flush().unwrap();
    }
    println!("a write with flush: {:?} wall", wall.elapsed() / 20);
}
