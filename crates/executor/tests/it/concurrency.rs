//! Several runs in one process at once, and what happens when we ourselves are killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use executor::{Cancel, Ending, Means};

use crate::fixture::{Bench, alive, all_means, python, rust, sh, text};
use crate::kills::soon;

/// One run whose orphans burn CPU in a session of their own, while other runs come and go beside it.
#[test]
fn runs_beside_each_other_keep_their_own_orphans() {
    let script = "
import os, time
done, alive = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork(): os._exit(0)
    while time.process_time() < 0.3: pass
    print('orphan done', flush=True)
    os._exit(0)
os.wait()
os.close(alive)
os.read(done, 1) # until the orphan has gone
time.sleep(0.3)";
    for means in all_means() {
        let runs: Vec<_> = (0..3)
            .map(|_| std::thread::spawn(move || python(script).means(means).run()))
            .chain((0..3).map(|_| std::thread::spawn(move || rust(&["hold", "1", "300"]).means(means).run())))
            .collect();
        let outcomes: Vec<_> = runs.into_iter().map(|run| run.join().unwrap()).collect();
        for outcome in &outcomes[..3] {
            assert_eq!((&outcome.ending, outcome.leftovers), (&Ending::Done, 0), "{means:?}");
            assert_eq!(text(&outcome.stdout_tail), "orphan done\n");
            let cpu = outcome.usage.cpu.as_secs_f64();
            assert!((0.3..0.6).contains(&cpu), "{cpu} s booked");
        }
        for outcome in &outcomes[3..] {
            assert_eq!((&outcome.ending, outcome.leftovers), (&Ending::Done, 0));
            assert!(outcome.usage.cpu < Duration::from_millis(100), "booked for others: {:?}", outcome.usage.cpu);
        }
    }
}

/// Fixture: a host process that runs a job with a stubborn tree until it is killed.
pub(crate) fn host(mark: &Path) {
    let means = match mark.to_str().unwrap().rsplit('-').next().unwrap() {
        "true" => Means::default(),
        _ => Means { cgroup: false, ..Means::default() },
    };
    let script = format!(
        "import os, time\nif os.fork() == 0:\n os.setsid()\n if os.fork() == 0: os.setsid()\nprint(1, flush=True)\ntime.sleep(100) # {}",
        mark.display()
    );
    println!("ready");
    let run = |bench: Bench| {
        let outcome = executor::run(&bench.job, &Cancel::new().unwrap(), &mut |_| ());
        println!("{:?}", outcome.map(|outcome| outcome.ending));
    };
    if mark.to_string_lossy().starts_with("nursery") {
        run(python(&script).means(means).wall_ms(10_000));
        run(sh("exit 0").means(means));
    } else {
        run(python(&script).means(means));
    }
}

fn until(what: &str, limit: Duration, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + limit;
    while !done() {
        assert!(Instant::now() < end, "not within {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A host with its job's tree of three processes running.
fn started_host(mark: &str) -> std::process::Child {
    let host =
        Command::new(std::env::current_exe().unwrap()).args(["__fixture", "host", mark]).stdout(Stdio::piped()).spawn().unwrap();
    until("the tree is there", Duration::from_mins(2), || tree(mark).len() == 3);
    host
}

/// Processes of the job itself: not the host, which has the mark in its arguments too.
fn tree(mark: &str) -> Vec<i32> {
    let python = |pid: &i32| {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        !text(&line).contains("__fixture")
    };
    alive(mark).into_iter().filter(python).collect()
}

fn parent(pid: i32) -> i32 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat[stat.rfind(')').unwrap() + 4..].split(' ').next().unwrap().parse().unwrap()
}

fn kill(pid: i32) {
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

#[test]
fn when_we_are_killed_the_tree_dies() {
    for cgroup in [true, false] {
        let mark = format!("host-killed-{}-{cgroup}", std::process::id());
        let mut host = started_host(&mark);
        let leader = tree(&mark)[0];
        let (supervisor, nursery) = (parent(leader), parent(parent(leader)));
        assert_eq!(parent(nursery), host.id() as i32);
        host.kill().unwrap();
        host.wait().unwrap();
        until("the tree is gone", soon(), || tree(&mark).is_empty());
        let gone = |pid: i32| !Path::new(&format!("/proc/{pid}")).exists();
        until("the helpers are gone", soon() * 4, || gone(supervisor) && gone(nursery));
    }
}

#[test]
fn when_the_supervisor_is_killed_the_tree_dies_and_the_host_is_told() {
    for cgroup in [true, false] {
        let mark = format!("supervisor-killed-{}-{cgroup}", std::process::id());
        let mut host = started_host(&mark);
        kill(parent(tree(&mark)[0]));
        until("the tree is gone", soon(), || tree(&mark).is_empty());
        let said: Vec<String> = BufReader::new(host.stdout.take().unwrap()).lines().map(Result::unwrap).collect();
        assert_eq!(said, ["ready", "Err(SupervisorLost)"]);
        host.wait().unwrap();
    }
}

#[test]
fn a_killed_nursery_is_replaced() {
    let mark = format!("nursery-killed-{}-true", std::process::id());
    let mut host = started_host(&mark);
    kill(parent(parent(tree(&mark)[0])));
    // The running job has its supervisor still; the next one needs a new nursery.
    let said: Vec<String> = BufReader::new(host.stdout.take().unwrap()).lines().map(Result::unwrap).collect();
    assert_eq!(said, ["ready", "Ok(OutOfTime)", "Ok(Done)"]);
    host.wait().unwrap();
    assert!(tree(&mark).is_empty());
}
