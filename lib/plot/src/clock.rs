//! Dates on an axis.

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What the stamps of a chart count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Clock {
    /// Microseconds since 1970, UTC.
    #[default]
    Dates,
    /// Plain steps: 1, 2, 3.
    Steps,
}

/// How far two ticks are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// So many microseconds, counted from midnight or from a Monday.
    Fixed(i64),
    Months(i64),
}

/// From fine to coarse; years go on in decades and centuries.
const STEPS: [Step; 27] = [
    Step::Fixed(SECOND),
    Step::Fixed(5 * SECOND),
    Step::Fixed(15 * SECOND),
    Step::Fixed(MINUTE),
    Step::Fixed(5 * MINUTE),
    Step::Fixed(15 * MINUTE),
    Step::Fixed(HOUR),
    Step::Fixed(3 * HOUR),
    Step::Fixed(6 * HOUR),
    Step::Fixed(12 * HOUR),
    Step::Fixed(DAY),
    Step::Fixed(2 * DAY),
    Step::Fixed(7 * DAY),
    Step::Fixed(14 * DAY),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(120),
    Step::Months(240),
    Step::Months(600),
    Step::Months(1_200),
    Step::Months(12_000),
    Step::Months(120_000),
    Step::Months(1_200_000),
];

impl Clock {
    /// Round moments from `first` to `last`, at most `most` of them, with labels that say only what is new.
    ///
    /// Years on a long axis; months, with the year at each January and at the first tick; days; hours, with the day at
    /// midnight. Steps get whole numbers.
    pub(crate) fn ticks(self, first: i64, last: i64, most: usize) -> Vec<(i64, String)> {
        let most = most.clamp(2, 20);
        if self == Self::Steps {
            return steps(first, last, most);
        }
        let Some(step) = STEPS.into_iter().find(|step| step.count(first, last) <= most) else { return Vec::new() };
        let stamps = step.stamps(first, last);
        let label = |(at, &stamp): (usize, &i64)| (stamp, step.label(stamp, at == 0));
        stamps.iter().enumerate().map(label).collect()
    }

    /// A moment in full, as precise as it is: `March 1960` for the first of a month, `3 Mar 1960`, `3 Mar 1960 06:00`.
    pub(crate) fn spoken(self, stamp: i64) -> String {
        if self == Self::Steps {
            return stamp.to_string();
        }
        let (year, month, day) = civil(stamp.div_euclid(DAY));
        let name = MONTHS[month as usize - 1];
        match (stamp.rem_euclid(DAY), day) {
            (0, 1) => format!("{name} {year}"),
            (0, _) => format!("{day} {name} {year}"),
            (within, _) => format!("{day} {name} {year} {}", hour(within)),
        }
    }
}

/// Whole numbers, 1, 2 or 5 times a power of ten apart.
fn steps(first: i64, last: i64, most: usize) -> Vec<(i64, String)> {
    let (from, to) = (i128::from(first), i128::from(last));
    let powers = (0..20).map(|power| 10_i128.pow(power));
    let mut sizes = powers.flat_map(|power| [power, 2 * power, 5 * power]);
    let Some(step) = sizes.find(|step| (to - from) / step < most as i128) else { return Vec::new() };
    let numbers = (from.div_euclid(step)..=to.div_euclid(step)).map(|number| number * step);
    numbers.filter(|n| (from..=to).contains(n)).filter_map(|n| Some((i64::try_from(n).ok()?, n.to_string()))).collect()
}

impl Step {
    fn count(self, first: i64, last: i64) -> usize {
        let spanned = match self {
            Self::Fixed(step) => last.saturating_sub(first) / step,
            Self::Months(step) => (months(last) - months(first)) / step,
        };
        usize::try_from(spanned).unwrap_or(usize::MAX).saturating_add(1)
    }

    fn stamps(self, first: i64, last: i64) -> Vec<i64> {
        let (from, to) = match self {
            Self::Fixed(_) => (self.number(first), self.number(last)),
            Self::Months(step) => (months(first).div_euclid(step), months(last).div_euclid(step)),
        };
        (from..=to).filter_map(|number| self.stamp(number)).filter(|stamp| (first..=last).contains(stamp)).collect()
    }

    /// Number of the step that holds a moment. Weeks begin on Mondays: the first Monday after 1970-01-01 was the fifth.
    fn number(self, stamp: i64) -> i64 {
        match self {
            Self::Fixed(step) => stamp.saturating_sub(offset(step)).div_euclid(step),
            Self::Months(step) => months(stamp).div_euclid(step),
        }
    }

    fn stamp(self, number: i64) -> Option<i64> {
        match self {
            Self::Fixed(step) => number.checked_mul(step)?.checked_add(offset(step)),
            Self::Months(step) => {
                let month = number.checked_mul(step)?;
                days(month.div_euclid(12), month.rem_euclid(12) + 1).checked_mul(DAY)
            }
        }
    }

    fn label(self, stamp: i64, first: bool) -> String {
        let (year, month, day) = civil(stamp.div_euclid(DAY));
        let name = MONTHS[month as usize - 1];
        let within = stamp.rem_euclid(DAY);
        match self {
            Self::Months(step) if step >= 12 => year.to_string(),
            Self::Months(_) if first || month == 1 => format!("{name} {year}"),
            Self::Months(_) => name.to_owned(),
            Self::Fixed(step) if step >= DAY && first => format!("{day} {name} {year}"),
            Self::Fixed(step) if step >= DAY || within == 0 => format!("{day} {name}"),
            Self::Fixed(_) if first => format!("{day} {name} {}", hour(within)),
            Self::Fixed(_) => hour(within),
        }
    }
}

fn offset(step: i64) -> i64 {
    if step % (7 * DAY) == 0 { 4 * DAY } else { 0 }
}

fn hour(within: i64) -> String {
    let (hours, minutes, seconds) = (within / HOUR, within % HOUR / MINUTE, within % MINUTE / SECOND);
    if seconds == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}") }
}

/// Months since the year 0.
fn months(stamp: i64) -> i64 {
    let (year, month, _) = civil(stamp.div_euclid(DAY));
    year * 12 + month - 1
}

/// Year, month and day of a number of days since 1970-01-01, in the proleptic Gregorian calendar.
///
/// Years are counted from March, so that the leap day is the last of its year; 400 years have 146,097 days.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// Days from 1970-01-01 to the first of a month.
fn days(year: i64, month: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let from_march = (month + 9) % 12;
    let day_of_year = (153 * from_march + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(from: (i64, i64), to: (i64, i64), most: usize) -> Vec<String> {
        let ticks = Clock::Dates.ticks(days(from.0, from.1) * DAY, days(to.0, to.1) * DAY, most);
        ticks.into_iter().map(|t| t.1).collect()
    }

    #[test]
    fn the_calendar_turns_both_ways() {
        for (day, date) in
            [(0, (1970, 1, 1)), (-1, (1969, 12, 31)), (11_016, (2000, 2, 29)), (19_782, (2024, 2, 29)), (-719_468, (0, 3, 1))]
        {
            assert_eq!(civil(day), date);
        }
        for month in -30_000..30_000 {
            let (year, month) = (i64::div_euclid(month, 12), i64::rem_euclid(month, 12) + 1);
            assert_eq!(civil(days(year, month)), (year, month, 1));
        }
    }

    #[test]
    fn labels_say_what_is_new() {
        assert_eq!(labels((1954, 1), (1960, 12), 8), ["1954", "1955", "1956", "1957", "1958", "1959", "1960"]);
        assert_eq!(labels((2023, 11), (2024, 4), 8), ["Nov 2023", "Dec", "Jan 2024", "Feb", "Mar", "Apr"]);
        assert_eq!(labels((2023, 1), (2025, 1), 6), ["Jan 2023", "Jul", "Jan 2024", "Jul", "Jan 2025"]);
        assert_eq!(labels((2024, 1), (2024, 2), 6), ["1 Jan 2024", "8 Jan", "15 Jan", "22 Jan", "29 Jan"]);
        let hours = Clock::Dates.ticks(0, DAY, 6);
        assert_eq!(hours.iter().map(|t| t.1.as_str()).collect::<Vec<_>>(), ["1 Jan", "06:00", "12:00", "18:00", "2 Jan"]);
    }

    #[test]
    fn weeks_begin_on_mondays() {
        // 1 January 2024 was one.
        assert_eq!(Clock::Dates.ticks(days(2024, 1) * DAY, (days(2024, 1) + 20) * DAY, 4)[0].0, days(2024, 1) * DAY);
    }

    #[test]
    fn steps_are_whole() {
        let ticks = Clock::Steps.ticks(3, 7, 9);
        assert_eq!(ticks.iter().map(|t| t.0).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert!(Clock::Steps.ticks(5, 5, 8).len() <= 8);
    }

    #[test]
    fn any_stamps_have_ticks() {
        for (first, last) in [(i64::MIN, i64::MAX), (0, 0), (i64::MAX - 1, i64::MAX), (i64::MIN, i64::MIN + 5), (-1, 1)] {
            for clock in [Clock::Dates, Clock::Steps] {
                let ticks = clock.ticks(first, last, 8);
                assert!(
                    ticks.len() <= 10 && ticks.iter().all(|t| (first..=last).contains(&t.0)),
                    "{clock:?} {first} {last} {ticks:?}"
                );
                clock.spoken(first);
            }
        }
    }
}
