//! How each column of numbers runs over time: count, mean and spread in each period.

use std::collections::BTreeMap;

use rayon::prelude::*;

/// A timeline never has more periods than this; longer tables get longer periods.
const PERIODS_MAX: usize = 512;
const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
/// Lengths that a period may have, in microseconds; beyond the last one they double.
pub(crate) const WIDTHS: [i64; 8] = [SECOND, 60 * SECOND, 3600 * SECOND, DAY, 7 * DAY, 28 * DAY, 84 * DAY, 364 * DAY];

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
    columns: Vec<Vec<Cell>>,
}

impl Timeline {
    /// For so many columns; `clock` tells a time column of days or instants from one of numbers.
    pub(crate) fn new(columns: usize, clock: bool) -> Self {
        let width = if clock { WIDTHS[0] } else { 1 };
        Self { width, slots: BTreeMap::new(), rows: Vec::new(), columns: vec![Vec::new(); columns] }
    }

    /// Adds rows: their times (in microseconds or units), and the values of each column (empty for columns without numbers).
    pub(crate) fn push(&mut self, times: &[Option<i64>], values: &[Vec<Option<f64>>]) {
        let mut slots: Vec<Option<usize>> = Vec::with_capacity(times.len());
        for time in times {
            let Some(time) = time else {
                slots.push(None);
                continue;
            };
            let fresh = self.rows.len();
            let slot = *self.slots.entry(time.div_euclid(self.width)).or_insert(fresh);
            if slot == fresh {
                self.rows.push(0);
                self.columns.iter_mut().for_each(|cells| cells.push(Cell::default()));
            }
            self.rows[slot] += 1;
            slots.push(Some(slot));
            if self.slots.len() > 2 * PERIODS_MAX {
                let moved = self.coarsen();
                slots.iter_mut().flatten().for_each(|slot| *slot = moved[*slot]);
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
        for cells in &mut self.columns {
            let mut merged = vec![Cell::default(); slots.len()];
            self.slots.values().for_each(|slot| merged[moved[*slot]].merge(cells[*slot]));
            *cells = merged;
        }
        (self.width, self.slots, self.rows) = (wider, slots, rows);
        moved
    }

    /// Makes periods longer until there are at most 512.
    pub(crate) fn finish(mut self) -> Self {
        while self.slots.len() > PERIODS_MAX {
            self.coarsen();
        }
        self
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
        self.columns.get(place).map(|cells| self.slots.values().map(|slot| cells[*slot]).collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_tables_get_longer_periods_and_lose_no_row() {
        let mut timeline = Timeline::new(1, true);
        let times: Vec<Option<i64>> = (0..100_000).map(|i| Some(i * 3_600 * SECOND)).collect();
        let values: Vec<Option<f64>> = (0..100_000).map(|i| (i % 3 > 0).then_some(1e9 + f64::from(i % 3))).collect();
        for (times, values) in times.chunks(777).zip(values.chunks(777)) {
            timeline.push(times, &[values.to_vec()]);
        }
        let timeline = timeline.finish();
        assert_eq!(timeline.width(), 28 * DAY);
        let periods = timeline.periods();
        assert!(periods.is_sorted() && periods.len() <= PERIODS_MAX);
        assert_eq!(periods.iter().map(|p| p.1).sum::<u64>(), 100_000);
        let cells = timeline.column(0);
        assert_eq!(cells.iter().map(|c| c.present).sum::<u64>(), values.iter().flatten().count() as u64);
        assert!(cells.iter().all(|c| (c.mean - 1e9 - 1.5).abs() < 0.01), "{cells:?}");
        assert!(cells.iter().all(|c| (c.squares / c.present as f64 - 0.25).abs() < 1e-3));
    }
}
