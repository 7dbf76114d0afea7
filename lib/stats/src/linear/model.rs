//! The linear model by least squares.

use super::double::{Double, Real};
use super::orthogonal::Orthogonal;
use crate::{Continuous, FisherF, StatsError, StudentT};

/// Above this many `n p^2` the fit is in plain doubles.
pub(crate) const DOUBLE_WORK_MAX: usize = 40_000_000;
/// A column of which less than this part is left beside those before it has no coefficient of its own.
const DEPENDENT: f64 = 1e-13;

/// A linear model `y = b0 + b1 x1 + ... + e` fitted by least squares.
///
/// Orthogonalisation in twice the working precision as long as `n p^2` stays below 4e7 (under 1 CPU second), in
/// doubles above: the digits lost to collinear columns are then only those that the data themselves have lost by being doubles. Standard errors
/// are the classical ones, for independent errors of one variance. Missing values are the caller's to leave out. `O(n p^2)`.
///
/// Checked against the certified values of the 11 NIST `StRD` linear regression sets (`reference/stats/nist_regression.json`): at least 12 digits
/// of every coefficient and standard error, 7 for Filip, whose tenth powers are no doubles.
///
/// ```
/// let (x, y) = ([1.0, 2.0, 3.0, 4.0, 5.0], [2.1, 3.9, 6.2, 7.8, 10.1]);
/// let model = stats::LinearModel::fit(&[&x], &y, true)?;
/// assert!((model.coefficients()[1].value - 1.99).abs() < 1e-12);
/// assert!(model.r_squared() > 0.99 && model.coefficients()[1].p < 1e-4);
/// # Ok::<(), stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LinearModel {
    coefficients: Vec<Coefficient>,
    intercept: bool,
    rows: usize,
    residual_squares: f64,
    total_squares: f64,
    residuals: Vec<f64>,
}

/// A coefficient of a [`LinearModel`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// The estimate.
    pub value: f64,
    /// Its standard error; 0 where the model fits exactly.
    pub se: f64,
    /// `value / se`; infinite where the model fits exactly.
    pub t: f64,
    /// Two-sided p-value of "the coefficient is 0".
    pub p: f64,
}

impl LinearModel {
    /// Fits `y` on columns of the same length, with a constant in front when `intercept` is set.
    ///
    /// # Errors
    /// [`StatsError::Length`], [`StatsError::NotFinite`]; [`StatsError::TooFew`] unless there are more rows than coefficients;
    /// [`StatsError::Dependent`] when a column is constant beside an intercept or a combination of those before it (its place among `columns`).
    pub fn fit(columns: &[&[f64]], y: &[f64], intercept: bool) -> Result<Self, StatsError> {
        for column in columns.iter().chain([&y]) {
            if column.len() != y.len() {
                return Err(StatsError::Length { left: column.len(), right: y.len() });
            }
            if let Some(index) = column.iter().position(|x| !x.is_finite()) {
                return Err(StatsError::NotFinite { index });
            }
        }
        let p = columns.len() + usize::from(intercept);
        if y.len() <= p || p == 0 {
            return Err(StatsError::TooFew { what: "rows", found: y.len(), needed: p + 1 });
        }
        let ones = vec![1.0; if intercept { y.len() } else { 0 }];
        let all: Vec<&[f64]> = intercept.then_some(ones.as_slice()).into_iter().chain(columns.iter().copied()).collect();
        if y.len().saturating_mul(p * p) <= DOUBLE_WORK_MAX {
            Self::in_precision::<Double>(&all, y, intercept)
        } else {
            Self::in_precision::<f64>(&all, y, intercept)
        }
    }

    fn in_precision<T: Real>(columns: &[&[f64]], y: &[f64], intercept: bool) -> Result<Self, StatsError> {
        let (n, p) = (y.len(), columns.len());
        let basis = Orthogonal::<T>::of(columns, intercept, DEPENDENT);
        if let Some(column) = basis.explained() {
            return Err(StatsError::Dependent { column: column - usize::from(intercept && column > 0) });
        }
        let mut rest: Vec<T> = y.iter().map(|y| T::of(*y)).collect();
        let whole = super::orthogonal::dot(&rest, &rest).value();
        let (parts, left) = basis.project(&mut rest);
        let residual_squares = left[p - 1].max(0.0);
        let df = (n - p) as f64;
        let law = StudentT::new(df)?;
        let variance = residual_squares / df;
        let coefficient = |(value, inverse): (T, f64)| {
            let (value, se) = (value.value(), (variance * inverse).sqrt());
            let t = if se > 0.0 { value / se } else { value.signum() * f64::INFINITY };
            Coefficient { value, se, t, p: (2.0 * law.sf(t.abs())).min(1.0) }
        };
        Ok(Self {
            coefficients: basis.solve(&parts, p).into_iter().zip(basis.inverse_diagonal(p)).map(coefficient).collect(),
            intercept,
            rows: n,
            residual_squares,
            total_squares: if intercept { left[0] } else { whole },
            residuals: rest.into_iter().map(Real::value).collect(),
        })
    }

    /// The coefficients in the order of the columns, the constant first if there is one.
    pub fn coefficients(&self) -> &[Coefficient] {
        &self.coefficients
    }

    /// What the model leaves of each row.
    pub fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// Residual degrees of freedom: rows minus coefficients.
    pub fn df(&self) -> f64 {
        (self.rows - self.coefficients.len()) as f64
    }

    /// Sum of squared residuals.
    pub fn residual_squares(&self) -> f64 {
        self.residual_squares
    }

    /// Sum of squares that the columns explain, the constant not counted.
    pub fn regression_squares(&self) -> f64 {
        self.total_squares - self.residual_squares
    }

    /// Residual standard deviation, divisor [`LinearModel::df`].
    pub fn residual_sd(&self) -> f64 {
        (self.residual_squares / self.df()).sqrt()
    }

    /// Share of the variance of `y` that is explained; without a constant, share of its sum of squares. 0 where `y` does not vary.
    pub fn r_squared(&self) -> f64 {
        if self.total_squares > 0.0 { 1.0 - self.residual_squares / self.total_squares } else { 0.0 }
    }

    /// F statistic of "no column matters" with its p-value; `None` with nothing but a constant. Infinite where the model fits exactly.
    pub fn f_test(&self) -> Option<(f64, f64)> {
        let terms = self.coefficients.len() - usize::from(self.intercept);
        let law = FisherF::new(terms as f64, self.df()).ok()?;
        let f = if self.residual_squares > 0.0 {
            (self.regression_squares() / terms as f64 / (self.residual_squares / self.df())).max(0.0)
        } else {
            f64::INFINITY
        };
        Some((f, law.sf(f)))
    }

    /// The interval of a coefficient at `level`, say 0.95.
    ///
    /// # Errors
    /// [`StatsError::Probability`] unless `0 <= level <= 1`.
    pub fn interval(&self, coefficient: &Coefficient, level: f64) -> Result<(f64, f64), StatsError> {
        let half = StudentT::new(self.df())?.quantile(0.5 + 0.5 * level)? * coefficient.se;
        Ok((coefficient.value - half, coefficient.value + half))
    }
}
