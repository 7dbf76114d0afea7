//! Quantiles of a sample.

use crate::StatsError;

/// Quantile of a sample, type 7: linear between the order statistics at `(n - 1) p`, the default of R and `NumPy`.
///
/// Sorts a copy, `O(n log n)`; see [`sorted_quantile`] for several quantiles of one sample.
///
/// Reference: R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages" (1996), doi:10.2307/2684934. Checked
/// against `NumPy`.
///
/// # Errors
/// [`StatsError::TooFew`] of nothing, [`StatsError::Probability`] unless `0 <= p <= 1`, [`StatsError::NotFinite`] when a value is NaN.
///
/// ```
/// assert_eq!(stats::sample_quantile(&[4.0, 1.0, 3.0, 2.0], 0.25)?, 1.75);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn sample_quantile(values: &[f64], p: f64) -> Result<f64, StatsError> {
    if let Some(index) = values.iter().position(|x| x.is_nan()) {
        return Err(StatsError::NotFinite { index });
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted_quantile(&sorted, p)
}

/// The same of a sample already in ascending order, `O(1)`; the order is not checked.
///
/// # Errors
/// [`StatsError::TooFew`] of nothing, [`StatsError::Probability`] unless `0 <= p <= 1`.
pub fn sorted_quantile(sorted: &[f64], p: f64) -> Result<f64, StatsError> {
    if !(0.0..=1.0).contains(&p) {
        return Err(StatsError::Probability { value: p });
    }
    let Some(last) = sorted.len().checked_sub(1) else {
        return Err(StatsError::TooFew { what: "values", found: 0, needed: 1 });
    };
    let place = last as f64 * p;
    let below = place.floor() as usize;
    let part = place - place.floor();
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    // Equal neighbours (also infinite ones) need no interpolation, and a half-sum cannot overflow.
    Ok(if part == 0.0 || low >= high { low } else { low * (1.0 - part) + high * part })
}
