//! What happens during a contest, in order.

use crate::{Forfeit, Usage};

/// One event of a contest; displays and recorders only listen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something the user should read: an inferred default, a warning, a skipped contender.
    Note(String),
    /// A long preparing step has got this far.
    Preparing {
        /// What is being done.
        step: &'static str,
        /// Rows so far.
        rows: u64,
    },
    /// The rules are settled; play begins.
    Started {
        /// Run id of the contest.
        run: String,
        /// Names of the contenders in ladder order.
        contenders: Vec<String>,
        /// Folds that each will play.
        folds: u32,
        /// CPU seconds of each contender's box, for all folds.
        cpu_seconds: Vec<f64>,
    },
    /// A contender begins a fold.
    FoldStarted {
        /// Position in the ladder.
        contender: usize,
        /// Fold number.
        fold: u32,
    },
    /// A contender is at work.
    Working {
        /// Position in the ladder.
        contender: usize,
        /// Fold number.
        fold: u32,
        /// Used in this fold so far.
        usage: Usage,
    },
    /// A contender ended a fold.
    FoldFinished {
        /// Position in the ladder.
        contender: usize,
        /// Fold number.
        fold: u32,
        /// Score over its folds so far, when it has one.
        score: Option<f64>,
        /// What this fold used.
        usage: Usage,
        /// Why it has no answer, when it has none.
        forfeit: Option<Forfeit>,
        /// Taken from an earlier run of the same contest.
        resumed: bool,
    },
    /// A contender has played all its folds, or will play no more.
    ContenderFinished {
        /// Position in the ladder.
        contender: usize,
        /// Its score over all folds, when it finished all.
        score: Option<f64>,
    },
    /// A contender does not take part.
    Skipped {
        /// Position in the ladder.
        contender: usize,
        /// Why.
        why: String,
    },
    /// All have played.
    Finished,
}
