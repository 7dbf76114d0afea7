//! Continuous distributions: density, both tails and both quantiles.

mod chi_squared;
mod fisher;
mod gamma;
mod inversion;
mod normal;
mod student;

pub use chi_squared::ChiSquared;
pub use fisher::FisherF;
pub use gamma::Gamma;
pub use normal::Normal;
pub use student::StudentT;

use crate::StatsError;

/// A continuous distribution.
///
/// Both tails are given, since `1 - cdf` has no digits left where the upper tail is small. A NaN argument gives NaN.
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

/// Refuses a parameter that is not finite and above 0.
fn positive(name: &'static str, value: f64) -> Result<f64, StatsError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(StatsError::Parameter { name, value, domain: "finite and above 0" })
    }
}
