//! Long seasons, several seasons, seasons of no whole length: seasons taken out, the rest forecast by exponential smoothing.
//!
//! `y = trend + season_1 + season_2 + ... + remainder`. A season of whole length is found by loess (MSTL) and goes on as it
//! was in its last round; one of fractional length (52.18 weeks in a year) is a sum of K pairs of sine and cosine, K by
//! `AICc`, in what a moving average over one season leaves. Trend and remainder go to another method, non-seasonal [`Ets`] where nothing
//! is said, whose bands these are: the seasons count as known. A series above zero is taken in logarithms, because seasons mostly grow with the
//! level: on the monthly series of M1 and Tourism that forecasts 2 to 3 % better than without.
//!
//! A state space model with m states for the season, or SARIMA, sees each of m parameters only a few times; this costs
//! O(n m) whatever the number of seasons. References: Bandara, Hyndman & Bergmeir (2021), arXiv:2107.13462 (MSTL);
//! Harvey (1989), Forecasting, structural time series models and the Kalman filter, ch. 2 (trigonometric seasons).

use crate::linalg::least_squares;
use crate::{Diagnosis, Error, Ets, Fitted, Forecast, Method, Series, outcome::check_request};

/// Pairs of sine and cosine at most.
const PAIRS_MAX: usize = 12;
/// Seasons at most.
const SEASONS_MAX: usize = 6;

/// Seasons taken out by loess or waves, the rest forecast by a method.
#[derive(Debug, Clone, PartialEq)]
pub struct Mstl {
    /// Lengths of the seasons, each at least 2; empty: the period of the series, and a seventh of it where that is a day
    /// (168 hours: 24 and 168).
    pub periods: Vec<f64>,
    /// Whether a series above zero is decomposed in logarithms.
    pub log: bool,
    /// What forecasts the rest. It still sees the period of the series where all `periods` are longer.
    pub rest: Box<Method>,
}

impl Default for Mstl {
    fn default() -> Self {
        Self { periods: Vec::new(), log: true, rest: Box::new(Method::Ets(Ets::default())) }
    }
}

/// A fitted [`Mstl`] method.
#[derive(Debug)]
pub struct MstlFitted {
    series: Series,
    log: bool,
    seasons: Vec<Season>,
    /// Sum of the seasons at every position of the history.
    removed: Vec<f64>,
    rest: Box<dyn Fitted>,
}

/// How a season goes on.
#[derive(Debug, Clone)]
enum Season {
    /// The values of its last round, by position modulo its length.
    Round(Vec<f64>),
    /// `sum_k a_k cos(2 pi k t / period) + b_k sin(2 pi k t / period)`, `[a_1, b_1, a_2, ...]`.
    Waves { period: f64, coefficients: Vec<f64> },
}

impl Season {
    fn at(&self, t: usize) -> f64 {
        match self {
            Self::Round(values) => values[t % values.len()],
            Self::Waves { period, coefficients } => coefficients.iter().enumerate().map(|(j, c)| c * wave(j, *period, t)).sum(),
        }
    }

    fn length(&self) -> f64 {
        match self {
            Self::Round(values) => values.len() as f64,
            Self::Waves { period, .. } => *period,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Round(values) => values.len().to_string(),
            Self::Waves { period, coefficients } => format!("{period} by {} waves", coefficients.len() / 2),
        }
    }
}

/// The j-th of cos 1, sin 1, cos 2, sin 2, ...
fn wave(j: usize, period: f64, t: usize) -> f64 {
    let angle = std::f64::consts::TAU * ((j / 2 + 1) as f64 * t as f64 / period).fract();
    if j.is_multiple_of(2) { angle.cos() } else { angle.sin() }
}

impl Mstl {
    /// Reads lengths separated by commas, `24,168` or `52.18`; errors with [`Error::BadOrder`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let bad = || Error::BadOrder {
            what: format!("`{text}` is no list of at most {SEASONS_MAX} seasons of at least 2; write it like 24,168 or 52.18"),
        };
        let periods = text.split(',').map(|p| p.trim().parse().map_err(|_| bad())).collect::<Result<Vec<f64>, _>>()?;
        let valid = periods.len() <= SEASONS_MAX && periods.iter().all(|p| p.is_finite() && *p >= 2.0);
        if valid { Ok(Self { periods, ..Self::default() }) } else { Err(bad()) }
    }

    /// Seasons that are not seen twice are left out; gaps are filled first.
    ///
    /// Errors: [`Error::TooShort`] when no season is seen twice, and those of [`Ets::fit`] for what is left.
    pub fn fit(&self, series: &Series) -> Result<MstlFitted, Error> {
        let mut periods = if self.periods.is_empty() { usual(series.period()) } else { self.periods.clone() };
        periods.sort_by(f64::total_cmp);
        periods.dedup();
        let shortest = periods.first().copied().unwrap_or(2.0);
        periods.retain(|p| series.observed() as f64 > 2.0 * p);
        if periods.is_empty() {
            return Err(Error::TooShort { method: "mstl".into(), needed: (2.0 * shortest) as usize + 1, got: series.observed() });
        }
        let log = self.log && series.min() > 0.0;
        let mut rest = series.filled();
        if log {
            // Filled gaps of a positive series need not be positive themselves.
            let floor = series.min();
            for v in &mut rest {
                *v = v.max(floor).ln();
            }
        }
        let whole: Vec<usize> = periods.iter().filter(|p| p.fract() == 0.0).map(|p| *p as usize).collect();
        let mut seasons = rounds(&mut rest, &whole)?;
        for period in periods.into_iter().filter(|p| p.fract() != 0.0) {
            let season = waves(&rest, period);
            rest.iter_mut().enumerate().for_each(|(t, v)| *v -= season.at(t));
            seasons.push(season);
        }
        let value = |v: f64| if log { v.ln() } else { v };
        let removed =
            series.filled().iter().zip(&rest).map(|(y, r)| value(y.max(if log { series.min() } else { *y })) - r).collect();
        // What was missing stays missing for the smoother.
        rest.iter_mut().zip(series.values()).filter(|(_, y)| y.is_nan()).for_each(|(r, _)| *r = f64::NAN);
        let beyond = seasons.iter().all(|s| s.length() >= series.period() as f64 + 1.0);
        let rest = self.rest.fit(&Series::new(rest, if beyond { series.period() } else { 1 })?)?;
        Ok(MstlFitted { series: series.clone(), log, seasons, removed, rest })
    }
}

/// The season of that many steps, and the day inside a week of equal parts.
fn usual(period: usize) -> Vec<f64> {
    let day = period / 7;
    let inner = (period.is_multiple_of(7) && day >= 24).then_some(day as f64);
    inner.into_iter().chain((period > 1).then_some(period as f64)).collect()
}

/// Takes the seasons of whole length out of `y` by MSTL.
fn rounds(y: &mut [f64], periods: &[usize]) -> Result<Vec<Season>, Error> {
    if periods.is_empty() {
        return Ok(Vec::new());
    }
    let scale = y.iter().map(|v| v.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let unit: Vec<f64> = y.iter().map(|v| v / scale).collect();
    let parts = stlrs::Mstl::fit(&unit, periods).map_err(|e| Error::no_fit("mstl", e.to_string()))?;
    let n = y.len();
    let mut out = Vec::new();
    for (season, &m) in parts.seasonal().iter().zip(periods) {
        y.iter_mut().zip(season).for_each(|(v, s)| *v -= s * scale);
        let mut round = vec![0.0; m];
        (n - m..n).for_each(|t| round[t % m] = season[t] * scale);
        out.push(Season::Round(round));
    }
    Ok(out)
}

/// Waves of this period in what a moving average leaves of `y`, their number by `AICc`.
fn waves(y: &[f64], period: f64) -> Season {
    let half = (period - 1.0) / 2.0;
    // Whole weights up to `reach`, a part of one beyond, `period` in all.
    let (reach, part) = (half.floor() as usize, half.fract());
    let inner = reach + 1..y.len().saturating_sub(reach + 1);
    let level = |t: usize| (y[t - reach..=t + reach].iter().sum::<f64>() + part * (y[t - reach - 1] + y[t + reach + 1])) / period;
    let flat: Vec<f64> = inner.clone().map(|t| y[t] - level(t)).collect();
    let size = flat.len() as f64;
    let pairs = PAIRS_MAX.min((period / 2.0) as usize).min(flat.len() / 6);
    let columns: Vec<Vec<f64>> = (0..2 * pairs).map(|j| inner.clone().map(|t| wave(j, period, t)).collect()).collect();
    let mut best = (f64::INFINITY, Vec::new());
    for k in 0..=pairs {
        let coefficients = least_squares(&columns[..2 * k], &flat);
        let left = |(t, v): (usize, &f64)| v - coefficients.iter().zip(&columns).map(|(c, x)| c * x[t]).sum::<f64>();
        let squares: f64 = flat.iter().enumerate().map(|at| left(at).powi(2)).sum();
        let used = (2 * k + 1) as f64;
        let criterion = size * squares.max(f64::MIN_POSITIVE).ln() + 2.0 * used * size / (size - used - 1.0).max(1.0);
        if criterion < best.0 {
            best = (criterion, coefficients);
        }
    }
    Season::Waves { period, coefficients: best.1 }
}

impl MstlFitted {
    fn season(&self, t: usize) -> f64 {
        self.seasons.iter().map(|s| s.at(t)).sum()
    }

    fn restore(&self, season: f64, v: f64) -> f64 {
        if self.log { (v + season).exp() } else { v + season }
    }
}

impl Fitted for MstlFitted {
    fn name(&self) -> String {
        let seasons: Vec<String> = self.seasons.iter().map(Season::name).collect();
        let log = if self.log { "log, " } else { "" };
        format!("MSTL({log}{}) + {}", seasons.join(", "), self.rest.name())
    }

    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        check_request(h, levels)?;
        let n = self.series.len();
        self.rest.predict(h, levels)?.map(|k, v| self.restore(self.season(n + k), v)).checked("mstl")
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        let longer = Series::new([self.series.values(), values].concat(), self.series.period())?;
        if self.log && longer.min() <= 0.0 {
            return Err(Error::NotPositive { method: self.name(), smallest: longer.min() });
        }
        let start = self.series.len();
        let seasons: Vec<f64> = (start..longer.len()).map(|t| self.season(t)).collect();
        let rest: Vec<f64> =
            longer.values()[start..].iter().zip(&seasons).map(|(v, s)| if self.log { v.ln() - s } else { v - s }).collect();
        self.rest.update(&rest)?;
        self.removed.extend(seasons);
        self.series = longer;
        Ok(())
    }

    fn diagnose(&self) -> Diagnosis {
        let mut out = self.rest.diagnose();
        let fitted = out.fitted.iter().zip(&self.removed).map(|(f, s)| self.restore(*s, *f)).collect();
        let plain = Diagnosis::from_fitted(self.series.values(), fitted, out.sigma2);
        (out.fitted, out.residuals) = (plain.fitted, plain.residuals);
        // Likelihood and criterion are those of the rest, not of the series.
        (out.loglik, out.aicc) = (None, None);
        let lengths: Vec<String> = self.seasons.iter().map(|s| s.length().to_string()).collect();
        let seasons = if lengths.len() == 1 { "the season" } else { "seasons" };
        out.notes.push(format!("{seasons} of {} steps taken out first and put back as last seen (MSTL)", lengths.join(" and ")));
        out
    }
}
