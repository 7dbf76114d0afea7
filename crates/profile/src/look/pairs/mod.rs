//! **pairs**: how columns hang together, two by two.
//!
//! # What it finds
//!
//! The strongest relations of all pairs of quantities, flags and categories; pairs that say all but the same, relations that a straight line misses,
//! and correlations that a few rows make.
//!
//! # How
//!
//! | pair | measures | from |
//! |---|---|---|
//! | two quantities | Pearson's r with interval | all rows with both values |
//! | | Spearman, Kendall tau-b, mutual information of 16 bins (Miller and Madow, as a correlation), r without the rows at the ends | sample |
//! | two columns of levels | Cramér's V without its bias (Bergsma), interval | sample |
//! | levels and a quantity | correlation ratio (root of omega squared), interval | sample |
//!
//! A screen looks at every pair: Pearson's r of the whole table, and mutual information of 8 bins or the commoner levels, so that a bent or a U-shaped
//! relation is seen too. The 50 strongest get all measures. Their q-values count every pair that was looked at, whatever depends on what
//! (Benjamini and Yekutieli); a quantity pair's p is twice the smaller of Spearman's and that of the information. At a million rows every p is small: the size counts.
//! A level is pooled with other rare ones beyond the 30 commonest, and in more than 2,000 rows when chance would expect fewer than 5 rows in a cell.
//!
//! # Rule
//!
//! * *same*: |r| or |rho| at least 0.98, in sets; not what `duplicates` or `collinearity` names already.
//! * *bent*: |rho| at least 0.7 and 0.25 above |r|; *curved*: information at least 0.6 and 0.25 above both.
//! * *few-points*: |r| at least 0.5, half of it or less without half a percent of the rows at either end, and |rho| below half of it.
//! * *nested*: Cramér's V at least 0.98.
//!
//! Each at most once, with the strongest pair first. Pairs with the target are left to `target` but for *bent* and *curved*.
//!
//! # Limits
//!
//! 8,192 rows of the sample. The screen's rows are as many as 2e8 cells allow, at least 512: in wide tables the order of pairs is rough. No pairs of dates, texts
//! and ids, which are no quantities. Fisher's intervals hold for normal pairs, and are too narrow for heavy tails.
//!
//! # Checked against
//!
//! R and scipy on `faithful`, `mtcars` and `HairEyeColor`; see `stats::association` for the rest.

mod coded;
mod findings;
mod measure;
mod screen;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use stats::Dependent;

use super::Facts;
use coded::Coded;
pub(crate) use findings::findings;
use measure::Fetched;
pub use measure::{Bounded, Measures, Related};

/// Rows of the sample that are read.
const ROWS_MAX: usize = 8_192;
/// Pairs times rows that the screen reads, and rows that it reads at least.
const CELLS_MAX: usize = 200_000_000;
const SCREEN_ROWS_MIN: usize = 512;
const KEPT: usize = 50;
/// Weaker relations are not worth a line.
const STRENGTH_MIN: f64 = 0.1;
/// A map of all pairs has at most this many columns.
const MAP_MAX: usize = 30;

/// How columns hang together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Pairs {
    /// Columns that were compared.
    pub columns: u64,
    /// Pairs that were looked at.
    pub looked_at: u64,
    /// Pairs with a correlation of 1 or -1 to ten digits, which are not listed.
    pub exact: u64,
    /// Rows of the sample from which all measures but Pearson's come.
    pub rows: u64,
    /// The strongest pairs, at most 50, strongest first.
    pub strongest: Vec<Related>,
    /// Every pair, when there are at most 30 columns.
    pub map: Option<Map>,
}

/// One measure of every pair: Spearman's coefficient of two quantities, Pearson's with a flag, else Cramér's V or the correlation ratio.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Map {
    /// The columns.
    pub columns: Vec<String>,
    /// Row `i` holds the measures of column `i` with the columns before it; none where there were too few rows.
    pub cells: Vec<Vec<Option<f64>>>,
}

/// Looks; none with fewer than two columns that can be compared.
pub(crate) fn check(facts: &Facts) -> Option<Pairs> {
    let copies: Vec<&String> = facts.duplicates.columns.iter().flat_map(|same| same.iter().skip(1)).collect();
    let compared = |c: &super::Column| (c.meaning.is_quantity() || c.meaning.is_levels()) && !copies.contains(&&c.name);
    let chosen: Vec<usize> = (0..facts.columns.len()).filter(|&at| compared(&facts.columns[at])).collect();
    let pairs = chosen.len() * chosen.len().saturating_sub(1) / 2;
    let rows_max = (CELLS_MAX / pairs.max(1)).clamp(SCREEN_ROWS_MIN, ROWS_MAX);
    let rows = facts.sample.thinned(rows_max, facts.asked.seed);
    let places: HashMap<usize, usize> = facts.gram_places.iter().enumerate().map(|(i, place)| (*place, i)).collect();
    let columns: Vec<Coded<'_>> =
        chosen.iter().filter_map(|&at| Coded::of(facts, &facts.columns[at], &places, at, &rows)).collect();
    if columns.len() < 2 {
        return None;
    }
    let screened = screen::screen(facts, &columns, rows.len(), KEPT + KEPT / 5);
    if screened.looked_at == 0 {
        return None;
    }
    let rows = facts.sample.thinned(ROWS_MAX, facts.asked.seed);
    let mut fetched = Fetched::new(facts, &rows);
    let measured = screened.strongest.iter().filter(|c| c.strength >= 0.5 * STRENGTH_MIN);
    let mut strongest: Vec<Related> = measured.filter_map(|c| fetched.measure(&columns[c.of.0], &columns[c.of.1])).collect();
    let p: Vec<f64> = strongest.iter().map(|pair| pair.p).collect();
    if let Ok(q) = stats::false_discovery(&p, screened.looked_at as usize, Dependent::Anyhow) {
        strongest.iter_mut().zip(q).for_each(|(pair, q)| pair.q = q);
    }
    strongest.retain(|pair| pair.strength >= STRENGTH_MIN);
    strongest.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    strongest.truncate(KEPT);
    let map = (columns.len() <= MAP_MAX).then(|| Map {
        columns: columns.iter().map(|c| c.column.name.clone()).collect(),
        cells: (0..columns.len()).map(|i| (0..i).map(|j| fetched.shown(&columns[j], &columns[i])).collect()).collect(),
    });
    Some(Pairs {
        columns: columns.len() as u64,
        looked_at: screened.looked_at,
        exact: screened.exact,
        rows: rows.len() as u64,
        strongest,
        map,
    })
}
