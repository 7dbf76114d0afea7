//! A fitted family.

use super::Family;

/// A family with the parameters under which the values are most likely.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The family.
    pub family: Family,
    /// Its parameters, in the order of [`Family::parameters`].
    pub parameters: Vec<f64>,
    /// Their standard errors from the observed information; `None` for an end of the support, whose error is not of that kind.
    pub standard_errors: Vec<Option<f64>>,
    /// Logarithm of the likelihood at its maximum.
    pub log_likelihood: f64,
    /// Number of values.
    pub n: u64,
}

impl Fitted {
    /// Akaike's criterion `2 k - 2 ln L`, where `k` counts the parameters, ends of the support included.
    pub fn aic(&self) -> f64 {
        2.0 * self.parameters.len() as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz's criterion `k ln n - 2 ln L`.
    pub fn bic(&self) -> f64 {
        self.parameters.len() as f64 * (self.n as f64).ln() - 2.0 * self.log_likelihood
    }
}

/// Akaike weights of criteria (AIC or BIC): `exp(-d/2)` with `d` the distance to the best, scaled to sum 1; empty of nothing.
///
/// Reference: K. P. Burnham and D. R. Anderson, "Model Selection and Multimodel Inference" (2002), section 2.9.
///
/// ```
/// let weights = stats::criterion_weights(&[100.0, 102.0]);
/// assert!((weights[0] / weights[1] - 1.0_f64.exp()).abs() < 1e-12);
/// ```
pub fn criterion_weights(criteria: &[f64]) -> Vec<f64> {
    let best = criteria.iter().copied().fold(f64::INFINITY, f64::min);
    let raw: Vec<f64> = criteria.iter().map(|c| (0.5 * (best - c)).exp()).collect();
    let sum: f64 = raw.iter().sum();
    raw.into_iter().map(|w| w / sum).collect()
}
