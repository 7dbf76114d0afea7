//! The binomial distribution.

use super::{Discrete, share};
use crate::StatsError;
use crate::special::{beta_ln_density, beta_tails};

/// The binomial distribution of the successes in `size` trials.
///
/// ```
/// use stats::{Binomial, Discrete};
/// assert!((Binomial::new(4, 0.5)?.pmf(2) - 0.375).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    size: u64,
    p: f64,
}

impl Binomial {
    /// The binomial distribution of `size` trials with this probability of success.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless `0 < p < 1` and `size > 0`.
    pub fn new(size: u64, p: f64) -> Result<Self, StatsError> {
        if size == 0 {
            return Err(StatsError::Parameter { name: "size", value: 0.0, domain: "above 0" });
        }
        Ok(Self { size, p: share("p", p)? })
    }
}

impl Discrete for Binomial {
    fn ln_pmf(&self, k: u64) -> f64 {
        let (n, x) = (self.size as f64, k as f64);
        match k {
            0 => n * (-self.p).ln_1p(),
            k if k == self.size => n * self.p.ln(),
            k if k > self.size => f64::NEG_INFINITY,
            _ => beta_ln_density(x, n - x, self.p, 1.0 - self.p) + (n / (x * (n - x))).ln(),
        }
    }

    fn cdf(&self, k: u64) -> f64 {
        if k >= self.size {
            return 1.0;
        }
        beta_tails(k as f64 + 1.0, (self.size - k) as f64, self.p, 1.0 - self.p).upper
    }

    fn sf(&self, k: u64) -> f64 {
        if k >= self.size {
            return 0.0;
        }
        beta_tails(k as f64 + 1.0, (self.size - k) as f64, self.p, 1.0 - self.p).lower
    }

    fn mean(&self) -> f64 {
        self.size as f64 * self.p
    }

    fn largest(&self) -> Option<u64> {
        Some(self.size)
    }
}
