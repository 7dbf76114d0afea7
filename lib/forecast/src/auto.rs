//! The default: a mean of ARIMA, exponential smoothing and Theta.
//!
//! No single family is best on every series, and a plain mean of unlike ones beats each of them on every collection it
//! was tried on (M1, M3, Tourism). Within a family the models near the best by `AICc` are averaged with Akaike weights.

use crate::{ArimaFitted, AutoArima, Error, Ets, EtsFitted, Fitted, Mixture, Regressors, Series, Theta, ThetaLine};

/// The combination that is used where nothing else is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Auto {
    /// Whether ARIMA takes part: most of the time goes there.
    pub arima: bool,
    /// Whether exponential smoothing takes part.
    pub ets: bool,
    /// Whether the dynamic optimised Theta method takes part.
    pub theta: bool,
}

impl Default for Auto {
    fn default() -> Self {
        Self { arima: true, ets: true, theta: true }
    }
}

impl Auto {
    /// Fits every family; one that cannot be fitted is left out and named in the notes.
    ///
    /// Errors: the last family's when none can be fitted.
    pub fn fit(&self, series: &Series) -> Result<Mixture, Error> {
        let mut members: Vec<(f64, Box<dyn Fitted>)> = Vec::new();
        let mut notes = Vec::new();
        let mut failure = Error::no_fit("auto", "no family was asked for");
        let mut add = |family: Result<Box<dyn Fitted>, Error>| match family {
            Ok(m) => members.push((1.0, m)),
            Err(e) => {
                notes.push(format!("left out: {e}"));
                failure = e;
            }
        };
        if self.arima {
            add(arimas(series).map(|m| Box::new(m) as Box<dyn Fitted>));
        }
        if self.ets {
            add(smoothers(series).map(|m| Box::new(m) as Box<dyn Fitted>));
        }
        if self.theta {
            let theta = Theta { line: ThetaLine::Dynamic };
            add(theta.fit(series).map(|m| Box::new(m) as Box<dyn Fitted>));
        }
        Mixture::new("mean", members, notes).ok_or(failure)
    }
}

/// Akaike weights: `exp(-(a_i - a_0)/2)`; 1 for the first where there is no criterion.
fn weighted<F: Fitted + 'static>(name: &str, near: Vec<F>, aicc: impl Fn(&F) -> Option<f64>) -> Result<Mixture, Error> {
    let best = near.first().and_then(&aicc);
    let members = near.into_iter().enumerate().map(|(i, f)| {
        let weight = match (best, aicc(&f)) {
            (Some(b), Some(a)) => (-(a - b) / 2.0).exp(),
            _ if i == 0 => 1.0,
            _ => 0.0,
        };
        (weight, Box::new(f) as Box<dyn Fitted>)
    });
    Mixture::new("weighted", members.collect(), Vec::new()).ok_or_else(|| Error::no_fit(name, "no model could be fitted"))
}

fn arimas(series: &Series) -> Result<Mixture, Error> {
    weighted("arima", AutoArima::default().fit_near(series, &Regressors::default())?, ArimaFitted::aicc)
}

fn smoothers(series: &Series) -> Result<Mixture, Error> {
    weighted("ets", Ets::default().fit_near(series)?, EtsFitted::aicc)
}
