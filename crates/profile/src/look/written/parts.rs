//! Dates whose parts stand in columns of their own.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, RecordBatch, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, SchemaRef};
use series::{DAY, SECOND};

use super::Written;
use super::form::{day, monday, month_of};
use crate::look::times::Times;
use crate::look::{Column, Facts, Finding, Meaning};

/// What a column adds to the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
    Minute,
}

impl Part {
    /// By the name of the column.
    fn of(name: &str) -> Option<Self> {
        let lower = name.to_lowercase();
        Some(match lower.trim_end_matches("_of_month") {
            "year" | "yr" | "yyyy" => Self::Year,
            "quarter" | "qtr" => Self::Quarter,
            "month" | "mon" | "mo" | "mm" => Self::Month,
            "week" | "isoweek" | "week_of_year" => Self::Week,
            "day" | "dd" | "mday" | "dayofmonth" => Self::Day,
            "hour" | "hr" => Self::Hour,
            "minute" | "min" => Self::Minute,
            _ => return None,
        })
    }

    /// By its place among others, where the name does not tell.
    fn at(place: usize) -> Option<Self> {
        [Self::Year, Self::Month, Self::Day, Self::Hour, Self::Minute].get(place).copied()
    }
}

/// Columns that make a date together.
#[derive(Debug)]
pub(super) struct Parts {
    /// The name of the column that they make.
    pub(super) name: String,
    columns: Vec<(usize, Part)>,
}

impl Parts {
    /// `year,month,day`: columns of the table with commas between them, the year first.
    pub(super) fn of(time: &str, schema: &SchemaRef) -> Option<Self> {
        let names: Vec<&str> = time.split(',').map(str::trim).collect();
        let column =
            |(place, name): (usize, &&str)| Some((schema.index_of(name).ok()?, Part::of(name).or_else(|| Part::at(place))?));
        let columns = names.iter().enumerate().map(column).collect::<Option<Vec<_>>>()?;
        let first = columns.iter().position(|(_, part)| *part == Part::Year) == Some(0);
        let once = (1..columns.len()).all(|at| columns[..at].iter().all(|(_, part)| *part != columns[at].1));
        (first && once && columns.len() > 1).then(|| Self { name: names.join("-"), columns })
    }

    /// The dates of a batch; a row without one of the parts, or with one that no calendar has, has none.
    pub(super) fn read(&self, batch: &RecordBatch, written: &mut Written) -> ArrayRef {
        let parts: Vec<(Part, Vec<Option<i64>>)> =
            self.columns.iter().map(|(place, part)| (*part, whole(batch.column(*place), *part))).collect();
        let stamp = |row: usize| {
            let part = |wanted: Part| match parts.iter().find(|(part, _)| *part == wanted) {
                Some((_, values)) => values[row].map(Some),
                None => Some(None),
            };
            let small = |part: Option<Option<i64>>| part.map(|n| n.map(|n| u32::try_from(n).unwrap_or(u32::MAX)));
            let year = part(Part::Year)??;
            let date = match (small(part(Part::Week))?, small(part(Part::Quarter))?) {
                (Some(week), _) => monday(year, week)?,
                (_, Some(quarter @ 1..=4)) => day(year, 3 * quarter - 2, 1)?,
                (_, Some(_)) => return None,
                _ => day(year, small(part(Part::Month))?.unwrap_or(1), small(part(Part::Day))?.unwrap_or(1))?,
            };
            let hour = part(Part::Hour)?.unwrap_or(0);
            let minute = part(Part::Minute)?.unwrap_or(0);
            let there = (0..=24).contains(&hour) && (0..60).contains(&minute);
            there.then(|| date * DAY + (hour * 60 + minute) * 60 * SECOND)
        };
        let stamps: Vec<Option<i64>> = (0..batch.num_rows()).map(stamp).collect();
        written.cells += batch.num_rows() as u64;
        written.unreadable += stamps.iter().filter(|stamp| stamp.is_none()).count() as u64;
        if self.columns.iter().any(|(_, part)| matches!(part, Part::Hour | Part::Minute)) {
            Arc::new(stamps.into_iter().collect::<TimestampMicrosecondArray>())
        } else {
            Arc::new(stamps.into_iter().map(|stamp| stamp.map(|stamp| stamp.div_euclid(DAY) as i32)).collect::<Date32Array>())
        }
    }
}

/// The whole numbers of a column, or the numbers of the months that it names.
fn whole(array: &ArrayRef, part: Part) -> Vec<Option<i64>> {
    if let Some(texts) = array.as_string_opt::<i32>() {
        let read = |text: &str| {
            let text = text.trim();
            if part == Part::Month { month_of(text).map(i64::from).or_else(|| text.parse().ok()) } else { text.parse().ok() }
        };
        return texts.iter().map(|text| read(text?)).collect();
    }
    let Ok(floats) = cast(array, &DataType::Float64) else { return vec![None; array.len()] };
    floats
        .as_primitive::<Float64Type>()
        .iter()
        .map(|x| x.filter(|x| x.fract() == 0.0 && x.abs() < 1e9).map(|x| x as i64))
        .collect()
}

/// The columns that could be the time of a table in which none was asked for and none stands out.
pub(crate) fn suggested(facts: &Facts) -> Option<Finding> {
    if facts.asked.time.is_some() || facts.columns.iter().any(|column| column.meaning == Meaning::Date) {
        return None;
    }
    let year = facts.columns.iter().find(|column| Part::of(&column.name) == Some(Part::Year) && is_year(column));
    let finer = |wanted: Part| facts.columns.iter().find(|c| Part::of(&c.name) == Some(wanted) && c.present() * 10 > c.rows * 9);
    if let (Some(year), Some(part)) = (year, finer(Part::Month).or_else(|| finer(Part::Quarter)).or_else(|| finer(Part::Week))) {
        let below = [Part::Day, Part::Hour, Part::Minute].map(finer);
        let below = below.into_iter().take_while(Option::is_some).flatten();
        let names: Vec<&str> = [year, part].into_iter().chain(below).map(|c| c.name.as_str()).collect();
        return Some(told(&names, &format!("{} are parts of one date", names.join(", ")), None));
    }
    let (column, effect) = match year {
        Some(year) => (year, format!("{} says when a row was", year.name)),
        None => facts.columns.iter().find_map(|column| Some((column, runs(column, facts)?)))?,
    };
    let entity = entity(facts, column);
    // Rows of the same years without a second key are no series.
    (entity.is_some() || column.distinct.count as f64 > 0.9 * column.present() as f64)
        .then(|| told(&[&column.name], &effect, entity.as_deref()))
}

fn told(names: &[&str], what: &str, entity: Option<&str>) -> Finding {
    let (by, group) = match entity {
        Some(entity) => (format!(", one row for each {entity}"), format!(" --group {entity}")),
        None => (String::new(), String::new()),
    };
    Finding::new(
        "written.time",
        names,
        0.35,
        format!("{what}{by}: the rows are in time, and nothing here knows it"),
        "by names, ranges and the pairs of values".to_owned(),
        format!(
            "look again with --time {}{group}: seasons, jumps and drift are seen only then, and folds must follow time",
            names.join(",")
        ),
    )
}

fn is_year(column: &Column) -> bool {
    let numbers = column.numbers.as_ref().filter(|n| n.whole && n.min >= 1500.0 && n.max <= 2200.0);
    numbers.is_some() && column.distinct.count > 1
}

/// A column named after time that holds years with a fraction, in steps of the calendar.
fn runs(column: &Column, facts: &Facts) -> Option<String> {
    let named = ["time", "date", "t", "year", "yr"].contains(&column.name.to_lowercase().as_str());
    let numbers = column.numbers.as_ref().filter(|n| named && !n.whole && n.min >= 1500.0 && n.max <= 2200.0);
    numbers?;
    let times = Times::named(facts, &column.name)?;
    let step = series::infer(&times.distinct(), times.clock);
    (times.clock == series::Clock::Dates && step != series::Step::Other)
        .then(|| format!("{} holds years with a fraction, in {step} steps", column.name))
}

/// The column that names a row together with the time.
fn entity(facts: &Facts, time: &Column) -> Option<String> {
    if !facts.sample.is_whole() || time.distinct.count as f64 > 0.9 * time.present() as f64 {
        return None;
    }
    let times = facts.sample.numbers(&time.name)?;
    let fits = |column: &&Column| {
        let named = matches!(column.meaning, Meaning::Category | Meaning::Id | Meaning::Text) && column.name != time.name;
        named && column.distinct.count * time.distinct.count >= column.rows && column.distinct.count * 3 <= column.rows
    };
    facts.columns.iter().filter(fits).find_map(|column| {
        let levels = facts.sample.levels(&column.name)?;
        let mut seen = std::collections::HashSet::new();
        let once = levels.codes.iter().zip(&times).all(|(code, time)| seen.insert((*code, time.map(f64::to_bits))));
        once.then(|| column.name.clone())
    })
}
