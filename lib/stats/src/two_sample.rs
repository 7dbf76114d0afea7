//! Do two samples come from one distribution?

use crate::StatsError;

/// Up to this many pairs `n m` the paths are counted out.
const EXACT_CELLS_MAX: usize = 4_000_000;

/// Kolmogorov and Smirnov's two-sample test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KolmogorovSmirnov {
    /// Largest distance of the two distribution functions.
    pub distance: f64,
    /// Probability of a distance at least as large when both samples come from one continuous distribution; too large where values repeat.
    pub p: f64,
    /// Whether the p-value is counted out rather than from the limit.
    pub exact: bool,
}

/// Kolmogorov and Smirnov's test of two samples.
///
/// The p-value is counted out over all orders of the two samples up to `n m = 4e6` (`O(n m)`), else from the limit
/// `2 sum (-1)^(k-1) exp(-2 k^2 d^2 n m / (n + m))`. `O(n log n)` besides.
///
/// Reference: J. L. Hodges, "The significance probability of the Smirnov two-sample test" (1958), doi:10.1007/BF02589501. Checked against scipy `ks_2samp`.
///
/// # Errors
/// [`StatsError::TooFew`] of an empty sample, [`StatsError::NotFinite`].
pub fn two_sample_kolmogorov_smirnov(x: &[f64], y: &[f64]) -> Result<KolmogorovSmirnov, StatsError> {
    if x.is_empty() || y.is_empty() {
        return Err(StatsError::TooFew { what: "values in a sample", found: 0, needed: 1 });
    }
    if let Some(index) = x.iter().chain(y).position(|v| !v.is_finite()) {
        return Err(StatsError::NotFinite { index });
    }
    let (mut x, mut y) = (x.to_vec(), y.to_vec());
    x.sort_unstable_by(f64::total_cmp);
    y.sort_unstable_by(f64::total_cmp);
    let (n, m) = (x.len(), y.len());
    // The distance in units of 1 / (n m), a whole number.
    let (mut i, mut j, mut steps) = (0, 0, 0_u64);
    while i < n && j < m {
        let at = x[i].min(y[j]);
        i += x[i..].iter().take_while(|v| **v <= at).count();
        j += y[j..].iter().take_while(|v| **v <= at).count();
        steps = steps.max((i as u64 * m as u64).abs_diff(j as u64 * n as u64));
    }
    let distance = steps as f64 / (n as f64 * m as f64);
    let exact = n.saturating_mul(m) <= EXACT_CELLS_MAX;
    let p = if exact { counted(n, m, steps) } else { limit_p(distance, n as f64, m as f64) };
    Ok(KolmogorovSmirnov { distance, p, exact })
}

/// The chance of a distance at least as large between samples of `n` and `m` values of one continuous distribution, from the limit.
///
/// For distances that are known without the samples, such as those of sketches. Too large where values repeat and, by up to a third of it, below 50
/// values. `O(1)`.
///
/// # Errors
/// [`StatsError::TooFew`] of an empty sample, [`StatsError::Probability`] unless the distance lies in 0 to 1.
pub fn kolmogorov_smirnov_limit(distance: f64, n: u64, m: u64) -> Result<f64, StatsError> {
    if n == 0 || m == 0 {
        return Err(StatsError::TooFew { what: "values in a sample", found: 0, needed: 1 });
    }
    if !(0.0..=1.0).contains(&distance) {
        return Err(StatsError::Probability { value: distance });
    }
    Ok(limit_p(distance, n as f64, m as f64))
}

fn limit_p(distance: f64, n: f64, m: f64) -> f64 {
    limit(distance * (n * m / (n + m)).sqrt())
}

/// Chance that a random order of the samples somewhere is `steps` or more apart.
fn counted(n: usize, m: usize, steps: u64) -> f64 {
    if steps == 0 {
        return 1.0;
    }
    let outside = |i: usize, j: usize| (i as u64 * m as u64).abs_diff(j as u64 * n as u64) >= steps;
    // hit[j]: chance that a path to (i, j) has been outside.
    let mut hit: Vec<f64> = (0..=m).map(|j| f64::from(u8::from((0..=j).any(|j| outside(0, j))))).collect();
    for i in 1..=n {
        hit[0] = if outside(i, 0) { 1.0 } else { hit[0] };
        for j in 1..=m {
            let through_x = i as f64 / (i + j) as f64;
            hit[j] = if outside(i, j) { 1.0 } else { through_x * hit[j] + (1.0 - through_x) * hit[j - 1] };
        }
    }
    hit[m]
}

/// Kolmogorov's limit distribution, upper tail.
fn limit(x: f64) -> f64 {
    if x < 0.2 {
        return 1.0;
    }
    let term = |k: i32| f64::from(1 - 2 * ((k + 1) % 2)) * (-2.0 * f64::from(k * k) * x * x).exp();
    (2.0 * (1..=100).map(term).sum::<f64>()).clamp(0.0, 1.0)
}
