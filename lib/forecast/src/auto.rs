//! The default: the middle of a set of unlike models.
//!
//! No single family is best on every series, and a pool of unlike ones beats each of them on every collection it was tried
//! on. What pays beyond the automatic choices is a few fixed forms that cannot be chosen wrongly, and models of the logarithms;
//! the mean of the middle half keeps a wild member out. Chosen on M1 and Tourism, never on M3.

use crate::{
    Arima, ArimaFitted, AutoArima, DemandClass, Error, Ets, EtsFitted, Fitted, Form, Intermittent, Method, Mixture, Order,
    Pooling, Regressors, Series, Theta, ThetaLine, logged::Logged,
};

/// The combination that is used where nothing else is asked for: the [middle](Pooling::Middle) of
///
/// | series | members |
/// |---|---|
/// | seasonal | ARIMA, ETS and dynamic Theta chosen automatically; ETS(M,N,M), ETS(A,Ad,A), ETS(A,N,A); on logarithms optimised Theta and ARIMA(0,1,1)(0,1,1) |
/// | not | ARIMA, ETS, dynamic and optimised Theta; the two Theta methods on logarithms |
/// | seasonal, period above 24; longer seasons | the same, after these have been [taken out](Method::routed) |
/// | intermittent demand | the [method for it](crate::Demand::Class) alone |
///
/// Within automatic ARIMA and ETS the models near the best by `AICc` are averaged with Akaike weights. Models of logarithms
/// and multiplicative forms take part where all values are above zero.
/// Reference: Petropoulos & Svetunkov (2020), doi:10.1016/j.ijforecast.2019.01.006, for medians of few unlike models.
#[derive(Debug, Clone, PartialEq)]
pub struct Auto {
    /// Whether ARIMA takes part: most of the time goes there.
    pub arima: bool,
    /// Whether exponential smoothing takes part.
    pub ets: bool,
    /// Whether the Theta methods take part.
    pub theta: bool,
}

impl Default for Auto {
    fn default() -> Self {
        Self { arima: true, ets: true, theta: true }
    }
}

/// Agreement of zeros with those a season before from which on they belong to the season.
const ZEROS_AGREE: f64 = 0.6;

/// Cohen's kappa of "is zero" with "was zero a season before": 1 where zeros keep their places, about 0 where they come by chance; 0
/// without a season seen more than twice.
///
/// Reference: Cohen (1960), doi:10.1177/001316446002000104.
fn zeros_agree(series: &Series) -> f64 {
    let (y, m) = (series.values(), series.period());
    if m < 2 || series.observed() <= 2 * m {
        return 0.0;
    }
    let (mut now, mut before, mut same, mut n) = (0.0, 0.0, 0.0, 0.0);
    for (v, u) in y[m..].iter().zip(y).filter(|(v, u)| !v.is_nan() && !u.is_nan()) {
        let (zero, was) = (*v <= 0.0, *u <= 0.0);
        now += f64::from(zero);
        before += f64::from(was);
        same += f64::from(zero == was);
        n += 1.0;
    }
    let chance = (now * before + (n - now) * (n - before)) / (n * n);
    if chance < 1.0 { (same / n - chance) / (1.0 - chance) } else { 0.0 }
}

type Member = Result<Box<dyn Fitted>, Error>;

impl Auto {
    /// Fits every member; one that cannot be fitted is left out and named in the notes.
    ///
    /// Errors: the last member's when none can be fitted.
    pub fn fit(&self, series: &Series) -> Result<Mixture, Error> {
        let mut members: Vec<(f64, Box<dyn Fitted>)> = Vec::new();
        let mut notes = Vec::new();
        let mut failure = Error::no_fit("auto", "no family was asked for");
        for member in self.members(series) {
            match member {
                Ok(m) => members.push((1.0, m)),
                Err(e) => {
                    notes.push(format!("left out: {e}"));
                    failure = e;
                }
            }
        }
        Mixture::new("middle", members, notes).map(|m| m.pooled_by(Pooling::Middle)).ok_or(failure)
    }

    /// The one method that this series is left to instead: the one for intermittent demand where zeros are that frequent and do not
    /// keep to places in the season, as hours without departures do.
    pub fn route(&self, series: &Series) -> Option<Method> {
        let rare = DemandClass::of(series).is_some_and(DemandClass::is_intermittent) && zeros_agree(series) < ZEROS_AGREE;
        rare.then(|| Method::Intermittent(Intermittent::default()))
    }

    fn members(&self, series: &Series) -> Vec<Member> {
        if let Some(method) = self.route(series) {
            return vec![method.fit(series)];
        }
        let seasonal = series.period() > 1 && series.len() > 2 * series.period();
        let positive = series.min() > 0.0;
        let plain = |method: Method| method.fit(series);
        let logs = |method: Method| Logged::fit(&method, series).map(|m| Box::new(m) as Box<dyn Fitted>);
        let theta = |line| Method::Theta(Theta { line });
        let mut out = Vec::new();
        if self.arima {
            out.push(arimas(series));
            if seasonal && positive {
                out.push(logs(Method::Arima(Arima { order: Order::new((0, 1, 1), (0, 1, 1)) })));
            }
        }
        if self.ets {
            out.push(smoothers(series));
            if seasonal {
                let forms = if positive { &["MNM", "AAdA", "ANA"][..] } else { &["AAdA", "ANA"] };
                let fixed = |form: &&str| plain(Method::Ets(Ets { form: Some(Form::parse(form)?), ..Ets::default() }));
                out.extend(forms.iter().map(fixed));
            }
        }
        if self.theta {
            out.push(plain(theta(ThetaLine::Dynamic)));
            if !seasonal {
                out.push(plain(theta(ThetaLine::Optimised)));
            }
            if positive {
                out.push(logs(theta(ThetaLine::Optimised)));
            }
            if positive && !seasonal {
                out.push(logs(theta(ThetaLine::Dynamic)));
            }
        }
        out
    }
}

/// Akaike weights: `exp(-(a_i - a_0)/2)`; 1 for the first where there is no criterion.
fn weighted<F: Fitted + 'static>(name: &str, near: Vec<F>, aicc: impl Fn(&F) -> Option<f64>) -> Member {
    let best = near.first().and_then(&aicc);
    let members = near.into_iter().enumerate().map(|(i, f)| {
        let weight = match (best, aicc(&f)) {
            (Some(b), Some(a)) => (-(a - b) / 2.0).exp(),
            _ if i == 0 => 1.0,
            _ => 0.0,
        };
        (weight, Box::new(f) as Box<dyn Fitted>)
    });
    Mixture::new("weighted", members.collect(), Vec::new())
        .map(|m| Box::new(m) as Box<dyn Fitted>)
        .ok_or_else(|| Error::no_fit(name, "no model could be fitted"))
}

fn arimas(series: &Series) -> Member {
    weighted("arima", AutoArima::default().fit_near(series, &Regressors::default())?, ArimaFitted::aicc)
}

fn smoothers(series: &Series) -> Member {
    weighted("ets", Ets::default().fit_near(series)?, EtsFitted::aicc)
}
