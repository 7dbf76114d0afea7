//! One name for every method, so that callers can hold them side by side.

use crate::{
    ARIMA_PERIOD_MAX, Arima, AutoArima, BoxCox, Demand, ETS_PERIOD_MAX, Error, Ets, Fitted, Form, FourierArima, Intermittent,
    Lambda, Mstl, Naive, Naive2, Order, Series, Theta, ThetaLine, auto::Auto,
};

/// A method and its settings.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// One of the plain methods.
    Naive(Naive),
    /// The last value with its season.
    Naive2(Naive2),
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
    pub const NAMES: [&'static str; 27] = [
        "auto",
        "mean",
        "naive",
        "drift",
        "seasonal-naive",
        "seasonal-naive-drift",
        "naive2",
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
            ("naive2", None) => Self::Naive2(Naive2),
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

    /// The method itself, or what stands for it on this series:
    ///
    /// - [`Auto`] leaves intermittent demand to the [method for it](Intermittent);
    /// - a period that is too long for the method's own seasonal form, and seen more than twice, is taken out by [`Mstl`], and the method
    ///   forecasts the rest: above [`ETS_PERIOD_MAX`] for `auto`, ETS and Theta, above [`ARIMA_PERIOD_MAX`] for ARIMA;
    /// - so are [longer](Series::with_longer) seasons, without logarithms; the method sees the period in what is left.
    ///
    /// A method whose form is named (ETS(A,N,A), ARIMA(1,0,0)), or that has no season (drift), stays as it is.
    ///
    /// Mean absolute error in parts of that without (`auto`: of the mean of MSTL and dynamic Theta), geometric mean over series, 6 origins each:
    ///
    /// | | `ets` | `theta` | `arima` | `auto` |
    /// |---|---|---|---|---|
    /// | weeks of half hours, hours, five minutes: demand, calls, departures (7 series, eight weeks, 96 steps) | 0.09 | 0.80 | 0.17 | 0.93 |
    /// | three years of days: births, deaths, ridership, weather (28 series), 90 steps | 0.90 | 0.86 | 0.83 | |
    /// | the same, 28 steps | 0.99 | 0.97 | 0.94 | |
    /// | 26 months of them, 28 steps | 1.00 | 1.01 | 0.99 | |
    ///
    /// The rules were settled on other series: demand and temperature in Victoria, ridership and weather (16), births in four states, a
    /// temperature. There the year in logarithms was worse than none (1.08 for 28 steps), and so was a year taken out together with the week.
    #[must_use]
    pub fn routed(&self, series: &Series) -> Self {
        if let Self::Auto(auto) = self
            && let Some(method) = auto.route(series)
        {
            return method;
        }
        let most = match self {
            Self::Auto(_) | Self::Ets(Ets { form: None, .. }) | Self::Theta(_) => ETS_PERIOD_MAX,
            Self::AutoArima(AutoArima { seasonal: true, .. }) => ARIMA_PERIOD_MAX,
            _ => return self.clone(),
        };
        let longer: Vec<f64> = series.longer().collect();
        if !longer.is_empty() {
            return Self::Mstl(Mstl { periods: longer, log: false, rest: Box::new(self.clone()) });
        }
        if series.period() > most && series.observed() > 2 * series.period() {
            return Self::Mstl(Mstl { rest: Box::new(self.clone()), ..Mstl::default() });
        }
        self.clone()
    }

    /// Fits the method, or what [stands for it](Method::routed), to the series.
    pub fn fit(&self, series: &Series) -> Result<Box<dyn Fitted>, Error> {
        Ok(match &self.routed(series) {
            Self::Naive(m) => Box::new(m.fit(series)?),
            Self::Naive2(m) => Box::new(m.fit(series)?),
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
