//! The correlation coefficient.

use super::check;
use crate::{Continuous, Normal, StatsError, StudentT};

/// A correlation coefficient with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// The coefficient, -1 to 1.
    pub value: f64,
    /// Pairs.
    pub pairs: usize,
    /// Two-sided p-value of "no association".
    pub p: f64,
    /// Standard error on Fisher's scale, `artanh(value)`.
    pub(crate) fisher_se: f64,
}

impl Correlation {
    /// Pearson's coefficient from what a summary knows: the coefficient and the number of pairs.
    ///
    /// `t = r sqrt((n - 2) / (1 - r^2))` with `n - 2` degrees of freedom; Fisher's standard error `1 / sqrt(n - 3)`.
    ///
    /// # Errors
    /// [`StatsError::TooFew`] below 4 pairs, [`StatsError::Parameter`] unless `-1 <= r <= 1`.
    pub fn of(r: f64, pairs: usize) -> Result<Self, StatsError> {
        if pairs < 4 {
            return Err(StatsError::TooFew { what: "pairs", found: pairs, needed: 4 });
        }
        if !(-1.0..=1.0).contains(&r) {
            return Err(StatsError::Parameter { name: "correlation", value: r, domain: "between -1 and 1" });
        }
        let df = pairs as f64 - 2.0;
        let t = r.abs() * (df / ((1.0 - r) * (1.0 + r))).sqrt();
        Ok(Self { value: r, pairs, p: (2.0 * StudentT::new(df)?.sf(t)).min(1.0), fisher_se: (df - 1.0).sqrt().recip() })
    }

    /// The interval at `level` by Fisher's transformation.
    ///
    /// # Errors
    /// [`StatsError::Probability`] unless `0 <= level <= 1`.
    pub fn interval(&self, level: f64) -> Result<(f64, f64), StatsError> {
        let half = Normal::standard().quantile(0.5 + 0.5 * level)? * self.fisher_se;
        let centre = self.value.atanh();
        Ok(((centre - half).tanh(), (centre + half).tanh()))
    }
}

/// Pearson's correlation of complete pairs, in two passes. `O(n)`.
///
/// Interval and p-value hold for a bivariate normal distribution and roughly beyond it; heavy tails make them too narrow ([`crate::spearman`]
/// does not mind). Reference: R. A. Fisher, "On the probable error of a coefficient of correlation" (1921). Checked against R `cor.test`.
///
/// # Errors
/// [`StatsError::Length`], [`StatsError::NotFinite`], [`StatsError::TooFew`] below 4 pairs, [`StatsError::Constant`] when a column does not vary.
///
/// ```
/// let found = stats::pearson(&[1.0, 2.0, 3.0, 4.0, 5.0], &[1.0, 3.0, 2.0, 5.0, 4.0])?;
/// assert!((found.value - 0.8).abs() < 1e-14);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn pearson(x: &[f64], y: &[f64]) -> Result<Correlation, StatsError> {
    check(x, y, 4)?;
    Correlation::of(coefficient(x, y)?, x.len())
}

/// The bare coefficient.
pub(super) fn coefficient(x: &[f64], y: &[f64]) -> Result<f64, StatsError> {
    let (mx, my) = (crate::mean(x).unwrap_or(0.0), crate::mean(y).unwrap_or(0.0));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (a, b) = (x - mx, y - my);
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    // A remainder of rounding around a mean is no variation.
    if xx <= 1e-30 * mx * mx * x.len() as f64 || yy <= 1e-30 * my * my * y.len() as f64 {
        return Err(StatsError::Constant);
    }
    Ok((xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0))
}
