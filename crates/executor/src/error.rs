//! What can go wrong on our own side; what goes wrong with a job is an [`crate::Ending`].

use std::io;

/// A failure of the executor itself.
#[derive(Debug, thiserror::Error)]
pub enum ExecutorError {
    /// The job cannot be run as it is described.
    #[error("{0}")]
    BadJob(String),
    /// The helper process could not be started.
    #[error("could not start the supervising process: {0}")]
    Helper(#[source] io::Error),
    /// The helper process ended without a word: the host program does not call [`crate::supervise_main`].
    #[error("the supervising process ended without a word")]
    NoHelper,
    /// [`crate::run`] was called inside the helper process.
    #[error("the supervising process asked for a supervisor of its own")]
    Nested,
    /// The supervisor of the job was killed from outside; its tree was ended.
    #[error("the job's supervisor was killed")]
    SupervisorLost,
    /// A call to the kernel failed.
    #[error("could not {what}: {source}")]
    Kernel {
        /// What was being done.
        what: &'static str,
        /// The kernel's answer.
        #[source]
        source: io::Error,
    },
    /// The supervisor could not do its work.
    #[error("the job's supervisor failed: {0}")]
    Supervisor(String),
}

impl ExecutorError {
    /// What can be done about it, where there is something.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoHelper | Self::Nested => Some("call `executor::supervise_main` first in `main`".to_owned()),
            Self::SupervisorLost => {
                Some("look for a process that kills by name, or for the kernel's out-of-memory log: `dmesg | tail`".to_owned())
            }
            _ => None,
        }
    }

    pub(crate) fn kernel(what: &'static str) -> impl FnOnce(rustix::io::Errno) -> Self {
        move |errno| Self::Kernel { what, source: errno.into() }
    }
}
