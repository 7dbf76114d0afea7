//! A run seen from the host: asks for a supervisor, hands it the job, listens.

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use crate::channel::{Channel, Read};
use crate::message::{Report, encode_job};
use crate::wire::{CANCEL, Writer};
use crate::{Cancel, ExecutorError, Job, Outcome, Progress, nursery};

/// Runs a job to its end and tells how it ended, what it cost and what watched over it.
///
/// Blocks; `progress` is called about ten times a second meanwhile. Several runs may go on at once in different threads. Whatever
/// the job does is an [`crate::Ending`]; an error is a failure of our own side. When this returns, no process of the job is left (but see
/// [`Outcome::survivors`]).
///
/// # Errors
/// [`ExecutorError::BadJob`] before anything is started; the others when the supervising process cannot be started or is killed.
pub fn run(job: &Job, cancel: &Cancel, progress: &mut dyn FnMut(Progress)) -> Result<Outcome, ExecutorError> {
    if let Some(flaw) = job.flaw() {
        return Err(ExecutorError::BadJob(flaw));
    }
    let mut channel = Channel::new(nursery::supervisor()?);
    // A supervisor that is gone already shows in the reading below.
    let _ = channel.send(&encode_job(job));
    let mut cancelled = false;
    let mut heard = false;
    loop {
        match channel.read() {
            Read::Frame(frame) => {
                heard = true;
                match Report::decode(&frame) {
                    Some(Report::Progress(now)) => progress(now),
                    Some(Report::Outcome(outcome)) => return Ok(*outcome),
                    Some(Report::Failure(text)) => return Err(ExecutorError::Supervisor(text)),
                    None => {
                        return Err(ExecutorError::Supervisor("it spoke in an unknown way".to_owned()));
                    }
                }
                continue;
            }
            Read::Closed if heard => return Err(ExecutorError::SupervisorLost),
            Read::Closed => return Err(ExecutorError::NoHelper),
            Read::Nothing => {}
        }
        if cancel.is_cancelled() && !cancelled {
            cancelled = true;
            let _ = channel.send(&Writer::new(CANCEL).finish());
        }
        let mut fds = vec![PollFd::from_borrowed_fd(channel.fd(), PollFlags::IN)];
        if !cancelled {
            fds.push(PollFd::from_borrowed_fd(cancel.event(), PollFlags::IN));
        }
        match poll(&mut fds, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(ExecutorError::kernel("wait for the supervisor")(errno)),
        }
    }
}
