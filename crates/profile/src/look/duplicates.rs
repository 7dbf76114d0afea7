//! **duplicates**: rows and columns that stand there twice.
//!
//! Rows are compared by a 64-bit hash of all their cells: exactly up to three million different rows (a chance of 2^-23 that
//! one pair is a coincidence), beyond that in a sample of the hashes, with its standard error. Columns are the same where
//! every row's cell is: they are compared by a hash over all rows.

use serde::{Deserialize, Serialize};

use super::{Finding, Rule};

/// Rows and columns that stand there twice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Duplicates {
    /// Number of rows beyond the first of each kind.
    pub rows: f64,
    /// Its standard error where it is an estimate; `None` where it is exact.
    pub error: Option<f64>,
    /// The share of all rows, from 0 to 1.
    pub share: f64,
    /// Sets of columns with the same cell in every row, each in the order of the table.
    pub columns: Vec<Vec<String>>,
}

pub(crate) fn findings(seen: &Duplicates) -> Vec<Finding> {
    let mut findings = Vec::new();
    if seen.share > 0.001 && seen.rows >= 2.0 {
        let about = if seen.error.is_some() { "about " } else { "" };
        let error = seen.error.map(|e| format!(", standard error {e:.0}")).unwrap_or_default();
        findings.push(
            Finding::new(
                "duplicates.rows",
                &[],
                (0.25 + seen.share).min(0.7),
                format!("{about}{:.0} rows ({:.1} %) repeat another row in every column", seen.rows, 100.0 * seen.share),
                format!("hash of all cells{error}"),
                "a repeated row on both sides of a split is an answer given away: drop them, or split by group".to_owned(),
            )
            .guarded(Rule::Duplicates { at_most: seen.share }),
        );
    }
    findings.extend(same(&seen.columns));
    findings
}

/// One finding of all sets of columns that are the same.
fn same(sets: &[Vec<String>]) -> Option<Finding> {
    let first = sets.first()?;
    let more = match sets.len() {
        1 => String::new(),
        2..=3 => format!("; so do {}", sets[1..].iter().map(|set| set.join(" and ")).collect::<Vec<_>>().join("; and ")),
        n => format!("; so do the columns of {} other sets", n - 1),
    };
    let names: Vec<&str> = sets.iter().flatten().map(String::as_str).collect();
    Some(Finding::new(
        "duplicates.columns",
        &names,
        0.5,
        format!("{} hold the same value in every row{more}", first.join(" and ")),
        "a hash over the cells of all rows".to_owned(),
        "keep one of each: a linear model cannot tell them apart, and importances are split between them".to_owned(),
    ))
}
