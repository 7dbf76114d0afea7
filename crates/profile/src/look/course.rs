//! How many rows there are when: the counts of a column of dates, for drawing.

use serde::{Deserialize, Serialize};
use series::{Civil, DAY, SECOND};

/// Bars at most.
const BARS_MAX: i64 = 60;
const HOUR: i64 = DAY / 24;

/// Counts over time, without holes: stretches without rows have a count of 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// One stretch in words: `month`, `week`, `6 hours`.
    pub unit: String,
    /// Begin of each stretch in microseconds since 1970-01-01, and the end of the last one.
    pub edges: Vec<i64>,
    /// Rows of each stretch: of the sample, scaled to the table, where that is not whole.
    pub rows: Vec<u64>,
    /// Rows of the sample that stand behind it.
    pub seen: u64,
}

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy)]
enum Stretch {
    Fixed(i64),
    Months(i64),
}

const STRETCHES: [(&str, Stretch); 18] = [
    ("second", Stretch::Fixed(SECOND)),
    ("10 seconds", Stretch::Fixed(10 * SECOND)),
    ("minute", Stretch::Fixed(60 * SECOND)),
    ("10 minutes", Stretch::Fixed(600 * SECOND)),
    ("hour", Stretch::Fixed(HOUR)),
    ("6 hours", Stretch::Fixed(6 * HOUR)),
    ("day", Stretch::Fixed(DAY)),
    ("week", Stretch::Fixed(7 * DAY)),
    ("month", Stretch::Months(1)),
    ("quarter", Stretch::Months(3)),
    ("year", Stretch::Months(12)),
    ("2 years", Stretch::Months(24)),
    ("5 years", Stretch::Months(60)),
    ("10 years", Stretch::Months(120)),
    ("50 years", Stretch::Months(600)),
    ("century", Stretch::Months(1200)),
    ("1000 years", Stretch::Months(12_000)),
    ("10000 years", Stretch::Months(120_000)),
];

impl Stretch {
    /// The number of the stretch that holds a stamp. Weeks begin on Mondays; 1970-01-01 was a Thursday.
    fn number(self, stamp: i64) -> i64 {
        match self {
            Self::Fixed(width) if width == 7 * DAY => (stamp.div_euclid(DAY) + 3).div_euclid(7),
            Self::Fixed(width) => stamp.div_euclid(width),
            Self::Months(n) => Civil::of_micros(stamp).month_number().div_euclid(n),
        }
    }

    fn begin(self, number: i64) -> i64 {
        match self {
            Self::Fixed(width) if width == 7 * DAY => number.saturating_mul(7).saturating_sub(3).saturating_mul(DAY),
            Self::Fixed(width) => number.saturating_mul(width),
            Self::Months(n) => Civil::in_month(number.saturating_mul(n), 1).days().saturating_mul(DAY),
        }
    }
}

impl Course {
    /// The counts of stamps in microseconds, each standing for so many rows, in the shortest stretches that make at most 60 bars; none of less than two
    /// different stretches.
    pub(crate) fn of(stamps: &[i64], scale: f64) -> Option<Self> {
        let (first, last) = (*stamps.iter().min()?, *stamps.iter().max()?);
        let fits = |stretch: Stretch| stretch.number(last).checked_sub(stretch.number(first)).is_some_and(|n| n < BARS_MAX);
        let (unit, stretch) = STRETCHES.into_iter().find(|(_, stretch)| fits(*stretch))?;
        let (from, to) = (stretch.number(first), stretch.number(last));
        if from == to {
            return None;
        }
        let mut counts = vec![0_u64; (to - from + 1) as usize];
        for stamp in stamps {
            counts[(stretch.number(*stamp) - from) as usize] += 1;
        }
        Some(Self {
            unit: unit.to_owned(),
            edges: (from..=to + 1).map(|number| stretch.begin(number)).collect(),
            rows: counts.into_iter().map(|n| (n as f64 * scale).round() as u64).collect(),
            seen: stamps.len() as u64,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_of_the_calendar_hold_every_row() {
        let day = |year, month, day| Civil { year, month, day }.days() * DAY;
        let stamps: Vec<i64> = (0..1000).map(|k| day(2022, 1, 31) + k * DAY).collect();
        let course = Course::of(&stamps, 2.0).unwrap_or_default();
        assert_eq!((course.unit.as_str(), course.rows.len(), course.edges.len()), ("month", 34, 35));
        assert_eq!((course.edges[0], course.edges[1], course.rows[0], course.rows[1]), (day(2022, 1, 1), day(2022, 2, 1), 2, 56));
        assert_eq!(course.rows.iter().sum::<u64>(), 2000);
        let weeks = Course::of(&stamps[..100], 1.0).unwrap_or_default();
        assert_eq!((weeks.unit.as_str(), weeks.edges[0]), ("week", day(2022, 1, 31)), "a Monday");
        assert_eq!(Course::of(&[5, 5], 1.0), None);
        assert!(Course::of(&[i64::MIN, i64::MAX], 1.0).is_none_or(|course| course.rows.len() <= 60));
    }
}
