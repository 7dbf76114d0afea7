//! Quantiles by inverting a tail.

use super::{Continuous, probability};
use crate::StatsError;

/// Which tail is inverted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// `cdf`, which rises.
    Lower,
    /// `sf`, which falls.
    Upper,
}

impl Tail {
    /// The tail in which the point with this probability in `self` lies, and its probability there: at most one half.
    pub(super) fn nearer(self, p: f64) -> Result<(Self, f64), StatsError> {
        let p = probability(p)?;
        Ok(match self {
            _ if p <= 0.5 => (self, p),
            Self::Lower => (Self::Upper, 1.0 - p),
            Self::Upper => (Self::Lower, 1.0 - p),
        })
    }
}

/// Finds `x > 0` whose tail probability is `target`, from a start value.
///
/// Newton's method on the logarithm of the tail against the logarithm of `x`, where both power tails and the usual
/// exponential ones are nearly straight; a step that leaves the bracket found so far is replaced by bisection. Ends when `x`
/// no longer changes in its last digits.
pub(super) fn invert_positive<D: Continuous>(law: &D, tail: Tail, target: f64, start: f64) -> f64 {
    let goal = target.ln();
    let mut x = if start.is_finite() { start.clamp(1e-300, 1e300) } else { 1.0 };
    let (mut below, mut above) = (0.0_f64, f64::INFINITY);
    let mut last_step = f64::INFINITY;
    for _ in 0..200 {
        let (value, sign) = match tail {
            Tail::Lower => (law.cdf(x), 1.0),
            Tail::Upper => (law.sf(x), -1.0),
        };
        let miss = value.ln() - goal;
        if miss == 0.0 {
            return x;
        }
        if miss * sign > 0.0 {
            above = x;
        } else {
            below = x;
        }
        let slope = sign * (law.ln_pdf(x) + x.ln() - value.ln()).exp();
        let step = (-miss / slope).clamp(-50.0, 50.0);
        let mut next = x * step.exp();
        let inside = next > below && next < above;
        if step.is_nan() || !inside {
            if step.abs() < 1e-15 {
                return x;
            }
            next = middle(below, above, x);
        }
        let moved = (next / x).ln().abs();
        if moved < 3e-16 || (moved < 1e-13 && moved >= last_step) || next == 0.0 {
            return next;
        }
        last_step = moved;
        x = next;
    }
    x
}

/// A point inside the bracket, geometric where both ends are known.
fn middle(below: f64, above: f64, x: f64) -> f64 {
    match (below > 0.0, above.is_finite()) {
        (true, true) => below.sqrt() * above.sqrt(),
        (false, true) => above * 1e-3,
        (true, false) => below * 1e3,
        (false, false) => x,
    }
}
