//! The Poisson distribution.

use super::{Discrete, positive};
use crate::StatsError;
use crate::special::{gamma_ln_density, gamma_tails};

/// The Poisson distribution with this mean.
///
/// ```
/// use stats::{Discrete, Poisson};
/// assert!((Poisson::new(2.0)?.pmf(0) - (-2.0_f64).exp()).abs() < 1e-16);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    mean: f64,
}

impl Poisson {
    /// The Poisson distribution with this mean.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless the mean is finite and above 0.
    pub fn new(mean: f64) -> Result<Self, StatsError> {
        Ok(Self { mean: positive("mean", mean)? })
    }
}

impl Discrete for Poisson {
    fn ln_pmf(&self, k: u64) -> f64 {
        if k == 0 {
            return -self.mean;
        }
        let k = k as f64;
        gamma_ln_density(k, self.mean) - k.ln()
    }

    fn cdf(&self, k: u64) -> f64 {
        gamma_tails(k as f64 + 1.0, self.mean).upper
    }

    fn sf(&self, k: u64) -> f64 {
        gamma_tails(k as f64 + 1.0, self.mean).lower
    }

    fn mean(&self) -> f64 {
        self.mean
    }
}
