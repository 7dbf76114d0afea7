//! The chi-squared distribution.

use super::{Continuous, Gamma, positive};
use crate::StatsError;

/// The chi-squared distribution with `df > 0` degrees of freedom: a gamma distribution of shape `df / 2` and scale 2.
///
/// ```
/// use stats::{ChiSquared, Continuous};
/// let limit = ChiSquared::new(1.0)?.quantile(0.95)?;
/// assert!((limit - 3.841458820694124).abs() < 1e-13);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquared {
    law: Gamma,
}

impl ChiSquared {
    /// The chi-squared distribution with `df` degrees of freedom.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless `df` is finite and above 0.
    pub fn new(df: f64) -> Result<Self, StatsError> {
        Ok(Self { law: Gamma::new(0.5 * positive("degrees of freedom", df)?, 2.0)? })
    }
}

impl Continuous for ChiSquared {
    fn ln_pdf(&self, x: f64) -> f64 {
        self.law.ln_pdf(x)
    }

    fn cdf(&self, x: f64) -> f64 {
        self.law.cdf(x)
    }

    fn sf(&self, x: f64) -> f64 {
        self.law.sf(x)
    }

    fn quantile(&self, p: f64) -> Result<f64, StatsError> {
        self.law.quantile(p)
    }

    fn upper_quantile(&self, q: f64) -> Result<f64, StatsError> {
        self.law.upper_quantile(q)
    }
}
