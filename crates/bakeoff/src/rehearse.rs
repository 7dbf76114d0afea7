//! One fold without a ledger: how a contender behaves before it enters.

use contest::{FoldId, Forfeit, Usage};
use executor::Cancel;
use problem::Contender;

use crate::dispatch::share;
use crate::{BakeoffError, Stage, player};

/// What came of a rehearsal.
#[derive(Debug, Clone, PartialEq)]
pub struct Rehearsed {
    /// Predictions as points, in the order asked; or why there are none.
    pub answer: Result<Vec<f64>, Forfeit>,
    /// What it used.
    pub usage: Usage,
}

/// Plays the first fold; `None` when the user stopped it. Nothing is recorded.
///
/// # Errors
/// When the machinery fails. A contender's failure is a forfeit.
pub fn rehearse(stage: &Stage, contender: &Contender, cancel: &Cancel) -> Result<Option<Rehearsed>, BakeoffError> {
    let limits = contender.limits.unwrap_or(stage.problem.limits);
    let size = share(limits, Usage::default(), 1);
    let played = player::play(stage, contender, 0, FoldId::Inner(0), size, cancel, &mut |_| {})?;
    Ok(played.map(|played| Rehearsed { answer: played.answer.map(|answer| answer.values.points()), usage: played.usage }))
}
