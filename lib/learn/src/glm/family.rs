use crate::error::LearnError;
use crate::probabilities::bounded;
use crate::target;

use super::sample::Rows;

/// Distribution of the target around its mean, and the link to the linear predictor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Family {
    /// Any finite number; identity link, constant variance.
    Gaussian,
    /// 0 or 1 (with weights also a share of as many trials); logit link.
    Binomial,
    /// Counts, 0 or more; log link, variance `m`.
    Poisson,
    /// Whole counts; log link, variance `m + m^2 / theta`.
    NegativeBinomial {
        /// Above 0; `None` is estimated by maximum likelihood.
        theta: Option<f64>,
    },
    /// Numbers above 0; log link, variance `phi m^2`.
    Gamma,
    /// Numbers of which some are 0 and the others above 0; log link, variance `phi m^power`.
    Tweedie {
        /// Above 1 and below 2; `None` is estimated by profile likelihood.
        power: Option<f64>,
    },
}

/// A family whose parameters are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Law {
    Gaussian,
    Binomial,
    Poisson,
    NegativeBinomial(f64),
    Gamma,
    Tweedie(f64),
}

/// The function whose inverse makes a mean of the linear predictor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// The mean itself.
    Identity,
    /// `ln(m / (1 - m))`.
    Logit,
    /// `ln m`.
    Log,
}

/// A log mean is kept inside plus and minus this, so that it can be exponentiated.
pub(crate) const LOG_MEAN_MAX: f64 = 700.0;

/// One row at a linear predictor: weight `(dm/de)^2 / V(m)`, score `(y - m) (dm/de) / V(m)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) weight: f64,
    pub(super) score: f64,
}

impl Family {
    pub(super) fn check(self, rows: &Rows) -> Result<(), LearnError> {
        let (train, y) = (&*rows.train, &*rows.y);
        let setting = |name, value: f64, wanted| Err(LearnError::Setting { name, found: value.to_string(), wanted });
        match self {
            Self::Gaussian => target::numbers(train, y),
            Self::Binomial if rows.weight.is_some() => target::shares(train, y),
            Self::Binomial => target::binary(train, y),
            Self::NegativeBinomial { theta: Some(theta) } if !(theta > 0.0 && theta.is_finite()) => {
                setting("theta", theta, "a finite number above 0")
            }
            Self::Tweedie { power: Some(power) } if !(power > 1.0 && power < 2.0) => {
                setting("power", power, "above 1 and below 2")
            }
            Self::Poisson | Self::Tweedie { .. } => target::counts(train, y),
            Self::NegativeBinomial { .. } => target::whole(train, y),
            Self::Gamma => target::positive(train, y),
        }
    }

    /// The link to the linear predictor.
    pub fn link(self) -> Link {
        match self {
            Self::Gaussian => Link::Identity,
            Self::Binomial => Link::Logit,
            Self::Poisson | Self::NegativeBinomial { .. } | Self::Gamma | Self::Tweedie { .. } => Link::Log,
        }
    }
}

impl Link {
    /// The linear predictor of a mean.
    pub fn of(self, mean: f64) -> f64 {
        match self {
            Self::Identity => mean,
            Self::Logit => (mean / (1.0 - mean)).ln(),
            Self::Log => mean.ln(),
        }
    }

    /// The mean at a linear predictor; finite, and inside (0, 1) for a probability.
    pub fn mean(self, eta: f64) -> f64 {
        match self {
            Self::Identity => eta.clamp(-f64::MAX, f64::MAX),
            Self::Logit => bounded(logistic(eta)),
            Self::Log => eta.clamp(-LOG_MEAN_MAX, LOG_MEAN_MAX).exp(),
        }
    }
}

impl Law {
    pub(crate) fn link(self) -> Link {
        match self {
            Self::Gaussian => Link::Identity,
            Self::Binomial => Link::Logit,
            Self::Poisson | Self::NegativeBinomial(_) | Self::Gamma | Self::Tweedie(_) => Link::Log,
        }
    }

    /// Is the variance of a row known up to its mean, so that the dispersion is 1?
    pub(super) fn fixed(self) -> bool {
        matches!(self, Self::Binomial | Self::Poisson | Self::NegativeBinomial(_))
    }

    /// Does the weight of a row depend on its mean?
    pub(super) fn curved(self) -> bool {
        !matches!(self, Self::Gaussian | Self::Gamma)
    }

    /// Is the link the canonical one, so that scoring is Newton's method?
    pub(super) fn canonical(self) -> bool {
        matches!(self, Self::Gaussian | Self::Binomial | Self::Poisson)
    }

    /// Parameters beside the coefficients that the likelihood is maximised over.
    pub(super) fn extra_parameters(self) -> f64 {
        match self {
            Self::Binomial | Self::Poisson => 0.0,
            Self::Gaussian | Self::Gamma | Self::NegativeBinomial(_) | Self::Tweedie(_) => 1.0,
        }
    }

    pub(super) fn mean(self, eta: f64) -> f64 {
        self.link().mean(eta)
    }

    pub(super) fn variance(self, mean: f64) -> f64 {
        match self {
            Self::Gaussian => 1.0,
            Self::Binomial => mean * (1.0 - mean),
            Self::Poisson => mean,
            Self::NegativeBinomial(theta) => mean + mean * mean / theta,
            Self::Gamma => mean * mean,
            Self::Tweedie(power) => mean.powf(power),
        }
    }

    #[inline]
    pub(super) fn point(self, y: f64, eta: f64) -> Point {
        match self {
            Self::Gaussian => Point { weight: 1.0, score: y - eta },
            Self::Binomial => {
                // e = exp(-|eta|) keeps m (1 - m) exact in both tails.
                let e = (-eta.abs()).exp();
                let small = e / (1.0 + e);
                let mean = if eta < 0.0 { small } else { 1.0 / (1.0 + e) };
                let score = if y >= 1.0 && eta >= 0.0 { small } else { y - mean };
                Point { weight: small / (1.0 + e), score }
            }
            Self::Poisson => {
                let mean = self.mean(eta);
                Point { weight: mean, score: y - mean }
            }
            Self::NegativeBinomial(theta) => {
                let mean = self.mean(eta);
                let share = theta / (theta + mean);
                Point { weight: mean * share, score: (y - mean) * share }
            }
            Self::Gamma => Point { weight: 1.0, score: y / self.mean(eta) - 1.0 },
            Self::Tweedie(power) => {
                let mean = self.mean(eta);
                let scale = mean.powf(1.0 - power);
                Point { weight: mean * scale, score: (y - mean) * scale }
            }
        }
    }

    /// Twice the log likelihood ratio of the saturated model to this row's predictor, at dispersion 1.
    #[inline]
    pub(super) fn deviance(self, y: f64, eta: f64) -> f64 {
        match self {
            Self::Gaussian => (y - eta).powi(2),
            Self::Binomial if y <= 0.0 => 2.0 * softplus(eta),
            Self::Binomial if y >= 1.0 => 2.0 * softplus(-eta),
            Self::Binomial => {
                let entropy = y * y.ln() + (1.0 - y) * (1.0 - y).ln();
                2.0 * (entropy + softplus(eta) - y * eta).max(0.0)
            }
            Self::Poisson => {
                let mean = self.mean(eta);
                if y > 0.0 { 2.0 * mean * excess((y - mean) / mean) } else { 2.0 * mean }
            }
            Self::NegativeBinomial(theta) => {
                let mean = self.mean(eta);
                let own = mean * excess((y - mean) / mean);
                2.0 * (own - (mean + theta) * excess((y - mean) / (mean + theta))).max(0.0)
            }
            Self::Gamma => 2.0 * shortfall(y / self.mean(eta) - 1.0),
            Self::Tweedie(power) => {
                let mean = self.mean(eta);
                let (a, b) = (1.0 - power, 2.0 - power);
                2.0 * (y.powf(b) / (a * b) - y * mean.powf(a) / a + mean.powf(b) / b).max(0.0)
            }
        }
    }
}

/// `(1 + r) ln(1 + r) - r` without cancellation, for `r >= -1`.
fn excess(r: f64) -> f64 {
    if r <= -1.0 {
        1.0
    } else if r.abs() < 0.1 {
        // sum over k >= 2 of (-r)^k / (k (k - 1))
        let mut sum = 0.0;
        for k in (2..18).rev() {
            sum = 1.0 / f64::from(k * (k - 1)) - r * sum;
        }
        sum * r * r
    } else {
        (1.0 + r) * r.ln_1p() - r
    }
}

/// `r - ln(1 + r)` without cancellation, for `r > -1`.
fn shortfall(r: f64) -> f64 {
    if r.abs() < 0.1 {
        // sum over k >= 2 of (-r)^k / k
        let mut sum = 0.0;
        for k in (2..18).rev() {
            sum = 1.0 / f64::from(k) - r * sum;
        }
        sum * r * r
    } else {
        r - r.ln_1p()
    }
}

/// `1 / (1 + exp(-x))` without overflow.
pub(super) fn logistic(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    if x < 0.0 { e / (1.0 + e) } else { 1.0 / (1.0 + e) }
}

/// `ln(1 + exp(x))` without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviances_near_zero_keep_their_digits() {
        // mpmath, 30 digits
        for (r, e, s) in [
            (1e-8, 4.999_999_983_333_334e-17, 4.999_999_966_666_667e-17),
            (0.09, 0.003_933_688_902_747_042, 0.003_822_303_758_947_668),
            (-0.05, 0.001_271_370_331_826_993_4, 0.001_293_294_387_550_533_4),
        ] {
            assert!((excess(r) / e - 1.0).abs() < 1e-13, "{r} {}", excess(r));
            assert!((shortfall(r) / s - 1.0).abs() < 1e-13, "{r} {}", shortfall(r));
        }
        let (eta, h) = (0.7, 1e-5);
        for law in [Law::Gaussian, Law::Binomial, Law::Poisson, Law::NegativeBinomial(1.7), Law::Gamma, Law::Tweedie(1.4)] {
            // The score is minus half the slope of the deviance.
            let slope = (law.deviance(1.0, eta + h) - law.deviance(1.0, eta - h)) / (2.0 * h);
            assert!((law.point(1.0, eta).score + 0.5 * slope).abs() < 1e-9, "{law:?}");
        }
    }
}
