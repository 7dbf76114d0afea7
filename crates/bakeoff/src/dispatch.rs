//! Who plays when: contenders side by side, each one's folds in order.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};

use contest::protocol::BoxSize;
use contest::{FoldId, Usage};
use executor::Cancel;
use problem::{Contender, Limits};

use crate::player::{self, Played};
use crate::{BakeoffError, Stage};

/// One contender's part: what is left to play.
pub(crate) struct Part {
    pub(crate) slot: usize,
    pub(crate) contender: Contender,
    /// Folds still to play, in order.
    pub(crate) folds: Vec<u32>,
    /// What its finished folds used of the box.
    pub(crate) used: Usage,
}

/// What the players tell the conductor.
pub(crate) enum Message {
    Started { slot: usize, fold: u32 },
    Working { slot: usize, fold: u32, usage: Usage },
    Played { slot: usize, fold: u32, played: Box<Played> },
    Finished { slot: usize },
    Failed(BakeoffError),
}

/// Plays all parts with `jobs` contenders at a time, and hands every message to `conductor` in one ordered stream.
///
/// A contender that forfeits a fold plays no further one. The first failure of the machinery, or of the conductor,
/// stops everything.
pub(crate) fn dispatch(
    stage: &Stage,
    parts: Vec<Part>,
    jobs: usize,
    cancel: &Cancel,
    conductor: &mut dyn FnMut(Message) -> Result<(), BakeoffError>,
) -> Result<(), BakeoffError> {
    let queue = Mutex::new(VecDeque::from(parts));
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            let sender = sender.clone();
            scope.spawn({
                let queue = &queue;
                move || work(stage, queue, cancel, &sender)
            });
        }
        drop(sender);
        conclude(&receiver, cancel, conductor)
    })
}

fn conclude(
    receiver: &Receiver<Message>,
    cancel: &Cancel,
    conductor: &mut dyn FnMut(Message) -> Result<(), BakeoffError>,
) -> Result<(), BakeoffError> {
    let mut failure = None;
    for message in receiver {
        // After a failure the players are only waited for.
        if failure.is_some() {
            continue;
        }
        let outcome = match message {
            Message::Failed(error) => Err(error),
            message => conductor(message),
        };
        if let Err(error) = outcome {
            cancel.cancel();
            failure = Some(error);
        }
    }
    failure.map_or(Ok(()), Err)
}

fn work(stage: &Stage, queue: &Mutex<VecDeque<Part>>, cancel: &Cancel, sender: &Sender<Message>) {
    loop {
        let part = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(part) = part else { return };
        match perform(stage, &part, cancel, sender) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                // Without a receiver the conductor has failed already.
                let _ = sender.send(Message::Failed(error));
                return;
            }
        }
    }
}

/// Plays one part; false when the contest was stopped.
fn perform(stage: &Stage, part: &Part, cancel: &Cancel, sender: &Sender<Message>) -> Result<bool, BakeoffError> {
    let limits = part.contender.limits.unwrap_or(stage.problem.limits);
    let mut used = part.used;
    let slot = part.slot;
    let send = |message| sender.send(message).is_ok();
    for (at, &fold) in part.folds.iter().enumerate() {
        if cancel.is_cancelled() || !send(Message::Started { slot, fold }) {
            return Ok(false);
        }
        let size = share(limits, used, part.folds.len() - at);
        let mut working = |usage| {
            send(Message::Working { slot, fold, usage });
        };
        let Some(played) = player::play(stage, &part.contender, slot, FoldId::Inner(fold), size, cancel, &mut working)? else {
            return Ok(false);
        };
        used = used.then(played.usage);
        let is_out = played.answer.is_err();
        if !send(Message::Played { slot, fold, played: Box::new(played) }) {
            return Ok(false);
        }
        if is_out {
            break;
        }
    }
    Ok(send(Message::Finished { slot }))
}

/// Wall seconds that a fold may use at least, as long as the box has them: a busy machine is slow to start things.
const WALL_SECONDS_MIN: f64 = 10.0;

/// What a fold may use: its even share of the CPU and wall seconds that are left, but no less than ten wall seconds.
pub(crate) fn share(limits: Limits, used: Usage, folds_left: usize) -> BoxSize {
    let left = (limits.cpu_seconds - used.cpu_seconds).max(0.0);
    let wall = (limits.wall_seconds - used.wall_seconds).max(0.0);
    BoxSize {
        cpu_seconds: left / folds_left.max(1) as f64,
        wall_seconds: (wall / folds_left.max(1) as f64).max(wall.min(WALL_SECONDS_MIN)),
        memory_bytes: limits.memory_bytes,
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn what_one_fold_saves_the_next_may_use() {
        let limits = Limits { cpu_seconds: 60.0, wall_seconds: 180.0, memory_bytes: 1 };
        assert_eq!(share(limits, Usage::default(), 5).cpu_seconds, 12.0);
        let used = Usage { cpu_seconds: 2.0, wall_seconds: 30.0, peak_bytes: 0 };
        assert_eq!(share(limits, used, 4).cpu_seconds, 14.5);
        assert_eq!(share(limits, used, 4).wall_seconds, 37.5);
        assert_eq!(share(limits, used, 40).wall_seconds, 10.0);
        let spent = Usage { cpu_seconds: 70.0, ..used };
        assert_eq!(share(limits, spent, 1).cpu_seconds, 0.0);
    }
}
