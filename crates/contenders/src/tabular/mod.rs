//! Models of columns.

pub(crate) mod boost;
pub(crate) mod gam;
pub(crate) mod glm;
pub(crate) mod kmeans;
pub(crate) mod naive_bayes;
pub(crate) mod tree;
pub(crate) mod tuned_boost;

use contest::protocol::{Answer, Values};
use learn::Probabilities;
use learn::frame::Frame;

use crate::ContenderError;
use crate::game::{Game, numbers};
use crate::series::lags;

/// Features of both tables and the known targets, ready to learn.
pub(crate) struct Lesson {
    pub(crate) train: Frame,
    pub(crate) y: Vec<f64>,
    pub(crate) ask: Frame,
    /// Forecasts are learned as changes: what leads back to values, one for each row asked.
    pub(crate) back: Option<Vec<Unit>>,
}

/// The last value before a question, and the level that changes are measured in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Unit {
    pub(crate) last: f64,
    pub(crate) level: f64,
}

impl Lesson {
    /// All features, of a forecast those of [`lags`](crate::series::lags); the ask rows' labels are mapped to the training rows'.
    pub(crate) fn of(game: &Game) -> Result<Self, ContenderError> {
        if game.task.task == problem::Task::Forecast { lags::lesson(game) } else { Self::of_columns(game, None) }
    }

    /// Some features.
    pub(crate) fn of_columns(game: &Game, columns: Option<&[String]>) -> Result<Self, ContenderError> {
        let (train, ask) = game.frames_of(columns)?;
        let ask = ask.align(&train.schema())?;
        Ok(Self { y: game.target()?, train, ask, back: None })
    }

    /// The training rows in the order of their time, where they have one; forecasts are in order already.
    pub(crate) fn in_time_order(self, game: &Game) -> Result<Self, ContenderError> {
        let Some(time) = game.task.time.as_ref().filter(|_| game.task.task != problem::Task::Forecast) else { return Ok(self) };
        let stamps = numbers(game.train(time)?);
        let mut order: Vec<usize> = (0..stamps.len()).collect();
        order.sort_by(|&a, &b| stamps[a].total_cmp(&stamps[b]));
        let y = order.iter().map(|&row| self.y[row]).collect();
        Ok(Self { train: self.train.take(&order)?, y, ..self })
    }

    /// What a model made of the `ask` rows as an answer without bounds.
    pub(crate) fn points(&self, mut values: Vec<f64>) -> Answer {
        for (value, unit) in values.iter_mut().zip(self.back.iter().flatten()) {
            *value = unit.last + unit.level * *value;
        }
        Answer::of(Values::Points(values))
    }
}

/// Probabilities as an answer: those of the positive class, or all.
pub(crate) fn classes(game: &Game, probabilities: &Probabilities) -> Answer {
    if game.task.task == problem::Task::Binary {
        return Answer::of(Values::Points(probabilities.of_class(1)));
    }
    let count = probabilities.classes();
    Answer::of(Values::Classes { count, probabilities: probabilities.values().to_vec() })
}
