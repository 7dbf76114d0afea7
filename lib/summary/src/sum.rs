//! Compensated sums.

/// A running sum that carries its own rounding error along (Neumaier's variant of Kahan's method).
///
/// The result is as good as a sum in twice the precision, rounded once. Sums merge; order matters only in the last digit.
/// An overflow or an infinite value gives what the plain sum would give.
///
/// Reference: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen" (1974),
/// doi:10.1002/zamm.19740540106.
///
/// ```
/// let mut sum = summary::CompensatedSum::default();
/// for x in [1.0, 1e100, 1.0, -1e100] {
///     sum.add(x);
/// }
/// assert_eq!(sum.value(), 2.0);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CompensatedSum {
    sum: f64,
    error: f64,
}

impl CompensatedSum {
    /// Adds a value.
    #[inline]
    pub fn add(&mut self, x: f64) {
        // Knuth's two-sum: the same error term as Neumaier's, without a branch on the magnitudes.
        let (sum, error) = two_sum(self.sum, x);
        *self = Self { sum, error: self.error + error };
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: Self) {
        self.add(other.sum);
        self.error += other.error;
    }

    /// Sum and error, for the binary form.
    pub(crate) fn parts(self) -> [f64; 2] {
        [self.sum, self.error]
    }

    /// From sum and error.
    pub(crate) fn of_parts([sum, error]: [f64; 2]) -> Self {
        Self { sum, error }
    }

    /// The sum so far; 0 of nothing.
    pub fn value(&self) -> f64 {
        if self.error.is_finite() { self.sum + self.error } else { self.sum }
    }
}

/// Compensated sum of a slice, `O(n)`; 0 of nothing. See [`CompensatedSum`].
pub fn sum(values: &[f64]) -> f64 {
    // Independent running sums, laid out so that additions neither wait for each other nor go one at a time.
    const LANES: usize = 4;
    let (mut sums, mut errors) = ([0.0; LANES], [0.0; LANES]);
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        let before = sums;
        let after: [f64; LANES] = std::array::from_fn(|lane| before[lane] + chunk[lane]);
        let back: [f64; LANES] = std::array::from_fn(|lane| after[lane] - before[lane]);
        for lane in 0..LANES {
            errors[lane] += (before[lane] - (after[lane] - back[lane])) + (chunk[lane] - back[lane]);
        }
        sums = after;
    }
    let mut total = CompensatedSum::default();
    for (sum, error) in sums.into_iter().zip(errors) {
        total.merge(CompensatedSum { sum, error });
    }
    for &x in rest {
        total.add(x);
    }
    total.value()
}

/// Arithmetic mean by a compensated sum, `O(n)`; `None` of nothing.
///
/// Values whose sum overflows while their mean does not are scaled first.
pub fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let plain = sum(values) / n;
    if plain.is_finite() || values.iter().any(|x| !x.is_finite()) {
        return Some(plain);
    }
    let mut scaled = CompensatedSum::default();
    for x in values {
        scaled.add(x / n);
    }
    // The parts are rounded before they are added, so that the total may pass the largest number by a digit.
    Some(scaled.value().clamp(-f64::MAX, f64::MAX))
}

/// The rounded sum and what rounding left out (Knuth).
#[inline]
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let other = sum - a;
    let rest = (a - (sum - other)) + (b - other);
    (sum, if rest.is_finite() { rest } else { 0.0 })
}
