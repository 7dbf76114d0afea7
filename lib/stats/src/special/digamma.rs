//! Derivatives of the logarithm of the gamma function.
//!
//! Reference: NIST Digital Library of Mathematical Functions, 5.11.2 and 5.15.8 (asymptotic series), 5.5.2 (recurrence).

/// From here on the asymptotic series hold to the last digit.
const LARGE: f64 = 12.0;

/// `ln x - digamma(x)` for `x > 0`, without cancellation at large `x`.
pub(crate) fn ln_minus_digamma(x: f64) -> f64 {
    if x.is_nan() || x >= LARGE {
        let w = 1.0 / (x * x);
        let series = 1.0 / 12.0
            - w * (1.0 / 120.0 - w * (1.0 / 252.0 - w * (1.0 / 240.0 - w * (1.0 / 132.0 - w * (691.0 / 32_760.0 - w / 12.0)))));
        return 0.5 / x + w * series;
    }
    let mut sum = 0.0;
    let mut y = x;
    while y < LARGE {
        sum += 1.0 / y;
        y += 1.0;
    }
    (x / y).ln() + ln_minus_digamma(y) + sum
}

/// The digamma function for `x > 0`.
pub(crate) fn digamma(x: f64) -> f64 {
    x.ln() - ln_minus_digamma(x)
}

/// `trigamma(x) - 1/x` for `x > 0`, without cancellation at large `x`.
pub(crate) fn trigamma_minus_inverse(x: f64) -> f64 {
    if x.is_nan() || x >= LARGE {
        let w = 1.0 / (x * x);
        let series = 1.0 / 6.0
            - w * (1.0 / 30.0 - w * (1.0 / 42.0 - w * (1.0 / 30.0 - w * (5.0 / 66.0 - w * (691.0 / 2730.0 - w * (7.0 / 6.0))))));
        return w * (0.5 + series / x);
    }
    let mut sum = 0.0;
    let mut y = x;
    while y < LARGE {
        sum += 1.0 / (y * y);
        y += 1.0;
    }
    sum + trigamma_minus_inverse(y) + (x - y) / (x * y)
}

/// The trigamma function for `x > 0`.
pub(crate) fn trigamma(x: f64) -> f64 {
    trigamma_minus_inverse(x) + 1.0 / x
}
