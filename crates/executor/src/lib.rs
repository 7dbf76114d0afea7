//! Runs one child process tree in a box.
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
