//! Student's t distribution.

use std::f64::consts::LN_2;

use super::inversion::{Tail, invert_positive};
use super::{Continuous, Normal, positive, probability};
use crate::StatsError;
use crate::special::{beta_ln_density, beta_tails};

/// Student's t distribution with `df > 0` degrees of freedom, fractions allowed.
///
/// `P(T > t) = I_x(df/2, 1/2) / 2` with `x = df / (df + t^2)`. Checked against mpmath: tails,
/// density and quantiles to 1e-12, relative, down to tails of 1e-200, for `df` from 0.5 to 336,775.
///
/// ```
/// use stats::{Continuous, StudentT};
/// let t = StudentT::new(4.0)?.quantile(0.95)?;
/// assert!((t - 2.131846786326649).abs() < 1e-14);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentT {
    df: f64,
}

impl StudentT {
    /// The t distribution with `df` degrees of freedom.
    ///
    /// # Errors
    /// [`StatsError::Parameter`] unless `df` is finite and above 0.
    pub fn new(df: f64) -> Result<Self, StatsError> {
        Ok(Self { df: positive("degrees of freedom", df)? })
    }

    /// Degrees of freedom.
    pub fn df(&self) -> f64 {
        self.df
    }

    /// `df / (df + t^2)` and its complement, without overflow.
    fn split(self, t: f64) -> (f64, f64) {
        let root = self.df.sqrt();
        if t.abs() > root {
            let r = root / t;
            let r2 = r * r;
            (r2 / (1.0 + r2), 1.0 / (1.0 + r2))
        } else {
            let r = t / root;
            let r2 = r * r;
            (1.0 / (1.0 + r2), r2 / (1.0 + r2))
        }
    }

    /// Probability above `t >= 0`.
    fn tail(self, t: f64) -> f64 {
        if t.is_nan() {
            return f64::NAN;
        }
        let (x, y) = self.split(t);
        if x < 1e-280 {
            return self.ln_far_tail(t).exp();
        }
        0.5 * beta_tails(0.5 * self.df, 0.5, x, y).lower
    }

    /// Logarithm of the tail where it is the pure power `(df/t^2)^(df/2) / (df B(df/2, 1/2))`.
    fn ln_far_tail(self, t: f64) -> f64 {
        let a = 0.5 * self.df;
        let minus_ln_beta = beta_ln_density(a, 0.5, 0.5, 0.5) + (a + 0.5) * LN_2;
        self.df * (0.5 * self.df.ln() - t.ln()) - self.df.ln() + minus_ln_beta
    }

    /// The value exceeded with probability `q <= 1/2`.
    fn upper_point(self, q: f64) -> Result<f64, StatsError> {
        if q == 0.0 {
            return Ok(f64::INFINITY);
        }
        if q >= 0.5 {
            return Ok(0.0);
        }
        let z = Normal::standard().upper_quantile(q)?;
        let start = (self.df * (z * z / self.df).exp_m1()).sqrt();
        Ok(invert_positive(&self, Tail::Upper, q, start))
    }
}

impl Continuous for StudentT {
    fn ln_pdf(&self, x: f64) -> f64 {
        let t = x.abs().max(1e-150);
        let (part, rest) = self.split(t);
        if part < 1e-280 {
            return self.ln_far_tail(t) + self.df.ln() - t.ln();
        }
        beta_ln_density(0.5 * self.df, 0.5, part, rest) - t.ln()
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { self.tail(-x) } else { 1.0 - self.tail(x) }
    }

    fn sf(&self, x: f64) -> f64 {
        if x >= 0.0 { self.tail(x) } else { 1.0 - self.tail(-x) }
    }

    fn quantile(&self, p: f64) -> Result<f64, StatsError> {
        let p = probability(p)?;
        if p <= 0.5 { self.upper_point(p).map(|t| -t) } else { self.upper_point(1.0 - p) }
    }

    fn upper_quantile(&self, q: f64) -> Result<f64, StatsError> {
        let q = probability(q)?;
        if q <= 0.5 { self.upper_point(q) } else { self.upper_point(1.0 - q).map(|t| -t) }
    }
}
