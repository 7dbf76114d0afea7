use crate::encode::{Dropped, Pooled};

/// One coefficient on the scale of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// Design column: `(intercept)`, `column`, `column is missing` or `column=label`.
    pub name: String,
    /// Change of the linear predictor for one unit of the column as it is in the table.
    pub estimate: f64,
    /// Square root of the diagonal of `phi (X'WX + D)^-1`, without a ridge the classical standard error; `None`
    /// when the curvature is singular or no degree of freedom is left.
    pub standard_error: Option<f64>,
    /// Two-sided p value of `estimate / standard_error`: Student t where the dispersion is estimated, normal for the others. Under a ridge it is
    /// a rough guide only, since the estimate is drawn to 0.
    pub p_value: Option<f64>,
}

/// How a fit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convergence {
    /// The last step was below 1e-6 standard errors.
    Converged,
    /// The limit of iterations came first; the coefficients are the last ones.
    IterationLimit,
    /// No step went downhill any more although the gradient was not zero.
    Stalled,
    /// The caller asked to stop; the coefficients are the last ones.
    Stopped,
    /// The target has a single value for which the family has no finite coefficients; the model is a constant.
    ConstantTarget,
}

/// Columns that tell the two answers apart without an exception, so that their coefficients have no finite estimate without a ridge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separation {
    /// Names of the design columns; empty when only all of them together separate.
    pub columns: Vec<String>,
    /// Does the whole model put every training row on its side?
    pub complete: bool,
}

/// Which factorisation solved the equations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solver {
    /// Householder reflections on the rows: designs of up to 65,536 entries.
    Householder,
    /// Cholesky on the Gram matrix: larger designs. Where that would cost digits of the standard errors, these come from reflections too.
    Cholesky,
}

/// The shape of a negative binomial fit: the smaller, the more the counts are spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Theta {
    /// As it was given.
    Given(f64),
    /// By maximum likelihood.
    Estimated {
        /// The estimate.
        value: f64,
        /// From its observed information, with the coefficients as they are.
        standard_error: f64,
    },
    /// The counts are not spread more than Poisson's: the fit is Poisson's.
    Poisson,
}

/// What a fitted generalised linear model has to say about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct GlmReport {
    /// All coefficients, the intercept first.
    pub coefficients: Vec<Coefficient>,
    /// Training rows.
    pub rows: usize,
    /// `2 (l_saturated - l)`, without the penalty.
    pub deviance: f64,
    /// Deviance of the constant.
    pub null_deviance: f64,
    /// `l`; `None` for a Gaussian fit without residual.
    pub log_likelihood: Option<f64>,
    /// `-2 l + 2 k`, where k is the effective parameters and one more for a dispersion or theta, another for an estimated power.
    pub aic: Option<f64>,
    /// `-2 l + k ln(rows)`.
    pub bic: Option<f64>,
    /// `sum w (y - m)^2 / V(m)`; far above the residual degrees of freedom the counts or shares are spread more than the family allows.
    pub pearson: f64,
    /// Rows less effective parameters.
    pub residual_freedom: f64,
    /// `theta` of a negative binomial fit.
    pub theta: Option<Theta>,
    /// Power of a Tweedie fit, given or estimated.
    pub power: Option<f64>,
    /// `trace((X'WX + D)^-1 X'WX)`: the number of columns without a ridge, fewer with one.
    pub effective_parameters: f64,
    /// `phi`: Pearson's sum of squares divided by the residual degrees of freedom for Gaussian (there the residual variance), gamma and Tweedie, 1 for
    /// the others; `None` when no degree of freedom is left.
    pub dispersion: Option<f64>,
    /// Newton steps taken.
    pub iterations: usize,
    /// How the fit ended.
    pub convergence: Convergence,
    /// Columns that separate the answers, where there are any.
    pub separation: Option<Separation>,
    /// Factorisation in use.
    pub solver: Solver,
    /// Columns that were left out.
    pub dropped: Vec<Dropped>,
    /// Categories with pooled labels.
    pub pooled: Vec<Pooled>,
    /// Base label of each category as `(column, label)`.
    pub bases: Vec<(String, String)>,
}
