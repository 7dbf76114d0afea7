//! Correlation of ranks.

use super::pearson::coefficient;
use super::{Correlation, check, ranks};
use crate::StatsError;

/// Spearman's rank correlation of complete pairs: Pearson's of midranks. `O(n log n)`.
///
/// p-value by Student's t with `n - 2` degrees of freedom; interval by Fisher's transformation with standard error
/// `sqrt((1 + r^2 / 2) / (n - 3))` (Bonett and Wright).
///
/// References: C. Spearman (1904), doi:10.2307/1412159; D. G. Bonett and T. A. Wright, "Sample size requirements for estimating Pearson, Kendall and
/// Spearman correlations" (2000), doi:10.1007/BF02294183. Checked against scipy.
///
/// # Errors
/// As [`crate::pearson`].
pub fn spearman(x: &[f64], y: &[f64]) -> Result<Correlation, StatsError> {
    check(x, y, 4)?;
    let r = coefficient(&ranks(x), &ranks(y))?;
    let plain = Correlation::of(r, x.len())?;
    Ok(Correlation { fisher_se: plain.fisher_se * (1.0 + 0.5 * r * r).sqrt(), ..plain })
}
