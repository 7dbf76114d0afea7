//! Do groups differ in spread?

use super::{Anova, anova, check};
use crate::{StatsError, sample_quantile};

/// From where deviations are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Centre {
    /// The group's mean: Levene's test, for symmetric values.
    Mean,
    /// The group's median: Brown and Forsythe's test, for skewed values too; much too strict in small groups.
    Median,
    /// The same without the distances that are what they are by construction, which holds its level in groups of even size and is a little strict in odd ones.
    FreedMedian,
}

/// Levene's test of equal spread: analysis of variance of the distances from each group's centre.
///
/// In a group of odd size one distance to the median is 0, in one of even size the two least are equal: of 5 groups of 10 normal values the test rejects
/// 3.1 % at 5 %, of 50 groups of 10 1.2 %. Freed (Hines and O'Hara Hines), the 0 is left out, and of the two `d` the one becomes `sqrt(2) d` and the
/// other goes: 4.9 and 4.4 %; 50 groups of 11, 2.8 % instead of 0.3 (6,000 to 20,000 simulations). `O(n log n)`.
///
/// References: M. B. Brown and A. B. Forsythe, "Robust tests for the equality of variances" (1974), doi:10.1080/01621459.1974.10482955;
/// W. G. S. Hines and R. J. O'Hara Hines, "Increased power with modified forms of the Levene (med) test" (2000), doi:10.1111/j.0006-341X.2000.00451.x.
/// Checked against scipy `levene` (mean, median).
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
        Centre::Median | Centre::FreedMedian => sample_quantile(group, 0.5)?,
    };
    let mut distances: Vec<f64> = group.iter().map(|x| (x - middle).abs()).collect();
    if centre == Centre::FreedMedian {
        distances.sort_unstable_by(f64::total_cmp);
        let least = distances.remove(0);
        if group.len().is_multiple_of(2) {
            distances[0] = least * std::f64::consts::SQRT_2;
        }
    }
    Ok(distances)
}
