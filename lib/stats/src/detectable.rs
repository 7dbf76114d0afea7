//! What a number of rows can show.

use crate::{Continuous, Normal, StatsError};

/// The smallest differences that two-sided tests at `level` find with probability `power`.
///
/// ```
/// let plan = stats::Detectable::new(0.05, 0.8)?;
/// assert!((plan.means(64.0, 64.0)? - 0.495).abs() < 1e-3);
/// assert!((plan.correlation(100.0)? - 0.277).abs() < 1e-3);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detectable {
    /// Sum of the normal quantiles of level and power.
    reach: f64,
}

impl Detectable {
    /// Plans for a two-sided test at `level` (0.05) with `power` (0.80).
    ///
    /// # Errors
    /// [`StatsError::Probability`] unless both lie in 0 to 1.
    pub fn new(level: f64, power: f64) -> Result<Self, StatsError> {
        let law = Normal::standard();
        Ok(Self { reach: law.upper_quantile(0.5 * level)? + law.quantile(power)? })
    }

    /// Difference of two means, in standard deviations: `z sqrt(1/n + 1/m)`. Within 2 % of the t test's from 20 rows a side.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] below 2 rows a side.
    pub fn means(&self, n: f64, m: f64) -> Result<f64, StatsError> {
        Ok(self.reach * (1.0 / rows(n)? + 1.0 / rows(m)?).sqrt())
    }

    /// Difference from a proportion `p` that a second sample has to have: Cohen's scale `2 asin(sqrt(p))`, upwards and at most to 1.
    ///
    /// Reference: J. Cohen, "Statistical power analysis for the behavioral sciences" (1988), chapter 6.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] below 2 rows a side, [`StatsError::Probability`]; `Ok(None)` when even 1 is not far enough.
    pub fn proportions(&self, p: f64, n: f64, m: f64) -> Result<Option<f64>, StatsError> {
        if !(0.0..=1.0).contains(&p) {
            return Err(StatsError::Probability { value: p });
        }
        let angle = p.sqrt().asin() + 0.5 * self.means(n, m)?;
        Ok((angle <= std::f64::consts::FRAC_PI_2).then(|| angle.sin().powi(2) - p))
    }

    /// Correlation different from 0: `tanh(z / sqrt(n - 3))`.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] below 4 rows.
    pub fn correlation(&self, n: f64) -> Result<f64, StatsError> {
        Ok((self.reach / (rows(n - 2.0)? - 1.0).sqrt()).tanh())
    }
}

fn rows(n: f64) -> Result<f64, StatsError> {
    if n >= 2.0 && n.is_finite() { Ok(n) } else { Err(StatsError::Parameter { name: "rows", value: n, domain: "at least 2" }) }
}
