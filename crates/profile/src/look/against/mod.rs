//! **against**: what moved between two tables, from their baselines alone.
//!
//! # What it finds
//!
//! Columns that are gone, new or stored otherwise; for each common column the share of missing values, the mean (in standard deviations of the first table), the
//! spread, the whole distribution (Kolmogorov and Smirnov's distance), levels (Jensen and Shannon's distance, the population stability index, new and
//! vanished levels) and the lengths of texts; correlations; rows and duplicate rows.
//!
//! # How
//!
//! Effects first, each with its interval at 95 % or its error. A test stands beside an effect where one holds its level: shares by chi-squared or Fisher, means by Welch,
//! distributions by the distance less what both sketches may be off, levels by chi-squared with rare levels put together. q-values over all tests of
//! the comparison by Benjamini and Yekutieli, since columns depend on each other. No test for spreads and correlations: their level hangs on how heavy the tails are.
//!
//! # Rule
//!
//! One finding for a column, of the effect that weighs most, when it is large enough to matter (missing 1 point; mean 0.1 standard deviations; distance 0.05 beyond
//! the sketches' error; levels' distance 0.1 beyond chance; new or vanished levels 0.1 % of the rows; spread a factor 1.25 where the distribution's q is below 0.01; correlation 0.15 and six standard errors) and q is below 0.01. The twelve gravest are
//! told, the others counted.
//!
//! # Limits
//!
//! Tests take rows as independent. Deliveries of one day share the day: with many rows a true difference of days is found that is nobody's fault. What deliveries
//! usually differ by is what `--suggest-rules` learns.

mod column;
mod findings;
mod levels;

use serde::{Deserialize, Serialize};
use stats::Dependent;

pub use column::{ColumnMoved, DistanceMoved, MeanMoved, ShareMoved, SpreadMoved, Test};
pub use levels::{LevelMoved, LevelsMoved};

use super::{Baseline, Finding};

/// Correlations that are listed.
const CORRELATIONS_MAX: usize = 20;

/// What moved between two tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Rows before and after.
    pub rows: (u64, u64),
    /// Shares of rows that repeat an earlier one, before and after; estimates in large tables.
    pub duplicates: (f64, f64),
    /// Columns that are no longer there.
    pub gone: Vec<String>,
    /// Columns that were not there before.
    pub new: Vec<String>,
    /// Columns that are stored otherwise: name, before, after.
    pub stored: Vec<(String, String, String)>,
    /// Every column that both have and that is stored alike, those that moved most first.
    pub columns: Vec<ColumnMoved>,
    /// The correlations that moved most, at most 20.
    pub correlations: Vec<CorrelationMoved>,
    /// Pairs of columns that were compared.
    pub pairs: u64,
    /// How many tests the q-values allow for.
    pub tests: u64,
    /// What is worth saying, the gravest first.
    pub findings: Vec<Finding>,
}

/// How a correlation moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrelationMoved {
    /// The columns.
    pub columns: (String, String),
    /// Pearson's coefficient before.
    pub before: f64,
    /// And after.
    pub after: f64,
    /// The difference on Fisher's scale in its standard errors for normal values; no test, for heavy tails make it too large.
    pub errors: f64,
}

/// Compares two tables by their baselines; `before` is the one that the other is judged by.
///
/// A pure function of the two: the same for tables that were merged from parts. `O(columns + pairs)` besides the sketches.
pub fn against(before: &Baseline, after: &Baseline) -> Moved {
    let names = |of: &Baseline, other: &Baseline| -> Vec<String> {
        of.columns().iter().filter(|c| other.column(&c.name).is_none()).map(|c| c.name.clone()).collect()
    };
    let (mut columns, mut stored) = (Vec::new(), Vec::new());
    for old in before.columns() {
        let Some(new) = after.column(&old.name) else { continue };
        if old.kind.merges_with(new.kind) {
            columns.push(column::compare(old, new));
        } else {
            stored.push((old.name.clone(), old.kind.word().to_owned(), new.kind.word().to_owned()));
        }
    }
    let tests = adjust(&mut columns);
    let share = |of: &Baseline| of.duplicates().value / of.rows().max(1) as f64;
    let (correlations, pairs) = correlations(before, after);
    let mut moved = Moved {
        rows: (before.rows(), after.rows()),
        duplicates: (share(before), share(after)),
        gone: names(before, after),
        new: names(after, before),
        stored,
        columns,
        correlations,
        pairs,
        tests,
        findings: Vec::new(),
    };
    let weight = |c: &ColumnMoved| findings::of_column(c).map_or(0.0, |f| f.weight);
    let size = |c: &ColumnMoved| {
        c.distance.as_ref().map_or(0.0, DistanceMoved::beyond_error).max(c.levels.as_ref().map_or(0.0, |l| l.distance))
    };
    moved.columns.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(size(b).total_cmp(&size(a))));
    moved.findings = findings::all(&moved);
    moved
}

/// q-values over all tests of all columns; returns their number.
fn adjust(columns: &mut [ColumnMoved]) -> u64 {
    let mut tests: Vec<&mut column::Test> = columns.iter_mut().flat_map(ColumnMoved::tests).collect();
    let p: Vec<f64> = tests.iter().map(|t| t.p).collect();
    if let Ok(q) = stats::false_discovery(&p, p.len(), Dependent::Anyhow) {
        tests.iter_mut().zip(q).for_each(|(t, q)| t.q = q);
    }
    p.len() as u64
}

/// The correlations that moved most, and how many were compared.
fn correlations(before: &Baseline, after: &Baseline) -> (Vec<CorrelationMoved>, u64) {
    let names: Vec<&str> = before.numeric().map(|c| c.name.as_str()).filter(|n| after.column(n).is_some()).collect();
    if before.gram.is_none() || after.gram.is_none() {
        return (Vec::new(), 0);
    }
    let mut all = Vec::new();
    let mut pairs = 0;
    for (i, x) in names.iter().enumerate() {
        for y in &names[..i] {
            let (Some(old), Some(new)) = (before.pair(x, y), after.pair(x, y)) else { continue };
            let (Some(r), Some(s)) = (old.r(), new.r()) else { continue };
            if old.count < 30 || new.count < 30 {
                continue;
            }
            pairs += 1;
            let error = (1.0 / (old.count - 3) as f64 + 1.0 / (new.count - 3) as f64).sqrt();
            // On Fisher's scale an exact dependence lies at infinity.
            let fisher = |r: f64| r.clamp(-0.999_999_9, 0.999_999_9).atanh();
            let columns = ((*y).to_owned(), (*x).to_owned());
            all.push(CorrelationMoved { columns, before: r, after: s, errors: (fisher(s) - fisher(r)) / error });
        }
    }
    all.sort_by(|a, b| (b.after - b.before).abs().total_cmp(&(a.after - a.before).abs()));
    all.truncate(CORRELATIONS_MAX);
    (all, pairs)
}
