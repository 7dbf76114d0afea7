//! The straight line that would put predictions right.

use super::{check, check_probabilities};
use crate::{Continuous, Normal, StatsError};

/// Probabilities are kept this far from 0 and 1 before their logit is taken.
const PROBABILITY_MIN: f64 = 1e-12;
/// Steps of Newton's method.
const STEPS_MAX: usize = 50;

/// `observed ~ intercept + slope * predicted`, on the logit scale for probabilities.
///
/// Slope 1 and intercept 0 are right; a slope below 1 says that the predictions are more extreme than what comes out.
///
/// References: D. R. Cox, "Two further applications of a model for binary regression" (1958), doi:10.2307/2333203 (probabilities);
/// J. A. Mincer and V. Zarnowitz, "The evaluation of economic forecasts" (1969) (numbers).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recalibration {
    /// The slope.
    pub slope: f64,
    /// Standard error of the slope, robust to unequal spread.
    pub slope_se: f64,
    /// The intercept.
    pub intercept: f64,
}

impl Recalibration {
    /// Interval of the slope at 95 %, by the normal limit.
    ///
    /// # Errors
    /// Never in practice.
    pub fn slope_interval(&self) -> Result<(f64, f64), StatsError> {
        let half = Normal::standard().quantile(0.975)? * self.slope_se;
        Ok((self.slope - half, self.slope + half))
    }
}

/// Fits the line: by maximum likelihood where `probabilities`, by least squares otherwise. `O(n)`.
///
/// # Errors
/// [`StatsError::Length`], [`StatsError::NotFinite`], [`StatsError::Probability`], [`StatsError::TooFew`] below three rows; [`StatsError::Constant`] where predictions do not vary, or
/// where they tell the outcomes apart without error, so that the slope has no bound.
pub fn recalibration(predicted: &[f64], observed: &[f64], probabilities: bool) -> Result<Recalibration, StatsError> {
    if probabilities {
        check_probabilities(predicted, observed, 3)?;
        let logit = |p: &f64| {
            let p = p.clamp(PROBABILITY_MIN, 1.0 - PROBABILITY_MIN);
            (p / (1.0 - p)).ln()
        };
        let x: Vec<f64> = predicted.iter().map(logit).collect();
        return logistic(&x, observed);
    }
    check(predicted, observed, 3)?;
    let line = Line::of(predicted, observed, |_| (0.0, 1.0));
    let step = line.step().ok_or(StatsError::Constant)?;
    finish(predicted, observed, step, |_| (0.0, 1.0), |eta| eta)
}

/// Newton's method on the mean-centred logit, halving steps that do not help.
fn logistic(x: &[f64], y: &[f64]) -> Result<Recalibration, StatsError> {
    let chance = |eta: f64| 1.0 / (1.0 + (-eta).exp());
    let weights = |at: (f64, f64)| {
        move |x: f64| {
            let p = chance(at.0 + at.1 * x);
            (p, p * (1.0 - p))
        }
    };
    let loss = |at: (f64, f64)| -> f64 {
        x.iter()
            .zip(y)
            .map(|(x, y)| {
                let eta = at.0 + at.1 * x;
                softplus(eta) - y * eta
            })
            .sum()
    };
    let mut at = (0.0, 1.0);
    let mut least = loss(at);
    for _ in 0..STEPS_MAX {
        let step = Line::of(x, y, weights(at)).step().ok_or(StatsError::Constant)?;
        let (mut scale, mut next, mut found) = (1.0, at, f64::INFINITY);
        while scale > 1e-6 {
            next = (at.0 + scale * step.0, at.1 + scale * step.1);
            found = loss(next);
            if found <= least {
                break;
            }
            scale /= 2.0;
        }
        let done = least - found <= 1e-12 * (1.0 + least.abs());
        if found <= least {
            (at, least) = (next, found);
        }
        if done {
            // Outcomes told apart without error: the likelihood has no maximum.
            if least < 1e-6 * x.len() as f64 {
                return Err(StatsError::Constant);
            }
            return finish(x, y, at, weights(at), chance);
        }
    }
    Err(StatsError::Constant)
}

fn softplus(eta: f64) -> f64 {
    eta.max(0.0) + (-eta.abs()).exp().ln_1p()
}

/// Weighted sums of a straight line: the normal equations of residuals `y - fit`.
struct Line {
    weight: f64,
    x: f64,
    squares: f64,
    residual: f64,
    slope_residual: f64,
    centre: f64,
}

impl Line {
    /// `of` gives fitted value and weight at an `x`.
    fn of(xs: &[f64], ys: &[f64], of: impl Fn(f64) -> (f64, f64)) -> Self {
        let centre = xs.iter().sum::<f64>() / xs.len() as f64;
        let mut line = Self { weight: 0.0, x: 0.0, squares: 0.0, residual: 0.0, slope_residual: 0.0, centre };
        for (&x, &y) in xs.iter().zip(ys) {
            let (fit, w) = of(x);
            let d = x - centre;
            line.weight += w;
            line.x += w * d;
            line.squares += w * d * d;
            line.residual += y - fit;
            line.slope_residual += (y - fit) * d;
        }
        line
    }

    /// Intercept and slope that solve the equations; none where `x` does not vary.
    fn step(&self) -> Option<(f64, f64)> {
        let det = self.determinant()?;
        let slope = (self.weight * self.slope_residual - self.x * self.residual) / det;
        let level = (self.squares * self.residual - self.x * self.slope_residual) / det;
        Some((level - slope * self.centre, slope))
    }

    fn determinant(&self) -> Option<f64> {
        let det = self.weight * self.squares - self.x * self.x;
        (det > 1e-14 * self.weight * self.squares).then_some(det)
    }
}

/// The sandwich standard error of the slope.
fn finish(
    xs: &[f64],
    ys: &[f64],
    (intercept, slope): (f64, f64),
    of: impl Fn(f64) -> (f64, f64),
    mean: impl Fn(f64) -> f64,
) -> Result<Recalibration, StatsError> {
    let line = Line::of(xs, ys, of);
    let det = line.determinant().ok_or(StatsError::Constant)?;
    let meat: f64 = xs
        .iter()
        .zip(ys)
        .map(|(&x, &y)| {
            let part = (line.weight * (x - line.centre) - line.x) / det * (y - mean(intercept + slope * x));
            part * part
        })
        .sum();
    let n = xs.len() as f64;
    Ok(Recalibration { slope, slope_se: (meat * n / (n - 2.0)).sqrt(), intercept })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    use super::*;

    #[test]
    fn the_least_squares_line_is_that_of_the_textbook() {
        // Anscombe's first set: y = 3.0001 + 0.50009 x.
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        let line = recalibration(&x, &y, false).unwrap();
        assert!((line.slope - 0.500_090_909_090_909).abs() < 1e-12 && (line.intercept - 3.000_090_909_090_909).abs() < 1e-12);
        // statsmodels, cov_type = "HC1".
        assert!((line.slope_se - 0.114_151_03).abs() < 1e-8, "{}", line.slope_se);
    }

    #[test]
    fn the_slope_interval_covers_at_its_level() {
        let mut rng = Pcg64::seed_from_u64(3);
        let mut missed = 0;
        for _ in 0..1000 {
            let said: Vec<f64> = (0..400).map(|_| rng.random_range(0.05..0.95)).collect();
            // True slope 1/2 on the logit scale: the model is too sure of itself.
            let bend = |p: f64| 1.0 / (1.0 + ((1.0 - p) / p).sqrt());
            let came: Vec<f64> = said.iter().map(|&p| f64::from(rng.random::<f64>() < bend(p))).collect();
            let (low, high) = recalibration(&said, &came, true).unwrap().slope_interval().unwrap();
            missed += i32::from(!(low..=high).contains(&0.5));
        }
        assert!((36..=68).contains(&missed), "{missed} of 1000");
    }

    #[test]
    fn what_has_no_line_is_refused() {
        assert_eq!(recalibration(&[0.3; 5], &[0.0, 1.0, 0.0, 1.0, 0.0], true), Err(StatsError::Constant));
        assert_eq!(recalibration(&[0.1, 0.2, 0.8, 0.9], &[0.0, 0.0, 1.0, 1.0], true), Err(StatsError::Constant));
        assert_eq!(recalibration(&[4.0; 5], &[1.0, 2.0, 3.0, 4.0, 5.0], false), Err(StatsError::Constant));
    }
}
