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
/// Longest wait for killed processes to be gone; what is left then is counted as [`Outcome::survivors`].
pub const KILL_MAX: Duration = Duration::from_secs(5);
