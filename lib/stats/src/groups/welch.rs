//! Analysis of variance when groups differ in spread.

use super::check;
use crate::{Continuous, FisherF, Moments, StatsError};

/// Welch's analysis of variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WelchAnova {
    /// The statistic.
    pub f: f64,
    /// Groups minus 1.
    pub between_df: f64,
    /// Degrees of freedom of the error, a fraction.
    pub within_df: f64,
    /// Probability of a larger statistic when all means are the same, whatever the variances.
    pub p: f64,
}

/// Welch's test of equal means, which does not assume equal variances. `O(n)`.
///
/// Weights `w_g = n_g / s_g^2`, `F = sum w_g (m_g - m)^2 / (k - 1) / (1 + 2 (k - 2) / (k^2 - 1) sum (1 - w_g / W)^2 / (n_g - 1))`.
///
/// Reference: B. L. Welch, "On the comparison of several mean values" (1951), doi:10.1093/biomet/38.3-4.330. Checked against R `oneway.test`.
///
/// # Errors
/// [`StatsError::TooFew`] below two groups or two values a group, [`StatsError::NotFinite`], [`StatsError::Constant`] when a group does not vary.
pub fn welch_anova(groups: &[&[f64]]) -> Result<WelchAnova, StatsError> {
    check(groups, 2)?;
    let k = groups.len() as f64;
    let mut parts = Vec::new();
    for group in groups {
        let moments: Moments = group.iter().copied().collect();
        let (Some(mean), Some(variance)) = (moments.mean(), moments.variance().filter(|v| *v > 0.0)) else {
            return Err(StatsError::Constant);
        };
        parts.push((group.len() as f64 / variance, mean, group.len() as f64 - 1.0));
    }
    let weight: f64 = parts.iter().map(|(w, _, _)| w).sum();
    let centre = parts.iter().map(|(w, m, _)| w * m).sum::<f64>() / weight;
    let spread = parts.iter().map(|(w, m, _)| w * (m - centre) * (m - centre)).sum::<f64>() / (k - 1.0);
    let loss = parts.iter().map(|(w, _, df)| (1.0 - w / weight).powi(2) / df).sum::<f64>() / (k * k - 1.0);
    let f = spread / (1.0 + 2.0 * (k - 2.0) * loss);
    let within_df = 1.0 / (3.0 * loss);
    Ok(WelchAnova { f, between_df: k - 1.0, within_df, p: FisherF::new(k - 1.0, within_df)?.sf(f) })
}
