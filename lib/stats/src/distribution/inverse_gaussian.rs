//! The inverse Gaussian distribution.

use std::f64::consts::PI;

use super::inversion::{Tail, invert_positive};
use super::{Continuous, positive};
use crate::StatsError;
use crate::special::{ln_complement, mills, mills_drop};

/// The inverse Gaussian (Wald) distribution with density `sqrt(shape / (2 pi x^3)) exp(-shape (x - mean)^2 / (2 mean^2 x))`.
///
/// Its tails are `phi(a) (mills(|a|) +- mills(b))` with `a, b = sqrt(shape / x) (x / mean -+ 1)`: Schrödinger's formula with
/// the exponential factor cancelled, so that neither huge shapes overflow nor small upper tails lose digits.
///
/// ```
/// use stats::{Continuous, InverseGaussian};
/// assert!((InverseGaussian::new(1.0, 1.0)?.cdf(1.0) - 0.668_102_0).abs() < 1e-7);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InverseGaussian {
    mean: f64,
    shape: f64,
}

impl InverseGaussian {
    /// The distribution with this mean and shape (variance `mean^3 / shape`).
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless both are finite and above 0.
    pub fn new(mean: f64, shape: f64) -> Result<Self, StatsError> {
        Ok(Self { mean: positive("mean", mean)?, shape: positive("shape", shape)? })
    }

    /// The logarithm of the smaller tail at `x > 0`, and whether it is the upper one.
    fn ln_smaller_tail(&self, x: f64) -> (f64, bool) {
        let root = (self.shape / x).sqrt();
        let a = root * ((x - self.mean) / self.mean);
        let b = root * ((x + self.mean) / self.mean);
        let ln_density = -0.5 * a * a - 0.5 * (2.0 * PI).ln();
        if a < 0.0 { (ln_density + (mills(-a) + mills(b)).ln(), false) } else { (ln_density + mills_drop(a, b).ln(), true) }
    }

    /// The value with this tail probability.
    fn point(&self, tail: Tail, target: f64) -> f64 {
        if target == 0.0 {
            return if tail == Tail::Lower { 0.0 } else { f64::INFINITY };
        }
        invert_positive(self, tail, target, self.mean.min(self.shape))
    }
}

impl Continuous for InverseGaussian {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return f64::NAN;
        }
        if x <= 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let gap = (x - self.mean) / self.mean;
        0.5 * (self.shape / (2.0 * PI)).ln() - 1.5 * x.ln() - 0.5 * self.shape * gap * (gap / x)
    }

    fn cdf(&self, x: f64) -> f64 {
        self.ln_tails(x).0.exp()
    }

    fn sf(&self, x: f64) -> f64 {
        self.ln_tails(x).1.exp()
    }

    fn ln_tails(&self, x: f64) -> (f64, f64) {
        if x.is_nan() {
            return (f64::NAN, f64::NAN);
        }
        if x <= 0.0 {
            return (f64::NEG_INFINITY, 0.0);
        }
        if x == f64::INFINITY {
            return (0.0, f64::NEG_INFINITY);
        }
        let (ln_tail, upper) = self.ln_smaller_tail(x);
        let other = ln_complement(ln_tail.min(0.0));
        if upper { (other, ln_tail) } else { (ln_tail, other) }
    }

    fn quantile(&self, p: f64) -> Result<f64, StatsError> {
        let (tail, p) = Tail::Lower.nearer(p)?;
        Ok(self.point(tail, p))
    }

    fn upper_quantile(&self, q: f64) -> Result<f64, StatsError> {
        let (tail, q) = Tail::Upper.nearer(q)?;
        Ok(self.point(tail, q))
    }
}
