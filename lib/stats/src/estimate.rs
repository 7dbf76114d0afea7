//! A number with its uncertainty.

use crate::{Continuous, StatsError, StudentT};

/// An estimate with its standard error, degrees of freedom, and how far it is from normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error, 0 when the values show no spread at all.
    pub se: f64,
    /// Degrees of freedom of the standard error.
    pub df: f64,
    /// Skewness of the estimate: for a mean of `n` independent values their skewness over `sqrt(n)`; 0 where it is not known.
    pub skew: f64,
    /// Relative variance of the squared standard error that the values themselves show: for a mean of `n` independent values
    /// `(kurtosis - 1) / n`, from `2/n` for normal ones to nearly 1 when a single value makes all the spread; 0 where it is not known.
    pub se_noise: f64,
}

impl Estimate {
    /// One-sided upper bound by Student's t: `value + t(level) se`.
    ///
    /// # Errors
    /// [`StatsError::Probability`] unless `0 <= level <= 1`, [`StatsError::Parameter`] unless `df > 0`.
    pub fn t_upper(&self, level: f64) -> Result<f64, StatsError> {
        Ok(self.value + self.scaled(self.t_point(level)?))
    }

    /// One-sided lower bound by Student's t: `value - t(level) se`.
    ///
    /// # Errors
    /// As [`Estimate::t_upper`].
    pub fn t_lower(&self, level: f64) -> Result<f64, StatsError> {
        Ok(self.value - self.scaled(self.t_point(level)?))
    }

    /// One-sided upper bound that allows for skewness: the larger of Student's t and Hall's transformed t.
    ///
    /// A mean of values with a long right tail is usually too low, and its standard error with it, so that the plain t bound misses
    /// more often than it says. Hall's cubic transformation `g(T) = T + k T^2/3 + k^2 T^3/27 + k/6` of the t ratio
    /// takes the skewness `k` out of its distribution; where it would narrow the bound, the plain t stands.
    ///
    /// Reference: P. Hall, "On the removal of skewness by transformation" (1992), doi:10.1111/j.2517-6161.1992.tb01876.x.
    ///
    /// # Errors
    /// As [`Estimate::t_upper`].
    pub fn upper(&self, level: f64) -> Result<f64, StatsError> {
        let t = self.t_point(level)?;
        Ok(self.value + self.scaled(t.max(-hall_inverse(-t, self.skew))))
    }

    /// One-sided lower bound that allows for skewness. See [`Estimate::upper`].
    ///
    /// # Errors
    /// As [`Estimate::t_upper`].
    pub fn lower(&self, level: f64) -> Result<f64, StatsError> {
        let t = self.t_point(level)?;
        Ok(self.value - self.scaled(t.max(hall_inverse(t, self.skew))))
    }

    /// p-value of "the true value is `bar` or more", small when it is shown to be below; allows for skewness.
    ///
    /// `p < 1 - level` exactly when `upper(level) < bar`. Without spread it is 0 or 1.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless `df > 0`.
    pub fn p_at_least(&self, bar: f64) -> Result<f64, StatsError> {
        let law = StudentT::new(self.df)?;
        if self.se == 0.0 {
            return Ok(if self.value < bar { 0.0 } else { 1.0 });
        }
        let ratio = (self.value - bar) / self.se;
        Ok(law.cdf(ratio.max(hall(ratio, self.skew))))
    }

    /// Quantile of the t distribution of this estimate.
    fn t_point(&self, level: f64) -> Result<f64, StatsError> {
        StudentT::new(self.df)?.quantile(level)
    }

    /// Multiples of the standard error; 0 without spread whatever the multiple.
    fn scaled(&self, multiple: f64) -> f64 {
        if self.se == 0.0 { 0.0 } else { multiple * self.se }
    }
}

/// Hall's transformation of a t ratio with skewness `k`; rises everywhere.
fn hall(t: f64, k: f64) -> f64 {
    t + k * t * t / 3.0 + k * k * t * t * t / 27.0 + k / 6.0
}

/// The t ratio that Hall's transformation takes to `x`.
fn hall_inverse(x: f64, k: f64) -> f64 {
    if k == 0.0 {
        return x;
    }
    let inner = k * (x - k / 6.0);
    let root_less_one = if inner > -0.5 { (inner.ln_1p() / 3.0).exp_m1() } else { (1.0 + inner).cbrt() - 1.0 };
    3.0 / k * root_less_one
}

#[cfg(test)]
mod tests {
    use super::{hall, hall_inverse};

    #[test]
    fn halls_transformation_and_its_inverse_undo_each_other() {
        for k in [-0.9, -0.1, -1e-7, 0.0, 1e-9, 0.03, 0.5, 1.0] {
            for t in [-8.0, -1.645, -0.3, 0.0, 1.0, 2.5] {
                let back = hall_inverse(hall(t, k), k);
                assert!((back - t).abs() < 1e-11 * (1.0 + t.abs()), "{k} {t} {back}");
            }
        }
    }
}
