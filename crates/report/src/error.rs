//! Why a contest cannot be reported.

use thiserror::Error;

/// A record that cannot be read.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// A document is missing.
    #[error("run {run} has no {kind}: the contest was stopped before it got there")]
    Missing {
        /// Kind of the document.
        kind: &'static str,
        /// Run id.
        run: String,
    },
    /// A document is of another form than this version writes.
    #[error("the {kind} of run {run} cannot be read: {source}")]
    Document {
        /// Kind of the document.
        kind: &'static str,
        /// Run id.
        run: String,
        /// The reader's reason.
        source: serde_json::Error,
    },
}

impl ReportError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Ledger(error) => error.hint(),
            Self::Missing { .. } => Some("finish it with `bakeoff run --resume`, or see `bakeoff runs` for others".into()),
            Self::Document { .. } => Some("read it with the version of bakeoff that wrote it".into()),
        }
    }
}
