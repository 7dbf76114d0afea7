//! Mergeable moments.

/// Count, mean and centred moments up to the fourth, updated one value at a time and mergeable.
///
/// Merging is associative and order-free up to rounding; the default value is the identity. NaN and infinity are the caller's to keep out.
///
/// Reference: P. Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
/// moments" (2008), doi:10.2172/1028931. Checked against scipy.
///
/// ```
/// let moments: stats::Moments = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0].into_iter().collect();
/// assert_eq!(moments.mean(), Some(5.0));
/// assert_eq!(moments.variance(), Some(32.0 / 7.0));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

impl Moments {
    /// Adds a value.
    pub fn add(&mut self, x: f64) {
        self.merge(Self { count: 1, mean: x, ..Self::default() });
    }

    /// Adds the values that another summary has seen.
    pub fn merge(&mut self, other: Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = other;
            return;
        }
        let (na, nb) = (self.count as f64, other.count as f64);
        let n = na + nb;
        let gap = other.mean - self.mean;
        let part = gap / n;
        let square = gap * part * na * nb;
        let m4 = self.m4
            + other.m4
            + square * part * part * (na * na - na * nb + nb * nb)
            + 6.0 * part * part * (na * na * other.m2 + nb * nb * self.m2)
            + 4.0 * part * (na * other.m3 - nb * self.m3);
        let m3 = self.m3 + other.m3 + square * part * (na - nb) + 3.0 * part * (na * other.m2 - nb * self.m2);
        self.m2 += other.m2 + square;
        self.m3 = m3;
        self.m4 = m4;
        self.mean += part * nb;
        self.count += other.count;
    }

    /// How many values were added.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Mean; `None` of nothing.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Sample variance with divisor `n - 1`; `None` below two values.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.m2 / (self.count - 1) as f64)
    }

    /// Skewness `m3 / m2^(3/2)` with divisors `n`; `None` when all values are the same or there are none.
    pub fn skewness(&self) -> Option<f64> {
        (self.m2 > 0.0).then(|| (self.count as f64).sqrt() * self.m3 / self.m2.powf(1.5))
    }

    /// Excess kurtosis `m4 / m2^2 - 3` with divisors `n`; `None` when all values are the same or there are none.
    pub fn excess_kurtosis(&self) -> Option<f64> {
        (self.m2 > 0.0).then(|| self.count as f64 * self.m4 / (self.m2 * self.m2) - 3.0)
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        for x in values {
            moments.add(x);
        }
        moments
    }
}
