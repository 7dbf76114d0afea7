//! What can go wrong, in words for the person who owns the table.

use thiserror::Error;

/// Everything that `learn` refuses; no variant carries a sentinel number.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum LearnError {
    /// There is not a single row to learn from.
    #[error("there are no rows to learn from")]
    NoRows,
    /// No column is left that differs between rows.
    #[error("no column tells rows apart: {reason}")]
    NoColumns {
        /// Why the columns fell away.
        reason: String,
    },
    /// A column or the target has another length than the frame.
    #[error("`{name}` has {found} values, the table has {expected} rows")]
    Length {
        /// Column name, or `target`.
        name: String,
        /// Rows of the frame.
        expected: usize,
        /// Values that were given.
        found: usize,
    },
    /// A category code points behind the last label.
    #[error("column `{column}`, row {row}: code {code} has no label (there are {labels})")]
    Code {
        /// Column name.
        column: String,
        /// Zero-based row.
        row: usize,
        /// The code.
        code: u32,
        /// Labels of the column.
        labels: usize,
    },
    /// Two columns share a name.
    #[error("two columns are called `{column}`")]
    DuplicateColumn {
        /// The name.
        column: String,
    },
    /// Two labels of a category are equal.
    #[error("column `{column}` has the label `{label}` twice")]
    DuplicateLabel {
        /// Column name.
        column: String,
        /// The label.
        label: String,
    },
    /// A row was asked for that does not exist.
    #[error("row {row} was asked for; the table has {rows} rows")]
    NoSuchRow {
        /// Zero-based row.
        row: usize,
        /// Rows of the table.
        rows: usize,
    },
    /// A column of the training rows is absent from the rows to predict.
    #[error("column `{column}` was learned from but is absent from the rows to predict")]
    MissingColumn {
        /// Column name.
        column: String,
    },
    /// A column changed its kind between training and prediction.
    #[error("column `{column}` was {trained} in training and is {asked} in the rows to predict")]
    KindChanged {
        /// Column name.
        column: String,
        /// `numeric` or `category`.
        trained: &'static str,
        /// `numeric` or `category`.
        asked: &'static str,
    },
    /// A target value that the model cannot learn from.
    #[error("target in row {row} is {found}; {wanted}")]
    Target {
        /// Zero-based row.
        row: usize,
        /// The value as text.
        found: String,
        /// What the model takes.
        wanted: &'static str,
    },
    /// A weight, an offset or a group that a fit cannot use.
    #[error("{what} in row {row} is {found}; it must be {wanted}")]
    RowValue {
        /// `weight` or `offset`.
        what: &'static str,
        /// Zero-based row.
        row: usize,
        /// The value as text.
        found: String,
        /// The range.
        wanted: &'static str,
    },
    /// A setting outside its range.
    #[error("setting `{name}` is {found}; it must be {wanted}")]
    Setting {
        /// Name of the field.
        name: &'static str,
        /// Its value as text.
        found: String,
        /// The range.
        wanted: &'static str,
    },
    /// A named limit was reached.
    #[error("{what}: {found} is over the limit of {limit}")]
    Limit {
        /// What is limited.
        what: &'static str,
        /// What was asked for.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// The equations have no finite solution in double precision.
    #[error("{what} has no finite solution: {reason}")]
    Singular {
        /// Which fit.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// A model file breaks its format.
    #[error("model file, line {line}: {reason}")]
    ModelFile {
        /// Line, counted from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// The caller's stop signal came before there was anything to predict with.
    #[error("stopped before there was a first model")]
    Stopped,
}

impl LearnError {
    /// What the user can do about it, where there is something.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::MissingColumn { column } => {
                Some(format!("give the rows to predict a column `{column}`, or drop it from training"))
            }
            Self::KindChanged { column, .. } => Some(format!("read `{column}` with the same type in both tables")),
            Self::Target { wanted, .. } => Some(format!("drop the row or choose a model for such targets: {wanted}")),
            Self::Limit { what, .. } => Some(format!("drop identifiers and free text, or raise the limit of {what}")),
            Self::ModelFile { .. } => Some("save the model again with `Booster.save_model` of LightGBM".to_owned()),
            Self::Singular { .. } => Some("use a ridge penalty above 0".to_owned()),
            _ => None,
        }
    }
}
