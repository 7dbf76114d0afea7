//! The history of a table as deliveries: a baseline of each hour, day, week, month or run of rows, all from the one pass.

use std::collections::BTreeMap;
use std::fmt;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::SchemaRef;
use series::{Civil, DAY};

use super::baseline::{Baseline, Building};
use crate::error::ProfileError;

/// Deliveries held while rows go by, and cells (deliveries by columns) that lower it; with more, deliveries get longer.
const HELD_MAX: usize = 1024;
const CELLS_MAX: usize = 1 << 14;
/// Deliveries of a finished history.
const DELIVERIES_MAX: usize = 512;
/// Deliveries below which they do not get longer for the sake of their rows.
const DELIVERIES_MIN: usize = 48;
/// Rows of the middle delivery.
const ROWS_MIN: u64 = 30;
const HOUR: i64 = DAY / 24;

/// How often a table is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// Every hour.
    Hour,
    /// Every day.
    Day,
    /// Every week, from Monday on.
    Week,
    /// Every month.
    Month,
    /// Every quarter.
    Quarter,
    /// Every year.
    Year,
    /// So many units of a time column that holds numbers.
    Units(i64),
    /// So many rows, where there is no time column.
    Rows(u64),
}

impl Every {
    /// The length of this name: `hour`, `day`, `week`, `month`, `quarter`, `year`.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];
        all.into_iter().find(|every| every.to_string() == name)
    }

    /// The number of the delivery that holds a time: microseconds, units, or the position of a row.
    fn number(self, time: i64) -> i64 {
        match self {
            Self::Hour => time.div_euclid(HOUR),
            Self::Day => time.div_euclid(DAY),
            // 1970-01-01 was a Thursday.
            Self::Week => (time.div_euclid(DAY) + 3).div_euclid(7),
            Self::Month => Civil::of_micros(time).month_number(),
            Self::Quarter => Civil::of_micros(time).month_number().div_euclid(3),
            Self::Year => Civil::of_micros(time).month_number().div_euclid(12),
            Self::Units(units) => time.div_euclid(units),
            Self::Rows(rows) => time.div_euclid(rows.cast_signed()),
        }
    }

    /// When a delivery begins.
    fn start(self, number: i64) -> i64 {
        let month = |number| Civil::in_month(number, 1).days().saturating_mul(DAY);
        match self {
            Self::Hour => number.saturating_mul(HOUR),
            Self::Day => number.saturating_mul(DAY),
            Self::Week => (number * 7 - 3).saturating_mul(DAY),
            Self::Month => month(number),
            Self::Quarter => month(number * 3),
            Self::Year => month(number * 12),
            Self::Units(units) => number.saturating_mul(units),
            Self::Rows(rows) => number.saturating_mul(rows.cast_signed()),
        }
    }

    /// The next length whose deliveries each hold whole ones of this.
    fn longer(self) -> Option<Self> {
        Some(match self {
            Self::Hour => Self::Day,
            Self::Day | Self::Week => Self::Month,
            Self::Month => Self::Quarter,
            Self::Quarter => Self::Year,
            Self::Year => return None,
            Self::Units(units) => Self::Units(units.checked_mul(2)?),
            Self::Rows(rows) => Self::Rows(rows.checked_mul(2)?),
        })
    }

    pub(crate) fn is_calendar(self) -> bool {
        !matches!(self, Self::Units(_) | Self::Rows(_))
    }
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Units(1) => "unit of time",
            Self::Units(units) => return write!(f, "{units} units of time"),
            Self::Rows(rows) => return write!(f, "{rows} rows"),
        };
        f.write_str(word)
    }
}

/// One delivery.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// When it began, as text: a day, an instant, a number, or `row 4096`.
    pub start: String,
    /// What it held.
    pub baseline: Baseline,
}

/// Deliveries in their order.
#[derive(Debug, Clone)]
pub struct History {
    /// How often there was one.
    pub every: Every,
    /// The deliveries; a first or last one with less than half of the usual rows is left out.
    pub deliveries: Vec<Delivery>,
    /// Rows without a time, which are in none.
    pub undated: u64,
}

/// Gathers a history while rows go by.
#[derive(Debug)]
pub(crate) struct Deliveries {
    schema: SchemaRef,
    every: Every,
    /// Whether the user said how often.
    fixed: bool,
    held: BTreeMap<i64, Building>,
    rows: i64,
    undated: u64,
}

impl Deliveries {
    /// Nothing seen. `clock`: whether there is a time column, and whether it holds days or instants.
    pub(crate) fn new(schema: &SchemaRef, clock: Option<bool>, wanted: Option<Every>) -> Self {
        let natural = match clock {
            Some(true) => Every::Hour,
            Some(false) => Every::Units(1),
            None => Every::Rows(64),
        };
        // Calendar lengths are none of numbers or rows.
        let wanted = wanted.filter(|every| every.is_calendar() == natural.is_calendar());
        let every = wanted.unwrap_or(natural);
        Self { schema: schema.clone(), every, fixed: wanted.is_some(), held: BTreeMap::new(), rows: 0, undated: 0 }
    }

    /// Takes in the next rows with their times (by position where there are none) and hashes.
    pub(crate) fn push(
        &mut self,
        batch: &RecordBatch,
        times: Option<&[Option<i64>]>,
        hashes: &[u64],
    ) -> Result<(), ProfileError> {
        let mut of: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
        for row in 0..batch.num_rows() {
            let time = times.map_or(Some(self.rows + row as i64), |times| times[row]);
            match time {
                Some(time) => of.entry(self.every.number(time)).or_default().push(row as u32),
                None => self.undated += 1,
            }
        }
        self.rows += batch.num_rows() as i64;
        for (number, rows) in of {
            let (first, last) = (rows[0] as usize, rows[rows.len() - 1] as usize);
            let part = if last - first + 1 == rows.len() {
                batch.slice(first, rows.len())
            } else {
                take_record_batch(batch, &UInt32Array::from(rows.clone())).map_err(|e| ProfileError::Input(Box::new(e)))?
            };
            let schema = &self.schema;
            let building = self.held.entry(number).or_insert_with(|| Building::new(schema));
            building.push(&part, rows.iter().map(|row| hashes[*row as usize]));
        }
        let most = (CELLS_MAX / self.schema.fields().len().max(1)).clamp(2 * DELIVERIES_MIN, HELD_MAX);
        while self.held.len() > most {
            let Some(longer) = self.every.longer() else { break };
            self.lengthen(longer);
        }
        Ok(())
    }

    fn lengthen(&mut self, every: Every) {
        let mut held: BTreeMap<i64, Building> = BTreeMap::new();
        for (number, building) in std::mem::take(&mut self.held) {
            let number = every.number(self.every.start(number));
            match held.get_mut(&number) {
                Some(longer) => longer.merge(&building),
                None => drop(held.insert(number, building)),
            }
        }
        (self.held, self.every) = (held, every);
    }

    /// A longer name for the same deliveries: hours that all begin at midnight are days.
    fn longer_name(&self) -> Option<Every> {
        let longer = self.every.longer().filter(|_| self.every.is_calendar())?;
        let starts = self.held.keys().map(|number| self.every.start(*number));
        starts.into_iter().all(|start| longer.start(longer.number(start)) == start).then_some(longer)
    }

    fn usual_rows(&self) -> u64 {
        let mut rows: Vec<u64> = self.held.values().map(Building::rows).collect();
        rows.sort_unstable();
        rows.get(rows.len() / 2).copied().unwrap_or(0)
    }

    /// Deliveries long enough to be neither too many nor too small.
    pub(crate) fn finish(mut self) -> History {
        while let Some(longer) = self.longer_name().filter(|_| !self.fixed) {
            self.lengthen(longer);
        }
        while !self.fixed && self.held.len() > DELIVERIES_MIN {
            let many = self.held.len() > DELIVERIES_MAX;
            if !many && self.usual_rows() >= ROWS_MIN {
                break;
            }
            let weeks = self.every == Every::Day && self.held.len() / 7 > DELIVERIES_MIN && self.held.len() / 7 <= DELIVERIES_MAX;
            let longer = if weeks { Some(Every::Week) } else { self.every.longer() };
            let Some(longer) = longer else { break };
            self.lengthen(longer);
        }
        let usual = self.usual_rows();
        let every = self.every;
        let mut all: Vec<(i64, Building)> = self.held.into_iter().collect();
        let partial = |end: Option<&(i64, Building)>| end.is_some_and(|(_, b)| 2 * b.rows() < usual);
        if all.len() > 2 && partial(all.last()) {
            all.pop();
        }
        if all.len() > 2 && partial(all.first()) {
            all.remove(0);
        }
        let label = |number: i64| match every {
            Every::Rows(_) => format!("row {}", every.start(number)),
            Every::Units(_) => every.start(number).to_string(),
            _ => series::text::stamp(every.start(number), series::Clock::Dates),
        };
        let deliveries = all.into_iter().map(|(number, b)| Delivery { start: label(number), baseline: b.finish() });
        History { every, deliveries: deliveries.collect(), undated: self.undated }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instant_lies_in_the_delivery_that_begins_before_it() {
        for every in [Every::Hour, Every::Day, Every::Week, Every::Month, Every::Quarter, Every::Year, Every::Units(7)] {
            for time in (-400..800_i64).map(|n| n * 37 * HOUR + 5) {
                let number = every.number(time);
                let (start, next) = (every.start(number), every.start(number + 1));
                assert!(start <= time && time < next, "{every}: {start} {time} {next}");
                let Some(longer) = every.longer().filter(|_| every != Every::Week) else { continue };
                assert_eq!(longer.number(start), longer.number(time), "{every}");
            }
        }
        assert_eq!(Every::named("week"), Some(Every::Week));
        assert_eq!(Every::named("fortnight"), None);
    }
}
