//! Numbers of twice the precision.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number that is the unevaluated sum of two doubles: about 32 decimal digits.
///
/// Reference: T. J. Dekker, "A floating-point technique for extending the available precision" (1971),
/// doi:10.1007/BF01397083.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Double {
    high: f64,
    low: f64,
}

/// What Gram-Schmidt needs of its numbers, so that one text serves plain and double precision.
pub(crate) trait Real:
    Copy + Default + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// The number nearest to a double.
    fn of(x: f64) -> Self;
    /// The double nearest to the number.
    fn value(self) -> f64;
    /// The square root; 0 of what is not above 0.
    fn root(self) -> Self;
}

impl Real for f64 {
    fn of(x: f64) -> Self {
        x
    }

    fn value(self) -> f64 {
        self
    }

    fn root(self) -> Self {
        if self > 0.0 { self.sqrt() } else { 0.0 }
    }
}

impl Real for Double {
    fn of(x: f64) -> Self {
        Self { high: x, low: 0.0 }
    }

    fn value(self) -> f64 {
        self.high + self.low
    }

    fn root(self) -> Self {
        if self.high <= 0.0 {
            return Self::default();
        }
        // One step of Newton's method from the plain root doubles its digits.
        let start = Self::of(self.high.sqrt());
        let rest = (self - start * start).value();
        start + Self::of(rest / (2.0 * start.high))
    }
}

/// The exact sum of two doubles.
#[inline]
fn two_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    let back = high - a;
    Double { high, low: (a - (high - back)) + (b - back) }
}

/// The same where `a` is the larger one.
#[inline]
fn quick_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    Double { high, low: b - (high - a) }
}

/// The exact product of two doubles.
#[inline]
fn two_product(a: f64, b: f64) -> Double {
    const SPLIT: f64 = 134_217_729.0;
    let halves = |x: f64| {
        let t = SPLIT * x;
        let upper = t - (t - x);
        (upper, x - upper)
    };
    let high = a * b;
    let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
    Double { high, low: ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2 }
}

impl Add for Double {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        let sum = two_sum(self.high, other.high);
        quick_sum(sum.high, sum.low + (self.low + other.low))
    }
}

impl Neg for Double {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }
}

impl Sub for Double {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Double {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        let product = two_product(self.high, other.high);
        quick_sum(product.high, product.low + (self.high * other.low + self.low * other.high))
    }
}

impl Div for Double {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self - other * Self::of(first);
        let second = rest.high / other.high;
        let rest = rest - other * Self::of(second);
        quick_sum(first, second) + Self::of(rest.high / other.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_the_digits_survive() {
        let third = Double::of(1.0) / Double::of(3.0);
        let rest = third * Double::of(3.0) - Double::of(1.0);
        assert!(rest.value().abs() < 1e-31);
        let root = Double::of(2.0).root();
        assert!((root * root - Double::of(2.0)).value().abs() < 1e-31);
        let tiny = Double::of(1.0) + Double::of(1e-25) - Double::of(1.0);
        assert!((tiny.value() - 1e-25).abs() < 1e-31);
    }
}
