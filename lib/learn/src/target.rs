//! Checks of the target, done once at the door of every fit.

use crate::error::LearnError;
use crate::frame::Frame;

const FINITE: &str = "a finite number";
const BINARY: &str = "0 or 1";
const COUNT: &str = "a count: 0 or more";
const SHARE: &str = "a share: 0 to 1";
const WHOLE: &str = "a count: a whole number, 0 or more";
const POSITIVE: &str = "a number above 0";
const CLASS: &str = "a class number from 0 below the number of classes";

/// One finite value a row, at least one row.
pub(crate) fn numbers(train: &Frame, y: &[f64]) -> Result<(), LearnError> {
    check(train, y, FINITE, |_| true)
}

/// 0 or 1 a row.
pub(crate) fn binary(train: &Frame, y: &[f64]) -> Result<(), LearnError> {
    check(train, y, BINARY, |value| [0.0, 1.0].contains(&value))
}

/// 0 or more a row; fractions are let through (rates, weights).
pub(crate) fn counts(train: &Frame, y: &[f64]) -> Result<(), LearnError> {
    check(train, y, COUNT, |value| value >= 0.0)
}

/// 0 to 1 a row: shares of the trials that the weight counts.
pub(crate) fn shares(train: &Frame, y: &[f64]) -> Result<(), LearnError> {
    check(train, y, SHARE, |value| (0.0..=1.0).contains(&value))
}

/// A whole number, 0 or more, a row.
pub(crate) fn whole(train: &Frame, y: &[f64]) -> Result<(), LearnError> {
    check(train, y, WHOLE, |value| value >= 0.0 && value.fract() == 0.0)
}

/// Above 0 a row.
pub(crate) fn positive(train: &Frame, y: &[f64]) -> Result<(), LearnError> {
    check(train, y, POSITIVE, |value| value > 0.0)
}

/// The class of each row, below `classes`.
pub(crate) fn classes(train: &Frame, y: &[f64], classes: usize) -> Result<Vec<usize>, LearnError> {
    if classes < 2 {
        return Err(LearnError::Setting { name: "classes", found: classes.to_string(), wanted: "2 or more" });
    }
    check(train, y, CLASS, |value| value >= 0.0 && value < classes as f64 && value.fract() == 0.0)?;
    Ok(y.iter().map(|value| *value as usize).collect())
}

fn check(train: &Frame, y: &[f64], wanted: &'static str, good: impl Fn(f64) -> bool) -> Result<(), LearnError> {
    if train.rows() == 0 {
        return Err(LearnError::NoRows);
    }
    if y.len() != train.rows() {
        return Err(LearnError::Length { name: "target".to_owned(), expected: train.rows(), found: y.len() });
    }
    match y.iter().position(|value| !value.is_finite() || !good(*value)) {
        Some(row) => Err(LearnError::Target { row, found: y[row].to_string(), wanted }),
        None => Ok(()),
    }
}
