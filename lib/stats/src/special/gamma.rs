//! The regularised incomplete gamma integral.
//!
//! Reference: NIST Digital Library of Mathematical Functions, 8.11.4 (series) and 8.9.2 (continued fraction).

use super::Tails;
use super::complement::ln_complement;
use super::saddle::{LN_SQRT_2PI, gamma_ln_density};
use super::temme::smaller_tail;

/// Both tails of the gamma distribution with shape `a > 0` and scale 1 at `x`.
///
/// At most some 2,000 steps: near the mode of a large shape by Temme's expansion.
pub(crate) fn gamma_tails(a: f64, x: f64) -> Tails {
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0 };
    }
    if x == f64::INFINITY {
        return Tails { lower: 1.0, upper: 0.0 };
    }
    if let Some((drop, scaled, upper)) = smaller_tail(a, x) {
        let tail = Tails::from_lower(scaled * (-drop - LN_SQRT_2PI).exp());
        return if upper { tail.flipped() } else { tail };
    }
    let front = gamma_ln_density(a, x).exp();
    let steps_max = 500 + (40.0 * a.sqrt()) as usize;
    if x < a + 1.0 {
        Tails::from_lower(front * series(a, x, steps_max))
    } else {
        Tails::from_lower(front * fraction(a, x, steps_max)).flipped()
    }
}

/// Logarithms of both tails of the same distribution, also where a tail itself underflows.
pub(crate) fn ln_gamma_tails(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (f64::NEG_INFINITY, 0.0);
    }
    if x == f64::INFINITY {
        return (0.0, f64::NEG_INFINITY);
    }
    if let Some((drop, scaled, is_upper)) = smaller_tail(a, x) {
        let tail = scaled.ln() - drop - LN_SQRT_2PI;
        return if is_upper { (ln_complement(tail), tail) } else { (tail, ln_complement(tail)) };
    }
    let front = gamma_ln_density(a, x);
    let steps_max = 500 + (40.0 * a.sqrt()) as usize;
    if x < a + 1.0 {
        let lower = (front + series(a, x, steps_max).ln()).min(0.0);
        (lower, ln_complement(lower))
    } else {
        let upper = (front + fraction(a, x, steps_max).ln()).min(0.0);
        (ln_complement(upper), upper)
    }
}

/// `sum x^k / (a (a+1) ... (a+k))`.
fn series(a: f64, x: f64, steps_max: usize) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    for k in 1..=steps_max {
        term *= x / (a + k as f64);
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// `1 / (x+1-a - 1(1-a) / (x+3-a - 2(2-a) / ...))` by Lentz's method.
fn fraction(a: f64, x: f64, steps_max: usize) -> f64 {
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut value = d;
    for k in 1..=steps_max {
        let i = k as f64;
        let numerator = -i * (i - a);
        b += 2.0;
        d = nonzero(numerator * d + b);
        c = nonzero(b + numerator / c);
        d = 1.0 / d;
        let step = c * d;
        value *= step;
        if (step - 1.0).abs() < 2e-16 {
            break;
        }
    }
    value
}

/// Keeps a denominator of Lentz's method away from zero.
pub(super) fn nonzero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}
