//! Public holidays of some countries, by rule.
//!
//! Only holidays of a whole country (England and Wales for `GB`), by the law in force from 2000 on; one-off days are listed
//! until 2023. Regional holidays, half days and school holidays are not known. Checked day by day for 2000 to 2035 against the
//! Python package `holidays` (see `reference/series/`).

mod rule;
mod table;

use std::collections::BTreeMap;

use crate::SeriesError;
use crate::civil::Civil;

/// Codes of the countries, by ISO 3166.
pub const COUNTRIES: [&str; 21] = [
    "AT", "AU", "BE", "BR", "CA", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "NO", "PL", "PT", "SE", "US",
];

/// Years of one calendar, at most.
const YEARS_MAX: i64 = 2_000;

/// The public holidays of a country over some years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    days: BTreeMap<i64, &'static str>,
}

impl Holidays {
    /// The holidays between two days, both counted from 1970-01-01 and both included. O(years).
    ///
    /// `country` is a code of [`COUNTRIES`], in any case. Errors: [`SeriesError::UnknownCountry`].
    pub fn between(country: &str, from: i64, to: i64) -> Result<Self, SeriesError> {
        let rules = table::of(&country.to_uppercase()).ok_or_else(|| SeriesError::UnknownCountry { name: country.into() })?;
        let first = Civil::of_days(from).year - 1;
        let last = (Civil::of_days(to).year + 1).min(first + YEARS_MAX);
        let mut days = BTreeMap::new();
        for year in first..=last {
            for holiday in rules {
                for day in holiday.days(year).into_iter().flatten().filter(|d| (from..=to).contains(d)) {
                    days.entry(day).or_insert(holiday.name);
                }
            }
        }
        Ok(Self { days })
    }

    /// Name of the holiday on a day counted from 1970-01-01.
    pub fn on(&self, day: i64) -> Option<&'static str> {
        self.days.get(&day).copied()
    }

    /// All of them in order, each with its day.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &'static str)> + '_ {
        self.days.iter().map(|(day, name)| (*day, *name))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn day(text: &str) -> i64 {
        let part = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap();
        Civil { year: i64::from(part(0..4)), month: part(5..7), day: part(8..10) }.days()
    }

    /// `reference/series/holidays.csv`: country and day, for 2000 to 2035.
    fn reference() -> Vec<(String, i64)> {
        let lines = include_str!("../../../../reference/series/holidays.csv").lines().skip(1);
        lines.map(|line| (line[..2].to_owned(), day(&line[3..]))).collect()
    }

    #[test]
    fn the_same_days_as_the_python_package() {
        let reference = reference();
        let mut flaws = Vec::new();
        for country in COUNTRIES {
            let ours = Holidays::between(country, day("2000-01-01"), day("2035-12-31")).unwrap();
            let theirs: Vec<i64> = reference.iter().filter(|(c, _)| c == country).map(|(_, d)| *d).collect();
            assert!(theirs.len() >= 4 * 36, "{country}");
            let show = |what: &str, day: i64| format!("{country} {what} {:?}", Civil::of_days(day));
            flaws.extend(theirs.iter().filter(|d| ours.on(**d).is_none()).map(|d| show("lacks", *d)));
            // The package knows Spain only from 2008, and leaves out the days that its regions move.
            if country != "ES" {
                flaws.extend(ours.iter().filter(|(d, _)| !theirs.contains(d)).map(|(d, name)| show(name, d)));
            }
        }
        assert!(flaws.is_empty(), "{}", flaws.join("\n"));
    }

    #[test]
    fn names_and_codes() {
        let year = (day("2026-01-01"), day("2026-12-31"));
        let us = Holidays::between("us", year.0, year.1).unwrap();
        assert_eq!(us.on(day("2026-07-03")), Some("Independence Day"), "the Friday before a Saturday");
        assert_eq!(us.on(day("2026-11-26")), Some("Thanksgiving Day"));
        assert!(us.iter().all(|(d, _)| (year.0..=year.1).contains(&d)));
        assert!(matches!(Holidays::between("XX", 0, 1), Err(SeriesError::UnknownCountry { .. })));
    }
}
