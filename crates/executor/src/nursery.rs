//! The helper process from which supervisors are forked, seen from the host.
//!
//! One a host process, started by the first run and ended by the host's end. See the crate's documentation for why it exists.

use std::io::IoSlice;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use rustix::net::{
    AddressFamily, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketFlags, SocketType, sendmsg, socketpair,
};

use crate::ExecutorError;

/// The first argument of a helper process.
pub(crate) const ARGUMENT: &str = "__supervise";

/// The running helper process, if any.
static NURSERY: Mutex<Option<Nursery>> = Mutex::new(None);
/// Another program than our own that serves as the helper.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

struct Nursery {
    socket: OwnedFd,
    process: Child,
}

/// Lets another program than the running one serve as the helper; it must call [`crate::supervise_main`] first in its `main`. For
/// programs that have no `main` of their own, such as tests. Holds for the whole process; only the first call counts.
pub fn supervise_with(program: PathBuf) {
    // A second call is documented to change nothing.
    let _ = PROGRAM.set(program);
}

/// Whether this process was started as a helper.
pub(crate) fn is_helper() -> bool {
    std::env::args_os().nth(1).is_some_and(|argument| argument == ARGUMENT)
}

/// Asks for a supervisor and gives our end of its control channel.
pub(crate) fn supervisor() -> Result<OwnedFd, ExecutorError> {
    if is_helper() {
        return Err(ExecutorError::Nested);
    }
    let (ours, theirs) = pair(SocketType::STREAM)?;
    let mut nursery = NURSERY.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(running) = nursery.as_ref() {
        if send_fd(&running.socket, theirs.as_fd()).is_ok() {
            return Ok(ours);
        }
        // It was killed: take it off the books, start another.
        if let Some(mut dead) = nursery.take() {
            let _ = dead.process.kill();
            let _ = dead.process.wait();
        }
    }
    let fresh = Nursery::start()?;
    send_fd(&fresh.socket, theirs.as_fd()).map_err(|_| ExecutorError::NoHelper)?;
    *nursery = Some(fresh);
    Ok(ours)
}

impl Nursery {
    fn start() -> Result<Self, ExecutorError> {
        let (socket, theirs) = pair(SocketType::SEQPACKET)?;
        // The link to the running file, which leads to it even after an upgrade has replaced it on disk.
        let own = || PathBuf::from("/proc/self/exe");
        let process = Command::new(PROGRAM.get().cloned().unwrap_or_else(own))
            .arg0("bakeoff")
            .arg(ARGUMENT)
            .stdin(Stdio::from(theirs))
            .stdout(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(ExecutorError::Helper)?;
        Ok(Self { socket, process })
    }
}

fn pair(kind: SocketType) -> Result<(OwnedFd, OwnedFd), ExecutorError> {
    socketpair(AddressFamily::UNIX, kind, SocketFlags::CLOEXEC, None).map_err(ExecutorError::kernel("make a pair of sockets"))
}

fn send_fd(socket: &OwnedFd, fd: BorrowedFd<'_>) -> rustix::io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let fds = [fd];
    control.push(SendAncillaryMessage::ScmRights(&fds));
    sendmsg(socket, &[IoSlice::new(&[0])], &mut control, SendFlags::NOSIGNAL)?;
    Ok(())
}
