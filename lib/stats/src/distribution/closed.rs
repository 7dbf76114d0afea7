//! Distributions whose tails and quantiles are elementary.

use super::{Continuous, probability};
use crate::StatsError;

/// A distribution given by the logarithms of its tails; gives all of [`Continuous`].
pub(super) trait Closed {
    /// Logarithm of the density at `x`, which is no NaN.
    fn ln_density(&self, x: f64) -> f64;

    /// Logarithms of the probabilities below and above `x`, which is no NaN.
    fn ln_lower_upper(&self, x: f64) -> (f64, f64);

    /// The value with these logarithms of the probabilities below and above it.
    fn point(&self, ln_lower: f64, ln_upper: f64) -> f64;
}

impl<D: Closed> Continuous for D {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_nan() { f64::NAN } else { self.ln_density(x) }
    }

    fn cdf(&self, x: f64) -> f64 {
        self.ln_tails(x).0.exp()
    }

    fn sf(&self, x: f64) -> f64 {
        self.ln_tails(x).1.exp()
    }

    fn ln_tails(&self, x: f64) -> (f64, f64) {
        if x.is_nan() { (f64::NAN, f64::NAN) } else { self.ln_lower_upper(x) }
    }

    fn quantile(&self, p: f64) -> Result<f64, StatsError> {
        let p = probability(p)?;
        Ok(self.point(p.ln(), (-p).ln_1p()))
    }

    fn upper_quantile(&self, q: f64) -> Result<f64, StatsError> {
        let q = probability(q)?;
        Ok(self.point((-q).ln_1p(), q.ln()))
    }
}
