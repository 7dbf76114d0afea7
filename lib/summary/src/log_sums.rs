//! Sufficient statistics of the families that are fitted in one pass.

use crate::sum::CompensatedSum;
use crate::wire::{self, DecodeError, kind};

/// Sums of `log x`, `(log x)^2`, `1 / x` and `x log x` over positive values, and of `log(1 - x)` while all values lie within 0 and 1.
///
/// With [`Moments`](crate::Moments) they are sufficient for the exponential, gamma, lognormal, inverse Gaussian, Pareto with known minimum (log sums) and
/// beta (log and `log(1 - x)`) families. Sums are compensated: order and batches change them by rounding only. NaN, infinity and values of 0 and below are not part of
/// the sums of positive values; see [`positive`](Self::positive).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LogSums {
    count: u64,
    positive: u64,
    /// Values within 0 and 1, both excluded.
    unit: u64,
    log: CompensatedSum,
    log_square: CompensatedSum,
    inverse: CompensatedSum,
    x_log: CompensatedSum,
    log_complement: CompensatedSum,
}

impl LogSums {
    /// Nothing seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds finite values; others are skipped.
    pub fn add_slice(&mut self, values: &[f64]) {
        for block in values.chunks(256) {
            self.add_block(block);
        }
    }

    fn add_block(&mut self, block: &[f64]) {
        let mut whole = [0.0; 5];
        let (mut count, mut positive, mut unit) = (0_u64, 0_u64, 0_u64);
        for &x in block.iter().filter(|x| x.is_finite()) {
            count = count.wrapping_add(1);
            if x > 0.0 {
                positive = positive.wrapping_add(1);
                let log = x.ln();
                whole[0] += log;
                whole[1] += log * log;
                whole[2] += 1.0 / x;
                whole[3] += x * log;
                if x < 1.0 && self.unit == self.count {
                    unit = unit.wrapping_add(1);
                    whole[4] += (-x).ln_1p();
                }
            }
        }
        self.count += count;
        self.positive += positive;
        self.unit += unit;
        let sums = [&mut self.log, &mut self.log_square, &mut self.inverse, &mut self.x_log, &mut self.log_complement];
        sums.into_iter().zip(whole).for_each(|(sum, x)| sum.add(x));
    }

    /// Adds the values that another summary has seen.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.positive += other.positive;
        self.unit += other.unit;
        self.log.merge(other.log);
        self.log_square.merge(other.log_square);
        self.inverse.merge(other.inverse);
        self.x_log.merge(other.x_log);
        self.log_complement.merge(other.log_complement);
    }

    /// Finite values seen.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Values above 0: those of the sums.
    pub fn positive(&self) -> u64 {
        self.positive
    }

    /// Whether there are values and all are above 0.
    pub fn all_positive(&self) -> bool {
        self.count > 0 && self.positive == self.count
    }

    /// Whether there are values and all lie within 0 and 1, both excluded.
    pub fn all_within_unit(&self) -> bool {
        self.count > 0 && self.unit == self.count
    }

    /// `sum log x` over positive values; `None` without any.
    pub fn log(&self) -> Option<f64> {
        self.of_positive(self.log)
    }

    /// `sum (log x)^2` over positive values; `None` without any.
    pub fn log_square(&self) -> Option<f64> {
        self.of_positive(self.log_square)
    }

    /// `sum 1 / x` over positive values; `None` without any or beyond the range of doubles.
    pub fn inverse(&self) -> Option<f64> {
        self.of_positive(self.inverse)
    }

    /// `sum x log x` over positive values; `None` without any or beyond the range of doubles.
    pub fn x_log(&self) -> Option<f64> {
        self.of_positive(self.x_log)
    }

    /// `sum log(1 - x)`; `None` unless all values lie within 0 and 1.
    pub fn log_complement(&self) -> Option<f64> {
        self.all_within_unit().then_some(self.log_complement).and_then(finite)
    }

    fn of_positive(&self, sum: CompensatedSum) -> Option<f64> {
        (self.positive > 0).then_some(sum).and_then(finite)
    }

    /// Appends the binary form.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::LOG_SUMS);
        for n in [self.count, self.positive, self.unit] {
            wire::put_u64(out, n);
        }
        for sum in [self.log, self.log_square, self.inverse, self.x_log, self.log_complement] {
            sum.parts().into_iter().for_each(|part| wire::put_f64(out, part));
        }
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::LOG_SUMS)?;
        let (count, positive, unit) = (wire::get_count(bytes)?, wire::get_count(bytes)?, wire::get_count(bytes)?);
        wire::check(unit <= positive && positive <= count, "counts of log sums out of order")?;
        let mut sums = [CompensatedSum::default(); 5];
        for sum in &mut sums {
            *sum = CompensatedSum::of_parts([wire::get_f64(bytes)?, wire::get_f64(bytes)?]);
        }
        let [log, log_square, inverse, x_log, log_complement] = sums;
        Ok(Self { count, positive, unit, log, log_square, inverse, x_log, log_complement })
    }
}

/// The value of a sum; `None` beyond the range of doubles.
fn finite(sum: CompensatedSum) -> Option<f64> {
    Some(sum.value()).filter(|x| x.is_finite())
}
