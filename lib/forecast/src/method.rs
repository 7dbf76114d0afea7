//! One name for every method, so that callers can hold them side by side.

use crate::{
    Arima, AutoArima, BoxCox, Demand, Error, Ets, Fitted, Form, FourierArima, Intermittent, Lambda, Mstl, Naive, Order, Series,
    Theta, ThetaLine, auto::Auto,
};

/// A method and its settings.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// One of the plain methods.
    Naive(Naive),
    /// A Theta method.
    Theta(Theta),
    /// Exponential smoothing.
    Ets(Ets),
    /// Intermittent demand.
    Intermittent(Intermittent),
    /// Long, several or fractional seasons.
    Mstl(Mstl),
    /// ARIMA of a given order.
    Arima(Arima),
    /// ARIMA with the order chosen.
    AutoArima(AutoArima),
    /// ARIMA errors around sines and cosines.
    FourierArima(FourierArima),
    /// Another method on the transformed series.
    BoxCox(BoxCox),
    /// The combination that is used where nothing else is asked for.
    Auto(Auto),
}

impl Method {
    /// The names that [`Method::parse`] knows.
    pub const NAMES: [&'static str; 26] = [
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
        "intermittent",
        "croston",
        "sba",
        "tsb",
        "adida",
        "mstl",
        "mstl:PERIODS",
        "arima",
        "arima:p,d,q,P,D,Q",
        "fourier-arima",
        "log:METHOD",
        "guerrero:METHOD",
        "boxcox:METHOD",
    ];

    /// Reads a method from its name, for example `auto-ets` or `moving-average:3`.
    ///
    /// Errors: [`Error::UnknownMethod`].
    pub fn parse(name: &str) -> Result<Self, Error> {
        let unknown = || Error::UnknownMethod { name: name.into() };
        let demand = |demand| Self::Intermittent(Intermittent { demand, ..Intermittent::default() });
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
            ("intermittent", None) => demand(Demand::Class),
            ("croston", None) => demand(Demand::Croston),
            ("sba", None) => demand(Demand::Sba),
            ("tsb", None) => demand(Demand::Tsb),
            ("adida", None) => demand(Demand::Adida),
            ("mstl", None) => Self::Mstl(Mstl::default()),
            ("mstl", Some(periods)) => Self::Mstl(Mstl::parse(periods)?),
            ("arima", None) => Self::AutoArima(AutoArima::default()),
            ("arima", Some(order)) => Self::Arima(Arima { order: Order::parse(order)? }),
            ("fourier-arima", None) => Self::FourierArima(FourierArima::default()),
            ("log", Some(inner)) => Self::transformed(Lambda::Fixed(0.0), inner)?,
            ("guerrero", Some(inner)) => Self::transformed(Lambda::Guerrero, inner)?,
            ("boxcox", Some(inner)) => Self::transformed(Lambda::Backtest, inner)?,
            _ => return Err(unknown()),
        })
    }

    fn transformed(lambda: Lambda, inner: &str) -> Result<Self, Error> {
        Ok(Self::BoxCox(BoxCox { lambda, inner: Box::new(Self::parse(inner)?) }))
    }

    /// The method itself, or the one that [`Auto`] leaves this series to.
    #[must_use]
    pub fn routed(&self, series: &Series) -> Self {
        match self {
            Self::Auto(auto) => auto.route(series).unwrap_or_else(|| self.clone()),
            _ => self.clone(),
        }
    }

    /// Fits the method to the series.
    pub fn fit(&self, series: &Series) -> Result<Box<dyn Fitted>, Error> {
        Ok(match self {
            Self::Naive(m) => Box::new(m.fit(series)?),
            Self::Ets(m) => Box::new(m.fit(series)?),
            Self::Intermittent(m) => Box::new(m.fit(series)?),
            Self::Mstl(m) => Box::new(m.fit(series)?),
            Self::Arima(m) => Box::new(m.fit(series)?),
            Self::AutoArima(m) => Box::new(m.fit(series)?),
            Self::FourierArima(m) => Box::new(m.fit(series)?),
            Self::BoxCox(m) => Box::new(m.fit(series)?),
            Self::Theta(m) => Box::new(m.fit(series)?),
            Self::Auto(m) => Box::new(m.fit(series)?),
        })
    }
}
