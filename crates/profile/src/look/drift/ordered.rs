//! Rows of the sample in order of time, in blocks.

use std::ops::Range;

use series::{Step, infer};

use crate::look::times::Times;
use crate::look::{Column, Facts, Meaning, Order};

const ROWS_MIN: usize = 30;
const TIMES_MIN: usize = 4;
const BLOCKS_MAX: usize = 128;
/// From so many blocks on the trend test is used.
const TREND_BLOCKS_MIN: usize = 20;

/// Rows in order of time, or as they stand.
#[derive(Debug)]
pub(crate) struct Ordered {
    pub(crate) times: Option<Times>,
    /// The column that rows are sorted by, where there are no times.
    pub(crate) sorted_by: Option<String>,
    /// Rows of the sample, the earliest first.
    pub(crate) rows: Vec<usize>,
    /// Blocks of them.
    pub(crate) blocks: Vec<Range<usize>>,
    step: Step,
}

impl Ordered {
    /// None below 30 rows with a time, or below 4 times.
    pub(crate) fn of(facts: &Facts) -> Option<Self> {
        let times = Times::of(facts);
        if times.is_none() && facts.asked.time.is_some() {
            return None;
        }
        let mut rows: Vec<usize> = (0..facts.sample.len()).collect();
        let Some(times) = times else {
            let blocks = even(rows.len());
            let sorted_by = sorted_by(facts);
            return (rows.len() >= ROWS_MIN).then_some(Self { times: None, sorted_by, rows, blocks, step: Step::Other });
        };
        rows.retain(|row| times.stamps[*row].is_some());
        rows.sort_by_key(|row| times.stamps[*row]);
        let distinct = times.distinct();
        if rows.len() < ROWS_MIN || distinct.len() < TIMES_MIN {
            return None;
        }
        let blocks = if distinct.len() <= BLOCKS_MAX {
            let mut blocks: Vec<Range<usize>> = Vec::new();
            for (at, row) in rows.iter().enumerate() {
                match blocks.last_mut() {
                    Some(block) if times.stamps[rows[block.start]] == times.stamps[*row] => block.end = at + 1,
                    _ => blocks.push(at..at + 1),
                }
            }
            blocks
        } else {
            even(rows.len())
        };
        let step = infer(&distinct, times.clock);
        Some(Self { times: Some(times), sorted_by: None, rows, blocks, step })
    }

    /// The values of a column in this order.
    pub(crate) fn values<T: Copy>(&self, of_row: &[T]) -> Vec<T> {
        self.rows.iter().map(|row| of_row[*row]).collect()
    }

    /// The first and the last third of the rows.
    pub(crate) fn ends(&self) -> (Range<usize>, Range<usize>) {
        let third = self.rows.len() / 3;
        (0..third, self.rows.len() - third..self.rows.len())
    }

    /// The time of a row by its rank.
    pub(crate) fn label(&self, rank: usize) -> Option<String> {
        let times = self.times.as_ref()?;
        Some(times.label(times.stamps[self.rows[rank]]?, self.step))
    }

    /// Where the thirds begin and end.
    pub(crate) fn thirds(&self) -> Vec<String> {
        let (early, late) = self.ends();
        [early.start, early.end - 1, late.start, late.end - 1].into_iter().filter_map(|rank| self.label(rank)).collect()
    }

    /// p-value of "no trend" of one number a block; none where there are too few, or they do not vary.
    pub(crate) fn trend_p(&self, means: &[f64]) -> Option<f64> {
        if means.len() >= TREND_BLOCKS_MIN {
            return stats::trend(means).ok().map(|trend| trend.p);
        }
        if means.len() < TIMES_MIN || self.times.is_none() {
            return None;
        }
        let time: Vec<f64> = (0..means.len()).map(|t| t as f64).collect();
        let model = stats::LinearModel::fit(&[&time], means, true).ok()?;
        model.coefficients().get(1).map(|slope| slope.p)
    }
}

/// Blocks of equally many rows.
fn even(rows: usize) -> Vec<Range<usize>> {
    let count = rows.min(BLOCKS_MAX);
    (0..count).map(|b| b * rows / count..(b + 1) * rows / count).collect()
}

/// A column by which the rows are sorted: a category in runs, else numbers or dates that never change direction.
fn sorted_by(facts: &Facts) -> Option<String> {
    let runs = |c: &&Column| {
        let Some(levels) = facts.sample.levels(&c.name) else { return false };
        let codes: Vec<u32> = levels.codes.iter().flatten().copied().collect();
        let changes = codes.windows(2).filter(|w| w[0] != w[1]).count();
        levels.names.len() > 1 && changes + 1 == levels.names.len() && codes.len() >= 5 * levels.names.len()
    };
    let in_order = |c: &&Column| {
        c.order != Order::None && !matches!(c.meaning, Meaning::Key | Meaning::Id | Meaning::Constant | Meaning::Empty)
    };
    let category = facts.levelled().find(runs);
    category.or_else(|| facts.columns.iter().find(in_order)).map(|c| c.name.clone())
}
