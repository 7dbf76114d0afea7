//! Mutual information.

use super::rank::{same, sorted_order};
use super::{Contingency, Verdict};
use crate::StatsError;

/// Mutual information of two binned columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MutualInformation {
    /// `sum p_ij ln(p_ij / (p_i p_j))` in nats, as counted: too large by about `(r - 1)(c - 1) / 2n`.
    pub nats: f64,
    /// The same less that bias (Miller and Madow), at least 0.
    pub corrected: f64,
    /// `sqrt(1 - exp(-2 corrected))`: the correlation that a normal pair with this information would have.
    pub as_correlation: f64,
    /// p-value of independence, of the chi-squared test of the same table.
    pub p: f64,
    /// Where the p-value comes from.
    pub verdict: Verdict,
}

/// Mutual information of dense codes, say from [`quantile_bins`]. `O(n + r c)`; the seed serves sparse tables only.
///
/// References: G. A. Miller, "Note on the bias of information estimates" (1955); E. H. Linfoot, "An informational measure of correlation" (1957),
/// doi:10.1016/S0019-9958(57)90116-X. Checked against scikit-learn `mutual_info_score`.
///
/// # Errors
/// As [`Contingency::of_codes`] and [`Contingency::independence`].
pub fn mutual_information(x: &[u32], y: &[u32], seed: u64) -> Result<MutualInformation, StatsError> {
    let test = Contingency::of_codes(x, y)?.independence(seed)?;
    let n = x.len() as f64;
    let count = |codes: &[u32]| {
        let mut counts = vec![0_u32; codes.iter().max().map_or(0, |m| *m as usize + 1)];
        for code in codes {
            counts[*code as usize] += 1;
        }
        counts
    };
    let (of_x, of_y) = (count(x), count(y));
    let joint: Vec<u32> = x.iter().zip(y).map(|(a, b)| a * of_y.len() as u32 + b).collect();
    let entropy = |counts: &[u32]| {
        let part = |c: &u32| f64::from(*c) / n * (f64::from(*c) / n).ln();
        -counts.iter().filter(|c| **c > 0).map(part).sum::<f64>()
    };
    let nats = (entropy(&of_x) + entropy(&of_y) - entropy(&count(&joint))).max(0.0);
    let corrected = (nats - test.df / (2.0 * n)).max(0.0);
    let as_correlation = (-(-2.0 * corrected).exp_m1()).sqrt();
    Ok(MutualInformation { nats, corrected, as_correlation, p: test.p, verdict: test.verdict })
}

/// Cuts values into at most `bins` of about equal count; equal values share a bin. `O(n log n)`.
pub fn quantile_bins(values: &[f64], bins: usize) -> Vec<u32> {
    let order = sorted_order(values);
    let mut codes = vec![0; values.len()];
    let (mut code, mut before, mut last) = (0, 0, None);
    for run in order.chunk_by(|&i, &j| same(values[i], values[j])) {
        // A run belongs to the bin in which its middle lies.
        let bin = (2 * before + run.len()) * bins.max(1) / (2 * values.len());
        if last.is_some_and(|last| last != bin) {
            code += 1;
        }
        last = Some(bin);
        for &i in run {
            codes[i] = code;
        }
        before += run.len();
    }
    codes
}
