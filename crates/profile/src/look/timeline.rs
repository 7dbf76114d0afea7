//! How each column of numbers runs over time: count, mean and spread in each period.

use std::collections::BTreeMap;

use rayon::prelude::*;

/// A coarse timeline never has more periods than this,
pub(crate) const COARSE_MAX: usize = 512;
/// and a fine one at most so many, nor more cells; longer tables get longer periods.
const PERIODS_MAX: usize = 1 << 17;
const CELLS_MAX: usize = 1 << 20;
const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Lengths that a period may have, in microseconds; beyond the last one they double.
pub(crate) const WIDTHS: [i64; 15] = [
    SECOND,
    10 * SECOND,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    7 * DAY,
    28 * DAY,
    84 * DAY,
    364 * DAY,
];

/// Count, mean and sum of squared differences from it, in one period.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cell {
    /// Rows with a finite value.
    pub present: u64,
    /// Their mean; 0 where there are none.
    pub mean: f64,
    /// Sum of squared differences from the mean.
    pub squares: f64,
}

impl Cell {
    fn add(&mut self, x: f64) {
        self.present += 1;
        let d = x - self.mean;
        self.mean += d / self.present as f64;
        self.squares += d * (x - self.mean);
    }

    pub(crate) fn merge(&mut self, other: Self) {
        let present = self.present + other.present;
        if present == 0 {
            return;
        }
        let d = other.mean - self.mean;
        let weight = other.present as f64 / present as f64;
        self.mean += d * weight;
        self.squares += other.squares + d * d * weight * self.present as f64;
        self.present = present;
    }
}

/// Periods in order of time, and for each column its cell in each.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// Length of a period in microseconds, or in units of the time column where that holds numbers.
    width: i64,
    /// Start of each period over its length, and where its cells are.
    slots: BTreeMap<i64, usize>,
    rows: Vec<u64>,
    /// Cells of the columns that are followed; empty for others.
    columns: Vec<Vec<Cell>>,
    followed: Vec<bool>,
    periods_max: usize,
}

impl Timeline {
    /// Of the columns that are `followed`, with as many periods as fit 24 MiB, at most 131,072; `clock` tells a time column of days or instants from one of
    /// numbers.
    pub(crate) fn new(followed: Vec<bool>, clock: bool) -> Self {
        let columns = followed.iter().filter(|f| **f).count();
        Self::with(followed, clock, (CELLS_MAX / columns.max(1)).clamp(COARSE_MAX, PERIODS_MAX))
    }

    /// The same with so many periods at most.
    pub(crate) fn with(followed: Vec<bool>, clock: bool, periods_max: usize) -> Self {
        let width = if clock { WIDTHS[0] } else { 1 };
        let columns = vec![Vec::new(); followed.len()];
        Self { width, slots: BTreeMap::new(), rows: Vec::new(), columns, followed, periods_max }
    }

    /// Adds rows: their times (in microseconds or units), and the values of each column (empty for columns without numbers).
    pub(crate) fn push(&mut self, times: &[Option<i64>], values: &[Vec<Option<f64>>]) {
        let mut slots: Vec<Option<usize>> = Vec::with_capacity(times.len());
        // Neighbouring rows often share their period.
        let mut last: Option<(i64, usize)> = None;
        for time in times {
            let Some(time) = time else {
                slots.push(None);
                continue;
            };
            let start = time.div_euclid(self.width);
            let slot = last.filter(|last| last.0 == start).map_or_else(|| self.slot(start), |last| last.1);
            last = Some((start, slot));
            self.rows[slot] += 1;
            slots.push(Some(slot));
            if self.slots.len() > 2 * self.periods_max {
                let moved = self.coarsen();
                slots.iter_mut().flatten().for_each(|slot| *slot = moved[*slot]);
                last = None;
            }
        }
        self.columns.par_iter_mut().zip(values).for_each(|(cells, values)| {
            for (slot, x) in slots.iter().zip(values) {
                if let (Some(slot), Some(x)) = (slot, x) {
                    cells[*slot].add(*x);
                }
            }
        });
    }

    /// Where the cells of a period are.
    fn slot(&mut self, start: i64) -> usize {
        let fresh = self.rows.len();
        let slot = *self.slots.entry(start).or_insert(fresh);
        if slot == fresh {
            self.rows.push(0);
            let followed = self.columns.iter_mut().zip(&self.followed).filter(|(_, followed)| **followed);
            followed.for_each(|(cells, _)| cells.push(Cell::default()));
        }
        slot
    }

    /// Takes the next length; returns where the cells of each slot went.
    fn coarsen(&mut self) -> Vec<usize> {
        let clock = WIDTHS.iter().position(|w| *w == self.width).and_then(|i| WIDTHS.get(i + 1)).copied();
        let wider = clock.unwrap_or(self.width.saturating_mul(2));
        let mut slots = BTreeMap::new();
        let mut moved = vec![0; self.rows.len()];
        for (start, slot) in &self.slots {
            let fresh = slots.len();
            moved[*slot] = *slots.entry(start.saturating_mul(self.width).div_euclid(wider)).or_insert(fresh);
        }
        let mut rows = vec![0; slots.len()];
        moved.iter().zip(&self.rows).for_each(|(to, n)| rows[*to] += n);
        for cells in self.columns.iter_mut().filter(|cells| !cells.is_empty()) {
            let mut merged = vec![Cell::default(); slots.len()];
            self.slots.values().for_each(|slot| merged[moved[*slot]].merge(cells[*slot]));
            *cells = merged;
        }
        (self.width, self.slots, self.rows) = (wider, slots, rows);
        moved
    }

    /// Makes periods longer until there are at most as many as it was made for.
    pub(crate) fn finish(self) -> Self {
        let most = self.periods_max;
        self.coarse(most)
    }

    /// With longer periods, so that there are at most so many.
    pub(crate) fn coarse(mut self, periods_max: usize) -> Self {
        while self.slots.len() > periods_max {
            self.coarsen();
        }
        self
    }

    /// With periods of at least this length.
    pub(crate) fn widened(mut self, width: i64) -> Self {
        while self.width < width {
            self.coarsen();
        }
        self
    }

    /// Whether periods are as short as they can be: their starts are the times themselves, to the second.
    pub(crate) fn is_exact(&self) -> bool {
        self.width == 1 || self.width == WIDTHS[0]
    }

    /// The length of a period: microseconds, or units of a time column of numbers.
    pub fn width(&self) -> i64 {
        self.width
    }

    /// The start of each period that has rows, in order, with the number of its rows.
    pub fn periods(&self) -> Vec<(i64, u64)> {
        self.slots.iter().map(|(start, slot)| (start * self.width, self.rows[*slot])).collect()
    }

    /// The cells of a column, by its place in the table, in the order of the periods.
    pub fn column(&self, place: usize) -> Vec<Cell> {
        let cells = self.columns.get(place).filter(|cells| !cells.is_empty());
        cells.map(|cells| self.slots.values().map(|slot| cells[*slot]).collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_tables_get_longer_periods_and_lose_no_row() {
        let mut timeline = Timeline::with(vec![true, false], true, COARSE_MAX);
        let times: Vec<Option<i64>> = (0..100_000).map(|i| Some(i * 3_600 * SECOND)).collect();
        let values: Vec<Option<f64>> = (0..100_000).map(|i| (i % 3 > 0).then_some(1e9 + f64::from(i % 3))).collect();
        for (times, values) in times.chunks(777).zip(values.chunks(777)) {
            timeline.push(times, &[values.to_vec(), Vec::new()]);
        }
        let timeline = timeline.finish();
        assert_eq!(timeline.width(), 28 * DAY);
        let periods = timeline.periods();
        assert!(periods.is_sorted() && periods.len() <= COARSE_MAX && timeline.column(1).is_empty());
        assert_eq!(periods.iter().map(|p| p.1).sum::<u64>(), 100_000);
        let cells = timeline.column(0);
        assert_eq!(cells.iter().map(|c| c.present).sum::<u64>(), values.iter().flatten().count() as u64);
        assert!(cells.iter().all(|c| (c.mean - 1e9 - 1.5).abs() < 0.01), "{cells:?}");
        assert!(cells.iter().all(|c| (c.squares / c.present as f64 - 0.25).abs() < 1e-3));
    }
}
