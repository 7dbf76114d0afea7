//! The Theta family: a season taken out, exponential smoothing of the level, and part of the linear trend.
//!
//! With `w = 1 - 1/theta` the one-step forecast of the seasonally adjusted series is
//! `l_{t-1} + w [(1-a)^{t-1} A + (1-(1-a)^t)/a B]`, `l_t = a y_t + (1-a) l_{t-1}`, A and B the intercept and slope of
//! a straight line through the series: through all of it ([`ThetaLine::Optimised`]) or through the part seen so far
//! ([`ThetaLine::Dynamic`]). For a given `a` the error is linear in `l_0` and `w`, so both are solved for exactly and the
//! search is over `a` alone.
//!
//! References: Assimakopoulos & Nikolopoulos (2000), doi:10.1016/S0169-2070(00)00066-2; Hyndman & Billah (2003),
//! doi:10.1016/S0169-2070(01)00143-1; Fiorucci et al. (2016), doi:10.1016/j.ijforecast.2016.02.005.

use crate::{Coefficient, Diagnosis, Error, Fitted, Forecast, Series, minimise, outcome::check_request, season::SeasonIndices};

/// Bounds of the smoothing parameter.
const ALPHA: (f64, f64) = (0.1, 0.99);
/// Bounds of the smoothing parameter of the standard method.
const ALPHA_STANDARD: (f64, f64) = (1e-4, 0.9999);

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
    /// Whichever of the three has the smallest one-step error.
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
    alpha: f64,
    weight: f64,
    start: f64,
    sigma2: Option<f64>,
}

impl Theta {
    /// Fits in O(n) for each of about 40 trial values of the smoothing parameter; gaps are filled first.
    ///
    /// Errors: [`Error::TooShort`] below 4 observed values.
    pub fn fit(&self, series: &Series) -> Result<ThetaFitted, Error> {
        series.need("theta", 4)?;
        let season = SeasonIndices::detect(series);
        let filled = series.filled();
        let adjusted: Vec<f64> = match &season {
            Some(s) => filled.iter().enumerate().map(|(t, v)| s.remove(t, *v)).collect(),
            None => filled,
        };
        let fit_line = |line| ThetaFitted::of_line(line, series, season.clone(), adjusted.clone());
        if self.line != ThetaLine::Best {
            return Ok(fit_line(self.line));
        }
        let mut best = fit_line(ThetaLine::Dynamic);
        for line in [ThetaLine::Optimised, ThetaLine::Standard] {
            let other = fit_line(line);
            if other.sigma2 < best.sigma2 {
                best = other;
            }
        }
        Ok(best)
    }
}

impl ThetaFitted {
    fn of_line(line: ThetaLine, series: &Series, season: Option<SeasonIndices>, adjusted: Vec<f64>) -> Self {
        let scale = adjusted.iter().map(|v| v.abs()).fold(0.0, f64::max);
        let unit: Vec<f64> = adjusted.iter().map(|v| if scale > 0.0 { v / scale } else { 0.0 }).collect();
        let bounds = if line == ThetaLine::Standard { ALPHA_STANDARD } else { ALPHA };
        let alpha = minimise::line(bounds.0, bounds.1, 13, 1e-5, |a| concentrated(line, &unit, a).2);
        let (start, weight, sse) = concentrated(line, &unit, alpha);
        let used = if line == ThetaLine::Standard { 2 } else { 3 };
        let freedom = unit.len().saturating_sub(used).max(1) as f64;
        let sigma2 = Some(sse * scale * scale / freedom);
        Self { line, series: series.clone(), season, adjusted, alpha, weight, start: start * scale, sigma2 }
    }

    /// One-step forecasts of the adjusted series, then `h` more that take their own forecasts as values.
    fn path(&self, h: usize, shock: f64) -> Vec<f64> {
        let n = self.adjusted.len();
        let (a, w) = (self.alpha, self.weight);
        let mut lines = Lines::new(self.line, &self.adjusted);
        let mut level = self.start;
        let mut damp = 1.0;
        let mut out = Vec::with_capacity(n + h);
        for t in 0..n + h {
            let f = level + w * lines.ahead(a, damp);
            let y = match t {
                _ if t < n => self.adjusted[t],
                _ if t == n => f + shock,
                _ => f,
            };
            out.push(f);
            level = a * y + (1.0 - a) * level;
            lines.take(y);
            damp *= 1.0 - a;
        }
        out
    }

    /// Response of the path to a unit error at the first step ahead.
    fn response(&self, h: usize) -> Vec<f64> {
        let unit = self.sigma2.unwrap_or(1.0).sqrt().max(f64::MIN_POSITIVE);
        let (base, moved) = (self.path(h, 0.0), self.path(h, unit));
        let n = self.adjusted.len();
        (0..h).map(|k| if k == 0 { 1.0 } else { (moved[n + k] - base[n + k]) / unit }).collect()
    }

    fn restore(&self, t: usize, v: f64) -> f64 {
        self.season.as_ref().map_or(v, |s| s.restore(t, v))
    }
}

/// The straight line seen so far, or the one through the whole series.
struct Lines {
    dynamic: bool,
    seen: f64,
    mean: f64,
    intercept: f64,
    slope: f64,
}

impl Lines {
    fn new(line: ThetaLine, y: &[f64]) -> Self {
        let n = y.len() as f64;
        if line == ThetaLine::Dynamic {
            return Self { dynamic: true, seen: 0.0, mean: 0.0, intercept: 0.0, slope: 0.0 };
        }
        let centre = f64::midpoint(n, 1.0);
        let mean = y.iter().sum::<f64>() / n;
        let cross: f64 = y.iter().enumerate().map(|(t, v)| ((t + 1) as f64 - centre) * v).sum();
        let slope = cross * 12.0 / (n * (n * n - 1.0));
        Self { dynamic: false, seen: 0.0, mean, intercept: mean - slope * centre, slope }
    }

    /// What the line adds for the next step, where `damp = (1 - a)^(values seen)`.
    fn ahead(&self, a: f64, damp: f64) -> f64 {
        damp * self.intercept + (1.0 - damp * (1.0 - a)) / a * self.slope
    }

    fn take(&mut self, y: f64) {
        if !self.dynamic {
            return;
        }
        self.seen += 1.0;
        let t = self.seen;
        if t < 2.0 {
            self.mean = y;
        } else {
            // The mean of t y_t over t(t-1)/2 pairs, updated: slope of least squares through the values seen.
            self.slope = ((t - 2.0) * self.slope + 6.0 / t * (y - self.mean)) / (t + 1.0);
            self.mean += (y - self.mean) / t;
        }
        self.intercept = self.mean - self.slope * (t + 1.0) / 2.0;
    }
}

/// Best `(l_0, w)` for this smoothing parameter, and the sum of squared one-step errors from the second value on.
fn concentrated(line: ThetaLine, y: &[f64], a: f64) -> (f64, f64, f64) {
    let mut lines = Lines::new(line, y);
    let (mut level, mut damp) = (0.0, 1.0);
    // Errors are u - l0 p - w q.
    let (mut uu, mut up, mut uq, mut pp, mut pq, mut qq) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    let skip = usize::from(line == ThetaLine::Dynamic);
    for (t, &v) in y.iter().enumerate() {
        let (u, p, q) = (v - level, damp, lines.ahead(a, damp));
        if t >= skip {
            uu += u * u;
            up += u * p;
            uq += u * q;
            pp += p * p;
            pq += p * q;
            qq += q * q;
        }
        level = a * v + (1.0 - a) * level;
        lines.take(v);
        damp *= 1.0 - a;
    }
    let start_for = |w: f64| if pp > 0.0 { (up - w * pq) / pp } else { 0.0 };
    let weight = if line == ThetaLine::Standard {
        0.5
    } else {
        let (rest, cross) = (qq - pq * pq / pp, uq - pq * up / pp);
        if rest > 1e-12 * qq { (cross / rest).clamp(0.0, 1.0) } else { 0.5 }
    };
    let start = start_for(weight);
    let sse = uu - 2.0 * start * up - 2.0 * weight * uq + start * start * pp + 2.0 * start * weight * pq + weight * weight * qq;
    (start, weight, sse.max(0.0))
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
        let mean = self.path(h, 0.0)[n..].to_vec();
        let sd = self.sigma2.map(|s2| {
            let mut sum = 0.0;
            self.response(h)
                .iter()
                .map(|c| {
                    sum += c * c;
                    (s2 * sum).sqrt()
                })
                .collect::<Vec<f64>>()
        });
        Forecast::normal(mean, sd.as_deref(), levels).map(|k, v| self.restore(n + k, v)).checked(&self.name())
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
        let fitted = self.path(0, 0.0).into_iter().enumerate().map(|(t, f)| self.restore(t, f)).collect();
        let coefficient = |name: &str, value| Coefficient { name: name.into(), value, se: None };
        let mut out = Diagnosis::from_fitted(self.series.values(), fitted, self.sigma2);
        out.coefficients = vec![
            coefficient("alpha", self.alpha),
            coefficient("theta", 1.0 / (1.0 - self.weight).max(1e-10)),
            coefficient("l0", self.start),
        ];
        out
    }
}
