//! The lognormal distribution.

use super::{Continuous, Normal};
use crate::StatsError;

/// The lognormal distribution: `ln x` is normal with mean `mean_log` and standard deviation `sd_log`.
///
/// ```
/// use stats::{Continuous, LogNormal};
/// assert_eq!(LogNormal::new(0.0, 2.0)?.cdf(1.0), 0.5);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogNormal {
    logs: Normal,
}

impl LogNormal {
    /// The distribution whose logarithms have this mean and standard deviation.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless the mean is finite and the standard deviation finite and above 0.
    pub fn new(mean_log: f64, sd_log: f64) -> Result<Self, StatsError> {
        Ok(Self { logs: Normal::new(mean_log, sd_log)? })
    }
}

/// `ln x`; minus infinity below 0.
fn ln(x: f64) -> f64 {
    if x <= 0.0 { f64::NEG_INFINITY } else { x.ln() }
}

impl Continuous for LogNormal {
    fn ln_pdf(&self, x: f64) -> f64 {
        let y = ln(x);
        if y.is_infinite() { f64::NEG_INFINITY } else { self.logs.ln_pdf(y) - y }
    }

    fn cdf(&self, x: f64) -> f64 {
        self.logs.cdf(ln(x))
    }

    fn sf(&self, x: f64) -> f64 {
        self.logs.sf(ln(x))
    }

    fn ln_tails(&self, x: f64) -> (f64, f64) {
        self.logs.ln_tails(ln(x))
    }

    fn quantile(&self, p: f64) -> Result<f64, StatsError> {
        self.logs.quantile(p).map(f64::exp)
    }

    fn upper_quantile(&self, q: f64) -> Result<f64, StatsError> {
        self.logs.upper_quantile(q).map(f64::exp)
    }
}
