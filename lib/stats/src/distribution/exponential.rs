//! The exponential distribution.

use super::closed::Closed;
use super::positive;
use crate::StatsError;
use crate::special::ln_complement;

/// The exponential distribution with density `rate exp(-rate x)` for `x >= 0`.
///
/// Checked against mpmath like all the others: [`crate::Continuous`].
///
/// ```
/// use stats::{Continuous, Exponential};
/// assert!((Exponential::new(2.0)?.sf(0.5) - (-1.0_f64).exp()).abs() < 1e-16);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exponential {
    rate: f64,
}

impl Exponential {
    /// The exponential distribution with this rate (mean `1 / rate`).
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless the rate is finite and above 0.
    pub fn new(rate: f64) -> Result<Self, StatsError> {
        Ok(Self { rate: positive("rate", rate)? })
    }
}

impl Closed for Exponential {
    fn ln_density(&self, x: f64) -> f64 {
        if x < 0.0 { f64::NEG_INFINITY } else { self.rate.ln() - self.rate * x }
    }

    fn ln_lower_upper(&self, x: f64) -> (f64, f64) {
        let upper = -self.rate * x.max(0.0);
        (ln_complement(upper), upper)
    }

    fn point(&self, _: f64, ln_upper: f64) -> f64 {
        -ln_upper / self.rate
    }
}
