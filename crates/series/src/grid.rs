//! The regular places of a calendar: which date is which place, and which place is which date.

use crate::civil::{Civil, DAY, SECOND};
use crate::infer::{CLASH_SHARE_MAX, median_gap};
use crate::{Step, Week};

/// What the stamps of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Microseconds since 1970-01-01, without a zone: neither daylight saving nor leap seconds are known here.
    Dates,
    /// Plain whole numbers.
    Numbers,
}

/// Equally spaced places on a calendar, numbered by whole numbers.
///
/// Every stamp belongs to the nearest place (or to the period that holds it, see [`Grid::fitting`]), every place has a stamp, also beyond the data: `place(stamp(k)) == k`.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    step: Step,
    places: Places,
    /// Whether a stamp belongs to the period that holds it, rather than to the nearest place.
    whole: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Places {
    /// Every `per` months, on a day of the month, at a time of the day.
    Months { per: i64, phase: i64, day: MonthDay, time: i64 },
    /// Open days, at a time of the day.
    Open { week: Week, time: i64 },
    /// Every so many units.
    Even { every: i64, phase: i64 },
    /// One by one: no rule is known; beyond the ends by the usual gap.
    Counted { stamps: Vec<i64>, every: i64 },
}

/// The usual day of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MonthDay {
    Of(u32),
    Last,
}

impl Grid {
    /// The places of `step` that fit these distinct stamps, in ascending order, best: day of the month or month end, weekday, minute. O(n log n).
    pub fn new(step: Step, stamps: &[i64], clock: Clock) -> Self {
        let even = |every: i64| Places::Even { every, phase: phase(stamps, every) };
        let places = match (clock, step) {
            (Clock::Numbers, _) => even(number_gap(stamps)),
            (_, Step::Months(n)) => months(i64::from(n), stamps),
            (_, Step::WorkingDays(week)) => Places::Open { week, time: phase(stamps, DAY) },
            (_, Step::Days(n)) => even(i64::from(n) * DAY),
            (_, Step::Seconds(n)) => even(i64::from(n) * SECOND),
            (_, Step::Other) => Places::Counted { stamps: stamps.to_vec(), every: median_gap(stamps).unwrap_or(DAY).max(1) },
        };
        Self { step, places, whole: false }
    }

    /// The same; but where many stamps share a place, as when days become months, the periods of the calendar: months from their
    /// first, quarters from January, weeks from Monday, each with all stamps up to the next.
    pub fn fitting(step: Step, stamps: &[i64], clock: Clock) -> Self {
        let nearest = Self::new(step, stamps, clock);
        if nearest.clashes(stamps) as f64 <= CLASH_SHARE_MAX * stamps.len() as f64 {
            return nearest;
        }
        // A day in January, a Monday.
        let first = Civil { year: 1996, month: 1, day: 1 }.days() * DAY;
        Self { whole: true, ..Self::new(step, &[first], clock) }
    }

    /// The step.
    pub fn step(&self) -> Step {
        self.step
    }

    /// Whether the places follow a rule, rather than being the dates of the table one by one.
    pub fn is_regular(&self) -> bool {
        !matches!(self.places, Places::Counted { .. })
    }

    /// Whether places are whole periods with all stamps in them.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Number of the place that a stamp belongs to. O(1); O(log n) where dates are taken one by one.
    pub fn place(&self, stamp: i64) -> i64 {
        let nearest = self.nearest(stamp);
        if self.whole && self.stamp(nearest) > stamp { nearest - 1 } else { nearest }
    }

    fn nearest(&self, stamp: i64) -> i64 {
        match &self.places {
            Places::Months { per, phase, .. } => {
                let near = (Civil::of_micros(stamp).month_number() - phase).div_euclid(*per);
                let distance = |k: &i64| self.stamp(*k).abs_diff(stamp);
                [near, near - 1, near + 1].into_iter().min_by_key(distance).unwrap_or(near)
            }
            Places::Open { week, time } => week.place((stamp - time + DAY / 2).div_euclid(DAY)),
            Places::Even { every, phase } => (stamp - phase + every / 2).div_euclid(*every),
            Places::Counted { stamps, every } => counted_place(stamps, *every, stamp),
        }
    }

    /// The stamp of a place.
    pub fn stamp(&self, place: i64) -> i64 {
        match &self.places {
            Places::Months { per, phase, day, time } => {
                let day = match day {
                    MonthDay::Of(day) => *day,
                    MonthDay::Last => 31,
                };
                Civil::in_month(place * per + phase, day).days() * DAY + time
            }
            Places::Open { week, time } => week.day(place) * DAY + time,
            Places::Even { every, phase } => place * every + phase,
            Places::Counted { stamps, every } => match (usize::try_from(place), stamps.first(), stamps.last()) {
                (Ok(at), ..) if at < stamps.len() => stamps[at],
                (Ok(at), _, Some(last)) => last + (at - stamps.len() + 1) as i64 * every,
                (Err(_), Some(first), _) => first + place * every,
                _ => place * every,
            },
        }
    }

    /// Stamps, in ascending order, that share their place with the one before.
    pub(crate) fn clashes(&self, stamps: &[i64]) -> usize {
        stamps.windows(2).filter(|s| self.place(s[0]) == self.place(s[1])).count()
    }
}

fn counted_place(stamps: &[i64], every: i64, stamp: i64) -> i64 {
    let (Some(&first), Some(&last)) = (stamps.first(), stamps.last()) else { return stamp.div_euclid(every) };
    let steps = |distance: i64| (distance + every / 2).div_euclid(every);
    if stamp < first {
        return -steps(first - stamp);
    }
    if stamp > last {
        return stamps.len() as i64 - 1 + steps(stamp - last);
    }
    let at = stamps.partition_point(|s| *s <= stamp);
    let before = at - 1;
    let nearer = stamps.get(at).filter(|after| **after - stamp < stamp - stamps[before]);
    if nearer.is_some() { at as i64 } else { before as i64 }
}

fn months(per: i64, stamps: &[i64]) -> Places {
    let civil: Vec<Civil> = stamps.iter().map(|s| Civil::of_micros(*s)).collect();
    let share = |of: usize| of * 2 >= civil.len();
    let ends = civil.iter().filter(|c| c.is_month_end()).count();
    let days: Vec<i64> = civil.iter().map(|c| i64::from(c.day)).collect();
    let (mode, count) = mode(&days);
    let day = match mode {
        _ if civil.is_empty() => MonthDay::Of(1),
        day if share(count) && day < 28 => MonthDay::Of(day as u32),
        _ if share(ends) => MonthDay::Last,
        day if share(count) => MonthDay::Of(day as u32),
        _ => {
            let mut days = days;
            let middle = days.len() / 2;
            MonthDay::Of(*days.select_nth_unstable(middle).1 as u32)
        }
    };
    let phases: Vec<i64> = civil.iter().map(|c| c.month_number().rem_euclid(per)).collect();
    Places::Months { per, phase: self::mode(&phases).0, day, time: phase(stamps, DAY) }
}

/// The most frequent value (the smallest of several) and how often it occurs; 0 without values.
fn mode(values: &[i64]) -> (i64, usize) {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let mut best = (0, 0);
    for run in sorted.chunk_by(|a, b| a == b) {
        if run.len() > best.1 {
            best = (run[0], run.len());
        }
    }
    best
}

/// The usual remainder of the stamps: the one that at least half of them share, else their mean on the circle, rounded
/// to 0 where it is near it.
fn phase(stamps: &[i64], every: i64) -> i64 {
    let rests: Vec<i64> = stamps.iter().map(|s| s.rem_euclid(every)).collect();
    let (usual, count) = mode(&rests);
    if count * 2 >= rests.len() {
        return usual;
    }
    let angle = |rest: &i64| *rest as f64 / every as f64 * std::f64::consts::TAU;
    let (sine, cosine) = rests.iter().map(angle).fold((0.0, 0.0), |(s, c), a| (s + a.sin(), c + a.cos()));
    let turn = sine.atan2(cosine) / std::f64::consts::TAU;
    if turn.abs() < 0.1 { 0 } else { (turn.rem_euclid(1.0) * every as f64) as i64 }
}

/// The usual gap between numbers, where all gaps are multiples of it; else 1.
fn number_gap(stamps: &[i64]) -> i64 {
    let gaps: Vec<i64> = stamps.windows(2).map(|s| s[1].saturating_sub(s[0])).collect();
    let (usual, _) = mode(&gaps);
    if usual > 0 && gaps.iter().all(|g| g % usual == 0) { usual } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infer;
    use proptest::prelude::*;

    fn text(grid: &Grid, place: i64) -> String {
        crate::text::stamp(grid.stamp(place), Clock::Dates)
    }

    fn dates(days: &[(i64, u32, u32)]) -> Vec<i64> {
        days.iter().map(|&(year, month, day)| Civil { year, month, day }.days() * DAY).collect()
    }

    #[test]
    fn month_ends_go_on_as_month_ends() {
        let stamps = dates(&[(2023, 10, 31), (2023, 11, 30), (2023, 12, 31), (2024, 1, 31)]);
        let grid = Grid::new(Step::MONTHLY, &stamps, Clock::Dates);
        let last = grid.place(stamps[3]);
        assert_eq!([1, 2, 3].map(|k| text(&grid, last + k)), ["2024-02-29", "2024-03-31", "2024-04-30"]);
        // One that was entered a day late belongs to the month before.
        assert_eq!(grid.place(dates(&[(2024, 3, 1)])[0]), last + 1);
    }

    #[test]
    fn the_last_working_day_of_a_month_is_its_month() {
        let stamps =
            dates(&[(2024, 1, 31), (2024, 2, 29), (2024, 3, 29), (2024, 4, 30), (2024, 5, 31), (2024, 6, 28), (2024, 7, 31)]);
        assert_eq!(infer(&stamps, Clock::Dates), Step::MONTHLY);
        let grid = Grid::new(Step::MONTHLY, &stamps, Clock::Dates);
        let places: Vec<i64> = stamps.iter().map(|s| grid.place(*s)).collect();
        assert!(places.windows(2).all(|p| p[1] - p[0] == 1), "{places:?}");
    }

    #[test]
    fn quarters_of_a_business_year_keep_their_months() {
        let stamps = dates(&[(2023, 2, 1), (2023, 5, 1), (2023, 8, 1), (2023, 11, 1)]);
        let grid = Grid::new(Step::QUARTERLY, &stamps, Clock::Dates);
        assert_eq!(text(&grid, grid.place(stamps[3]) + 1), "2024-02-01");
    }

    #[test]
    fn late_minutes_are_moved_to_their_hour() {
        let hour = 3_600 * SECOND;
        let stamps: Vec<i64> = (0..20).map(|k| k * hour + (k * 37 % 100 - 50) * SECOND).collect();
        let grid = Grid::new(Step::HOURLY, &stamps, Clock::Dates);
        for (k, stamp) in stamps.iter().enumerate() {
            assert_eq!(grid.place(*stamp), k as i64);
            assert_eq!(grid.stamp(k as i64), k as i64 * hour);
        }
    }

    #[test]
    fn days_become_the_months_and_weeks_that_hold_them() {
        let stamps: Vec<i64> = (0..120).map(|k| (Civil { year: 2024, month: 1, day: 1 }.days() + k) * DAY).collect();
        let months = Grid::fitting(Step::QUARTERLY, &stamps, Clock::Dates);
        let last = dates(&[(2024, 3, 31), (2024, 4, 1)]);
        assert_eq!([text(&months, months.place(last[0])), text(&months, months.place(last[1]))], ["2024-01-01", "2024-04-01"]);
        let weeks = Grid::fitting(Step::WEEKLY, &stamps, Clock::Dates);
        assert_eq!(text(&weeks, weeks.place(dates(&[(2024, 1, 14)])[0])), "2024-01-08");
        assert_eq!(Grid::fitting(Step::DAILY, &stamps, Clock::Dates), Grid::new(Step::DAILY, &stamps, Clock::Dates));
    }

    #[test]
    fn dates_without_a_rule_are_counted() {
        let grid = Grid::new(Step::Other, &[10, 20, 50, 60], Clock::Dates);
        assert_eq!([10, 20, 34, 36, 60, 70, 0].map(|s| grid.place(s)), [0, 1, 1, 2, 3, 4, -1]);
        assert_eq!(grid.stamp(5), 80);
        assert!(!grid.is_regular());
    }

    proptest! {
        #[test]
        fn every_place_is_the_place_of_its_stamp(
            step in prop::sample::select(vec![
                Step::MONTHLY, Step::QUARTERLY, Step::YEARLY, Step::Months(6), Step::WEEKLY, Step::DAILY, Step::Days(10),
                Step::WorkingDays(Week::MONDAY_TO_FRIDAY), Step::HOURLY, Step::Seconds(900), Step::Other,
            ]),
            start in -2_000_000_000_i64..4_000_000_000,
            gaps in prop::collection::vec(1_i64..10_000_000, 0..30),
            place in -500_i64..500,
        ) {
            let mut stamps = vec![start * SECOND];
            for gap in gaps {
                stamps.push(stamps[stamps.len() - 1] + gap * SECOND);
            }
            let grid = Grid::new(step, &stamps, Clock::Dates);
            let at = grid.place(stamps[0]) + place;
            prop_assert_eq!(grid.place(grid.stamp(at)), at);
            prop_assert!(grid.stamp(at) < grid.stamp(at + 1));
        }
    }
}
