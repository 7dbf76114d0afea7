//! Autocorrelations and the portmanteau test.

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
