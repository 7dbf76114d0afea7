//! How far values are from a distribution.

use super::{Fitted, Law, Observed};
use crate::{Continuous, Discrete, StatsError};

/// Distances between the values and a distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distances {
    /// Kolmogorov and Smirnov's D: the largest gap between the two distribution functions, 0 to 1.
    pub kolmogorov_smirnov: f64,
    /// Cramér and von Mises's W²: `n` times the mean squared gap.
    pub cramer_von_mises: f64,
    /// Anderson and Darling's A²: `n` times the mean squared gap in units of its own variance, so that tails count.
    pub anderson_darling: f64,
}

impl Distances {
    /// Distances of values from a fitted member, `O(n)`.
    ///
    /// For counts the sums run over the counts: V. Choulakian, R. A. Lockhart and M. A. Stephens, "Cramér-von Mises statistics for discrete
    /// distributions" (1994), doi:10.2307/3315828. Continuous ones are checked against scipy and R's goftest.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] when the parameters are none of the family; [`StatsError::TooFew`] when a family of counts meets other values.
    pub fn new(observed: &Observed, fitted: &Fitted) -> Result<Self, StatsError> {
        match fitted.family.law(&fitted.parameters)? {
            Law::Continuous(law) => Ok(Self::of_values(observed.sorted(), law.as_ref())),
            Law::Discrete(law) => {
                let counts = observed.counts().ok_or(StatsError::TooFew { what: "whole numbers", found: 0, needed: 1 })?;
                Self::of_counts(counts, law.as_ref())
            }
        }
    }

    /// Distances of ascending values from a continuous distribution.
    pub(super) fn of_values(sorted: &[f64], law: &dyn Continuous) -> Self {
        Self::of_probabilities(sorted.len(), sorted.iter().map(|&x| law.ln_tails(x)))
    }

    /// Distances from the logarithms of both tails at ascending values.
    pub(super) fn of_probabilities(count: usize, tails: impl Iterator<Item = (f64, f64)>) -> Self {
        let n = count as f64;
        let (mut d, mut w, mut a) = (0.0_f64, 0.0, 0.0);
        for (i, (ln_lower, ln_upper)) in tails.enumerate() {
            let (below, u) = (i as f64 / n, ln_lower.exp());
            d = d.max(u - below).max(below + 1.0 / n - u);
            let middle = below + 0.5 / n;
            w += (u - middle) * (u - middle);
            // A value where the distribution has nothing left counts as the smallest double does.
            a -= 2.0 * (middle * ln_lower.max(LN_LEAST) + (1.0 - middle) * ln_upper.max(LN_LEAST));
        }
        Self { kolmogorov_smirnov: d, cramer_von_mises: w + 1.0 / (12.0 * n), anderson_darling: a - n }
    }

    /// Distances of counts from a distribution of counts.
    pub(super) fn of_counts(counts: &[(u64, u64)], law: &dyn Discrete) -> Result<Self, StatsError> {
        let n: f64 = counts.iter().map(|&(_, times)| times as f64).sum();
        let (mut d, mut w, mut a) = (0.0_f64, 0.0, 0.0);
        let mut seen = 0.0;
        for (range, times) in ranges(counts, law)? {
            let (from, to) = range;
            seen += times as f64;
            for k in from..=to {
                let (lower, upper, mass) = (law.cdf(k), law.sf(k), law.pmf(k));
                let gap = seen / n - lower;
                d = d.max(gap.abs());
                w += n * gap * gap * mass;
                if lower > 0.0 && upper > 0.0 {
                    a += n * gap * gap * mass / (lower * upper);
                }
            }
        }
        Ok(Self { kolmogorov_smirnov: d, cramer_von_mises: w, anderson_darling: a })
    }
}

/// Logarithm of the smallest normal double.
const LN_LEAST: f64 = -708.396_418_532_264_1;

/// A first and a last count, and how often the first of them occurs.
type Range = ((u64, u64), u64);

/// Ranges of counts over which the empirical distribution function is flat, with how often their first count occurs; they cover all that has
/// weight. Ranges wider than 2,000 are represented by their first 2,000 counts.
fn ranges(counts: &[(u64, u64)], law: &dyn Discrete) -> Result<Vec<Range>, StatsError> {
    const WIDTH_MAX: u64 = 2_000;
    let (low, high) = (law.quantile(1e-12)?, law.upper_quantile(1e-12)?);
    let mut ranges = Vec::with_capacity(counts.len() + 1);
    let first = counts.first().map_or(0, |&(k, _)| k);
    if low < first {
        ranges.push(((low, (first - 1).min(low + WIDTH_MAX)), 0));
    }
    for (i, &(k, times)) in counts.iter().enumerate() {
        let end = counts.get(i + 1).map_or(high.max(k), |&(next, _)| next - 1);
        ranges.push(((k, end.min(k + WIDTH_MAX)), times));
    }
    Ok(ranges)
}

/// Kolmogorov and Smirnov's D of ascending values, exactly, from few evaluations of the distribution function.
///
/// Between two values both distribution functions rise, so that the gap within a range is at most `max(F(last) - first/n, last/n - F(first))`;
/// only ranges whose bound exceeds the largest gap found are split. A million values take some thousand evaluations.
pub fn kolmogorov_smirnov(sorted: &[f64], law: &dyn Continuous) -> f64 {
    let n = sorted.len() as f64;
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let gap = |i: usize, u: f64| (u - i as f64 / n).max((i as f64 + 1.0) / n - u);
    let (first_u, last_u) = (law.cdf(sorted[0]), law.cdf(sorted[last]));
    let mut largest = gap(0, first_u).max(gap(last, last_u));
    let mut open = vec![(0, first_u, last, last_u)];
    let mut next = Vec::new();
    while !open.is_empty() {
        // Level by level, so that a good lower bound is known before the narrow ranges are looked at.
        for (i, u, j, v) in open.drain(..) {
            let bound = (v - (i as f64 + 1.0) / n).max(j as f64 / n - u);
            if j - i < 2 || bound <= largest {
                continue;
            }
            let middle = i + (j - i) / 2;
            let m = law.cdf(sorted[middle]);
            largest = largest.max(gap(middle, m));
            next.push((i, u, middle, m));
            next.push((middle, m, j, v));
        }
        std::mem::swap(&mut open, &mut next);
    }
    largest
}
