//! All measures of one pair.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use stats::{Contingency, Correlation};

use super::super::Facts;
use super::coded::{Coded, Kind, levels, numbers};
use super::screen;

/// Bins of mutual information.
const BINS: usize = 16;
/// Below this p-value of Spearman's coefficient nobody asks for another.
const SURE: f64 = 1e-12;
/// The share of rows cut off at either end of both columns for the trimmed coefficient.
const TRIMMED: f64 = 0.005;

/// A coefficient with its interval at 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounded {
    /// The coefficient.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Bounded {
    fn of(found: &Correlation) -> Option<Self> {
        let (low, high) = found.interval(0.95).ok()?;
        Some(Self { value: found.value, low, high })
    }
}

/// Measures by what the two columns are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Measures {
    /// Two quantities.
    Quantities {
        /// Pearson's coefficient over all rows of the table in which both have a value.
        pearson: Bounded,
        /// These rows.
        pearson_rows: u64,
        /// Pearson's coefficient in the sample without half a percent of the rows at either end of both columns; none when one no longer varies.
        trimmed: Option<f64>,
        /// Spearman's coefficient.
        spearman: Bounded,
        /// Kendall's tau-b.
        kendall: f64,
        /// Mutual information of 16 bins each, less its bias, as the correlation that a normal pair with it would have.
        information: f64,
    },
    /// Two columns of levels.
    Levels {
        /// Cramér's V; its value is bias-corrected.
        cramers_v: Bounded,
    },
    /// Levels and a quantity.
    Mixed {
        /// The column of levels.
        levels: String,
        /// The correlation ratio: the root of the share of variance that lies between levels; its value is without what chance explains.
        ratio: Bounded,
    },
}

/// A pair with its measures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// The two columns, in the order of the table.
    pub columns: (String, String),
    /// Rows of the sample in which both have a value.
    pub rows: u64,
    /// The largest of the measures, 0 to 1: by it pairs are ordered.
    pub strength: f64,
    /// Probability of so strong a relation in the sample when there is none.
    pub p: f64,
    /// The same as a false discovery rate over all pairs that were looked at (Benjamini and Yekutieli).
    pub q: f64,
    /// All measures.
    pub measures: Measures,
}

/// Cells of columns, fetched once.
pub(super) struct Fetched<'a> {
    facts: &'a Facts,
    rows: &'a [usize],
    entropies: Vec<f64>,
    numbers: HashMap<String, Vec<Option<f64>>>,
    levels: HashMap<String, Vec<Option<u32>>>,
}

impl<'a> Fetched<'a> {
    pub(super) fn new(facts: &'a Facts, rows: &'a [usize]) -> Self {
        Self { facts, rows, entropies: screen::entropies(rows.len()), numbers: HashMap::new(), levels: HashMap::new() }
    }

    fn fetch(&mut self, of: &Coded<'_>) -> Option<()> {
        let name = &of.column.name;
        if of.kind == Kind::Quantity && !self.numbers.contains_key(name) {
            self.numbers.insert(name.clone(), numbers(self.facts, name, self.rows)?);
        } else if of.kind != Kind::Quantity && !self.levels.contains_key(name) {
            self.levels.insert(name.clone(), levels(self.facts, name, self.rows)?);
        }
        Some(())
    }

    /// All measures of a pair; none when too few rows have both.
    pub(super) fn measure(&mut self, x: &Coded<'_>, y: &Coded<'_>) -> Option<Related> {
        self.fetch(x)?;
        self.fetch(y)?;
        let (a, b) = (&x.column.name, &y.column.name);
        let (rows, strength, p, measures) = match (x.kind == Kind::Quantity, y.kind == Kind::Quantity) {
            (true, true) => {
                let (u, v) = complete(&self.numbers[a], &self.numbers[b]);
                self.quantities((x.place?, y.place?), &u, &v)?
            }
            (false, false) => {
                let (u, v) = complete(&self.levels[a], &self.levels[b]);
                of_levels(&u, &v, self.facts.asked.seed)?
            }
            (true, false) => self.mixed(a, b)?,
            (false, true) => self.mixed(b, a)?,
        };
        Some(Related { columns: (a.clone(), b.clone()), rows: rows as u64, strength, p, q: 1.0, measures })
    }

    /// The one measure that a map of all pairs shows: signed for two numbers; none when too few rows have both.
    pub(super) fn shown(&mut self, x: &Coded<'_>, y: &Coded<'_>) -> Option<f64> {
        self.fetch(x)?;
        self.fetch(y)?;
        let (a, b) = (&x.column.name, &y.column.name);
        match (x.kind, y.kind) {
            (Kind::Quantity, Kind::Quantity) => {
                let (u, v) = complete(&self.numbers[a], &self.numbers[b]);
                stats::pearson(&stats::ranks(&u), &stats::ranks(&v)).ok().map(|r| r.value)
            }
            (Kind::Quantity | Kind::Flag, Kind::Quantity | Kind::Flag) => self.facts.gram.pair(x.place?, y.place?)?.r(),
            (Kind::Quantity, Kind::Levels) => ratio(&self.numbers[a], &self.levels[b]),
            (Kind::Levels, Kind::Quantity) => ratio(&self.numbers[b], &self.levels[a]),
            _ => {
                let (u, v) = complete(&self.levels[a], &self.levels[b]);
                Contingency::of_codes(&u, &v).ok()?.corrected_v().ok()
            }
        }
    }

    fn quantities(&self, places: (usize, usize), x: &[f64], y: &[f64]) -> Option<(usize, f64, f64, Measures)> {
        let whole = self.facts.gram.pair(places.0, places.1)?;
        let pearson = Bounded::of(&Correlation::of(whole.r()?, whole.count as usize).ok()?)?;
        let spearman = stats::spearman(x, y).ok()?;
        let kendall = stats::kendall(x, y).ok()?;
        let bins = (x.len() / 50).clamp(2, BINS);
        let (u, v) = (stats::quantile_bins(x, bins), stats::quantile_bins(y, bins));
        // The test of the information may cost a thousand shuffles: it is asked only when it could matter.
        let turned = if spearman.p < SURE { None } else { stats::mutual_information(&u, &v, self.facts.asked.seed).ok() };
        let p = (2.0 * turned.map_or(1.0, |i| i.p).min(spearman.p)).min(1.0);
        // A column of two values, one of them rare, may fall into one bin: that tells nothing.
        let (u, v) = (shifted(&u), shifted(&v));
        let information = screen::information((&u.0, u.1), (&v.0, v.1), &self.entropies).unwrap_or(0.0);
        let measures = Measures::Quantities {
            pearson,
            pearson_rows: whole.count,
            trimmed: trimmed(x, y),
            spearman: Bounded::of(&spearman)?,
            kendall: kendall.tau,
            information,
        };
        Some((x.len(), pearson.value.abs().max(spearman.value.abs()).max(information), p, measures))
    }

    fn mixed(&self, quantity: &str, levels: &str) -> Option<(usize, f64, f64, Measures)> {
        let (values, codes) = complete(&self.numbers[quantity], &self.levels[levels]);
        let found = stats::correlation_ratio(&values, &codes).ok()?;
        let value = found.corrected.sqrt();
        let ratio = Bounded { value, low: found.interval.0.sqrt(), high: found.interval.1.sqrt() };
        Some((values.len(), value, found.p, Measures::Mixed { levels: levels.to_owned(), ratio }))
    }
}

/// Codes from 1, and the largest.
fn shifted(codes: &[u32]) -> (Vec<u8>, usize) {
    let codes: Vec<u8> = codes.iter().map(|code| *code as u8 + 1).collect();
    let width = codes.iter().copied().max().map_or(0, usize::from);
    (codes, width)
}

fn of_levels(x: &[u32], y: &[u32], seed: u64) -> Option<(usize, f64, f64, Measures)> {
    let found = Contingency::of_codes(x, y).ok()?.independence(seed).ok()?;
    let cramers_v = Bounded { value: found.corrected_v, low: found.interval.0, high: found.interval.1 };
    Some((x.len(), found.corrected_v, found.p, Measures::Levels { cramers_v }))
}

fn ratio(values: &[Option<f64>], codes: &[Option<u32>]) -> Option<f64> {
    let (values, codes) = complete(values, codes);
    let mut groups: HashMap<u32, Vec<f64>> = HashMap::new();
    values.iter().zip(&codes).for_each(|(x, code)| groups.entry(*code).or_default().push(*x));
    let mut groups: Vec<(u32, Vec<f64>)> = groups.into_iter().collect();
    groups.sort_by_key(|(code, _)| *code);
    let slices: Vec<&[f64]> = groups.iter().map(|(_, g)| g.as_slice()).collect();
    stats::anova(&slices).ok().map(|found| found.omega_squared().sqrt())
}

/// Rows in which both have a value.
fn complete<T: Copy, U: Copy>(x: &[Option<T>], y: &[Option<U>]) -> (Vec<T>, Vec<U>) {
    x.iter().zip(y).filter_map(|(x, y)| x.zip(*y)).unzip()
}

/// Pearson's coefficient without the rows at the ends of either column.
fn trimmed(x: &[f64], y: &[f64]) -> Option<f64> {
    let cut = ((x.len() as f64 * TRIMMED) as usize).max(1);
    let ends = |values: &[f64]| {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        Some((*sorted.get(cut)?, *sorted.get(sorted.len().checked_sub(cut + 1)?)?))
    };
    let (of_x, of_y) = (ends(x)?, ends(y)?);
    let inside = |value: f64, (low, high): (f64, f64)| low <= value && value <= high;
    let kept = x.iter().zip(y).filter(|(a, b)| inside(**a, of_x) && inside(**b, of_y));
    let (x, y): (Vec<f64>, Vec<f64>) = kept.unzip();
    stats::pearson(&x, &y).ok().map(|found| found.value)
}
