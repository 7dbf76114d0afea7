//! The step between dates, the seasons that come with it, and its names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::SeriesError;
use crate::week::Week;

/// Mean length of a year in days.
const YEAR_DAYS: f64 = 365.25;

/// The step between consecutive time stamps.
///
/// Its names are `yearly`, `quarterly`, `monthly`, `weekly`, `daily`, `working-days`, `hourly`, `half-hourly`, and for anything
/// else `6-months`, `10-days`, `15-minutes`, `5-seconds`, `days-mo-we-fr`; `other` where dates follow no calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Step {
    /// So many months.
    Months(u32),
    /// So many days.
    Days(u32),
    /// From one open day of the week to the next.
    WorkingDays(Week),
    /// So many seconds.
    Seconds(u32),
    /// None of these: plain numbers, or dates that follow no calendar.
    Other,
}

impl Step {
    /// A year.
    pub const YEARLY: Self = Self::Months(12);
    /// Three months.
    pub const QUARTERLY: Self = Self::Months(3);
    /// A month.
    pub const MONTHLY: Self = Self::Months(1);
    /// Seven days.
    pub const WEEKLY: Self = Self::Days(7);
    /// A day.
    pub const DAILY: Self = Self::Days(1);
    /// An hour.
    pub const HOURLY: Self = Self::Seconds(3600);
    /// Thirty minutes.
    pub const HALF_HOURLY: Self = Self::Seconds(1800);

    const NAMED: [(&'static str, Self, &'static str); 8] = [
        ("yearly", Self::YEARLY, "year"),
        ("quarterly", Self::QUARTERLY, "quarter"),
        ("monthly", Self::MONTHLY, "month"),
        ("weekly", Self::WEEKLY, "week"),
        ("daily", Self::DAILY, "day"),
        ("working-days", Self::WorkingDays(Week::MONDAY_TO_FRIDAY), "working day"),
        ("hourly", Self::HOURLY, "hour"),
        ("half-hourly", Self::HALF_HOURLY, "half hour"),
    ];

    /// Steps in each season, shortest first: 12 for months; 52.18 for weeks; 7 and 365.25 for days; 24 and 168 for hours.
    ///
    /// Empty where nothing is known to repeat.
    pub fn periods(self) -> Vec<f64> {
        let periods = match self {
            Self::Months(n) => vec![12.0 / f64::from(n)],
            Self::Days(n) if n < 7 && n > 1 => vec![YEAR_DAYS / f64::from(n)],
            Self::Days(n) => vec![7.0 / f64::from(n), YEAR_DAYS / f64::from(n)],
            Self::WorkingDays(week) => vec![f64::from(week.len()), f64::from(week.len()) * YEAR_DAYS / 7.0],
            Self::Seconds(n) => vec![86_400.0 / f64::from(n), 604_800.0 / f64::from(n)],
            Self::Other => Vec::new(),
        };
        periods.into_iter().filter(|p| *p >= 2.0).collect()
    }

    /// Steps in the shortest season, as a whole number: 12 for months, 52 for weeks, 7 for days; 1 where none is usual.
    pub fn season(self) -> u32 {
        self.periods().first().map_or(1, |p| p.round() as u32)
    }

    /// One step in words: `month`, `15 minutes`.
    pub fn unit(self) -> String {
        if let Some((.., unit)) = Self::NAMED.iter().find(|(_, step, _)| *step == self) {
            return (*unit).to_owned();
        }
        match self {
            Self::Months(n) => format!("{n} months"),
            Self::Days(n) => format!("{n} days"),
            Self::WorkingDays(_) => "open day".into(),
            Self::Seconds(n) if n % 3600 == 0 => format!("{} hours", n / 3600),
            Self::Seconds(60) => "minute".into(),
            Self::Seconds(n) if n % 60 == 0 => format!("{} minutes", n / 60),
            Self::Seconds(1) => "second".into(),
            Self::Seconds(n) => format!("{n} seconds"),
            Self::Other => "step".into(),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, ..)) = Self::NAMED.iter().find(|(_, step, _)| step == self) {
            return f.write_str(name);
        }
        match self {
            Self::Months(n) => write!(f, "{n}-months"),
            Self::Days(n) => write!(f, "{n}-days"),
            Self::WorkingDays(week) => write!(f, "days-{week}"),
            Self::Seconds(n) if n % 60 == 0 => write!(f, "{}-minutes", n / 60),
            Self::Seconds(n) => write!(f, "{n}-seconds"),
            Self::Other => f.write_str("other"),
        }
    }
}

impl FromStr for Step {
    type Err = SeriesError;

    fn from_str(name: &str) -> Result<Self, SeriesError> {
        let unknown = || SeriesError::UnknownStep { name: name.into() };
        if let Some((_, step, _)) = Self::NAMED.iter().find(|(known, ..)| *known == name) {
            return Ok(*step);
        }
        if name == "other" {
            return Ok(Self::Other);
        }
        let (count, unit) = name.split_once('-').ok_or_else(unknown)?;
        if count == "days" {
            return Ok(Self::WorkingDays(unit.parse()?));
        }
        let n: u32 = count.parse().map_err(|_| unknown())?;
        let step = match unit {
            "months" if 12 % n.max(1) == 0 => Self::Months(n),
            "days" if n <= 366 => Self::Days(n),
            "hours" if n <= 24 => Self::Seconds(n * 3600),
            "minutes" if n <= 1440 => Self::Seconds(n * 60),
            "seconds" if n <= 86_400 => Self::Seconds(n),
            _ => return Err(unknown()),
        };
        if n == 0 { Err(unknown()) } else { Ok(step) }
    }
}

impl TryFrom<String> for Step {
    type Error = SeriesError;

    fn try_from(name: String) -> Result<Self, SeriesError> {
        name.parse()
    }
}

impl From<Step> for String {
    fn from(step: Step) -> Self {
        step.to_string()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn seasons() {
        assert_eq!(Step::YEARLY.season(), 1);
        assert_eq!(Step::MONTHLY.season(), 12);
        assert_eq!(Step::Months(6).season(), 2);
        assert_eq!(Step::WEEKLY.season(), 52);
        assert!((Step::WEEKLY.periods()[0] - 52.18).abs() < 0.01);
        assert_eq!(Step::DAILY.periods(), [7.0, 365.25]);
        assert_eq!(Step::HOURLY.periods(), [24.0, 168.0]);
        assert_eq!(Step::HALF_HOURLY.periods(), [48.0, 336.0]);
        assert_eq!(Step::WorkingDays(Week::MONDAY_TO_FRIDAY).season(), 5);
        assert_eq!(Step::Other.season(), 1);
    }

    #[test]
    fn names_are_read_back() {
        let names = ["monthly", "half-hourly", "6-months", "10-days", "15-minutes", "5-seconds", "days-mo-we-fr", "other"];
        for name in names {
            assert_eq!(name.parse::<Step>().unwrap().to_string(), name);
        }
        assert_eq!("60-minutes".parse::<Step>().unwrap(), Step::HOURLY);
        for name in ["", "0-days", "5-months", "fortnightly", "days-", "99999999999-days"] {
            assert!(name.parse::<Step>().is_err(), "{name}");
        }
    }
}
