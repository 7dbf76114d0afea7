//! From stamps to the step between them.

use std::collections::HashMap;

use crate::civil::{DAY, SECOND, weekday};
use crate::{Clock, Grid, Step, Week};

/// Steps of less than a day that are looked for, in seconds.
const SECONDS: [u32; 23] =
    [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 300, 360, 600, 720, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 43_200];
/// How far the usual gap may lie from such a step.
const SLACK: f64 = 0.05;
/// A weekday with a smaller share of the days than this is closed.
const OPEN_SHARE_MIN: f64 = 0.02;
/// Closed weekdays are believed after so many days.
const WEEK_SPAN_DAYS_MIN: i64 = 14;
/// Stamps that fall on an earlier one's place, at most.
pub(crate) const CLASH_SHARE_MAX: f64 = 0.05;

/// Infers the step of one series from its distinct stamps in ascending order. O(n).
///
/// The usual gap decides, so that gaps in the record do not disturb it as long as fewer than half of the steps are
/// missing, nor stamps that are a little early or late. Weekdays that never occur make it steps from one open day to the next.
pub fn infer(stamps: &[i64], clock: Clock) -> Step {
    let step = match clock {
        Clock::Numbers => return of_numbers(stamps),
        Clock::Dates => of_dates(stamps),
    };
    let clashes = Grid::new(step, stamps, clock).clashes(stamps);
    if clashes as f64 > CLASH_SHARE_MAX * stamps.len() as f64 { Step::Other } else { step }
}

/// Infers one step for many series, each with its distinct stamps in ascending order: the step of most stamps.
///
/// Where no series is long enough to tell (fewer than three stamps each), all stamps together decide.
pub fn infer_all<'a>(series: impl Iterator<Item = &'a [i64]>, clock: Clock) -> Step {
    let mut votes: HashMap<Step, usize> = HashMap::new();
    let mut pooled: Vec<i64> = Vec::new();
    for stamps in series {
        if stamps.len() >= 3 {
            *votes.entry(infer(stamps, clock)).or_default() += stamps.len();
        } else if votes.is_empty() {
            pooled.extend(stamps);
        }
    }
    let most = votes.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.to_string().cmp(&a.0.to_string())));
    most.map_or_else(
        || {
            pooled.sort_unstable();
            pooled.dedup();
            infer(&pooled, clock)
        },
        |(step, _)| step,
    )
}

/// Consecutive numbers between 1000 and 3000 are years.
fn of_numbers(stamps: &[i64]) -> Step {
    match (stamps.first(), stamps.last(), median_gap(stamps)) {
        (Some(&first), Some(&last), Some(1)) if first >= 1000 && last <= 3000 => Step::YEARLY,
        _ => Step::Other,
    }
}

fn of_dates(stamps: &[i64]) -> Step {
    let Some(gap) = median_gap(stamps) else { return Step::Other };
    let days = (gap as f64 / DAY as f64).round() as i64;
    if (gap as f64) < (1.0 - SLACK) * DAY as f64 {
        let near = |s: &&u32| (gap as f64 / (f64::from(**s) * SECOND as f64) - 1.0).abs() <= SLACK;
        return SECONDS.iter().find(near).map_or(Step::Other, |s| Step::Seconds(*s));
    }
    match days {
        1..=6 => open_days(stamps).map_or(Step::Days(days as u32), Step::WorkingDays),
        7 => Step::WEEKLY,
        // Four weeks are not a month unless the gaps say so.
        28 if usual(stamps, 28 * DAY) => Step::Days(28),
        28..=31 => Step::MONTHLY,
        59..=62 => Step::Months(2),
        89..=92 => Step::QUARTERLY,
        120..=123 => Step::Months(4),
        181..=184 => Step::Months(6),
        365..=366 => Step::YEARLY,
        8..=366 if usual(stamps, days * DAY) => Step::Days(days as u32),
        _ => Step::Other,
    }
}

/// The weekdays that occur, where some never do and most steps go from one to the next.
fn open_days(stamps: &[i64]) -> Option<Week> {
    let days: Vec<i64> = stamps.iter().map(|s| s.div_euclid(DAY)).collect();
    if days.last()? - days.first()? < WEEK_SPAN_DAYS_MIN {
        return None;
    }
    let mut counts = [0_usize; 7];
    for day in &days {
        counts[weekday(*day) as usize] += 1;
    }
    let least = OPEN_SHARE_MIN * days.len() as f64;
    let week = Week::of((0..7).filter(|w| counts[*w as usize] as f64 >= least.max(1.0)))?;
    let next = days.windows(2).filter(|d| week.place(d[1]) - week.place(d[0]) == 1).count();
    (week.len() < 7 && next * 2 >= days.len() - 1).then_some(week)
}

/// Whether more than half of the gaps are exactly this long.
fn usual(stamps: &[i64], gap: i64) -> bool {
    stamps.windows(2).filter(|s| s[1] - s[0] == gap).count() * 2 > stamps.len() - 1
}

/// The lower median of the gaps.
pub(crate) fn median_gap(stamps: &[i64]) -> Option<i64> {
    let mut gaps: Vec<i64> = stamps.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    if gaps.is_empty() {
        return None;
    }
    let middle = (gaps.len() - 1) / 2;
    Some(*gaps.select_nth_unstable(middle).1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::civil::Civil;

    fn days(of: impl IntoIterator<Item = i64>) -> Vec<i64> {
        of.into_iter().map(|d| d * DAY).collect()
    }

    fn months(every: i64, day: u32, count: i64) -> Vec<i64> {
        days((0..count).map(|k| Civil::in_month(2015 * 12 + k * every, day).days()))
    }

    #[test]
    fn the_calendar_is_recognised() {
        let of = |stamps: &[i64]| infer(stamps, Clock::Dates);
        assert_eq!(of(&months(1, 1, 40)), Step::MONTHLY);
        assert_eq!(of(&months(1, 31, 40)), Step::MONTHLY, "month ends");
        assert_eq!(of(&months(3, 31, 20)), Step::QUARTERLY);
        assert_eq!(of(&months(6, 1, 20)), Step::Months(6));
        assert_eq!(of(&months(12, 1, 5)), Step::YEARLY);
        assert_eq!(of(&days((0..40).map(|d| d * 7))), Step::WEEKLY);
        assert_eq!(of(&days((0..40).map(|d| d * 28))), Step::Days(28));
        assert_eq!(of(&days(0..40)), Step::DAILY);
        assert_eq!(of(&days((0..60).filter(|d| weekday(*d) < 5))), Step::WorkingDays(Week::MONDAY_TO_FRIDAY));
        let six = of(&days((0..60).filter(|d| weekday(*d) < 6)));
        assert_eq!(six.to_string(), "days-mo-tu-we-th-fr-sa");
        let three = of(&days((0..90).filter(|d| [0, 2, 4].contains(&weekday(*d)))));
        assert_eq!(three.to_string(), "days-mo-we-fr");
        for seconds in SECONDS {
            let stamps: Vec<i64> = (0..50).map(|k| k * i64::from(seconds) * SECOND).collect();
            assert_eq!(of(&stamps), Step::Seconds(seconds));
        }
    }

    #[test]
    fn gaps_and_late_stamps_do_not_disturb() {
        let holes: Vec<i64> = (0..200).filter(|k| k % 5 != 0 && !(50..90).contains(k)).map(|k| k * 3600 * SECOND).collect();
        assert_eq!(infer(&holes, Clock::Dates), Step::HOURLY);
        let late: Vec<i64> = (0..200).map(|k| (k * 3600 + k * 7 % 60) * SECOND).collect();
        assert_eq!(infer(&late, Clock::Dates), Step::HOURLY);
    }

    #[test]
    fn dates_without_a_calendar() {
        let of = |stamps: &[i64]| infer(stamps, Clock::Dates);
        assert_eq!(of(&[]), Step::Other);
        assert_eq!(of(&[5]), Step::Other);
        let visits: Vec<i64> = (0..60_i64).map(|k| (k * k * 7_919) % 1_000_003 * 100 * SECOND).collect();
        let mut visits = visits;
        visits.sort_unstable();
        assert_eq!(of(&visits), Step::Other);
        assert_eq!(infer(&[1990, 1991, 1992], Clock::Numbers), Step::YEARLY);
        assert_eq!(infer(&[1, 2, 3], Clock::Numbers), Step::Other);
    }

    #[test]
    fn shops_that_report_on_different_weekdays_are_weekly() {
        let shops: Vec<Vec<i64>> = (0..5).map(|s| days((0..30).map(|d| d * 7 + s))).collect();
        assert_eq!(infer_all(shops.iter().map(Vec::as_slice), Clock::Dates), Step::WEEKLY);
        let short: Vec<Vec<i64>> = (0..30).map(|d| days([d])).collect();
        assert_eq!(infer_all(short.iter().map(Vec::as_slice), Clock::Dates), Step::DAILY);
    }
}
