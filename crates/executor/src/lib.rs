//! Runs one child process tree in a box: [`run`] starts a [`Job`], ends the whole tree when a limit is reached, meters it, and keeps it
//! away from the network and from hidden files as far as the kernel allows. Linux only.
//!
//! ```standalone_crate
//! use std::process::ExitCode;
//! use std::time::Duration;
//!
//! use executor::{Cancel, Ending, Job, Limits, Means};
//!
//! fn main() -> ExitCode {
//!     // The helper process is this program again: it must get no further than here.
//!     if let Some(code) = executor::supervise_main() {
//!         return code;
//!     }
//!     let dir = tempfile::tempdir().unwrap();
//!     let job = Job {
//!         program: "sh".into(),
//!         args: vec!["-c".into(), "echo 42 > answer".into()],
//!         env: vec![("PATH".into(), "/usr/bin:/bin".into())],
//!         dir: dir.path().to_path_buf(),
//!         hidden: vec!["/srv/data.csv".into()],
//!         network: false,
//!         limits: Limits {
//!             cpu: Duration::from_secs(10),
//!             wall: Duration::from_secs(30),
//!             memory_bytes: 512 << 20,
//!             grace: Duration::ZERO,
//!         },
//!         output_bytes_max: 4096,
//!         means: Means::default(),
//!     };
//!     let outcome = executor::run(&job, &Cancel::new().unwrap(), &mut |_| ()).unwrap();
//!     assert_eq!(outcome.ending, Ending::Done);
//!     assert_eq!(std::fs::read_to_string(dir.path().join("answer")).unwrap(), "42\n");
//!     ExitCode::SUCCESS
//! }
//! ```
//!
//! # Who watches whom
//!
//! ```text
//! host (any threads) --- nursery (one, forks only) --- supervisor (one a job) --- the job's tree
//!        run()              `__supervise`                 subreaper, meter, bell
//! ```
//!
//! A job that daemonises is lost to its parent, and only a *subreaper* gets it back; a subreaper is a process, not a thread, so runs beside
//! each other in one process would get each other's orphans. Hence a supervisor process for each job: every descendant stays below it,
//! `wait` on it gives the CPU time of all that were reaped, and "no child left" means that the whole tree is gone. It has one thread and
//! one `poll` with a deadline; it also drains the job's pipes, so nobody ever waits for a pipe that a grandchild keeps open.
//!
//! A supervisor needs more than a forked child of a program with threads may do (allocate, for one), and to be `exec`uted it costs 4 ms
//! in a program of our size, for the dynamic loader's relocations. So both happen once: the first [`run`] executes this program again as
//! the *nursery*, which has one thread for good and may fork supervisors (0.2 ms each). The price is that `main` must call
//! [`supervise_main`] first.
//!
//! Everybody's death is covered: the host's closes the control channels, upon which supervisors kill their trees and the nursery leaves; a
//! supervisor's kills the first process by `PR_SET_PDEATHSIG`, and the rest fall to the nursery, a subreaper too, which kills them; the
//! nursery's leaves the supervisors working, and the next run starts another.
//!
//! # What is measured
//!
//! CPU: `cpu.stat` of the job's cgroup, else the process clocks of the living plus what the reaped have left in their parents' books; less
//! what building the box cost, which [`Outcome::harness_cpu`] has. Memory: `memory.max` and `memory.peak` where the controller reaches us, else
//! resident sizes, and proportional shares from the page tables where processes share memory. Looks are 2 ms apart at first and near a limit,
//! 100 ms elsewhere. A process's `ru_maxrss` is a floor under the peak; since the supervisor is small it does not hide the job's own.
//!
//! # What is confined
//!
//! Landlock makes all but the job's folder unwritable and hidden files unreadable; namespaces take the network away (a private loopback is
//! left) and make `/dev/shm` private. Where one is missing the other stands in, and [`Mechanism`] says what was in force. Not covered: a hard
//! link to a hidden file elsewhere; names of files, which stay visible; UDP where only Landlock guards the network.
//!
//! # Code map
//!
//! - `job`, `outcome`, `error`, `cancel`: the words of the crate.
//! - `run`, `nursery`: the host's side. `brood`: the nursery's inside.
//! - `message`, `wire`, `channel`: what host and supervisor say to each other.
//! - `supervisor`: chooses mechanisms; `launch` builds the box and starts the job in it, with `namespaces`, `files`, `mounts`.
//! - `watch`: the bell; `meter` and `tree` measure, `output` drains, `reaper` ends, `cgroup` does both where it can.
//! - `kernel`: all `unsafe` code of the workspace.

#[cfg(not(target_os = "linux"))]
compile_error!("executor needs Linux: it ends, measures and confines process trees by means that only Linux has");

mod brood;
mod cancel;
mod cgroup;
mod channel;
mod error;
mod files;
mod job;
mod kernel;
mod launch;
mod message;
mod meter;
mod mounts;
mod namespaces;
mod nursery;
mod outcome;
mod output;
mod reaper;
mod run;
mod supervisor;
mod tree;
mod watch;
mod wire;

use std::time::Duration;

pub use brood::supervise_main;
pub use cancel::Cancel;
pub use error::ExecutorError;
pub use job::{Job, Limits, Means};
pub use nursery::supervise_with;
pub use outcome::{CpuBy, Ending, FilesBy, KillBy, Mechanism, MemoryBy, NetworkBy, Outcome, Progress, Refusal, Usage};
pub use run::run;

/// Most processes that a job's tree may have at one time; more end the job ([`Ending::TooManyProcesses`]).
pub const PROCESSES_MAX: usize = 512;
/// Most processes and threads together, where the kernel can be told (`pids.max`, or `RLIMIT_NPROC` in a user namespace of the job's
/// own): so many that one worker a core with one thread a core each is free to be.
fn tasks_max() -> u64 {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    2 * PROCESSES_MAX as u64 + cores * cores
}

/// Longest wait for killed processes to be gone; what is left then is counted as [`Outcome::survivors`]. They run no code of theirs any
/// more, but on a machine with far more to do than it has cores, a thousand of them take their time to be taken down.
pub const KILL_MAX: Duration = Duration::from_secs(30);
