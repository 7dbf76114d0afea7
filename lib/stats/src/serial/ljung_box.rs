//! Is anything left in the past?

use super::autocorrelations;
use crate::{ChiSquared, Continuous, StatsError};

/// Ljung and Box's test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LjungBox {
    /// Lags that it sums over.
    pub lags: usize,
    /// `n (n + 2) sum r_k^2 / (n - k)`.
    pub statistic: f64,
    /// Probability of a larger statistic of independent values.
    pub p: f64,
}

/// Ljung and Box's test of independence over `lags` lags. `O(n lags)`.
///
/// Reference: G. M. Ljung and G. E. P. Box, "On a measure of lack of fit in time series models" (1978), doi:10.1093/biomet/65.2.297. Checked against
/// R `Box.test` and statsmodels.
///
/// # Errors
/// As [`autocorrelations`]; [`StatsError::Parameter`] for 0 lags.
pub fn ljung_box(y: &[f64], lags: usize) -> Result<LjungBox, StatsError> {
    let n = y.len() as f64;
    let parts = autocorrelations(y, lags)?;
    let statistic = n * (n + 2.0) * parts.iter().map(|r| r.value * r.value / (n - r.lag as f64)).sum::<f64>();
    Ok(LjungBox { lags, statistic, p: ChiSquared::new(lags as f64)?.sf(statistic) })
}
