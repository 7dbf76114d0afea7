//! The few columns, and how finely to cut them, for a table of cell means that fits into one SQL query.

mod cut;
mod fitted;
mod loss;
mod search;

pub use cut::{CellColumn, Cut};
pub use fitted::CellsFitted;

use crate::frame::Frame;
use crate::{LearnError, Stop, target};

/// By what loss cells are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellsLoss {
    /// Squared error, any finite target.
    Squared,
    /// Log loss, a target of 0 and 1.
    Log,
}

/// Chooses columns for a table of smoothed cell means.
///
/// A row's prediction is `(sum of y in its cell + smoothing * mean of y) / (rows of the cell + smoothing)`. Choices are made by the
/// loss of each training row when it is left out of its own cell, which has a closed form and makes many small cells pay
/// for themselves. Columns are added one at a time, each with the number of quantile buckets (or all its labels) that
/// lowers this loss most given the columns before it; then each column's buckets are tried again.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `loss` | squared | squared error or log loss |
/// | `columns_max` | 3 | columns of the table, at most 8 |
/// | `buckets` | 2, 3, 5, 10, 20 | numbers of quantile buckets to try on a numeric column |
/// | `cells_max` | 2000 | most cells that the chosen cuts may span |
/// | `gain_min` | 0.005 | least share of the constant's loss that a further column must save |
/// | `smoothing` | 5.0 | rows of the overall mean added to each cell, above 0 |
/// | `shortlist` | 12 | columns (the best ones alone) that are tried beside others |
///
/// Missing values are a bucket or label of their own; labels that training did not have, and empty cells, give the overall mean.
///
/// ```
/// use learn::cells::{CellsLoss, CellsSpec};
/// use learn::frame::{Column, Frame};
///
/// let noise: Vec<f64> = (0..400).map(|i| f64::from(i * 7919 % 400)).collect();
/// let plan: Vec<&str> = (0..400).map(|i| if i % 2 == 0 { "month" } else { "year" }).collect();
/// let left: Vec<f64> = (0..400).map(|i| if i % 2 == 0 && i % 10 != 0 { 1.0 } else { 0.0 }).collect();
/// let columns = vec![Column::numeric("noise", noise), Column::from_labels("plan", plan.iter().map(|p| Some(*p)))];
/// let train = Frame::new(400, columns)?;
/// let cells = CellsSpec { loss: CellsLoss::Log, ..CellsSpec::default() }.fit(&train, &left, None)?;
/// assert_eq!(cells.columns().len(), 1);
/// assert_eq!(cells.columns()[0].name, "plan");
/// # Ok::<(), learn::LearnError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CellsSpec {
    /// Loss.
    pub loss: CellsLoss,
    /// Most columns.
    pub columns_max: usize,
    /// Numbers of quantile buckets to try.
    pub buckets: Vec<usize>,
    /// Most cells.
    pub cells_max: usize,
    /// Least share of the constant's loss that a further column saves.
    pub gain_min: f64,
    /// Rows of the overall mean added to each cell.
    pub smoothing: f64,
    /// Columns tried beside others.
    pub shortlist: usize,
}

impl Default for CellsSpec {
    fn default() -> Self {
        Self {
            loss: CellsLoss::Squared,
            columns_max: 3,
            buckets: vec![2, 3, 5, 10, 20],
            cells_max: 2000,
            gain_min: 0.005,
            smoothing: 5.0,
            shortlist: 12,
        }
    }
}

impl CellsSpec {
    /// Chooses columns and cuts on `train` and the target `y`, one value a row, and fills the cells.
    ///
    /// `stop` is asked before every step; when it says so the columns so far are kept.
    ///
    /// No column may be worth it: then the result has no columns and predicts the mean of `y`.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Setting`],
    /// [`LearnError::Limit`].
    ///
    /// Cost: O(rows x columns x (log rows + cuts)) and O(rows x shortlist x cuts) for each further column.
    pub fn fit(&self, train: &Frame, y: &[f64], stop: Option<Stop>) -> Result<CellsFitted, LearnError> {
        self.check()?;
        match self.loss {
            CellsLoss::Squared => target::numbers(train, y)?,
            CellsLoss::Log => target::binary(train, y)?,
        }
        let judge = loss::Judge::new(self.loss, self.smoothing, y)?;
        let found = search::search(self, train, &judge, stop);
        Ok(CellsFitted::new(train, &judge, found))
    }

    fn check(&self) -> Result<(), LearnError> {
        let refuse = |name, found: String, wanted| Err(LearnError::Setting { name, found, wanted });
        if self.columns_max > 8 {
            return Err(LearnError::Limit { what: "columns of the cells", found: self.columns_max, limit: 8 });
        }
        if self.cells_max > 1_000_000 {
            return Err(LearnError::Limit { what: "cells", found: self.cells_max, limit: 1_000_000 });
        }
        if let Some(few) = self.buckets.iter().find(|buckets| !(2..=1000).contains(*buckets)) {
            return refuse("buckets", few.to_string(), "2 to 1000");
        }
        if !(self.smoothing > 0.0 && self.smoothing.is_finite()) {
            return refuse("smoothing", self.smoothing.to_string(), "a finite number above 0");
        }
        if !(self.gain_min >= 0.0 && self.gain_min.is_finite()) {
            return refuse("gain_min", self.gain_min.to_string(), "a finite number, 0 or more");
        }
        Ok(())
    }
}
