//! Two categories: counts, chi-squared, Cramér's V.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::shares;
use crate::{ChiSquared, Continuous, StatsError};

/// Shuffles of a sparse table.
const SHUFFLES: usize = 999;

/// A table of counts of two categories without empty rows and columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Contingency {
    counts: Vec<f64>,
    row_sums: Vec<f64>,
    column_sums: Vec<f64>,
    total: f64,
}

/// Where a p-value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The chi-squared limit: every expected count is at least 1 and four fifths of them at least 5 (Cochran).
    Limit,
    /// 999 seeded shuffles of one of the columns, since expected counts are too small for the limit.
    Shuffled,
}

/// A chi-squared test of independence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Independence {
    /// Pearson's statistic, without continuity correction.
    pub chi_squared: f64,
    /// `(rows - 1)(columns - 1)`.
    pub df: f64,
    /// Probability of a larger statistic when the categories are independent.
    pub p: f64,
    /// Where the p-value comes from.
    pub verdict: Verdict,
    /// Cramér's V, `sqrt(chi^2 / n / (min(r, c) - 1))`.
    pub cramers_v: f64,
    /// Cramér's V without its bias (Bergsma), 0 where chance explains it.
    pub corrected_v: f64,
    /// Interval of V at 95 %, by the noncentral chi-squared distribution; rough above V = 0.5, where counts vary less than it supposes.
    pub interval: (f64, f64),
}

impl Contingency {
    /// Counts pairs of dense codes. `O(n + r c)`.
    ///
    /// # Errors
    /// [`StatsError::Length`], [`StatsError::TooFew`] of nothing.
    pub fn of_codes(x: &[u32], y: &[u32]) -> Result<Self, StatsError> {
        if x.len() != y.len() {
            return Err(StatsError::Length { left: x.len(), right: y.len() });
        }
        let width = |codes: &[u32]| codes.iter().max().map_or(0, |m| *m as usize + 1);
        let (r, c) = (width(x), width(y));
        let mut counts = vec![0.0; r * c];
        for (&i, &j) in x.iter().zip(y) {
            counts[i as usize * c + j as usize] += 1.0;
        }
        Self::of_counts(&counts, c)
    }

    /// Takes counts by rows, `columns` in each.
    ///
    /// # Errors
    /// [`StatsError::Length`] unless rows are full, [`StatsError::NotFinite`] for negative or infinite counts, [`StatsError::TooFew`] of nothing.
    pub fn of_counts(counts: &[f64], columns: usize) -> Result<Self, StatsError> {
        if columns == 0 || !counts.len().is_multiple_of(columns) {
            return Err(StatsError::Length { left: counts.len(), right: columns });
        }
        if let Some(index) = counts.iter().position(|c| !c.is_finite() || *c < 0.0) {
            return Err(StatsError::NotFinite { index });
        }
        let rows: Vec<&[f64]> = counts.chunks(columns).filter(|row| row.iter().any(|c| *c > 0.0)).collect();
        let kept: Vec<usize> = (0..columns).filter(|&j| rows.iter().any(|row| row[j] > 0.0)).collect();
        if rows.is_empty() {
            return Err(StatsError::TooFew { what: "pairs", found: 0, needed: 1 });
        }
        let row_sums: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
        let column_sums = kept.iter().map(|&j| rows.iter().map(|row| row[j]).sum()).collect();
        let total = row_sums.iter().sum();
        let counts = rows.iter().flat_map(|row| kept.iter().map(|&j| row[j])).collect();
        Ok(Self { counts, row_sums, column_sums, total })
    }

    /// Pearson's statistic.
    fn chi_squared(&self, counts: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (row, r) in counts.chunks(self.column_sums.len()).zip(&self.row_sums) {
            sum += row.iter().zip(&self.column_sums).map(|(count, c)| count * count / (r * c)).sum::<f64>();
        }
        (self.total * (sum - 1.0)).max(0.0)
    }

    /// Tests independence; the seed serves sparse tables only. `O(r c)`, sparse `O(999 n)`.
    ///
    /// References: W. Bergsma, "A bias-correction for Cramér's V and Tschuprow's T" (2013), doi:10.1016/j.jkss.2012.10.002; W. G. Cochran, "Some methods
    /// for strengthening the common chi-squared tests" (1954), doi:10.2307/3001616. Checked against R `chisq.test` and scipy.
    ///
    /// # Errors
    /// [`StatsError::Constant`] with fewer than two rows or columns.
    pub fn independence(&self, seed: u64) -> Result<Independence, StatsError> {
        let (r, c, n) = (self.row_sums.len() as f64, self.column_sums.len() as f64, self.total);
        let least = r.min(c) - 1.0;
        if least < 1.0 {
            return Err(StatsError::Constant);
        }
        let x = self.chi_squared(&self.counts);
        let df = (r - 1.0) * (c - 1.0);
        let verdict = if self.is_sparse() { Verdict::Shuffled } else { Verdict::Limit };
        let p = match verdict {
            Verdict::Limit => ChiSquared::new(df)?.sf(x),
            Verdict::Shuffled => self.shuffled_p(x, seed),
        };
        let (low, high) = shares::of_chi_squared(x, df, n, 0.95)?;
        Ok(Independence {
            chi_squared: x,
            df,
            p,
            verdict,
            cramers_v: (x / n / least).sqrt().min(1.0),
            corrected_v: self.corrected(x),
            interval: ((low / least).sqrt().min(1.0), (high / least).sqrt().min(1.0)),
        })
    }

    /// Cramér's V without its bias (Bergsma) and nothing else: no test, no interval. `O(r c)`.
    ///
    /// # Errors
    /// [`StatsError::Constant`] with fewer than two rows or columns.
    pub fn corrected_v(&self) -> Result<f64, StatsError> {
        if self.row_sums.len().min(self.column_sums.len()) < 2 {
            return Err(StatsError::Constant);
        }
        Ok(self.corrected(self.chi_squared(&self.counts)))
    }

    /// Bergsma's correction of a statistic.
    fn corrected(&self, chi_squared: f64) -> f64 {
        let (r, c, n) = (self.row_sums.len() as f64, self.column_sums.len() as f64, self.total);
        let unbiased = (chi_squared / n - (r - 1.0) * (c - 1.0) / (n - 1.0)).max(0.0);
        let shrunk = |k: f64| k - (k - 1.0) * (k - 1.0) / (n - 1.0);
        let room = shrunk(r).min(shrunk(c)) - 1.0;
        if room > 0.0 { (unbiased / room).sqrt().min(1.0) } else { 0.0 }
    }

    /// Whether expected counts are too small for the limit.
    fn is_sparse(&self) -> bool {
        let expected = self.row_sums.iter().flat_map(|r| self.column_sums.iter().map(move |c| r * c / self.total));
        let (mut small, mut tiny) = (0, false);
        for e in expected {
            small += usize::from(e < 5.0);
            tiny |= e < 1.0;
        }
        tiny || 5 * small > self.counts.len()
    }

    /// Share of shuffles with a statistic at least as large.
    fn shuffled_p(&self, x: f64, seed: u64) -> f64 {
        let c = self.column_sums.len();
        let labels = |sums: &[f64]| -> Vec<usize> {
            sums.iter().enumerate().flat_map(|(k, s)| std::iter::repeat_n(k, *s as usize)).collect()
        };
        let (rows, mut columns) = (labels(&self.row_sums), labels(&self.column_sums));
        let mut rng = Pcg64::seed_from_u64(seed);
        let mut at_least = 1;
        let mut counts = vec![0.0; self.counts.len()];
        for _ in 0..SHUFFLES {
            for k in (1..columns.len()).rev() {
                columns.swap(k, rng.random_range(0..=k));
            }
            counts.fill(0.0);
            rows.iter().zip(&columns).for_each(|(i, j)| counts[i * c + j] += 1.0);
            at_least += usize::from(self.chi_squared(&counts) >= x * (1.0 - 1e-12));
        }
        at_least as f64 / (SHUFFLES + 1) as f64
    }
}
