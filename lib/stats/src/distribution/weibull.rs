//! The Weibull distribution.

use super::closed::Closed;
use super::positive;
use crate::StatsError;
use crate::special::ln_complement;

/// The Weibull distribution with `P(X > x) = exp(-(x / scale)^shape)` for `x >= 0`.
///
/// ```
/// use stats::{Continuous, Weibull};
/// assert!((Weibull::new(2.0, 3.0)?.sf(3.0) - (-1.0_f64).exp()).abs() < 1e-16);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

impl Weibull {
    /// The Weibull distribution with this shape and scale.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless both are finite and above 0.
    pub fn new(shape: f64, scale: f64) -> Result<Self, StatsError> {
        Ok(Self { shape: positive("shape", shape)?, scale: positive("scale", scale)? })
    }
}

impl Closed for Weibull {
    fn ln_density(&self, x: f64) -> f64 {
        if x < 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let front = self.shape.ln() - self.scale.ln();
        if x == 0.0 {
            return match self.shape {
                k if k < 1.0 => f64::INFINITY,
                k if k > 1.0 => f64::NEG_INFINITY,
                _ => front,
            };
        }
        let ln_ratio = (x / self.scale).ln();
        front + (self.shape - 1.0) * ln_ratio - (self.shape * ln_ratio).exp()
    }

    fn ln_lower_upper(&self, x: f64) -> (f64, f64) {
        let upper = -(x.max(0.0) / self.scale).powf(self.shape);
        (ln_complement(upper), upper)
    }

    fn point(&self, _: f64, ln_upper: f64) -> f64 {
        self.scale * (-ln_upper).powf(1.0 / self.shape)
    }
}
