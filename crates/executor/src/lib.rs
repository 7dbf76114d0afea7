//! Runs one child process tree in a box.
#[cfg(not(target_os = "linux"))]
compile_error!("executor needs Linux: it ends, measures and confines process trees by means that only Linux has");

mod cancel;
mod error;
mod job;
mod outcome;

use std::process::ExitCode;
use std::time::Duration;

pub use cancel::Cancel;
pub use error::ExecutorError;
pub use job::{Job, Limits, Means};
pub use outcome::{CpuBy, Ending, FilesBy, KillBy, Mechanism, MemoryBy, NetworkBy, Outcome, Progress, Refusal, Usage};

/// Most processes a job's tree may have at one time.
pub const PROCESSES_MAX: usize = 512;
/// Longest wait for killed processes to be gone.
pub const KILL_MS_MAX: Duration = Duration::from_secs(5);

/// Runs a job to its end.
pub fn run(_job: &Job, _cancel: &Cancel, _progress: &mut dyn FnMut(Progress)) -> Result<Outcome, ExecutorError> {
    Err(ExecutorError::NoHelper)
}

/// Serves as the supervising process when this process was started as one.
pub fn supervise_main() -> Option<ExitCode> {
    None
}
