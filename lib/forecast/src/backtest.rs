//! Rolling origin: what a method would have said at earlier times, held against what came.
//!
//! An origin is a time of the past; the method sees the values before it and forecasts the next ones. Origins go forward in
//! time, so a model may be fitted at one of them and carried on to the next ([`Fitted::update`]) without seeing the future.
//!
//! | measure | per series |
//! |---|---|
//! | `mae`, `rmse` | mean absolute, root mean square of `y - f` |
//! | `smape` | mean of `200 |y - f| / (|y| + |f|)`, 0 where both are 0 |
//! | `mase` | `mae` over the mean absolute seasonal change of the values before the origin |
//! | coverage | percent of values inside the band |
//! | `msis` | mean of `u - l + 2/a (l - y)+ + 2/a (y - u)+` over the scale of `mase`; `a = 1 - level/100` |
//!
//! Missing values count nowhere. Reference: Tashman (2000), doi:10.1016/S0169-2070(00)00065-0; Hyndman & Koehler (2006),
//! doi:10.1016/j.ijforecast.2006.03.001; Gneiting & Raftery (2007), doi:10.1198/016214506000001437.

use crate::calibrate::{change, yardsticks};
use crate::outcome::{ORIGINS_MAX, check_request};
use crate::{Error, Fitted, Forecast, Method, Series};

/// The level of a band whose half width is one standard deviation of a normal error.
pub const SIGMA_LEVEL: f64 = 68.268_949_213_708_6;

/// When parameters are estimated again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refit {
    /// At the first origin only; afterwards the states take the new values in.
    Once,
    /// At every k-th origin (1 = at each); 0 counts as 1.
    Every(usize),
}

/// The plan of a backtest.
#[derive(Debug, Clone, PartialEq)]
pub struct Rolling {
    /// Steps ahead at each origin.
    pub horizon: usize,
    /// Origins at most; fewer where the history is short.
    pub origins: usize,
    /// Values between one origin and the next, at least 1.
    pub stride: usize,
    /// Values that the first origin must leave to fit on.
    pub shortest: usize,
    /// Whether the last origins may look beyond the end of the series, where only their first steps can be scored.
    pub overhang: bool,
    /// When parameters are estimated again.
    pub refit: Refit,
    /// Levels of the bands that are scored, in percent.
    pub levels: Vec<f64>,
}

impl Rolling {
    /// `origins` origins one value apart, the last of them a full horizon before the end of the series; fits once.
    pub fn new(horizon: usize, origins: usize) -> Self {
        let levels = vec![80.0, 95.0];
        Self { horizon, origins, stride: 1, shortest: 8, overhang: false, refit: Refit::Once, levels }
    }

    /// Lengths of history at the origins of a series of `n` values, ascending; empty where it is too short.
    pub fn cuts(&self, n: usize) -> Vec<usize> {
        let (stride, shortest) = (self.stride.max(1), self.shortest.max(1));
        let Some(last) = n.checked_sub(self.horizon) else { return Vec::new() };
        let beyond = if self.overhang {
            (last + stride..n).step_by(stride).take(self.origins.saturating_sub(1)).collect()
        } else {
            Vec::new()
        };
        let before =
            (0..self.origins - beyond.len()).map_while(|k| last.checked_sub(k * stride)).take_while(|cut| *cut >= shortest);
        let mut out: Vec<usize> = before.collect();
        out.reverse();
        out.extend(beyond.into_iter().filter(|cut| *cut >= shortest));
        out
    }
}

/// One origin: what was said and what came.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// How many values of the series were known.
    pub known: usize,
    /// Name of the model that spoke.
    pub model: String,
    /// What it said.
    pub forecast: Forecast,
    /// Its own standard deviation for each step; empty where it has none.
    pub sd: Vec<f64>,
    /// What came; `NaN` where missing or not yet known.
    pub actual: Vec<f64>,
    /// Mean absolute seasonal change of the known values (plain change with a period of 1); `None` where that is 0.
    pub scale: Option<f64>,
    /// The change that makes the [yardstick](crate::Calibration) of scores.
    change: Option<f64>,
}

impl Origin {
    /// `(y - f)` over its [yardstick](crate::Calibration) by step, where there is one above 0 and a value.
    pub fn scores(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let units = yardsticks(&self.sd, self.change, self.actual.len());
        let triples = self.actual.iter().zip(&self.forecast.mean).zip(units).enumerate();
        triples.filter(|(_, ((y, _), unit))| !y.is_nan() && *unit > 0.0).map(|(k, ((y, f), unit))| (k, (y - f) / unit))
    }
}

/// The origins of one series.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Backtest {
    /// Origins in time's order.
    pub origins: Vec<Origin>,
    /// Origins without a forecast: values known there, and the reason.
    pub failed: Vec<(usize, Error)>,
}

/// Measures over all origins and steps of a backtest; `None` where nothing could be measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    /// Values held against a forecast.
    pub count: usize,
    /// Mean absolute error.
    pub mae: f64,
    /// Root mean square error.
    pub rmse: f64,
    /// Symmetric mean absolute percentage error, in percent.
    pub smape: f64,
    /// Mean absolute scaled error.
    pub mase: Option<f64>,
    /// Coverage of each band in percent: promised, measured.
    pub coverage: Vec<(f64, f64)>,
    /// Mean scaled interval score of each band: level, score.
    pub msis: Vec<(f64, f64)>,
}

/// Runs `method` over the origins of `plan`.
///
/// Errors: [`Error::BadHorizon`], [`Error::BadLevel`], [`Error::BadOrder`] for more than [`ORIGINS_MAX`] origins, and
/// [`Error::TooShort`] where no origin fits into the series. An origin at which the method fails is listed, not fatal.
/// Cost: a fit for each refit, a forecast for each origin.
pub fn rolling(series: &Series, method: &Method, plan: &Rolling) -> Result<Backtest, Error> {
    rolling_by(series, plan, |s| method.fit(s))
}

/// [`rolling`] for anything that can be fitted.
pub fn rolling_by<F>(series: &Series, plan: &Rolling, fit: F) -> Result<Backtest, Error>
where
    F: Fn(&Series) -> Result<Box<dyn Fitted>, Error>,
{
    check_request(plan.horizon, &plan.levels)?;
    if plan.origins > ORIGINS_MAX {
        return Err(Error::BadOrder { what: format!("a backtest takes at most {ORIGINS_MAX} origins, got {}", plan.origins) });
    }
    let cuts = plan.cuts(series.len());
    if cuts.is_empty() {
        let needed = plan.shortest.max(1) + plan.horizon;
        return Err(Error::TooShort { method: "a backtest".into(), needed, got: series.len() });
    }
    let mut out = Backtest::default();
    let mut model: Option<(usize, Box<dyn Fitted>)> = None;
    for (k, &cut) in cuts.iter().enumerate() {
        let due = match plan.refit {
            Refit::Once => false,
            Refit::Every(every) => k % every.max(1) == 0,
        };
        let carried = model.take().filter(|_| !due).and_then(|(known, mut m)| {
            let news = &series.values()[known..cut];
            m.update(news).ok().map(|()| m)
        });
        let answer = match carried {
            Some(m) => Ok(m),
            None => series.head(cut).and_then(|s| fit(&s)),
        };
        match answer.and_then(|m| Origin::of(series, cut, &*m, plan).map(|o| (o, m))) {
            Ok((origin, m)) => {
                out.origins.push(origin);
                model = Some((cut, m));
            }
            Err(e) => out.failed.push((cut, e)),
        }
    }
    Ok(out)
}

impl Origin {
    fn of(series: &Series, known: usize, model: &dyn Fitted, plan: &Rolling) -> Result<Self, Error> {
        let h = plan.horizon;
        let mut levels = plan.levels.clone();
        levels.push(SIGMA_LEVEL);
        let mut forecast = model.predict(h, &levels)?;
        let sd = forecast.bands.pop().map(|b| b.half_widths()).unwrap_or_default();
        let y = series.values();
        let (scale, change) = (naive_error(&y[..known], series.period()), change(&y[..known], series.period()));
        let actual = (known..known + h).map(|t| y.get(t).copied().unwrap_or(f64::NAN)).collect();
        Ok(Self { known, model: model.name(), forecast, sd, actual, scale, change })
    }
}

/// Mean absolute change over one season, or over one step where the values are too few for that; `None` where it is 0.
pub(crate) fn naive_error(y: &[f64], period: usize) -> Option<f64> {
    let changes = seasonal_changes(y, period);
    let mean = changes.iter().sum::<f64>() / changes.len().max(1) as f64;
    (mean > 0.0).then_some(mean)
}

/// Absolute changes over one season, or over one step where the values are too few for that, in time's order; those with a
/// missing value are passed over.
pub(crate) fn seasonal_changes(y: &[f64], period: usize) -> Vec<f64> {
    let m = if y.len() > period { period } else { 1 };
    (m..y.len()).map(|t| (y[t] - y[t - m]).abs()).filter(|d| !d.is_nan()).collect()
}

/// A running mean.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f64,
    count: usize,
}

impl Mean {
    fn add(&mut self, v: f64) {
        self.sum += v;
        self.count += 1;
    }

    fn get(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

impl Backtest {
    /// The measures over everything; `None` where no value was held against a forecast.
    pub fn measures(&self) -> Option<Measures> {
        self.measures_at(|_| true)
    }

    /// The measures of one step ahead, counted from 0.
    pub fn measures_of_step(&self, step: usize) -> Option<Measures> {
        self.measures_at(|k| k == step)
    }

    fn measures_at(&self, step: impl Fn(usize) -> bool) -> Option<Measures> {
        let (mut mae, mut mse, mut smape, mut mase) = (Mean::default(), Mean::default(), Mean::default(), Mean::default());
        let levels: Vec<f64> = self.origins.first()?.forecast.bands.iter().map(|b| b.level).collect();
        let (mut coverage, mut msis) = (vec![Mean::default(); levels.len()], vec![Mean::default(); levels.len()]);
        for o in &self.origins {
            for (k, (&y, &f)) in o.actual.iter().zip(&o.forecast.mean).enumerate() {
                if y.is_nan() || !step(k) {
                    continue;
                }
                let e = (y - f).abs();
                mae.add(e);
                mse.add(e * e);
                smape.add(if e > 0.0 { 200.0 * e / (y.abs() + f.abs()) } else { 0.0 });
                if let Some(scale) = o.scale {
                    mase.add(e / scale);
                }
                for (i, b) in o.forecast.bands.iter().enumerate().take(levels.len()) {
                    let (l, u) = (b.lower[k], b.upper[k]);
                    coverage[i].add(if l <= y && y <= u { 100.0 } else { 0.0 });
                    if let Some(scale) = o.scale {
                        let beyond = (l - y).max(0.0) + (y - u).max(0.0);
                        msis[i].add((u - l + 2.0 / (1.0 - b.level / 100.0) * beyond) / scale);
                    }
                }
            }
        }
        let named = |all: &[Mean]| levels.iter().zip(all).filter_map(|(l, m)| m.get().map(|v| (*l, v))).collect();
        Some(Measures {
            count: mae.count,
            mae: mae.get()?,
            rmse: mse.get()?.sqrt(),
            smape: smape.get()?,
            mase: mase.get(),
            coverage: named(&coverage),
            msis: named(&msis),
        })
    }
}
