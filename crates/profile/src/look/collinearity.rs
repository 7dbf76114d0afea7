//! **collinearity**: columns that repeat each other.
//!
//! # What it finds
//!
//! Columns that are a linear combination of others in every row, by name and coefficient ("total = fare + tip + toll"), and columns that
//! others nearly make up: variance inflation `VIF = 1 / (1 - R^2)`, condition indexes, and which columns meet in the nearest dependence (Belsley).
//!
//! # How
//!
//! Up to 60 quantities: orthogonalisation of up to 16,384 complete rows of the sample, in twice the working precision. More: the correlation
//! matrix of the whole table by Cholesky's factor, dependences then checked on the sample. Columns missing in more than half of the rows are left out,
//! copies and constants too (they are listed with the columns).
//!
//! # Rule
//!
//! A finding for every exact dependence (at most 5), and one for the nearest dependence when its condition index is above 30 and two or more
//! columns with VIF above 10 meet in it.
//!
//! # Checked against
//!
//! R `car::vif` and statsmodels on Longley's data; see `stats::collinearity`.

use serde::{Deserialize, Serialize};

use super::words::listed;
use super::{Facts, Finding, Rule};

/// Columns up to which rows are orthogonalised.
const NARROW_MAX: usize = 60;
const ROWS_MAX: usize = 16_384;
const INFLATION_KEPT: usize = 50;
const FINDINGS_MAX: usize = 5;
const INFLATION_HIGH: f64 = 10.0;
const INDEX_HIGH: f64 = 30.0;
/// Variance inflation above which a correlation matrix has no digits left.
const INFLATION_MAX: f64 = 1e7;

/// Columns that repeat each other: variance inflation, condition indexes, exact linear dependences.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Collinearity {
    /// Rows that were used.
    pub rows: u64,
    /// Columns that were looked at.
    pub columns: u64,
    /// Whether figures come from the correlations of a wide table rather than from rows.
    pub from_correlations: bool,
    /// Columns that are exact combinations of others.
    pub dependences: Vec<Dependence>,
    /// The largest variance inflations, largest first, at most 50.
    pub inflation: Vec<Inflation>,
    /// The largest condition index; of unit-length columns and a constant, or of centred columns when from correlations.
    pub condition_index: Option<f64>,
    /// Columns that meet in the nearest dependence, with the part of their variance that hangs on it.
    pub nearest: Vec<(String, f64)>,
}

/// A column that is an exact combination of others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dependence {
    /// The column.
    pub column: String,
    /// Coefficients and columns.
    pub terms: Vec<(f64, String)>,
    /// What is added.
    pub constant: f64,
    /// The equation in words.
    pub text: String,
}

/// How much the other columns inflate the variance of a column's coefficient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inflation {
    /// The column.
    pub column: String,
    /// `1 / (1 - R^2)`.
    pub vif: f64,
}

/// Looks; none with fewer than two columns or too few complete rows.
pub(crate) fn check(facts: &Facts) -> Option<Collinearity> {
    let enough = |c: &&super::Column| c.absent_share() < 0.5 && c.distinct.count > 1;
    let copies: Vec<&String> = facts.duplicates.columns.iter().flat_map(|same| same.iter().skip(1)).collect();
    let names: Vec<&str> =
        facts.quantities().filter(enough).map(|c| c.name.as_str()).filter(|name| !copies.iter().any(|c| c == name)).collect();
    if names.len() < 2 {
        return None;
    }
    let columns = complete(facts, &names);
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let rows = slices[0].len();
    if names.len() <= NARROW_MAX && rows >= 2 * names.len() + 10 { narrow(&names, &slices) } else { wide(facts, &names, &slices) }
}

/// Up to 16,384 rows of the sample in which all columns have a value.
fn complete(facts: &Facts, names: &[&str]) -> Vec<Vec<f64>> {
    let cells: Vec<Vec<Option<f64>>> = names.iter().map(|name| facts.sample.numbers(name).unwrap_or_default()).collect();
    let full = |row: &usize| cells.iter().all(|c| c.get(*row).is_some_and(Option::is_some));
    let rows: Vec<usize> = (0..facts.sample.len()).filter(full).collect();
    let stride = rows.len().div_ceil(ROWS_MAX).max(1);
    cells.iter().map(|c| rows.iter().step_by(stride).filter_map(|&row| c[row]).collect()).collect()
}

fn narrow(names: &[&str], columns: &[&[f64]]) -> Option<Collinearity> {
    let found = stats::collinearity(columns).ok()?;
    let nearest = found.indexes.last().map(|last| members(names, &last.proportions));
    Some(Collinearity {
        rows: columns[0].len() as u64,
        columns: names.len() as u64,
        from_correlations: false,
        dependences: found.dependences.iter().map(|d| named(d, names)).collect(),
        inflation: largest(names, &found.inflation),
        condition_index: found.indexes.last().map(|last| last.index),
        nearest: nearest.unwrap_or_default(),
    })
}

fn wide(facts: &Facts, names: &[&str], columns: &[&[f64]]) -> Option<Collinearity> {
    let place = |name: &str| {
        let at = facts.columns.iter().position(|c| c.name == name)?;
        facts.gram_places.iter().position(|p| *p == at)
    };
    let places: Vec<usize> = names.iter().map(|name| place(name)).collect::<Option<_>>()?;
    let p = names.len();
    let mut matrix = vec![0.0; p * p];
    for i in 0..p {
        matrix[i * p + i] = 1.0;
        for j in 0..i {
            let r = facts.gram.pair(places[i], places[j]).and_then(|pair| pair.r()).unwrap_or(0.0);
            matrix[i * p + j] = r;
            matrix[j * p + i] = r;
        }
    }
    let found = stats::wide_collinearity(&matrix, p, 1.0 / INFLATION_MAX).ok()?;
    let checked = if columns[0].len() >= 30 { found.dependences(columns) } else { Vec::new() };
    let exact = |d: &&stats::Dependence| d.terms.len() <= 12 && d.holds(columns);
    Some(Collinearity {
        rows: facts.rows,
        columns: p as u64,
        from_correlations: true,
        dependences: checked.iter().filter(exact).map(|d| named(d, names)).collect(),
        inflation: largest(names, &found.inflation),
        condition_index: Some(found.index).filter(|index| index.is_finite()),
        nearest: members(names, &found.nearest),
    })
}

fn named(found: &stats::Dependence, names: &[&str]) -> Dependence {
    Dependence {
        column: names[found.column].to_owned(),
        terms: found.terms.iter().map(|t| (t.coefficient, names[t.column].to_owned())).collect(),
        constant: found.constant,
        text: found.text(names),
    }
}

fn largest(names: &[&str], found: &[(usize, f64)]) -> Vec<Inflation> {
    let mut all: Vec<Inflation> = found.iter().map(|&(j, vif)| Inflation { column: names[j].to_owned(), vif }).collect();
    all.sort_by(|a, b| b.vif.total_cmp(&a.vif));
    all.truncate(INFLATION_KEPT);
    all
}

/// Columns of which more than half hangs on a dependence.
fn members(names: &[&str], parts: &[(usize, f64)]) -> Vec<(String, f64)> {
    let mut all: Vec<(String, f64)> = parts.iter().filter(|p| p.1 > 0.5).map(|&(j, part)| (names[j].to_owned(), part)).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all.truncate(12);
    all
}

/// What is worth saying about it.
pub(crate) fn findings(seen: &Collinearity) -> Vec<Finding> {
    let mut all: Vec<Finding> = seen.dependences.iter().take(FINDINGS_MAX).map(|d| exact(d, seen.rows)).collect();
    let high: Vec<&Inflation> = seen.inflation.iter().filter(|i| i.vif > INFLATION_HIGH).collect();
    if let Some(index) = seen.condition_index.filter(|index| *index > INDEX_HIGH) {
        let met: Vec<&str> =
            seen.nearest.iter().map(|(name, _)| name.as_str()).filter(|name| high.iter().any(|i| i.column == *name)).collect();
        if met.len() >= 2 {
            let first: Vec<String> = high.iter().take(3).map(|i| format!("{} {:.0}", i.column, i.vif)).collect();
            all.push(Finding::new(
                "collinearity.near",
                &met,
                0.45,
                format!("each of {} nearly follows from the {}", listed(&met), if met.len() == 2 { "other" } else { "others" }),
                format!("variance inflation {}; condition index {index:.0}; {} rows", first.join(", "), seen.rows),
                "coefficients of a linear model depend on a few rows here, sign and all: drop or combine columns, or shrink; trees and forecasts do not mind"
                    .to_owned(),
            ));
        }
    }
    all
}

fn exact(found: &Dependence, rows: u64) -> Finding {
    let columns: Vec<&str> =
        std::iter::once(found.column.as_str()).chain(found.terms.iter().map(|(_, name)| name.as_str())).collect();
    let finding = Finding::new(
        "collinearity.exact",
        &columns,
        0.6,
        format!("{} in every row", found.text),
        format!("{rows} complete rows, difference below 1e-8 of the column's spread"),
        format!(
            "a linear model has no unique coefficients: drop one of them; if {} is the target, the others are its parts and no features",
            found.column
        ),
    );
    finding.guarded(Rule::Sum {
        column: found.column.clone(),
        terms: found.terms.clone(),
        constant: found.constant,
        tolerance: 0.01,
        relative: 1e-9,
        fails_at_most: 0.001,
    })
}
