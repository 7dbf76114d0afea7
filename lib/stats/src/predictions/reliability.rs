//! What came out where a model said so and so: the reliability curve.

use super::{check, is_zero_or_one};
use crate::{Continuous, Moments, StatsError, StudentT, two_shares::wilson};

/// Rows with neighbouring predictions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReliabilityBin {
    /// Rows.
    pub rows: u64,
    /// Mean prediction.
    pub predicted: f64,
    /// Mean outcome.
    pub observed: f64,
    /// Interval of the mean outcome at 95 %: Wilson's where all outcomes are 0 or 1, Student's t otherwise.
    pub interval: (f64, f64),
}

/// Rows in order of their prediction, cut into at most `bins` parts of equal counts, ties kept together.
///
/// The bins are drawn by the predictions alone, so that the interval of a bin means what it says. `O(n log n)`.
///
/// Reference: A. H. Murphy and R. L. Winkler, "Reliability of subjective probability forecasts" (1977), doi:10.2307/2346866.
///
/// # Errors
/// [`StatsError::Length`], [`StatsError::NotFinite`], [`StatsError::TooFew`] without rows or bins.
///
/// ```
/// let bins = stats::reliability(&[0.1, 0.1, 0.9, 0.9], &[0.0, 0.0, 1.0, 0.0], 2)?;
/// assert_eq!((bins[0].rows, bins[0].observed, bins[1].observed), (2, 0.0, 0.5));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn reliability(predicted: &[f64], observed: &[f64], bins: usize) -> Result<Vec<ReliabilityBin>, StatsError> {
    check(predicted, observed, 1)?;
    if bins == 0 {
        return Err(StatsError::TooFew { what: "bins", found: 0, needed: 1 });
    }
    let mut order: Vec<usize> = (0..predicted.len()).collect();
    order.sort_by(|&a, &b| predicted[a].total_cmp(&predicted[b]));
    let binary = observed.iter().all(|&y| is_zero_or_one(y));
    let mut found = Vec::with_capacity(bins);
    let mut from = 0;
    for bin in 1..=bins {
        let mut to = (order.len() * bin / bins).max(from);
        while to > from && to < order.len() && predicted[order[to]] <= predicted[order[to - 1]] {
            to += 1;
        }
        if to > from {
            found.push(of_rows(&order[from..to], predicted, observed, binary)?);
        }
        from = to;
    }
    Ok(found)
}

fn of_rows(rows: &[usize], predicted: &[f64], observed: &[f64], binary: bool) -> Result<ReliabilityBin, StatsError> {
    let n = rows.len() as f64;
    let said = rows.iter().map(|&row| predicted[row]).sum::<f64>() / n;
    let moments: Moments = rows.iter().map(|&row| observed[row]).collect();
    let mean = moments.mean().unwrap_or(0.0);
    let interval = if binary {
        wilson(mean * n, n)?
    } else {
        let half = match moments.variance() {
            Some(variance) => StudentT::new(n - 1.0)?.quantile(0.975)? * (variance / n).sqrt(),
            None => f64::INFINITY,
        };
        (mean - half, mean + half)
    };
    Ok(ReliabilityBin { rows: rows.len() as u64, predicted: said, observed: mean, interval })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn equal_predictions_stay_together() {
        let predicted = [0.2, 0.2, 0.2, 0.2, 0.7, 0.9];
        let observed = [0.0, 1.0, 0.0, 0.0, 1.0, 1.0];
        let bins = reliability(&predicted, &observed, 3).unwrap();
        let rows: Vec<u64> = bins.iter().map(|bin| bin.rows).collect();
        assert_eq!(rows, [4, 2]);
        assert!((bins[0].observed - 0.25).abs() < 1e-15 && bins[0].interval.0 > 0.0);
    }

    #[test]
    fn a_bin_of_one_number_has_no_bound() {
        let bins = reliability(&[1.0, 2.0], &[5.0, 7.0], 2).unwrap();
        assert_eq!(bins[1].interval, (f64::NEG_INFINITY, f64::INFINITY));
    }
}
