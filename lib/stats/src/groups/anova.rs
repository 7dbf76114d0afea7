//! One-way analysis of variance.

use super::check;
use crate::association::shares;
use crate::{Continuous, FisherF, StatsError};

/// A one-way analysis of variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anova {
    /// Sum of squares of the group means around the overall mean.
    pub between_squares: f64,
    /// Sum of squares of the values around their group's mean.
    pub within_squares: f64,
    /// Degrees of freedom between: groups minus 1.
    pub between_df: f64,
    /// Degrees of freedom within: values minus groups.
    pub within_df: f64,
    /// `F = (between / between_df) / (within / within_df)`; infinite where groups do not vary inside.
    pub f: f64,
    /// Probability of a larger F when all means are the same and values are normal with one variance.
    pub p: f64,
}

impl Anova {
    /// Share of the variance that groups explain: eta squared, the squared correlation ratio.
    pub fn eta_squared(&self) -> f64 {
        self.between_squares / (self.between_squares + self.within_squares)
    }

    /// The same without the share that chance alone explains (omega squared), at least 0.
    pub fn omega_squared(&self) -> f64 {
        let error = self.within_squares / self.within_df;
        ((self.between_squares - self.between_df * error) / (self.between_squares + self.within_squares + error)).max(0.0)
    }

    /// Interval of the share explained, by inverting the noncentral F distribution (Patnaik's approximation).
    ///
    /// # Errors
    /// [`StatsError::Probability`] unless `0 < level < 1`.
    pub fn share_interval(&self, level: f64) -> Result<(f64, f64), StatsError> {
        let n = self.between_df + self.within_df + 1.0;
        shares::of_fisher(self.f, self.between_df, self.within_df, n, level)
    }
}

/// One-way analysis of variance of groups, each a slice without missing values.
///
/// Values are taken relative to the first one and sums are compensated, so that an offset costs only the digits that it has cost the
/// data. `O(n)`. Checked against the certified values of the 11 NIST `StRD` sets (`reference/stats/nist_anova.json`) and scipy. Under normal values the
/// p-value is exact.
///
/// # Errors
/// [`StatsError::TooFew`] below two groups, of an empty group, or with no more values than groups; [`StatsError::NotFinite`];
/// [`StatsError::Constant`] when nothing varies.
///
/// ```
/// let found = stats::anova(&[&[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0], &[6.0, 7.0, 8.0]])?;
/// assert!((found.f - 21.0).abs() < 1e-12 && found.p < 0.01);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn anova(groups: &[&[f64]]) -> Result<Anova, StatsError> {
    check(groups, 1)?;
    let n: usize = groups.iter().map(|g| g.len()).sum();
    if n <= groups.len() {
        return Err(StatsError::TooFew { what: "values", found: n, needed: groups.len() + 1 });
    }
    let origin = groups[0][0];
    let centred: Vec<Vec<f64>> = groups.iter().map(|g| g.iter().map(|x| x - origin).collect()).collect();
    let sums: Vec<f64> = centred.iter().map(|g| crate::sum(g)).collect();
    let grand = crate::sum(&sums) / n as f64;
    let (mut between, mut within) = (Vec::new(), Vec::new());
    for (group, sum) in centred.iter().zip(&sums) {
        let size = group.len() as f64;
        let mean = sum / size;
        between.push(size * (mean - grand) * (mean - grand));
        within.extend(group.iter().map(|x| (x - mean) * (x - mean)));
    }
    let (between_squares, within_squares) = (crate::sum(&between), crate::sum(&within));
    if between_squares + within_squares <= 0.0 {
        return Err(StatsError::Constant);
    }
    let (between_df, within_df) = ((groups.len() - 1) as f64, (n - groups.len()) as f64);
    let f = if within_squares > 0.0 { between_squares / between_df / (within_squares / within_df) } else { f64::INFINITY };
    Ok(Anova { between_squares, within_squares, between_df, within_df, f, p: FisherF::new(between_df, within_df)?.sf(f) })
}
