//! Rows that are the same in every feature: how often their targets differ.

use std::collections::HashMap;

use arrow::array::AsArray;
use serde::{Deserialize, Serialize};
use summary::{hash_number, hash_row, hash_text};

use super::super::Facts;
use super::truth::Truth;

/// What a missing cell adds to the hash of its row.
const MISSING: u64 = 0x6d69_7373;

/// Rows that are the same in every feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Repeats {
    /// Features that were compared.
    pub features: u64,
    /// Rows of the sample with a target.
    pub rows: u64,
    /// Rows that share all features with another one.
    pub repeated: u64,
    /// Sets of such rows.
    pub sets: u64,
    /// Chance that a row of a random fifth has such a twin in the other four fifths.
    pub overlap: f64,
    /// The target's spread within sets as a share of its spread over all rows, 0 to 1 and beyond by chance: what no model of these features can explain.
    pub unexplained: f64,
    /// Its standard error.
    pub error: f64,
}

/// Compares; none without a set of repeated rows or when the target does not vary.
pub(super) fn look(facts: &Facts, truth: &Truth, features: &[&str]) -> Option<Repeats> {
    if features.is_empty() {
        return None;
    }
    let mut hashes = vec![0; facts.sample.len()];
    for name in features {
        let array = facts.sample.batch().column_by_name(name)?;
        let cells: Vec<u64> = match facts.sample.numbers(name) {
            Some(values) => values.iter().map(|x| x.map_or(MISSING, hash_number)).collect(),
            None => array.as_string_opt::<i32>()?.iter().map(|text| text.map_or(MISSING, hash_text)).collect(),
        };
        hashes.iter_mut().zip(cells).for_each(|(row, cell)| *row = hash_row(*row, cell));
    }
    let mut sets: HashMap<u64, Vec<usize>> = HashMap::new();
    let present = truth.present();
    let rows: Vec<usize> = (0..hashes.len()).filter(|&row| present[row]).collect();
    for &row in &rows {
        sets.entry(hashes[row]).or_default().push(row);
    }
    let mut overlap = 0.0;
    for set in sets.values() {
        overlap += set.len() as f64 * (1.0 - 0.2_f64.powi(set.len() as i32 - 1));
    }
    let mut sets: Vec<Vec<usize>> = sets.into_values().filter(|set| set.len() > 1).collect();
    sets.sort_unstable();
    let whole = spread(truth, &rows)?;
    let within: Vec<(f64, f64)> = sets.iter().filter_map(|set| Some((spread(truth, set)?, set.len() as f64 - 1.0))).collect();
    let df: f64 = within.iter().map(|w| w.1).sum();
    if df <= 0.0 || whole <= 0.0 {
        return None;
    }
    // Spread of all sets, weighted by degrees of freedom, over that of all rows.
    let unexplained = within.iter().map(|(spread, df)| spread * df).sum::<f64>() / df / whole;
    let off = |(spread, df): &(f64, f64)| (df * (spread / whole - unexplained)).powi(2);
    let error = within.iter().map(off).sum::<f64>().sqrt() / df;
    Some(Repeats {
        features: features.len() as u64,
        rows: rows.len() as u64,
        repeated: sets.iter().map(|set| set.len() as u64).sum(),
        sets: sets.len() as u64,
        overlap: overlap / rows.len() as f64,
        unexplained,
        error,
    })
}

/// Variance with divisor n - 1 of a number; for classes the chance that two different rows disagree. None below two rows.
fn spread(truth: &Truth, rows: &[usize]) -> Option<f64> {
    let n = rows.len() as f64;
    if rows.len() < 2 {
        return None;
    }
    match truth {
        Truth::Classes(names, codes) => {
            let mut counts = vec![0.0_f64; names.len()];
            rows.iter().filter_map(|&row| codes[row]).for_each(|code| counts[code as usize] += 1.0);
            let alike: f64 = counts.iter().map(|c| c * (c - 1.0)).sum();
            Some(1.0 - alike / (n * (n - 1.0)))
        }
        Truth::Number(values) => rows.iter().filter_map(|&row| values[row]).collect::<stats::Moments>().variance(),
    }
}
