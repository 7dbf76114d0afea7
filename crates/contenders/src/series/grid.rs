//! Rows with dates become series on a regular grid.

use std::collections::{BTreeSet, HashMap};

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use chrono::{DateTime, Datelike};
use contest::Step;

use super::Line;
use crate::ContenderError;
use crate::game::Game;

const DAY: i64 = 86_400_000_000;
/// When fewer of the grid's places are filled than this, dates are counted one by one instead: a calendar with
/// regular holes, such as working days.
const FILLED_MIN: f64 = 0.9;

/// All series of a fold.
pub(crate) struct Grid {
    pub(super) lines: Vec<Line>,
}

impl Grid {
    /// Puts the training rows and the questions on one grid of dates; every series of the questions is a line.
    pub(crate) fn of(game: &Game) -> Result<Self, ContenderError> {
        let Some(time) = &game.task.time else {
            return Err(ContenderError::Unfit("a forecast needs a time column".into()));
        };
        let (train_time, ask_time) = (stamps(game.train(time)?)?, stamps(game.ask(time)?)?);
        let places = Places::of(game.task.step, is_date(game.ask(time)?), &train_time, &ask_time);
        let groups = |side: &dyn Fn(&str) -> Result<ArrayRef, ContenderError>, rows: usize| match &game.task.group {
            Some(name) => labels(&side(name)?),
            None => Ok(vec![String::new(); rows]),
        };
        let train_group = groups(&|name| game.train(name).cloned(), train_time.len())?;
        let ask_group = groups(&|name| game.ask(name).cloned(), ask_time.len())?;
        let target = game.target()?;
        let train_place: Vec<i64> = train_time.iter().map(|&t| places.place(t)).collect();
        let (Some(&first), Some(&last)) = (train_place.iter().min(), train_place.iter().max()) else {
            return Err(ContenderError::Unfit("there are no training rows".into()));
        };
        let mut lines: Vec<Line> = Vec::new();
        let mut line_of: HashMap<&str, usize> = HashMap::new();
        for (row, label) in ask_group.iter().enumerate() {
            let line = *line_of.entry(label).or_insert_with(|| {
                lines.push(Line { label: label.clone(), values: Vec::new(), asked: Vec::new() });
                lines.len() - 1
            });
            let ahead = places.place(ask_time[row]) - last - 1;
            let ahead = usize::try_from(ahead)
                .map_err(|_| ContenderError::Unfit("a row to answer lies before the end of the training rows".into()))?;
            lines[line].asked.push((row, ahead));
        }
        let length = usize::try_from(last - first + 1).unwrap_or(0);
        for (row, label) in train_group.iter().enumerate() {
            let Some(&line) = line_of.get(label.as_str()) else { continue };
            let values = &mut lines[line].values;
            if values.is_empty() {
                values.resize(length, f64::NAN);
            }
            values[(train_place[row] - first) as usize] = target[row];
        }
        for line in &mut lines {
            // A series that began later has no values before its first.
            let begin = line.values.iter().position(|v| v.is_finite()).unwrap_or(0);
            line.values.drain(..begin);
        }
        Ok(Self { lines })
    }
}

/// Numbers the dates.
enum Places {
    /// By the calendar: months since year 0, days, hours.
    Calendar(Step),
    /// Whole numbers are their own places.
    Numbers,
    /// One by one, in order.
    Counted(HashMap<i64, i64>),
}

impl Places {
    fn of(step: Option<Step>, dates: bool, train: &[i64], ask: &[i64]) -> Self {
        let all: BTreeSet<i64> = train.iter().chain(ask).copied().collect();
        let regular = match step {
            Some(step) if dates && step != Step::Other => Self::Calendar(step),
            _ if !dates => Self::Numbers,
            _ => return Self::counted(&all),
        };
        let used: BTreeSet<i64> = all.iter().map(|&t| regular.place(t)).collect();
        let span = match (used.first(), used.last()) {
            (Some(first), Some(last)) => (last - first + 1) as f64,
            _ => 1.0,
        };
        // Two dates on one place, or many empty places: the calendar does not describe these dates.
        if used.len() < all.len() || (used.len() as f64) < FILLED_MIN * span { Self::counted(&all) } else { regular }
    }

    fn counted(all: &BTreeSet<i64>) -> Self {
        Self::Counted(all.iter().enumerate().map(|(at, &t)| (t, at as i64)).collect())
    }

    fn place(&self, stamp: i64) -> i64 {
        match self {
            Self::Numbers => stamp,
            Self::Counted(at) => at.get(&stamp).copied().unwrap_or(0),
            Self::Calendar(step) => match step {
                Step::Yearly => month_number(stamp).div_euclid(12),
                Step::Quarterly => month_number(stamp).div_euclid(3),
                Step::Monthly => month_number(stamp),
                Step::Weekly => stamp.div_euclid(7 * DAY),
                Step::Hourly => stamp.div_euclid(3_600_000_000),
                Step::HalfHourly => stamp.div_euclid(1_800_000_000),
                Step::Daily | Step::Other => stamp.div_euclid(DAY),
            },
        }
    }
}

fn month_number(stamp: i64) -> i64 {
    DateTime::from_timestamp_micros(stamp).map_or(0, |t| i64::from(t.year()) * 12 + i64::from(t.month0()))
}

fn is_date(column: &dyn Array) -> bool {
    matches!(column.data_type(), DataType::Date32 | DataType::Timestamp(..))
}

/// Microseconds of dates, or whole numbers as they are.
fn stamps(column: &ArrayRef) -> Result<Vec<i64>, ContenderError> {
    let failed = |_| ContenderError::Unfit("the time column holds no dates".into());
    let (scale, whole) = match column.data_type() {
        DataType::Date32 => (DAY, cast(column, &DataType::Int32).and_then(|c| cast(&c, &DataType::Int64)).map_err(failed)?),
        _ => (1, cast(column, &DataType::Int64).map_err(failed)?),
    };
    Ok(whole.as_primitive::<Int64Type>().values().iter().map(|t| t * scale).collect())
}

fn labels(column: &ArrayRef) -> Result<Vec<String>, ContenderError> {
    let text = cast(column, &DataType::Utf8).map_err(|e| ContenderError::Unfit(e.to_string()))?;
    Ok(text.as_string::<i32>().iter().map(|l| l.unwrap_or_default().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_one_place_apart() {
        let days = [0_i64, 31, 59, 90];
        let stamps: Vec<i64> = days.iter().map(|d| d * DAY).collect();
        let places = Places::of(Some(Step::Monthly), true, &stamps[..3], &stamps[3..]);
        let numbers: Vec<i64> = stamps.iter().map(|&s| places.place(s)).collect();
        assert_eq!(numbers.windows(2).map(|w| w[1] - w[0]).collect::<Vec<_>>(), [1, 1, 1]);
    }

    #[test]
    fn working_days_are_counted() {
        let days: Vec<i64> = (0..60).filter(|d| d % 7 < 5).map(|d| d * DAY).collect();
        let places = Places::of(Some(Step::Daily), true, &days, &[]);
        assert_eq!(places.place(days[10]) - places.place(days[9]), 1);
    }
}
