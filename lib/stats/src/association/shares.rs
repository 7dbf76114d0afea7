//! Intervals of explained shares, by inverting noncentral distributions.

use crate::{ChiSquared, Continuous, FisherF, StatsError};

/// Steps of the bisection: more than the digits of a double.
const STEPS: usize = 80;

/// Interval of the share `lambda / (lambda + n)` for an F statistic.
///
/// Patnaik's approximation: noncentral F with `a`, `b` degrees of freedom is about `(1 + lambda / a)` times F with `(a + lambda)^2 / (a + 2 lambda)`, `b`.
/// Reference: P. B. Patnaik, "The non-central chi-squared and F-distributions and their applications" (1949), doi:10.2307/2332542.
pub(crate) fn of_fisher(f: f64, a: f64, b: f64, n: f64, level: f64) -> Result<(f64, f64), StatsError> {
    if !f.is_finite() {
        return Ok((1.0, 1.0));
    }
    let below = |lambda: f64| {
        let law = FisherF::new((a + lambda).powi(2) / (a + 2.0 * lambda), b);
        law.map(|law| law.cdf(f / (1.0 + lambda / a)))
    };
    let share = |lambda: f64| lambda / (lambda + n);
    Ok((share(solve(&below, 0.5 + 0.5 * level)?), share(solve(&below, 0.5 - 0.5 * level)?)))
}

/// Interval of the noncentrality over `n` for a chi-squared statistic.
pub(crate) fn of_chi_squared(x: f64, df: f64, n: f64, level: f64) -> Result<(f64, f64), StatsError> {
    let below = |lambda: f64| {
        let law = ChiSquared::new((df + lambda).powi(2) / (df + 2.0 * lambda));
        law.map(|law| law.cdf(x * (df + lambda) / (df + 2.0 * lambda)))
    };
    Ok((solve(&below, 0.5 + 0.5 * level)? / n, solve(&below, 0.5 - 0.5 * level)? / n))
}

/// The noncentrality at which the falling function equals `target`; 0 when it starts below.
fn solve(below: &impl Fn(f64) -> Result<f64, StatsError>, target: f64) -> Result<f64, StatsError> {
    if !(0.0 < target && target < 1.0) {
        return Err(StatsError::Probability { value: target });
    }
    if below(0.0)? <= target {
        return Ok(0.0);
    }
    let (mut low, mut high) = (0.0, 1.0);
    while below(high)? > target && high < 1e15 {
        (low, high) = (high, 4.0 * high);
    }
    for _ in 0..STEPS {
        let middle = 0.5 * (low + high);
        if below(middle)? > target {
            low = middle;
        } else {
            high = middle;
        }
        if high - low <= 1e-9 * high {
            break;
        }
    }
    Ok(0.5 * (low + high))
}
