//! Rows of one series on the places of a grid.

use std::str::FromStr;

use crate::{Clock, Grid, SeriesError, text};

/// A series may have so many places, missing ones included.
pub const PLACES_MAX: u64 = 4_000_000;
/// Below so many places nothing is called sparse.
const SPARSE_PLACES_MIN: u64 = 10_000;
/// Share of the places that must be filled beyond that.
const FILLED_MIN: f64 = 0.01;

/// A row of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Its stamp.
    pub stamp: i64,
    /// Its value; NaN where missing.
    pub value: f64,
    /// Its number in the table, from 1.
    pub row: u64,
}

/// What several values of one place become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The first by date, then by row.
    First,
    /// The last by date, then by row.
    Last,
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

impl FromStr for Aggregate {
    type Err = SeriesError;

    fn from_str(name: &str) -> Result<Self, SeriesError> {
        Ok(match name {
            "sum" => Self::Sum,
            "mean" => Self::Mean,
            "first" => Self::First,
            "last" => Self::Last,
            "min" => Self::Min,
            "max" => Self::Max,
            _ => return Err(SeriesError::UnknownAggregate { name: name.into() }),
        })
    }
}

impl Aggregate {
    /// The known values of one place as one value; NaN when there is none.
    fn of(self, values: &[f64]) -> f64 {
        let known = || values.iter().copied().filter(|v| v.is_finite());
        let count = known().count() as f64;
        match self {
            _ if count == 0.0 => f64::NAN,
            Self::Sum => known().sum(),
            Self::Mean => known().sum::<f64>() / count,
            Self::First => known().next().unwrap_or(f64::NAN),
            Self::Last => known().next_back().unwrap_or(f64::NAN),
            Self::Min => known().fold(f64::INFINITY, f64::min),
            Self::Max => known().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

/// Consecutive places without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The first place of the gap.
    pub from: i64,
    /// How many places.
    pub places: u64,
}

/// A series on a grid, from its first to its last known value.
#[derive(Debug, Clone, PartialEq)]
pub struct Regular {
    /// Place of the first value.
    pub first: i64,
    /// Values of this and the following places, NaN where there is none.
    pub values: Vec<f64>,
    /// Places without a value between the first and the last.
    pub gaps: Vec<Gap>,
    /// Rows whose stamp was not that of their place.
    pub moved: u64,
    /// The longest way of such a row, in units of the clock.
    pub moved_most: u64,
    /// Rows that were aggregated with an earlier one of their place.
    pub aggregated: u64,
}

impl Regular {
    /// Puts rows, in any order, on the grid. O(n log n).
    ///
    /// Several rows of one place need a rule. Errors: [`SeriesError::Repeated`], [`SeriesError::Empty`],
    /// [`SeriesError::Sparse`].
    pub fn new(rows: &[Row], grid: &Grid, clock: Clock, rule: Option<Aggregate>) -> Result<Self, SeriesError> {
        let mut placed: Vec<(i64, Row)> = rows.iter().map(|r| (grid.place(r.stamp), *r)).collect();
        placed.sort_by_key(|(place, r)| (*place, r.stamp, r.row));
        if rule.is_none() {
            refuse_repeated(&placed, grid, clock)?;
        }
        let known = |(_, r): &&(i64, Row)| r.value.is_finite();
        let (Some(first), Some(last)) = (placed.iter().find(known), placed.iter().rfind(known)) else {
            return Err(SeriesError::Empty);
        };
        let (first, last) = (first.0, last.0);
        let places = last.abs_diff(first) + 1;
        let filled = placed.len() as f64 / places as f64;
        if places > PLACES_MAX || (places > SPARSE_PLACES_MIN && filled < FILLED_MIN) {
            let at = |place: i64| text::stamp(grid.stamp(place), clock);
            return Err(SeriesError::Sparse { rows: placed.len() as u64, places, from: at(first), to: at(last) });
        }
        let mut out =
            Self { first, values: vec![f64::NAN; places as usize], gaps: Vec::new(), moved: 0, moved_most: 0, aggregated: 0 };
        for run in placed.chunk_by(|a, b| a.0 == b.0) {
            out.take(run, grid, rule);
        }
        out.list_gaps();
        Ok(out)
    }

    /// Place of the last value.
    pub fn last(&self) -> i64 {
        self.first + self.values.len() as i64 - 1
    }

    /// Places without a value.
    pub fn missing(&self) -> u64 {
        self.gaps.iter().map(|g| g.places).sum()
    }

    /// The same with missing values up to `place`, so that several series end together.
    #[must_use]
    pub fn until(mut self, place: i64) -> Self {
        let length = (place - self.first + 1).max(self.values.len() as i64);
        self.values.resize(length as usize, f64::NAN);
        self
    }

    /// Gives every gap this value; the list of gaps stays.
    pub fn fill(&mut self, value: f64) {
        self.values.iter_mut().filter(|v| v.is_nan()).for_each(|v| *v = value);
    }

    fn take(&mut self, run: &[(i64, Row)], grid: &Grid, rule: Option<Aggregate>) {
        let place = run[0].0;
        let stamp = grid.stamp(place);
        let off = |(_, r): &(i64, Row)| if grid.is_whole() { 0 } else { r.stamp.abs_diff(stamp) };
        for away in run.iter().map(off).filter(|away| *away > 0) {
            self.moved += 1;
            self.moved_most = self.moved_most.max(away);
        }
        let Some(slot) = usize::try_from(place - self.first).ok().and_then(|at| self.values.get_mut(at)) else { return };
        let values: Vec<f64> = run.iter().map(|(_, r)| r.value).collect();
        self.aggregated += values.len() as u64 - 1;
        *slot = match rule {
            Some(rule) => rule.of(&values),
            None => values.first().copied().filter(|v| v.is_finite()).unwrap_or(f64::NAN),
        };
    }

    fn list_gaps(&mut self) {
        for (at, _) in self.values.iter().enumerate().filter(|(_, v)| v.is_nan()) {
            let place = self.first + at as i64;
            match self.gaps.last_mut() {
                Some(gap) if gap.from + gap.places as i64 == place => gap.places += 1,
                _ => self.gaps.push(Gap { from: place, places: 1 }),
            }
        }
    }
}

fn refuse_repeated(placed: &[(i64, Row)], grid: &Grid, clock: Clock) -> Result<(), SeriesError> {
    let mut repeats = placed.windows(2).filter(|p| p[0].0 == p[1].0);
    let Some([(place, one), (_, other)]) = repeats.next() else { return Ok(()) };
    let count = 1 + repeats.count() as u64;
    let (first, second) = (one.row.min(other.row), one.row.max(other.row));
    Err(SeriesError::Repeated { at: text::stamp(grid.stamp(*place), clock), first, second, count })
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::civil::DAY;
    use crate::{Step, infer};

    fn rows(of: &[(i64, f64)]) -> Vec<Row> {
        of.iter().zip(1..).map(|(&(day, value), row)| Row { stamp: day * DAY, value, row }).collect()
    }

    fn daily(rows: &[Row], rule: Option<Aggregate>) -> Result<Regular, SeriesError> {
        let stamps: Vec<i64> = rows.iter().map(|r| r.stamp).collect();
        Regular::new(rows, &Grid::new(Step::DAILY, &stamps, Clock::Dates), Clock::Dates, rule)
    }

    #[test]
    fn gaps_are_listed_and_kept() {
        let series = daily(&rows(&[(5, 5.0), (1, 1.0), (2, f64::NAN), (9, 9.0)]), None).unwrap();
        assert_eq!(series.values.len(), 9);
        assert_eq!(series.gaps, [Gap { from: 2, places: 3 }, Gap { from: 6, places: 3 }]);
        assert_eq!((series.first, series.last(), series.missing()), (1, 9, 6));
        assert_eq!(series.until(11).values.len(), 11);
    }

    #[test]
    fn unknown_ends_do_not_count() {
        let series = daily(&rows(&[(1, f64::NAN), (2, 2.0), (3, 3.0), (4, f64::INFINITY)]), None).unwrap();
        assert_eq!((series.first, series.values), (2, vec![2.0, 3.0]));
    }

    #[test]
    fn repeated_dates_need_a_rule() {
        let twice = rows(&[(1, 1.0), (2, 2.0), (1, 4.0), (3, 1.0)]);
        let refused = daily(&twice, None).unwrap_err();
        assert_eq!(refused, SeriesError::Repeated { at: "1970-01-02".into(), first: 1, second: 3, count: 1 });
        for (rule, value) in [("sum", 5.0), ("mean", 2.5), ("first", 1.0), ("last", 4.0), ("min", 1.0), ("max", 4.0)] {
            let series = daily(&twice, Some(rule.parse().unwrap())).unwrap();
            assert_eq!((series.values[0], series.aggregated), (value, 1), "{rule}");
        }
    }

    #[test]
    fn a_mistyped_year_is_refused() {
        let mut typed = rows(&(0..200).map(|d| (d, 1.0)).collect::<Vec<_>>());
        typed.push(Row { stamp: 3_000_000 * DAY, value: 1.0, row: 201 });
        let stamps: Vec<i64> = typed.iter().map(|r| r.stamp).collect();
        assert_eq!(infer(&stamps, Clock::Dates), Step::DAILY);
        assert!(matches!(daily(&typed, None), Err(SeriesError::Sparse { .. })));
        assert_eq!(daily(&[], None), Err(SeriesError::Empty));
    }
}
