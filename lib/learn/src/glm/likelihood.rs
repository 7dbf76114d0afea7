use statrs::function::gamma::ln_gamma;

use super::family::Law;
use super::tweedie;

/// Rows whose means are known.
pub(super) struct Fit<'a> {
    pub(super) law: Law,
    pub(super) y: &'a [f64],
    pub(super) mean: &'a [f64],
    pub(super) weight: Option<&'a [f64]>,
    /// Deviance at dispersion 1.
    pub(super) deviance: f64,
}

impl Fit<'_> {
    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weight.map_or(1.0, |weight| weight[row])
    }

    /// Log likelihood of the sample; `None` when the spread is zero.
    ///
    /// The dispersion is the one of maximum likelihood for the Gaussian and Tweedie, for the gamma it is the deviance divided by the weights (as R does).
    pub(super) fn log_likelihood(&self) -> Option<f64> {
        let n = self.y.len() as f64;
        let value = match self.law {
            Law::Gaussian => {
                let weights: f64 = self.weight.map_or(0.0, |weight| weight.iter().map(|w| w.ln()).sum());
                -0.5 * (n * ((2.0 * std::f64::consts::PI * self.deviance / n).ln() + 1.0) - weights)
            }
            Law::Binomial => self.sum(binomial),
            Law::Poisson => self.sum(|y, mean, w| w * poisson(y, mean)),
            Law::NegativeBinomial(theta) => self.sum(|y, mean, w| w * negative_binomial(y, mean, theta)),
            Law::Gamma => {
                let total: f64 = (0..self.y.len()).map(|row| self.weight(row)).sum();
                let shape = total / self.deviance;
                self.sum(|y, mean, w| w * (shape * (shape * y / mean).ln() - shape * y / mean - y.ln() - ln_gamma(shape)))
            }
            Law::Tweedie(power) => tweedie::Series::new(power).best(self)?.1,
        };
        value.is_finite().then_some(value)
    }

    fn sum(&self, one: impl Fn(f64, f64, f64) -> f64) -> f64 {
        self.y.iter().zip(self.mean).enumerate().map(|(row, (y, mean))| one(*y, *mean, self.weight(row))).sum()
    }

    /// Pearson's sum of squares `sum w (y - m)^2 / V(m)`.
    pub(super) fn pearson(&self) -> f64 {
        self.sum(|y, mean, w| w * (y - mean).powi(2) / self.law.variance(mean))
    }
}

/// The trials of a share are counted when they are whole numbers.
fn binomial(y: f64, mean: f64, w: f64) -> f64 {
    let part = |share: f64, mean: f64| if share > 0.0 { share * mean.ln() } else { 0.0 };
    let hits = w * y;
    let whole = |x: f64| (x - x.round()).abs() < 1e-9 * (1.0 + x);
    let ways = if y > 0.0 && y < 1.0 && whole(w) && whole(hits) {
        ln_gamma(w + 1.0) - ln_gamma(hits + 1.0) - ln_gamma(w - hits + 1.0)
    } else {
        0.0
    };
    part(hits, mean) + part(w - hits, 1.0 - mean) + ways
}

fn poisson(y: f64, mean: f64) -> f64 {
    if y > 0.0 { y * mean.ln() - mean - ln_gamma(y + 1.0) } else { -mean }
}

fn negative_binomial(y: f64, mean: f64, theta: f64) -> f64 {
    let hits = if y > 0.0 { y * (mean / (theta + mean)).ln() } else { 0.0 };
    ln_rising(theta, y) - ln_gamma(y + 1.0) + hits - theta * (mean / theta).ln_1p()
}

/// `ln Gamma(theta + y) - ln Gamma(theta)` for whole `y`.
fn ln_rising(theta: f64, y: f64) -> f64 {
    if y <= 64.0 { (0..y as u32).map(|j| (theta + f64::from(j)).ln()).sum() } else { ln_gamma(theta + y) - ln_gamma(theta) }
}
