//! Does a series keep its level: the KPSS test of stationarity.

use super::check;
use crate::linear::dot;
use crate::tabled::TabledP;
use crate::{LinearModel, StatsError};

/// What the series is stationary around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// A level.
    Level,
    /// A line.
    Line,
}

/// How many lags the long-run variance takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bandwidth {
    /// This many.
    Fixed(usize),
    /// `4 (n / 100)^(1/4)`, whole part.
    Short,
    /// From the data, after Hobijn, Franses and Ooms.
    Auto,
}

/// A KPSS test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kpss {
    /// `n^-2 sum S_t^2 / s^2(lags)`.
    pub statistic: f64,
    /// p-value of "the series is stationary", from a table of 1 to 10 %.
    pub p: TabledP,
    /// Lags of the Bartlett window.
    pub lags: usize,
    /// What it is stationary around.
    pub around: Around,
}

/// The test of Kwiatkowski, Phillips, Schmidt and Shin. `O(n lags)`.
///
/// `S_t` are partial sums of the deviations from level or line, `s^2` their variance plus twice the autocovariances with Bartlett weights.
/// Strong autocorrelation makes it reject too often: read it beside [`crate::dickey_fuller`].
///
/// References: D. Kwiatkowski et al. (1992), doi:10.1016/0304-4076(92)90104-Y; B. Hobijn, P. H. Franses and M. Ooms (2004),
/// doi:10.1111/j.1467-9574.2004.00272.x. Checked against R `tseries::kpss.test`, `urca::ur.kpss` and statsmodels `kpss`.
///
/// # Errors
/// [`StatsError::TooFew`] below 10 values, [`StatsError::NotFinite`], [`StatsError::Constant`].
pub fn kpss(y: &[f64], around: Around, bandwidth: Bandwidth) -> Result<Kpss, StatsError> {
    check(y, 10)?;
    let n = y.len() as f64;
    let time: Vec<f64> = (0..y.len()).map(|t| t as f64).collect();
    let columns: &[&[f64]] = if around == Around::Line { &[&time] } else { &[] };
    let model = LinearModel::fit(columns, y, true)?;
    let e = model.residuals();
    let lags = match bandwidth {
        Bandwidth::Fixed(lags) => lags,
        Bandwidth::Short => (4.0 * (n / 100.0).powf(0.25)) as usize,
        Bandwidth::Auto => auto_lags(e),
    }
    .min(y.len() - 1);
    let statistic = kpss_statistic(e, lags).ok_or(StatsError::Constant)?;
    let points = match around {
        Around::Level => [0.347, 0.463, 0.574, 0.739],
        Around::Line => [0.119, 0.146, 0.176, 0.216],
    };
    Ok(Kpss { statistic, p: TabledP::read(statistic, &points, &[0.10, 0.05, 0.025, 0.01]), lags, around })
}

/// `n^-2 sum S_t^2 / s^2(lags)` of deviations from a level or a line; `None` where their long-run variance is not above 0. `O(n lags)`.
pub fn kpss_statistic(e: &[f64], lags: usize) -> Option<f64> {
    let known = lags.min(e.len().saturating_sub(1));
    let cross = |k: usize| dot(&e[k..], &e[..e.len() - k]);
    let weighted = (1..=known).map(|k| (1.0 - k as f64 / (lags as f64 + 1.0)) * cross(k)).sum::<f64>();
    let long_run = cross(0) + 2.0 * weighted;
    let (mut partial, mut sum) = (0.0, 0.0);
    for e in e {
        partial += e;
        sum += partial * partial;
    }
    (long_run > 0.0).then(|| sum / (e.len() as f64 * long_run))
}

fn auto_lags(e: &[f64]) -> usize {
    let n = e.len() as f64;
    let covariance = |k: usize| 2.0 * dot(&e[k..], &e[..e.len() - k]) / n;
    let (mut s0, mut s1) = (0.5 * covariance(0), 0.0);
    for k in 1..=n.powf(2.0 / 9.0) as usize {
        s0 += covariance(k);
        s1 += k as f64 * covariance(k);
    }
    let rate = 1.1447 * ((s1 / s0).powi(2) * n).cbrt();
    if rate.is_finite() { rate as usize } else { 0 }
}
