//! The negative binomial distribution.

use super::{Discrete, positive};
use crate::StatsError;
use crate::special::{beta_ln_density, beta_tails};

/// The negative binomial distribution with this mean and size: a Poisson distribution whose own mean is gamma distributed.
///
/// Its variance is `mean + mean^2 / size`; `size` to infinity gives the Poisson distribution.
///
/// ```
/// use stats::{Discrete, NegativeBinomial};
/// assert!((NegativeBinomial::new(1.0, 1.0)?.pmf(1) - 0.25).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NegativeBinomial {
    mean: f64,
    size: f64,
}

impl NegativeBinomial {
    /// The distribution with this mean and size.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless both are finite and above 0.
    pub fn new(mean: f64, size: f64) -> Result<Self, StatsError> {
        Ok(Self { mean: positive("mean", mean)?, size: positive("size", size)? })
    }

    /// Probabilities of success and failure of one trial: `size / (size + mean)` and its complement.
    fn odds(&self) -> (f64, f64) {
        let whole = self.size + self.mean;
        (self.size / whole, self.mean / whole)
    }
}

impl Discrete for NegativeBinomial {
    fn ln_pmf(&self, k: u64) -> f64 {
        if k == 0 {
            return -self.size * (self.mean / self.size).ln_1p();
        }
        let (p, q) = self.odds();
        let k = k as f64;
        beta_ln_density(self.size, k, p, q) - k.ln()
    }

    fn cdf(&self, k: u64) -> f64 {
        let (p, q) = self.odds();
        beta_tails(self.size, k as f64 + 1.0, p, q).lower
    }

    fn sf(&self, k: u64) -> f64 {
        let (p, q) = self.odds();
        beta_tails(self.size, k as f64 + 1.0, p, q).upper
    }

    fn mean(&self) -> f64 {
        self.mean
    }
}
