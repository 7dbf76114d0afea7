//! Columns that are known only together with the target, or after it.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Float64Type};
use serde::{Deserialize, Serialize};

use super::super::Facts;

/// Rows without a target, or of the latest time, that it takes.
const ROWS_MIN: usize = 30;
/// The latest share of the rows, and the share that they are compared with.
const LATEST: f64 = 0.05;
const EARLY: f64 = 0.75;

/// Why a column seems to be known only afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Late {
    /// It is missing where the target is, and hardly anywhere else.
    WithTarget {
        /// The column.
        column: String,
        /// The share that is missing among rows without a target.
        without: f64,
        /// The share that is missing among rows with one.
        with: f64,
        /// Rows of the sample without a target.
        rows: u64,
    },
    /// It is filled in early rows and not in the latest.
    Latest {
        /// The column.
        column: String,
        /// The share that is filled in the first three quarters of the rows by time.
        early: f64,
        /// The share that is filled in the last twentieth.
        latest: f64,
        /// Rows of the last twentieth.
        rows: u64,
    },
}

/// Columns that seem to be known only afterwards, and whether the target itself is missing in the latest rows.
pub(super) fn look(facts: &Facts, has_target: &[bool]) -> (Vec<Late>, Option<Late>) {
    let roles = [&facts.asked.target, &facts.asked.time, &facts.asked.group];
    let latest = latest(facts);
    let without = has_target.iter().filter(|has| !**has).count();
    let (mut found, mut candidates) = (Vec::new(), 0);
    for column in facts.columns.iter().filter(|c| !roles.contains(&&Some(c.name.clone()))) {
        candidates += 1;
        // A column that is full, or empty, is never late.
        if column.missing + column.nan == 0 || column.present() == 0 {
            continue;
        }
        let Some(filled) = facts.sample.batch().column_by_name(&column.name).map(filled) else { continue };
        if without >= ROWS_MIN && without < has_target.len() {
            let missing = |with: bool| {
                let rows = has_target.iter().zip(&filled).filter(|(has, _)| **has == with);
                rows.clone().filter(|(_, filled)| !**filled).count() as f64 / rows.count() as f64
            };
            let (without_target, with_target) = (missing(false), missing(true));
            let always = without_target >= 0.95 && with_target <= 0.05;
            let only = without_target >= 0.5 && with_target <= 0.001;
            if always || only {
                let (without_target, with) = (without_target, with_target);
                found.push(Late::WithTarget { column: column.name.clone(), without: without_target, with, rows: without as u64 });
                continue;
            }
        }
        let late = latest.as_ref().and_then(|latest| ended(&column.name, latest, &filled));
        found.extend(late.filter(|late| matches!(late, Late::Latest { early, latest, .. } if *early >= 0.5 && *latest <= 0.05)));
    }
    // Where most columns are missing rows are blank, and nothing is late.
    if 2 * found.len() > candidates {
        found.clear();
    }
    let name = facts.asked.target.clone().unwrap_or_default();
    let delay = latest.as_ref().and_then(|latest| ended(&name, latest, has_target));
    let delay =
        delay.filter(|late| matches!(late, Late::Latest { early, latest, .. } if *early >= 0.8 && *latest <= 0.5 * *early));
    (found, delay)
}

/// Rows of the first three quarters and of the last twentieth, by time.
fn latest(facts: &Facts) -> Option<(Vec<usize>, Vec<usize>)> {
    let times = facts.sample.numbers(facts.asked.time.as_deref()?)?;
    let mut order: Vec<(f64, usize)> = times.iter().enumerate().filter_map(|(row, t)| Some(((*t)?, row))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let n = order.len();
    let last = ((n as f64 * LATEST) as usize).max(ROWS_MIN);
    let early = (n as f64 * EARLY) as usize;
    let rows = |range: &[(f64, usize)]| range.iter().map(|(_, row)| *row).collect();
    (last <= n - early).then(|| (rows(&order[..early]), rows(&order[n - last..])))
}

fn ended(column: &str, (early, latest): &(Vec<usize>, Vec<usize>), filled: &[bool]) -> Option<Late> {
    let share = |rows: &[usize]| rows.iter().filter(|&&row| filled[row]).count() as f64 / rows.len() as f64;
    let column = column.to_owned();
    (!early.is_empty()).then(|| Late::Latest { column, early: share(early), latest: share(latest), rows: latest.len() as u64 })
}

/// Whether each cell has a value.
fn filled(array: &ArrayRef) -> Vec<bool> {
    if *array.data_type() == DataType::Float64 {
        return array.as_primitive::<Float64Type>().iter().map(|x| x.is_some_and(f64::is_finite)).collect();
    }
    (0..array.len()).map(|row| array.is_valid(row)).collect()
}
