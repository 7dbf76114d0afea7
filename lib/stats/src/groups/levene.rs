//! Do groups differ in spread?

use super::{Anova, anova, check};
use crate::{StatsError, sample_quantile};

/// From where deviations are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Centre {
    /// The group's mean: Levene's test, for symmetric values.
    Mean,
    /// The group's median: Brown and Forsythe's test, for skewed values too; a little too strict in small groups.
    Median,
}

/// Levene's test of equal spread: analysis of variance of the distances from each group's centre.
///
/// In a group of odd size one distance to the median is 0 by construction, which makes the test much too strict in groups of 3 to 9; that value
/// is left out (Hines and O'Hara Hines). `O(n log n)`.
///
/// References: M. B. Brown and A. B. Forsythe, "Robust tests for the equality of variances" (1974), doi:10.1080/01621459.1974.10482955;
/// W. G. S. Hines and R. J. O'Hara Hines, "Increased power with modified forms of the Levene (med) test" (2000), doi:10.1111/j.0006-341X.2000.00451.x.
/// Checked against scipy `levene` in groups of even size.
///
/// # Errors
/// As [`anova`]; at least 3 values a group.
pub fn levene(groups: &[&[f64]], centre: Centre) -> Result<Anova, StatsError> {
    check(groups, 3)?;
    let distances: Result<Vec<Vec<f64>>, StatsError> = groups.iter().map(|g| from_centre(g, centre)).collect();
    let distances = distances?;
    anova(&distances.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn from_centre(group: &[f64], centre: Centre) -> Result<Vec<f64>, StatsError> {
    let middle = match centre {
        Centre::Mean => crate::mean(group).unwrap_or(0.0),
        Centre::Median => sample_quantile(group, 0.5)?,
    };
    let mut distances: Vec<f64> = group.iter().map(|x| (x - middle).abs()).collect();
    if centre == Centre::Median
        && group.len() % 2 == 1
        && let Some(own) = distances.iter().position(|d| *d <= 0.0)
    {
        distances.swap_remove(own);
    }
    Ok(distances)
}
