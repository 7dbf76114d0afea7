//! The values to be fitted, and their sums.

use crate::{StatsError, mean, sum};

/// Sums that are all that many families need to know of the values: exact for a whole table at any size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Totals {
    /// Number of values.
    pub n: u64,
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Mean.
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub squares: f64,
    /// Sums of functions of positive values; `None` unless all are above 0.
    pub positive: Option<PositiveTotals>,
    /// Mean of `ln(1 - x)`; `None` unless all values are below 1.
    pub mean_ln_complement: Option<f64>,
}

/// Sums of functions of positive values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PositiveTotals {
    /// Mean of `ln x`.
    pub mean_ln: f64,
    /// Sum of squared deviations of `ln x` from its mean.
    pub squares_ln: f64,
    /// `ln(mean x) - mean(ln x)`, which is not negative.
    pub ln_gap: f64,
    /// `mean(ln x) - ln(min x)`, which is not negative.
    pub ln_above_min: f64,
    /// `mean(1/x) - 1/(mean x)`, which is not negative.
    pub inverse_gap: f64,
}

/// Values in ascending order with their sums, prepared once for all families.
#[derive(Debug, Clone)]
pub struct Observed {
    sorted: Vec<f64>,
    logs: Vec<f64>,
    counts: Option<Vec<(u64, u64)>>,
    totals: Totals,
}

impl Observed {
    /// Prepares values: sorts them and sums them, `O(n log n)`. Missing values are the caller's to leave out.
    ///
    /// # Errors
    /// [`StatsError::TooFew`] of nothing; [`StatsError::NotFinite`] with the place of a NaN or an infinity.
    pub fn new(mut values: Vec<f64>) -> Result<Self, StatsError> {
        if let Some(index) = values.iter().position(|x| !x.is_finite()) {
            return Err(StatsError::NotFinite { index });
        }
        values.sort_unstable_by(f64::total_cmp);
        let (Some(&min), Some(&max), Some(mean)) = (values.first(), values.last(), mean(&values)) else {
            return Err(StatsError::TooFew { what: "values", found: 0, needed: 1 });
        };
        let logs: Vec<f64> = if min > 0.0 { values.iter().map(|x| x.ln()).collect() } else { Vec::new() };
        let totals = Totals {
            n: values.len() as u64,
            min,
            max,
            mean,
            squares: squares_around(&values, mean),
            positive: positive_totals(&values, &logs, mean),
            mean_ln_complement: (max < 1.0).then(|| average(&values, |x| (-x).ln_1p())),
        };
        let counts = counts(&values);
        Ok(Self { sorted: values, logs, counts, totals })
    }

    /// The values in ascending order.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// Their sums.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Logarithms in ascending order; empty unless all values are above 0.
    pub(super) fn logs(&self) -> &[f64] {
        &self.logs
    }

    /// Each count with how often it occurs, in ascending order; `None` unless all values are whole numbers from 0.
    pub fn counts(&self) -> Option<&[(u64, u64)]> {
        self.counts.as_deref()
    }
}

fn positive_totals(values: &[f64], logs: &[f64], mean: f64) -> Option<PositiveTotals> {
    let mean_ln = crate::mean(logs)?;
    // Gaps as averages of terms that are not negative, so that nearly equal values keep their digits.
    let ln_gap = average(values, |x| {
        let u = (x - mean) / mean;
        u - u.ln_1p()
    });
    let inverse_gap = average(values, |x| ((x - mean) / mean).powi(2) / x);
    let min = *values.first()?;
    let ln_above_min = average(values, |x| ((x - min) / min).ln_1p());
    Some(PositiveTotals { mean_ln, squares_ln: squares_around(logs, mean_ln), ln_gap, ln_above_min, inverse_gap })
}

/// Values of one block of a sum.
const BLOCK: usize = 512;

/// Mean of a function of the values, block by block.
fn average(values: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let blocks: Vec<f64> = values.chunks(BLOCK).map(|block| block.iter().map(|&x| f(x)).sum()).collect();
    sum(&blocks) / values.len() as f64
}

/// Sum of squared deviations, with the rounding of the centre corrected.
fn squares_around(values: &[f64], centre: f64) -> f64 {
    let n = values.len() as f64;
    let off = average(values, |x| x - centre);
    n * (average(values, |x| (x - centre) * (x - centre)) - off * off)
}

/// Runs of equal counts in sorted values.
fn counts(sorted: &[f64]) -> Option<Vec<(u64, u64)>> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    let whole = |x: f64| x.fract() == 0.0;
    if sorted.first().is_some_and(|&x| x < 0.0)
        || sorted.last().is_some_and(|&x| x > LARGEST)
        || !sorted.iter().all(|&x| whole(x))
    {
        return None;
    }
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &x in sorted {
        match runs.last_mut() {
            Some((value, times)) if *value == x as u64 => *times += 1,
            _ => runs.push((x as u64, 1)),
        }
    }
    Some(runs)
}
