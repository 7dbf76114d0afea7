//! `naive-bayes`: every column speaks for itself.

use contest::protocol::Notes;
use learn::bayes::NaiveBayesSpec;

use super::{Lesson, classes};
use crate::Played;
use crate::game::Game;

/// Naive Bayes with Laplace smoothing; a missing value says nothing.
pub(crate) fn play(game: &Game) -> Played {
    let lesson = Lesson::of(game)?;
    let spec = NaiveBayesSpec { classes: game.task.classes.len(), ..NaiveBayesSpec::default() };
    let fitted = spec.fit(&lesson.train, &lesson.y)?;
    Ok((classes(game, &fitted.predict(&lesson.ask)?), Notes::default()))
}
