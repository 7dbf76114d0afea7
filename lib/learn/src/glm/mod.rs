//! Generalised linear models of six families with inference and influence, and softmax for several classes.

mod bends;
mod card;
mod describe;
mod elastic;
mod equation;
mod family;
mod fitted;
mod formula;
mod irls;
mod likelihood;
mod posterior;
mod profile;
mod report;
mod sample;
mod separation;
mod softmax;
mod sql;
mod study;
mod theta;
mod tweedie;

pub use card::{CardCost, CardSpec, PointsCard};
pub use elastic::{Choice, ElasticNetFitted, ElasticNetSpec, Lambdas, PathPoint};
pub use family::{Family, Link};
pub use fitted::GlmFitted;
pub use formula::Formula;
pub use posterior::{BayesFitted, BayesSpec, BayesTask, Believed};
pub use report::{Coefficient, Convergence, GlmReport, Separation, Solver, Theta};
pub use sample::Sample;
pub use softmax::{SoftmaxFitted, SoftmaxSpec};
pub use study::{Errors, Estimated, Inference, Influence};

use crate::encode::EncodeSpec;
use crate::frame::Frame;
use crate::{LearnError, Stop};

/// A generalised linear model with a ridge, by iterated least squares.
///
/// Minimises `deviance / 2 + ridge / 2 * sum_j b_j^2`, where `b_j` are the coefficients of the design of
/// [`EncodeSpec`] (numerics scaled to unit variance, 0/1 columns as they are, the intercept free; a Gaussian target is scaled too, which
/// changes nothing but the rounding). With `ridge = 1` this is scikit-learn's `LogisticRegression(C=1)` and `Ridge(alpha=1)` behind a scaler.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `family` | Gaussian | distribution and link |
/// | `ridge` | 1.0 | penalty in observations: a column with n informative rows is shrunk by about `1 / n`; 0 is the plain GLM |
/// | `iterations_max` | 50 | Newton steps |
/// | `encode` | [`EncodeSpec::default`] | design matrix, missing values, rare labels |
///
/// Accuracy: coefficients, standard errors, deviance and log likelihood agree with 40-digit arithmetic to 12 digits on nine tables
/// (NIST's Longley among them); on sixteen tables of all families coefficients, classical, HC3 and clustered errors, leverages and Cook's distances agree
/// with R and statsmodels to 8 digits, deviances to 10 (`reference/learn`). Designs of up to 65,536 entries go through Householder reflections on
/// the rows. Larger ones go through a Cholesky factor of the Gram matrix, which is summed from sparse rows; where that would cost more than six digits of
/// the standard errors, these come from reflections on blocks of rows (up to 4e9 multiplications). Coefficients do not lose digits either way.
///
/// Missing values: [`EncodeSpec`]. Infinite values were made missing by the frame.
///
/// A constant target: Gaussian gives the constant; an all-0 or all-1 binomial gives `(k + 1/2) / (n + 1)`; an
/// all-0 Poisson gives `1 / (2 n)`.
///
/// ```
/// use learn::frame::{Column, Frame};
/// use learn::glm::{Family, GlmSpec};
///
/// let dose: Vec<f64> = (0..40).map(f64::from).collect();
/// let cured: Vec<f64> = (0..40).map(|i| if i * 7 % 40 < i { 1.0 } else { 0.0 }).collect();
/// let train = Frame::new(40, vec![Column::numeric("dose", dose)])?;
/// let model = GlmSpec { family: Family::Binomial, ..GlmSpec::default() }.fit(&train, &cured, None)?;
/// let ask = Frame::new(2, vec![Column::numeric("dose", vec![5.0, 35.0])])?;
/// let p = model.predict(&ask)?;
/// assert!(p[0] < 0.3 && p[1] > 0.7);
/// assert_eq!(model.report().coefficients[1].name, "dose");
/// # Ok::<(), learn::LearnError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GlmSpec {
    /// Distribution and link.
    pub family: Family,
    /// Penalty, 0 or more.
    pub ridge: f64,
    /// Limit of Newton steps.
    pub iterations_max: usize,
    /// Design matrix.
    pub encode: EncodeSpec,
}

impl Default for GlmSpec {
    fn default() -> Self {
        Self { family: Family::Gaussian, ridge: 1.0, iterations_max: 50, encode: EncodeSpec::default() }
    }
}

impl GlmSpec {
    /// Fits to `train` and the target `y`, one value a row.
    ///
    /// `stop` is asked before every Newton step; when it says so the coefficients so far are kept and
    /// [`Convergence::Stopped`] is reported.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Setting`],
    /// [`LearnError::Limit`]; [`LearnError::Singular`] with `ridge = 0` and at least as many columns as rows.
    ///
    /// Cost: O(rows x (q + c)^2 + p^3) a step for q numerics, c categories and p design columns; memory
    /// `rows x (8 q + 4 c + 48)` bytes and 16 p^2.
    pub fn fit(&self, train: &Frame, y: &[f64], stop: Option<Stop>) -> Result<GlmFitted, LearnError> {
        self.fit_sample(&Sample::new(train, y), stop)
    }

    /// Fits to rows with weights and offsets.
    ///
    /// # Errors
    /// As [`GlmSpec::fit`]; [`LearnError::RowValue`] for weights and offsets.
    pub fn fit_sample(&self, sample: &Sample, stop: Option<Stop>) -> Result<GlmFitted, LearnError> {
        check_ridge(self.ridge)?;
        let rows = sample.rows()?;
        self.family.check(&rows)?;
        fitted::fit(self, &rows, stop)
    }
}

fn check_ridge(ridge: f64) -> Result<(), LearnError> {
    if ridge >= 0.0 && ridge.is_finite() {
        Ok(())
    } else {
        Err(LearnError::Setting { name: "ridge", found: ridge.to_string(), wanted: "a finite number, 0 or more" })
    }
}
