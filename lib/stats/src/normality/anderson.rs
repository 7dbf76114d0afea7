//! Anderson and Darling's test of normality.

use super::sorted;
use crate::{Continuous, Normal, StatsError};

/// Anderson and Darling's test of normality with estimated mean and variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AndersonNormal {
    /// `A^2`.
    pub statistic: f64,
    /// Probability of a larger statistic of normal values, in units of 1e-24 at the least.
    pub p: f64,
}

/// Anderson and Darling's test of 8 values and more. `O(n log n)`.
///
/// `A^2 = -n - (1/n) sum (2i - 1)(ln F(x_(i)) + ln(1 - F(x_(n+1-i))))`, `F` normal with the sample's mean and standard deviation; p-value from
/// `A^2 (1 + 0.75/n + 2.25/n^2)` after Stephens.
///
/// Reference: R. B. D'Agostino and M. A. Stephens, "Goodness-of-fit techniques" (1986), table 4.9. Checked against R `nortest::ad.test` and statsmodels.
///
/// # Errors
/// [`StatsError::TooFew`] below 8 values, [`StatsError::NotFinite`], [`StatsError::Constant`].
pub fn anderson_normal(values: &[f64]) -> Result<AndersonNormal, StatsError> {
    let x = sorted(values, 8)?;
    let n = x.len() as f64;
    let mean = crate::mean(&x).unwrap_or(0.0);
    let sd = (x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)).sqrt();
    let law = Normal::standard();
    let z: Vec<f64> = x.iter().map(|v| (v - mean) / sd).collect();
    let ln = |p: f64| p.max(f64::MIN_POSITIVE).ln();
    let term = |(i, (low, high)): (usize, (&f64, &f64))| (2 * i + 1) as f64 * (ln(law.cdf(*low)) + ln(law.sf(*high)));
    let sum: f64 = z.iter().zip(z.iter().rev()).enumerate().map(term).sum();
    let statistic = -n - sum / n;
    let a = statistic * (1.0 + 0.75 / n + 2.25 / (n * n));
    let p = if a < 0.2 {
        -(-13.436 + 101.14 * a - 223.73 * a * a).exp_m1()
    } else if a < 0.34 {
        -(-8.318 + 42.796 * a - 59.938 * a * a).exp_m1()
    } else if a < 0.6 {
        (0.9177 - 4.279 * a - 1.38 * a * a).exp()
    } else {
        // The fitted curve turns up again beyond 10.
        let a = a.min(10.0);
        (1.2937 - 5.709 * a + 0.0186 * a * a).exp()
    };
    Ok(AndersonNormal { statistic, p: p.clamp(0.0, 1.0) })
}
