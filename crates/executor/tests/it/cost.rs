//! What a run costs beyond the job's own work.

use std::time::{Duration, Instant};

use executor::Means;

use crate::fixture::{sh, usage};

/// CPU time of the executor's own side in each of many short runs: the supervisor's as it reports it, and ours.
fn own_cpu_per_run(runs: u32, means: Means) -> (Duration, Duration) {
    sh("exit 0").means(means).run();
    let (before, began) = (usage(libc::RUSAGE_THREAD), Instant::now());
    let mut harness = Duration::ZERO;
    for _ in 0..runs {
        harness += sh("exit 0").means(means).run().harness_cpu;
    }
    let host = usage(libc::RUSAGE_THREAD).saturating_sub(before);
    println!(
        "{means:?}: supervisor and set-up {:?}, host {:?}, wall {:?} a run",
        harness / runs,
        host / runs,
        began.elapsed() / runs
    );
    (harness / runs, host / runs)
}

#[test]
fn a_run_costs_a_few_milliseconds_of_our_own() {
    for means in crate::fixture::all_means() {
        let (supervisor, host) = own_cpu_per_run(20, means);
        assert!(supervisor + host < Duration::from_millis(10), "{supervisor:?} and {host:?}");
    }
}

#[test]
fn watching_a_second_costs_less_than_a_hundredth() {
    for means in crate::fixture::all_means() {
        let short = sh("exit 0").means(means).run().harness_cpu;
        let long = sh("sleep 2").means(means).run().harness_cpu;
        let cost = long.saturating_sub(short) / 2;
        println!("{means:?}: {cost:?} a second");
        assert!(cost < Duration::from_millis(10), "{cost:?} a second");
    }
}
