//! Analysis of variance of ranks.

use super::check;
use crate::association::{ranks, tie_sizes};
use crate::{ChiSquared, Continuous, FisherF, StatsError};

/// The Kruskal-Wallis test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KruskalWallis {
    /// The statistic, corrected for ties.
    pub h: f64,
    /// Groups minus 1.
    pub df: f64,
    /// Probability of a larger statistic when all groups come from one distribution.
    pub p: f64,
    /// Share of the variance of the ranks that groups explain, `H / (n - 1)`.
    pub eta_squared: f64,
}

/// The Kruskal-Wallis test: analysis of variance of the ranks.
///
/// `H = 12 / (n (n + 1)) sum R_g^2 / n_g - 3 (n + 1)`, over `1 - sum (t^3 - t) / (n^3 - n)` for ties. The chi-squared limit is too strict in
/// small groups and the F test of the ranks too lax: p is the mean of both (Iman and Davenport). `O(n log n)`.
///
/// References: W. H. Kruskal and W. A. Wallis, "Use of ranks in one-criterion variance analysis" (1952), doi:10.1080/01621459.1952.10483441;
/// R. L. Iman and J. M. Davenport, "New approximations to the exact distribution of the Kruskal-Wallis test statistic" (1976),
/// doi:10.1080/03610927608827446. Statistic checked against scipy.
///
/// # Errors
/// [`StatsError::TooFew`] below two groups, of an empty group, or with no more values than groups; [`StatsError::NotFinite`];
/// [`StatsError::Constant`] when all values are the same.
pub fn kruskal_wallis(groups: &[&[f64]]) -> Result<KruskalWallis, StatsError> {
    check(groups, 1)?;
    let all: Vec<f64> = groups.iter().flat_map(|g| g.iter().copied()).collect();
    let (n, k) = (all.len() as f64, groups.len() as f64);
    if n <= k {
        return Err(StatsError::TooFew { what: "values", found: all.len(), needed: groups.len() + 1 });
    }
    let rank = ranks(&all);
    let ties: f64 = tie_sizes(&all).iter().map(|t| t * t * t - t).sum();
    let rest = 1.0 - ties / (n * n * n - n);
    if rest <= 0.0 {
        return Err(StatsError::Constant);
    }
    let (mut from, mut spread) = (0, 0.0);
    for group in groups {
        let size = group.len() as f64;
        let mean = rank[from..from + group.len()].iter().sum::<f64>() / size - 0.5 * (n + 1.0);
        spread += size * mean * mean;
        from += group.len();
    }
    let h = 12.0 / (n * (n + 1.0)) * spread / rest;
    let strict = ChiSquared::new(k - 1.0)?.sf(h);
    let left = n - 1.0 - h;
    let lax = if left > 0.0 { FisherF::new(k - 1.0, n - k)?.sf(h / (k - 1.0) / (left / (n - k))) } else { 0.0 };
    Ok(KruskalWallis { h, df: k - 1.0, p: 0.5 * (strict + lax), eta_squared: h / (n - 1.0) })
}
