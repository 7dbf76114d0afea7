//! Is there a trend, when neighbours depend on each other?

use std::f64::consts::PI;

use super::check;
use crate::{Continuous, StatsError, StudentT};

/// A straight trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Change a step.
    pub slope: f64,
    /// Its standard error, with the dependence of neighbours in it.
    pub se: f64,
    /// Degrees of freedom of the standard error.
    pub df: f64,
    /// Two-sided p-value of "no trend".
    pub p: f64,
    /// Interval of the slope at 95 %.
    pub interval: (f64, f64),
}

/// The slope of a series on time, with an error that allows for autocorrelation.
///
/// The long-run variance comes from the projections of the series on the cosines with 2, 4, ..., 2B half-waves, which are orthogonal to level
/// and line by symmetry: each is independent of the slope and has the variance of white noise at low frequencies. So `t = slope / se` follows Student's t with
/// `B = 0.2 n^(2/3)` degrees of freedom, 4 to 64, exactly for independent normal values, nearly so for short memory. A wandering series shows a
/// "trend" far more often: read it beside [`crate::dickey_fuller`]. `O(n B)`.
///
/// Reference: the idea of E. Lazarus, D. J. Lewis, J. H. Stock and M. W. Watson, "HAR inference: recommendations for practice" (2018),
/// doi:10.1080/07350015.2018.1506926, with cosines chosen orthogonal to the line.
///
/// # Errors
/// [`StatsError::TooFew`] below 20 values, [`StatsError::NotFinite`], [`StatsError::Constant`].
pub fn trend(y: &[f64]) -> Result<Trend, StatsError> {
    check(y, 20)?;
    let n = y.len() as f64;
    let count = (0.2 * n.powf(2.0 / 3.0)).clamp(4.0, 64.0) as usize;
    let mean = crate::mean(y).unwrap_or(0.0);
    let middle = 0.5 * (n - 1.0);
    let length = n * (n * n - 1.0) / 12.0;
    let slope = y.iter().enumerate().map(|(t, y)| (t as f64 - middle) * (y - mean)).sum::<f64>() / length;
    let projection = |b: usize| {
        let angle = 2.0 * b as f64 * PI / n;
        let sum: f64 = y.iter().enumerate().map(|(t, y)| (angle * (t as f64 + 0.5)).cos() * (y - mean)).sum();
        2.0 / n * sum * sum
    };
    let variance = (1..=count).map(projection).sum::<f64>() / count as f64;
    let se = (variance / length).sqrt();
    let law = StudentT::new(count as f64)?;
    let p = if se > 0.0 { (2.0 * law.sf((slope / se).abs())).min(1.0) } else { 0.0 };
    let half = law.quantile(0.975)? * se;
    Ok(Trend { slope, se, df: count as f64, p, interval: (slope - half, slope + half) })
}
