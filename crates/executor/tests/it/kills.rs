//! Whatever a job does to stay alive, nothing of it is left half a second after the bell.

use std::time::{Duration, Instant};

use executor::{Cancel, Ending, Means};

use crate::fixture::{Bench, alive, all_means, python, rust, sh};

/// Half a second; on a machine with more to do than it has cores, as much longer as a process waits for its turn.
pub(crate) fn soon() -> Duration {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap();
    let running: u32 = load.split([' ', '/']).nth(3).unwrap().parse().unwrap();
    let cores = std::thread::available_parallelism().unwrap().get() as u32;
    Duration::from_millis(500) * running.div_ceil(cores).max(1)
}

/// Forks three deep, leaves session and process group, ignores SIGTERM, daemonises, and keeps our pipe open all the while.
const ESCAPER: &str = r"
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for depth in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.setpgid(0, 0)
    print(depth, flush=True)
time.sleep(100)
";

/// Runs it and checks that the bell was obeyed and that nothing with the mark in its command line is left.
fn ends_in_time(bench: &Bench, mark: &str, limit: Duration, expected: &Ending) -> executor::Outcome {
    let before = soon();
    let (outcome, elapsed) = bench.timed();
    assert_eq!(&outcome.ending, expected);
    assert!(elapsed < limit + before.max(soon()), "took {elapsed:?} for a bell at {limit:?}");
    assert_eq!(outcome.survivors, 0);
    let left = alive(mark);
    assert!(left.is_empty(), "still alive: {left:?}");
    outcome
}

/// Kills the escaper many times in a row; the worst delay between bell and return.
fn kill_in_a_row(times: u32, means: Means) -> Duration {
    let wall = Duration::from_millis(150);
    let mut worst = Duration::ZERO;
    for round in 0..times {
        let mark = format!("escaper-{round}-{means:?}-{}", std::process::id());
        let script = format!("{ESCAPER}# {mark}");
        let bench = python(&script).means(means).wall_ms(wall.as_millis() as u64);
        let outcome = ends_in_time(&bench, &mark, wall, &Ending::OutOfTime);
        worst = worst.max(outcome.usage.wall.saturating_sub(wall));
    }
    worst
}

#[test]
fn forty_kills_in_a_row_leave_nothing() {
    for means in all_means() {
        kill_in_a_row(14, means);
    }
}

#[test]
#[ignore = "takes a minute"]
fn two_hundred_kills_in_a_row_leave_nothing() {
    for means in all_means() {
        let worst = kill_in_a_row(200, means);
        println!("{means:?}: at worst {worst:?} after the bell");
    }
}

#[test]
fn a_daemon_does_not_outlive_the_first_process() {
    for means in all_means() {
        let mark = format!("daemon-{means:?}");
        let script = format!(
            "import os, time\nif os.fork() == 0:\n os.setsid()\n if os.fork() == 0:\n  time.sleep(100)\n os._exit(0)\ntime.sleep(0.1) # {mark}"
        );
        let bench = python(&script).means(means);
        let outcome = ends_in_time(&bench, &mark, Duration::from_secs(1), &Ending::Done);
        assert_eq!(outcome.leftovers, 1, "{means:?}");
    }
}

#[test]
fn processes_that_leave_by_themselves_are_no_leftovers() {
    let outcome = sh("(sleep 0.02) & exit 3").run();
    assert_eq!((outcome.ending, outcome.leftovers), (Ending::ExitCode(3), 0));
}

#[test]
fn ignoring_sigterm_does_not_help() {
    for means in all_means() {
        let mark = format!("deaf-{means:?}");
        let script = format!("trap '' TERM INT HUP; : '{mark}'; while :; do sleep 0.05; done");
        let bench = sh(&script).means(means).wall_ms(200).grace_ms(200);
        let outcome = ends_in_time(&bench, &mark, Duration::from_millis(400), &Ending::OutOfTime);
        assert!(outcome.usage.wall >= Duration::from_millis(390), "no grace was given: {:?}", outcome.usage.wall);
    }
}

#[test]
fn whoever_obeys_sigterm_has_time_to_tidy_up() {
    let script = "trap 'sleep 0.1; echo tidy; exit 0' TERM; while :; do sleep 0.01; done";
    let (outcome, elapsed) = sh(script).wall_ms(200).grace_ms(5000).timed();
    assert_eq!(outcome.ending, Ending::OutOfTime);
    assert_eq!(outcome.stdout_tail, b"tidy\n");
    assert!(elapsed < Duration::from_secs(4), "waited {elapsed:?} although the job had gone");
}

#[test]
fn stopped_processes_are_killed_too() {
    for means in all_means() {
        let mark = format!("stopped-{means:?}");
        let script = format!("sh -c 'kill -STOP $$; : {mark}' & kill -STOP $$");
        let bench = sh(&script).means(means).wall_ms(200).grace_ms(50);
        ends_in_time(&bench, &mark, Duration::from_millis(250), &Ending::OutOfTime);
    }
}

#[test]
fn a_fork_bomb_is_ended_and_leaves_nothing() {
    for means in &all_means()[..2] {
        let mark = format!("bomb-{means:?}");
        let bench = rust(&["bomb", "10", &mark]).means(*means).wall_ms(50_000).memory_mib(8192);
        let (outcome, elapsed) = bench.timed();
        println!("{means:?}: fork bomb ended after {elapsed:?} with {} processes", outcome.leftovers);
        assert_eq!(outcome.ending, Ending::TooManyProcesses, "{means:?}");
        assert!(outcome.leftovers as usize >= executor::PROCESSES_MAX);
        assert_eq!(outcome.survivors, 0);
        assert!(alive(&mark).is_empty());
    }
}

#[test]
fn cancelling_ends_the_tree_in_half_a_second() {
    for means in all_means() {
        let mark = format!("cancel-{means:?}");
        let bench = python(&format!("{ESCAPER}# {mark}")).means(means);
        let (cancel, before) = (Cancel::new().unwrap(), soon());
        let switch = cancel.clone();
        let thrower = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            switch.cancel();
            Instant::now()
        });
        let outcome = executor::run(&bench.job, &cancel, &mut |_| ()).unwrap();
        let returned = Instant::now();
        let delay = returned.duration_since(thrower.join().unwrap());
        assert_eq!(outcome.ending, Ending::Cancelled);
        assert!(delay < before.max(soon()), "{delay:?} after the switch");
        assert!(alive(&mark).is_empty());
    }
}

#[test]
fn a_switch_thrown_before_ends_the_job_at_once() {
    let cancel = Cancel::new().unwrap();
    cancel.cancel();
    let outcome = executor::run(&sh("sleep 100").job, &cancel, &mut |_| ()).unwrap();
    assert_eq!(outcome.ending, Ending::Cancelled);
}
