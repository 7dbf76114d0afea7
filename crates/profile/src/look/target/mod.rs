//! **target**: whether the question can be answered with these columns, and whether an answer would be honest.
//!
//! # What it finds
//!
//! | finding | is |
//! |---|---|
//! | *leak* | a column that alone all but decides the target (the check [`crate::leakage`], which see) |
//! | *afterwards* | a column that is missing where the target is and hardly anywhere else, or filled in old rows only: it comes with the target or after it |
//! | *delay* | a target that the latest rows do not have yet |
//! | *repeats* | rows that are the same in every feature and differ in the target: an error that no model of these columns can avoid |
//! | *rare* | a class with few events |
//! | *nothing*, *unclear* | cheap models tell nothing, or there are too few rows to say so |
//! | *reach* | what cheap models reach, what more rows would bring, whether trees see more than a line |
//!
//! # How
//!
//! Features are all columns but the target, its time and group, ids, dates, free texts and columns with nothing in them; for the last two findings also without leaks and
//! late columns. *Repeats*: variance within sets of equal rows (for classes the chance that two disagree), by degrees of freedom, over that of all rows: unbiased in small sets too.
//!
//! *Reach*: the best constant, a linear model (ridge 1) and 50 boosted trees of 15 leaves learn from an eighth, a quarter, half and all of the training rows, nested, and are
//! scored on rows they have not seen: the later half in three steps where there is a time column, whole groups where there is a group column, else 3 folds (10 below 500 rows).
//! The loss is the log loss for classes (the 8 commonest; the others are one), the root of the squared error for numbers, the absolute error for
//! numbers with an excess kurtosis above 20. Of more than 40 columns each training part chooses the 40 most telling ones on its own, so that noise stays noise.
//! What is saved is a share of the constant's loss, its interval from differences row by row (by group where there is one).
//! More rows: loss `a + b n^-c` by least squares, with c = 1/2 and the interval over c = 1/3, 1/2, 1.
//!
//! # Rule
//!
//! *nothing*: the interval of what is saved holds 0, its upper end is below 5 %, and there are rows enough to find a single column that explains 5 % (four times in five, with as many
//! tests as columns); *unclear*: it holds 0 otherwise. *rare*: the rarest class has less than 10 % of the rows, or fewer than
//! 30. *afterwards*: missing in 95 % of the rows without a target (30 at least) and in 5 % of the others at most, or in half of them and one of a thousand others; or filled in half of
//! the first three quarters of the rows by time and 5 % of the last twentieth at most. *repeats*: 30 such rows and a twentieth of all, 5 % unexplained at least beyond two standard errors.
//!
//! # Limits
//!
//! Up to 8,000 rows and 150,000 cells (100 more for each column) are learned from; leaks are looked for in 16,384. The models are cheap on purpose: a good one may reach further, and features not yet made are seen by
//! none. The interval does not know how the training rows were drawn.
//!
//! # Checked against
//!
//! Planted truths: noise of every width says nothing, known noise floors are met, leaks are found (`tests/it/target.rs`); leaks on 38 public tables (`reference/profile/leakage.py`).

mod afterwards;
mod curve;
mod findings;
mod models;
mod reach;
mod repeats;
mod screen;
mod truth;

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::error::ArrowError;
use serde::{Deserialize, Serialize};

use super::{Column, Facts, Meaning};
use crate::leakage::{Leakage, Suspicion, leakage};
pub use afterwards::Late;
pub use curve::Ahead;
pub(crate) use findings::findings;
pub use models::{Loss, Model};
pub use reach::{Point, Reach, Share};
pub use repeats::Repeats;
use truth::Truth;

/// Cells and rows in which leaks are looked for.
const LEAK_CELLS_MAX: usize = 6_000_000;
const LEAK_ROWS_MAX: usize = 16_384;
const TELLING_KEPT: usize = 30;

/// What is known of the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// The column.
    pub column: String,
    /// Why there is nothing to learn, when there is not.
    pub unfit: Option<String>,
    /// Rows of the table with a target.
    pub rows: u64,
    /// Classes with their rows, the commonest first; none for a number.
    pub classes: Vec<super::Level>,
    /// Columns by what each explains alone, the most telling first, at most 30.
    pub telling: Vec<Telling>,
    /// Columns that seem to be known only afterwards.
    pub late: Vec<Late>,
    /// Latest rows without a target.
    pub delay: Option<Late>,
    /// Rows that are the same in every feature.
    pub repeats: Option<Repeats>,
    /// What is reachable.
    pub reach: Option<Reach>,
}

/// What one column explains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    /// The column.
    pub column: String,
    /// The share of the target's loss that a table of this column explains: log loss of classes, squared error of a number's rank.
    pub share: f64,
    /// The part of its cells that does so, where it is not the whole cell: `first two characters`, `last digit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Whether that is suspiciously much.
    pub suspicious: bool,
    /// The best of the columns that are not suspicious, and its share, when the column stands alone above it.
    pub next: Option<(String, f64)>,
}

impl Late {
    /// The column that it is about.
    pub fn column(&self) -> &str {
        match self {
            Self::WithTarget { column, .. } | Self::Latest { column, .. } => column,
        }
    }
}

/// Looks; none without a target.
pub(crate) fn check(facts: &Facts) -> Option<Target> {
    let column = facts.target()?;
    let mut seen = Target {
        column: column.name.clone(),
        unfit: None,
        rows: column.present(),
        classes: Vec::new(),
        telling: Vec::new(),
        late: Vec::new(),
        delay: None,
        repeats: None,
        reach: None,
    };
    let truth = match Truth::of(facts, column) {
        Ok(truth) => truth,
        Err(reason) => {
            seen.unfit = Some(reason);
            return Some(seen);
        }
    };
    if matches!(truth, Truth::Classes(..)) {
        seen.classes.clone_from(&column.levels);
    }
    seen.telling = telling(facts, &truth);
    (seen.late, seen.delay) = afterwards::look(facts, &truth.present());
    let roles = [&facts.asked.target, &facts.asked.time, &facts.asked.group];
    let role = |c: &&Column| !roles.contains(&&Some(c.name.clone()));
    let empty = |c: &&Column| !matches!(c.meaning, Meaning::Empty | Meaning::Constant | Meaning::Key | Meaning::Id);
    let suspicious = |name: &str| {
        seen.telling.iter().any(|t| t.suspicious && t.column == name) || seen.late.iter().any(|late| late.column() == name)
    };
    let honest: Vec<&Column> = facts.columns.iter().filter(role).filter(empty).filter(|c| !suspicious(&c.name)).collect();
    let names = |all: &[&'_ Column]| -> Vec<String> { all.iter().map(|c| c.name.clone()).collect() };
    let all = names(&honest);
    seen.repeats = repeats::look(facts, &truth, &all.iter().map(String::as_str).collect::<Vec<_>>());
    let learnable: Vec<&str> =
        honest.iter().filter(|c| c.meaning.is_quantity() || c.meaning.is_levels()).map(|c| c.name.as_str()).collect();
    seen.reach = reach::look(facts, &truth, &learnable);

    Some(seen)
}

/// What each column explains alone, in some rows of the sample.
fn telling(facts: &Facts, truth: &Truth) -> Vec<Telling> {
    let rows_max = (LEAK_CELLS_MAX / facts.columns.len().max(1)).clamp(2_048, LEAK_ROWS_MAX);
    let mut kept = vec![false; facts.sample.len()];
    facts.sample.thinned(rows_max, facts.asked.seed).into_iter().for_each(|row| kept[row] = true);
    let task = if matches!(truth, Truth::Classes(..)) { crate::Task::Classes } else { crate::Task::Regression };
    let rows: Result<RecordBatch, ArrowError> = filter_record_batch(facts.sample.batch(), &BooleanArray::from(kept));
    let skip: Vec<&str> = facts.asked.time.as_deref().into_iter().collect();
    let target = facts.asked.target.as_deref().unwrap_or_default();
    let Ok(Leakage::Judged { columns, .. }) = leakage([rows], target, &skip, task) else { return Vec::new() };
    let next = |suspicion: Option<Suspicion>| match suspicion {
        Some(Suspicion::Cliff { next, next_share }) => Some((next, next_share)),
        _ => None,
    };
    let found = columns.into_iter().take(TELLING_KEPT).map(|c| Telling {
        column: c.name,
        share: c.share,
        part: c.part.map(str::to_owned),
        suspicious: c.suspicion.is_some(),
        next: next(c.suspicion),
    });
    found.collect()
}
