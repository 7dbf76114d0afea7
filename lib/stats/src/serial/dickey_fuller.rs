//! Does a series wander: the augmented Dickey-Fuller test of a unit root.

use super::{check, mackinnon};
use crate::linear::Orthogonal;
use crate::{LinearModel, StatsError};

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
    /// p-value of "there is a unit root: the series wanders", from `MacKinnon`'s limit.
    pub p: f64,
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
    Ok(DickeyFuller { tau, p: mackinnon::p_value(tau, terms), lags, terms, rows: step.len() })
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
