//! The scoreboard: what every contender scored and cost.

use std::collections::BTreeMap;

use problem::{Metric, Task};
use serde::{Deserialize, Serialize};

use crate::{Bill, Forfeit, Usage};

/// Version of the board document; raised when a field changes its meaning.
pub const BOARD_VERSION: u32 = 1;

/// The outcome of a contest, contender by contender, in ladder order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// Version of this document.
    pub version: u32,
    /// What is predicted.
    pub task: Task,
    /// The ruler.
    pub metric: Metric,
    /// The smallest difference that matters.
    pub margin: Margin,
    /// Rows that were asked in the folds, each answer counted.
    pub rows: u64,
    /// Folds or origins.
    pub folds: u32,
    /// One entry a contender, in ladder order.
    pub entries: Vec<Entry>,
}

/// The margin as given and in units of the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Margin {
    /// As the problem file says it.
    pub given: String,
    /// In units of the score.
    pub score: f64,
    /// In money a year, when a unit of error has a price.
    pub money_a_year: Option<f64>,
    /// Name of the constant whose loss a percentage refers to.
    pub of: Option<String>,
}

/// One contender's line on the board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Position in the ladder: the contender's id in the verdict.
    pub id: u32,
    /// Its run in the ledger.
    pub run: String,
    /// Name in the problem file.
    pub name: String,
    /// Kind of contender, as in the problem file.
    pub kind: String,
    /// Tier 0 to 4.
    pub tier: u8,
    /// How it went.
    pub status: Status,
    /// Score over the rows of its finished folds.
    pub score: Option<f64>,
    /// Folds one by one.
    pub folds: Vec<FoldEntry>,
    /// Used in all folds.
    pub usage: Usage,
    /// What it cost and will cost.
    pub bill: Bill,
    /// What it noted about itself in the last fold (parameters).
    pub params: BTreeMap<String, String>,
    /// Plain words it noted about itself: an equation, a query, a list of rules.
    pub text: Option<String>,
    /// Tuning trials over all folds.
    pub trials: u32,
    /// The special case whose bound it was shown to break, so that it is not recommended.
    #[serde(default)]
    pub blocked: Option<String>,
}

/// How a contender's play ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Status {
    /// Every fold has a valid answer.
    Scored,
    /// A fold has none: the contender is out, and this is why.
    Forfeited {
        /// First fold without an answer.
        fold: u32,
        /// Why.
        forfeit: Forfeit,
    },
    /// It did not take part.
    Skipped {
        /// Why.
        why: String,
    },
}

/// One fold of one contender.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoldEntry {
    /// Fold number.
    pub fold: u32,
    /// Its run in the ledger.
    pub run: String,
    /// Rows asked.
    pub rows: u64,
    /// Score over these rows.
    pub score: Option<f64>,
    /// Used in this fold.
    pub usage: Usage,
    /// Why it has no answer.
    pub forfeit: Option<Forfeit>,
    /// The bell rang and an earlier valid answer counted.
    pub interim: bool,
}
