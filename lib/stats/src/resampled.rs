//! The mean over folds that share training rows.

use crate::{Estimate, StatsError, row_mean};

/// Nadeau and Bengio's corrected resampled t: mean over folds with variance `(1/k + ratio) s^2` and `k - 1` degrees of freedom.
///
/// `ratio` is test rows over training rows of a fold (0.25 for 5 folds); `s^2` the sample variance of the folds' values.
///
/// Reference: C. Nadeau and Y. Bengio, "Inference for the generalization error" (2003), doi:10.1023/A:1024068626366.
///
/// # Errors
/// [`StatsError::TooFew`] below two folds, [`StatsError::Parameter`] unless the ratio is finite and not negative.
///
/// ```
/// let estimate = stats::resampled_mean(&[0.1, 0.3, 0.2, 0.4, 0.0], 0.25)?;
/// assert!((estimate.se - 0.10606601717798213).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn resampled_mean(folds: &[f64], ratio: f64) -> Result<Estimate, StatsError> {
    if !(ratio.is_finite() && ratio >= 0.0) {
        return Err(StatsError::Parameter { name: "test to training ratio", value: ratio, domain: "finite and not negative" });
    }
    let plain = row_mean(folds)?;
    let k = folds.len() as f64;
    Ok(Estimate { se: plain.se * (1.0 + k * ratio).sqrt(), skew: 0.0, se_noise: 0.0, ..plain })
}
