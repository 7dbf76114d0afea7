//! Shapiro and Wilk's test of normality.

use std::f64::consts::PI;

use super::sorted;
use crate::{Continuous, Normal, StatsError};

/// Largest sample for which Royston's approximation was made.
const VALUES_MAX: usize = 5000;

/// Shapiro and Wilk's test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShapiroWilk {
    /// `W`, at most 1; small where values are not normal.
    pub w: f64,
    /// Probability of a smaller `W` of normal values.
    pub p: f64,
}

/// Shapiro and Wilk's test of 3 to 5,000 values. `O(n log n)`.
///
/// `W = (sum a_i x_(i))^2 / sum (x - m)^2`; weights and p-value after Royston.
///
/// References: S. S. Shapiro and M. B. Wilk (1965), doi:10.1093/biomet/52.3-4.591; P. Royston, "Remark AS R94" (1995), doi:10.2307/2986146. Checked against
/// R `shapiro.test` and scipy.
///
/// # Errors
/// [`StatsError::TooFew`] below 3 values, [`StatsError::Parameter`] above 5,000, [`StatsError::NotFinite`], [`StatsError::Constant`].
pub fn shapiro_wilk(values: &[f64]) -> Result<ShapiroWilk, StatsError> {
    let x = sorted(values, 3)?;
    if x.len() > VALUES_MAX {
        return Err(StatsError::Parameter { name: "number of values", value: x.len() as f64, domain: "at most 5,000" });
    }
    let weights = weights(x.len())?;
    let n = x.len();
    let mean = crate::mean(&x).unwrap_or(0.0);
    let range = x[n - 1] - x[0];
    let squares: f64 = x.iter().map(|v| ((v - mean) / range).powi(2)).sum();
    let slope: f64 = weights.iter().enumerate().map(|(i, a)| a * (x[n - 1 - i] - x[i]) / range).sum();
    let w = (slope * slope / squares).min(1.0);
    Ok(ShapiroWilk { w, p: p_value(w, n) })
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Weights of the upper half of the order statistics, the largest first; those of the lower half are their negatives.
fn weights(n: usize) -> Result<Vec<f64>, StatsError> {
    if n == 3 {
        return Ok(vec![0.5_f64.sqrt()]);
    }
    let size = n as f64;
    let law = Normal::standard();
    let scores: Result<Vec<f64>, _> = (1..=n / 2).map(|i| law.upper_quantile((i as f64 - 0.375) / (size + 0.25))).collect();
    let mut a = scores?;
    let total = 2.0 * a.iter().map(|m| m * m).sum::<f64>();
    let (root, step) = (total.sqrt(), size.sqrt().recip());
    let first = a[0] / root + polynomial(&[0.0, 0.221_157, -0.147_981, -2.071_19, 4.434_685, -2.706_056], step);
    if n > 5 {
        let second = a[1] / root + polynomial(&[0.0, 0.042_981, -0.293_762, -1.752_461, 5.682_633, -3.582_633], step);
        let scale =
            ((total - 2.0 * a[0] * a[0] - 2.0 * a[1] * a[1]) / (1.0 - 2.0 * first * first - 2.0 * second * second)).sqrt();
        for m in &mut a {
            *m /= scale;
        }
        (a[0], a[1]) = (first, second);
    } else {
        let scale = ((total - 2.0 * a[0] * a[0]) / (1.0 - 2.0 * first * first)).sqrt();
        for m in &mut a {
            *m /= scale;
        }
        a[0] = first;
    }
    Ok(a)
}

fn p_value(w: f64, n: usize) -> f64 {
    let size = n as f64;
    if n == 3 {
        return (6.0 / PI * (w.sqrt().asin() - 0.75_f64.sqrt().asin())).clamp(0.0, 1.0);
    }
    let y = (1.0 - w).ln();
    let (y, centre, spread) = if n <= 11 {
        let limit = polynomial(&[-2.273, 0.459], size);
        if y >= limit {
            return 0.0;
        }
        let centre = polynomial(&[0.544, -0.399_78, 0.025_054, -6.714e-4], size);
        (-(limit - y).ln(), centre, polynomial(&[1.3822, -0.778_57, 0.062_767, -0.002_032_2], size).exp())
    } else {
        let log = size.ln();
        let centre = polynomial(&[-1.5861, -0.310_82, -0.083_751, 0.003_891_5], log);
        (y, centre, polynomial(&[-0.4803, -0.082_676, 0.003_030_2], log).exp())
    };
    Normal::standard().sf((y - centre) / spread)
}
