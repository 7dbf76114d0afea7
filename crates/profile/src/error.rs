//! What can go wrong with a check.

use arrow::datatypes::DataType;
use thiserror::Error;

/// Every way in which a check fails.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// The batches could not be read.
    #[error("cannot read the rows: {0}")]
    Input(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No batch went by.
    #[error("there are no rows to look at")]
    NoRows,
    /// A column that the check needs is not there.
    #[error("no column {name:?} in the rows")]
    NoColumn {
        /// Its name.
        name: String,
    },
    /// A column is not of one of the six canonical types.
    #[error("column {name:?} is of type {found}, which is not one of the six that a table has")]
    ColumnType {
        /// Its name.
        name: String,
        /// Its type.
        found: DataType,
    },
    /// The target of a regression is not a number.
    #[error("the target {name:?} is of type {found}, not a number")]
    TargetType {
        /// Its name.
        name: String,
        /// Its type.
        found: DataType,
    },
    /// The target has too many classes to be one.
    #[error("the target {name:?} has more than {limit} classes")]
    TooManyClasses {
        /// Its name.
        name: String,
        /// The limit.
        limit: usize,
    },
    /// Day and month of a column are the other way round than its first rows let guess.
    #[error("day and month of {name:?} stand the other way round than its first rows let guess")]
    DayOrder {
        /// Its name.
        name: String,
        /// Whether the day stands first.
        day_first: bool,
    },
    /// Two sets of rows that should have the same columns do not.
    #[error("the two sets of rows differ in column {name:?}")]
    DifferentColumns {
        /// The first column that differs.
        name: String,
    },
    /// The bytes are no baseline.
    #[error("this is not a baseline: {0}")]
    NoBaseline(&'static str),
    /// A baseline of another version.
    #[error("the baseline has version {found}, this program reads version {}", crate::look::BASELINE_VERSION)]
    BaselineVersion {
        /// The version that was found.
        found: u32,
    },
    /// Bytes of a baseline that have been damaged.
    #[error("the baseline is damaged: {0}")]
    Damaged(#[source] summary::wire::DecodeError),
    /// A row id beyond what the check can hold.
    #[error("row id {id} is beyond the limit of this check, {}", u32::MAX)]
    RowId {
        /// The id.
        id: i64,
    },
}

impl ProfileError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::TargetType { .. } => Some("name a column of numbers as the target, or treat it as classes".to_owned()),
            Self::TooManyClasses { .. } => Some("if the target is a number, treat it as a regression".to_owned()),
            Self::NoBaseline(_) => Some("`bakeoff look DATA` writes one beside look.json".to_owned()),
            Self::BaselineVersion { .. } => {
                Some("make it anew with `bakeoff look DATA`, or use the version that wrote it".to_owned())
            }
            Self::Damaged(_) => {
                Some("fetch it again from where it was written, or make it anew with `bakeoff look DATA`".to_owned())
            }
            _ => None,
        }
    }
}
