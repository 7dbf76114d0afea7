use statrs::function::gamma::ln_gamma;

use crate::error::LearnError;
use crate::frame::Frame;
use crate::probabilities::bounded;
use crate::target;

/// Distribution of the target around its mean, each with its canonical link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Any finite number; identity link, constant variance.
    Gaussian,
    /// 0 or 1; logit link.
    Binomial,
    /// Counts, 0 or more; log link.
    Poisson,
}

/// One row at a linear predictor: mean, weight `(dm/de)^2 / V(m)`, score `(y - m) (dm/de) / V(m)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) weight: f64,
    pub(super) score: f64,
}

impl Family {
    pub(super) fn check(self, train: &Frame, y: &[f64]) -> Result<(), LearnError> {
        match self {
            Self::Gaussian => target::numbers(train, y),
            Self::Binomial => target::binary(train, y),
            Self::Poisson => target::counts(train, y),
        }
    }

    /// Does the weight of a row depend on its mean?
    pub(super) fn curved(self) -> bool {
        self != Self::Gaussian
    }

    /// The linear predictor whose mean is `mean`.
    pub(super) fn link(self, mean: f64) -> f64 {
        match self {
            Self::Gaussian => mean,
            Self::Binomial => (mean / (1.0 - mean)).ln(),
            Self::Poisson => mean.ln(),
        }
    }

    /// The mean at a linear predictor; finite, and inside (0, 1) for a probability.
    pub(super) fn mean(self, eta: f64) -> f64 {
        match self {
            Self::Gaussian => eta.clamp(-f64::MAX, f64::MAX),
            Self::Binomial => bounded(logistic(eta)),
            Self::Poisson => eta.clamp(-700.0, 700.0).exp(),
        }
    }

    pub(super) fn point(self, y: f64, eta: f64) -> Point {
        match self {
            Self::Gaussian => Point { weight: 1.0, score: y - eta },
            Self::Binomial => {
                // e = exp(-|eta|) keeps m (1 - m) exact in both tails.
                let e = (-eta.abs()).exp();
                let small = e / (1.0 + e);
                let mean = if eta < 0.0 { small } else { 1.0 / (1.0 + e) };
                let score = if y > 0.5 && eta >= 0.0 { small } else { y - mean };
                Point { weight: small / (1.0 + e), score }
            }
            Self::Poisson => {
                let mean = self.mean(eta);
                Point { weight: mean, score: y - mean }
            }
        }
    }

    /// Twice the log likelihood ratio of the saturated model to this row's predictor.
    pub(super) fn deviance(self, y: f64, eta: f64) -> f64 {
        match self {
            Self::Gaussian => (y - eta).powi(2),
            Self::Binomial => 2.0 * softplus(if y > 0.5 { -eta } else { eta }),
            Self::Poisson => {
                let saturated = if y > 0.0 { y * (y.ln() - eta) - y } else { 0.0 };
                2.0 * (saturated + eta.min(700.0).exp())
            }
        }
    }

    /// Log likelihood of the sample at its deviance; `None` when the spread is zero.
    ///
    /// For the Gaussian the variance is the deviance divided by the rows (the maximum likelihood estimate).
    pub(super) fn log_likelihood(self, y: &[f64], deviance: f64) -> Option<f64> {
        let n = y.len() as f64;
        match self {
            Self::Gaussian => {
                let value = -0.5 * n * ((2.0 * std::f64::consts::PI * deviance / n).ln() + 1.0);
                value.is_finite().then_some(value)
            }
            Self::Binomial => Some(-0.5 * deviance),
            Self::Poisson => {
                let saturated = |y: &f64| {
                    if *y > 0.0 { y * y.ln() - y - ln_gamma(y + 1.0) } else { 0.0 }
                };
                Some(y.iter().map(saturated).sum::<f64>() - 0.5 * deviance)
            }
        }
    }
}

/// `1 / (1 + exp(-x))` without overflow.
fn logistic(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    if x < 0.0 { e / (1.0 + e) } else { 1.0 / (1.0 + e) }
}

/// `ln(1 + exp(x))` without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}
