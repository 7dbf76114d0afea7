//! The forms in which texts and numbers write a date or an instant.

use serde::{Deserialize, Serialize};
use series::{Civil, DAY, SECOND, month_length, weekday};

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SEPARATORS: [char; 4] = ['.', '/', '-', ' '];
/// Seconds since 1970 that are times: from 1980 to 2070.
const EPOCH: std::ops::Range<i64> = 315_532_800..3_155_760_000;

/// How a column writes its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// `2024-01-31`, `2024/1/31 14:05`, `2024-01`.
    YearFirst,
    /// `31.01.2024`, `31/1/24 14:05`.
    DayFirst,
    /// `01/31/2024`, `1/31/24 2:05 PM`.
    MonthFirst,
    /// `01/2024`.
    MonthYear,
    /// `Jan 2024`, `31 January 2024`, `Jan 31, 2024`.
    MonthName,
    /// `2024-W05`, `2024-W05-3`: weeks of ISO 8601.
    Week,
    /// `2024-Q1`, `Q1 2024`.
    Quarter,
    /// `20240131`, `202401311405`: digits only.
    Compact,
    /// `202401`: digits only.
    CompactMonth,
    /// Seconds since 1970-01-01.
    Seconds,
    /// Milliseconds since 1970-01-01.
    Milliseconds,
    /// Microseconds since 1970-01-01.
    Microseconds,
    /// Nanoseconds since 1970-01-01.
    Nanoseconds,
}

/// A time that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Microseconds since 1970-01-01.
    pub(super) micros: i64,
    /// Whether a time of the day stands there.
    pub(super) timed: bool,
}

impl Form {
    /// Those of texts.
    pub(super) const TEXTS: [Self; 8] = [
        Self::YearFirst,
        Self::DayFirst,
        Self::MonthFirst,
        Self::MonthYear,
        Self::MonthName,
        Self::Week,
        Self::Quarter,
        Self::Compact,
    ];
    /// Those of whole numbers.
    pub(super) const NUMBERS: [Self; 6] =
        [Self::Compact, Self::CompactMonth, Self::Seconds, Self::Milliseconds, Self::Microseconds, Self::Nanoseconds];

    /// In words, with an example.
    pub fn words(self) -> &'static str {
        match self {
            Self::YearFirst => "year, month, day (2024-01-31)",
            Self::DayFirst => "day first (31.01.2024)",
            Self::MonthFirst => "month first (01/31/2024)",
            Self::MonthYear => "month and year (01/2024)",
            Self::MonthName => "names of months (31 Jan 2024)",
            Self::Week => "ISO weeks (2024-W05)",
            Self::Quarter => "quarters (2024-Q1)",
            Self::Compact => "digits in a row (20240131)",
            Self::CompactMonth => "year and month in a row (202401)",
            Self::Seconds => "seconds since 1970",
            Self::Milliseconds => "milliseconds since 1970",
            Self::Microseconds => "microseconds since 1970",
            Self::Nanoseconds => "nanoseconds since 1970",
        }
    }

    /// Whether any large number could be one.
    pub(super) fn is_epoch(self) -> bool {
        matches!(self, Self::Seconds | Self::Milliseconds | Self::Microseconds | Self::Nanoseconds)
    }

    /// The time that a text writes in this form.
    pub(super) fn text(self, text: &str) -> Option<Stamp> {
        let text = text.trim();
        if text.len() > 40 || !text.is_ascii() {
            return None;
        }
        if self == Self::Compact {
            return compact(text);
        }
        let (date, time) = apart(text)?;
        let day = match self {
            Self::YearFirst => year_first(date),
            Self::DayFirst => year_last(date, |a, b| (a, b)),
            Self::MonthFirst => year_last(date, |a, b| (b, a)),
            Self::MonthYear => month_year(date),
            Self::MonthName => month_name(date),
            Self::Week => week(date),
            Self::Quarter => quarter(date),
            _ => None,
        }?;
        Some(Stamp { micros: day * DAY + time.unwrap_or(0), timed: time.is_some() })
    }

    /// The time that a number writes in this form.
    pub(super) fn number(self, n: i64) -> Option<Stamp> {
        let of_epoch = |per_second: i64, micros: fn(i64) -> i64| {
            EPOCH.contains(&n.div_euclid(per_second)).then(|| Stamp { micros: micros(n), timed: true })
        };
        match self {
            Self::Compact => compact(&n.to_string()),
            Self::CompactMonth => {
                let day = day(n.div_euclid(100), n.rem_euclid(100) as u32, 1).filter(|_| (180_000..230_000).contains(&n))?;
                Some(Stamp { micros: day * DAY, timed: false })
            }
            Self::Seconds => of_epoch(1, |n| n * SECOND),
            Self::Milliseconds => of_epoch(1000, |n| n * 1000),
            Self::Microseconds => of_epoch(SECOND, |n| n),
            Self::Nanoseconds => of_epoch(1000 * SECOND, |n| n.div_euclid(1000)),
            _ => None,
        }
    }
}

/// Days since 1970-01-01 of a date of this calendar.
pub(super) fn day(year: i64, month: u32, day: u32) -> Option<i64> {
    let there = (1000..3000).contains(&year) && (1..=12).contains(&month) && (1..=month_length(year, month)).contains(&day);
    there.then(|| Civil { year, month, day }.days())
}

/// The Monday of a week of ISO 8601, in days since 1970-01-01.
pub(super) fn monday(year: i64, week: u32) -> Option<i64> {
    let fourth = day(year, 1, 4)?;
    let monday = fourth - i64::from(weekday(fourth)) + 7 * (i64::from(week) - 1);
    // Week 53 is there where its Thursday lies in the year.
    ((1..=53).contains(&week) && Civil::of_days(monday + 3).year == year).then_some(monday)
}

/// The number of a month by its name, or the first three letters and more of it.
pub(super) fn month_of(name: &str) -> Option<u32> {
    let name = name.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|month| name.len() >= 3 && (month.starts_with(&name) || name == "sept" && *month == "september"))?;
    Some(at as u32 + 1)
}

/// The date, and the time of the day in microseconds where there is one; a zone is taken off.
fn apart(text: &str) -> Option<(&str, Option<i64>)> {
    let Some(colon) = text.find(':') else { return Some((text, None)) };
    let digits = text[..colon].bytes().rev().take_while(u8::is_ascii_digit).count();
    let from = colon.checked_sub(digits).filter(|from| *from > 0 && (1..=2).contains(&digits))?;
    let date = text[..from - 1].trim_end_matches([',', ' ']);
    let separated = matches!(text.as_bytes()[from - 1], b' ' | b'T' | b't' | b',');
    Some((date, Some(time(&text[from..])?))).filter(|_| separated)
}

/// `14:05[:33[.123]] [PM] [Z|+01:00]` as microseconds of the day of UTC; may lie outside the day where there is a zone.
fn time(text: &str) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(text.len());
    let (clock, rest) = (&text[..end], text[end..].trim());
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let (second, part) = parts.next().map_or(("0", "0"), |s| s.split_once('.').unwrap_or((s, "0")));
    let micros = number(&format!("{part:0<6}")[..6])?;
    let (half, zone) = match rest.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("am") => (Some(0), rest[2..].trim()),
        Some("pm") => (Some(12), rest[2..].trim()),
        _ => (None, rest),
    };
    let hour = match half {
        Some(half) => (1..=12).contains(&hour).then_some(hour % 12 + half)?,
        None => hour,
    };
    if hour > 23 || minute > 59 || parts.next().is_some() {
        return None;
    }
    let second = number(second).filter(|s| *s <= 59)?;
    Some((hour * 3600 + minute * 60 + second - east(zone)?) * SECOND + micros)
}

/// Seconds east of UTC.
fn east(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first() {
        None => return Some(0),
        Some(b'Z' | b'z') if zone.len() == 1 => return Some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return matches!(zone, "UTC" | "GMT").then_some(0),
    };
    let digits: String = zone[1..].chars().filter(|c| *c != ':').collect();
    let n = number(&digits).filter(|_| matches!(digits.len(), 2 | 4))?;
    let seconds = if digits.len() == 2 { n * 3600 } else { n / 100 * 3600 + n % 100 * 60 };
    (seconds <= 18 * 3600).then_some(sign * seconds)
}

fn number(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Numbers with one and the same sign between them, and that sign.
fn numbers(date: &str) -> Option<(Vec<&str>, char)> {
    let by = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| SEPARATORS.contains(c))?;
    let parts: Vec<&str> = date.split(by).collect();
    parts.iter().all(|part| number(part).is_some()).then_some((parts, by))
}

fn year_first(date: &str) -> Option<i64> {
    let (parts, _) = numbers(date)?;
    let small = |at: usize| parts.get(at).filter(|p| p.len() <= 2).and_then(|p| number(p)).map(|n| n as u32);
    let year = number(parts[0]).filter(|_| parts[0].len() == 4)?;
    match parts.len() {
        2 => day(year, small(1)?, 1),
        3 => day(year, small(1)?, small(2)?),
        _ => None,
    }
}

fn year_last(date: &str, day_and_month: fn(u32, u32) -> (u32, u32)) -> Option<i64> {
    let (parts, by) = numbers(date)?;
    let [a, b, year] = parts[..] else { return None };
    if a.len() > 2 || b.len() > 2 {
        return None;
    }
    // `1.2.10` is the number of a version; `1/2/10` is a date.
    let padded = a.len() == 2 && b.len() == 2;
    let year = match year.len() {
        4 => number(year)?,
        2 if by == '/' || padded => full(number(year)?),
        _ => return None,
    };
    let (d, m) = day_and_month(number(a)? as u32, number(b)? as u32);
    day(year, m, d)
}

/// The year that two digits mean, as POSIX has it: 69 to 99 are in the last century.
fn full(year: i64) -> i64 {
    if year < 69 { 2000 + year } else { 1900 + year }
}

fn month_year(date: &str) -> Option<i64> {
    let (parts, _) = numbers(date)?;
    let [month, year] = parts[..] else { return None };
    day(number(year).filter(|_| year.len() == 4)?, number(month).filter(|_| month.len() <= 2)? as u32, 1)
}

fn month_name(date: &str) -> Option<i64> {
    let known = |word: &&str| {
        let word = word.to_ascii_lowercase();
        !WEEKDAYS.iter().any(|day| word.len() >= 3 && day.starts_with(&word))
    };
    let words: Vec<&str> = date.split([' ', '-', '/', ',', '.']).filter(|w| !w.is_empty()).filter(known).collect();
    let month = words.iter().find_map(|w| month_of(w))?;
    let rest: Vec<&str> = words.iter().copied().filter(|w| month_of(w).is_none()).collect();
    let ordinal = |w: &str| number(w.trim_end_matches(|c: char| c.is_ascii_alphabetic())).filter(|_| w.len() <= 4);
    let (d, year) = match rest[..] {
        [year] if words.len() == 2 => (1, year),
        [a, b] if words.len() == 3 && a.len() == 4 && number(a).is_some() => (ordinal(b)?, a),
        [a, b] if words.len() == 3 => (ordinal(a)?, b),
        _ => return None,
    };
    let year = match year.len() {
        4 => number(year)?,
        2 if rest.len() == 2 => full(number(year)?),
        _ => return None,
    };
    day(year, month, d as u32)
}

fn week(date: &str) -> Option<i64> {
    let at = date.find(['W', 'w'])?;
    let (before, after) = (date[..at].trim_end_matches(['-', ' ']), &date[at + 1..]);
    let (n, rest) = after.split_at_checked(2).filter(|(n, _)| number(n).is_some()).or_else(|| after.split_at_checked(1))?;
    let year = if before.is_empty() { rest.trim_start_matches(['-', ' ']) } else { before };
    let monday = monday(number(year).filter(|_| year.len() == 4)?, number(n)? as u32)?;
    match rest.trim_start_matches('-') {
        _ if before.is_empty() => Some(monday),
        "" => Some(monday),
        day => number(day).filter(|d| (1..=7).contains(d)).map(|d| monday + d - 1),
    }
}

fn quarter(date: &str) -> Option<i64> {
    let at = date.find(['Q', 'q'])?;
    let (before, after) = (date[..at].trim_end_matches(['-', ' ']), &date[at + 1..]);
    let (n, year) = if before.is_empty() {
        let (n, rest) = after.split_at_checked(1)?;
        (n, rest.trim_start_matches(['-', ' ', '/']))
    } else if before.len() == 1 {
        (before, after.trim_start_matches(['-', ' ', '/']))
    } else {
        (after, before)
    };
    let n = number(n).filter(|n| (1..=4).contains(n))?;
    day(number(year).filter(|_| year.len() == 4)?, 3 * (n as u32 - 1) + 1, 1)
}

/// `20240131`, `20240131T1405`, `20240131140533`.
fn compact(text: &str) -> Option<Stamp> {
    let (date, time) = text.split_at_checked(8)?;
    let date = number(date)?;
    let day = day(date / 10_000, (date / 100 % 100) as u32, (date % 100) as u32)?;
    let time = time.trim_start_matches(['T', ' ']);
    if time.is_empty() {
        return Some(Stamp { micros: day * DAY, timed: false });
    }
    let n = number(time).filter(|_| matches!(time.len(), 4 | 6))?;
    let n = if time.len() == 4 { n * 100 } else { n };
    let (hour, minute, second) = (n / 10_000, n / 100 % 100, n % 100);
    let there = hour < 24 && minute < 60 && second < 60;
    there.then(|| Stamp { micros: day * DAY + (hour * 3600 + minute * 60 + second) * SECOND, timed: true })
}

#[cfg(test)]
mod tests {
    use series::{Clock, text::stamp};

    use super::*;

    fn read(form: Form, text: &str) -> Option<String> {
        form.text(text).map(|read| stamp(read.micros, Clock::Dates))
    }

    #[test]
    fn texts_of_every_form() {
        use Form::{Compact, DayFirst, MonthFirst, MonthName, MonthYear, Quarter, Week, YearFirst};
        for (form, text, expected) in [
            (YearFirst, "2024-01-31", Some("2024-01-31")),
            (YearFirst, "2024/1/5 14:05", Some("2024-01-05T14:05:00")),
            (YearFirst, "2024-01-31T23:30:00.5+01:00", Some("2024-01-31T22:30:00.500000")),
            (YearFirst, "2024-01", Some("2024-01-01")),
            (YearFirst, "2024-02-30", None),
            (YearFirst, "31.01.2024", None),
            (DayFirst, "31.01.2024 14:05", Some("2024-01-31T14:05:00")),
            (DayFirst, "5/1/24", Some("2024-01-05")),
            (DayFirst, "1.2.10", None),
            (DayFirst, "01.02.99", Some("1999-02-01")),
            (DayFirst, "01/31/2024", None),
            (MonthFirst, "01/31/2024 2:05 PM", Some("2024-01-31T14:05:00")),
            (MonthFirst, "1/31/2024 12:00:01 am", Some("2024-01-31T00:00:01")),
            (MonthFirst, "31/01/2024", None),
            (MonthYear, "01/2024", Some("2024-01-01")),
            (MonthName, "Jan 2024", Some("2024-01-01")),
            (MonthName, "31-Jan-24", Some("2024-01-31")),
            (MonthName, "Wed, 31 January 2024 09:00", Some("2024-01-31T09:00:00")),
            (MonthName, "Sept 3rd, 2024", Some("2024-09-03")),
            (MonthName, "2024-Feb-29", Some("2024-02-29")),
            (MonthName, "Mayor 2024", None),
            (Week, "2024-W05", Some("2024-01-29")),
            (Week, "2024W053", Some("2024-01-31")),
            (Week, "2020-W53", Some("2020-12-28")),
            (Week, "2024-W53", None),
            (Quarter, "2024-Q2", Some("2024-04-01")),
            (Quarter, "Q4 2024", Some("2024-10-01")),
            (Quarter, "3Q2024", Some("2024-07-01")),
            (Compact, "20240131T1405", Some("2024-01-31T14:05:00")),
            (Compact, "20241331", None),
            (YearFirst, "10.200.300.1", None),
            (YearFirst, "12:30", None),
        ] {
            assert_eq!(read(form, text).as_deref(), expected, "{form:?} {text}");
        }
    }

    #[test]
    fn numbers_of_every_form() {
        let read = |form: Form, n| form.number(n).map(|read| stamp(read.micros, Clock::Dates));
        assert_eq!(read(Form::Compact, 20_240_131).as_deref(), Some("2024-01-31"));
        assert_eq!(read(Form::Compact, 20_240_132), None);
        assert_eq!(read(Form::CompactMonth, 202_402).as_deref(), Some("2024-02-01"));
        assert_eq!(read(Form::Seconds, 1_706_709_900).as_deref(), Some("2024-01-31T14:05:00"));
        assert_eq!(read(Form::Milliseconds, 1_706_709_900_000).as_deref(), Some("2024-01-31T14:05:00"));
        assert_eq!(read(Form::Nanoseconds, 1_706_709_900_000_000_000).as_deref(), Some("2024-01-31T14:05:00"));
        assert_eq!(read(Form::Seconds, 1_706_709_900_000), None);
    }
}
