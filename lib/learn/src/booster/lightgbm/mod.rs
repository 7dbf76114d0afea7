//! Models in `LightGBM`'s text format, both ways.
//!
//! [`Fitted::to_lightgbm`] writes version 4 of the format: Python's `lightgbm.Booster(model_str=...)` predicts the same to
//! 1e-12. [`Fitted::from_lightgbm`] reads what `LightGBM` 3 and 4 save: numeric and categorical splits, missing values of
//! type none, NaN and zero, several classes, random forests, all objectives but ranking.
//!
//! # Columns
//!
//! `LightGBM` takes names without blanks and without `" , : [ ] { }`; such signs become `_` in writing. Category labels
//! stand in the line `pandas_categorical`, where Python finds them for data frames with category columns. In reading,
//! columns with labels there are categories; other categorical columns are numbers that hold codes, as they are for
//! `LightGBM`.
//!
//! # What is not read
//!
//! Linear trees, ranking objectives, custom objectives' links (scores are the prediction). A line that breaks the format is
//! named in [`LearnError::ModelFile`]. Infinite cells are missing here and numbers for `LightGBM`.
//!
//! Checked against `LightGBM` 4.7 both ways: `reference/booster/models.py` and `bench/learn/booster.md`.

mod block;
mod labels;
pub(super) mod objective;
mod read;
#[cfg(test)]
mod tests;
mod write;

use super::fitted::Fitted;
use crate::error::LearnError;

impl Fitted {
    /// The model as text that `LightGBM` loads; see the [module page](self).
    ///
    /// Cost: O(leaves of all trees).
    pub fn to_lightgbm(&self) -> String {
        write::write(self)
    }

    /// Reads a model that `LightGBM` or [`Fitted::to_lightgbm`] has saved.
    ///
    /// # Errors
    /// [`LearnError::ModelFile`] with the line that is wrong. No text makes it panic or reserve more than the text is long.
    pub fn from_lightgbm(text: &str) -> Result<Self, LearnError> {
        read::read(text)
    }
}

/// The error of one line, counted from 1.
fn wrong(line: usize, reason: impl Into<String>) -> LearnError {
    LearnError::ModelFile { line, reason: reason.into() }
}
