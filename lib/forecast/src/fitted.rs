//! What every fitted model can do.

use crate::{Error, Forecast};

/// A fitted parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// Its name, for example `ma1` or `alpha`.
    pub name: String,
    /// Its estimate.
    pub value: f64,
    /// Its standard error, where the method gives one.
    pub se: Option<f64>,
}

/// How well a model fits its own history.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// One-step forecasts of the history; `NaN` where there is none (missing value or warm-up).
    pub fitted: Vec<f64>,
    /// Observed minus fitted; `NaN` where there is none.
    pub residuals: Vec<f64>,
    /// Estimated variance of the one-step error, relative for multiplicative errors.
    pub sigma2: Option<f64>,
    /// Log-likelihood, for the methods that have one.
    pub loglik: Option<f64>,
    /// Corrected Akaike criterion, for the methods that have one.
    pub aicc: Option<f64>,
    /// Parameters in a fixed order.
    pub coefficients: Vec<Coefficient>,
    /// What the user should know, in words.
    pub notes: Vec<String>,
}

impl Diagnosis {
    /// Residuals and nothing else.
    pub(crate) fn from_fitted(values: &[f64], fitted: Vec<f64>, sigma2: Option<f64>) -> Self {
        let residuals = values.iter().zip(&fitted).map(|(y, f)| y - f).collect();
        Self { fitted, residuals, sigma2, loglik: None, aicc: None, coefficients: Vec::new(), notes: Vec::new() }
    }
}

/// A model fitted to one series.
pub trait Fitted: std::fmt::Debug + Send + Sync {
    /// The model's full name, for example `ETS(M,Ad,M)` or `ARIMA(0,1,1)(0,1,1)[12]`.
    fn name(&self) -> String;

    /// The next `h` values, with a band for each level in percent.
    ///
    /// Every number returned is finite. Errors: [`Error::BadHorizon`], [`Error::BadLevel`], and
    /// [`Error::NoFit`] when the path leaves the range of numbers.
    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error>;

    /// Takes further values (`NaN` = missing) into the state; the parameters stay as they are.
    fn update(&mut self, values: &[f64]) -> Result<(), Error>;

    /// Fit to the history.
    fn diagnose(&self) -> Diagnosis;
}
