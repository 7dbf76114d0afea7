//! The beta distribution.

use super::{Continuous, FisherF, positive};
use crate::StatsError;
use crate::special::{Tails, beta_ln_density, beta_tails};

/// The beta distribution on `(0, 1)` with density proportional to `x^(a-1) (1-x)^(b-1)`.
///
/// Quantiles go through the F distribution of the odds `b x / (a (1 - x))`, whose both ends are infinitely far away.
///
/// ```
/// use stats::{Beta, Continuous};
/// assert!((Beta::new(2.0, 1.0)?.cdf(0.5) - 0.25).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
}

impl Beta {
    /// The beta distribution with these shapes (mean `a / (a + b)`).
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless both are finite and above 0.
    pub fn new(a: f64, b: f64) -> Result<Self, StatsError> {
        Ok(Self { a: positive("a", a)?, b: positive("b", b)? })
    }

    /// Both tails at `x`.
    fn tails(&self, x: f64) -> Tails {
        if x.is_nan() {
            return Tails { lower: f64::NAN, upper: f64::NAN };
        }
        beta_tails(self.a, self.b, x, 1.0 - x)
    }

    /// The share `x` that belongs to a value of F.
    fn share(&self, f: f64) -> f64 {
        let odds = self.a / self.b * f;
        if odds > 1.0 { 1.0 / (1.0 + 1.0 / odds) } else { odds / (1.0 + odds) }
    }

    /// The distribution of the odds.
    fn odds(&self) -> Result<FisherF, StatsError> {
        FisherF::new(2.0 * self.a, 2.0 * self.b)
    }
}

/// Logarithm of the density at an end of the range, where the shape of that end is `near`.
fn ln_density_at_end(near: f64, far: f64) -> f64 {
    match near {
        shape if shape < 1.0 => f64::INFINITY,
        shape if shape > 1.0 => f64::NEG_INFINITY,
        _ => far.ln(),
    }
}

impl Continuous for Beta {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return f64::NAN;
        }
        if x > 0.0 && x < 1.0 {
            return beta_ln_density(self.a, self.b, x, 1.0 - x) - x.ln() - (-x).ln_1p();
        }
        if x == 0.0 {
            ln_density_at_end(self.a, self.b)
        } else if 1.0 - x == 0.0 {
            ln_density_at_end(self.b, self.a)
        } else {
            f64::NEG_INFINITY
        }
    }

    fn cdf(&self, x: f64) -> f64 {
        self.tails(x).lower
    }

    fn sf(&self, x: f64) -> f64 {
        self.tails(x).upper
    }

    fn quantile(&self, p: f64) -> Result<f64, StatsError> {
        Ok(self.share(self.odds()?.quantile(p)?))
    }

    fn upper_quantile(&self, q: f64) -> Result<f64, StatsError> {
        Ok(self.share(self.odds()?.upper_quantile(q)?))
    }
}
