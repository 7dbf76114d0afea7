//! The nonparametric bootstrap.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::{StatsError, sorted_quantile};

/// Replicates of a statistic over resamples with replacement.
///
/// Draws `replicates` times `n` indices below `n` and hands them to `statistic`; the same seed gives the same replicates.
/// `O(replicates * n)` plus the statistic.
///
/// Reference: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 6.
///
/// # Errors
/// [`StatsError::TooFew`] when `n` or `replicates` is 0.
///
/// ```
/// let values = [1.0, 2.0, 3.0, 4.0];
/// let mean = |rows: &[usize]| rows.iter().map(|&i| values[i]).sum::<f64>() / 4.0;
/// let replicates = stats::bootstrap(values.len(), 200, 7, mean)?;
/// let (low, high) = stats::percentile_interval(&replicates, 0.9)?;
/// assert!(1.0 < low && low < 2.5 && 2.5 < high && high < 4.0);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn bootstrap(
    n: usize,
    replicates: usize,
    seed: u64,
    mut statistic: impl FnMut(&[usize]) -> f64,
) -> Result<Vec<f64>, StatsError> {
    if n == 0 {
        return Err(StatsError::TooFew { what: "rows", found: 0, needed: 1 });
    }
    if replicates == 0 {
        return Err(StatsError::TooFew { what: "replicates", found: 0, needed: 1 });
    }
    let mut rng = Pcg64::seed_from_u64(seed);
    let mut rows = vec![0; n];
    let draw = |_| {
        for row in &mut rows {
            *row = rng.random_range(0..n);
        }
        statistic(&rows)
    };
    Ok((0..replicates).map(draw).collect())
}

/// The middle `level` of the replicates: the percentile interval.
///
/// # Errors
/// As [`crate::sample_quantile`]; [`StatsError::Probability`] unless `0 <= level <= 1`.
pub fn percentile_interval(replicates: &[f64], level: f64) -> Result<(f64, f64), StatsError> {
    if !(0.0..=1.0).contains(&level) {
        return Err(StatsError::Probability { value: level });
    }
    if let Some(index) = replicates.iter().position(|x| x.is_nan()) {
        return Err(StatsError::NotFinite { index });
    }
    let mut sorted = replicates.to_vec();
    sorted.sort_by(f64::total_cmp);
    let tail = 0.5 * (1.0 - level);
    Ok((sorted_quantile(&sorted, tail)?, sorted_quantile(&sorted, 1.0 - tail)?))
}
