//! Special functions: incomplete gamma and beta integrals (both tails to full relative accuracy), digamma, Mills' ratio.

mod beta;
mod complement;
mod digamma;
mod gamma;
mod mills;
mod saddle;
mod temme;

pub(crate) use beta::beta_tails;
pub(crate) use complement::ln_complement;
pub(crate) use digamma::{digamma, ln_minus_digamma, trigamma, trigamma_minus_inverse};
pub(crate) use gamma::{gamma_tails, ln_gamma_tails};
pub(crate) use mills::{mills, mills_drop};
pub(crate) use saddle::{beta_ln_density, beta_ln_norm, gamma_ln_density};

/// The two tails of a distribution at one point; they sum to 1, and the smaller one keeps its relative accuracy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tails {
    /// Probability below the point.
    pub(crate) lower: f64,
    /// Probability above the point.
    pub(crate) upper: f64,
}

impl Tails {
    /// Tails of which the lower one is known.
    fn from_lower(lower: f64) -> Self {
        let lower = lower.clamp(0.0, 1.0);
        Self { lower, upper: 1.0 - lower }
    }

    /// The same point seen from the other side.
    pub(crate) fn flipped(self) -> Self {
        Self { lower: self.upper, upper: self.lower }
    }
}
