//! Whether a column is normal: three tests that look at different things.

use serde::{Deserialize, Serialize};

use super::TESTED_MAX;
use super::judge::thinned;

/// Fewest values of which a test of normality says anything.
const VALUES_MIN: usize = 8;

/// Tests of normality, each with its level of error; of at most 2,000 values of the sample, for with more of them any column is rejected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Normality {
    /// Values tested.
    pub values: usize,
    /// Shapiro and Wilk's `W`: 1 for a straight quantile plot.
    pub shapiro_wilk: f64,
    /// Its p-value (Royston).
    pub shapiro_wilk_p: f64,
    /// The p-value of Anderson and Darling's statistic with fitted mean and spread: centre and tails alike.
    pub anderson_darling_p: f64,
    /// The p-value of Jarque and Bera's statistic from simulated tables: skewness and kurtosis only.
    pub jarque_bera_p: String,
}

impl Normality {
    /// Tests; none below 8 values, for values that are all equal, or so coarse that ties would decide.
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let values = thinned(values, TESTED_MAX);
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        if values.len() < VALUES_MIN || stats::Grain::of(&sorted)?.too_coarse(values.len()) {
            return None;
        }
        let shapiro = stats::shapiro_wilk(&values).ok()?;
        Some(Self {
            values: values.len(),
            shapiro_wilk: shapiro.w,
            shapiro_wilk_p: shapiro.p,
            anderson_darling_p: stats::anderson_normal(&values).ok()?.p,
            jarque_bera_p: stats::jarque_bera(&values).ok()?.p.to_string(),
        })
    }
}
