//! The generalised extreme-value distribution.

use super::closed::Closed;
use super::{finite, positive};
use crate::StatsError;
use crate::special::ln_complement;

/// The generalised extreme-value distribution of maxima: `P(X <= x) = exp(-(1 + shape z)^(-1/shape))` with
/// `z = (x - location) / scale`; shape 0 is [`crate::Gumbel`].
///
/// A positive shape has a heavy upper tail and a lower end at `location - scale / shape`, a negative one an upper end there
/// (the sign of Coles; scipy's `c` is its negative).
///
/// Reference: S. Coles, "An Introduction to Statistical Modeling of Extreme Values" (2001), section 3.1.
///
/// ```
/// use stats::{Continuous, Gev};
/// assert!((Gev::new(0.0, 1.0, 0.5)?.sf(6.0) - -(-1.0_f64 / 16.0).exp_m1()).abs() < 1e-16);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gev {
    location: f64,
    scale: f64,
    shape: f64,
}

impl Gev {
    /// The distribution with this location, scale and shape.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless location and shape are finite and the scale finite and above 0.
    pub fn new(location: f64, scale: f64, shape: f64) -> Result<Self, StatsError> {
        Ok(Self { location: finite("location", location)?, scale: positive("scale", scale)?, shape: finite("shape", shape)? })
    }

    /// The value of a standard Gumbel variable that belongs to `x`: `ln(1 + shape z) / shape`.
    fn reduced(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        let bent = self.shape * z;
        if self.shape == 0.0 {
            z
        } else if bent <= -1.0 {
            f64::INFINITY.copysign(-self.shape)
        } else {
            bent.ln_1p() / self.shape
        }
    }
}

impl Closed for Gev {
    fn ln_density(&self, x: f64) -> f64 {
        let w = self.reduced(x);
        if w.is_infinite() {
            return f64::NEG_INFINITY;
        }
        -(1.0 + self.shape) * w - (-w).exp() - self.scale.ln()
    }

    fn ln_lower_upper(&self, x: f64) -> (f64, f64) {
        let lower = -(-self.reduced(x)).exp();
        (lower, ln_complement(lower))
    }

    fn point(&self, ln_lower: f64, _: f64) -> f64 {
        let w = -(-ln_lower).ln();
        let z = if self.shape == 0.0 { w } else { (self.shape * w).exp_m1() / self.shape };
        self.location + self.scale * z
    }
}
