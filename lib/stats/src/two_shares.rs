//! Do two groups have the same share?

use crate::{Continuous, Normal, StatsError};

/// Shares of two groups compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoShares {
    /// Share of the second less share of the first.
    pub difference: f64,
    /// Interval of the difference at 95 %, Newcombe's from Wilson's of each share.
    pub interval: (f64, f64),
    /// Two-sided p-value of "the same share".
    pub p: f64,
    /// Whether the p-value is counted out (Fisher) rather than from the limit.
    pub exact: bool,
}

/// Compares `hits.0` of `sizes.0` with `hits.1` of `sizes.1`.
///
/// p-value: Pearson's chi-squared with `N - 1` for `N` where every expected count is at least 5, else Fisher's exact test (the sum of all tables
/// that are no more likely), which rejects less often than it says. `O(1)`, exact `O(min(hits, sizes))`.
///
/// References: R. G. Newcombe, "Interval estimation for the difference between independent proportions" (1998),
/// Statistics in Medicine 17, 873; I. Campbell, "Chi-squared and Fisher-Irwin tests of two-by-two tables with small
/// sample recommendations" (2007), doi:10.1002/sim.2832. Checked against R `fisher.test` and `chisq.test`, and Newcombe's example.
///
/// # Errors
/// [`StatsError::TooFew`] for an empty group, [`StatsError::Parameter`] for more hits than members.
///
/// ```
/// let found = stats::two_shares((10, 40), (500, 500))?;
/// assert!((found.difference - 0.06).abs() < 1e-15 && found.p < 1e-4 && found.interval.0 > 0.0);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn two_shares(hits: (u64, u64), sizes: (u64, u64)) -> Result<TwoShares, StatsError> {
    for (h, n) in [(hits.0, sizes.0), (hits.1, sizes.1)] {
        if n == 0 {
            return Err(StatsError::TooFew { what: "members of a group", found: 0, needed: 1 });
        }
        if h > n {
            return Err(StatsError::Parameter { name: "hits", value: h as f64, domain: "at most the size of the group" });
        }
    }
    let ((h1, h2), (n1, n2)) = ((hits.0 as f64, hits.1 as f64), (sizes.0 as f64, sizes.1 as f64));
    let (total, hit) = (n1 + n2, h1 + h2);
    let (x, y) = (h1 / n1, h2 / n2);
    let difference = y - x;
    let ((l1, u1), (l2, u2)) = (wilson(h1, n1)?, wilson(h2, n2)?);
    let below = ((y - l2).powi(2) + (u1 - x).powi(2)).sqrt();
    let above = ((u2 - y).powi(2) + (x - l1).powi(2)).sqrt();
    let least = hit.min(total - hit) * n1.min(n2) / total;
    let exact = least < 5.0;
    let p = if exact {
        fisher(hits, sizes)
    } else {
        let pooled = hit / total;
        let z = difference * ((total - 1.0) / total / (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2))).sqrt();
        (2.0 * Normal::standard().sf(z.abs())).min(1.0)
    };
    Ok(TwoShares { difference, interval: ((difference - below).max(-1.0), (difference + above).min(1.0)), p, exact })
}

/// Wilson's interval of a share at 95 %.
pub(crate) fn wilson(hits: f64, n: f64) -> Result<(f64, f64), StatsError> {
    let z = Normal::standard().quantile(0.975)?;
    let share = hits / n;
    let centre = share + z * z / (2.0 * n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    Ok((((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0)))
}

/// Chance of a table no more likely than this one, all margins given.
fn fisher(hits: (u64, u64), sizes: (u64, u64)) -> f64 {
    let (hit, others) = ((hits.0 + hits.1) as f64, (sizes.0 + sizes.1 - hits.0 - hits.1) as f64);
    let n2 = sizes.1 as f64;
    let at = hits.1 as f64;
    // Weights relative to the table at hand: the table with k hits in the second group against that with k + 1.
    let ratio = |k: f64| (hit - k) * (n2 - k) / ((k + 1.0) * (others - n2 + k + 1.0));
    let (low, high) = ((n2 - others).max(0.0), hit.min(n2));
    let (mut all, mut rare) = (1.0, 1.0);
    let mut take = |weight: f64| {
        all += weight;
        rare += if weight <= 1.0 + 1e-7 { weight } else { 0.0 };
        weight > 1e-18 * all
    };
    let (mut k, mut weight) = (at, 1.0);
    while k < high {
        weight *= ratio(k);
        k += 1.0;
        if !take(weight) {
            break;
        }
    }
    (k, weight) = (at, 1.0);
    while k > low {
        k -= 1.0;
        weight /= ratio(k);
        if !take(weight) {
            break;
        }
    }
    (rare / all).min(1.0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]

    use super::*;

    /// R 4.2: `fisher.test(matrix(c(1, 9, 7, 3), 2))` and so on; the statistic of `chisq.test(correct = FALSE)` times (N - 1) / N.
    #[test]
    fn p_values_are_those_of_fisher_and_of_chi_squared() {
        let p = |h, n| two_shares(h, n).map_or((f64::NAN, false), |t| (t.p, t.exact));
        for (h, n, known) in [
            ((1, 7), (10, 10), 0.019_766_611_097_880_426),
            ((0, 3), (1000, 400), 0.023_198_667_349_762_43),
            ((5, 0), (5, 5), 0.007_936_507_936_507_936),
            ((3, 1), (50, 1201), 0.000_234_042_242_094_727_6),
            ((2, 2), (7, 7), 1.0),
        ] {
            let (p, exact) = p(h, n);
            assert!(exact && (p / known - 1.0).abs() < 1e-10, "{h:?} {n:?}: {p} {known}");
        }
        let (p, exact) = p((10, 40), (500, 500));
        assert!(!exact && (p / 1.357_156_661_093_594e-5 - 1.0).abs() < 1e-9, "{p}");
        assert!(two_shares((1, 0), (0, 5)).is_err() && two_shares((3, 0), (2, 5)).is_err());
    }

    /// Newcombe (1998), table II, example a: 56/70 - 48/80, method 10.
    #[test]
    fn the_interval_is_newcombes() {
        let Ok(found) = two_shares((48, 56), (80, 70)) else { panic!("two groups") };
        assert!((found.interval.0 - 0.0524).abs() < 5e-5 && (found.interval.1 - 0.3339).abs() < 5e-5, "{found:?}");
    }
}
