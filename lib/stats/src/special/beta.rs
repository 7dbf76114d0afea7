//! The regularised incomplete beta integral.
//!
//! Reference: A. R. `DiDonato` and A. H. Morris, "Algorithm 708: significant digit computation of the incomplete beta
//! function ratios" (1992), doi:10.1145/131766.131776, continued fraction (9). Its terms hold `a y - b x` instead of `1 - x`,
//! so that no digits cancel when one parameter is huge, as in Student's t of many degrees of freedom.

use super::Tails;
use super::gamma::nonzero;
use super::saddle::beta_ln_density;

/// Both tails of the beta distribution with `a, b > 0` at `x`, where `y` is `1 - x` given exactly.
///
/// Takes `O(sqrt(max(a, b)))` steps near the mode, fewer elsewhere.
pub(crate) fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0 };
    }
    if y <= 0.0 {
        return Tails { lower: 1.0, upper: 0.0 };
    }
    let front = beta_ln_density(a, b, x, y).exp();
    let beyond = a * y - b * x;
    if beyond >= 0.0 {
        Tails::from_lower(front * fraction(a, b, x, y, beyond))
    } else {
        Tails::from_lower(front * fraction(b, a, y, x, -beyond)).flipped()
    }
}

/// The continued fraction, for a point below the mean (`beyond = a y - b x >= 0`), by Lentz's method.
fn fraction(a: f64, b: f64, x: f64, y: f64, beyond: f64) -> f64 {
    let steps_max = 500 + (40.0 * a.max(b).sqrt()) as usize;
    let denominator =
        |n: f64| n + n * (b - n) * x / (a + 2.0 * n - 1.0) + (a + n) / (a + 2.0 * n + 1.0) * (beyond + 1.0 + n * (1.0 + y));
    let first = nonzero(a / (a + 1.0) * (beyond + 1.0));
    let mut c = 1e300;
    let mut d = 1.0 / first;
    let mut value = d;
    for k in 1..=steps_max {
        let n = k as f64;
        let scale = a + 2.0 * n - 1.0;
        let numerator = (a + n - 1.0) / scale * ((a + b + n - 1.0) / scale) * (n * (b - n) * x * x);
        let below = denominator(n);
        d = 1.0 / nonzero(below + numerator * d);
        c = nonzero(below + numerator / c);
        let step = c * d;
        value *= step;
        if (step - 1.0).abs() < 2e-16 {
            break;
        }
    }
    value
}
