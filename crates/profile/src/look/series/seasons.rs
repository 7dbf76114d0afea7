//! Seasons: those that the calendar knows, and those that the series itself shows.

use forecast::SeveralSeasons;
use serde::{Deserialize, Serialize};
use series::Step;

/// Autocorrelations are searched for periods up to this lag.
const LAG_MAX: usize = 400;
/// Peaks of the autocorrelation that are tested.
const PEAKS_MAX: usize = 4;
/// Seasons that a search finds at most.
const SEARCHED_MAX: usize = 2;
/// Values that are looked at, the last ones.
pub(crate) const VALUES_MAX: usize = 4096;
/// Cycles that a season must be seen.
const CYCLES_MIN: usize = 4;
/// Parts of a day in which days and weeks are looked at where single values are too many.
const HOURS: usize = 24;
/// A season is one when its p-value, corrected for the search, is below.
pub(crate) const LEVEL: f64 = 0.01;
const DAY_SECONDS: f64 = 86_400.0;
const YEAR_DAYS: f64 = 365.25;

/// A season of one length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeasonFound {
    /// Places of a season, rounded.
    pub period: u64,
    /// What the calendar calls it: `day`, `week`, `year`; none where it was searched for.
    #[serde(default)]
    pub name: Option<String>,
    /// p-value of the test of harmonics against their background, corrected for all periods that were looked at.
    pub p: f64,
    /// Share of the variance around a line that the harmonics carry, stronger seasons taken out before.
    pub share: f64,
    /// `max(0, 1 - var(remainder) / var(remainder + season))` of an MSTL decomposition into all seasons.
    pub strength: Option<f64>,
}

/// A season that the calendar knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Natural {
    name: &'static str,
    /// Its length in places.
    pub(crate) period: f64,
    /// Places of one mean, where the season is too long for single values.
    block: usize,
}

impl Natural {
    /// Those of a step, the shortest first.
    pub(crate) fn of(step: Step) -> Vec<Self> {
        let plain = |name, period: f64| Self { name, period, block: 1 };
        let all = match step {
            Step::Months(n) => vec![plain("year", 12.0 / f64::from(n))],
            Step::Days(n) => vec![plain("week", 7.0 / f64::from(n)), plain("year", YEAR_DAYS / f64::from(n))],
            Step::WorkingDays(week) => {
                let open = f64::from(week.len());
                vec![plain("week", open), plain("year", open * YEAR_DAYS / 7.0)]
            }
            Step::Seconds(n) => of_seconds(f64::from(n)),
            Step::Other => Vec::new(),
        };
        // 7 days of a step of 2 days are no whole number of places, 365.25 of a day nearly are.
        let fits = |one: &Self| one.places() >= 2 && (one.period / one.block as f64 / one.places() as f64 - 1.0).abs() < 0.03;
        all.into_iter().filter(fits).collect()
    }

    /// Blocks of a season.
    fn places(&self) -> usize {
        (self.period / self.block as f64).round() as usize
    }
}

/// Day and week in single values where these fit, else in hours; the year in days.
fn of_seconds(seconds: f64) -> Vec<Natural> {
    let day = DAY_SECONDS / seconds;
    let whole = day.round() as usize;
    let hour = if whole.is_multiple_of(HOURS) { whole / HOURS } else { 1 };
    let block = |period: f64| if CYCLES_MIN as f64 * period <= VALUES_MAX as f64 { 1 } else { hour };
    let of = |name, days: f64| Natural { name, period: days * day, block: block(days * day) };
    vec![of("day", 1.0), of("week", 7.0), Natural { name: "year", period: YEAR_DAYS * day, block: whole.max(1) }]
}

/// Looks for seasons in a series without gaps.
///
/// Those of the calendar, the shortest first, each in what the ones found before leave, and once more those that a stronger one may have hidden; where none
/// holds, those at the peaks of the autocorrelation.
pub(crate) fn seasons(y: &[f64], natural: &[Natural]) -> Vec<SeasonFound> {
    let known: Vec<Natural> = natural.iter().copied().filter(|one| CYCLES_MIN * one.places() <= y.len() / one.block).collect();
    let mut found: Vec<(usize, SeasonFound)> = Vec::new();
    let mut blocks: Vec<usize> = known.iter().map(|one| one.block).collect();
    blocks.dedup();
    for block in blocks {
        let z = last_means(y, block);
        for _ in 0..2 {
            for one in known.iter().filter(|one| one.block == block) {
                if !found.iter().any(|(_, season)| season.name.as_deref() == Some(one.name)) {
                    let rest = without(&z, &within(&found, block));
                    let season = tested(&rest, one.places(), known.len(), Some(one.name));
                    found.extend(season.map(|season| (block, SeasonFound { period: one.period.round() as u64, ..season })));
                }
            }
        }
    }
    if found.is_empty() {
        found = searched(&last_means(y, 1)).into_iter().map(|season| (1, season)).collect();
    }
    found.sort_by_key(|(_, season)| season.period);
    strengths(y, &mut found);
    found.into_iter().map(|(_, season)| season).collect()
}

/// Reads the strength of each season beside all others that blocks of its size leave.
fn strengths(y: &[f64], found: &mut [(usize, SeasonFound)]) {
    let mut blocks: Vec<usize> = found.iter().map(|(block, _)| *block).collect();
    blocks.sort_unstable();
    blocks.dedup();
    for block in blocks {
        let periods = within(found, block);
        let Some(parts) = SeveralSeasons::mstl(&last_means(y, block), &periods) else { continue };
        let strengths = parts.strengths();
        for (own, season) in found.iter_mut().filter(|(own, _)| *own == block) {
            let at = periods.iter().position(|period| *period == in_blocks(season.period, *own));
            season.strength = at.map(|at| strengths[at]);
        }
    }
}

/// Periods of the seasons in blocks of so many places, those that are two blocks and more, the shortest first.
fn within(found: &[(usize, SeasonFound)], block: usize) -> Vec<usize> {
    let mut periods: Vec<usize> = found.iter().map(|(_, s)| in_blocks(s.period, block)).filter(|m| *m >= 2).collect();
    periods.sort_unstable();
    periods.dedup();
    periods
}

fn in_blocks(period: u64, block: usize) -> usize {
    (period as f64 / block as f64).round() as usize
}

/// A series of means of so many places without these seasons.
pub(crate) fn adjusted(means: &[f64], found: &[SeasonFound], block: usize) -> Vec<f64> {
    let all: Vec<(usize, SeasonFound)> = found.iter().map(|season| (block, season.clone())).collect();
    without(means, &within(&all, block))
}

fn without(y: &[f64], periods: &[usize]) -> Vec<f64> {
    let mut rest = y.to_vec();
    let periods: Vec<usize> = periods.iter().copied().filter(|m| y.len() > 2 * m).collect();
    if let Some(parts) = SeveralSeasons::mstl(y, &periods) {
        parts.seasonal.iter().for_each(|season| rest.iter_mut().zip(season).for_each(|(v, s)| *v -= s));
    }
    rest
}

/// The last means of so many neighbours each.
fn last_means(y: &[f64], block: usize) -> Vec<f64> {
    let count = (y.len() / block).min(VALUES_MAX);
    y[y.len() - count * block..].chunks_exact(block).map(|part| part.iter().sum::<f64>() / block as f64).collect()
}

/// The season of one period, where it is one after correction for `looked` periods.
fn tested(y: &[f64], period: usize, looked: usize, name: Option<&str>) -> Option<SeasonFound> {
    let test = stats::season_test(y, period).ok()?;
    let p = (test.p * looked as f64).min(1.0);
    let name = name.map(str::to_owned);
    (p < LEVEL).then_some(SeasonFound { period: period as u64, name, p, share: test.share, strength: None })
}

/// Seasons at the peaks of the autocorrelation, the surest first, each in what the ones before leave.
fn searched(y: &[f64]) -> Vec<SeasonFound> {
    let reach = (y.len() / CYCLES_MIN).min(LAG_MAX);
    let mut found: Vec<SeasonFound> = Vec::new();
    while found.len() < SEARCHED_MAX {
        let rest = adjusted(y, &found, 1);
        // Multiples of a period repeat with it.
        let related = |m: usize| found.iter().map(|s| s.period as usize).any(|other| m % other <= 1 || other % m <= 1);
        let new = peaks(&rest, reach).into_iter().filter(|m| !related(*m));
        let tested = new.filter_map(|period| tested(&rest, period, reach.saturating_sub(1).max(1), None));
        let Some(best) = tested.min_by(|a, b| a.p.total_cmp(&b.p).then(a.period.cmp(&b.period))) else { break };
        found.push(best);
        found.sort_by_key(|season| season.period);
    }
    found
}

/// The highest local maxima of the autocorrelation of the series without its slow movement.
fn peaks(y: &[f64], reach: usize) -> Vec<usize> {
    if reach < 3 {
        return Vec::new();
    }
    let steps: Vec<f64> = y.windows(2).map(|w| w[1] - w[0]).collect();
    let Ok(r) = stats::autocorrelations(&steps, reach) else { return Vec::new() };
    let at = |lag: usize| r.get(lag - 1).map_or(f64::NEG_INFINITY, |r| r.value);
    let peak = |lag: &usize| at(*lag) > 0.0 && at(*lag) >= at(lag - 1) && at(*lag) >= at(lag + 1);
    let mut lags: Vec<usize> = (2..=reach).filter(peak).collect();
    lags.sort_by(|a, b| at(*b).total_cmp(&at(*a)));
    lags.truncate(PEAKS_MAX);
    lags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_of_each_step() {
        let of = |step| Natural::of(step).iter().map(|n| (n.name, n.period, n.block)).collect::<Vec<_>>();
        assert_eq!(of(Step::HOURLY), [("day", 24.0, 1), ("week", 168.0, 1), ("year", 8766.0, 24)]);
        assert_eq!(of(Step::HALF_HOURLY)[..2], [("day", 48.0, 1), ("week", 336.0, 1)]);
        assert_eq!(of(Step::Seconds(60)), [("day", 1440.0, 60), ("week", 10_080.0, 60), ("year", 525_960.0, 1440)]);
        assert_eq!(of(Step::DAILY), [("week", 7.0, 1), ("year", 365.25, 1)]);
        assert_eq!(of(Step::WEEKLY), [("year", 365.25 / 7.0, 1)]);
        assert_eq!(of(Step::MONTHLY), [("year", 12.0, 1)]);
        assert_eq!(of(Step::YEARLY), []);
    }
}
