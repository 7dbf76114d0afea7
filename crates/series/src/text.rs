//! Dates as text.

use crate::civil::{Civil, DAY, SECOND};
use crate::{Clock, Step};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A stamp as programs read it: `2024-01-31`, `2024-01-31T13:00:00`, or the number.
pub fn stamp(stamp: i64, clock: Clock) -> String {
    if clock == Clock::Numbers {
        return stamp.to_string();
    }
    let Civil { year, month, day } = Civil::of_micros(stamp);
    let rest = stamp.rem_euclid(DAY);
    let date = format!("{year:04}-{month:02}-{day:02}");
    if rest == 0 {
        return date;
    }
    let seconds = rest / SECOND;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match rest % SECOND {
        0 => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
        micros => format!("{date}T{hour:02}:{minute:02}:{second:02}.{micros:06}"),
    }
}

/// A stamp as people read it, as exact as its step asks for: `Jan 2024`, `Q1 2024`, `31 Jan 2024`, `31 Jan 2024 13:00`.
pub fn readable(stamp: i64, step: Step, clock: Clock) -> String {
    if clock == Clock::Numbers {
        return stamp.to_string();
    }
    let Civil { year, month, day } = Civil::of_micros(stamp);
    let name = MONTHS[month as usize - 1];
    let minutes = stamp.rem_euclid(DAY) / SECOND / 60;
    match step {
        Step::Months(12) => year.to_string(),
        Step::Months(3) if (month - 1) % 3 == 0 || month % 3 == 0 => format!("Q{} {year}", (month - 1) / 3 + 1),
        Step::Months(_) => format!("{name} {year}"),
        Step::Days(_) | Step::WorkingDays(_) => format!("{day} {name} {year}"),
        Step::Other if minutes == 0 => format!("{day} {name} {year}"),
        Step::Seconds(n) if n < 60 => {
            let seconds = stamp.rem_euclid(DAY) / SECOND % 60;
            format!("{day} {name} {year} {:02}:{:02}:{seconds:02}", minutes / 60, minutes % 60)
        }
        Step::Seconds(_) | Step::Other => format!("{day} {name} {year} {:02}:{:02}", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_exact_as_needed() {
        let at = Civil { year: 2024, month: 1, day: 31 }.days() * DAY;
        assert_eq!(stamp(at, Clock::Dates), "2024-01-31");
        assert_eq!(stamp(at + 13 * 3600 * SECOND + 1, Clock::Dates), "2024-01-31T13:00:00.000001");
        assert_eq!(readable(at, Step::MONTHLY, Clock::Dates), "Jan 2024");
        assert_eq!(readable(at, Step::YEARLY, Clock::Dates), "2024");
        assert_eq!(readable(at + 90 * 60 * SECOND, Step::HALF_HOURLY, Clock::Dates), "31 Jan 2024 01:30");
        assert_eq!(readable(1960, Step::YEARLY, Clock::Numbers), "1960");
    }
}
