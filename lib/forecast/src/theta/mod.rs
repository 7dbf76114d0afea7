//! The Theta family: a season taken out, exponential smoothing of the level, and part of the linear trend.
//!
//! With `w = 1 - 1/theta` the one-step forecast of the seasonally adjusted series is
//! `l_{t-1} + w [(1-a)^{t-1} A + (1-(1-a)^t)/a B]`, `l_t = a y_t + (1-a) l_{t-1}`, A and B the intercept and slope of
//! a straight line through the series: through all of it ([`ThetaLine::Optimised`]) or through the part seen so far
//! ([`ThetaLine::Dynamic`]). For a given `a` the error is linear in `l_0` and `w`, so both are solved for exactly.
//!
//! [`ThetaLine::Standard`] follows the competition's entry: a season only where a 90 % test finds one, every error counts.
//! The others leave the first three errors out, as Fiorucci et al. do, and take the season out without a test, its indices
//! shrunk towards none by how badly they are known ([`SeasonIndices::shrunk`]), which forecasts much better on M1 and no
//! worse on Tourism. Averaging over `a` by its likelihood was tried: better by half a percent on M1 and Tourism, worse by as much on M3.
//!
//! References: Assimakopoulos & Nikolopoulos (2000), doi:10.1016/S0169-2070(00)00066-2; Hyndman & Billah (2003),
//! doi:10.1016/S0169-2070(01)00143-1; Fiorucci et al. (2016), doi:10.1016/j.ijforecast.2016.02.005.

mod line;

use crate::{Coefficient, Diagnosis, Error, Fitted, Forecast, Series, minimise, outcome::check_request, season::SeasonIndices};
use line::{Solution, concentrated};

/// Errors at the start that do not count; a third of a series shorter than nine.
const SKIP: usize = 3;
/// Bounds of the smoothing parameter.
const ALPHA: (f64, f64) = (0.1, 0.99);
/// Bounds of the smoothing parameter of the standard method.
const ALPHA_STANDARD: (f64, f64) = (1e-4, 0.9999);
/// Earlier origins that [`ThetaLine::Best`] compares.
const ORIGINS: usize = 6;
/// Observed values that a fit needs.
const OBSERVED_MIN: usize = 4;

/// Which straight line is added to the smoothed level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThetaLine {
    /// theta = 2: half the trend, as in the M3 competition.
    Standard,
    /// theta estimated, one line through the whole series.
    Optimised,
    /// theta estimated, the line follows the series.
    #[default]
    Dynamic,
    /// The optimised or the dynamic line, whichever forecast better from earlier origins of the series.
    Best,
}

/// A Theta method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Theta {
    /// The straight line.
    pub line: ThetaLine,
}

/// A fitted [`Theta`] method.
#[derive(Debug, Clone)]
pub struct ThetaFitted {
    line: ThetaLine,
    series: Series,
    season: Option<SeasonIndices>,
    adjusted: Vec<f64>,
    solution: Solution,
    sigma2: f64,
}

impl Theta {
    /// Fits in O(n) for each trial value of the smoothing parameter; gaps are filled first.
    ///
    /// Errors: [`Error::TooShort`] below 4 observed values.
    pub fn fit(&self, series: &Series) -> Result<ThetaFitted, Error> {
        series.need("theta", OBSERVED_MIN)?;
        if self.line != ThetaLine::Best {
            return Ok(ThetaFitted::of_line(self.line, series));
        }
        let line = if backtest(ThetaLine::Optimised, series) < backtest(ThetaLine::Dynamic, series) {
            ThetaLine::Optimised
        } else {
            ThetaLine::Dynamic
        };
        Ok(ThetaFitted::of_line(line, series))
    }
}

/// Sum of the absolute errors of forecasts from up to [`ORIGINS`] earlier origins, half a season apart, up to a season ahead
/// (four steps where there is no season); 0 where the series is too short for an origin.
fn backtest(line: ThetaLine, series: &Series) -> f64 {
    let (n, m) = (series.len(), series.period());
    let ahead = if m > 1 { m } else { 4 };
    let mut total = 0.0;
    for cut in (1..=ORIGINS).map_while(|k| n.checked_sub(k * (ahead / 2).max(1))).take_while(|&cut| cut >= (2 * m).max(8)) {
        let Ok(head) = series.head(cut) else { break };
        if head.observed() < OBSERVED_MIN {
            break;
        }
        let fit = ThetaFitted::of_line(line, &head);
        let path = fit.ahead(ahead.min(n - cut), 0.0);
        let errors = (cut..).zip(path).map(|(t, f)| (fit.restore(t, f) - series.values()[t]).abs());
        total += errors.filter(|e| !e.is_nan()).sum::<f64>();
    }
    total
}

impl ThetaFitted {
    fn of_line(line: ThetaLine, series: &Series) -> Self {
        let season = if line == ThetaLine::Standard { SeasonIndices::detect(series) } else { SeasonIndices::shrunk(series) };
        let mut adjusted = series.filled();
        if let Some(s) = &season {
            adjusted.iter_mut().enumerate().for_each(|(t, v)| *v = s.remove(t, *v));
        }
        let scale = adjusted.iter().map(|v| v.abs()).fold(0.0, f64::max);
        let unit: Vec<f64> = adjusted.iter().map(|v| if scale > 0.0 { v / scale } else { 0.0 }).collect();
        let (bounds, skip, used) = match line {
            ThetaLine::Standard => (ALPHA_STANDARD, 0, 2),
            _ => (ALPHA, (unit.len() / 3).min(SKIP), 3),
        };
        let alpha = minimise::line(bounds.0, bounds.1, 13, 1e-5, |a| concentrated(line, &unit, a, skip).squares);
        let mut solution = concentrated(line, &unit, alpha, skip);
        solution.start *= scale;
        let freedom = unit.len().saturating_sub(skip + used).max(1) as f64;
        let sigma2 = solution.squares * scale * scale / freedom;
        Self { line, series: series.clone(), season, adjusted, solution, sigma2 }
    }

    /// `h` forecasts of the adjusted series, the first of which is moved by `shock` before the others follow from it.
    fn ahead(&self, h: usize, shock: f64) -> Vec<f64> {
        let mut out = Vec::with_capacity(h);
        self.solution.path(self.line, &self.adjusted, h, shock, |t, f| {
            if t >= self.adjusted.len() {
                out.push(f);
            }
        });
        out
    }

    /// Standard deviations `h` steps ahead: the path is linear in its errors, so its answer to one error tells all.
    fn deviations(&self, mean: &[f64]) -> Vec<f64> {
        let unit = self.sigma2.sqrt().max(f64::MIN_POSITIVE);
        let mut sum = 0.0;
        let response = |(k, (moved, plain)): (usize, (f64, &f64))| {
            sum += if k == 0 { 1.0 } else { ((moved - plain) / unit).powi(2) };
            (self.sigma2 * sum).sqrt()
        };
        self.ahead(mean.len(), unit).into_iter().zip(mean).enumerate().map(response).collect()
    }

    fn restore(&self, t: usize, v: f64) -> f64 {
        self.season.as_ref().map_or(v, |s| s.restore(t, v))
    }
}

impl Fitted for ThetaFitted {
    fn name(&self) -> String {
        let base = match self.line {
            ThetaLine::Standard => "theta",
            ThetaLine::Optimised => "optimised theta",
            ThetaLine::Dynamic | ThetaLine::Best => "dynamic optimised theta",
        };
        if self.season.is_some() { format!("{base}, seasonal") } else { base.into() }
    }

    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        check_request(h, levels)?;
        let n = self.adjusted.len();
        let mean = self.ahead(h, 0.0);
        let deviations = self.deviations(&mean);
        Forecast::normal(mean, Some(&deviations), levels).map(|k, v| self.restore(n + k, v)).checked(&self.name())
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        self.series = Series::new([self.series.values(), values].concat(), self.series.period())?;
        let filled = self.series.filled();
        for (t, v) in filled.iter().enumerate().skip(self.adjusted.len()) {
            self.adjusted.push(self.season.as_ref().map_or(*v, |s| s.remove(t, *v)));
        }
        Ok(())
    }

    fn diagnose(&self) -> Diagnosis {
        let mut fitted = Vec::with_capacity(self.adjusted.len());
        self.solution.path(self.line, &self.adjusted, 0, 0.0, |t, f| fitted.push(self.restore(t, f)));
        let coefficient = |name: &str, value| Coefficient { name: name.into(), value, se: None };
        let mut out = Diagnosis::from_fitted(self.series.values(), fitted, Some(self.sigma2));
        out.coefficients = vec![
            coefficient("alpha", self.solution.alpha),
            coefficient("theta", 1.0 / (1.0 - self.solution.weight).max(1e-10)),
            coefficient("l0", self.solution.start),
        ];
        out
    }
}
