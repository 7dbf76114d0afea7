//! Autocorrelations and the portmanteau test.

use stats::{ChiSquared, Continuous, durbin_levinson};

/// Sample autocorrelations `r_1..r_lags`, all 0 for a constant series.
///
/// `r_k = sum_{t>k} (y_t - m)(y_{t-k} - m) / sum_t (y_t - m)^2` over observed pairs; missing values drop out
/// of the sums. O(n lags). Checked against R `acf`.
pub fn autocorrelations(y: &[f64], lags: usize) -> Vec<f64> {
    let seen = y.iter().filter(|v| !v.is_nan()).count().max(1);
    let mean = y.iter().filter(|v| !v.is_nan()).sum::<f64>() / seen as f64;
    let x: Vec<f64> = y.iter().map(|v| if v.is_nan() { 0.0 } else { v - mean }).collect();
    let total: f64 = x.iter().map(|v| v * v).sum();
    (1..=lags)
        .map(|k| {
            if total <= 0.0 || k >= x.len() {
                return 0.0;
            }
            x[k..].iter().zip(&x).map(|(a, b)| a * b).sum::<f64>() / total
        })
        .collect()
}

/// Sample partial autocorrelations at lags 1 to `lags`: the last coefficient of the autoregression of each order that
/// [`autocorrelations`] imply (Yule-Walker, solved by the recursion of Durbin and Levinson).
///
/// Missing values drop out of the autocorrelations; all 0 for a constant series, and 0 beyond a lag that leaves nothing to explain.
/// O(n lags + lags^2). Reference: Durbin (1960), doi:10.2307/1401322. Checked against R `pacf`.
pub fn partial_autocorrelations(y: &[f64], lags: usize) -> Vec<f64> {
    durbin_levinson(&autocorrelations(y, lags))
}

/// Ljung-Box statistic `n (n + 2) sum_{k<=lags} r_k^2 / (n - k)`, large where residuals are correlated.
///
/// Under independence about chi-squared with `lags` minus the number of fitted ARMA terms degrees of freedom.
/// Reference: Ljung & Box (1978), doi:10.1093/biomet/65.2.297.
pub fn ljung_box(residuals: &[f64], lags: usize) -> f64 {
    let n = residuals.iter().filter(|v| !v.is_nan()).count() as f64;
    let r = autocorrelations(residuals, lags);
    let sum: f64 =
        r.iter().enumerate().filter(|(k, _)| (k + 1) as f64 <= n - 1.0).map(|(k, r)| r * r / (n - (k + 1) as f64)).sum();
    n * (n + 2.0) * sum
}

/// A Ljung-Box test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Portmanteau {
    /// The statistic ([`ljung_box`]).
    pub statistic: f64,
    /// Lags that it sums over.
    pub lags: usize,
    /// Lags minus fitted ARMA terms.
    pub degrees: usize,
    /// Probability of a larger statistic under independence; `None` without degrees of freedom.
    pub p: Option<f64>,
}

/// Ljung-Box test of the residuals of a model with `terms` ARMA coefficients. Checked against R `Box.test(fitdf = terms)`.
pub fn portmanteau(residuals: &[f64], lags: usize, terms: usize) -> Portmanteau {
    let (statistic, degrees) = (ljung_box(residuals, lags), lags.saturating_sub(terms));
    Portmanteau { statistic, lags, degrees, p: chi_squared_tail(statistic, degrees) }
}

/// Jarque-Bera statistic `n/6 (skewness^2 + (kurtosis - 3)^2 / 4)` and its probability under normality (two degrees of freedom,
/// for many values); `None` where the values do not vary.
///
/// Reference: Jarque & Bera (1987), doi:10.2307/1403192. Checked against R.
pub fn jarque_bera(residuals: &[f64]) -> Option<(f64, f64)> {
    let x: Vec<f64> = residuals.iter().copied().filter(|v| !v.is_nan()).collect();
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let moment = |k: i32| x.iter().map(|v| (v - mean).powi(k)).sum::<f64>() / n;
    let variance = moment(2);
    if x.len() < 2 || variance <= 0.0 {
        return None;
    }
    let (skew, excess) = (moment(3) / variance.powf(1.5), moment(4) / (variance * variance) - 3.0);
    let statistic = n / 6.0 * (skew * skew + excess * excess / 4.0);
    Some((statistic, (-statistic / 2.0).exp()))
}

/// Upper tail of the chi-squared distribution; `None` without degrees of freedom.
fn chi_squared_tail(x: f64, degrees: usize) -> Option<f64> {
    ChiSquared::new(degrees as f64).ok().map(|d| d.sf(x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_of_chi_squared() {
        // R: pchisq(q, df, lower.tail = FALSE)
        for (x, degrees, p) in [
            (3.841_458_820_694_124, 1, 0.05),
            (5.991_464_547_107_98, 2, 0.05),
            (7.814_727_903_251_179, 3, 0.05),
            (18.307_038_053_275_143, 10, 0.05),
            (24.995_790_139_728_616, 15, 0.05),
        ] {
            let found = chi_squared_tail(x, degrees);
            assert!(found.is_some_and(|f| (f - p).abs() < 1e-10), "{x} {degrees}: {found:?}");
        }
    }
}
