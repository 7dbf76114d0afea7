//! Does a series wander: the augmented Dickey-Fuller test of a unit root.

use super::{check, mackinnon};
use crate::linear::Orthogonal;
use crate::{LinearModel, StatsError};

/// 5 % points of tau of random walks when the lags are chosen by a rule, by length; made by the test below.
const POINTS: [(f64, [f64; 4]); 7] = [
    (25.0, [-3.780, -3.778, -4.889, -4.940]),
    (35.0, [-3.367, -3.109, -4.148, -3.998]),
    (50.0, [-3.200, -3.003, -3.991, -3.684]),
    (75.0, [-3.038, -2.921, -3.782, -3.541]),
    (100.0, [-3.000, -2.908, -3.680, -3.516]),
    (200.0, [-2.923, -2.882, -3.562, -3.461]),
    (500.0, [-2.901, -2.882, -3.496, -3.437]),
];
/// 5 % points of the limit, with a constant and with a line.
const LIMIT: [f64; 2] = [-2.8621, -3.4126];

/// Cases of the columns of [`POINTS`].
const CASES: [(Terms, LagRule); 4] = [
    (Terms::Constant, LagRule::Aic),
    (Terms::Constant, LagRule::Bic),
    (Terms::Trend, LagRule::Aic),
    (Terms::Trend, LagRule::Bic),
];

/// Deterministic terms of the regression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// None: a series around 0.
    None,
    /// A constant: a series around a level.
    Constant,
    /// A constant and a line.
    Trend,
}

/// How the number of lagged differences is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LagRule {
    /// This many.
    Fixed(usize),
    /// Smallest Akaike criterion up to `12 (n / 100)^(1/4)`.
    Aic,
    /// Smallest Bayes criterion up to the same.
    Bic,
    /// The largest number whose last lag has |t| above 1.645.
    LastT,
}

/// An augmented Dickey-Fuller test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DickeyFuller {
    /// t statistic of the level.
    pub tau: f64,
    /// p-value of "there is a unit root: the series wanders", allowing for the search for lags in short series.
    pub p: f64,
    /// The p-value that other programs print, from `MacKinnon`'s limit: too small in short series whose lags were searched for.
    pub limit_p: f64,
    /// Lagged differences in the regression.
    pub lags: usize,
    /// Deterministic terms in the regression.
    pub terms: Terms,
    /// Rows of the regression.
    pub rows: usize,
}

/// The augmented Dickey-Fuller test of a series without gaps.
///
/// `dy_t = a (+ b t) + g y_(t-1) + sum_(k<=lags) c_k dy_(t-k) + e_t`, tau the t statistic of `g`. All lag orders come from one orthogonalisation:
/// `O(n L^2)` with `L = 12 (n / 100)^(1/4)`.
///
/// Searching for the lags makes the limit reject too often in short series (13.6 % at n = 50 with a line and Akaike's criterion, measured): tau is
/// scaled by the ratio of the limit's 5 % point to the one simulated for that length and rule before its p-value is read.
///
/// References: S. E. Said and D. A. Dickey (1984), doi:10.1093/biomet/71.3.599; J. G. `MacKinnon` (1994), doi:10.1080/07350015.1994.10510005. Checked against
/// statsmodels `adfuller` (all terms and rules) and R `urca::ur.df`.
///
/// # Errors
/// [`StatsError::TooFew`] below 10 values or too few for the lags, [`StatsError::NotFinite`], [`StatsError::Constant`], [`StatsError::Dependent`] when lags
/// determine each other (a line, a perfect wave).
pub fn dickey_fuller(y: &[f64], terms: Terms, rule: LagRule) -> Result<DickeyFuller, StatsError> {
    check(y, 10)?;
    let n = y.len();
    let trends = match terms {
        Terms::None => 0,
        Terms::Constant => 1,
        Terms::Trend => 2,
    };
    let most = ((12.0 * (n as f64 / 100.0).powf(0.25)).ceil() as usize).min(n / 2 - trends - 1);
    let lags = match rule {
        LagRule::Fixed(lags) => lags,
        rule => choose(y, terms, rule, most)?,
    };
    let (columns, step) = regressors(y, terms, lags)?;
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    // The constant is among the columns already, so that the level stands behind the deterministic terms.
    let model = LinearModel::fit(&slices, &step, false)?;
    let tau = model.coefficients()[trends].t;
    let (limit_p, p) = (mackinnon::p_value(tau, terms), mackinnon::p_value(tau * shrink(n as f64, terms, rule), terms));
    Ok(DickeyFuller { tau, p, limit_p, lags, terms, rows: step.len() })
}

/// What tau is multiplied by, so that its 5 % point is that of the limit; 1 where no table was made.
fn shrink(n: f64, terms: Terms, rule: LagRule) -> f64 {
    let Some(case) = CASES.iter().position(|case| *case == (terms, rule)) else { return 1.0 };
    let limit = LIMIT[case / 2];
    let k = POINTS.partition_point(|(size, _)| *size < n).max(1);
    // From the last row on towards 1 in 1 / n.
    let Some((b, high)) = POINTS.get(k) else {
        let (a, low) = POINTS[POINTS.len() - 1];
        return limit / (limit + (low[case] - limit) * a / n);
    };
    let (a, low) = POINTS[k - 1];
    let part = ((1.0 / a - 1.0 / n) / (1.0 / a - 1.0 / b)).clamp(0.0, 1.0);
    limit / (low[case] * (1.0 - part) + high[case] * part)
}

/// Deterministic terms, level and lagged differences, and the differences themselves.
fn regressors(y: &[f64], terms: Terms, lags: usize) -> Result<(Vec<Vec<f64>>, Vec<f64>), StatsError> {
    let steps: Vec<f64> = y.windows(2).map(|w| w[1] - w[0]).collect();
    if steps.len() <= lags {
        return Err(StatsError::TooFew { what: "values", found: y.len(), needed: lags + 2 });
    }
    let rows = steps.len() - lags;
    let mut columns = Vec::new();
    if terms != Terms::None {
        columns.push(vec![1.0; rows]);
    }
    if terms == Terms::Trend {
        columns.push((0..rows).map(|t| t as f64).collect());
    }
    columns.push(y[lags..y.len() - 1].to_vec());
    columns.extend((1..=lags).map(|k| steps[lags - k..steps.len() - k].to_vec()));
    Ok((columns, steps[lags..].to_vec()))
}

/// The number of lags by a rule, all compared on the rows that the largest one leaves.
fn choose(y: &[f64], terms: Terms, rule: LagRule, most: usize) -> Result<usize, StatsError> {
    let (columns, mut step) = regressors(y, terms, most)?;
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let basis = Orthogonal::<f64>::of(&slices, terms != Terms::None, 1e-10);
    if let Some(column) = basis.explained() {
        return Err(StatsError::Dependent { column });
    }
    let n = step.len() as f64;
    let (parts, left) = basis.project(&mut step);
    let first = columns.len() - most;
    if rule == LagRule::LastT {
        let large = |lags: &usize| {
            let k = first + lags;
            parts[k - 1] * parts[k - 1] > 1.644_853_626_951_472_2_f64.powi(2) * left[k - 1] / (n - k as f64)
        };
        return Ok((1..=most).rev().find(large).unwrap_or(0));
    }
    let penalty = if rule == LagRule::Bic { n.ln() } else { 2.0 };
    let criterion = |lags: usize| n * (left[first + lags - 1] / n).ln() + penalty * (first + lags) as f64;
    Ok((0..=most).min_by(|a, b| criterion(*a).total_cmp(&criterion(*b))).unwrap_or(0))
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
        for (n, times) in [(25, 40_000), (35, 40_000), (50, 40_000), (75, 40_000), (100, 20_000), (200, 20_000), (500, 10_000)] {
            let mut rng = Pcg64::seed_from_u64(20_260_109 + n as u64);
            let mut found = vec![Vec::new(); 4];
            for _ in 0..times {
                let mut at = 0.0;
                let mut step = || {
                    at += Normal::standard().quantile(rng.random_range(1e-300..1.0)).unwrap_or(0.0);
                    at
                };
                let y: Vec<f64> = (0..n).map(|_| step()).collect();
                for (k, (terms, rule)) in CASES.into_iter().enumerate() {
                    found[k].push(dickey_fuller(&y, terms, rule).map_or(0.0, |test| test.tau));
                }
            }
            let points = found.iter_mut().map(|taus| {
                taus.sort_by(f64::total_cmp);
                format!("{:.3}", taus[times / 20])
            });
            println!("    ({n}.0, [{}]),", points.collect::<Vec<_>>().join(", "));
        }
    }
}
