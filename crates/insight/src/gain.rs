//! How much of the total do the rows hold that are put first?

use serde::{Deserialize, Serialize};
use stats::capture;

use crate::Measured;

/// Shares of the rows that are told.
const SHARES: [f64; 7] = [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7];
/// Rows taken at least for a share to be told.
const TAKEN_MIN: f64 = 20.0;

/// The cumulative gain curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// Shares of the rows, ascending, with what they hold.
    pub points: Vec<GainPoint>,
}

/// The rows with the largest predictions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GainPoint {
    /// Share of the rows.
    pub share: f64,
    /// Share of the total that they hold.
    pub captured: Measured,
}

impl Gain {
    /// Of predictions and outcomes of the same rows; none where an outcome is negative, all are 0, or the rows are few.
    pub fn of(predicted: &[f64], observed: &[f64]) -> Option<Self> {
        let told = SHARES.iter().filter(|&&share| share * predicted.len() as f64 >= TAKEN_MIN);
        let point = |&share: &f64| {
            let found = capture(predicted, observed, share).ok()?;
            let (low, high) = found.interval;
            Some(GainPoint { share, captured: Measured { value: found.captured, low, high } })
        };
        let points = told.map(point).collect::<Option<Vec<_>>>()?;
        (!points.is_empty()).then_some(Self { points })
    }

    /// The point at a share, if it is told.
    pub fn at(&self, share: f64) -> Option<&GainPoint> {
        self.points.iter().find(|point| (point.share - share).abs() < 1e-9)
    }
}
