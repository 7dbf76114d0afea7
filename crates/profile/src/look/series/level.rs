//! Does a series keep its level: unit root and stationarity as a pair, trend, jumps.

use serde::{Deserialize, Serialize};
use stats::{Around, Bandwidth, Change, LagRule, TabledP, Terms};

/// Values that the tests need.
pub(crate) const VALUES_MIN: usize = 20;
/// The level at which the pair is read,
const LEVEL: f64 = 0.05;
/// and the one at which stationarity around a line has to be rejected for a unit root to be said.
const SURE: f64 = 0.025;
/// Below this tau a series whose one or two jumps were taken out does not wander: 5 % points of random walks of 50 values, where they lie lowest
/// (with 100 to 400 values -4.1 to -3.9 and -5.1 to -4.6; `tau_of_walks_without_their_jumps`).
const SHIFTED: [f64; 2] = [-4.4, -5.9];

/// What unit-root test and test of stationarity say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// Around one level: the unit root is rejected, stationarity is not.
    Stationary,
    /// Around a line: the same with a line.
    TrendStationary,
    /// Around a level that jumps at few dates: the unit root is rejected once the jumps are taken out.
    LevelShifts,
    /// It wanders: stationarity is rejected, around a level and a line, the unit root is not.
    UnitRoot,
    /// A line or a unit root: stationarity around a level is rejected, around a line it is not, nor is the unit root.
    Trending,
    /// Both are rejected: long memory, breaks, changing spread.
    BothRejected,
    /// Neither is rejected: too few values to tell.
    NeitherRejected,
}

impl Reading {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Stationary => "stationary around a level",
            Self::TrendStationary => "stationary around a line",
            Self::LevelShifts => "stationary around a level that jumps",
            Self::UnitRoot => "unit root: it wanders",
            Self::Trending => "a line or a unit root: these values cannot tell",
            Self::BothRejected => "undecided: both are rejected (long memory, breaks or changing spread)",
            Self::NeitherRejected => "undecided: neither is rejected (too few values)",
        }
    }
}

/// An augmented Dickey-Fuller test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitRootTest {
    /// Terms of the regression: `constant`, or `constant and line`.
    pub terms: String,
    /// Lagged differences, by Akaike's criterion.
    pub lags: u64,
    /// The statistic.
    pub tau: f64,
    /// p-value of a unit root, for the length and the search for lags.
    pub p: f64,
    /// The p-value of `MacKinnon`'s limit, which other programs print.
    pub limit_p: f64,
}

/// A KPSS test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationarityTest {
    /// Around `level` or `line`.
    pub around: String,
    /// Lags of the long-run variance, `4 (n / 100)^(1/4)`.
    pub lags: u64,
    /// The statistic.
    pub statistic: f64,
    /// The p-value, as exact as the table: `0.031`, `<0.01`, `>0.1`.
    pub p: String,
}

/// The pair of tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Tests of a unit root.
    pub unit_root: Vec<UnitRootTest>,
    /// Tests of stationarity.
    pub stationarity: Vec<StationarityTest>,
    /// What they say together.
    pub reading: Reading,
}

/// A straight trend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StraightTrend {
    /// Change a place.
    pub slope: f64,
    /// Its interval at 95 %, with the dependence of neighbours in it.
    pub interval: (f64, f64),
    /// p-value of no trend.
    pub p: f64,
}

/// Tests a series without gaps; none where it is too short or does not vary.
pub(crate) fn pair(y: &[f64]) -> Option<Pair> {
    if y.len() < VALUES_MIN {
        return None;
    }
    let adf = |terms| stats::dickey_fuller(y, terms, LagRule::Aic).ok();
    let kpss = |around| stats::kpss(y, around, Bandwidth::Short).ok();
    let (constant, line) = (adf(Terms::Constant)?, adf(Terms::Trend)?);
    let (level, slope) = (kpss(Around::Level)?, kpss(Around::Line)?);
    // A series without noise leaves nothing to test.
    if ![constant.tau, line.tau, level.statistic, slope.statistic].iter().all(|x| x.is_finite()) {
        return None;
    }
    let reading = read(constant.p, line.p, level.p, slope.p);
    let unit_root = [("constant", constant), ("constant and line", line)].map(|(terms, test)| UnitRootTest {
        terms: terms.to_owned(),
        lags: test.lags as u64,
        tau: test.tau,
        p: test.p,
        limit_p: test.limit_p,
    });
    let stationarity = [("level", level), ("line", slope)].map(|(around, test)| StationarityTest {
        around: around.to_owned(),
        lags: test.lags as u64,
        statistic: test.statistic,
        p: test.p.to_string(),
    });
    Some(Pair { unit_root: unit_root.into(), stationarity: stationarity.into(), reading })
}

fn read(constant: f64, line: f64, level: TabledP, slope: TabledP) -> Reading {
    let (level_rejected, slope_rejected, sure) = (level.is_below(LEVEL), slope.is_below(LEVEL), slope.is_below(SURE));
    if constant < LEVEL && !level_rejected {
        return Reading::Stationary;
    }
    if line < LEVEL && !slope_rejected {
        return Reading::TrendStationary;
    }
    match (constant < LEVEL || line < LEVEL, level_rejected, sure) {
        (true, ..) => Reading::BothRejected,
        (false, _, true) => Reading::UnitRoot,
        (false, true, false) => Reading::Trending,
        (false, false, false) => Reading::NeitherRejected,
    }
}

/// Jumps of the mean, where the series neither wanders nor follows a line; and the reading with them in view.
pub(crate) fn jumps(y: &[f64], reading: Reading) -> (Vec<Change>, Reading) {
    if reading == Reading::TrendStationary {
        return (Vec::new(), reading);
    }
    let Ok(mut found) = stats::changes_in_mean(y) else { return (Vec::new(), reading) };
    place(y, &mut found);
    if found.is_empty() || reading == Reading::Stationary {
        return (found, reading);
    }
    // A jump looks like a unit root to both tests: test again without the jumps, against what random walks give then.
    let tau = || stats::dickey_fuller(&levelled(y, &found), Terms::Constant, LagRule::Bic).map(|test| test.tau);
    let still = SHIFTED.get(found.len() - 1).is_some_and(|point| tau().is_ok_and(|tau| tau < *point));
    if still { (found, Reading::LevelShifts) } else { (Vec::new(), reading) }
}

/// Moves each jump to where the two means around it fit best, by least squares.
fn place(y: &[f64], changes: &mut [Change]) {
    let edges: Vec<usize> = std::iter::once(0).chain(changes.iter().map(|c| c.at)).chain([y.len()]).collect();
    for (change, around) in changes.iter_mut().zip(edges.windows(3)) {
        let part = &y[around[0]..around[2]];
        let total: f64 = part.iter().sum();
        let mut before = 0.0;
        let mut best = (0.0, change.at);
        for (k, v) in part.iter().enumerate().take(part.len() - 1) {
            before += v;
            let (a, b) = ((k + 1) as f64, (part.len() - k - 1) as f64);
            let gain = (before / a - (total - before) / b).powi(2) * a * b;
            if gain > best.0 {
                best = (gain, around[0] + k + 1);
            }
        }
        change.at = best.1;
    }
    let edges: Vec<usize> = std::iter::once(0).chain(changes.iter().map(|c| c.at)).chain([y.len()]).collect();
    for (change, around) in changes.iter_mut().zip(edges.windows(3)) {
        let mean = |from: usize, to: usize| stats::mean(&y[from..to]);
        change.before = mean(around[0], around[1]).unwrap_or(change.before);
        change.after = mean(around[1], around[2]).unwrap_or(change.after);
    }
}

/// The series without its jumps.
fn levelled(y: &[f64], changes: &[Change]) -> Vec<f64> {
    let mut rest = y.to_vec();
    let mut part = 0..0;
    let ends = changes.iter().map(|c| c.at).chain([y.len()]);
    let first = changes.first().map_or(0.0, |c| c.before);
    for (end, mean) in ends.zip(std::iter::once(first).chain(changes.iter().map(|c| c.after))) {
        part = part.end..end;
        rest[part.clone()].iter_mut().for_each(|v| *v -= mean);
    }
    rest
}

/// The straight trend of a series without gaps; none where it is too short or does not vary.
pub(crate) fn straight_trend(y: &[f64]) -> Option<StraightTrend> {
    let found = stats::trend(y).ok()?;
    Some(StraightTrend { slope: found.slope, interval: found.interval, p: found.p })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::print_stdout)]

    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    use super::*;

    /// Prints the 5 % points of tau of random walks whose jumps were taken out, by length and number of jumps.
    #[test]
    #[ignore = "makes the points of SHIFTED"]
    fn tau_of_walks_without_their_jumps() {
        for n in [50, 100, 200, 400] {
            let mut rng = Pcg64::seed_from_u64(20_261_128 + n as u64);
            let mut found: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
            for _ in 0..3000 {
                let mut at = 0.0;
                let mut step = || {
                    at += (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
                    at
                };
                let y: Vec<f64> = (0..n).map(|_| step()).collect();
                let Ok(changes) = stats::changes_in_mean(&y) else { continue };
                if let (1..=2, Ok(test)) =
                    (changes.len(), stats::dickey_fuller(&levelled(&y, &changes), Terms::Constant, LagRule::Bic))
                {
                    found[changes.len() - 1].push(test.tau);
                }
            }
            for (k, taus) in found.iter_mut().enumerate() {
                taus.sort_by(f64::total_cmp);
                let at = |share: f64| taus.get((share * taus.len() as f64) as usize);
                println!("{n} values, {} jumps: {} walks, 5 % {:?}, 1 % {:?}", k + 1, taus.len(), at(0.05), at(0.01));
            }
        }
    }
}
