//! Distributions of counts: mass, both tails, quantiles.

use super::probability;
use crate::StatsError;

/// A distribution on the whole numbers from 0.
///
/// All four are checked against mpmath to 1e-12, relative, in the body and 1e-9 in tails down to 1e-300.
pub trait Discrete {
    /// Logarithm of the probability of exactly `k`; minus infinity where that is 0.
    fn ln_pmf(&self, k: u64) -> f64;

    /// Probability of exactly `k`.
    fn pmf(&self, k: u64) -> f64 {
        self.ln_pmf(k).exp()
    }

    /// Probability of `k` or less.
    fn cdf(&self, k: u64) -> f64;

    /// Probability of more than `k` (survival function).
    fn sf(&self, k: u64) -> f64;

    /// Mean.
    fn mean(&self) -> f64;

    /// The largest possible count; `None` where there is no bound.
    fn largest(&self) -> Option<u64> {
        None
    }

    /// The smallest `k` with `cdf(k) >= p`.
    ///
    /// # Errors
    /// [`StatsError::Probability`] unless `0 <= p <= 1`; [`StatsError::Parameter`] where no finite `k` gets there.
    fn quantile(&self, p: f64) -> Result<u64, StatsError> {
        let p = probability(p)?;
        if p > 0.5 { self.upper_quantile(1.0 - p) } else { search(self.mean(), |k| self.cdf(k) >= p) }
    }

    /// The smallest `k` with `sf(k) <= q`: `quantile(1 - q)` with all digits of a small `q`.
    ///
    /// # Errors
    /// As [`Discrete::quantile`].
    fn upper_quantile(&self, q: f64) -> Result<u64, StatsError> {
        let q = probability(q)?;
        if q == 0.0 { self.largest().ok_or(UNBOUNDED) } else { search(self.mean(), |k| self.sf(k) <= q) }
    }
}

/// The refusal of a level that no count reaches.
const UNBOUNDED: StatsError =
    StatsError::Parameter { name: "probability", value: 1.0, domain: "below 1 where counts have no bound" };

/// The smallest `k` that is far enough, by doubling from the mean and bisection.
fn search(mean: f64, enough: impl Fn(u64) -> bool) -> Result<u64, StatsError> {
    let mut high = (mean as u64).max(1);
    while !enough(high) {
        high = high.checked_mul(2).filter(|k| *k < 1 << 53).ok_or(UNBOUNDED)?;
    }
    if enough(0) {
        return Ok(0);
    }
    let mut low = 0;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if enough(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}
