//! CPU time and memory: counted rightly for the whole tree, and stopped at the limit.

use std::time::Duration;

use executor::{Ending, Means, Outcome};

use crate::fixture::{all_means, python, rust, sh, text};

fn assert_close(outcome: &Outcome, truth: Duration, why: &str) {
    let (booked, truth) = (outcome.usage.cpu.as_secs_f64(), truth.as_secs_f64());
    let off = (booked - truth).abs() / truth;
    assert!(off < 0.02, "{why}: booked {booked:.4} s of {truth:.4} s, {:.2} % off", off * 100.0);
}

/// Microseconds that fixtures printed about themselves, added up.
fn printed(outcome: &Outcome) -> Duration {
    Duration::from_micros(text(&outcome.stdout_tail).lines().map(|line| line.parse::<u64>().unwrap()).sum())
}

#[test]
fn cpu_of_one_process_is_booked_within_two_percent() {
    for means in all_means() {
        let outcome = rust(&["burn", "500"]).means(means).run();
        assert_eq!(outcome.ending, Ending::Done);
        assert_close(&outcome, printed(&outcome), &format!("{means:?}"));
        assert_eq!(outcome.usage.cpu, outcome.usage.user + outcome.usage.sys);
    }
}

#[test]
fn cpu_of_a_short_job_is_booked_to_a_few_milliseconds() {
    for means in all_means() {
        let outcome = rust(&["burn", "20"]).means(means).run();
        // What the process says of itself includes what it did, as our child, before it became the job's program.
        let off = outcome.usage.cpu.abs_diff(printed(&outcome));
        assert!(off < Duration::from_millis(4), "{off:?} off for {means:?}");
    }
}

/// Four workers forked by the first process: two waited for, one orphaned, one orphaned twice in a session of its own; the first
/// process prints what each worker says of itself.
#[test]
fn cpu_of_forked_and_orphaned_workers_is_booked_within_two_percent() {
    let script = r"
import os, resource, sys, time
def burn(seconds):
    while time.process_time() < seconds: pass
    usage = resource.getrusage(resource.RUSAGE_SELF)
    os.write(1, b'%d\n' % ((usage.ru_utime + usage.ru_stime) * 1e6))
    os._exit(0)
done, alive = os.pipe()
for kind in range(4):
    if os.fork() == 0:
        if kind >= 2:
            if os.fork(): os._exit(0)
        if kind == 3:
            os.setsid()
            if os.fork(): os._exit(0)
        burn(0.4)
for _ in range(4): os.wait()
os.close(alive)
os.read(done, 1) # until the last worker has gone
time.sleep(0.3)
usage = resource.getrusage(resource.RUSAGE_SELF)
os.write(1, b'%d\n' % ((usage.ru_utime + usage.ru_stime) * 1e6))
";
    for means in all_means() {
        let outcome = python(script).means(means).run();
        assert_eq!((&outcome.ending, outcome.leftovers), (&Ending::Done, 0));
        assert_eq!(text(&outcome.stdout_tail).lines().count(), 5);
        assert_close(&outcome, printed(&outcome), &format!("{means:?}"));
    }
}

#[test]
fn the_cpu_bell_rings_on_time() {
    for means in all_means() {
        let outcome = rust(&["burn", "60000"]).means(means).cpu_ms(400).run();
        assert_eq!(outcome.ending, Ending::OutOfCpu);
        let over = outcome.usage.cpu.saturating_sub(Duration::from_millis(400));
        assert!(over <= Duration::from_millis(50), "{over:?} over for {means:?}");
    }
}

#[test]
fn the_cpu_bell_counts_the_whole_tree() {
    let script = "import os\nfor _ in range(3): os.fork()\nwhile True: pass";
    for means in all_means() {
        let outcome = python(script).means(means).cpu_ms(600).run();
        assert_eq!(outcome.ending, Ending::OutOfCpu);
        let over = outcome.usage.cpu.saturating_sub(Duration::from_millis(600));
        assert!(over <= Duration::from_millis(60), "{over:?} over for {means:?}");
    }
}

#[test]
fn many_short_children_are_counted_while_the_job_runs() {
    // Each child is gone before anybody has looked at it: only its parent's books tell.
    let script = "while :; do for i in 1 2 3 4 5 6 7 8; do /bin/true; done; done";
    for means in all_means() {
        let outcome = sh(script).means(means).cpu_ms(500).run();
        assert_eq!(outcome.ending, Ending::OutOfCpu);
        let over = outcome.usage.cpu.saturating_sub(Duration::from_millis(500));
        assert!(over <= Duration::from_millis(60), "{over:?} over for {means:?}");
    }
}

#[test]
fn a_limit_passed_unnoticed_still_counts() {
    // Over before the first look that could have seen it.
    let outcome = rust(&["burn", "12"]).cpu_ms(10).run();
    assert_eq!(outcome.ending, Ending::OutOfCpu);
}

#[test]
fn a_big_allocation_under_a_small_cap_is_out_of_memory() {
    for means in all_means() {
        let outcome = rust(&["hold", "2048", "60000"]).means(means).memory_mib(512).run();
        assert_eq!(outcome.ending, Ending::OutOfMemory, "{means:?}");
        assert!(outcome.usage.peak_bytes >= 512 << 20);
        assert!(outcome.usage.peak_bytes < 1536 << 20, "stopped late, at {} MiB", outcome.usage.peak_bytes >> 20);
    }
}

#[test]
fn memory_of_the_whole_tree_is_capped() {
    let script = "import os, time\nos.fork(); os.fork()\nx = bytearray(200 << 20)\ntime.sleep(60)";
    let outcome = python(script).memory_mib(512).run();
    assert_eq!(outcome.ending, Ending::OutOfMemory);
    assert!(outcome.usage.peak_bytes >= 512 << 20, "{}", outcome.usage.peak_bytes);
}

#[test]
fn pages_shared_after_a_fork_count_once() {
    let script = "import os, time\nx = bytearray(300 << 20)\nos.fork(); os.fork()\ntime.sleep(0.5)";
    let outcome = python(script).memory_mib(600).run();
    assert_eq!(outcome.ending, Ending::Done);
    let peak = outcome.usage.peak_bytes >> 20;
    assert!((300..400).contains(&peak), "{peak} MiB");
}

#[test]
fn a_mapped_file_is_not_held_against_the_cap() {
    let script = r"
import mmap, os, time
with open('big', 'wb') as f: f.write(b'x' * (300 << 20))
with open('big', 'rb') as f:
    m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)
    n = sum(m[i] for i in range(0, len(m), 4096))
time.sleep(0.3)
";
    let outcome = python(script).memory_mib(400).run();
    assert_eq!(outcome.ending, Ending::Done);
    let outcome = python(&script.replace("300", "390")).memory_mib(450).run();
    assert_eq!(outcome.ending, Ending::Done, "held: {:?}", outcome.usage);
}

#[test]
fn the_peak_is_that_of_the_job_not_ours() {
    let ballast = vec![1_u8; 300 << 20];
    for means in [Means::default(), Means { cgroup: false, ..Means::default() }] {
        let small = sh("exit 0").means(means).run().usage.peak_bytes;
        assert!(small > 0 && small < 16 << 20, "{small} bytes for a shell beside {} of ours", ballast.len());
        let large = rust(&["hold", "100", "0"]).means(means).run().usage.peak_bytes >> 20;
        assert!((100..130).contains(&large), "{large} MiB");
    }
}

#[test]
fn limits_as_large_as_they_get_are_no_trouble() {
    let mut bench = sh("echo fine");
    let forever = Duration::MAX;
    bench.job.limits = executor::Limits { cpu: forever, wall: forever, memory_bytes: u64::MAX, grace: forever };
    bench.job.output_bytes_max = usize::MAX;
    let outcome = bench.run();
    assert_eq!((outcome.ending, text(&outcome.stdout_tail)), (Ending::Done, "fine\n".to_owned()));
}
