//! Calendar effects as regressors whose future is known: holidays, and how often each weekday falls in a month.

use crate::civil::{DAY, month_length, weekday};
use crate::{Grid, Holidays, SeriesError, Step};

/// Times that a holiday must have occurred to get a regressor of its own.
const OCCURRENCES_MIN: usize = 2;
const WEEKDAYS: [&str; 6] = ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays"];

/// A named regressor over consecutive places.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// What it is.
    pub name: String,
    /// One value a place.
    pub values: Vec<f64>,
}

impl Grid {
    /// Trading-day regressors of `count` places from `first`: six contrasts `N(weekday) - N(Sunday)` and the leap day
    /// `N(days) - mean days of that month`; none for steps of other than months.
    ///
    /// With them an ARIMA model learns what a fifth Saturday is worth. Reference: Bell and Hillmer (1983),
    /// doi:10.1080/01621459.1983.10478005.
    pub fn trading_days(&self, first: i64, count: usize) -> Vec<Effect> {
        if !matches!(self.step(), Step::Months(_)) {
            return Vec::new();
        }
        let mut effects: Vec<Effect> =
            WEEKDAYS.iter().chain(&["leap day"]).map(|name| Effect { name: (*name).into(), values: Vec::new() }).collect();
        for place in first..first + count as i64 {
            let mut counts = [0.0; 7];
            let (from, to) = self.days(place);
            (from..to).for_each(|day| counts[weekday(day) as usize] += 1.0);
            for (effect, n) in effects.iter_mut().zip(counts) {
                effect.values.push(n - counts[6]);
            }
            if let Some(leap) = effects.last_mut() {
                // The last of the seven took Sunday's contrast, which is 0.
                *leap.values.last_mut().unwrap_or(&mut 0.0) = leap_day(from, to);
            }
        }
        effects
    }

    /// Holiday regressors of `count` places from `first`, of which the first `known` are history.
    ///
    /// Days: 1 on the day, one regressor for every holiday that occurred twice or more in the history, one for all others. Parts of a
    /// day: 1 all day long. Longer steps: the number of holidays from Monday to Friday. Errors: [`SeriesError::UnknownCountry`].
    pub fn holidays(&self, country: &str, first: i64, known: usize, count: usize) -> Result<Vec<Effect>, SeriesError> {
        let last = first + count as i64;
        let holidays = Holidays::between(country, self.days(first).0, self.days(last).1)?;
        let per_day = matches!(self.step(), Step::Days(1) | Step::WorkingDays(_));
        if !per_day {
            let on = |place: i64| {
                let (from, to) = self.days(place);
                let free = (from..to).filter(|d| holidays.on(*d).is_some());
                let long = to - from > 1;
                free.filter(|d| !long || weekday(*d) < 5).count() as f64
            };
            let effect = Effect { name: "holidays".into(), values: (first..last).map(on).collect() };
            return Ok(varied(vec![effect], known));
        }
        let named: Vec<Option<&str>> = (first..last).map(|place| holidays.on(self.days(place).0)).collect();
        let mut own: Vec<&str> = Vec::new();
        for name in named[..known.min(count)].iter().flatten() {
            let times = named[..known.min(count)].iter().flatten().filter(|n| n == &name).count();
            if times >= OCCURRENCES_MIN && !own.contains(name) {
                own.push(name);
            }
        }
        let is = |test: &dyn Fn(&str) -> bool| named.iter().map(|n| f64::from(n.is_some_and(test))).collect();
        let mut effects: Vec<Effect> =
            own.iter().map(|name| Effect { name: (*name).into(), values: is(&|n| n == *name) }).collect();
        effects.push(Effect { name: "other holidays".into(), values: is(&|n| !own.contains(&n)) });
        Ok(varied(effects, known))
    }

    /// The days that a place stands for, the second not included: the period that ends with its stamp where stamps are month ends, else
    /// the one that begins with it.
    pub fn days(&self, place: i64) -> (i64, i64) {
        let day = |place: i64| self.stamp(place).div_euclid(DAY);
        let start = day(place);
        match self.step() {
            Step::Months(n) => self.months(place, n),
            Step::Days(n) => (start, start + i64::from(n)),
            _ => (start, start + 1),
        }
    }

    fn months(&self, place: i64, n: u32) -> (i64, i64) {
        use crate::civil::Civil;
        let stamp = Civil::of_micros(self.stamp(place));
        let month = stamp.month_number();
        let first = if stamp.is_month_end() && stamp.day > 1 { month + 1 - i64::from(n) } else { month };
        (Civil::in_month(first, 1).days(), Civil::in_month(first + i64::from(n), 1).days())
    }
}

/// Days above the mean length of the same months: 0.75 with a 29 February, -0.25 with a 28th, else 0.
fn leap_day(from: i64, to: i64) -> f64 {
    use crate::civil::Civil;
    let februaries = (from..to).map(Civil::of_days).filter(|c| c.month == 2 && c.day == 28);
    februaries.map(|c| if month_length(c.year, 2) == 29 { 0.75 } else { -0.25 }).sum()
}

/// Those that are not the same all through the history.
fn varied(effects: Vec<Effect>, known: usize) -> Vec<Effect> {
    let varies = |e: &Effect| e.values.iter().take(known).any(|v| Some(v) != e.values.first());
    effects.into_iter().filter(varies).collect()
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Clock;
    use crate::civil::Civil;

    fn stamp(year: i64, month: u32, day: u32) -> i64 {
        Civil { year, month, day }.days() * DAY
    }

    #[test]
    fn february_has_four_of_each_and_a_leap_day() {
        for day in [1, 31] {
            let stamps: Vec<i64> = (0..24).map(|k| Civil::in_month(2023 * 12 + k, day).days() * DAY).collect();
            let grid = Grid::new(Step::MONTHLY, &stamps, Clock::Dates);
            let effects = grid.trading_days(grid.place(stamps[0]), 24);
            assert_eq!(effects.len(), 7);
            let at = |k: usize| effects.iter().map(|e| e.values[k]).collect::<Vec<_>>();
            assert_eq!(at(1), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.25], "February 2023");
            assert_eq!(at(13), [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.75], "February 2024 had five Thursdays");
            assert_eq!(at(2), [0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0], "March 2023");
        }
        assert!(Grid::new(Step::DAILY, &[0], Clock::Dates).trading_days(0, 9).is_empty());
    }

    #[test]
    fn holidays_of_days_and_of_months() {
        let start = stamp(2020, 1, 1);
        let days = Grid::new(Step::DAILY, &[start], Clock::Dates);
        let effects = days.holidays("DE", days.place(start), 3 * 366, 4 * 366).unwrap();
        let christmas = effects.iter().find(|e| e.name == "Christmas Day").unwrap();
        assert_eq!(christmas.values.iter().sum::<f64>(), 4.0);
        assert_eq!(effects.len(), 9);
        let months = Grid::new(Step::MONTHLY, &[start], Clock::Dates);
        let effects = months.holidays("DE", months.place(start), 36, 48).unwrap();
        assert_eq!((effects.len(), effects[0].values[11]), (1, 1.0), "25 December 2020 was a Friday, 26 a Saturday");
        assert!(months.holidays("XX", 0, 1, 2).is_err());
    }
}
