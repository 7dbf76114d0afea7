//! A switch that ends running jobs early.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{EventfdFlags, eventfd};

use crate::ExecutorError;

/// A switch, once thrown, that ends every job it was given to within half a second. Clones share one state.
#[derive(Clone, Debug)]
pub struct Cancel(Arc<State>);

#[derive(Debug)]
struct State {
    thrown: AtomicBool,
    /// Readable for good once thrown: nobody reads it, so that it wakes every run that polls it.
    event: OwnedFd,
}

impl Cancel {
    /// A switch that has not been thrown. Fails only when the process is out of file descriptors.
    pub fn new() -> Result<Self, ExecutorError> {
        let event = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)
            .map_err(ExecutorError::kernel("make an event descriptor"))?;
        let thrown = AtomicBool::new(false);
        Ok(Self(Arc::new(State { thrown, event })))
    }

    /// Throws the switch. May be called from any thread and from a signal handler.
    pub fn cancel(&self) {
        self.0.thrown.store(true, Ordering::SeqCst);
        // Fails only when the counter is full, and then it is readable already.
        let _ = rustix::io::write(&self.0.event, &1_u64.to_ne_bytes());
    }

    /// Whether the switch has been thrown.
    pub fn is_cancelled(&self) -> bool {
        self.0.thrown.load(Ordering::SeqCst)
    }

    pub(crate) fn event(&self) -> BorrowedFd<'_> {
        self.0.event.as_fd()
    }
}
