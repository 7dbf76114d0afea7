//! Differencing: how often a series must be differenced, and doing it.

use crate::ocsb::{Ocsb, ocsb};
use crate::{Series, season::Decomposition};

/// Seasonal strength above which one seasonal difference is taken.
const STRENGTH_MAX: f64 = 0.64;
/// Five per cent point of the KPSS statistic for a level.
const KPSS_5: f64 = 0.463;

/// What decides on a seasonal difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SeasonalTest {
    /// The strength of the season in an STL decomposition, above 0.64.
    #[default]
    Strength,
    /// The test for a seasonal unit root of Osborn, Chui, Smith and Birchenhall ([`ocsb`]), at 5 %.
    Ocsb,
}

/// KPSS statistic for a level, with `lags` Bartlett lags in the long-run variance; large where the series wanders.
///
/// `n^-2 sum_t S_t^2 / s^2(l)`, S the partial sums of `y - mean`. Critical values 0.347 (10 %), 0.463 (5 %), 0.739
/// (1 %). Missing values are left out. 0 for a constant series. O(n lags).
/// Reference: Kwiatkowski et al. (1992), doi:10.1016/0304-4076(92)90104-Y. Checked against R `urca::ur.kpss`.
pub fn kpss(y: &[f64], lags: usize) -> f64 {
    let x: Vec<f64> = y.iter().copied().filter(|v| !v.is_nan()).collect();
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let deviations: Vec<f64> = x.iter().map(|v| v - mean).collect();
    stats::kpss_statistic(&deviations, lags).unwrap_or(0.0)
}

/// Number of first differences after which the KPSS test at 5 % accepts a level, at most `max`.
///
/// Checked against R `forecast::ndiffs`.
pub fn first_differences(y: &[f64], max: usize) -> usize {
    let mut x = y.to_vec();
    for d in 0..max {
        if is_constant(&x) {
            return d;
        }
        let n = x.iter().filter(|v| !v.is_nan()).count();
        let lags = (3.0 * (n as f64).sqrt() / 13.0) as usize;
        if kpss(&x, lags) <= KPSS_5 {
            return d;
        }
        x = diff(&x, 1);
        if is_constant(&x) {
            return d;
        }
    }
    max
}

/// 1 where the strength of the season in an STL decomposition exceeds 0.64, else 0.
///
/// Checked against R `forecast::nsdiffs(test = "seas")`.
pub fn seasonal_differences(series: &Series) -> usize {
    seasonal_differences_by(series, SeasonalTest::Strength)
}

/// 1 where the test calls for a seasonal difference, else 0; 0 also where there is not enough to tell.
pub fn seasonal_differences_by(series: &Series, test: SeasonalTest) -> usize {
    if series.is_constant() {
        return 0;
    }
    usize::from(match test {
        SeasonalTest::Strength => Decomposition::stl(series).is_some_and(|parts| parts.seasonal_strength() > STRENGTH_MAX),
        SeasonalTest::Ocsb => ocsb(series, None).is_some_and(Ocsb::differenced),
    })
}

/// `y_t - y_{t-lag}`, shorter by `lag`.
pub(crate) fn diff(y: &[f64], lag: usize) -> Vec<f64> {
    if y.len() <= lag {
        return Vec::new();
    }
    y[lag..].iter().zip(y).map(|(a, b)| a - b).collect()
}

pub(crate) fn is_constant(y: &[f64]) -> bool {
    let mut seen = y.iter().filter(|v| !v.is_nan());
    let first = seen.next();
    let size = first.map_or(0.0, |v| v.abs());
    seen.all(|v| first.is_some_and(|f| (v - f).abs() <= 1e-12 * size))
}
