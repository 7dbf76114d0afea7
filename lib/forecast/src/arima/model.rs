//! One order fitted to one series.

use super::filter::Track;
use super::fit::{Effort, Optimum};
use super::harmonics::Harmonics;
use super::kalman::Gappy;
use super::likelihood::{Evaluation, Slope};
use super::order::Order;
use super::polynomial::{Coefficients, responses};
use super::prepare::{Prepared, Regressors, constant_at, differencing};
use crate::linalg::{cholesky, cholesky_inverse};
use crate::outcome::check_request;
use crate::{Coefficient, Diagnosis, Error, Fitted, Forecast, Portmanteau, Series, portmanteau};

/// Steps over which the filter's remaining uncertainty is followed.
const EXCESS_STEPS: usize = 500;

/// ARIMA of a given order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arima {
    /// The order.
    pub order: Order,
}

/// A fitted [`Arima`].
#[derive(Debug, Clone)]
pub struct ArimaFitted {
    order: Order,
    series: Series,
    regressors: Regressors,
    x: Vec<f64>,
    /// Coefficients of the constant and the kept regressors.
    beta: Vec<f64>,
    /// Innovation variance with degrees of freedom, in the series' units.
    sigma2: f64,
    loglik: Option<f64>,
    aicc: Option<f64>,
    notes: Vec<String>,
    /// Sines and cosines, which are the last of the regressors and know their own future.
    harmonics: Option<Harmonics>,
}

impl Arima {
    /// Fits by exact maximum likelihood.
    ///
    /// Missing values are integrated out exactly, however many there are. Errors: [`Error::BadOrder`],
    /// [`Error::PeriodTooLong`], [`Error::TooShort`], [`Error::NoFit`]. About 0.3 ms for `(0,1,1)(0,1,1)[12]` on 12 years.
    pub fn fit(&self, series: &Series) -> Result<ArimaFitted, Error> {
        self.fit_with(series, &Regressors::default())
    }

    /// Fits with regressors, whose coefficients are solved for by generalised least squares; collinear ones are dropped
    /// and named in the notes. Errors also with [`Error::BadRegressors`].
    pub fn fit_with(&self, series: &Series, regressors: &Regressors) -> Result<ArimaFitted, Error> {
        self.order.check(series.period())?;
        let prepared = Prepared::new(series, self.order, regressors)?;
        if prepared.constant {
            return Ok(ArimaFitted::flat(series, self.order, regressors, &prepared));
        }
        let best = match prepared.interpolated().filter(|_| prepared.data.gappy.is_some()) {
            None => prepared.data.fit(self.order, &[], Effort::Wide),
            Some(rough) => {
                let warm: Vec<Vec<f64>> = rough.data.fit(self.order, &[], Effort::Wide).into_iter().map(|o| o.x).collect();
                prepared.data.fit(self.order, &warm, Effort::Careful)
            }
        };
        best.and_then(|b| ArimaFitted::of(series, regressors, &prepared, &b))
            .ok_or_else(|| Error::no_fit(self.order.name(series.period()), "the likelihood could not be evaluated"))
    }
}

impl ArimaFitted {
    pub(crate) fn of(series: &Series, regressors: &Regressors, prepared: &Prepared, best: &Optimum) -> Option<Self> {
        let e = prepared.data.evaluate(best.order, &best.x)?;
        let guarded = Coefficients::guarded(best.order, &best.x, prepared.data.period, prepared.data.radius);
        let x = if prepared.data.radius > 1.0 { guarded.coordinates(1.0 - 1e-12) } else { best.x.clone() };
        let n = prepared.data.count();
        let fixed = e.beta.len() - prepared.gaps.len();
        let k = (best.order.terms() + fixed) as f64;
        let loglik = prepared.data.loglik(e.value) - n * prepared.scale.ln();
        Some(Self {
            order: best.order,
            series: series.clone(),
            regressors: regressors.clone(),
            x,
            beta: e.beta[..fixed].iter().map(|b| b * prepared.scale).collect(),
            sigma2: e.sigma2 * n / (n - k).max(1.0) * prepared.scale * prepared.scale,
            loglik: Some(loglik),
            aicc: aicc(loglik, n, k + 1.0),
            notes: prepared.notes.clone(),
            harmonics: None,
        })
    }

    /// A series whose differences are constant: no error to explain, no likelihood.
    pub(crate) fn flat(series: &Series, order: Order, regressors: &Regressors, prepared: &Prepared) -> Self {
        let w = &prepared.data.y;
        let mean = w.iter().sum::<f64>() / w.len() as f64 * prepared.scale;
        let unit = prepared.data.columns.first().and_then(|c| c.first()).copied().unwrap_or(1.0);
        let mut beta = vec![0.0; prepared.columns.len()];
        if order.constant && !beta.is_empty() {
            beta[0] = mean / unit;
        }
        let mut notes = prepared.notes.clone();
        notes.push("the differenced series does not vary: nothing was estimated".into());
        let order = Order { p: 0, q: 0, sp: 0, sq: 0, ..order };
        Self {
            order,
            series: series.clone(),
            regressors: regressors.clone(),
            x: Vec::new(),
            beta,
            sigma2: 0.0,
            loglik: None,
            aicc: None,
            notes,
            harmonics: None,
        }
    }

    /// Corrected Akaike criterion; `None` where nothing was estimated or the series is too short for it.
    pub fn aicc(&self) -> Option<f64> {
        self.aicc
    }

    /// Whether residuals are uncorrelated: Ljung-Box with as many degrees of freedom less as there are ARMA coefficients, over two
    /// seasons (10 lags without a season), at most a fifth of the series.
    pub fn portmanteau(&self) -> Portmanteau {
        let (n, m) = (self.series.observed(), self.series.period());
        let lags = if m > 1 { 2 * m } else { 10 }.min(n / 5).max(self.order.terms() + 3);
        portmanteau(&self.diagnose().residuals, lags, self.order.terms())
    }

    /// The order.
    pub fn order(&self) -> Order {
        self.order
    }

    pub(crate) fn with_harmonics(self, harmonics: Harmonics) -> Self {
        Self { harmonics: Some(harmonics), ..self }
    }

    pub(crate) fn with_note(mut self, note: String) -> Self {
        self.notes.push(note);
        self
    }

    /// The user's regressors for the next `h` steps and, after them, the harmonics.
    fn all_regressors(&self, h: usize, given: &Regressors) -> Regressors {
        self.harmonics.as_ref().map_or_else(|| given.clone(), |f| given.and(&f.columns(self.series.len(), h)))
    }

    /// Takes further values (`NaN` = missing) and their regressors into the state; the parameters stay as they are.
    ///
    /// Errors: [`Error::BadRegressors`] where rows or names do not fit. O(n r) at the next forecast.
    pub fn update_with(&mut self, values: &[f64], regressors: &Regressors) -> Result<(), Error> {
        let new = self.all_regressors(values.len(), regressors);
        new.check(values.len())?;
        self.same_names(&new)?;
        self.series = Series::new([self.series.values(), values].concat(), self.series.period())?;
        self.regressors.columns.iter_mut().zip(&new.columns).for_each(|(c, n)| c.extend_from_slice(n));
        Ok(())
    }

    fn same_names(&self, given: &Regressors) -> Result<(), Error> {
        if given.names == self.regressors.names {
            return Ok(());
        }
        Err(Error::BadRegressors {
            what: format!("the model has the regressors {:?}, got {:?}", self.regressors.names, given.names),
        })
    }

    /// Forecasts with the regressors' future, `h` rows of each.
    pub fn predict_with(&self, h: usize, levels: &[f64], future: &Regressors) -> Result<Forecast, Error> {
        check_request(h, levels)?;
        let future = &self.all_regressors(h, future);
        future.check(h)?;
        self.same_names(future)?;
        let prepared = Prepared::new(&self.series, self.order, &self.regressors)?;
        let name = self.name();
        let steps = h + prepared.trail;
        let ahead = self.columns_ahead(&prepared, steps, future);
        if let Some(gappy) = &prepared.data.gappy {
            let (mean, sd) = self.across_gaps(&prepared, gappy, steps, &ahead)?;
            return Forecast::normal(mean[prepared.trail..].to_vec(), Some(&sd[prepared.trail..]), levels).checked(&name);
        }
        let e = prepared.data.evaluate(self.order, &self.x).ok_or_else(|| Error::no_fit(&name, "the filter broke down"))?;
        let path = Path { fit: self, prepared: &prepared, e: &e };
        let mean = path.mean(steps, &ahead)[prepared.trail..].to_vec();
        let sd = path.deviations(steps, &ahead)[prepared.trail..].to_vec();
        Forecast::normal(mean, Some(&sd), levels).checked(&name)
    }

    /// Mean and standard deviation for each step by the diffuse filter.
    fn across_gaps(
        &self,
        prepared: &Prepared,
        gappy: &Gappy,
        steps: usize,
        ahead: &[Vec<f64>],
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        let fail = |why: &str| Error::no_fit(self.name(), why);
        let pass = gappy.pass(self.order, &self.x).ok_or_else(|| fail("the filter broke down"))?;
        let (mut mean, mut sd) = (Vec::with_capacity(steps), Vec::with_capacity(steps));
        let k = self.beta.len();
        for (h, step) in gappy.ahead(self.order, &self.x, &pass, steps).into_iter().enumerate() {
            let variance = step.variance.ok_or_else(|| fail("a part of the season was never observed"))?;
            let distance: Vec<f64> = ahead.iter().zip(&step.means[1..]).map(|(x, m)| x[h] - m).collect();
            let shift: f64 = self.beta.iter().zip(&distance).map(|(b, d)| b * d).sum();
            mean.push(prepared.offset + step.means[0] * prepared.scale + shift);
            let by_beta: f64 = (0..k * k).map(|i| distance[i / k] * distance[i % k] * pass.spread[i]).sum();
            sd.push((self.sigma2 * (variance + by_beta.max(0.0))).sqrt());
        }
        Ok((mean, sd))
    }

    /// The constant and kept regressors over the next steps; where trailing values are missing, the history's own rows come first.
    fn columns_ahead(&self, prepared: &Prepared, steps: usize, future: &Regressors) -> Vec<Vec<f64>> {
        let n = prepared.filled.len();
        let mut out = Vec::new();
        if prepared.columns.len() > prepared.kept.len() {
            out.push((n..n + steps).map(|t| constant_at(self.order, t)).collect());
        }
        for &j in &prepared.kept {
            let mut column = self.regressors.columns[j][prepared.lead + n..].to_vec();
            column.extend_from_slice(&future.columns[j]);
            out.push(column);
        }
        out
    }

    /// Responses of the series to a unit innovation, differencing undone.
    pub(super) fn responses(&self, steps: usize) -> Vec<f64> {
        let m = self.series.period();
        let c = Coefficients::of(self.order, &self.x);
        let delta = differencing(self.order, m);
        integrate(&responses(&c.full_ar(m), &c.full_ma(m), steps), &vec![0.0; delta.len()], &delta)
    }

    /// Standard deviation of the innovations.
    pub(super) fn innovation_deviation(&self) -> f64 {
        self.sigma2.sqrt()
    }

    /// Standard errors of ar, ma, sar, sma: inverse curvature of minus the log-likelihood, carried over to the coefficients.
    fn standard_errors(&self, prepared: &Prepared) -> Option<Vec<f64>> {
        let k = self.x.len();
        let gradient = |x: &[f64]| {
            let e = prepared.data.evaluate(self.order, x)?;
            let mut g = vec![0.0; k];
            prepared.data.gradient(&e, &mut Slope::default(), &mut g);
            Some(g)
        };
        let natural = |x: &[f64]| Coefficients::of(self.order, x).flat();
        let (mut curvature, mut jacobian) = (vec![0.0; k * k], vec![0.0; k * k]);
        for i in 0..k {
            let (mut up, mut down) = (self.x.clone(), self.x.clone());
            up[i] += 1e-4;
            down[i] -= 1e-4;
            let (a, b, c, d) = (gradient(&up)?, gradient(&down)?, natural(&up), natural(&down));
            for j in 0..k {
                curvature[i * k + j] += (a[j] - b[j]) / 4e-4;
                curvature[j * k + i] += (a[j] - b[j]) / 4e-4;
                jacobian[j * k + i] = (c[j] - d[j]) / 2e-4;
            }
        }
        let inverse = cholesky_inverse(&cholesky(&curvature, k)?, k);
        let variance = |j: usize| {
            let row = &jacobian[j * k..(j + 1) * k];
            (0..k * k).map(|i| row[i / k] * row[i % k] * inverse[i]).sum::<f64>()
        };
        Some((0..k).map(|j| variance(j).max(0.0).sqrt()).collect())
    }

    fn coefficients(&self, prepared: &Prepared, e: Option<&Evaluation>) -> Vec<Coefficient> {
        let o = self.order;
        let labels = [("ar", o.p), ("ma", o.q), ("sar", o.sp), ("sma", o.sq)];
        let names = labels.iter().flat_map(|(label, count)| (1..=*count).map(move |i| format!("{label}{i}")));
        let se = self.standard_errors(prepared);
        let values = Coefficients::of(o, &self.x).flat();
        let mut out: Vec<Coefficient> = names
            .zip(values)
            .enumerate()
            .map(|(i, (name, value))| Coefficient { name, value, se: se.as_ref().map(|s| s[i]) })
            .collect();
        for (i, (name, value)) in prepared.names.iter().zip(&self.beta).enumerate() {
            let se = e.map(|e| (e.sigma2 * e.spread[i * (e.beta.len() + 1)]).sqrt() * prepared.scale);
            out.push(Coefficient { name: name.clone(), value: *value, se });
        }
        out
    }
}

/// Corrected Akaike criterion; `None` where the series is too short for the correction.
pub(crate) fn aicc(loglik: f64, n: f64, k: f64) -> Option<f64> {
    (n - k - 1.0 > 0.0).then(|| -2.0 * loglik + 2.0 * k * n / (n - k - 1.0))
}

/// Undoes the differencing of a path that follows `history`, whose values are combined by `delta`.
fn integrate(w: &[f64], history: &[f64], delta: &[f64]) -> Vec<f64> {
    let lost = delta.len();
    let live: Vec<(usize, f64)> = delta.iter().copied().enumerate().filter(|(_, d)| *d != 0.0).collect();
    let mut y: Vec<f64> = history[history.len() - lost.min(history.len())..].to_vec();
    for v in w {
        let past: f64 = live.iter().map(|(j, d)| d * y[y.len() - 1 - j]).sum();
        y.push(v - past);
    }
    y[lost..].to_vec()
}

/// The way ahead from the end of the series.
struct Path<'a> {
    fit: &'a ArimaFitted,
    prepared: &'a Prepared,
    e: &'a Evaluation,
}

impl Path<'_> {
    /// Coefficients of all columns in the scale of the data: the fitted ones, then the estimates of the gaps.
    fn beta(&self) -> Vec<f64> {
        let fixed = self.fit.beta.len();
        let scaled = self.fit.beta.iter().map(|b| b / self.prepared.scale);
        scaled.chain(self.e.beta[fixed..].iter().copied()).collect()
    }

    /// The series less its columns, gaps at their estimates.
    fn level(&self) -> Vec<f64> {
        let mut y = self.prepared.filled.clone();
        for (b, c) in self.fit.beta.iter().zip(&self.prepared.columns) {
            y.iter_mut().zip(c).for_each(|(v, c)| *v -= b * c);
        }
        let fixed = self.fit.beta.len();
        for (b, &gap) in self.e.beta[fixed..].iter().zip(&self.prepared.gaps) {
            y[gap] -= b * self.prepared.scale;
        }
        y
    }

    fn mean(&self, steps: usize, ahead: &[Vec<f64>]) -> Vec<f64> {
        let mut raw = Track::default();
        self.e.gains.track(&self.prepared.data.y, &mut raw);
        let mut state = raw.state;
        for (b, t) in self.beta().iter().zip(&self.e.tracks) {
            state.iter_mut().zip(&t.state).for_each(|(s, c)| *s -= b * c);
        }
        let w: Vec<f64> = self.e.gains.forecast(&state, steps).iter().map(|v| v * self.prepared.scale).collect();
        let mut out = self.integrate(&w, &self.level());
        for (b, c) in self.fit.beta.iter().zip(ahead) {
            out.iter_mut().zip(c).for_each(|(v, c)| *v += b * c);
        }
        out
    }

    fn integrate(&self, w: &[f64], history: &[f64]) -> Vec<f64> {
        integrate(w, history, &differencing(self.fit.order, self.prepared.data.period))
    }

    /// Standard deviation for each step.
    fn deviations(&self, steps: usize, ahead: &[Vec<f64>]) -> Vec<f64> {
        let zeros = vec![0.0; self.fit.order.lost(self.prepared.data.period)];
        let psi = self.fit.responses(steps);
        let mut total = 0.0;
        let mut variance: Vec<f64> = psi
            .iter()
            .map(|p| {
                total += p * p;
                total
            })
            .collect();
        let n = self.prepared.data.y.len();
        for (size, direction) in self.e.gains.excess(n, EXCESS_STEPS) {
            let path = self.integrate(&self.e.gains.forecast(&direction, steps), &zeros);
            variance.iter_mut().zip(&path).for_each(|(v, p)| *v -= size * p * p);
        }
        let k = self.e.tracks.len();
        if k > 0 {
            let distance = self.column_distances(steps, ahead);
            for (h, v) in variance.iter_mut().enumerate() {
                let row: Vec<f64> = distance.iter().map(|d| d[h]).collect();
                *v += (0..k * k).map(|i| row[i / k] * row[i % k] * self.e.spread[i]).sum::<f64>().max(0.0);
            }
        }
        variance.iter().map(|v| (v * self.fit.sigma2).sqrt()).collect()
    }

    /// What each column's future holds beyond what the filter expects of it.
    fn column_distances(&self, steps: usize, ahead: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut out = Vec::new();
        for (j, track) in self.e.tracks.iter().enumerate() {
            let w = self.e.gains.forecast(&track.state, steps);
            let history = self.prepared.columns.get(j).cloned().unwrap_or_else(|| {
                let mut pulse = vec![0.0; self.prepared.filled.len()];
                pulse[self.prepared.gaps[j - self.prepared.columns.len()]] = 1.0;
                pulse
            });
            let expected = self.integrate(&w, &history);
            let future = ahead.get(j);
            out.push((0..steps).map(|h| future.map_or(0.0, |f| f[h]) - expected[h]).collect());
        }
        out
    }
}

impl Fitted for ArimaFitted {
    fn name(&self) -> String {
        let errors = self.order.name(self.series.period());
        self.harmonics.as_ref().map_or(errors.clone(), |f| format!("{} + {errors}", f.name()))
    }

    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        self.predict_with(h, levels, &Regressors::default())
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        self.update_with(values, &Regressors::default())
    }

    fn diagnose(&self) -> Diagnosis {
        let n = self.series.len();
        let mut fitted = vec![f64::NAN; n];
        let mut out = Diagnosis::from_fitted(self.series.values(), fitted.clone(), Some(self.sigma2));
        (out.loglik, out.aicc, out.notes) = (self.loglik, self.aicc, self.notes.clone());
        let Ok(prepared) = Prepared::new(&self.series, self.order, &self.regressors) else { return out };
        let e = prepared.data.evaluate(self.order, &self.x);
        if let Some(gappy) = &prepared.data.gappy {
            let beta: Vec<f64> = self.beta.iter().map(|b| b / prepared.scale).collect();
            let pass = gappy.pass(self.order, &self.x);
            for (k, v) in pass.iter().flat_map(|p| p.residuals(&beta)).enumerate() {
                let t = prepared.lead + k;
                fitted[t] = v.map_or(f64::NAN, |v| self.series.values()[t] - v * prepared.scale);
            }
        } else if let Some(e) = &e {
            let path = Path { fit: self, prepared: &prepared, e };
            let mut rest = prepared.data.y.clone();
            for (b, c) in path.beta().iter().zip(&prepared.data.columns) {
                rest.iter_mut().zip(c).for_each(|(v, c)| *v -= b * c);
            }
            let first = prepared.lead + prepared.filled.len() - rest.len();
            let mut track = Track::default();
            e.gains.track(&rest, &mut track);
            for (k, v) in track.innovation.iter().enumerate() {
                let t = first + k;
                fitted[t] = self.series.values()[t] - v * prepared.scale;
            }
        }
        out.residuals = self.series.values().iter().zip(&fitted).map(|(y, f)| y - f).collect();
        out.fitted = fitted;
        out.coefficients = self.coefficients(&prepared, e.as_ref());
        out
    }
}
