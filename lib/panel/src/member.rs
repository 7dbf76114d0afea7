//! One series of a panel.

use forecast::{Error, Regressors, Series};

/// A series, its name and what is known beside it.
#[derive(Debug, Clone)]
pub struct Member {
    /// Name that comes back with its [`Outlook`](crate::Outlook); names need not be unique.
    pub id: String,
    /// The values, or why they are no series: such a member gets that refusal, and the batch goes on.
    pub series: Result<Series, Error>,
    /// Steps ahead for this member alone, where it differs from [`Spec::horizon`](crate::Spec::horizon).
    pub horizon: Option<usize>,
    /// Regressors with their future; used by ARIMA, which then is the method.
    pub known: Option<Known>,
}

/// Columns that explain the series: over its history, and over the steps ahead.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// As long as the series.
    pub past: Regressors,
    /// The same columns, as long as the horizon.
    pub future: Regressors,
}

impl Member {
    /// The same with [longer seasons](Series::with_longer) beside the period.
    #[must_use]
    pub fn with_longer(self, seasons: &[f64]) -> Self {
        Self { series: self.series.map(|series| series.with_longer(seasons)), ..self }
    }

    /// Values in order (`NaN` = missing) with the number of values in one season. O(n).
    ///
    /// Never fails: what is wrong with the values is told in the member's outlook.
    pub fn new(id: impl Into<String>, values: Vec<f64>, period: usize) -> Self {
        Self { id: id.into(), series: Series::new(values, period), horizon: None, known: None }
    }
}
