//! The Pareto distribution.

use super::closed::Closed;
use super::positive;
use crate::StatsError;
use crate::special::ln_complement;

/// The Pareto distribution of the first kind: `P(X > x) = (minimum / x)^shape` for `x >= minimum`.
///
/// ```
/// use stats::{Continuous, Pareto};
/// assert!((Pareto::new(1.0, 2.0)?.sf(10.0) - 0.01).abs() < 1e-16);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pareto {
    minimum: f64,
    shape: f64,
}

impl Pareto {
    /// The Pareto distribution that starts at `minimum`, with this shape (tail index).
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless both are finite and above 0.
    pub fn new(minimum: f64, shape: f64) -> Result<Self, StatsError> {
        Ok(Self { minimum: positive("minimum", minimum)?, shape: positive("shape", shape)? })
    }

    /// `ln(x / minimum)`, with all digits near the minimum.
    fn ln_excess(&self, x: f64) -> f64 {
        ((x - self.minimum) / self.minimum).max(0.0).ln_1p()
    }
}

impl Closed for Pareto {
    fn ln_density(&self, x: f64) -> f64 {
        if x < self.minimum {
            return f64::NEG_INFINITY;
        }
        self.shape.ln() - self.minimum.ln() - (self.shape + 1.0) * self.ln_excess(x)
    }

    fn ln_lower_upper(&self, x: f64) -> (f64, f64) {
        let upper = -self.shape * self.ln_excess(x);
        (ln_complement(upper), upper)
    }

    fn point(&self, _: f64, ln_upper: f64) -> f64 {
        self.minimum * (-ln_upper / self.shape).exp()
    }
}
