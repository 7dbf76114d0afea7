//! **drift**: what moves along time.
//!
//! # What it finds
//!
//! Quantities whose level or spread moves, categories whose shares move or whose levels appear and vanish, columns that start or stop being filled at a
//! date. Where it moves, a random split lets a model look into the future. Without times: whether the order of the rows tells something.
//!
//! # How
//!
//! Rows of the sample in order of time, cut into blocks: one a time where there are at most 128 times, else 128 blocks of equally many rows. Sizes first:
//! standardised difference of the first and the last third, share of the variance along a cubic curve, Kolmogorov-Smirnov distance of the halves; for
//! categories the total variation between the thirds (less what chance makes of it). Chance is judged on block means, by a trend test that allows for autocorrelation (below 20 times:
//! by the slope through the means of times, so that rows of one time count once), q-values over all columns by Benjamini and Yekutieli.
//! Columns that only repeat the calendar (year, month, weekday, hour) and running numbers are left out.
//!
//! # Rule
//!
//! One finding a kind, joined over columns. Level: q below 0.01 and at least 0.3 standard deviations; columns that wander or jump are named by the
//! check of series instead. Spread: q below 0.01 and a factor of 2. Shares: q below 0.01 and a total variation of at least 0.1. A level is new when it
//! would have been seen earlier with probability above 0.999999, were rows exchangeable, and makes up 2 % from then on; at least 10 % of the last third
//! have to carry levels that none of the rows before has. Missing: a share that moves by at least 0.1, q below 0.01. Without times: rows
//! sorted by a column, or q below 0.001 and 0.5 standard deviations.
//!
//! # Limits
//!
//! Needs 30 rows and 4 times. A season that is seen less than twice looks like drift. Tests see movements in one direction; those that come back show in the share
//! along the curve only. New levels are those of the sample.

mod categories;
mod findings;
mod numbers;
mod ordered;

use serde::{Deserialize, Serialize};
use stats::Dependent;

pub use categories::{LevelSpan, LevelsMove};
pub(crate) use findings::findings;
pub use numbers::{FilledMove, Move};
use ordered::Ordered;

use super::Facts;
use super::times::Times;

const KEPT_MAX: usize = 50;

/// What moves along time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// The time column; none where rows are taken as they stand.
    pub time: Option<String>,
    /// The column that rows are sorted by, where there is no time.
    pub sorted_by: Option<String>,
    /// Rows that were used.
    pub rows: u64,
    /// Blocks of rows.
    pub blocks: u64,
    /// The first time, the end of the first third, the begin of the last third, the last time; empty without times.
    pub thirds: Vec<String>,
    /// Whether less than two years are seen, so that a season of the year looks like drift.
    pub below_two_years: bool,
    /// Tests made, over all columns.
    pub tests: u64,
    /// Quantities, those that move most first, at most 50.
    pub quantities: Vec<Move>,
    /// Categories, likewise.
    pub categories: Vec<LevelsMove>,
    /// Columns whose share of missing values moves, likewise.
    pub filled: Vec<FilledMove>,
}

/// Looks; none without times, unless the rows stand in a telling order.
pub(crate) fn check(facts: &Facts) -> Option<Drift> {
    let ordered = Ordered::of(facts)?;
    let mut quantities = numbers::moves(facts, &ordered);
    let mut categories = categories::moves(facts, &ordered);
    let mut filled = numbers::filled(facts, &ordered);
    let p = || {
        let of_quantities = quantities.iter().flat_map(|m| [m.p, m.spread_p]);
        of_quantities.chain(categories.iter().map(|m| m.p)).chain(filled.iter().map(|m| m.p))
    };
    let known: Vec<f64> = p().flatten().collect();
    let tests = known.len();
    if let Ok(q) = stats::false_discovery(&known, tests, Dependent::Anyhow) {
        let mut q = q.into_iter();
        let mut next = |p: Option<f64>| p.and_then(|_| q.next());
        for m in &mut quantities {
            (m.q, m.spread_q) = (next(m.p), next(m.spread_p));
        }
        for m in &mut categories {
            m.q = next(m.p);
        }
        for m in &mut filled {
            m.q = next(m.p);
        }
    }
    quantities.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()));
    categories.sort_by(|a, b| b.distance.total_cmp(&a.distance));
    filled.sort_by(|a, b| (b.late - b.early).abs().total_cmp(&(a.late - a.early).abs()));
    quantities.truncate(KEPT_MAX);
    categories.truncate(KEPT_MAX);
    filled.truncate(KEPT_MAX);
    numbers::distances(facts, &ordered, &mut quantities);
    let found = Drift {
        time: ordered.times.as_ref().map(|times| times.column.clone()),
        sorted_by: ordered.sorted_by.clone(),
        rows: ordered.rows.len() as u64,
        blocks: ordered.blocks.len() as u64,
        thirds: ordered.thirds(),
        below_two_years: ordered.times.as_ref().is_some_and(Times::below_two_years),
        tests: tests as u64,
        quantities,
        categories,
        filled,
    };
    (found.time.is_some() || found.sorted_by.is_some() || findings::ordered_tellingly(&found)).then_some(found)
}
