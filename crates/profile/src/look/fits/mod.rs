//! Which family of distributions each column of numbers comes from, and how far off it is.
//!
//! For every quantity (counts, amounts, rates) the families that its type allows are fitted by maximum likelihood to values of the sample: counts
//! to Poisson, geometric and negative binomial; positive values also to gamma, lognormal, Weibull, exponential, inverse Gaussian and Pareto;
//! values between 0 and 1 also to beta; all others to normal, logistic, Student's t, Gumbel, GEV and uniform. No origin is shifted.
//! Families are ranked by AIC, with weights by AIC and BIC. Parameters of families with small sufficient statistics are those of all rows.
//!
//! **Before the fit.** A value that holds 5 % of the rows (zeros) or 20 % (any other) is taken out and named: one continuous family cannot
//! hold it. Whole numbers up to 1,000 are counts. The tick that values are
//! counted in (cents, quarters of an hour) is found; heaped is what stands on rounder numbers more often than on their neighbours, by a fifth of the
//! values. Where ties would decide a test, there is none.
//!
//! **How good.** The Kolmogorov-Smirnov distance (0 to 1: the largest error of any probability) and its words; a quantile plot with a band that
//! holds all points in 95 % of samples. The p-value of Anderson and Darling's statistic, only from valid sources (tables for fitted parameters or
//! the parametric bootstrap), from at most 2,000 values: with more, any family is rejected, and the distance is what matters. Beside it the three tests of
//! normality of Shapiro and Wilk, Anderson and Darling, Jarque and Bera.

mod findings;
mod judge;
mod normality;

use std::collections::HashMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use stats::{Null, QqBand};

use super::Facts;
use judge::Prepared;

pub(crate) use findings::findings;
pub use normality::Normality;

/// Which family of distributions each column of numbers comes from, and how far off it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Fits {
    /// Most values of a column that families were fitted to.
    pub rows_max: usize,
    /// Each quantity of the table, in its order.
    pub columns: Vec<ColumnFit>,
}

/// The families of one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnFit {
    /// The column.
    pub column: String,
    /// Values that were fitted, from the sample.
    pub values: u64,
    /// Whether the families are those of counts.
    pub counts: bool,
    /// A value that holds a share of the rows and was taken out.
    pub apart: Option<PointMass>,
    /// How coarse the values are.
    pub grain: Grain,
    /// The families that could be fitted, the lowest AIC first.
    pub families: Vec<FamilyFit>,
    /// Families that could not, with the reason.
    pub refused: Vec<String>,
    /// How good the first family is; `None` where there is none.
    pub judged: Option<Judged>,
    /// Tests of normality; `None` for counts, too few values, or values so coarse that ties would decide.
    pub normality: Option<Normality>,
    /// Quantile plot of the first family, where the table is narrow enough for plots.
    pub quantiles: Vec<QuantilePoint>,
}

/// A value that many rows share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PointMass {
    /// The value.
    pub value: f64,
    /// The share of the column's values in the sample.
    pub share: f64,
}

/// How coarse values are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Grain {
    /// Different values.
    pub distinct: u64,
    /// The power of ten of which all values are multiples.
    pub step: Option<f64>,
    /// What the values are counted in: the largest step 1, 2, 2.5 or 5 times a power of ten of which 99 % are multiples.
    #[serde(default)]
    pub tick: Option<f64>,
    /// Values heaped on round numbers beyond that.
    pub heap: Option<Heap>,
}

/// Values heaped on round numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Heap {
    /// The coarser step.
    pub step: f64,
    /// The share of values on it.
    pub share: f64,
    /// The share that their neighbours let expect.
    pub expected: f64,
}

/// One fitted family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FamilyFit {
    /// Its name.
    pub family: String,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Whether the parameters are those of all rows, not of the sample.
    pub all_rows: bool,
    /// Log-likelihood of the values fitted.
    pub log_likelihood: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Schwarz's criterion.
    pub bic: f64,
    /// Akaike weight among the families fitted.
    pub aic_weight: f64,
    /// The same by BIC.
    pub bic_weight: f64,
    /// Kolmogorov-Smirnov distance.
    pub distance: f64,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Its standard error; `None` for an end of the support.
    pub standard_error: Option<f64>,
}

/// How good the best family is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Kolmogorov-Smirnov distance of all values fitted.
    pub distance: f64,
    /// What it means: `near`, `close`, `rough` or `far`.
    pub closeness: Closeness,
    /// The p-value of Anderson and Darling's statistic, and of how many values; `None` where there is no valid one.
    pub tested: Option<Tested>,
    /// Why there is none.
    pub untested: Option<String>,
    /// The largest distance of a quantile from the family's, between the shares 1 % and 99 %, in interquartile ranges.
    pub quantile_gap: Option<f64>,
    /// Points of the quantile plot outside the band.
    pub outside: usize,
}

/// A p-value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// The p-value; 0.001 from a table stands for "or less".
    pub p: f64,
    /// Values tested.
    pub values: usize,
    /// Where it comes from: `table` or `bootstrap of 99`.
    pub method: String,
}

/// How far a family is from the values, beyond what so many values of the family itself would show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Closeness {
    /// No probability is off by more than 1 point.
    Near,
    /// By 3 points.
    Close,
    /// By 8 points.
    Rough,
    /// By more.
    Far,
}

/// A point of a quantile plot with its band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct QuantilePoint {
    /// The family's quantile.
    pub theoretical: f64,
    /// The value.
    pub observed: f64,
    /// Lower end of the band that holds all points in 95 % of samples.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What the number of columns leaves room for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// Values fitted at most.
    pub(crate) values: usize,
    /// Replicates of a bootstrap; 0 for none.
    pub(crate) replicates: usize,
    /// Values that a bootstrap draws at most.
    pub(crate) drawn: usize,
    /// Whether quantile plots are made.
    pub(crate) plots: bool,
    /// Families listed at most.
    pub(crate) families: usize,
    /// The seed.
    pub(crate) seed: u64,
}

/// Values tested by a table at most.
pub(crate) const TESTED_MAX: usize = 2_000;

impl Budget {
    fn of(columns: usize, seed: u64) -> Self {
        if columns <= 100 {
            Self { values: 5_000, replicates: 99, drawn: 300, plots: true, families: 16, seed }
        } else {
            Self { values: 1_000, replicates: 0, drawn: 0, plots: false, families: 3, seed }
        }
    }
}

/// Looks; none where there is no quantity.
pub(crate) fn check(facts: &Facts) -> Option<Fits> {
    let quantities: Vec<usize> = (0..facts.columns.len()).filter(|&i| facts.columns[i].meaning.is_quantity()).collect();
    let budget = Budget::of(quantities.len(), facts.asked.seed);
    let prepared: Vec<Prepared> = quantities.par_iter().filter_map(|&place| judge::prepare(facts, place, budget)).collect();
    let bands = if budget.plots { bands(&prepared, budget.seed) } else { HashMap::new() };
    let columns: Vec<ColumnFit> = prepared.into_par_iter().map(|prepared| prepared.finish(&bands)).collect();
    (!columns.is_empty()).then_some(Fits { rows_max: budget.values, columns })
}

/// Bands by null and number of values.
pub(crate) type Bands = HashMap<(Null, usize), QqBand>;

/// The bands that the plots need, each simulated once.
fn bands(prepared: &[Prepared], seed: u64) -> Bands {
    let mut needed: Vec<(Null, usize)> = Vec::new();
    for key in prepared.iter().filter_map(Prepared::band) {
        if !needed.contains(&key) {
            needed.push(key);
        }
    }
    let simulate = |(null, n)| Some(((null, n), QqBand::simulate(null, n, 0.95, 200, seed).ok()?));
    needed.into_par_iter().filter_map(simulate).collect()
}
