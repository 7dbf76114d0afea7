//! How levels moved.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use stats::Contingency;

use super::column::{ShareMoved, Test, share};
use crate::look::Level;
use crate::look::baseline::Kept;

/// Levels of either kind that are listed.
const LISTED_MAX: usize = 10;
/// Levels of which fewer rows are expected in one of the tables are put together for the test.
const EXPECTED_MIN: f64 = 5.0;

/// How levels moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelsMoved {
    /// Jensen and Shannon's distance, the root of their divergence in bits, 0 to 1, without what chance makes of it.
    pub distance: f64,
    /// The population stability index; a level without rows counts as half a row.
    pub stability: f64,
    /// Chi-squared test of "the same shares", rare levels put together; none with one level.
    pub test: Option<Test>,
    /// Share of the rows that hold levels which were not there before: 0 before, and after.
    pub new: ShareMoved,
    /// The most frequent new levels with their rows.
    pub new_levels: Vec<Level>,
    /// Share of the rows before that hold levels which are gone.
    pub gone: ShareMoved,
    /// The most frequent levels that are gone, with their rows before.
    pub gone_levels: Vec<Level>,
    /// The levels whose share moved most.
    pub moved: Vec<LevelMoved>,
}

/// How the share of a level moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelMoved {
    /// The level.
    pub name: String,
    /// Its share of the rows with a value, before.
    pub before: f64,
    /// And after.
    pub after: f64,
    /// Its rows in the table that has more of them.
    #[serde(default)]
    pub rows: u64,
}

impl LevelsMoved {
    pub(crate) fn tests(&mut self) -> impl Iterator<Item = &mut Test> {
        self.test.iter_mut().chain(&mut self.new.test).chain(&mut self.gone.test)
    }
}

/// Compares levels; none unless both tables keep them and have some.
pub(crate) fn compare(before: &Kept, after: &Kept) -> Option<LevelsMoved> {
    let (old, new) = (before.levels()?, after.levels()?);
    let (n, m) = (before.present(), after.present());
    if n == 0 || m == 0 {
        return None;
    }
    let mut rows: Vec<(String, u64, u64)> = old.into_iter().map(|(name, rows)| (name, rows, 0)).collect();
    let place: HashMap<String, usize> = rows.iter().enumerate().map(|(at, row)| (row.0.clone(), at)).collect();
    for (name, count) in new {
        match place.get(&name) {
            Some(at) => rows[*at].2 = count,
            None => rows.push((name, 0, count)),
        }
    }
    let (n_rows, m_rows) = (n as f64, m as f64);
    let mut moved: Vec<LevelMoved> = rows
        .iter()
        .map(|(name, a, b)| LevelMoved {
            name: name.clone(),
            before: *a as f64 / n_rows,
            after: *b as f64 / m_rows,
            rows: *a.max(b),
        })
        .collect();
    let chance = (rows.len() - 1) as f64 * (1.0 / n_rows + 1.0 / m_rows) / (8.0 * std::f64::consts::LN_2);
    let distance = (divergence(&moved) - chance).max(0.0).sqrt();
    moved.sort_by(|a, b| (b.after - b.before).abs().total_cmp(&(a.after - a.before).abs()));
    moved.truncate(LISTED_MAX);
    let only = |fresh: bool| {
        let alone = rows.iter().filter(move |(_, a, b)| if fresh { *a == 0 } else { *b == 0 });
        alone.map(move |(name, a, b)| Level { name: name.clone(), rows: if fresh { *b } else { *a } })
    };
    let listed = |fresh: bool| {
        let mut levels: Vec<Level> = only(fresh).collect();
        levels.sort_by_key(|l| std::cmp::Reverse(l.rows));
        levels.truncate(LISTED_MAX);
        levels
    };
    let sum = |fresh: bool| only(fresh).map(|l| l.rows).sum::<u64>();
    Some(LevelsMoved {
        distance,
        stability: stability(&rows, n_rows, m_rows),
        test: homogeneity(&rows, n_rows, m_rows),
        new: share((0, n), (sum(true), m)),
        new_levels: listed(true),
        gone: share((sum(false), n), (0, m)),
        gone_levels: listed(false),
        moved,
    })
}

/// Jensen and Shannon's divergence in bits.
fn divergence(shares: &[LevelMoved]) -> f64 {
    let part = |p: f64, middle: f64| if p > 0.0 { 0.5 * p * (p / middle).log2() } else { 0.0 };
    shares.iter().map(|l| (l.before, l.after, 0.5 * (l.before + l.after))).map(|(p, q, m)| part(p, m) + part(q, m)).sum()
}

fn stability(rows: &[(String, u64, u64)], n: f64, m: f64) -> f64 {
    let share = |rows: u64, of: f64| (rows as f64).max(0.5) / of;
    rows.iter().map(|(_, a, b)| (share(*a, n), share(*b, m))).map(|(p, q)| (q - p) * (q / p).ln()).sum()
}

/// Chi-squared, levels with few rows put together so that its limit holds.
fn homogeneity(rows: &[(String, u64, u64)], n: f64, m: f64) -> Option<Test> {
    let smaller = n.min(m) / (n + m);
    let mut counts: Vec<(u64, u64)> = rows.iter().map(|(_, a, b)| (*a, *b)).collect();
    counts.sort_by_key(|(a, b)| std::cmp::Reverse(a + b));
    let enough = counts.partition_point(|(a, b)| (a + b) as f64 * smaller >= EXPECTED_MIN);
    let rest = counts.split_off(enough).into_iter().fold((0, 0), |sum, (a, b)| (sum.0 + a, sum.1 + b));
    if rest.0 + rest.1 > 0 {
        match counts.last_mut().filter(|_| (rest.0 + rest.1) as f64 * smaller < EXPECTED_MIN) {
            Some(last) => *last = (last.0 + rest.0, last.1 + rest.1),
            None => counts.push(rest),
        }
    }
    let cells: Vec<f64> = counts.iter().flat_map(|(a, b)| [*a as f64, *b as f64]).collect();
    let found = Contingency::of_counts(&cells, 2).ok()?.independence(1).ok()?;
    Some(Test::of(found.p))
}
