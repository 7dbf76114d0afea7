//! Predictions against what came out: are they calibrated, and do they put the right rows first?

mod brier;
mod capture;
mod recalibration;
mod reliability;

pub use brier::Brier;
pub use capture::{Capture, capture};
pub use recalibration::{Recalibration, recalibration};
pub use reliability::{ReliabilityBin, reliability};

use crate::StatsError;

/// Pairs of prediction and outcome, checked.
fn check(predicted: &[f64], observed: &[f64], needed: usize) -> Result<(), StatsError> {
    if predicted.len() != observed.len() {
        return Err(StatsError::Length { left: predicted.len(), right: observed.len() });
    }
    if predicted.len() < needed {
        return Err(StatsError::TooFew { what: "rows", found: predicted.len(), needed });
    }
    match predicted.iter().zip(observed).position(|(p, y)| !(p.is_finite() && y.is_finite())) {
        Some(index) => Err(StatsError::NotFinite { index }),
        None => Ok(()),
    }
}

/// Probabilities and outcomes of 0 or 1, checked.
fn check_probabilities(predicted: &[f64], observed: &[f64], needed: usize) -> Result<(), StatsError> {
    check(predicted, observed, needed)?;
    if let Some(&value) = predicted.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(StatsError::Probability { value });
    }
    match observed.iter().find(|y| !is_zero_or_one(**y)) {
        Some(&value) => Err(StatsError::Parameter { name: "an outcome", value, domain: "0 or 1" }),
        None => Ok(()),
    }
}

fn is_zero_or_one(y: f64) -> bool {
    [0.0_f64, 1.0].iter().any(|value| value.total_cmp(&y).is_eq())
}
