//! The geometric distribution.

use super::{Discrete, share};
use crate::StatsError;

/// The geometric distribution of the failures before the first success: `P(X = k) = p (1 - p)^k`, `k = 0, 1, ...`.
///
/// ```
/// use stats::{Discrete, Geometric};
/// assert!((Geometric::new(0.5)?.pmf(2) - 0.125).abs() < 1e-16);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometric {
    p: f64,
}

impl Geometric {
    /// The geometric distribution with this probability of success.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless `0 < p < 1`.
    pub fn new(p: f64) -> Result<Self, StatsError> {
        Ok(Self { p: share("p", p)? })
    }

    /// `ln P(X > k)`.
    fn ln_sf(self, k: u64) -> f64 {
        (k as f64 + 1.0) * (-self.p).ln_1p()
    }
}

impl Discrete for Geometric {
    fn ln_pmf(&self, k: u64) -> f64 {
        self.p.ln() + k as f64 * (-self.p).ln_1p()
    }

    fn cdf(&self, k: u64) -> f64 {
        -self.ln_sf(k).exp_m1()
    }

    fn sf(&self, k: u64) -> f64 {
        self.ln_sf(k).exp()
    }

    fn mean(&self) -> f64 {
        (1.0 - self.p) / self.p
    }
}
