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
    let centre = match mean(values) {
        Some(centre) if values.len() > 1 => centre,
        _ => return Err(StatsError::TooFew { what: "values", found: values.len(), needed: 2 }),
    };
    let n = values.len() as f64;
    let (squares, cubes) = central_powers(values, centre);
    let skew = if squares > 0.0 { cubes / squares.powf(1.5) } else { 0.0 };
    Ok(Estimate { value: centre, se: (squares / (n * (n - 1.0))).sqrt(), df: n - 1.0, skew })
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

/// Sums of the second and third powers of the distance from `centre`, in independent lanes.
fn central_powers(values: &[f64], centre: f64) -> (f64, f64) {
    const LANES: usize = 8;
    let mut squares = [0.0; LANES];
    let mut cubes = [0.0; LANES];
    for chunk in values.chunks(LANES) {
        for (lane, x) in chunk.iter().enumerate() {
            let e = x - centre;
            squares[lane] += e * e;
            cubes[lane] += e * e * e;
        }
    }
    (squares.iter().sum(), cubes.iter().sum())
}
