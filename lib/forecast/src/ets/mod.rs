//! Exponential smoothing in its full taxonomy, by exact maximum likelihood.
//!
//! Each form (error x trend x season) is an innovations state space model. Likelihood and its gradient come from one
//! run forwards and one backwards; BFGS starts from the Gauss-Newton curvature, so that all initial states and smoothing
//! parameters (17 for a monthly series) are found together in a few dozen runs. Solving for the initial states by least squares at
//! every step would serve only the 6 of 15 selected forms that are linear in them, and cost a filtered column for each state. It was not
//! tried: a whole selection takes 2.4 ms on a monthly series of M3 (mean of all 1,428, forecast included), and on the classics no
//! form's log-likelihood lies below R's by more than 0.01.
//!
//! References: Hyndman, Koehler, Snyder & Grose (2002), doi:10.1016/S0169-2070(01)00110-8; Hyndman et al. (2008).
//! `AICc` and log-likelihood leave the same constant out as R `forecast::ets`, against which they were checked.

mod bands;
mod fit;
mod form;
mod recursion;

pub use form::{ErrorKind, Form, SeasonForm, TrendKind};

use crate::minimise::Stop;
use crate::outcome::check_request;
use crate::season::{SeasonIndices, SeasonKind};
use crate::{Band, Coefficient, Diagnosis, Error, Fitted, Forecast, Series};
use fit::{Optimum, Problem};
use recursion::{Parameters, Paths};

/// The longest period for which seasonal forms are tried.
pub const ETS_PERIOD_MAX: usize = 24;

/// First, loose pass over all forms.
const LOOSE: Stop = Stop { iterations: 40, decrease: 0.02 };
/// Final pass over the best forms.
const TIGHT: Stop = Stop { iterations: 200, decrease: 1e-6 };
/// Starts of the final pass for each form of a selection; twice as many for a form asked for.
const TRIES: usize = 4;
/// Forms whose loose `AICc` lies this close to the best are fitted again.
const NEAR: f64 = 4.0;
/// Paths of simulated bands start here.
const SEED: u64 = 20_000_101;

/// Exponential smoothing: one form, or the best by `AICc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ets {
    /// The form; `None` selects it.
    pub form: Option<Form>,
    /// Whether the selection includes multiplicative trends (R leaves them out).
    pub multiplicative_trend: bool,
}

/// A fitted [`Ets`] model.
#[derive(Debug, Clone)]
pub struct EtsFitted {
    form: Form,
    series: Series,
    start: Parameters,
    sigma2: f64,
    loglik: Option<f64>,
    aicc: Option<f64>,
}

impl Ets {
    /// Fits one form, or all stable ones and takes the smallest `AICc`.
    ///
    /// Seasonal forms need two full seasons and a period of at most [`ETS_PERIOD_MAX`] (when selected); multiplicative ones values
    /// above zero. Missing values are skipped exactly (the states move on without a correction).
    /// Errors: [`Error::TooShort`], [`Error::NotPositive`], [`Error::NoFit`]. A few ms for a monthly series.
    pub fn fit(&self, series: &Series) -> Result<EtsFitted, Error> {
        let name = self.form.map_or_else(|| "ets".to_owned(), Form::name);
        self.fit_near(series)?.into_iter().next().ok_or_else(|| Error::no_fit(name, "no form could be fitted"))
    }

    /// The forms whose `AICc` lies near the best one's, best first; the same errors as [`Ets::fit`].
    ///
    /// A multiplicative form whose path falls below zero within two seasons is left out while another one is near.
    pub fn fit_near(&self, series: &Series) -> Result<Vec<EtsFitted>, Error> {
        let name = self.form.map_or_else(|| "ets".to_owned(), Form::name);
        let m = series.period();
        let needed = self.form.map_or(5, |f| f.smoothers() + f.states(m) + 3);
        series.need(&name, needed)?;
        if let Some(form) = self.form {
            if form.needs_positive() && series.min() <= 0.0 {
                return Err(Error::NotPositive { method: name, smallest: series.min() });
            }
            if form.seasonal() && (m < 2 || series.len() < 2 * m) {
                return Err(Error::TooShort { method: name, needed: 2 * m.max(2), got: series.observed() });
            }
        }
        if series.is_constant() {
            return Ok(vec![EtsFitted::constant(series)]);
        }
        let scale = series.present().map(f64::abs).sum::<f64>() / series.observed() as f64;
        let unit: Vec<f64> = series.values().iter().map(|v| v / scale).collect();
        let scaled = Series::new(unit, m)?;
        let indices = |kind| SeasonIndices::classical(&scaled, kind).map(|s| s.indices().to_vec());
        let (additive, multiplicative) = (indices(SeasonKind::Additive), indices(SeasonKind::Multiplicative));
        let problem =
            Problem { y: scaled.values(), period: m, additive: additive.as_deref(), multiplicative: multiplicative.as_deref() };
        let best: Vec<Optimum> = match self.form {
            Some(form) => problem.fit(form, &[], 2 * TRIES, TIGHT).into_iter().collect(),
            None => self.select(&problem, series),
        };
        if best.is_empty() {
            return Err(Error::no_fit(name, "no starting point lies inside the model's domain"));
        }
        let mut near: Vec<EtsFitted> = best.iter().map(|b| EtsFitted::of(series, &problem, b, scale)).collect();
        if near.iter().any(EtsFitted::goes_on) {
            near.retain(EtsFitted::goes_on);
        }
        Ok(near)
    }

    /// Every form that the series allows.
    fn candidates(self, series: &Series) -> Vec<Form> {
        use {ErrorKind as E, SeasonForm as S, TrendKind as T};
        let m = series.period();
        let positive = series.min() > 0.0;
        let mut out = Vec::new();
        for season in [S::None, S::Additive, S::Multiplicative] {
            for trend in [T::None, T::Additive, T::AdditiveDamped, T::Multiplicative, T::MultiplicativeDamped] {
                for error in [E::Additive, E::Multiplicative] {
                    let form = Form { error, trend, season };
                    let allowed = form.is_stable()
                        && (positive || !form.needs_positive())
                        && (self.multiplicative_trend || !trend.multiplicative())
                        && (!form.seasonal() || (m > 1 && m <= ETS_PERIOD_MAX && series.len() >= 2 * m))
                        && series.observed() > form.smoothers() + form.states(m) + 2;
                    if allowed {
                        out.push(form);
                    }
                }
            }
        }
        out
    }

    /// A loose fit of every form, then a tight one of those near the best.
    fn select(self, problem: &Problem, series: &Series) -> Vec<Optimum> {
        let m = series.period();
        let n = series.observed() as f64;
        let criterion = |o: &Optimum| aicc(o.value, n, o.form, m);
        let mut loose: Vec<Optimum> =
            self.candidates(series).into_iter().filter_map(|form| problem.fit(form, &[], 1, LOOSE)).collect();
        loose.sort_by(|a, b| criterion(a).total_cmp(&criterion(b)));
        let limit = loose.first().map_or(f64::INFINITY, |o| criterion(o) + NEAR);
        loose.retain(|o| criterion(o) <= limit);
        let mut tight: Vec<Optimum> =
            loose.iter().filter_map(|o| problem.fit(o.form, std::slice::from_ref(&o.x), TRIES, TIGHT)).collect();
        tight.sort_by(|a, b| criterion(a).total_cmp(&criterion(b)));
        tight
    }
}

/// Corrected Akaike criterion with R's count of parameters: smoothing, initial states and the variance.
fn aicc(value: f64, n: f64, form: Form, m: usize) -> f64 {
    let k = (form.smoothers() + form.states(m) + 1) as f64;
    2.0 * value + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0)
}

impl EtsFitted {
    fn of(series: &Series, problem: &Problem, best: &Optimum, scale: f64) -> Self {
        let (form, m) = (best.form, series.period());
        let mut start = problem.natural(form, &best.x);
        start.level *= scale;
        if !form.trend.multiplicative() {
            start.slope *= scale;
        }
        if form.season == SeasonForm::Additive {
            start.season.iter_mut().for_each(|s| *s *= scale);
        }
        let n = series.observed() as f64;
        let mut paths = Paths::default();
        recursion::run(form, series.values(), &start, &mut paths);
        let freedom = (n - (form.smoothers() + form.states(m)) as f64).max(1.0);
        let value = best.value + n * scale.ln();
        Self {
            form,
            series: series.clone(),
            start,
            sigma2: paths.squares / freedom,
            loglik: Some(-value),
            aicc: Some(aicc(value, n, form, m)),
        }
    }

    /// A flat line through a constant series; its likelihood is unbounded, so none is given.
    fn constant(series: &Series) -> Self {
        let form = Form { error: ErrorKind::Additive, trend: TrendKind::None, season: SeasonForm::None };
        let level = series.present().next().unwrap_or(0.0);
        let start = Parameters { alpha: 0.9999, beta: 0.0, gamma: 0.0, phi: 1.0, level, slope: 0.0, season: Vec::new() };
        Self { form, series: series.clone(), start, sigma2: 0.0, loglik: None, aicc: None }
    }

    /// Corrected Akaike criterion; `None` for a constant series.
    pub fn aicc(&self) -> Option<f64> {
        self.aicc
    }

    /// The selected form.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Whether a form that multiplies stays above zero for the next two seasons (eight steps at least): below, it says nothing.
    fn goes_on(&self) -> bool {
        let h = 2 * self.series.period().clamp(4, ETS_PERIOD_MAX);
        !self.form.needs_positive() || bands::moments(self.form, &self.end(), self.sigma2, h).0.iter().all(|f| *f > 0.0)
    }

    fn paths(&self) -> Paths {
        let mut paths = Paths::default();
        recursion::run(self.form, self.series.values(), &self.start, &mut paths);
        paths
    }

    /// States after the last value, the season starting at the next position.
    fn end(&self) -> Parameters {
        let paths = self.paths();
        let n = self.series.len();
        Parameters { level: paths.level[n], slope: paths.slope[n], season: paths.season[n..].to_vec(), ..self.start.clone() }
    }
}

impl Fitted for EtsFitted {
    fn name(&self) -> String {
        self.form.name()
    }

    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        check_request(h, levels)?;
        let end = self.end();
        let (mean, spread) = bands::moments(self.form, &end, self.sigma2, h);
        if let Some(sd) = spread {
            return Forecast::normal(mean, Some(&sd), levels).checked(&self.name());
        }
        let steps = bands::simulate(self.form, &end, self.sigma2, h, SEED);
        let at = |level: f64| steps.iter().map(|s| s[((s.len() - 1) as f64 * level).round() as usize]).collect::<Vec<f64>>();
        let band = |&level: &f64| Band { level, lower: at(0.5 - level / 200.0), upper: at(0.5 + level / 200.0) };
        Forecast { mean, bands: levels.iter().map(band).collect() }.checked(&self.name())
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        let longer = Series::new([self.series.values(), values].concat(), self.series.period())?;
        let mut paths = Paths::default();
        if !recursion::run(self.form, longer.values(), &self.start, &mut paths) {
            return Err(Error::no_fit(self.name(), "the new values leave the model's domain"));
        }
        self.series = longer;
        Ok(())
    }

    fn diagnose(&self) -> Diagnosis {
        let mut out = Diagnosis::from_fitted(self.series.values(), self.paths().fitted, Some(self.sigma2));
        (out.loglik, out.aicc) = (self.loglik, self.aicc);
        let p = &self.start;
        let mut add = |name: &str, value| out.coefficients.push(Coefficient { name: name.into(), value, se: None });
        add("alpha", p.alpha);
        if self.form.trended() {
            add("beta", p.beta);
        }
        if self.form.seasonal() {
            add("gamma", p.gamma);
        }
        if self.form.trend.damped() {
            add("phi", p.phi);
        }
        add("l0", p.level);
        if self.form.trended() {
            add("b0", p.slope);
        }
        p.season.iter().enumerate().for_each(|(j, s)| add(&format!("s{j}"), *s));
        out
    }
}
