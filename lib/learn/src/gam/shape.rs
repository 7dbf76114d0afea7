//! Tables of a fitted model in words.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::terms::Kind;
use crate::booster::matrix::{Binning, Feature};

/// What one column, or a pair of columns, adds to the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// The column, or both columns of a pair.
    pub axes: Vec<Axis>,
    /// One value a step; of a pair row-major, the second column's steps within.
    pub values: Vec<Value>,
    /// Mean of the absolute value over the training rows.
    pub importance: f64,
}

/// A column cut into steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Name of the column.
    pub column: String,
    /// Its steps; numbers in ascending order, missing values last.
    pub steps: Vec<Step>,
}

/// Values of a column that are treated alike.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Numbers above `low` up to and including `high`; infinite at the ends.
    Range {
        /// Lower end, not included.
        low: f64,
        /// Upper end, included.
        high: f64,
    },
    /// Missing numbers.
    Missing,
    /// Labels.
    Labels {
        /// The labels.
        names: Vec<String>,
        /// Whether missing, rare and unseen labels are among them.
        rest: bool,
    },
}

/// One entry of a shape.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// What is added to the score: log-odds, log mean or the prediction itself. The mean over the training rows is 0.
    pub value: f64,
    /// Its standard error, by the jackknife.
    pub error: f64,
    /// Ends of the interval of 95 %, by Student's t; covers 89 % at 500 rows, where shapes are still too flat.
    pub interval: [f64; 2],
    /// Training rows.
    pub rows: usize,
}

impl Value {
    pub(super) fn new(value: f64, error: f64, rows: usize, quantile: f64) -> Self {
        Self { value, error, interval: [value - quantile * error, value + quantile * error], rows }
    }
}

/// The 97.5 % quantile of Student's t; the normal one where there is none.
pub(super) fn quantile(freedom: usize) -> f64 {
    StudentsT::new(0.0, 1.0, freedom as f64).map_or(1.96, |t| t.inverse_cdf(0.975))
}

/// The axes of a term over `features`, in the order of its cells.
pub(super) fn axes(kind: &Kind, features: &[&Feature], names: &[&str], labels: &[&[String]]) -> Vec<Axis> {
    let axis = |at: usize| {
        let bins: Vec<Step> = (0..features[at].bins).map(|bin| step(features[at], bin, labels[at])).collect();
        let steps = match kind {
            Kind::Paired { steps, .. } => joined(&bins, &steps[at]),
            Kind::Ordered { .. } | Kind::Sorted => bins,
        };
        Axis { column: names[at].to_owned(), steps }
    };
    (0..features.len()).map(axis).collect()
}

/// One bin in words.
fn step(feature: &Feature, bin: usize, labels: &[String]) -> Step {
    match &feature.binning {
        Binning::Number(_) if feature.missing && bin + 1 == feature.bins => Step::Missing,
        Binning::Number(cuts) => {
            Step::Range { low: if bin == 0 { f64::NEG_INFINITY } else { cuts.upper(bin - 1) }, high: cuts.upper(bin) }
        }
        Binning::Category(groups) => {
            let names = if bin == 0 { Vec::new() } else { vec![labels[groups.code(bin) as usize].clone()] };
            Step::Labels { names, rest: bin == 0 }
        }
    }
}

/// Bins joined to steps.
fn joined(bins: &[Step], of_bin: &[u8]) -> Vec<Step> {
    let count = of_bin.iter().max().map_or(0, |last| usize::from(*last) + 1);
    let mut steps: Vec<Option<Step>> = vec![None; count];
    for (bin, &step) in bins.iter().zip(of_bin) {
        let slot = &mut steps[usize::from(step)];
        match (slot.as_mut(), bin) {
            (Some(Step::Range { high, .. }), Step::Range { high: further, .. }) => *high = *further,
            (Some(Step::Labels { names, rest }), Step::Labels { names: more, rest: also }) => {
                names.extend(more.iter().cloned());
                *rest |= also;
            }
            _ => *slot = Some(bin.clone()),
        }
    }
    steps.into_iter().flatten().collect()
}
