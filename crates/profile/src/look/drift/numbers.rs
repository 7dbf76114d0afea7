//! Quantities that move, and columns whose missing values do.

use std::ops::Range;

use arrow::array::Array;
use serde::{Deserialize, Serialize};
use stats::Moments;

use super::ordered::Ordered;
use crate::look::{Column, Facts, Meaning, Order};

/// A block needs so many rows for its spread to be read.
const SPREAD_ROWS_MIN: usize = 8;
/// Quantities whose distance between halves is worked out: those that move most.
const DISTANCES_MAX: usize = 10;
/// A jump explains more of the block means than a line by this.
const JUMP_GAIN_MIN: f64 = 0.1;
/// A column starts to be filled when this share of the later rows is,
const FILLED_MIN: f64 = 0.2;
/// and at least this share of all rows, and so many, came before,
const BEFORE_MIN: (f64, usize) = (0.05, 20);
/// and the chance of as long an empty beginning, were rows exchangeable, is below.
const CHANCE_MAX: f64 = 1e-6;

/// How a quantity moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// The quantity.
    pub column: String,
    /// Rows with a value.
    pub rows: u64,
    /// Mean of the first third.
    pub early: f64,
    /// Mean of the last third.
    pub late: f64,
    /// Their difference over the standard deviation inside the thirds.
    pub difference: f64,
    /// The same of deviations from the mean of each group, where there are groups.
    pub within_groups: Option<f64>,
    /// Share of the variance along a cubic curve through the blocks.
    pub share: f64,
    /// p-value of no trend; none where it cannot be tested.
    pub p: Option<f64>,
    /// q-value over all tests of this check.
    pub q: Option<f64>,
    /// Standard deviation of the last third over that of the first.
    pub spread: Option<f64>,
    /// p-value of a constant spread.
    pub spread_p: Option<f64>,
    /// Its q-value.
    pub spread_q: Option<f64>,
    /// Kolmogorov-Smirnov distance of the halves, of the quantities that move most.
    pub distance: Option<f64>,
    /// The time of one jump, where it describes the movement better than a line.
    pub at: Option<String>,
}

/// How the missing values of a column move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilledMove {
    /// The column.
    pub column: String,
    /// Share of missing values in the first third.
    pub early: f64,
    /// Share in the last third.
    pub late: f64,
    /// p-value of no trend of the share.
    pub p: Option<f64>,
    /// q-value over all tests of this check.
    pub q: Option<f64>,
    /// The first time at which it is filled, where it starts to be.
    pub starts: Option<String>,
    /// The last time at which it is filled, where it stops.
    pub stops: Option<String>,
}

/// How each quantity moves.
pub(super) fn moves(facts: &Facts, ordered: &Ordered) -> Vec<Move> {
    let target = facts.asked.target.as_deref();
    let wanted = |c: &&Column| {
        let is_target = target == Some(&c.name);
        let is_flag = c.meaning == Meaning::Flag && c.kind != "text";
        let is_time = ordered.times.as_ref().is_some_and(|times| times.column == c.name);
        (c.meaning.is_quantity() && (c.order == Order::None || is_target) || is_flag && is_target) && !is_time
    };
    let groups = group_codes(facts, ordered);
    facts.columns.iter().filter(wanted).filter_map(|column| one(facts, ordered, column, groups.as_deref())).collect()
}

fn one(facts: &Facts, ordered: &Ordered, column: &Column, groups: Option<&[Option<u32>]>) -> Option<Move> {
    let values = facts.sample.numbers(&column.name)?;
    let is_target = facts.asked.target.as_ref() == Some(&column.name);
    if !is_target && ordered.times.as_ref().is_some_and(|times| times.tells(&column.name, &values)) {
        return None;
    }
    let x = ordered.values(&values);
    let (early, late) = ordered.ends();
    let (first, last) = (moments(&x[early.clone()]), moments(&x[late.clone()]));
    let (low, high) = (first.mean()?, last.mean()?);
    let (before, after) = (first.variance()?, last.variance()?);
    let sd = (0.5 * (before + after)).sqrt();
    if sd <= 0.0 {
        return None;
    }
    let blocks: Vec<(usize, Moments)> =
        ordered.blocks.iter().map(|block| (block.start, moments(&x[block.clone()]))).filter(|(_, m)| m.count() > 0).collect();
    let means: Vec<f64> = blocks.iter().filter_map(|(_, m)| m.mean()).collect();
    let spread_of = |m: &Moments| m.variance().filter(|v| m.count() >= SPREAD_ROWS_MIN as u64 && *v > 0.0).map(|v| 0.5 * v.ln());
    let spreads: Vec<f64> = blocks.iter().filter_map(|(_, m)| spread_of(m)).collect();
    let all = moments(&x);
    Some(Move {
        column: column.name.clone(),
        rows: all.count(),
        early: low,
        late: high,
        difference: (high - low) / sd,
        within_groups: groups.and_then(|groups| within(&x, groups, &early, &late)),
        share: along_a_curve(&blocks, &means, &all),
        p: ordered.trend_p(&means),
        q: None,
        spread: (before > 0.0).then(|| (after / before).sqrt()),
        spread_p: if 2 * spreads.len() >= blocks.len() { ordered.trend_p(&spreads) } else { None },
        spread_q: None,
        distance: None,
        at: jump(&means).and_then(|block| ordered.label(blocks[block].0)),
    })
}

fn moments(x: &[Option<f64>]) -> Moments {
    x.iter().flatten().copied().collect()
}

/// The group of each row in order of time.
fn group_codes(facts: &Facts, ordered: &Ordered) -> Option<Vec<Option<u32>>> {
    let levels = facts.sample.levels(facts.asked.group.as_deref()?)?;
    (levels.names.len() > 1).then(|| ordered.values(&levels.codes))
}

/// The standardised difference of the thirds after the mean of each group is taken out.
fn within(x: &[Option<f64>], groups: &[Option<u32>], early: &Range<usize>, late: &Range<usize>) -> Option<f64> {
    let count = groups.iter().flatten().max().map_or(0, |most| *most as usize + 1);
    let mut sums = vec![(0.0, 0.0); count];
    for (x, group) in x.iter().zip(groups) {
        if let (Some(x), Some(group)) = (x, group) {
            let (sum, n) = &mut sums[*group as usize];
            (*sum, *n) = (*sum + x, *n + 1.0);
        }
    }
    let rest: Vec<Option<f64>> = x
        .iter()
        .zip(groups)
        .map(|(x, group)| {
            let (sum, n) = sums[(*group)? as usize];
            Some((*x)? - sum / n)
        })
        .collect();
    let (first, last) = (moments(&rest[early.clone()]), moments(&rest[late.clone()]));
    let sd = (0.5 * (first.variance()? + last.variance()?)).sqrt();
    (sd > 0.0).then_some((last.mean()? - first.mean()?) / sd)
}

/// Share of the variance of the rows that a cubic curve through the block means carries.
fn along_a_curve(blocks: &[(usize, Moments)], means: &[f64], all: &Moments) -> f64 {
    let (Some(centre), Some(variance)) = (all.mean(), all.variance()) else { return 0.0 };
    let total = variance * (all.count() - 1) as f64;
    let between: f64 = blocks.iter().zip(means).map(|((_, m), mean)| m.count() as f64 * (mean - centre).powi(2)).sum();
    let time: Vec<f64> = (0..means.len()).map(|t| 2.0 * t as f64 / (means.len() - 1).max(1) as f64 - 1.0).collect();
    let power = |k: i32| time.iter().map(|t| t.powi(k)).collect::<Vec<f64>>();
    let curve = stats::LinearModel::fit(&[&time, &power(2), &power(3)], means, true);
    curve.map_or(0.0, |curve| (between / total * curve.r_squared()).clamp(0.0, 1.0))
}

/// The block that begins after the best single jump, where it explains clearly more than a line.
fn jump(means: &[f64]) -> Option<usize> {
    let n = means.len() as f64;
    let centre = stats::mean(means)?;
    let total: f64 = means.iter().map(|v| (v - centre).powi(2)).sum();
    let mut before = 0.0;
    let mut best = (0.0, 0);
    for (k, v) in means.iter().enumerate().take(means.len() - 1) {
        before += v - centre;
        let (a, b) = ((k + 1) as f64, n - (k + 1) as f64);
        let gain = before * before * n / (a * b);
        if gain > best.0 {
            best = (gain, k + 1);
        }
    }
    let middle = 0.5 * (n - 1.0);
    let along: f64 = means.iter().enumerate().map(|(t, v)| (t as f64 - middle) * (v - centre)).sum();
    let line = along * along * 12.0 / (n * (n * n - 1.0));
    (total > 0.0 && (best.0 - line) / total > JUMP_GAIN_MIN).then_some(best.1)
}

/// The distance of the halves of those that move most; they come first.
pub(super) fn distances(facts: &Facts, ordered: &Ordered, found: &mut [Move]) {
    let middle = ordered.rows.len() / 2;
    for one in found.iter_mut().take(DISTANCES_MAX) {
        let Some(values) = facts.sample.numbers(&one.column) else { continue };
        let x = ordered.values(&values);
        let half = |part: &[Option<f64>]| part.iter().flatten().copied().collect::<Vec<f64>>();
        let test = stats::two_sample_kolmogorov_smirnov(&half(&x[..middle]), &half(&x[middle..]));
        one.distance = test.ok().map(|test| test.distance);
    }
}

/// How missing values move, for each column that has some.
pub(super) fn filled(facts: &Facts, ordered: &Ordered) -> Vec<FilledMove> {
    let gappy = |c: &&Column| {
        c.absent_share() > 0.0 && c.meaning != Meaning::Empty && ordered.times.as_ref().is_none_or(|times| times.column != c.name)
    };
    facts.columns.iter().filter(gappy).filter_map(|column| absent(facts, ordered, column)).collect()
}

fn absent(facts: &Facts, ordered: &Ordered, column: &Column) -> Option<FilledMove> {
    let array = facts.sample.batch().column_by_name(&column.name)?;
    let present: Vec<bool> = match facts.sample.numbers(&column.name) {
        Some(values) => values.iter().map(Option::is_some).collect(),
        None => (0..array.len()).map(|row| array.is_valid(row)).collect(),
    };
    let present = ordered.values(&present);
    let (early, late) = ordered.ends();
    let share = |rows: Range<usize>| 1.0 - present[rows.clone()].iter().filter(|p| **p).count() as f64 / rows.len().max(1) as f64;
    let n = present.len();
    let (first, last) = (present.iter().position(|p| *p)?, present.iter().rposition(|p| *p)?);
    let blocks: Vec<f64> = ordered.blocks.iter().map(|block| share(block.clone())).collect();
    let lasting = |empty: usize, rest: Range<usize>| {
        let filled = 1.0 - share(rest);
        let chance = (1.0 - filled).max(0.0).powf(empty as f64);
        empty >= BEFORE_MIN.1 && empty as f64 >= BEFORE_MIN.0 * n as f64 && filled >= FILLED_MIN && chance < CHANCE_MAX
    };
    let starts = if lasting(first, first..n) { ordered.label(first) } else { None };
    let stops = if lasting(n - 1 - last, 0..last + 1) { ordered.label(last) } else { None };
    Some(FilledMove {
        column: column.name.clone(),
        early: share(early),
        late: share(late),
        p: ordered.trend_p(&blocks),
        q: None,
        starts,
        stops,
    })
}
