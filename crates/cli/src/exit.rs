//! How the program ends.

use std::fmt::Write as _;
use std::panic::PanicHookInfo;
use std::process::ExitCode;

use bakeoff::BakeoffError;
use problem::{Complaints, Problem};
use report::ReportError;

use crate::out;

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// Done, and the answer is no.
    No,
    /// The user's input is wrong.
    Input,
    /// Stopped early.
    Stopped,
    /// A bug of ours.
    Bug,
}

impl Exit {
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::No => 1,
            Self::Input => 2,
            Self::Stopped => 3,
            Self::Bug => 70,
        })
    }
}

/// A message, a hint and an exit code; printed to standard error.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    text: String,
}

impl Failure {
    /// The user's input is wrong.
    pub(crate) fn input(message: impl std::fmt::Display, hint: Option<String>) -> Self {
        Self { exit: Exit::Input, text: lines(&message.to_string(), hint) }
    }

    /// An error of the contest, placed in the problem file where it belongs to one of its keys.
    pub(crate) fn of(error: &BakeoffError, problem: &Problem) -> Self {
        match error.key() {
            Some(key) => problem.complain(key, error.to_string(), error.hint()).into(),
            None => error.into(),
        }
    }

    pub(crate) fn tell(self) -> ExitCode {
        out::tell(self.text.trim_end());
        self.exit.code()
    }
}

fn lines(message: &str, hint: Option<String>) -> String {
    let mut text = format!("{} {message}", paint("error:", "1;31"));
    if let Some(hint) = hint {
        let _ = write!(text, "\n  {} {hint}", paint("hint:", "1;36"));
    }
    text
}

/// Colours; taken out again by the stream where they do not belong.
fn paint(text: &str, codes: &str) -> String {
    format!("\u{1b}[{codes}m{text}\u{1b}[0m")
}

impl From<Complaints> for Failure {
    fn from(complaints: Complaints) -> Self {
        Self { exit: Exit::Input, text: complaints.render(true) }
    }
}

impl From<problem::Complaint> for Failure {
    fn from(complaint: problem::Complaint) -> Self {
        Complaints::from(complaint).into()
    }
}

impl From<&BakeoffError> for Failure {
    fn from(error: &BakeoffError) -> Self {
        let exit = match error {
            BakeoffError::Cancelled { .. } => Exit::Stopped,
            BakeoffError::Executor(_) | BakeoffError::Verdict(_) => Exit::Bug,
            _ => Exit::Input,
        };
        Self { exit, text: lines(&error.to_string(), error.hint()) }
    }
}

impl From<BakeoffError> for Failure {
    fn from(error: BakeoffError) -> Self {
        Self::from(&error)
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self { exit: Exit::Input, text: lines(&error.to_string(), error.hint()) }
    }
}

impl From<ledger::Error> for Failure {
    fn from(error: ledger::Error) -> Self {
        Self { exit: Exit::Input, text: lines(&error.to_string(), error.hint()) }
    }
}

impl From<table::TableError> for Failure {
    fn from(error: table::TableError) -> Self {
        Self { exit: Exit::Input, text: lines(&error.to_string(), error.hint()) }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self { exit: Exit::Bug, text: lines(&error.to_string(), None) }
    }
}

/// What a user reads when we have made a mistake.
pub(crate) fn panicked(info: &PanicHookInfo<'_>) {
    let hint = "report it with the command line; the ledger keeps what was finished";
    out::tell(lines(&format!("bakeoff has a bug: {info}"), Some(hint.into())));
}
