//! Models of columns.

pub(crate) mod boost;
pub(crate) mod glm;
pub(crate) mod kmeans;
pub(crate) mod naive_bayes;
pub(crate) mod tree;
pub(crate) mod tuned_boost;

use contest::protocol::{Answer, Values};
use learn::Probabilities;
use learn::frame::Frame;

use crate::ContenderError;
use crate::game::Game;

/// Features of both tables and the known targets, ready to learn.
pub(crate) struct Lesson {
    pub(crate) train: Frame,
    pub(crate) y: Vec<f64>,
    pub(crate) ask: Frame,
}

impl Lesson {
    /// All features; the ask rows' labels are mapped to the training rows'.
    pub(crate) fn of(game: &Game) -> Result<Self, ContenderError> {
        Self::of_columns(game, None)
    }

    /// Some features.
    pub(crate) fn of_columns(game: &Game, columns: Option<&[String]>) -> Result<Self, ContenderError> {
        let (train, ask) = game.frames_of(columns)?;
        let ask = ask.align(&train.schema())?;
        Ok(Self { y: game.target()?, train, ask })
    }
}

/// Numbers as an answer without bounds.
pub(crate) fn points(values: Vec<f64>) -> Answer {
    Answer { values: Values::Points(values), bounds: None }
}

/// Probabilities as an answer: those of the positive class, or all.
pub(crate) fn classes(game: &Game, probabilities: &Probabilities) -> Answer {
    if game.task.task == problem::Task::Binary {
        return points(probabilities.of_class(1));
    }
    let count = probabilities.classes();
    Answer { values: Values::Classes { count, probabilities: probabilities.values().to_vec() }, bounds: None }
}
