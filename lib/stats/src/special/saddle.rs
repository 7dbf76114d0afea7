//! Saddle-point forms of the gamma and beta densities, free of cancellation at large parameters.
//!
//! Reference: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).

use std::f64::consts::PI;

/// `ln(2 pi) / 2`.
pub(super) const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// `ln Gamma(z + 1) - (z + 1/2) ln z + z - ln(2 pi) / 2` for `z > 0`: what Stirling's formula leaves out.
///
/// Asymptotic series from 16 up (next term below 1e-17), log-gamma below.
fn stirling_error(z: f64) -> f64 {
    if z < 16.0 {
        return libm::lgamma(z + 1.0) - (z + 0.5) * z.ln() + z - LN_SQRT_2PI;
    }
    let w = 1.0 / (z * z);
    let series = 1.0 / 12.0
        - w * (1.0 / 360.0 - w * (1.0 / 1260.0 - w * (1.0 / 1680.0 - w * (1.0 / 1188.0 - w * (691.0 / 360_360.0 - w / 156.0)))));
    series / z
}

/// Deviance `x ln(x / m) + m - x` for `x, m > 0`, without cancellation where `x` is near `m`.
pub(super) fn deviance(x: f64, m: f64) -> f64 {
    let gap = x - m;
    if gap.abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() - gap;
    }
    let v = gap / (x + m);
    let square = v * v;
    let mut sum = gap * v;
    let mut term = 2.0 * x * v;
    for odd in (3..200_u32).step_by(2) {
        term *= square;
        let next = term / f64::from(odd);
        sum += next;
        if next.abs() < sum.abs() * 1e-17 {
            break;
        }
    }
    sum
}

/// `ln(x^a e^-x / Gamma(a))` for `a, x > 0`: `x` times the gamma density, in logs.
pub(crate) fn gamma_ln_density(a: f64, x: f64) -> f64 {
    -stirling_error(a) - deviance(a, x) + 0.5 * (a / (2.0 * PI)).ln()
}

/// `ln(x^a y^b / B(a, b))` for `a, b, x, y > 0` and `x + y = 1`: `x y` times the beta density, in logs.
pub(crate) fn beta_ln_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y)
        + 0.5 * ((a / n) * b / (2.0 * PI)).ln()
}

/// `ln B(a, b)` for `a, b > 0`.
pub(crate) fn beta_ln_norm(a: f64, b: f64) -> f64 {
    let n = a + b;
    let (x, y) = (a / n, b / n);
    a * x.ln() + b * y.ln() - beta_ln_density(a, b, x, y)
}
