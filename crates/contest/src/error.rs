//! What can be wrong with a question once the table is known.

use thiserror::Error;

/// An input that the rules of the game refuse.
#[derive(Debug, Error)]
pub enum ContestError {
    /// The problem and the table do not fit together; `key` names the place in the problem file.
    #[error("{message}")]
    Refused {
        /// Key in the problem file, as `data.target`.
        key: &'static str,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A file of the contest cannot be read or written.
    #[error("{what} {}: {source}", path.display())]
    File {
        /// What was being done.
        what: &'static str,
        /// Which file.
        path: std::path::PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file of the contest is not what it should be.
    #[error("{}: {source}", path.display())]
    Arrow {
        /// Which file.
        path: std::path::PathBuf,
        /// The reader's reason.
        source: arrow::error::ArrowError,
    },
}

impl ContestError {
    pub(crate) fn refused(key: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { key, message: message.into(), hint: Some(hint.into()) }
    }

    pub(crate) fn file(what: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { what, path: path.to_owned(), source }
    }

    pub(crate) fn arrow(path: &std::path::Path) -> impl Fn(arrow::error::ArrowError) -> Self {
        move |source| Self::Arrow { path: path.to_owned(), source }
    }

    /// Key of the problem file that the error is about.
    pub fn key(&self) -> Option<&'static str> {
        match self {
            Self::Refused { key, .. } => Some(key),
            _ => None,
        }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Refused { hint, .. } => hint.clone(),
            _ => None,
        }
    }
}
