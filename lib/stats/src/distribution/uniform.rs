//! The uniform distribution.

use super::{Continuous, finite, probability};
use crate::StatsError;

/// The uniform distribution on `[low, high]`.
///
/// ```
/// use stats::{Continuous, Uniform};
/// assert_eq!(Uniform::new(1.0, 5.0)?.sf(4.0), 0.25);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

impl Uniform {
    /// The uniform distribution between these ends.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless both are finite and `low < high`.
    pub fn new(low: f64, high: f64) -> Result<Self, StatsError> {
        let (low, high) = (finite("low", low)?, finite("high", high)?);
        if low < high {
            Ok(Self { low, high })
        } else {
            Err(StatsError::Parameter { name: "high", value: high, domain: "above low" })
        }
    }

    /// The share of the range between two points; halves, so that no range overflows.
    fn share(&self, from: f64, to: f64) -> f64 {
        ((0.5 * to - 0.5 * from) / (0.5 * self.high - 0.5 * self.low)).clamp(0.0, 1.0)
    }
}

impl Continuous for Uniform {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return f64::NAN;
        }
        if (self.low..=self.high).contains(&x) { -(self.high - self.low).ln() } else { f64::NEG_INFINITY }
    }

    fn cdf(&self, x: f64) -> f64 {
        self.share(self.low, x)
    }

    fn sf(&self, x: f64) -> f64 {
        self.share(x, self.high)
    }

    fn quantile(&self, p: f64) -> Result<f64, StatsError> {
        let p = probability(p)?;
        Ok(self.low * (1.0 - p) + self.high * p)
    }

    fn upper_quantile(&self, q: f64) -> Result<f64, StatsError> {
        let q = probability(q)?;
        Ok(self.low * q + self.high * (1.0 - q))
    }
}
