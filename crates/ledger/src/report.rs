//! What a verification finds.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::chain::Head;
use crate::limits::PROBLEMS_LISTED_MAX;
use crate::run::RunId;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// A record is not what was written.
    Edited,
    /// A record that was written is gone.
    Removed,
    /// A record was put in beside the chain.
    Inserted,
    /// An entry of the chain itself was changed or is gone.
    ChainBroken,
    /// The end of the ledger was cut off or replaced, or its second copy is gone.
    HeadLost,
    /// An artifact's file is gone.
    ArtifactMissing,
    /// An artifact's file has other bytes.
    ArtifactEdited,
    /// The database file is damaged or its schema was altered.
    Storage,
}

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What kind of problem.
    pub kind: ProblemKind,
    /// What is wrong, in a sentence.
    pub what: String,
    /// Where: a table and a record, a file, or the chain.
    pub place: String,
    /// The run concerned, where it can be told.
    pub run: Option<RunId>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)?;
        match self.run {
            Some(run) => write!(f, " (run {run})"),
            None => Ok(()),
        }
    }
}

/// What a verification looked at and found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The end of the chain that was verified; worth keeping elsewhere.
    pub head: Head,
    /// Records checked, by table.
    pub records: BTreeMap<&'static str, u64>,
    /// Artifact files checked.
    pub artifacts: u64,
    /// Bytes of artifact files checked.
    pub artifact_bytes: u64,
    /// The first problems; see [`Report::problems_unlisted`].
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub problems_unlisted: u64,
    /// Harmless oddities, such as files that a killed run left behind.
    pub notes: Vec<String>,
}

impl Report {
    /// True when everything is as it was written.
    pub fn is_intact(&self) -> bool {
        self.problems.is_empty()
    }

    /// Records checked in all.
    pub fn records_checked(&self) -> u64 {
        self.records.values().sum()
    }

    pub(crate) fn problem(&mut self, kind: ProblemKind, place: String, what: impl Into<String>, run: Option<RunId>) {
        if self.problems.len() < PROBLEMS_LISTED_MAX {
            self.problems.push(Problem { kind, what: what.into(), place, run });
        } else {
            self.problems_unlisted += 1;
        }
    }
}
