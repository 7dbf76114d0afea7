//! Days, months and weekdays of the proleptic Gregorian calendar, without zones and without limits.

/// Microseconds of a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds of a day.
pub const DAY: i64 = 86_400 * SECOND;

/// A day by year, month (1 to 12) and day of the month (from 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// Year; 0 is the year before 1.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month, from 1.
    pub day: u32,
}

impl Civil {
    /// The day that is `days` after 1970-01-01. O(1).
    pub fn of_days(days: i64) -> Self {
        // Eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
        let shifted = days + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = (of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year, month, day }
    }

    /// The day of a stamp in microseconds since 1970-01-01.
    pub fn of_micros(stamp: i64) -> Self {
        Self::of_days(stamp.div_euclid(DAY))
    }

    /// Days since 1970-01-01. O(1).
    pub fn days(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((i64::from(self.month) + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// Months since January of year 0.
    pub fn month_number(self) -> i64 {
        self.year * 12 + i64::from(self.month) - 1
    }

    /// The day in the month of that number; a day that the month does not have becomes its last.
    pub fn in_month(month_number: i64, day: u32) -> Self {
        let (year, month) = (month_number.div_euclid(12), month_number.rem_euclid(12) as u32 + 1);
        Self { year, month, day: day.clamp(1, month_length(year, month)) }
    }

    /// Whether it is the last day of its month.
    pub fn is_month_end(self) -> bool {
        self.day == month_length(self.year, self.month)
    }
}

/// Days of a month.
pub fn month_length(year: i64, month: u32) -> u32 {
    let leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Day of the week of a day counted from 1970-01-01: 0 is Monday.
pub fn weekday(days: i64) -> u32 {
    (days + 3).rem_euclid(7) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        assert_eq!(Civil::of_days(0), Civil { year: 1970, month: 1, day: 1 });
        assert_eq!(Civil { year: 2000, month: 2, day: 29 }.days(), 11_016);
        assert_eq!(Civil { year: 0, month: 3, day: 1 }.days(), -719_468);
        assert_eq!(weekday(Civil { year: 2026, month: 11, day: 27 }.days()), 4);
        assert_eq!(Civil::in_month(2024 * 12 + 1, 31).day, 29);
    }

    proptest! {
        #[test]
        fn there_and_back(days in -100_000_000_i64..100_000_000) {
            let civil = Civil::of_days(days);
            prop_assert_eq!(civil.days(), days);
            prop_assert!((1..=month_length(civil.year, civil.month)).contains(&civil.day));
        }
    }
}
