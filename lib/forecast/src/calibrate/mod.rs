//! Bands that hold what they promise: a yardstick for each step, stretched by how far forecasts of this kind have missed.
//!
//! The yardstick of step k is `sd_k^0.3 x (change x sqrt(k))^0.7`, a geometric mean of the model's own standard deviation and
//! of the series' seasonal change grown as a random walk would: that of all history and of the last season, again as their
//! geometric mean. A model that thinks too well of itself is corrected by the second, a series that a model explains well by
//! the first; the last season counts as much as all of history, because series grow louder or calmer. Of the exponents and
//! windows tried these carried over best from one collection of series to another. A score is an error over its yardstick. Band limits are the
//! mean plus yardstick times the quantiles of scores, taken from a mixture of
//!
//! - the shipped table (symmetric, by period, family, step and, without a season, length; learned on M1, Tourism and
//!   other economic series by `bench/forecast/learn_scores.py`), counted as a hundred scores,
//! - the scores of similar series, counted as at most as many: theirs come from shorter histories, and so are a little too wide,
//! - the series' own scores, each counted once: with ten origins they say little, with hundreds nearly all.
//!
//! Distances from the mean never shrink with the step. A series without a negative value is taken to be non-negative by
//! nature: neither mean nor limits fall below 0. Reference: Lei et al. (2018), doi:10.1080/01621459.2017.1307116, for split conformal bands.

mod scores;
mod spread;
mod table;

pub use scores::Scores;
use spread::Spread;
use table::Cell;

use crate::backtest::{SIGMA_LEVEL, naive_error, seasonal_changes};
use crate::outcome::check_request;
use crate::{Backtest, Band, Diagnosis, Error, Fitted, Forecast, Method, Series};

/// Scores that the shipped table stands for.
const TABLE_COUNT: f64 = 100.0;

/// Kinds of forecast whose scores are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Combinations.
    Combined,
    /// ARIMA.
    Arima,
    /// Exponential smoothing.
    Ets,
    /// Theta.
    Theta,
    /// Plain methods.
    Naive,
}

impl Family {
    /// The family of a method; `None` for intermittent demand, whose own bands are those of a count that is mostly 0.
    pub fn of(method: &Method) -> Option<Self> {
        match method {
            Method::Naive(_) | Method::Naive2(_) => Some(Self::Naive),
            Method::Theta(_) => Some(Self::Theta),
            Method::Ets(_) => Some(Self::Ets),
            Method::Mstl(decomposed) => Self::of(&decomposed.rest),
            Method::Arima(_) | Method::AutoArima(_) | Method::FourierArima(_) => Some(Self::Arima),
            Method::Auto(_) => Some(Self::Combined),
            Method::BoxCox(transformed) => Self::of(&transformed.inner),
            Method::Intermittent(_) => None,
        }
    }
}

/// Exponent of the model's own standard deviation in the yardstick; the rest is that of the change.
const OWN_EXPONENT: f64 = 0.3;
/// Changes that count as recent, where a season has fewer.
const RECENT_MIN: usize = 4;
/// The least that recent changes are held for, in parts of all.
const RECENT_FLOOR: f64 = 0.1;

/// The usual seasonal change of a series (plain change with a period of 1): the geometric mean of the mean absolute one of
/// all its history and that of its last season (4 changes at least), the second not below a tenth of the first.
///
/// Missing values are passed over. `None` where no value ever changes.
pub(crate) fn change(y: &[f64], period: usize) -> Option<f64> {
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let changes = seasonal_changes(y, period);
    let recent = &changes[changes.len().saturating_sub(period.max(RECENT_MIN))..];
    let all = naive_error(y, period)?;
    Some((all * mean(recent).max(RECENT_FLOOR * all)).sqrt())
}

/// The yardstick of each step; shorter than `steps` where neither a deviation nor a change is known.
///
/// 0 where the model fits without error.
pub(crate) fn yardsticks(sd: &[f64], change: Option<f64>, steps: usize) -> Vec<f64> {
    let walk = |k: usize| change.map(|v| v * ((k + 1) as f64).sqrt());
    (0..steps)
        .map_while(|k| match (sd.get(k), walk(k)) {
            (Some(a), Some(b)) => Some(a.powf(OWN_EXPONENT) * b.powf(1.0 - OWN_EXPONENT)),
            (a, b) => a.copied().or(b),
        })
        .collect()
}

/// Quantiles of scores for one series: what turns a mean path and its deviations into bands.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    period: usize,
    family: Family,
    own: Scores,
    pooled: Option<Scores>,
    change: Option<f64>,
    floor: Option<f64>,
    /// Factor of the table's distances for this length.
    stretch: f64,
    /// Factor of all distances.
    scale: f64,
}

impl Calibration {
    /// From the series' own scores, those of similar series where there are some, and the shipped table.
    ///
    /// Own and pooled scores must come from the same kind of forecast. Steps beyond the last one scored take its scores.
    pub fn new(series: &Series, family: Family, own: &Scores, pooled: Option<&Scores>) -> Self {
        Self {
            period: series.period(),
            family,
            own: own.clone(),
            pooled: pooled.cloned(),
            change: change(series.values(), series.period()),
            floor: (series.min() >= 0.0).then_some(0.0),
            stretch: table::stretch(series.period(), series.observed()),
            scale: 1.0,
        }
    }

    /// The same with all bands wider by a factor (narrower below 1), for forecasts that err more or less than those the scores are from.
    #[must_use]
    pub fn scaled(self, scale: f64) -> Self {
        Self { scale, ..self }
    }

    /// Bands around `mean`, where `sd` holds the model's own standard deviations (empty where it has none).
    ///
    /// Without a yardstick (a constant series, a single value) there are no bands. Cost: O(bins) a step and some ten look-ups a limit.
    pub fn apply(&self, mean: Vec<f64>, sd: &[f64], levels: &[f64]) -> Forecast {
        let unit = yardsticks(sd, self.change, mean.len());
        if unit.len() < mean.len() {
            return self.raised(Forecast { mean, bands: Vec::new() });
        }
        let spreads: Vec<Spread> = (0..mean.len()).map(|step| self.spread(step)).collect();
        let band = |&level: &f64| {
            let (mut down, mut up) = (0.0f64, 0.0f64);
            let limits = mean.iter().zip(&unit).zip(&spreads).map(|((f, unit), spread)| {
                let unit = self.scale * unit;
                down = down.max(-spread.quantile(0.5 - level / 200.0) * unit);
                up = up.max(spread.quantile(0.5 + level / 200.0) * unit);
                (f - down, f + up)
            });
            let (lower, upper) = limits.unzip();
            Band { level, lower, upper }
        };
        let bands = levels.iter().map(band).collect();
        self.raised(Forecast { mean, bands })
    }

    fn raised(&self, forecast: Forecast) -> Forecast {
        forecast.map(|_, v| self.floor.map_or(v, |floor| v.max(floor)))
    }

    /// The score below which a share `p` of this step's scores lies.
    pub fn quantile(&self, step: usize, p: f64) -> f64 {
        self.spread(step).quantile(p)
    }

    fn spread(&self, step: usize) -> Spread {
        let mut spread = Spread::new(Cell::new(self.period, self.family, step, self.stretch));
        spread.add(&self.own, step, f64::INFINITY);
        if let Some(pooled) = &self.pooled {
            spread.add(pooled, step, TABLE_COUNT);
        }
        spread
    }
}

/// A fitted model with calibrated bands.
#[derive(Debug)]
pub struct Calibrated {
    model: Box<dyn Fitted>,
    calibration: Calibration,
    series: Series,
}

impl Calibrated {
    /// Takes a model that was fitted to `series`, and quantiles for it.
    pub fn new(model: Box<dyn Fitted>, series: &Series, calibration: Calibration) -> Self {
        Self { model, calibration, series: series.clone() }
    }

    /// The model inside, with its own bands.
    pub fn model(&self) -> &dyn Fitted {
        &*self.model
    }

    /// The quantiles.
    pub fn calibration(&self) -> &Calibration {
        &self.calibration
    }
}

impl Fitted for Calibrated {
    fn name(&self) -> String {
        self.model.name()
    }

    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        check_request(h, levels)?;
        let (mean, sd) = mean_and_sd(&*self.model, h)?;
        self.calibration.apply(mean, &sd, levels).checked(&self.name())
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        let longer = self.series.like([self.series.values(), values].concat())?;
        self.model.update(values)?;
        self.calibration.change = change(longer.values(), longer.period());
        self.calibration.stretch = table::stretch(longer.period(), longer.observed());
        self.calibration.floor = self.calibration.floor.filter(|floor| longer.min() >= *floor);
        self.series = longer;
        Ok(())
    }

    fn diagnose(&self) -> Diagnosis {
        self.model.diagnose()
    }
}

/// Fits `method` and calibrates its bands by the shipped table, the series' own scores in `backtest` and the `pooled` scores of
/// similar series; where the method has no [`Family`] its own bands stay.
///
/// `auto` on [intermittent demand](crate::DemandClass) is the method for that. Errors: those of the method.
pub fn calibrated(
    series: &Series,
    method: &Method,
    backtest: &Backtest,
    pooled: Option<&Scores>,
) -> Result<Box<dyn Fitted>, Error> {
    let routed = method.routed(series);
    let model = routed.fit(series)?;
    Ok(match Family::of(&routed) {
        Some(family) => {
            let calibration = Calibration::new(series, family, &Scores::of(backtest), pooled);
            Box::new(Calibrated::new(model, series, calibration))
        }
        None => model,
    })
}

/// Mean and own standard deviations (empty where there are none) of the next steps.
fn mean_and_sd(model: &dyn Fitted, h: usize) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let mut forecast = model.predict(h, &[SIGMA_LEVEL])?;
    let sd = forecast.bands.pop().map(|b| b.half_widths()).unwrap_or_default();
    Ok((forecast.mean, sd))
}
