//! A scored outcome with a reason.

use serde::{Deserialize, Serialize};

/// Why a contender has no valid answer for a fold.
///
/// A forfeit is a result, not an error: it stays on the board, in the ledger and on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Forfeit {
    /// The box's CPU seconds were used up.
    OutOfCpu,
    /// The box's wall clock ran out.
    OutOfTime,
    /// The box's memory was exceeded.
    OutOfMemory,
    /// The tree grew past the number of processes that a box allows.
    TooManyProcesses,
    /// The leader ended by a signal that was not ours.
    Signal {
        /// Signal number.
        signal: i32,
        /// Last lines of its standard error.
        detail: String,
    },
    /// The leader exited with a code other than zero.
    ExitCode {
        /// Exit code.
        code: i32,
        /// Last lines of its standard error.
        detail: String,
    },
    /// It ended well, but its answer breaks the protocol.
    BadAnswer {
        /// What is wrong, and where.
        detail: String,
    },
    /// It could not be started.
    NotStarted {
        /// Why.
        detail: String,
    },
}

impl Forfeit {
    /// One or two words for a table's cell.
    pub fn short(&self) -> &'static str {
        match self {
            Self::OutOfCpu => "out of cpu",
            Self::OutOfTime => "out of time",
            Self::OutOfMemory => "out of memory",
            Self::TooManyProcesses => "too many processes",
            Self::Signal { .. } => "signal",
            Self::ExitCode { .. } => "crashed",
            Self::BadAnswer { .. } => "bad answer",
            Self::NotStarted { .. } => "not started",
        }
    }
}

impl std::fmt::Display for Forfeit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OutOfCpu => f.write_str("used up the CPU seconds of its box"),
            Self::OutOfTime => f.write_str("ran past the wall clock of its box"),
            Self::OutOfMemory => f.write_str("used more memory than its box allows"),
            Self::TooManyProcesses => f.write_str("started more processes than its box allows"),
            Self::Signal { signal, detail } => {
                write!(f, "ended by signal {signal}")?;
                tail(f, detail)
            }
            Self::ExitCode { code, detail } => {
                write!(f, "exited with code {code}")?;
                tail(f, detail)
            }
            Self::BadAnswer { detail } => write!(f, "bad answer: {detail}"),
            Self::NotStarted { detail } => write!(f, "could not be started: {detail}"),
        }
    }
}

fn tail(f: &mut std::fmt::Formatter<'_>, detail: &str) -> std::fmt::Result {
    match detail.trim() {
        "" => Ok(()),
        text => write!(f, ": {text}"),
    }
}
