//! One member's way down the ladder, and the backtest of the rung that held.

use forecast::backtest::SIGMA_LEVEL;
use forecast::{Backtest, Error, Family, Forecast, Method, Mstl, Naive, Rolling, Series, backtest};

use crate::crowd::LagPaths;
use crate::guard::guarded;
use crate::known::Timeline;
use crate::{Member, Refusal, Spec, Step};

/// Weight of the boosted lags beside the method. Chosen on M1 and Tourism beside `auto`: 0.3 has the least OWA on both, 0.2 to 0.4 lie within 0.5 %
/// of it.
const LAGS_WEIGHT: f64 = 0.3;

/// Place of MSTL on the ladder.
const MSTL_RUNG: usize = 1;

/// The rung that held.
#[derive(Debug)]
pub(crate) struct Held {
    /// Name of the model, with the lags that took part.
    pub(crate) name: String,
    /// Place on the ladder.
    pub(crate) rung: usize,
    /// What it is calibrated as; `None` where it keeps its own bands.
    pub(crate) family: Option<Family>,
    /// Whether lags took part.
    pub(crate) lags: bool,
    /// Mean and the model's own bands.
    pub(crate) forecast: Forecast,
    /// The model's own standard deviation for each step; empty where it has none.
    pub(crate) sd: Vec<f64>,
    /// Forecasts from earlier origins.
    pub(crate) backtest: Backtest,
    /// One-step errors of the history.
    pub(crate) residuals: Vec<f64>,
    /// Log-likelihood and corrected Akaike criterion of the model.
    pub(crate) criteria: (Option<f64>, Option<f64>),
    /// What the user should know.
    pub(crate) notes: Vec<String>,
}

/// The method asked for, or the first simpler one that answers, and the steps down to it: MSTL where the method refuses a period as
/// too long, seasonal naive, the last value.
pub(crate) fn descend(
    member: &Member,
    series: &Series,
    spec: &Spec,
    plan: &Rolling,
    lags: Option<&LagPaths>,
) -> (Result<Held, Refusal>, Vec<Step>) {
    let rungs = [spec.method.clone(), Method::Mstl(Mstl::default()), Method::Naive(Naive::Seasonal), Method::Naive(Naive::Last)];
    let mut steps: Vec<Step> = Vec::new();
    for (place, method) in rungs.iter().enumerate().filter(|(place, method)| !rungs[..*place].contains(method)) {
        let too_long = |step: &Step| matches!(step.reason, Refusal::Method(Error::PeriodTooLong { .. }));
        if place == MSTL_RUNG && !steps.iter().any(too_long) {
            continue;
        }
        let lags = lags.filter(|_| place == 0);
        match guarded(|| label(method), || hold(member, series, method, plan, lags)) {
            Ok(held) => return (Ok(Held { rung: place, ..held }), steps),
            Err(reason) => steps.push(Step { method: label(method), reason }),
        }
    }
    match steps.pop() {
        Some(last) => (Err(last.reason), steps),
        None => (Err(Refusal::Method(Error::AllMissing)), steps),
    }
}

fn hold(member: &Member, series: &Series, method: &Method, plan: &Rolling, lags: Option<&LagPaths>) -> Result<Held, Error> {
    let mut notes = Vec::new();
    let timeline = member.known.as_ref().map(Timeline::new).transpose()?;
    let fit = |series: &Series| match timeline.as_ref().and_then(|timeline| timeline.fit(method, series)) {
        Some(fitted) => fitted,
        None => method.fit(series),
    };
    let model = fit(series)?;
    let mut levels = plan.levels.clone();
    levels.push(SIGMA_LEVEL);
    let mut forecast = model.predict(plan.horizon, &levels)?;
    let sd = spread(&mut forecast, plan.levels.len());
    let diagnosis = model.diagnose();
    notes.extend(diagnosis.notes);
    let mut tested = match plan.cuts(series.len()).len() {
        0 => Backtest::default(),
        _ => backtest::rolling_by(series, plan, fit)?,
    };
    let mut name = model.name();
    if let Some(lags) = lags {
        let floor = (series.min() >= 0.0).then_some(0.0);
        blend(&mut forecast, &lags.ahead, floor);
        // An origin without lags would tell about another kind of forecast.
        tested.origins.retain_mut(|origin| {
            let path = lags.origins.iter().find(|(known, _)| *known == origin.known);
            path.map(|(_, path)| blend(&mut origin.forecast, path, floor)).is_some()
        });
        name = format!("{:.0} % boosted lags with {name}", 100.0 * LAGS_WEIGHT);
    }
    let family = Family::of(&method.routed(series));
    let criteria = if lags.is_some() { (None, None) } else { (diagnosis.loglik, diagnosis.aicc) };
    let residuals = diagnosis.residuals;
    Ok(Held { name, rung: 0, family, lags: lags.is_some(), forecast, sd, backtest: tested, residuals, criteria, notes })
}

/// Takes the last band out and halves its width.
fn spread(forecast: &mut Forecast, levels: usize) -> Vec<f64> {
    if forecast.bands.len() <= levels {
        return Vec::new();
    }
    forecast.bands.pop().map(|band| band.half_widths()).unwrap_or_default()
}

/// Moves the mean towards `path`, and the bands with it.
fn blend(forecast: &mut Forecast, path: &[f64], floor: Option<f64>) {
    for (step, path) in path.iter().enumerate().take(forecast.mean.len()) {
        let path = floor.map_or(*path, |floor| path.max(floor));
        let shift = LAGS_WEIGHT * (path - forecast.mean[step]);
        forecast.mean[step] += shift;
        for band in &mut forecast.bands {
            band.lower[step] += shift;
            band.upper[step] += shift;
        }
    }
}

/// The name by which the method is asked for, where it has one without parameters.
fn label(method: &Method) -> String {
    let same = |name: &&&str| Method::parse(name).is_ok_and(|named| named == *method);
    Method::NAMES.iter().find(same).map_or_else(|| format!("{method:?}"), |name| (*name).to_owned())
}
