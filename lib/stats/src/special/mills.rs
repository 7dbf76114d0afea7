//! Mills' ratio of the normal distribution.
//!
//! Reference: NIST Digital Library of Mathematical Functions, 7.9.3 (continued fraction).

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Nodes and weights of Gauss and Legendre's rule of ten points on `[-1, 1]`, one half of each.
const LEGENDRE: [(f64, f64); 5] = [
    (0.148_874_338_981_631_22, 0.295_524_224_714_752_87),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_35),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
];

/// `(1 - Phi(z)) / phi(z)` for `z >= 0`.
pub(crate) fn mills(z: f64) -> f64 {
    if z < 4.0 {
        return (0.5 * PI).sqrt() * libm::erfc(z * FRAC_1_SQRT_2) * (0.5 * z * z).exp();
    }
    1.0 / (z + fraction(z))
}

/// `mills(a) - mills(b)` for `0 <= a <= b`, to full relative accuracy.
///
/// The integral of `-mills' = 1 - z mills(z)` where the two are close.
pub(crate) fn mills_drop(a: f64, b: f64) -> f64 {
    if b - a > 0.5 * (1.0 + a) {
        return mills(a) - mills(b);
    }
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    let pair = |&(node, weight): &(f64, f64)| weight * (slope(middle - half * node) + slope(middle + half * node));
    half * LEGENDRE.iter().map(pair).sum::<f64>()
}

/// `1 - z mills(z)`.
fn slope(z: f64) -> f64 {
    if z < 4.0 {
        return 1.0 - z * mills(z);
    }
    let rest = fraction(z);
    rest / (z + rest)
}

/// `1/(z + 2/(z + 3/(z + ...)))` for `z >= 4`, so that Mills' ratio is `1/(z + fraction)`.
fn fraction(z: f64) -> f64 {
    let terms = 20 + (600.0 / (z * z)) as u32;
    let mut rest = 0.0;
    for k in (1..=terms).rev() {
        rest = f64::from(k) / (z + rest);
    }
    rest
}
