//! The contenders of a contest with what each has done so far.

use std::collections::BTreeMap;

use contest::protocol::{Answer, Notes};
use contest::{FoldEntry, Forfeit, Usage};
use executor::Mechanism;
use ledger::RunId;
use problem::Contender;
use serde::{Deserialize, Serialize};

/// Version of the fold document.
pub(crate) const FOLD_VERSION: u32 = 1;

/// A contender with its run and its folds.
pub(crate) struct Line {
    pub(crate) contender: Contender,
    pub(crate) run: RunId,
    /// Why it does not take part.
    pub(crate) skipped: Option<String>,
    /// What it has done, fold by fold.
    pub(crate) folds: Vec<Option<Done>>,
}

/// A finished fold.
pub(crate) struct Done {
    pub(crate) record: FoldRecord,
    pub(crate) answer: Option<Answer>,
}

/// A finished fold as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FoldRecord {
    pub(crate) entry: FoldEntry,
    pub(crate) params: BTreeMap<String, String>,
    pub(crate) text: Option<String>,
    pub(crate) trials: u32,
    pub(crate) mechanism: Mechanism,
}

impl Line {
    /// The first fold without an answer, and why.
    pub(crate) fn forfeit(&self) -> Option<(u32, &Forfeit)> {
        let done = self.folds.iter().flatten();
        done.map(|d| &d.record.entry).find_map(|e| e.forfeit.as_ref().map(|f| (e.fold, f)))
    }

    /// Whether every fold has a valid answer.
    pub(crate) fn is_scored(&self) -> bool {
        self.folds.iter().all(|done| done.as_ref().is_some_and(|d| d.answer.is_some()))
    }

    /// Used in all finished folds.
    pub(crate) fn usage(&self) -> Usage {
        self.folds.iter().flatten().map(|d| d.record.entry.usage).sum()
    }
}

/// Params and words of the notes, as text.
pub(crate) fn texts(notes: &Notes) -> (BTreeMap<String, String>, Option<String>) {
    let params = notes.params.iter().map(|(k, v)| (k.clone(), contest::protocol::param_text(v))).collect();
    (params, notes.text.clone())
}
