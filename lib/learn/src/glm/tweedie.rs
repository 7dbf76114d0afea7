//! The density of Tweedie's compound Poisson and gamma distribution.

use statrs::function::gamma::ln_gamma;

use super::likelihood::Fit;

/// Terms this far below the largest in logarithms do not count.
const LEFT_OUT: f64 = 37.0;
/// Terms of one density at most; beyond, the density is taken at its saddle point.
const TERMS_MAX: f64 = 20_000.0;

/// The series of Dunn and Smyth for powers from 1 to 2: `f(y) = exp((y t - k) / phi) W / y` with `W = sum_j z^j / (j! Gamma(-a j))`, `a = (2 - p) / (1 - p)`.
///
/// Dunn and Smyth, Statistics and Computing 15 (2005) 267-280, 10.1007/s11222-005-4070-y.
pub(super) struct Series {
    power: f64,
    /// `-a`, above 0.
    shape: f64,
    /// `ln j! + ln Gamma(-a j)` for j from 1 on.
    terms: Vec<f64>,
}

/// `ln W` with mean and variance of j under its terms.
struct Sum {
    ln_value: f64,
    mean: f64,
    variance: f64,
}

impl Series {
    pub(super) fn new(power: f64) -> Self {
        Self { power, shape: (2.0 - power) / (power - 1.0), terms: Vec::new() }
    }

    fn term(&mut self, j: usize) -> f64 {
        while self.terms.len() < j {
            let next = (self.terms.len() + 1) as f64;
            self.terms.push(ln_gamma(next + 1.0) + ln_gamma(self.shape * next));
        }
        self.terms[j - 1]
    }

    fn sum(&mut self, ln_z: f64, peak: f64) -> Sum {
        let middle = peak.round().max(1.0) as usize;
        let highest = middle as f64 * ln_z - self.term(middle);
        let (mut value, mut first, mut second) = (0.0, 0.0, 0.0);
        let mut add = |j: usize, log: f64| {
            let part = (log - highest).exp();
            let distance = j as f64 - middle as f64;
            value += part;
            first += part * distance;
            second += part * distance * distance;
            log > highest - LEFT_OUT
        };
        let mut j = middle;
        while add(j, j as f64 * ln_z - self.term(j)) {
            j += 1;
        }
        for j in (1..middle).rev() {
            if !add(j, j as f64 * ln_z - self.term(j)) {
                break;
            }
        }
        let mean = first / value;
        Sum { ln_value: highest + value.ln(), mean: middle as f64 + mean, variance: second / value - mean * mean }
    }

    /// Log likelihood with its first two derivatives along `ln phi`.
    fn at(&mut self, fit: &Fit, phi: f64) -> (f64, f64, f64) {
        let p = self.power;
        let (mut value, mut first, mut second) = (0.0, 0.0, 0.0);
        for (row, (y, mean)) in fit.y.iter().zip(fit.mean).enumerate() {
            let phi = phi / fit.weight(row);
            let kappa = mean.powf(2.0 - p) / (2.0 - p) / phi;
            if *y == 0.0 {
                (value, first, second) = (value - kappa, first + kappa, second - kappa);
                continue;
            }
            let exponent = y * mean.powf(1.0 - p) / (1.0 - p) / phi - kappa;
            let peak = y.powf(2.0 - p) / ((2.0 - p) * phi);
            if peak > TERMS_MAX {
                // Saddle point: the density of a normal one with the deviance as its square.
                let deviance = fit.law.deviance(*y, mean.ln()) / phi;
                value -= 0.5 * (deviance + (2.0 * std::f64::consts::PI * phi * y.powf(p)).ln());
                (first, second) = (first + 0.5 * deviance - 0.5, second - 0.5 * deviance);
                continue;
            }
            let ln_z = self.shape * (y / (p - 1.0)).ln() - (1.0 + self.shape) * phi.ln() - (2.0 - p).ln();
            let sum = self.sum(ln_z, peak);
            let speed = 1.0 + self.shape;
            value += exponent - y.ln() + sum.ln_value;
            first += -exponent - speed * sum.mean;
            second += exponent + speed * speed * sum.variance;
        }
        (value, first, second)
    }

    /// The dispersion that is most likely at the means of `fit`, and the log likelihood there; `None` where there is no spread.
    pub(super) fn best(&mut self, fit: &Fit) -> Option<(f64, f64)> {
        let start = fit.pearson() / fit.y.len() as f64;
        if !(start > 0.0 && start.is_finite()) {
            return None;
        }
        let mut at = start.ln();
        let (mut low, mut high) = (at - 25.0, at + 25.0);
        for _ in 0..80 {
            let (_, first, second) = self.at(fit, at.exp());
            if first > 0.0 {
                low = at;
            } else {
                high = at;
            }
            let newton = at - first / second;
            let next = if second < 0.0 && newton > low && newton < high { newton } else { 0.5 * (low + high) };
            let moved = (next - at).abs();
            at = next;
            if moved < 1e-9 {
                break;
            }
        }
        Some((at.exp(), self.at(fit, at.exp()).0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::glm::family::Law;

    /// Against the sum over Poisson counts of gamma densities, which is what the distribution is (mpmath, 30 digits).
    #[test]
    fn densities_equal_the_compound_sum() {
        let cases = [
            (0.0, 1.5, 0.7, 1.5, -3.499_271_061_118_826),
            (2.25, 1.5, 0.75, 1.5, -1.598_454_325_614_565_3),
            (40.0, 3.0, 1.25, 1.25, -35.170_615_797_515_57),
            (0.001, 0.5, 2.0, 1.75, 2.666_379_583_086_614),
            (1000.0, 900.0, 0.5, 1.5, -6.105_787_179_549_884),
        ];
        for (y, mean, phi, power, wanted) in cases {
            let fit = Fit { law: Law::Tweedie(power), y: &[y], mean: &[mean], weight: None, deviance: 0.0 };
            let found = Series::new(power).at(&fit, phi).0;
            assert!((found - wanted).abs() < 1e-12 * (1.0 + wanted.abs()), "{y} {found} {wanted}");
        }
    }
}
