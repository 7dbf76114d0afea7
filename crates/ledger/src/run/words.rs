//! The words for what a run stands for and how far it has come.

use std::fmt;

use serde::Serialize;

/// What a run stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunKind {
    /// One contest.
    Contest,
    /// One contender of a contest.
    Contender,
    /// One contender on one fold.
    Fold,
    /// One tuning attempt of a contender.
    Trial,
    /// One opening of the sealed holdout.
    Final,
    /// Anything else, such as a run that a script logged.
    Other,
}

impl RunKind {
    const ALL: [RunKind; 6] =
        [RunKind::Contest, RunKind::Contender, RunKind::Fold, RunKind::Trial, RunKind::Final, RunKind::Other];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            RunKind::Contest => "contest",
            RunKind::Contender => "contender",
            RunKind::Fold => "fold",
            RunKind::Trial => "trial",
            RunKind::Final => "final",
            RunKind::Other => "other",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        RunKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for RunKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How far a run has come; `MLflow`'s five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// At work, or killed before it could say otherwise.
    Running,
    /// To be started.
    Scheduled,
    /// Ended well.
    Finished,
    /// Ended badly.
    Failed,
    /// Ended by someone.
    Killed,
}

impl Status {
    const ALL: [Status; 5] = [Status::Running, Status::Scheduled, Status::Finished, Status::Failed, Status::Killed];

    /// `MLflow`'s word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Running => "RUNNING",
            Status::Scheduled => "SCHEDULED",
            Status::Finished => "FINISHED",
            Status::Failed => "FAILED",
            Status::Killed => "KILLED",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Status::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
