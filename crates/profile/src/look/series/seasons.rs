//! Seasons: those that the calendar knows, and those that the series itself shows.

use forecast::{Decomposition, Series};
use serde::{Deserialize, Serialize};

/// Autocorrelations are searched for periods up to this lag.
const LAG_MAX: usize = 400;
/// Peaks of the autocorrelation that are tested.
const PEAKS_MAX: usize = 4;
/// Seasons kept at most.
const SEASONS_MAX: usize = 3;
/// A season is one when its p-value, corrected for the search, is below.
pub(crate) const LEVEL: f64 = 0.01;

/// A season of one length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeasonFound {
    /// Places of a season.
    pub period: u64,
    /// Whether the calendar suggests it; else it was searched for.
    pub calendar: bool,
    /// p-value of the test of harmonics against their background, corrected for all periods that were looked at.
    pub p: f64,
    /// Share of the variance around a line that the harmonics carry.
    pub share: f64,
    /// `max(0, 1 - var(remainder) / var(remainder + season))` of an STL decomposition, shorter seasons taken out before; none
    /// where there are fewer than three seasons.
    pub strength: Option<f64>,
}

/// Seasons, and the series without them.
pub(crate) struct Seasons {
    pub(crate) found: Vec<SeasonFound>,
    pub(crate) rest: Vec<f64>,
}

/// Looks for seasons in a series without gaps; `natural` are the periods of its calendar.
pub(crate) fn seasons(y: &[f64], natural: &[usize]) -> Seasons {
    let mut found: Vec<SeasonFound> = Vec::new();
    let known: Vec<usize> = natural.iter().copied().filter(|m| 4 * m <= y.len()).collect();
    for &period in &known {
        found.extend(tested(y, period, known.len(), true));
    }
    // Where the calendar knows nothing that holds, the series is searched.
    if found.is_empty() {
        let reach = (y.len() / 4).min(LAG_MAX);
        for period in peaks(y, reach) {
            found.extend(tested(y, period, reach.saturating_sub(1).max(1), false));
        }
        found.sort_by(|a, b| a.p.total_cmp(&b.p).then(a.period.cmp(&b.period)));
        // Multiples of a period repeat with it.
        let all = std::mem::take(&mut found);
        for season in all {
            let related = |other: &SeasonFound| season.period % other.period <= 1 || other.period % season.period <= 1;
            if !found.iter().any(related) {
                found.push(season);
            }
        }
    }
    found.sort_by_key(|season| season.period);
    found.truncate(SEASONS_MAX);
    let mut rest = y.to_vec();
    for season in &mut found {
        let Some(parts) = Series::new(rest.clone(), season.period as usize).ok().and_then(|series| Decomposition::stl(&series))
        else {
            continue;
        };
        season.strength = Some(parts.seasonal_strength());
        rest.iter_mut().zip(&parts.seasonal).for_each(|(v, s)| *v -= s);
    }
    Seasons { found, rest }
}

/// The season of one period, where it is one after correction for `looked` periods.
fn tested(y: &[f64], period: usize, looked: usize, calendar: bool) -> Option<SeasonFound> {
    let test = stats::season_test(y, period).ok()?;
    let p = (test.p * looked as f64).min(1.0);
    (p < LEVEL).then_some(SeasonFound { period: period as u64, calendar, p, share: test.share, strength: None })
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
