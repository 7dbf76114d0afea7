//! Why a contest could not be held.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// A contest that did not come to a verdict.
#[derive(Debug, Error)]
pub enum BakeoffError {
    /// The table cannot be read.
    #[error(transparent)]
    Table(#[from] table::TableError),
    /// The problem does not fit the table.
    #[error(transparent)]
    Contest(#[from] contest::ContestError),
    /// A check of the data failed.
    #[error(transparent)]
    Profile(#[from] profile::ProfileError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The verdict refused.
    #[error(transparent)]
    Verdict(#[from] verdict::VerdictError),
    /// The machinery of boxes failed; no fault of a contender.
    #[error(transparent)]
    Executor(#[from] executor::ExecutorError),
    /// A file of the contest cannot be read or written.
    #[error("{what} {}: {source}", path.display())]
    File {
        /// What was being done.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The tables of the exam on known drivers cannot be written.
    #[error("the exam on known drivers cannot be written: {0}")]
    Exam(arrow::error::ArrowError),
    /// A stored document cannot be read back.
    #[error("the {kind} of run {run} cannot be read: {why}")]
    Document {
        /// Kind of the document.
        kind: &'static str,
        /// Run id.
        run: String,
        /// Why.
        why: String,
    },
    /// What was asked for cannot be done in this state.
    #[error("{message}")]
    Refused {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The user stopped the contest; what was finished is in the ledger.
    #[error("stopped; run {run} keeps what was finished")]
    Cancelled {
        /// Run id.
        run: String,
        /// How to go on.
        hint: &'static str,
    },
}

impl BakeoffError {
    pub(crate) fn file(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { what, path: path.to_owned(), source }
    }

    pub(crate) fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), hint: hint.into() }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Table(error) => error.hint(),
            Self::Contest(error) => error.hint(),
            Self::Ledger(error) => error.hint(),
            Self::Refused { hint, .. } => Some(hint.clone()),
            Self::File { source, .. } => ledger::io_hint(source).map(str::to_owned),
            Self::Cancelled { hint, .. } => Some((*hint).to_owned()),
            _ => None,
        }
    }

    /// Key of the problem file that the error is about.
    pub fn key(&self) -> Option<&'static str> {
        match self {
            Self::Contest(error) => error.key(),
            _ => None,
        }
    }
}
