//! Concordance of pairs.

use super::check;
use super::rank::{same, sorted_order, tie_sizes};
use crate::{Continuous, Normal, StatsError};

/// Most pairs for which the distribution of tau is counted out, when there are no ties.
const EXACT_PAIRS_MAX: usize = 60;

/// Kendall's tau-b.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kendall {
    /// Concordant minus discordant pairs over their number, ties taken out: -1 to 1.
    pub tau: f64,
    /// Two-sided p-value of independence.
    pub p: f64,
    /// Whether the p-value is counted out rather than from the normal limit.
    pub exact: bool,
}

/// Kendall's tau-b of complete pairs, by merge sort in `O(n log n)`.
///
/// `tau_b = (C - D) / sqrt((N - T_x) (N - T_y))`, with `N = n (n - 1) / 2` and the tied pairs `T`. The p-value is exact up to 60 pairs without ties, else
/// from the normal limit with the variance under ties, with a continuity correction of one step.
///
/// References: M. G. Kendall, "Rank correlation methods" (1970); W. R. Knight, "A computer method for calculating Kendall's tau with ungrouped
/// data" (1966), doi:10.1080/01621459.1966.10480879. Checked against scipy and R.
///
/// # Errors
/// [`StatsError::Length`], [`StatsError::NotFinite`], [`StatsError::TooFew`] below 4 pairs, [`StatsError::Constant`] when a column does not vary.
pub fn kendall(x: &[f64], y: &[f64]) -> Result<Kendall, StatsError> {
    check(x, y, 4)?;
    let n = x.len();
    let mut order = sorted_order(x);
    for run in split_runs(&mut order, x) {
        run.sort_unstable_by(|&i, &j| y[i].total_cmp(&y[j]));
    }
    let both: f64 = order.chunk_by(|&i, &j| same(x[i], x[j]) && same(y[i], y[j])).map(|run| pairs_of(run.len() as f64)).sum();
    let mut sequence: Vec<f64> = order.iter().map(|&i| y[i]).collect();
    let swaps = sort_counting(&mut sequence.clone(), &mut sequence) as f64;
    let (ties_x, ties_y) = (tie_sizes(x), tie_sizes(y));
    let (tx, ty) = (ties_x.iter().map(|t| pairs_of(*t)).sum::<f64>(), ties_y.iter().map(|t| pairs_of(*t)).sum::<f64>());
    let all = pairs_of(n as f64);
    let (left_x, left_y) = (all - tx, all - ty);
    if left_x <= 0.0 || left_y <= 0.0 {
        return Err(StatsError::Constant);
    }
    let score = all - tx - ty + both - 2.0 * swaps;
    let tau = (score / (left_x.sqrt() * left_y.sqrt())).clamp(-1.0, 1.0);
    let exact = tx + ty <= 0.0 && n <= EXACT_PAIRS_MAX;
    let p = if exact { exact_p(n, score) } else { limit_p(n as f64, score, &ties_x, &ties_y)? };
    Ok(Kendall { tau, p, exact })
}

fn pairs_of(t: f64) -> f64 {
    0.5 * t * (t - 1.0)
}

/// The runs of equal `x` in an order sorted by it.
fn split_runs<'a>(order: &'a mut [usize], x: &[f64]) -> Vec<&'a mut [usize]> {
    order.chunk_by_mut(|&i, &j| same(x[i], x[j])).filter(|run| run.len() > 1).collect()
}

/// Sorts `values` (both arguments hold the same) and counts the pairs that stood the wrong way round.
fn sort_counting(work: &mut [f64], values: &mut [f64]) -> u64 {
    let n = values.len();
    if n < 2 {
        return 0;
    }
    let half = n / 2;
    let mut swaps = {
        let (work_left, work_right) = work.split_at_mut(half);
        let (left, right) = values.split_at_mut(half);
        // Each half of `work` comes back sorted; `values` is scratch for it.
        sort_counting(left, work_left) + sort_counting(right, work_right)
    };
    let (mut i, mut j) = (0, half);
    for place in values.iter_mut() {
        let take_left = j >= n || (i < half && work[i] <= work[j]);
        if take_left {
            *place = work[i];
            i += 1;
        } else {
            *place = work[j];
            j += 1;
            swaps += (half - i) as u64;
        }
    }
    swaps
}

/// Two-sided tail of `|C - D|`, by counting permutations by their inversions.
fn exact_p(n: usize, score: f64) -> f64 {
    let pairs = n * (n - 1) / 2;
    let mut chance = vec![0.0; pairs + 1];
    chance[0] = 1.0;
    let mut largest = 0;
    for k in 2..=n {
        let mut next = vec![0.0; pairs + 1];
        let mut window = 0.0_f64;
        largest += k - 1;
        for inversions in 0..=largest {
            window += chance[inversions];
            if inversions >= k {
                window -= chance[inversions - k];
            }
            next[inversions] = window.max(0.0) / k as f64;
        }
        chance = next;
    }
    let discordant = ((pairs as f64 - score.abs()) / 2.0).round() as usize;
    let tail: f64 = chance[..=discordant].iter().sum();
    (2.0 * tail).min(1.0)
}

/// Two-sided p-value from the normal limit.
fn limit_p(n: f64, score: f64, ties_x: &[f64], ties_y: &[f64]) -> Result<f64, StatsError> {
    let sum = |ties: &[f64], f: fn(f64) -> f64| ties.iter().map(|t| f(*t)).sum::<f64>();
    let cubic = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let (two, three) = (|t: f64| t * (t - 1.0), |t: f64| t * (t - 1.0) * (t - 2.0));
    let variance = (cubic(n) - sum(ties_x, cubic) - sum(ties_y, cubic)) / 18.0
        + sum(ties_x, two) * sum(ties_y, two) / (2.0 * n * (n - 1.0))
        + sum(ties_x, three) * sum(ties_y, three) / (9.0 * n * (n - 1.0) * (n - 2.0));
    if variance <= 0.0 {
        return Err(StatsError::Constant);
    }
    Ok((2.0 * Normal::standard().sf((score.abs() - 1.0).max(0.0) / variance.sqrt())).min(1.0))
}
