//! Finding runs: by the first digits of an id, by kind, and down the tree.

use std::collections::HashSet;

use serde::Serialize;

use crate::error::{Candidate, Error, Result};
use crate::experiment::ExperimentId;
use crate::ledger::Ledger;
use crate::limits::CANDIDATES_LISTED_MAX;
use crate::run::{self, Run, RunId, RunKind};
use crate::store::{Is, Select, Store, Table};

/// A run and its distance from the root of the subtree that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TreeRun {
    /// 0 for the root.
    pub depth: usize,
    /// The run.
    #[serde(flatten)]
    pub run: Run,
}

impl Ledger {
    /// The run whose id starts with some digits, as git finds commits.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Ambiguous`] with the candidates; [`Error::BadRunId`] for other characters.
    pub fn find_run(&self, prefix: &str) -> Result<Run> {
        let digits = prefix.to_ascii_lowercase();
        if digits.is_empty() || digits.len() > 32 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(Error::BadRunId(prefix.to_owned()));
        }
        self.read(|store| {
            // "g" sorts after every hexadecimal digit.
            let beyond = format!("{digits}g");
            let matching = Select::from(Table::Runs)
                .filter("run_id", Is::AtLeast, digits.as_str())
                .filter("run_id", Is::Below, beyond.as_str())
                .order_by(&["run_id"]);
            let rows = store.select(&matching)?;
            if let [row] = rows.as_slice() {
                return run::decode(store, row);
            }
            let mut candidates = Vec::new();
            for row in rows.iter().take(CANDIDATES_LISTED_MAX) {
                let Run { id, kind, name, .. } = run::decode(store, row)?;
                candidates.push(Candidate { id, kind, name });
            }
            let more = rows.len() - candidates.len();
            if candidates.is_empty() {
                return Err(Error::not_found("run", prefix));
            }
            Err(Error::Ambiguous { prefix: prefix.to_owned(), candidates, more })
        })
    }

    /// Runs of a kind, or of all kinds, newest first, at most `limit`, deleted ones included.
    pub fn runs(&self, kind: Option<RunKind>, limit: usize) -> Result<Vec<Run>> {
        let mut select = Select::from(Table::Runs).descending().limit(limit);
        if let Some(kind) = kind {
            select = select.equal("kind", kind.as_str());
        }
        self.read(|store| decode_all(store, &select))
    }

    /// Runs of an experiment, newest first, at most `limit`, deleted ones included.
    pub fn experiment_runs(&self, experiment: ExperimentId, limit: usize) -> Result<Vec<Run>> {
        let select = Select::from(Table::Runs).equal("experiment", experiment.0).descending().limit(limit);
        self.read(|store| decode_all(store, &select))
    }

    /// The contest that was recorded last, if there is one.
    pub fn latest_contest(&self) -> Result<Option<Run>> {
        Ok(self.runs(Some(RunKind::Contest), 1)?.into_iter().next())
    }

    /// The children of a run in the order in which they were recorded.
    pub fn children(&self, run: RunId) -> Result<Vec<Run>> {
        self.read(|store| decode_all(store, &children_of(run::number_of(store, run)?)))
    }

    /// A run and everything below it: parents before children, siblings in the order in which they were recorded.
    pub fn subtree(&self, run: RunId) -> Result<Vec<TreeRun>> {
        self.read(|store| subtree(store, run))
    }
}

pub(crate) fn subtree(store: &dyn Store, root: RunId) -> Result<Vec<TreeRun>> {
    let mut found = vec![];
    let mut seen = HashSet::new();
    let mut open = vec![(0, run::get(store, root)?)];
    while let Some((depth, run)) = open.pop() {
        // A tampered parent could close a circle.
        if !seen.insert(run.id) {
            continue;
        }
        let children = decode_all(store, &children_of(run::number_of(store, run.id)?))?;
        open.extend(children.into_iter().rev().map(|child| (depth + 1, child)));
        found.push(TreeRun { depth, run });
    }
    Ok(found)
}

fn children_of(number: i64) -> Select<'static> {
    Select::from(Table::Runs).equal("parent", number)
}

fn decode_all(store: &dyn Store, select: &Select<'_>) -> Result<Vec<Run>> {
    store.select(select)?.iter().map(|row| run::decode(store, row)).collect()
}
