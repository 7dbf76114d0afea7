//! Categories whose shares move, and levels that appear and vanish.

use serde::{Deserialize, Serialize};

use super::ordered::Ordered;
use crate::look::times::is_calendar;
use crate::look::{Column, Facts};

/// Levels of which chance is judged, the largest.
const LEVELS_MAX: usize = 10;
/// Levels listed as new or gone.
const SPANS_MAX: usize = 5;
const LEVEL_ROWS_MIN: usize = 20;
/// The chance of as late a first row, were rows exchangeable, is below.
const CHANCE_MAX: f64 = 1e-6;

/// How a category moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelsMove {
    /// The category.
    pub column: String,
    /// Different levels in the rows used.
    pub levels: u64,
    /// Total variation between the first and the last third, half the sum of the differences of all shares, without what chance
    /// makes of it between samples of that size.
    pub distance: f64,
    /// The level whose share moves most, its share in the first and in the last third.
    pub most: Option<(String, f64, f64)>,
    /// p-value of no trend of the shares of the 10 largest levels, corrected for their number.
    pub p: Option<f64>,
    /// q-value over all tests of this check.
    pub q: Option<f64>,
    /// Levels that appear: at most 5, the largest first.
    pub fresh: Vec<LevelSpan>,
    /// Levels that vanish.
    pub gone: Vec<LevelSpan>,
    /// Share of the rows of the last third whose level stands in no row before it, less what chance makes of it.
    pub unseen: f64,
}

/// A level that is there for a part of the time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelSpan {
    /// The level.
    pub level: String,
    /// Its first or last time; none where rows have no times.
    pub at: Option<String>,
    /// Its share of the rows from its first, or up to its last.
    pub share: f64,
}

/// How each category moves.
pub(super) fn moves(facts: &Facts, ordered: &Ordered) -> Vec<LevelsMove> {
    let told = |c: &&Column| {
        ordered.times.as_ref().is_none_or(|times| times.column != c.name) && ordered.sorted_by.as_ref() != Some(&c.name)
    };
    let calendar = |c: &&Column| {
        let Some(times) = &ordered.times else { return false };
        let values = facts.sample.numbers(&c.name).filter(|_| c.kind != "boolean");
        is_calendar(&c.name) || values.is_some_and(|values| times.tells(&c.name, &values))
    };
    facts.levelled().filter(told).filter(|c| !calendar(c)).filter_map(|column| one(facts, ordered, column)).collect()
}

fn one(facts: &Facts, ordered: &Ordered, column: &Column) -> Option<LevelsMove> {
    let levels = facts.sample.levels(&column.name)?;
    let count = levels.names.len();
    let codes = ordered.values(&levels.codes);
    if count < 2 || codes.iter().flatten().count() < LEVEL_ROWS_MIN {
        return None;
    }
    let shares = |codes: &[Option<u32>]| {
        let mut shares = vec![0.0; count];
        codes.iter().flatten().for_each(|code| shares[*code as usize] += 1.0);
        let total = shares.iter().sum::<f64>().max(1.0);
        shares.into_iter().map(|s: f64| s / total).collect::<Vec<f64>>()
    };
    let (early, late) = ordered.ends();
    let (thirds, late_from) = (early.len() as f64, late.start);
    let (before, after, all) = (shares(&codes[early]), shares(&codes[late]), shares(&codes));
    let moved = |level: usize| (after[level] - before[level]).abs();
    let most = (0..count).max_by(|a, b| moved(*a).total_cmp(&moved(*b)));
    let mut largest: Vec<usize> = (0..count).collect();
    largest.sort_by(|a, b| all[*b].total_cmp(&all[*a]));
    // The shares of two levels are one number.
    largest.truncate(if count == 2 { 1 } else { LEVELS_MAX });
    let p: Vec<f64> = largest.iter().filter_map(|level| level_p(ordered, &codes, *level as u32)).collect();
    let least = p.iter().copied().reduce(f64::min).map(|least| (least * p.len() as f64).min(1.0));
    let (fresh, gone) = spans(ordered, &codes, &levels.names);
    Some(LevelsMove {
        column: column.name.clone(),
        levels: count as u64,
        distance: (0.5 * (0..count).map(|level| moved(level) - by_chance(all[level], thirds)).sum::<f64>()).max(0.0),
        most: most.map(|level| (levels.names[level].clone(), before[level], after[level])),
        p: least,
        q: None,
        fresh,
        gone,
        unseen: unseen(&codes, late_from, count),
    })
}

/// The mean difference of a share between two samples of so many rows each.
fn by_chance(share: f64, rows: f64) -> f64 {
    (2.0 / std::f64::consts::PI * 2.0 * share * (1.0 - share) / rows).sqrt()
}

/// p-value of no trend of the share of a level.
fn level_p(ordered: &Ordered, codes: &[Option<u32>], level: u32) -> Option<f64> {
    let shares: Vec<f64> = ordered
        .blocks
        .iter()
        .filter_map(|block| {
            let known = codes[block.clone()].iter().flatten().count();
            let own = codes[block.clone()].iter().filter(|code| **code == Some(level)).count();
            (known > 0).then(|| own as f64 / known as f64)
        })
        .collect();
    ordered.trend_p(&shares)
}

/// Share of the rows from `late` on whose level stands in none before; were rows exchangeable, a level of `c` rows would have all of them in the last
/// third with probability `3^-c`.
fn unseen(codes: &[Option<u32>], late: usize, count: usize) -> f64 {
    let (mut before, mut after) = (vec![0_u64; count], vec![0_u64; count]);
    codes[..late].iter().flatten().for_each(|code| before[*code as usize] += 1);
    codes[late..].iter().flatten().for_each(|code| after[*code as usize] += 1);
    let fresh: u64 = before.iter().zip(&after).filter(|(b, _)| **b == 0).map(|(_, a)| a).sum();
    let chance = |(b, a): (&u64, &u64)| {
        let rows = (a + b) as f64;
        rows * 3.0_f64.powf(-rows)
    };
    let by_chance: f64 = before.iter().zip(&after).map(chance).sum();
    ((fresh as f64 - by_chance) / after.iter().sum::<u64>().max(1) as f64).max(0.0)
}

/// Levels that appear late, and levels that vanish early.
fn spans(ordered: &Ordered, codes: &[Option<u32>], names: &[String]) -> (Vec<LevelSpan>, Vec<LevelSpan>) {
    let n = codes.len();
    // First rank, last rank, rows of each level.
    let mut seen: Vec<Option<(usize, usize, usize)>> = vec![None; names.len()];
    for (rank, code) in codes.iter().enumerate() {
        if let Some(code) = code {
            let (_, last, rows) = seen[*code as usize].get_or_insert((rank, rank, 0));
            (*last, *rows) = (rank, *rows + 1);
        }
    }
    let telling = |away: usize, rows: usize| {
        rows >= LEVEL_ROWS_MIN && away * 20 >= n && (1.0 - away as f64 / n as f64).powf(rows as f64) < CHANCE_MAX
    };
    let (mut fresh, mut gone) = (Vec::new(), Vec::new());
    for (level, span) in names.iter().zip(seen) {
        let Some((first, last, rows)) = span else { continue };
        let (late, early) = (telling(first, rows), telling(n - 1 - last, rows));
        let span =
            |rank: usize, of: usize| LevelSpan { level: level.clone(), at: ordered.label(rank), share: rows as f64 / of as f64 };
        if late {
            fresh.push(span(first, n - first));
        }
        if early {
            gone.push(span(last, last + 1));
        }
    }
    for spans in [&mut fresh, &mut gone] {
        spans.sort_by(|a, b| b.share.total_cmp(&a.share));
        spans.truncate(SPANS_MAX);
    }
    (fresh, gone)
}
