//! The time of each row of the sample: dates, whole numbers, or years with a fraction.

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use series::{Civil, Clock, DAY, SECOND, Step, text, weekday};

use super::gathered::{micros, on_the_clock};
use super::{Column, Facts, Meaning, Order};

/// Years lie between.
const YEARS: std::ops::RangeInclusive<f64> = 1000.0..=3000.0;
/// How far a step of a year with a fraction may lie from whole months.
const MONTH_SLACK: f64 = 0.05;
/// A field of the calendar is one in this share of the rows.
const CALENDAR_SHARE: f64 = 0.99;

/// The time of each row of the sample.
#[derive(Debug)]
pub(crate) struct Times {
    /// The time column.
    pub(crate) column: String,
    pub(crate) clock: Clock,
    /// The stamp of each row.
    pub(crate) stamps: Vec<Option<i64>>,
    /// What one unit of a clock of numbers counts.
    unit: f64,
    /// Whether stamps are the values of the column themselves.
    pub(crate) plain: bool,
}

impl Times {
    /// The column that the user named, else the only column of days or instants whose values never fall; none for texts.
    pub(crate) fn of(facts: &Facts) -> Option<Self> {
        Self::named(facts, &facts.asked.time.clone().or_else(|| only_rising(&facts.columns))?)
    }

    /// Those of a column of this name.
    pub(crate) fn named(facts: &Facts, column: &str) -> Option<Self> {
        let array = facts.sample.batch().column_by_name(column)?;
        let times = |clock, stamps, unit, plain| Some(Self { column: column.to_owned(), clock, stamps, unit, plain });
        if let Some(stamps) = micros(array) {
            return times(Clock::Dates, stamps, 1.0, true);
        }
        match array.data_type() {
            DataType::Int64 => {
                let units = array.as_primitive::<Int64Type>().iter().map(|t| t.map(on_the_clock));
                times(Clock::Numbers, units.collect(), 1.0, true)
            }
            DataType::Float64 => {
                let values: Vec<Option<f64>> =
                    array.as_primitive::<Float64Type>().iter().map(|x| x.filter(|x| x.abs() < 1e15)).collect();
                let (clock, stamps, unit) = of_fractions(&values)?;
                times(clock, stamps, unit, values.iter().flatten().all(|x| x.fract().abs() < 1e-9))
            }
            _ => None,
        }
    }

    /// The distinct stamps, ascending.
    pub(crate) fn distinct(&self) -> Vec<i64> {
        let mut stamps: Vec<i64> = self.stamps.iter().flatten().copied().collect();
        stamps.sort_unstable();
        stamps.dedup();
        stamps
    }

    /// Whether dates span less than two years.
    pub(crate) fn below_two_years(&self) -> bool {
        let span = self.stamps.iter().flatten().max().zip(self.stamps.iter().flatten().min()).map(|(last, first)| last - first);
        self.clock == Clock::Dates && span.is_some_and(|span| span < 2 * 365 * DAY)
    }

    /// A stamp as people read it.
    pub(crate) fn label(&self, stamp: i64, step: Step) -> String {
        if self.clock == Clock::Numbers && (self.unit - 1.0).abs() > 1e-9 {
            return format!("{:.4}", stamp as f64 * self.unit).trim_end_matches('0').trim_end_matches('.').to_owned();
        }
        text::readable(stamp, step, self.clock)
    }

    /// Whether a column only says what the time says: its values are the year, the month, the day, the hour of the row, or these plus a constant;
    /// or its name is such a word, as where two zones differ.
    pub(crate) fn tells(&self, column: &str, values: &[Option<f64>]) -> bool {
        if is_calendar(column) {
            return true;
        }
        let pairs: Vec<(i64, f64)> = self.stamps.iter().zip(values).filter_map(|(t, x)| Some(((*t)?, (*x)?))).collect();
        let Some(&(first, x0)) = pairs.first() else { return false };
        let fields: &[Field] = if self.clock == Clock::Dates { &FIELDS } else { &[(as_number, f64::INFINITY)] };
        fields.iter().any(|(field, cycle)| {
            let offset = x0 - field(first);
            // Weeks begin on Monday or Sunday, hours differ by zone: equal up to whole cycles.
            let same = |(t, x): &&(i64, f64)| {
                let away = (x - field(*t) - offset).abs();
                away.min((away - cycle).abs()) < 0.01
            };
            let needed = CALENDAR_SHARE * pairs.len() as f64;
            pairs.iter().take(50).filter(same).count() as f64 >= 0.5 * pairs.len().min(50) as f64
                && pairs.iter().filter(same).count() as f64 >= needed
        })
    }
}

/// A field of the calendar, and after how much it begins anew.
type Field = (fn(i64) -> f64, f64);

const FIELDS: [Field; 9] = [
    (|t| Civil::of_micros(t).year as f64, f64::INFINITY),
    (|t| f64::from(Civil::of_micros(t).month), 12.0),
    (|t| f64::from(Civil::of_micros(t).day), f64::INFINITY),
    (|t| (t.rem_euclid(DAY) / (3600 * SECOND)) as f64, 24.0),
    (|t| f64::from(weekday(t.div_euclid(DAY))), 7.0),
    (|t| f64::from((Civil::of_micros(t).month - 1) / 3), 4.0),
    (|t| (t.div_euclid(DAY) - Civil { month: 1, day: 1, ..Civil::of_micros(t) }.days()) as f64, f64::INFINITY),
    (|t| t.div_euclid(DAY) as f64, f64::INFINITY),
    (|t| Civil::of_micros(t).month_number() as f64, f64::INFINITY),
];

const WORDS: [&str; 11] =
    ["year", "quarter", "month", "week", "day", "hour", "minute", "second", "weekday", "day_of_week", "dayofweek"];

/// Whether the name of a column is a field of the calendar.
pub(crate) fn is_calendar(column: &str) -> bool {
    WORDS.contains(&column.to_lowercase().as_str())
}

fn as_number(t: i64) -> f64 {
    t as f64
}

/// The only column of days or instants whose values never fall.
fn only_rising(columns: &[Column]) -> Option<String> {
    let rises = |c: &&Column| c.meaning == Meaning::Date && matches!(c.order, Order::Rising | Order::NeverFalling);
    let mut rising = columns.iter().filter(rises);
    let only = rising.next()?;
    rising.next().is_none().then(|| only.name.clone())
}

/// Stamps of whole numbers as they are, of years with a fraction as months, of others in units of their usual gap.
fn of_fractions(values: &[Option<f64>]) -> Option<(Clock, Vec<Option<i64>>, f64)> {
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.dedup();
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    let rounded = |scale: f64| values.iter().map(|x| x.map(|x| (x * scale).round() as i64)).collect::<Vec<_>>();
    if sorted.iter().all(|x| x.fract().abs() < 1e-9) {
        return Some((Clock::Numbers, rounded(1.0), 1.0));
    }
    let mut gaps: Vec<f64> = sorted.windows(2).map(|w| w[1] - w[0]).collect();
    let middle = gaps.len().checked_sub(1)? / 2;
    let gap = *gaps.select_nth_unstable_by(middle, f64::total_cmp).1;
    let months = gap * 12.0;
    if YEARS.contains(&first) && YEARS.contains(&last) && (months - months.round()).abs() < MONTH_SLACK && months > 0.5 {
        let stamp = |month: i64| Civil::in_month(month, 1).days() * DAY;
        let stamps = rounded(12.0).into_iter().map(|month| month.map(stamp)).collect();
        return Some((Clock::Dates, stamps, 1.0));
    }
    Some((Clock::Numbers, rounded(1.0 / gap), gap))
}
