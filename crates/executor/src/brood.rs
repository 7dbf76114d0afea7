//! The helper process from which supervisors are forked, seen from inside.

use std::io::IoSliceMut;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
use rustix::process::{Pid, WaitOptions, getpid, set_child_subreaper, waitpid};

use crate::cgroup::Site;
use crate::kernel::{self, Alone, Fork};
use crate::namespaces::Allowed;
use crate::nursery;
use crate::reaper::Reaper;
use crate::supervisor::{self, Surroundings};
use crate::tree::Tree;

/// Longest time that supervisors get to end their jobs after the host has gone.
const FAREWELL_MAX: Duration = Duration::from_secs(10);

/// Longest time spent on processes that survived their supervisor's efforts.
const STRAY_MAX: Duration = Duration::from_millis(100);
/// Longest time spent on the job of a supervisor that was killed; no new supervisor is forked meanwhile.
const ORPHANED_JOB_MAX: Duration = Duration::from_secs(2);

/// Serves as the helper process if this process was started as one; then `main` must return what this gives, at once.
///
/// Call it first in `main`, before any thread is started:
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     if let Some(code) = executor::supervise_main() {
///         return code;
///     }
///     std::process::ExitCode::SUCCESS
/// }
/// ```
pub fn supervise_main() -> Option<ExitCode> {
    if !nursery::is_helper() {
        return None;
    }
    Some(match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

/// A supervisor and the descriptor that tells of its end.
struct Supervisor {
    pid: Pid,
    pidfd: OwnedFd,
}

fn serve() -> Result<(), Errno> {
    kernel::close_above_stderr();
    let alone = Alone::check().ok_or(Errno::BUSY)?;
    kernel::ignore_polite_signals();
    rustix::thread::set_name(c"bakeoff-nursery")?;
    // Not to keep the host's folder busy.
    rustix::process::chdir("/")?;
    // Should a supervisor be killed, what was below it falls to us.
    set_child_subreaper(Some(getpid()))?;
    let socket = take_stdin()?;
    let surroundings = Surroundings { site: Site::find(), allowed: Allowed::find(alone), landlock_abi: kernel::landlock_abi() };
    let mut supervisors: Vec<Supervisor> = Vec::new();
    loop {
        let mut fds = vec![PollFd::new(&socket, PollFlags::IN)];
        fds.extend(supervisors.iter().map(|supervisor| PollFd::new(&supervisor.pidfd, PollFlags::IN)));
        match poll(&mut fds, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
        let asked = !fds[0].revents().is_empty();
        bury(&mut supervisors, &surroundings);
        if !asked {
            continue;
        }
        let Some(control) = receive(&socket)? else {
            break;
        };
        match kernel::fork(alone) {
            Ok(Fork::Child) => {
                drop((socket, supervisors));
                let _ = rustix::thread::set_name(c"bakeoff-box");
                supervisor::serve(alone, control, &surroundings);
                kernel::exit_now(0)
            }
            Ok(Fork::Parent { child, pidfd }) => supervisors.push(Supervisor { pid: child, pidfd }),
            // The host sees its control channel closed.
            Err(_) => {}
        }
    }
    farewell(supervisors, &surroundings);
    Ok(())
}

/// Moves the host's socket away from stdin, so that nothing started from here inherits it.
fn take_stdin() -> Result<OwnedFd, Errno> {
    let socket = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?;
    let null = rustix::fs::open("/dev/null", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
    rustix::stdio::dup2_stdin(&null)?;
    Ok(socket)
}

/// The next control channel; none when the host has gone.
fn receive(socket: &OwnedFd) -> Result<Option<OwnedFd>, Errno> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    loop {
        match recvmsg(socket, &mut [IoSliceMut::new(&mut byte)], &mut control, RecvFlags::CMSG_CLOEXEC) {
            Ok(_) => break,
            Err(Errno::INTR) => {}
            Err(Errno::CONNRESET) => return Ok(None),
            Err(errno) => return Err(errno),
        }
    }
    let fds = control.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut fds) => fds.next(),
        _ => None,
    });
    Ok(fds)
}

/// Takes ended supervisors off the books, and ends what they have left: all of its job, if one was killed; else at most what survived
/// [`crate::KILL_MAX`].
fn bury(supervisors: &mut Vec<Supervisor>, surroundings: &Surroundings) {
    let before = supervisors.len();
    let mut stray_time = STRAY_MAX;
    supervisors.retain(|supervisor| {
        let status = match waitpid(Some(supervisor.pid), WaitOptions::NOHANG) {
            Ok(Some((_, status))) => status,
            Ok(None) => return true,
            Err(_) => return false,
        };
        if status.exit_status() != Some(0) {
            stray_time = ORPHANED_JOB_MAX;
            if let Some(site) = &surroundings.site {
                let pid = supervisor.pid.as_raw_nonzero().get().unsigned_abs();
                site.group_of(pid).abandon();
            }
        }
        false
    });
    if supervisors.len() < before {
        let own: Vec<Pid> = supervisors.iter().map(|supervisor| supervisor.pid).collect();
        Reaper::end_strays(&mut Tree::below_self(), &own, stray_time);
    }
}

/// The host has gone, which every supervisor sees for itself: waits for them to end their jobs.
fn farewell(mut supervisors: Vec<Supervisor>, surroundings: &Surroundings) {
    let until = Instant::now() + FAREWELL_MAX;
    while !supervisors.is_empty() && Instant::now() < until {
        let timeout = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
        let mut fds: Vec<PollFd<'_>> =
            supervisors.iter().map(|supervisor| PollFd::from_borrowed_fd(supervisor.pidfd.as_fd(), PollFlags::IN)).collect();
        let _ = poll(&mut fds, Some(&timeout));
        bury(&mut supervisors, surroundings);
    }
}
