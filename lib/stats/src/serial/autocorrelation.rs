//! Autocorrelations and partial autocorrelations.

use super::{centred, check};
use crate::StatsError;

/// The correlation of a series with itself `lag` steps before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Autocorrelation {
    /// Steps.
    pub lag: usize,
    /// `r_k = sum (y_t - m)(y_(t-k) - m) / sum (y_t - m)^2`.
    pub value: f64,
    /// Standard error if nothing were left from this lag on: `sqrt((1 + 2 sum_(i<k) r_i^2) / n)` (Bartlett).
    pub se: f64,
}

/// Autocorrelations at lags 1 to `lags`. `O(n lags)`.
///
/// Reference: M. S. Bartlett, "On the theoretical specification and sampling properties of autocorrelated time-series" (1946),
/// doi:10.2307/2983611. Checked against R `acf`, statsmodels and the
/// certified values of the nine NIST `StRD` univariate sets.
///
/// # Errors
/// [`StatsError::TooFew`] unless there are more than `lags + 1` values, [`StatsError::NotFinite`], [`StatsError::Constant`].
pub fn autocorrelations(y: &[f64], lags: usize) -> Result<Vec<Autocorrelation>, StatsError> {
    check(y, lags + 2)?;
    let x = centred(y);
    // Products of both signs cancel where little is left: their sum is compensated.
    let mut products = Vec::with_capacity(x.len());
    let mut cross = |lag: usize| {
        products.clear();
        products.extend(x[lag..].iter().zip(&x).map(|(a, b)| a * b));
        crate::sum(&products)
    };
    let total = cross(0);
    let mut squares = 0.0;
    let one = |lag: usize| {
        let value = cross(lag) / total;
        let se = ((1.0 + 2.0 * squares) / x.len() as f64).sqrt();
        squares += value * value;
        Autocorrelation { lag, value, se }
    };
    Ok((1..=lags).map(one).collect())
}

/// Partial autocorrelations at lags 1 to `lags`, by Durbin and Levinson's recursion; their standard error is about `1 / sqrt(n)`. `O(lags (n + lags))`.
///
/// Reference: J. Durbin, "The fitting of time-series models" (1960), doi:10.2307/1401322. Checked against statsmodels `pacf(method="ldb")`.
///
/// # Errors
/// As [`autocorrelations`].
pub fn partial_autocorrelations(y: &[f64], lags: usize) -> Result<Vec<f64>, StatsError> {
    let r: Vec<f64> = autocorrelations(y, lags)?.iter().map(|r| r.value).collect();
    Ok(durbin_levinson(&r))
}

/// The partial autocorrelations that autocorrelations at lags 1, 2, ... imply: the last coefficient of the autoregression of each order,
/// 0 beyond a lag that leaves nothing to explain. `O(lags^2)`.
pub fn durbin_levinson(r: &[f64]) -> Vec<f64> {
    let (mut phi, mut left, mut found): (Vec<f64>, f64, Vec<f64>) = (Vec::new(), 1.0, Vec::new());
    for k in 0..r.len() {
        let known: f64 = phi.iter().zip(r[..k].iter().rev()).map(|(a, b)| a * b).sum();
        let partial = if left > 1e-12 { ((r[k] - known) / left).clamp(-1.0, 1.0) } else { 0.0 };
        let mirrored: Vec<f64> = phi.iter().rev().copied().collect();
        phi.iter_mut().zip(mirrored).for_each(|(a, b)| *a -= partial * b);
        phi.push(partial);
        left *= 1.0 - partial * partial;
        found.push(partial);
    }
    found
}
