//! Osborn, Chui, Smith and Birchenhall's test for a seasonal unit root.
//!
//! With `w = (1-B)(1-B^m) y`, `s = (1-B^m) y`, `f = (1-B) y` and `phi(B)` the autoregression of `w` on its own lags:
//!
//! `w_t = sum_i phi_i w_{t-i} + a (phi(B) s)_{t-1} + b (phi(B) f)_{t-m} + e_t`
//!
//! Where the season needs a difference, b is 0; where it is stationary, b is negative. The statistic is the t value of b.
//! Reference: Osborn, Chui, Smith & Birchenhall (1988), doi:10.1111/j.1468-0084.1988.mp50004002.x.

use crate::Series;
use crate::difference::diff;
use crate::linalg::{dot, least_squares};

/// Lags among which the criterion chooses.
const LAGS_MAX: usize = 3;

/// The outcome of [`ocsb`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ocsb {
    /// The t value of the seasonal term.
    pub statistic: f64,
    /// Five per cent point: a seasonal unit root is rejected below it.
    pub critical: f64,
    /// Lags of the twice differenced series in the regression.
    pub lags: usize,
}

impl Ocsb {
    /// Whether one seasonal difference is called for: the unit root is not rejected at 5 %.
    pub fn differenced(self) -> bool {
        self.statistic > self.critical
    }
}

/// The test with this many lags, or with the number of 0 to 3 that has the smallest Akaike criterion on a common stretch.
///
/// Gaps are filled first. `None` without a season, for a constant series, and where the regression has not two more values than
/// coefficients or explains the series exactly. O(n lags^2). Statistics for fixed lags were checked against R
/// `forecast::ocsb.test`. Its choice among lags is another: R 8.20 fits 1 to 3 and then takes one lag fewer than the best, so that
/// logarithms of the airline passengers, for one, are not differenced there.
pub fn ocsb(series: &Series, lags: Option<usize>) -> Option<Ocsb> {
    let (y, m) = (series.filled(), series.period());
    if m < 2 || series.is_constant() {
        return None;
    }
    let parts = Parts { twice: diff(&diff(&y, m), 1), seasonal: diff(&y, m), first: diff(&y, 1), m };
    let lags = lags.or_else(|| {
        let scored = (0..=LAGS_MAX).filter_map(|l| Some((parts.fit(l, LAGS_MAX)?.criterion, l)));
        scored.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, l)| l)
    })?;
    parts.fit(lags, lags).map(|fit| Ocsb { statistic: fit.statistic, critical: critical(m), lags })
}

/// Five per cent point of the statistic: a cubic in `m^-1/2` through the values that R `forecast` uses, within 0.0005 of them for
/// periods 2 to 52; they come from simulations.
fn critical(m: usize) -> f64 {
    let u = 1.0 / (m as f64).sqrt();
    -1.617_54 + u * (-0.784_23 + u * (0.530_32 - 0.126_94 * u))
}

/// The series differenced in three ways.
struct Parts {
    twice: Vec<f64>,
    seasonal: Vec<f64>,
    first: Vec<f64>,
    m: usize,
}

struct Fit {
    statistic: f64,
    criterion: f64,
}

impl Parts {
    /// The regression over `w_from..`.
    fn fit(&self, lags: usize, from: usize) -> Option<Fit> {
        let w = &self.twice;
        if w.len() < from + 2 * lags + 4 {
            return None;
        }
        let lagged = |lag: usize| w[from - lag..w.len() - lag].to_vec();
        let mut columns: Vec<Vec<f64>> = (1..=lags).map(lagged).collect();
        let phi = least_squares(&columns, &w[from..]);
        let filtered = |x: &[f64], t: usize| x[t] - phi.iter().enumerate().map(|(i, p)| p * x[t - 1 - i]).sum::<f64>();
        // w_t, s_t and f_t stand for the values of the series at t + m + 1, t + m and t + 1.
        columns.push((from..w.len()).map(|t| filtered(&self.seasonal, t)).collect());
        columns.push((from..w.len()).map(|t| filtered(&self.first, t)).collect());
        debug_assert_eq!(self.first.len(), w.len() + self.m);
        t_of_last(&columns, &w[from..])
    }
}

/// The t value of the last column's coefficient and the Akaike criterion of the regression.
fn t_of_last(columns: &[Vec<f64>], y: &[f64]) -> Option<Fit> {
    let (n, k) = (y.len() as f64, columns.len() as f64);
    let (last, others) = columns.split_last()?;
    let own = left(others, last);
    let e = left(columns, y);
    let (size, squares) = (dot(&own, &own), dot(&e, &e));
    let usable = n >= k + 2.0 && size > 1e-20 * dot(last, last) && squares > 1e-20 * dot(y, y);
    usable
        .then(|| Fit { statistic: dot(&own, y) / (size * squares / (n - k)).sqrt(), criterion: n * (squares / n).ln() + 2.0 * k })
}

/// What the columns leave of `y`.
fn left(columns: &[Vec<f64>], y: &[f64]) -> Vec<f64> {
    let mut out = y.to_vec();
    for (b, c) in least_squares(columns, y).iter().zip(columns) {
        out.iter_mut().zip(c).for_each(|(v, c)| *v -= b * c);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const R: &str = include_str!("../../../reference/forecast/ocsb.tsv");
    const CLASSICS: &str = include_str!("../../../reference/forecast/classics.tsv");

    fn rows(kind: impl Fn(&[&str]) -> bool) -> Vec<Vec<&'static str>> {
        R.lines().map(|l| l.split('\t').collect::<Vec<_>>()).filter(|c| kind(c)).collect()
    }

    fn series(name: &str) -> Series {
        let cells: Vec<&str> = CLASSICS.lines().find(|l| l.starts_with(name)).unwrap().split('\t').collect();
        let values = cells[2].split_whitespace().map(|v| v.parse().unwrap()).collect();
        Series::new(values, cells[1].parse().unwrap()).unwrap()
    }

    #[test]
    fn critical_values_are_those_of_r() {
        let all = rows(|c| c[0] == "critical");
        assert_eq!(all.len(), 51);
        for c in all {
            let (m, value): (usize, f64) = (c[1].parse().unwrap(), c[2].trim().parse().unwrap());
            assert!((critical(m) - value).abs() < 5e-4, "{m}: {} {value}", critical(m));
        }
    }

    #[test]
    fn statistics_are_those_of_r() {
        let all = rows(|c| c[0] != "critical" && c[1] != "D");
        assert_eq!(all.len(), 28);
        for c in all {
            let (lags, value): (usize, f64) = (c[1].parse().unwrap(), c[2].trim().parse().unwrap());
            let found = ocsb(&series(c[0]), Some(lags)).unwrap().statistic;
            assert!((found - value).abs() < 1e-8 * value.abs().max(1.0), "{c:?}: {found}");
        }
    }

    /// The decisions are R's except for the airline passengers: their lag is chosen otherwise, see [`ocsb`].
    #[test]
    fn decisions_on_the_classics() {
        for c in rows(|c| c[1] == "D") {
            let (found, theirs) = (ocsb(&series(c[0]), None).unwrap().differenced(), c[2] == "1");
            assert!(found == theirs || (c[0] == "AirPassengers" && found), "{c:?}: {found}");
        }
    }

    /// A seasonal random walk is differenced in about 95 of 100 cases, a season around fixed means hardly ever.
    #[test]
    fn size_and_power() {
        let mut state = 3u64;
        let mut normal = || {
            let mut uniform = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
            };
            crate::normal::quantile(uniform())
        };
        let (mut walks, mut fixed) = (0, 0);
        for _ in 0..400 {
            let e: Vec<f64> = (0..160).map(|_| normal()).collect();
            let mut walk = e.clone();
            (12..160).for_each(|t| walk[t] += walk[t - 12]);
            let still = e.iter().enumerate().map(|(t, e)| e + 5.0 * (std::f64::consts::TAU * t as f64 / 12.0).sin()).collect();
            walks += usize::from(ocsb(&Series::new(walk, 12).unwrap(), None).unwrap().differenced());
            fixed += usize::from(ocsb(&Series::new(still, 12).unwrap(), None).unwrap().differenced());
        }
        assert!((350..=395).contains(&walks) && fixed < 40, "{walks} {fixed}");
    }

    #[test]
    fn too_little_to_tell() {
        assert!(ocsb(&Series::new(vec![1.0; 60], 12).unwrap(), None).is_none());
        assert!(ocsb(&Series::new((0..18).map(f64::from).collect(), 12).unwrap(), None).is_none());
        assert!(ocsb(&Series::new((0..60).map(f64::from).collect(), 1).unwrap(), None).is_none());
    }
}
