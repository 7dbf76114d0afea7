//! Why a built-in contender has no answer.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// A contender's reason not to answer; it ends up on the board as a forfeit.
#[derive(Debug, Error)]
pub enum ContenderError {
    /// A file of the protocol cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A table of the protocol is not what it should be.
    #[error("{}: {source}", path.display())]
    Arrow {
        /// Which file or folder.
        path: PathBuf,
        /// The reader's reason.
        source: arrow::error::ArrowError,
    },
    /// `task.json` is not what it should be.
    #[error("task.json: {0}")]
    Task(#[from] serde_json::Error),
    /// The kind plays by itself.
    #[error("a contender of kind {kind} is not built in")]
    NotBuiltIn {
        /// Its kind.
        kind: &'static str,
    },
    /// The training rows or the task do not suit the contender.
    #[error("{0}")]
    Unfit(String),
    /// The query or the answers file failed.
    #[error(transparent)]
    Table(#[from] table::TableError),
    /// The model failed.
    #[error(transparent)]
    Learn(#[from] learn::LearnError),
    /// A series failed.
    #[error("series {series}: {source}")]
    Forecast {
        /// Label of the series.
        series: String,
        /// Why.
        source: forecast::Error,
    },
}

impl ContenderError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { path: path.to_owned(), source }
    }

    pub(crate) fn arrow(path: &Path) -> impl Fn(arrow::error::ArrowError) -> Self {
        move |source| Self::Arrow { path: path.to_owned(), source }
    }
}
