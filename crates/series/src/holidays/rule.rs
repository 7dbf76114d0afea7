//! Rules by which a year has its holidays.

use crate::civil::{Civil, month_length, weekday};

/// On which day of a year a holiday falls.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// The same day every year.
    Fixed(u32, u32),
    /// So many days after Easter Sunday.
    Easter(i64),
    /// The n-th such weekday (0 is Monday) of a month.
    Nth(u32, u32, u32),
    /// The last such weekday of a month.
    Last(u32, u32),
    /// The first such weekday on or after a day.
    From(u32, u32, u32),
    /// The first Monday of a month, but the first day where that is a Friday.
    MondayOrFirstFriday(u32),
}

/// What happens when a holiday falls on a weekend.
#[derive(Debug, Clone, Copy)]
enum Substitute {
    /// Nothing.
    None,
    /// The Friday before a Saturday and the Monday after a Sunday are free too.
    Nearest,
    /// The Monday after is free too.
    Monday,
    /// The second day after is free too.
    SecondDay,
    /// A Sunday's holiday is moved to the Saturday before.
    Saturday,
}

/// One holiday of a country.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holiday {
    pub(super) name: &'static str,
    rule: Rule,
    substitute: Substitute,
    since: i64,
    until: i64,
    except: &'static [i64],
}

const fn holiday(name: &'static str, rule: Rule) -> Holiday {
    Holiday { name, rule, substitute: Substitute::None, since: i64::MIN, until: i64::MAX, except: &[] }
}

/// The same day every year.
pub(super) const fn fixed(name: &'static str, month: u32, day: u32) -> Holiday {
    holiday(name, Rule::Fixed(month, day))
}

/// One day of one year.
pub(super) const fn once(name: &'static str, year: i64, month: u32, day: u32) -> Holiday {
    holiday(name, Rule::Fixed(month, day)).since(year).until(year)
}

/// So many days after Easter Sunday.
pub(super) const fn easter(name: &'static str, days: i64) -> Holiday {
    holiday(name, Rule::Easter(days))
}

/// The n-th such weekday (0 is Monday) of a month.
pub(super) const fn nth(name: &'static str, n: u32, weekday: u32, month: u32) -> Holiday {
    holiday(name, Rule::Nth(n, weekday, month))
}

/// The last such weekday of a month.
pub(super) const fn last(name: &'static str, weekday: u32, month: u32) -> Holiday {
    holiday(name, Rule::Last(weekday, month))
}

/// The first such weekday on or after a day.
pub(super) const fn from(name: &'static str, weekday: u32, month: u32, day: u32) -> Holiday {
    holiday(name, Rule::From(weekday, month, day))
}

/// The first Monday of a month, but the first day where that is a Friday.
pub(super) const fn monday_or_first_friday(name: &'static str, month: u32) -> Holiday {
    holiday(name, Rule::MondayOrFirstFriday(month))
}

impl Holiday {
    pub(super) const fn since(mut self, year: i64) -> Self {
        self.since = year;
        self
    }

    pub(super) const fn until(mut self, year: i64) -> Self {
        self.until = year;
        self
    }

    pub(super) const fn except(mut self, years: &'static [i64]) -> Self {
        self.except = years;
        self
    }

    pub(super) const fn nearest(mut self) -> Self {
        self.substitute = Substitute::Nearest;
        self
    }

    pub(super) const fn monday(mut self) -> Self {
        self.substitute = Substitute::Monday;
        self
    }

    pub(super) const fn second_day(mut self) -> Self {
        self.substitute = Substitute::SecondDay;
        self
    }

    pub(super) const fn saturday(mut self) -> Self {
        self.substitute = Substitute::Saturday;
        self
    }

    /// Its day in a year and the day that is free in its place, counted from 1970-01-01.
    pub(super) fn days(&self, year: i64) -> [Option<i64>; 2] {
        if year < self.since || year > self.until || self.except.contains(&year) {
            return [None, None];
        }
        let day = self.rule.day(year);
        match (self.substitute, weekday(day)) {
            (Substitute::Nearest, 5) => [Some(day), Some(day - 1)],
            (Substitute::Nearest | Substitute::Monday, 6) => [Some(day), Some(day + 1)],
            (Substitute::Monday, 5) | (Substitute::SecondDay, 5 | 6) => [Some(day), Some(day + 2)],
            (Substitute::Saturday, 6) => [Some(day - 1), None],
            _ => [Some(day), None],
        }
    }
}

impl Rule {
    fn day(self, year: i64) -> i64 {
        let of = |month: u32, day: u32| Civil { year, month, day }.days();
        let first_from = |start: i64, wanted: u32| start + (i64::from(wanted) - i64::from(weekday(start))).rem_euclid(7);
        match self {
            Self::Fixed(month, day) => of(month, day),
            Self::Easter(days) => easter_sunday(year) + days,
            Self::Nth(n, wanted, month) => first_from(of(month, 1), wanted) + 7 * (i64::from(n) - 1),
            Self::Last(wanted, month) => first_from(of(month, month_length(year, month)) - 6, wanted),
            Self::From(wanted, month, day) => first_from(of(month, day), wanted),
            Self::MondayOrFirstFriday(month) if weekday(of(month, 1)) == 4 => of(month, 1),
            Self::MondayOrFirstFriday(month) => first_from(of(month, 1), 0),
        }
    }
}

/// Easter Sunday of the Gregorian calendar (the "anonymous" algorithm, Nature, 20 April 1876).
fn easter_sunday(year: i64) -> i64 {
    let (golden, century, in_century) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let (leaps, century_rest) = (century.div_euclid(4), century.rem_euclid(4));
    let moon_shift = (century + 8).div_euclid(25);
    let sun_shift = (century - moon_shift + 1).div_euclid(3);
    let epact = (19 * golden + century - leaps - sun_shift + 15).rem_euclid(30);
    let sunday = (32 + 2 * century_rest + 2 * in_century.div_euclid(4) - epact - in_century.rem_euclid(4)).rem_euclid(7);
    let correction = (golden + 11 * epact + 22 * sunday).div_euclid(451);
    let after = epact + sunday - 7 * correction + 114;
    Civil { year, month: after.div_euclid(31) as u32, day: after.rem_euclid(31) as u32 + 1 }.days()
}
