//! A model as a points card: add up whole numbers, look up the answer.

mod build;
mod print;

use super::family::Link;
use crate::LearnError;
use crate::encode::Encoder;
use crate::frame::{Column, Frame, MISSING};

/// How a formula becomes a points card.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `bands` | 6 | most bands of a number, 2 to 50; cut at quantiles of the training rows |
/// | `doubling` | 20 | points that double the odds (logit link) or the rate (log link) |
/// | `step` | `None` | for the identity link: units of the target that a point is worth; `None` is a round number near a hundredth of their range |
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CardSpec {
    /// Most bands of a number.
    pub bands: usize,
    /// Points that double odds or rate.
    pub doubling: f64,
    /// Worth of a point under the identity link.
    pub step: Option<f64>,
}

impl Default for CardSpec {
    fn default() -> Self {
        Self { bands: 6, doubling: 20.0, step: None }
    }
}

/// Whole points for every answer to every question, and what the rounding costs.
///
/// `linear predictor = per_point * (start + points)`; within each question the least answer has 0 points. `Display` prints it as a table.
#[derive(Debug, Clone)]
pub struct PointsCard {
    pub(super) link: Link,
    pub(super) encoder: Encoder,
    pub(super) per_point: f64,
    pub(super) start: i64,
    pub(super) questions: Vec<Question>,
    pub(super) cost: CardCost,
}

/// What a card loses against its model, on the rows that it was made with.
///
/// Loss a row: squared error (identity link), log loss (logit), half the Poisson deviance (log).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CardCost {
    /// Mean loss of the model.
    pub model: f64,
    /// Mean loss of the card.
    pub card: f64,
    /// Mean loss of the best constant.
    pub constant: f64,
    /// Mean absolute difference of the two predictions.
    pub moved_mean: f64,
    /// Largest absolute difference of the two predictions.
    pub moved_most: f64,
}

/// One or two columns and the points of their values.
#[derive(Debug, Clone)]
pub(super) enum Question {
    /// Bands of a number: band k is below cut k, the last one the rest.
    Bands { source: usize, cuts: Vec<f64>, points: Vec<i64>, missing: i64 },
    /// By code, then labels that training did not have, then missing.
    Labels { source: usize, points: Vec<i64> },
    /// The same for two columns, the second running faster.
    Pairs { sources: [usize; 2], widths: [usize; 2], points: Vec<i64> },
}

impl PointsCard {
    /// What one point adds to the linear predictor.
    pub fn per_point(&self) -> f64 {
        self.per_point
    }

    /// Points before the first question.
    pub fn start(&self) -> i64 {
        self.start
    }

    /// What the rounding costs.
    pub fn cost(&self) -> CardCost {
        self.cost
    }

    /// The sum of points of each row, `start` included.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    pub fn points(&self, ask: &Frame) -> Result<Vec<i64>, LearnError> {
        let frame = self.encoder.align(ask)?;
        let mut total = vec![self.start; frame.rows()];
        for question in &self.questions {
            for (row, slot) in total.iter_mut().enumerate() {
                *slot += question.points(&frame, row);
            }
        }
        Ok(total)
    }

    /// The mean of each row as the card has it.
    ///
    /// # Errors
    /// As [`PointsCard::points`].
    pub fn predict(&self, ask: &Frame) -> Result<Vec<f64>, LearnError> {
        Ok(self.points(ask)?.into_iter().map(|points| self.mean(points)).collect())
    }

    /// The mean at a sum of points, `start` included.
    pub fn mean(&self, points: i64) -> f64 {
        self.link.mean(self.per_point * points as f64)
    }
}

impl Question {
    fn points(&self, frame: &Frame, row: usize) -> i64 {
        match self {
            Self::Bands { source, cuts, points, missing } => match &frame.columns()[*source] {
                Column::Numeric { values, .. } if !values[row].is_nan() => {
                    points[cuts.partition_point(|cut| *cut <= values[row])]
                }
                _ => *missing,
            },
            Self::Labels { source, points } => points[answer(frame, *source, row, points.len())],
            Self::Pairs { sources, widths, points } => {
                let [a, b] = [0, 1].map(|side| answer(frame, sources[side], row, widths[side]));
                points[a * widths[1] + b]
            }
        }
    }
}

/// The place of a label among `answers`: its code, the last but one for labels that training did not have, the last for missing.
fn answer(frame: &Frame, source: usize, row: usize, answers: usize) -> usize {
    match &frame.columns()[source] {
        Column::Category { codes, .. } if codes[row] != MISSING => (codes[row] as usize).min(answers - 2),
        _ => answers - 1,
    }
}
