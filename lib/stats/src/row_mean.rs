//! The mean of independent rows.

use crate::{Estimate, StatsError, mean};

/// Mean of independent values with its standard error `sqrt(sum (x - mean)^2 / (n (n - 1)))`, `n - 1` degrees of freedom and skewness.
///
/// Two passes, `O(n)`. Values beyond about 1e100 overflow in the third power: scale them first. Checked against scipy.
///
/// # Errors
/// [`StatsError::TooFew`] below two values.
///
/// ```
/// let estimate = stats::row_mean(&[1.0, 2.0, 3.0, 4.0])?;
/// assert_eq!((estimate.value, estimate.df), (2.5, 3.0));
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn row_mean(values: &[f64]) -> Result<Estimate, StatsError> {
    row_mean_around(values, mean(values).unwrap_or(0.0))
}

/// [`row_mean`] for who knows the mean already: one pass instead of two.
///
/// # Errors
/// [`StatsError::TooFew`] below two values.
pub fn row_mean_around(values: &[f64], mean: f64) -> Result<Estimate, StatsError> {
    let found = values.len();
    if found < 2 {
        return Err(StatsError::TooFew { what: "values", found, needed: 2 });
    }
    let n = found as f64;
    let powers = Powers::of(values.iter().map(|x| x - mean));
    let se = (powers.squares / (n * (n - 1.0))).sqrt();
    Ok(Estimate { value: mean, se, df: n - 1.0, skew: powers.skew(), se_noise: powers.noise(n) })
}

/// Mean difference `a - b` of paired rows: [`row_mean`] of the differences.
///
/// Checked against scipy `ttest_rel`.
///
/// # Errors
/// [`StatsError::Length`] when the slices differ in length, [`StatsError::TooFew`] below two pairs.
pub fn paired_difference(a: &[f64], b: &[f64]) -> Result<Estimate, StatsError> {
    if a.len() != b.len() {
        return Err(StatsError::Length { left: a.len(), right: b.len() });
    }
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    row_mean(&differences)
}

/// Sums of the second, third and fourth powers of deviations.
pub(crate) struct Powers {
    squares: f64,
    cubes: f64,
    fourths: f64,
}

impl Powers {
    /// Sums up, in independent lanes.
    pub(crate) fn of(deviations: impl Iterator<Item = f64>) -> Self {
        const LANES: usize = 8;
        let (mut squares, mut cubes, mut fourths) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
        for (i, e) in deviations.enumerate() {
            let square = e * e;
            squares[i % LANES] += square;
            cubes[i % LANES] += square * e;
            fourths[i % LANES] += square * square;
        }
        Self { squares: squares.iter().sum(), cubes: cubes.iter().sum(), fourths: fourths.iter().sum() }
    }

    /// Skewness of the mean; 0 without spread.
    pub(crate) fn skew(&self) -> f64 {
        if self.squares > 0.0 { self.cubes / self.squares.powf(1.5) } else { 0.0 }
    }

    /// Relative variance of the sum of squares of `n` deviations; 0 without spread.
    pub(crate) fn noise(&self, n: f64) -> f64 {
        let square = self.squares * self.squares;
        if square > 0.0 { (self.fourths / square - 1.0 / n).clamp(0.0, 1.0) } else { 0.0 }
    }
}
