//! One name for every method, so that callers can hold them side by side.

use crate::{Arima, AutoArima, Error, Ets, Fitted, Form, Naive, Order, Series, Theta, ThetaLine, auto::Auto};

/// A method and its settings.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// One of the plain methods.
    Naive(Naive),
    /// A Theta method.
    Theta(Theta),
    /// Exponential smoothing.
    Ets(Ets),
    /// ARIMA of a given order.
    Arima(Arima),
    /// ARIMA with the order chosen.
    AutoArima(AutoArima),
    /// The combination that is used where nothing else is asked for.
    Auto(Auto),
}

impl Method {
    /// The names that [`Method::parse`] knows.
    pub const NAMES: [&'static str; 15] = [
        "auto",
        "mean",
        "naive",
        "drift",
        "seasonal-naive",
        "seasonal-naive-drift",
        "moving-average:N",
        "theta",
        "optimised-theta",
        "dynamic-theta",
        "best-theta",
        "ets",
        "ets:FORM",
        "arima",
        "arima:p,d,q,P,D,Q",
    ];

    /// Reads a method from its name, for example `auto-ets` or `moving-average:3`.
    ///
    /// Errors: [`Error::UnknownMethod`].
    pub fn parse(name: &str) -> Result<Self, Error> {
        let unknown = || Error::UnknownMethod { name: name.into() };
        let (head, tail) = name.split_once(':').map_or((name, None), |(a, b)| (a, Some(b)));
        Ok(match (head, tail) {
            ("auto", None) => Self::Auto(Auto::default()),
            ("mean", None) => Self::Naive(Naive::Mean),
            ("naive", None) => Self::Naive(Naive::Last),
            ("drift", None) => Self::Naive(Naive::Drift),
            ("seasonal-naive", None) => Self::Naive(Naive::Seasonal),
            ("seasonal-naive-drift", None) => Self::Naive(Naive::SeasonalDrift),
            ("moving-average", Some(w)) => Self::Naive(Naive::MovingAverage { window: w.parse().map_err(|_| unknown())? }),
            ("theta", None) => Self::Theta(Theta { line: ThetaLine::Standard }),
            ("optimised-theta", None) => Self::Theta(Theta { line: ThetaLine::Optimised }),
            ("dynamic-theta", None) => Self::Theta(Theta { line: ThetaLine::Dynamic }),
            ("best-theta", None) => Self::Theta(Theta { line: ThetaLine::Best }),
            ("ets", None) => Self::Ets(Ets::default()),
            ("ets", Some(form)) => Self::Ets(Ets { form: Some(Form::parse(form)?), ..Ets::default() }),
            ("arima", None) => Self::AutoArima(AutoArima::default()),
            ("arima", Some(order)) => Self::Arima(Arima { order: Order::parse(order)? }),
            _ => return Err(unknown()),
        })
    }

    /// Fits the method to the series.
    pub fn fit(&self, series: &Series) -> Result<Box<dyn Fitted>, Error> {
        Ok(match self {
            Self::Naive(m) => Box::new(m.fit(series)?),
            Self::Ets(m) => Box::new(m.fit(series)?),
            Self::Arima(m) => Box::new(m.fit(series)?),
            Self::AutoArima(m) => Box::new(m.fit(series)?),
            Self::Theta(m) => Box::new(m.fit(series)?),
            Self::Auto(m) => Box::new(m.fit(series)?),
        })
    }
}
