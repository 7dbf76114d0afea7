//! Runs: the nodes of the ledger's tree, with `MLflow`'s fields.

mod id;
mod record;
mod words;

use serde::Serialize;

use crate::experiment::{ExperimentId, LifecycleStage};

pub use id::RunId;
pub(crate) use record::{decode, get, id_of, number_of};
pub use words::{RunKind, Status};

/// Where a run came from; `MLflow`'s source fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Source {
    /// NOTEBOOK, JOB, PROJECT, LOCAL or UNKNOWN.
    pub kind: Option<String>,
    /// The script or command.
    pub name: Option<String>,
    /// Its version, such as a commit.
    pub version: Option<String>,
    /// The entry point inside it.
    pub entry_point: Option<String>,
}

/// A run to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun {
    /// Its id; drawn at random when `None`.
    pub id: Option<RunId>,
    /// Its experiment.
    pub experiment: ExperimentId,
    /// The run it belongs to.
    pub parent: Option<RunId>,
    /// What it stands for.
    pub kind: RunKind,
    /// Its name; need not be unique.
    pub name: String,
    /// `Running` unless said otherwise.
    pub status: Status,
    /// When it started.
    pub start_ms: i64,
    /// Who ran it.
    pub user_id: Option<String>,
    /// What ran it.
    pub source: Source,
    /// Where its artifacts are, if not in the ledger's own folder.
    pub artifact_uri: Option<String>,
}

impl NewRun {
    /// A run that has just started and has no parent.
    pub fn new(experiment: ExperimentId, kind: RunKind, name: impl Into<String>, start_ms: i64) -> NewRun {
        NewRun {
            id: None,
            experiment,
            parent: None,
            kind,
            name: name.into(),
            status: Status::Running,
            start_ms,
            user_id: None,
            source: Source::default(),
            artifact_uri: None,
        }
    }

    /// The same run as a child of another.
    #[must_use]
    pub fn child_of(mut self, parent: RunId) -> NewRun {
        self.parent = Some(parent);
        self
    }
}

/// A run as it now stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Its experiment.
    pub experiment: ExperimentId,
    /// The run it belongs to.
    pub parent: Option<RunId>,
    /// What it stands for.
    pub kind: RunKind,
    /// Its name.
    pub name: String,
    /// How far it has come.
    pub status: Status,
    /// When it started.
    pub start_ms: i64,
    /// When it ended.
    pub end_ms: Option<i64>,
    /// In use or in the bin.
    pub lifecycle_stage: LifecycleStage,
    /// When it was put in the bin.
    pub deleted_ms: Option<i64>,
    /// Who ran it.
    pub user_id: Option<String>,
    /// What ran it.
    pub source: Source,
    /// Where its artifacts are, if not in the ledger's own folder.
    pub artifact_uri: Option<String>,
}

/// What of a run can change; `None` leaves it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunUpdate {
    /// The new name.
    pub name: Option<String>,
    /// The new status.
    pub status: Option<Status>,
    /// The new end.
    pub end_ms: Option<i64>,
}
