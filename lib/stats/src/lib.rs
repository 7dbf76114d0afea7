//! Distributions, estimates with honest errors, multiplicity and the bootstrap.
//!
//! Pure numerics: no I/O, no clock, no global random numbers. Functions take slices of `f64` without missing values; what cannot be
//! computed is an error or `None`, never a NaN that stands for something.
//!
//! | file | noun |
//! | --- | --- |
//! | `distribution/` | seventeen families behind [`Continuous`], four of counts behind [`Discrete`] |
//! | `special/` | incomplete gamma and beta integrals (private) |
//! | `fit/` | [`fit`] of a [`Family`] to [`Observed`] values by maximum likelihood; [`Distances`], [`p_values`], [`QqBand`], [`Grain`] |
//! | of `lib/summary` | [`CompensatedSum`], [`sum`], [`mean`], [`Moments`] |
//! | `estimate` | [`Estimate`]: value, standard error, degrees of freedom, skewness; its bounds and p-value |
//! | `row_mean` | [`row_mean`] of independent rows, [`paired_difference`] |
//! | `cluster` | [`Clusters`]: mean of rows that belong together |
//! | `long_run` | [`LongRun`]: mean of a dependent series, by blocks or cosines |
//! | `resampled` | [`resampled_mean`] over folds (Nadeau and Bengio) |
//! | `holm`, `false_discovery` | [`holm`]'s adjustment; [`false_discovery`] rates |
//! | `linear/` | [`LinearModel`]: least squares at certified digits |
//! | `collinearity/` | [`collinearity`]: inflation, condition indexes, exact dependences named |
//! | `association/` | [`pearson`], [`spearman`], [`kendall`], [`Contingency`], [`correlation_ratio`], [`mutual_information`] |
//! | `groups/`, `two_sample`, `two_shares` | [`anova`], [`welch_anova`], [`kruskal_wallis`], [`levene`]; [`two_sample_kolmogorov_smirnov`]; [`two_shares`] |
//! | `normality/` | [`shapiro_wilk`], [`anderson_normal`], [`jarque_bera`] |
//! | `serial/` | [`dickey_fuller`], [`kpss`], [`ljung_box`], [`season_test`], [`trend()`], [`changes_in_mean`] |
//! | `detectable`, `tabled` | [`Detectable`] differences; [`TabledP`]: p-values known to lie between two points of a table |
//! | `predictions/` | [`reliability`] bins, [`Brier`]'s parts, [`recalibration`] line, [`capture`] of a total by the rows put first |
//! | `sample_quantile` | [`sample_quantile`], type 7 |
//! | `bootstrap` | [`bootstrap`] replicates and [`percentile_interval`] |
//!
//! ```
//! // Is the simple model's loss within 0.05 of the best one's?
//! let simple = [0.31, 0.42, 0.18, 0.55, 0.29, 0.40, 0.33, 0.21];
//! let best = [0.30, 0.40, 0.19, 0.52, 0.30, 0.38, 0.31, 0.22];
//! let difference = stats::paired_difference(&simple, &best)?;
//! assert!(difference.upper(0.95)? < 0.05);
//! # Ok::<(), stats::StatsError>(())
//! ```

mod association;
mod bootstrap;
mod cluster;
mod collinearity;
mod detectable;
mod distribution;
mod error;
mod estimate;
mod false_discovery;
mod fit;
mod groups;
mod holm;
mod linear;
mod long_run;
mod normality;
mod predictions;
mod resampled;
mod row_mean;
mod sample_quantile;
mod serial;
mod special;
mod tabled;
mod two_sample;
mod two_shares;

pub use association::{
    Contingency, Correlation, CorrelationRatio, Independence, Kendall, MutualInformation, Verdict, correlation_ratio, kendall,
    mutual_information, pearson, quantile_bins, ranks, spearman,
};
pub use bootstrap::{bootstrap, percentile_interval};
pub use cluster::Clusters;
pub use collinearity::{
    Collinearity, ConditionIndex, Dependence, Term, WideCollinearity, collinearity, condition_indexes, wide_collinearity,
};
pub use detectable::Detectable;
pub use distribution::{
    Beta, Binomial, ChiSquared, Continuous, Discrete, Exponential, FisherF, Gamma, Geometric, Gev, Gumbel, InverseGaussian,
    LocationScaleT, LogNormal, Logistic, NegativeBinomial, Normal, Pareto, Poisson, StudentT, Uniform, Weibull,
};
pub use error::StatsError;
pub use estimate::Estimate;
pub use false_discovery::{Dependent, false_discovery};
pub use fit::{
    Distances, Family, Fitted, Grain, Heap, Law, Method, NotFitted, Null, Observed, P_LEAST, PValues, PositiveTotals, QqBand,
    QqPoint, Reason, Totals, criterion_weights, fit, fit_totals, kolmogorov_smirnov, null_of, p_values,
};
pub use groups::{Anova, Centre, KruskalWallis, WelchAnova, anova, kruskal_wallis, levene, welch_anova};
pub use holm::holm;
pub use linear::{Coefficient, LinearModel};
pub use long_run::LongRun;
pub use normality::{AndersonNormal, JarqueBera, ShapiroWilk, anderson_normal, jarque_bera, shapiro_wilk};
pub use predictions::{Brier, Capture, Recalibration, ReliabilityBin, capture, recalibration, reliability};
pub use resampled::resampled_mean;
pub use row_mean::{paired_difference, row_mean, row_mean_around};
pub use sample_quantile::{sample_quantile, sorted_quantile};
pub use serial::{
    Around, Autocorrelation, Bandwidth, Change, DickeyFuller, Kpss, LagRule, LjungBox, SeasonTest, Terms, Trend,
    autocorrelations, changes_in_mean, dickey_fuller, durbin_levinson, kpss, kpss_statistic, ljung_box, partial_autocorrelations,
    season_test, trend,
};
pub use summary::{CompensatedSum, Moments, mean, sum};
pub use tabled::TabledP;
pub use two_sample::{KolmogorovSmirnov, kolmogorov_smirnov_limit, two_sample_kolmogorov_smirnov};
pub use two_shares::{TwoShares, two_shares};
