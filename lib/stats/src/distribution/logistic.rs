//! The logistic distribution.

use super::closed::Closed;
use super::{finite, positive};
use crate::StatsError;

/// The logistic distribution with `P(X <= x) = 1 / (1 + exp(-(x - location) / scale))`.
///
/// ```
/// use stats::{Continuous, Logistic};
/// assert_eq!(Logistic::new(1.0, 2.0)?.cdf(1.0), 0.5);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Logistic {
    location: f64,
    scale: f64,
}

impl Logistic {
    /// The logistic distribution with this location (its mean) and scale (standard deviation `pi scale / sqrt 3`).
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless the location is finite and the scale finite and above 0.
    pub fn new(location: f64, scale: f64) -> Result<Self, StatsError> {
        Ok(Self { location: finite("location", location)?, scale: positive("scale", scale)? })
    }
}

/// `-ln(1 + e^-z)`.
fn ln_lower(z: f64) -> f64 {
    z.min(0.0) - (-z.abs()).exp().ln_1p()
}

impl Closed for Logistic {
    fn ln_density(&self, x: f64) -> f64 {
        let z = ((x - self.location) / self.scale).abs();
        -z - 2.0 * (-z).exp().ln_1p() - self.scale.ln()
    }

    fn ln_lower_upper(&self, x: f64) -> (f64, f64) {
        let z = (x - self.location) / self.scale;
        (ln_lower(z), ln_lower(-z))
    }

    fn point(&self, ln_lower: f64, ln_upper: f64) -> f64 {
        self.location + self.scale * (ln_lower - ln_upper)
    }
}
