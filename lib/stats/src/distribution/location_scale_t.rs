//! Student's t distribution with a location and a scale.

use super::{Continuous, StudentT, finite, positive};
use crate::StatsError;

/// Student's t of any centre and width: `(x - location) / scale` is [`StudentT`].
///
/// ```
/// use stats::{Continuous, LocationScaleT};
/// assert_eq!(LocationScaleT::new(5.0, 2.0, 3.0)?.cdf(5.0), 0.5);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocationScaleT {
    location: f64,
    scale: f64,
    law: StudentT,
}

impl LocationScaleT {
    /// The distribution with this location, scale and degrees of freedom.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless the location is finite and the others finite and above 0.
    pub fn new(location: f64, scale: f64, df: f64) -> Result<Self, StatsError> {
        Ok(Self { location: finite("location", location)?, scale: positive("scale", scale)?, law: StudentT::new(df)? })
    }

    /// `x` in scales from the location.
    fn standardised(&self, x: f64) -> f64 {
        (x - self.location) / self.scale
    }
}

impl Continuous for LocationScaleT {
    fn ln_pdf(&self, x: f64) -> f64 {
        self.law.ln_pdf(self.standardised(x)) - self.scale.ln()
    }

    fn cdf(&self, x: f64) -> f64 {
        self.law.cdf(self.standardised(x))
    }

    fn sf(&self, x: f64) -> f64 {
        self.law.sf(self.standardised(x))
    }

    fn quantile(&self, p: f64) -> Result<f64, StatsError> {
        Ok(self.location + self.scale * self.law.quantile(p)?)
    }

    fn upper_quantile(&self, q: f64) -> Result<f64, StatsError> {
        Ok(self.location + self.scale * self.law.upper_quantile(q)?)
    }
}
