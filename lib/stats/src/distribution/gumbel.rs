//! The Gumbel distribution of maxima.

use super::closed::Closed;
use super::{finite, positive};
use crate::StatsError;
use crate::special::ln_complement;

/// The Gumbel distribution of maxima: `P(X <= x) = exp(-exp(-(x - location) / scale))`.
///
/// ```
/// use stats::{Continuous, Gumbel};
/// assert!((Gumbel::new(0.0, 1.0)?.cdf(0.0) - (-1.0_f64).exp()).abs() < 1e-16);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gumbel {
    location: f64,
    scale: f64,
}

impl Gumbel {
    /// The Gumbel distribution with this location (its mode) and scale.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless the location is finite and the scale finite and above 0.
    pub fn new(location: f64, scale: f64) -> Result<Self, StatsError> {
        Ok(Self { location: finite("location", location)?, scale: positive("scale", scale)? })
    }
}

impl Closed for Gumbel {
    fn ln_density(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        if z.is_infinite() {
            return f64::NEG_INFINITY;
        }
        -z - (-z).exp() - self.scale.ln()
    }

    fn ln_lower_upper(&self, x: f64) -> (f64, f64) {
        let lower = -(-(x - self.location) / self.scale).exp();
        (lower, ln_complement(lower))
    }

    fn point(&self, ln_lower: f64, _: f64) -> f64 {
        self.location - self.scale * (-ln_lower).ln()
    }
}
