//! Mergeable moments.

use crate::sum::two_sum;
use crate::wire::{self, DecodeError, kind};

/// Count, mean and centred moments up to the fourth: `m_r = sum (x - mean)^r`.
///
/// Within a block of 2,048 values the mean is taken first and the powers around it (two-pass quality, vectorised); blocks are joined
/// by Pébay's exact formulas. The mean is carried in two doubles. Merging is associative and order-free up to rounding (1e-12 relative); the default value
/// is the identity. NaN and infinity are skipped and not counted. Moments beyond the range of doubles (values above about 1e77 for the fourth)
/// are `None`; below it they underflow to zero.
///
/// References: P. Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
/// moments" (2008), doi:10.2172/1028931; T. Chan, G. Golub, R. `LeVeque`, "Algorithms for computing the sample variance" (1983),
/// doi:10.1080/00031305.1983.10483115. Checked against the certified values of NIST `StRD` and exact rational arithmetic.
///
/// ```
/// let moments: summary::Moments = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0].into_iter().collect();
/// assert_eq!(moments.mean(), Some(5.0));
/// assert_eq!(moments.variance(), Some(32.0 / 7.0));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    /// What the mean's double leaves out.
    tail: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

/// Values of a block: they stay in the nearest cache between the two passes.
const BLOCK: usize = 2048;
/// Sums side by side, so that the compiler can keep them in vector registers.
const LANES: usize = 8;

impl Moments {
    /// Nothing seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value.
    pub fn add(&mut self, x: f64) {
        if x.is_finite() {
            self.merge(&Self { count: 1, mean: x, ..Self::default() });
        }
    }

    /// Adds values; about 1 ns each.
    pub fn add_slice(&mut self, values: &[f64]) {
        for block in values.chunks(BLOCK) {
            match Self::of_block(block) {
                Some(moments) => self.merge(&moments),
                None => block.iter().for_each(|&x| self.add(x)),
            }
        }
    }

    /// Moments of a block in two passes; `None` when a value is not finite or a sum overflows.
    fn of_block(block: &[f64]) -> Option<Self> {
        let &first = block.first()?;
        let n = block.len() as f64;
        // Sums of differences from the first value: exact for a constant block and at large offsets.
        let mean = first + shifted_sum(block, first) / n;
        let [d1, d2, d3, d4] = power_sums(block, mean);
        if !d1.is_finite() {
            return None;
        }
        // From the rounded mean to the mean: off by e.
        let e = d1 / n;
        let (mean, tail) = two_sum(mean, e);
        Some(Self {
            count: block.len() as u64,
            mean,
            tail,
            m2: not_below_zero(d2 - d1 * e),
            m3: d3 - 3.0 * e * d2 + 2.0 * d1 * e * e,
            m4: not_below_zero(d4 - 4.0 * e * d3 + 6.0 * e * e * d2 - 3.0 * d1 * e * e * e),
        })
    }

    /// Adds the values that another summary has seen.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (na, nb) = (self.count as f64, other.count as f64);
        let n = na + nb;
        let gap = (other.mean - self.mean) + (other.tail - self.tail);
        let part = if gap.is_finite() { gap / n } else { other.mean / n - self.mean / n };
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
        // Start from the mean of the larger part: the smaller its step, the smaller its rounding.
        let (mean, tail, step) = if na >= nb { (self.mean, self.tail, part * nb) } else { (other.mean, other.tail, -part * na) };
        let (mean, rest) = two_sum(mean, step);
        (self.mean, self.tail) = two_sum(mean, rest + tail);
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

    /// Sum of squared differences from the mean; `None` of nothing or beyond the range of doubles.
    pub fn sum_of_squares(&self) -> Option<f64> {
        (self.count > 0).then_some(self.m2).and_then(finite)
    }

    /// Sample variance with divisor `n - 1`; `None` below two values.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.m2 / (self.count - 1) as f64).and_then(finite)
    }

    /// Standard deviation with divisor `n - 1`; `None` below two values.
    pub fn deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// Skewness `m3 / m2^(3/2)` with divisors `n`; `None` when all values are the same or there are none.
    pub fn skewness(&self) -> Option<f64> {
        (self.m2 > 0.0).then(|| (self.count as f64).sqrt() * self.m3 / (self.m2 * self.m2.sqrt())).and_then(finite)
    }

    /// Excess kurtosis `m4 / m2^2 - 3` with divisors `n`; `None` when all values are the same or there are none.
    pub fn excess_kurtosis(&self) -> Option<f64> {
        (self.m2 > 0.0).then(|| self.count as f64 * (self.m4 / self.m2 / self.m2) - 3.0).and_then(finite)
    }

    /// Appends the binary form.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::MOMENTS);
        wire::put_u64(out, self.count);
        for x in [self.mean, self.tail, self.m2, self.m3, self.m4] {
            wire::put_f64(out, x);
        }
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::MOMENTS)?;
        let count = wire::get_count(bytes)?;
        let mut fields = [0.0; 5];
        for field in &mut fields {
            *field = wire::get_f64(bytes)?;
        }
        let [mean, tail, m2, m3, m4] = fields;
        wire::check(mean.is_finite() && tail.is_finite(), "a mean that is not finite")?;
        wire::check(m2.is_nan() || m2 >= 0.0, "a negative sum of squares")?;
        wire::check(count > 0 || fields.iter().all(|&x| x == 0.0), "moments of nothing")?;
        Ok(Self { count, mean, tail, m2, m3, m4 })
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        let mut block = Vec::with_capacity(BLOCK);
        let mut values = values.into_iter();
        loop {
            block.clear();
            block.extend(values.by_ref().take(BLOCK));
            if block.is_empty() {
                return moments;
            }
            moments.add_slice(&block);
        }
    }
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

/// Without what rounding takes below zero; what is beyond the range of doubles stays so, unlike under `f64::max`.
fn not_below_zero(x: f64) -> f64 {
    if x < 0.0 { 0.0 } else { x }
}

/// Sum of `x - shift`.
pub(crate) fn shifted_sum(values: &[f64], shift: f64) -> f64 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane += x - shift;
        }
    }
    lanes.iter().sum::<f64>() + rest.iter().map(|x| x - shift).sum::<f64>()
}

/// Sums of the first four powers of `x - centre`, in short runs: long ones of equal terms drift by their rounding.
fn power_sums(values: &[f64], centre: f64) -> [f64; 4] {
    const WIDTH: usize = 2;
    const RUN: usize = 128;
    let mut sums = [0.0; 4];
    for run in values.chunks(RUN) {
        let mut lanes = [[0.0; WIDTH]; 4];
        let mut add = |at: usize, x: f64| {
            let d = x - centre;
            let square = d * d;
            lanes[0][at] += d;
            lanes[1][at] += square;
            lanes[2][at] += square * d;
            lanes[3][at] += square * square;
        };
        let (chunks, rest) = run.as_chunks::<WIDTH>();
        for chunk in chunks {
            add(0, chunk[0]);
            add(1, chunk[1]);
        }
        for &x in rest {
            add(0, x);
        }
        for (sum, lane) in sums.iter_mut().zip(&lanes) {
            *sum += lane.iter().sum::<f64>();
        }
    }
    sums
}
