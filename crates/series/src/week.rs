//! Which days of the week are open.

use std::fmt;
use std::str::FromStr;

use crate::SeriesError;
use crate::civil::weekday;

const NAMES: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/// The open days of a week; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Week(u8);

impl Week {
    /// The working week of most countries.
    pub const MONDAY_TO_FRIDAY: Self = Self(0b001_1111);

    /// The week in which these weekdays (0 is Monday) are open; `None` when there are none.
    pub fn of(days: impl IntoIterator<Item = u32>) -> Option<Self> {
        let mask = days.into_iter().filter(|d| *d < 7).fold(0_u8, |mask, d| mask | 1 << d);
        (mask != 0).then_some(Self(mask))
    }

    /// Open days a week.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Never true: a week has at least one open day.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this weekday (0 is Monday) is open.
    pub fn is_open(self, weekday: u32) -> bool {
        self.0 >> weekday & 1 == 1
    }

    /// Number of the open day that is nearest to a day counted from 1970-01-01; the earlier of two.
    pub(crate) fn place(self, day: i64) -> i64 {
        let nearest = [0, -1, 1, -2, 2, -3, 3, -4, 4].into_iter().map(|off| day + off).find(|d| self.is_open(weekday(*d)));
        let day = nearest.unwrap_or(day);
        let before = (0..weekday(day)).filter(|w| self.is_open(*w)).count() as i64;
        (day + 3).div_euclid(7) * i64::from(self.len()) + before
    }

    /// The day, counted from 1970-01-01, of an open day's number.
    pub(crate) fn day(self, place: i64) -> i64 {
        let open = i64::from(self.len());
        let nth = place.rem_euclid(open) as usize;
        let weekday = (0..7).filter(|w| self.is_open(*w)).nth(nth).unwrap_or(0);
        place.div_euclid(open) * 7 + i64::from(weekday) - 3
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open: Vec<&str> = (0..7).filter(|d| self.is_open(*d)).map(|d| NAMES[d as usize]).collect();
        f.write_str(&open.join("-"))
    }
}

impl FromStr for Week {
    type Err = SeriesError;

    fn from_str(text: &str) -> Result<Self, SeriesError> {
        let unknown = || SeriesError::UnknownStep { name: format!("days-{text}") };
        let days = text.split('-').map(|name| NAMES.iter().position(|n| *n == name).map(|d| d as u32));
        let days: Option<Vec<u32>> = days.collect();
        Self::of(days.ok_or_else(unknown)?).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_follow_each_other() {
        let week = Week::MONDAY_TO_FRIDAY;
        let friday = 20_784; // 2026-11-27
        assert_eq!(weekday(friday), 4);
        assert_eq!(week.place(friday + 3), week.place(friday) + 1);
        assert_eq!(week.day(week.place(friday) + 1), friday + 3);
        assert_eq!(week.place(friday + 1), week.place(friday), "a Saturday is nearest to its Friday");
        assert_eq!(week.place(friday + 2), week.place(friday + 3), "a Sunday to its Monday");
    }

    #[test]
    fn every_week_counts_its_days() {
        for mask in 1..128_u8 {
            let week = Week(mask);
            for place in -20..20 {
                assert_eq!(week.place(week.day(place)), place, "{week}");
            }
        }
    }
}
