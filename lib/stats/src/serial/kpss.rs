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

/// Levels of the table.
const LEVELS: [f64; 4] = [0.10, 0.05, 0.025, 0.01];
/// Points of the limit, around a level and around a line.
const LIMIT: [[f64; 4]; 2] = [[0.347, 0.463, 0.574, 0.739], [0.119, 0.146, 0.176, 0.216]];
/// Points with the short bandwidth, around a level and around a line, by length; made by the test below. Lags step up at 32, 100, 245, 507, 938.
const POINTS: [(f64, [[f64; 4]; 2]); 16] = [
    (10.0, [[0.3497, 0.3873, 0.4145, 0.4410], [0.1637, 0.1815, 0.2015, 0.2313]]),
    (14.0, [[0.3485, 0.4020, 0.4430, 0.4828], [0.1368, 0.1466, 0.1548, 0.1639]]),
    (20.0, [[0.3467, 0.4164, 0.4729, 0.5343], [0.1265, 0.1408, 0.1527, 0.1649]]),
    (31.0, [[0.3468, 0.4311, 0.5077, 0.5973], [0.1219, 0.1409, 0.1579, 0.1777]]),
    (32.0, [[0.3452, 0.4229, 0.4873, 0.5583], [0.1234, 0.1395, 0.1537, 0.1689]]),
    (50.0, [[0.3468, 0.4353, 0.5174, 0.6136], [0.1206, 0.1413, 0.1604, 0.1822]]),
    (99.0, [[0.3468, 0.4479, 0.5461, 0.6712], [0.1195, 0.1440, 0.1676, 0.1981]]),
    (100.0, [[0.3443, 0.4426, 0.5361, 0.6542], [0.1195, 0.1425, 0.1649, 0.1925]]),
    (160.0, [[0.3462, 0.4494, 0.5520, 0.6891], [0.1192, 0.1440, 0.1692, 0.2027]]),
    (244.0, [[0.3482, 0.4565, 0.5636, 0.7057], [0.1189, 0.1457, 0.1716, 0.2076]]),
    (245.0, [[0.3449, 0.4500, 0.5588, 0.6963], [0.1192, 0.1446, 0.1705, 0.2040]]),
    (506.0, [[0.3447, 0.4522, 0.5694, 0.7209], [0.1195, 0.1473, 0.1739, 0.2085]]),
    (507.0, [[0.3449, 0.4531, 0.5625, 0.7103], [0.1188, 0.1465, 0.1744, 0.2094]]),
    (937.0, [[0.3479, 0.4569, 0.5708, 0.7249], [0.1195, 0.1476, 0.1762, 0.2153]]),
    (938.0, [[0.3457, 0.4600, 0.5756, 0.7291], [0.1189, 0.1472, 0.1739, 0.2099]]),
    (1599.0, [[0.3451, 0.4535, 0.5691, 0.7255], [0.1193, 0.1469, 0.1754, 0.2149]]),
];

/// A KPSS test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kpss {
    /// `n^-2 sum S_t^2 / s^2(lags)`.
    pub statistic: f64,
    /// p-value of "the series is stationary", from a table of 1 to 10 %, with the short bandwidth for the length.
    pub p: TabledP,
    /// The p-value that other programs print, from the points of the limit: a little too large in short series.
    pub limit_p: TabledP,
    /// Lags of the Bartlett window.
    pub lags: usize,
    /// What it is stationary around.
    pub around: Around,
}

/// The test of Kwiatkowski, Phillips, Schmidt and Shin. `O(n lags)`.
///
/// `S_t` are partial sums of the deviations from level or line, `s^2` their variance plus twice the autocovariances with Bartlett weights.
/// Strong autocorrelation makes it reject too often: read it beside [`crate::dickey_fuller`]. In short series the points of the limit reject too
/// rarely (3.9 % at 5 % with the short bandwidth and n = 50), so that p is read from points simulated for that bandwidth and length; for other
/// bandwidths it is that of the limit.
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
    let case = usize::from(around == Around::Line);
    let points = if bandwidth == Bandwidth::Short { short_points(n, case) } else { LIMIT[case] };
    let read = |points: &[f64; 4]| TabledP::read(statistic, points, &LEVELS);
    Ok(Kpss { statistic, p: read(&points), limit_p: read(&LIMIT[case]), lags, around })
}

/// Points for a length with the short bandwidth, linear in `1 / n`; towards those of the limit beyond the table.
fn short_points(n: f64, case: usize) -> [f64; 4] {
    let k = POINTS.partition_point(|(size, _)| *size < n);
    let (a, low) = POINTS[k.saturating_sub(1)];
    let (b, high) = POINTS.get(k).copied().unwrap_or((f64::INFINITY, LIMIT));
    let part = if a < b { ((a.recip() - n.recip()) / (a.recip() - b.recip())).clamp(0.0, 1.0) } else { 0.0 };
    std::array::from_fn(|level| low[case][level] * (1.0 - part) + high[case][level] * part)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::print_stdout)]

    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    use super::*;
    use crate::{Continuous, Normal};

    /// Prints [`POINTS`].
    #[test]
    #[ignore = "makes the table; some CPU minutes"]
    fn points_by_simulation() {
        for n in [10, 14, 20, 31, 32, 50, 99, 100, 160, 244, 245, 506, 507, 937, 938, 1599] {
            let mut rng = Pcg64::seed_from_u64(20_261_128 + n as u64);
            let times = if n < 250 { 200_000 } else { 60_000 };
            let mut found = [Vec::new(), Vec::new()];
            for _ in 0..times {
                let mut draw = || Normal::standard().quantile(rng.random_range(1e-300..1.0)).unwrap_or(0.0);
                let y: Vec<f64> = (0..n).map(|_| draw()).collect();
                for (found, around) in found.iter_mut().zip([Around::Level, Around::Line]) {
                    found.extend(kpss(&y, around, Bandwidth::Short).map(|test| test.statistic));
                }
            }
            let points = found.map(|mut statistics| {
                statistics.sort_by(f64::total_cmp);
                LEVELS.map(|level| statistics[((1.0 - level) * f64::from(times)) as usize])
            });
            println!("    ({n}.0, {points:.4?}),");
        }
    }
}
