//! Distributions: density or mass, both tails and both quantiles.

mod beta;
mod binomial;
mod chi_squared;
mod closed;
mod discrete;
mod exponential;
mod fisher;
mod gamma;
mod geometric;
mod gev;
mod gumbel;
mod inverse_gaussian;
mod inversion;
mod location_scale_t;
mod logistic;
mod lognormal;
mod negative_binomial;
mod normal;
mod pareto;
mod poisson;
mod student;
mod uniform;
mod weibull;

pub use beta::Beta;
pub use binomial::Binomial;
pub use chi_squared::ChiSquared;
pub use discrete::Discrete;
pub use exponential::Exponential;
pub use fisher::FisherF;
pub use gamma::Gamma;
pub use geometric::Geometric;
pub use gev::Gev;
pub use gumbel::Gumbel;
pub use inverse_gaussian::InverseGaussian;
pub use location_scale_t::LocationScaleT;
pub use logistic::Logistic;
pub use lognormal::LogNormal;
pub use negative_binomial::NegativeBinomial;
pub use normal::Normal;
pub use pareto::Pareto;
pub use poisson::Poisson;
pub use student::StudentT;
pub use uniform::Uniform;
pub use weibull::Weibull;

use crate::StatsError;

/// A continuous distribution.
///
/// Both tails are given, since `1 - cdf` has no digits left where the upper tail is small. A NaN argument gives NaN.
///
/// All distributions are checked against mpmath: tails, densities and quantiles to 1e-12, relative, in the body and 1e-9 in tails down to
/// 1e-300. Quantiles are polished by Newton's method on the logarithm of the tail, or closed; no absolute tolerances anywhere.
pub trait Continuous {
    /// Logarithm of the density at `x`; minus infinity where the density is 0.
    fn ln_pdf(&self, x: f64) -> f64;

    /// Density at `x`.
    fn pdf(&self, x: f64) -> f64 {
        self.ln_pdf(x).exp()
    }

    /// Probability of a value up to `x`.
    fn cdf(&self, x: f64) -> f64;

    /// Probability of a value above `x` (survival function).
    fn sf(&self, x: f64) -> f64;

    /// Logarithms of [`Continuous::cdf`] and [`Continuous::sf`]; most families give them also where the tail itself underflows.
    fn ln_tails(&self, x: f64) -> (f64, f64) {
        (self.cdf(x).ln(), self.sf(x).ln())
    }

    /// The value that is exceeded with probability `1 - p`.
    ///
    /// # Errors
    /// [`StatsError::Probability`] unless `0 <= p <= 1`.
    fn quantile(&self, p: f64) -> Result<f64, StatsError>;

    /// The value that is exceeded with probability `q`: `quantile(1 - q)` with all digits of a small `q`.
    ///
    /// # Errors
    /// [`StatsError::Probability`] unless `0 <= q <= 1`.
    fn upper_quantile(&self, q: f64) -> Result<f64, StatsError>;
}

/// Refuses what is no probability.
fn probability(value: f64) -> Result<f64, StatsError> {
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(StatsError::Probability { value }) }
}

/// Refuses a parameter that is not finite.
fn finite(name: &'static str, value: f64) -> Result<f64, StatsError> {
    if value.is_finite() { Ok(value) } else { Err(StatsError::Parameter { name, value, domain: "finite" }) }
}

/// Refuses a parameter that is not strictly between 0 and 1.
fn share(name: &'static str, value: f64) -> Result<f64, StatsError> {
    if value > 0.0 && value < 1.0 { Ok(value) } else { Err(StatsError::Parameter { name, value, domain: "between 0 and 1" }) }
}

/// Refuses a parameter that is not finite and above 0.
fn positive(name: &'static str, value: f64) -> Result<f64, StatsError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(StatsError::Parameter { name, value, domain: "finite and above 0" })
    }
}
