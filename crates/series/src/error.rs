//! Why rows do not become a series.

/// Every reason for which this crate refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeriesError {
    /// Several rows stand for one date, and no rule says what to make of them.
    #[error("{at} comes twice, in data rows {first} and {second} (rows that repeat a date: {count})")]
    Repeated {
        /// The date, as text.
        at: String,
        /// Data row that had it first, from 1.
        first: u64,
        /// Data row that repeats it, from 1.
        second: u64,
        /// How many rows repeat a date.
        count: u64,
    },
    /// No row has a value.
    #[error("no row has a value")]
    Empty,
    /// The dates span so much that a mistyped one is likely.
    #[error("{rows} rows spread over {places} steps, from {from} to {to}")]
    Sparse {
        /// Rows with a value.
        rows: u64,
        /// Steps from the first to the last.
        places: u64,
        /// First date.
        from: String,
        /// Last date.
        to: String,
    },
    /// The text names no step.
    #[error("no step is called `{name}`")]
    UnknownStep {
        /// The text.
        name: String,
    },
    /// The text names no way to aggregate.
    #[error("no way to aggregate is called `{name}`")]
    UnknownAggregate {
        /// The text.
        name: String,
    },
    /// There is no holiday calendar for the country.
    #[error("there is no holiday calendar for `{name}`")]
    UnknownCountry {
        /// The text.
        name: String,
    },
}

impl SeriesError {
    /// What the user can do about it, where there is something to do.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Repeated { .. } => {
                "state a rule for them (sum, mean, first, last, min, max), or the column that tells series apart".into()
            }
            Self::Sparse { .. } => "look for a mistyped date, or aggregate to a longer step".into(),
            Self::UnknownStep { .. } => {
                "one of: yearly, quarterly, monthly, weekly, daily, working-days, hourly, half-hourly, or such as 15-minutes"
                    .into()
            }
            Self::UnknownAggregate { .. } => "one of: sum, mean, first, last, min, max".into(),
            Self::UnknownCountry { .. } => format!("one of: {}", crate::holidays::COUNTRIES.join(", ")),
            Self::Empty => return None,
        })
    }
}
