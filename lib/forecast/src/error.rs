//! What can go wrong, and what to do about it.

/// Every reason for which this crate refuses.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The series has fewer observed values than the method needs.
    #[error("{method} needs at least {needed} observed values, the series has {got}")]
    TooShort {
        /// The method that was asked for.
        method: String,
        /// The smallest number of observed values that it can work with.
        needed: usize,
        /// The number of observed values.
        got: usize,
    },
    /// No value is observed.
    #[error("every value of the series is missing")]
    AllMissing,
    /// The period was zero.
    #[error("the period of a series must be at least 1")]
    BadPeriod,
    /// A value is so large that its square overflows.
    #[error("the value {value:e} at position {at} is too large to compute with")]
    TooLarge {
        /// Position in the series, from 0.
        at: usize,
        /// The value.
        value: f64,
    },
    /// The model order or a parameter lies outside its allowed range.
    #[error("{what}")]
    BadOrder {
        /// What was asked for and what is allowed.
        what: String,
    },
    /// The period is too long for the model asked for.
    #[error(
        "{method} with a period of {period} is refused: its state grows with the period and its seasonal terms see too few years"
    )]
    PeriodTooLong {
        /// The method that was asked for.
        method: String,
        /// The period of the series.
        period: usize,
    },
    /// The method needs values above zero.
    #[error("{method} needs values above zero, the smallest is {smallest}")]
    NotPositive {
        /// The method that was asked for.
        method: String,
        /// The smallest observed value.
        smallest: f64,
    },
    /// Demand cannot be negative.
    #[error("demand cannot be negative, the smallest value is {smallest}")]
    NegativeDemand {
        /// The smallest observed value.
        smallest: f64,
    },
    /// The horizon was zero or beyond the limit.
    #[error("the horizon must lie between 1 and {max}, got {got}")]
    BadHorizon {
        /// The horizon asked for.
        got: usize,
        /// The longest allowed horizon, [`crate::HORIZON_MAX`].
        max: usize,
    },
    /// A prediction level outside (0, 100).
    #[error("a prediction level is a percentage between 0 and 100, got {got}")]
    BadLevel {
        /// The level asked for.
        got: f64,
    },
    /// The regressors do not fit the series or each other.
    #[error("{what}")]
    BadRegressors {
        /// What does not fit.
        what: String,
    },
    /// The numbers left the range in which the method can work.
    #[error("{method} found no usable fit: {why}")]
    NoFit {
        /// The method that was asked for.
        method: String,
        /// What went wrong.
        why: String,
    },
    /// The text names no method.
    #[error("no forecasting method is called `{name}`")]
    UnknownMethod {
        /// The name that was asked for.
        name: String,
    },
}

impl Error {
    /// What the user can do about it, where there is something to do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::TooShort { .. } => Some("give a longer history, or use `naive`, which needs one value".into()),
            Self::PeriodTooLong { .. } => Some("use `auto`, which decomposes long seasons first, or `seasonal-naive`".into()),
            Self::NotPositive { .. } => Some("use an additive model, or shift the series above zero".into()),
            Self::UnknownMethod { .. } => Some(format!("one of: {}", crate::Method::NAMES.join(", "))),
            _ => None,
        }
    }

    pub(crate) fn no_fit(method: impl Into<String>, why: impl Into<String>) -> Self {
        Self::NoFit { method: method.into(), why: why.into() }
    }
}
