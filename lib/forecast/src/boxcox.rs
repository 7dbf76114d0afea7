//! Power transforms around any method.
//!
//! `z = (y^lambda - 1) / lambda`, `z = log y` for lambda = 0; negative values as `-|y|^lambda` where lambda > 0. Means are brought back with the second-order
//! correction for bias, bands as they are (quantiles need none).
//! Reference: Box & Cox (1964), doi:10.1111/j.2517-6161.1964.tb00553.x; Guerrero (1993), doi:10.1002/for.3980120104.

use crate::{Diagnosis, Error, Fitted, Forecast, Method, Mstl, Series, minimise, normal};

/// Range in which lambda is looked for.
const LAMBDA: (f64, f64) = (-1.0, 2.0);
/// Rolling origins of the comparison.
const ORIGINS: usize = 3;
/// A level whose band is one standard deviation wide on either side, or nearly so.
const ONE_SIGMA: f64 = 68.0;

/// How lambda is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lambda {
    /// As given.
    Fixed(f64),
    /// Where the spread of whole seasons depends least on their mean ([`guerrero`]).
    Guerrero,
    /// Untransformed, logarithm or Guerrero's: what forecast best from three rolling origins.
    Backtest,
}

/// A method on the transformed series.
#[derive(Debug, Clone, PartialEq)]
pub struct BoxCox {
    /// How lambda is found.
    pub lambda: Lambda,
    /// The method.
    pub inner: Box<Method>,
}

/// A fitted [`BoxCox`].
#[derive(Debug)]
pub struct BoxCoxFitted {
    lambda: f64,
    inner: Box<dyn Fitted>,
    values: Vec<f64>,
    /// Whether every value was above zero: then no limit lies below.
    positive: bool,
    notes: Vec<String>,
}

/// The transform of one value.
pub fn box_cox(y: f64, lambda: f64) -> f64 {
    if lambda.abs() < 1e-9 { y.ln() } else { (y.signum() * y.abs().powf(lambda) - 1.0) / lambda }
}

/// The inverse of [`box_cox`]; infinite where there is none.
pub fn box_cox_inverse(z: f64, lambda: f64) -> f64 {
    if lambda.abs() < 1e-9 {
        return z.exp();
    }
    let base = lambda * z + 1.0;
    if lambda < 0.0 && base <= 0.0 {
        return f64::INFINITY;
    }
    base.signum() * base.abs().powf(1.0 / lambda)
}

/// The lambda in [-1, 2] for which the coefficient of variation of `s_h / m_h^(1 - lambda)` is smallest, m and s the mean and
/// standard deviation of whole seasons (pairs of values where there is no season).
///
/// Missing values are left out. Errors: [`Error::NotPositive`]; [`Error::TooShort`] below two seasons. O(n) a trial value.
/// Checked against R `BoxCox.lambda(method = "guerrero")`.
pub fn guerrero(series: &Series) -> Result<f64, Error> {
    if series.min() <= 0.0 {
        return Err(Error::NotPositive { method: "a Box-Cox transform".into(), smallest: series.min() });
    }
    let m = series.period().max(2);
    series.need("guerrero", 2 * m)?;
    let y = series.values();
    let blocks: Vec<(f64, f64)> = y[y.len() % m..].chunks_exact(m).filter_map(moments).collect();
    if blocks.len() < 2 || blocks.iter().all(|(_, s)| *s <= 0.0) {
        return Ok(1.0);
    }
    let spread = |lambda: f64| {
        let ratios: Vec<f64> = blocks.iter().map(|(mean, s)| s / mean.powf(1.0 - lambda)).collect();
        moments(&ratios).map_or(f64::INFINITY, |(mean, s)| s / mean)
    };
    Ok(minimise::line(LAMBDA.0, LAMBDA.1, 31, 1e-6, spread))
}

/// Mean and standard deviation of the observed values; `None` below two.
fn moments(x: &[f64]) -> Option<(f64, f64)> {
    let seen: Vec<f64> = x.iter().copied().filter(|v| !v.is_nan()).collect();
    let n = seen.len() as f64;
    let mean = seen.iter().sum::<f64>() / n;
    (seen.len() > 1).then(|| (mean, (seen.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()))
}

impl BoxCox {
    /// Finds lambda and fits.
    ///
    /// Errors: [`Error::NotPositive`] where the transform needs values above zero (lambda <= 0, and Guerrero's choice);
    /// [`Error::BadOrder`] for a lambda outside [-1, 2]; those of the method.
    pub fn fit(&self, series: &Series) -> Result<BoxCoxFitted, Error> {
        match self.lambda {
            Lambda::Fixed(lambda) => self.fit_at(series, lambda),
            Lambda::Guerrero => self.fit_at(series, guerrero(series)?),
            Lambda::Backtest => {
                if series.min() <= 0.0 {
                    let mut fit = self.fit_at(series, 1.0)?;
                    fit.notes.push("no transform: a value is not above zero".into());
                    return Ok(fit);
                }
                self.fit_at(series, self.compare(series))
            }
        }
    }

    /// The lambda that forecasts best; none at all where the series is too short to tell.
    fn compare(&self, series: &Series) -> f64 {
        let (n, m) = (series.len(), series.period());
        let h = if m > 1 { m.min(n / 6) } else { 4.min(n / 6) };
        if h == 0 || n < 2 * m + ORIGINS * h {
            return 1.0;
        }
        let mut choices = vec![1.0, 0.0];
        choices
            .extend(guerrero(series).ok().map(|l| (l * 20.0).round() / 20.0).filter(|l| l.abs() > 0.1 && (l - 1.0).abs() > 0.1));
        let error = |lambda: f64| -> Option<f64> {
            let mut sum = 0.0;
            for k in (1..=ORIGINS).rev() {
                let from = n - k * h;
                let f = self.fit_at(&series.head(from).ok()?, lambda).ok()?.predict(h, &[]).ok()?;
                let actual = &series.values()[from..from + h];
                sum += actual.iter().zip(&f.mean).filter(|(a, _)| !a.is_nan()).map(|(a, f)| (a - f).abs()).sum::<f64>();
            }
            Some(sum)
        };
        let scored = choices.into_iter().filter_map(|l| error(l).map(|e| (e, l)));
        scored.min_by(|a, b| a.0.total_cmp(&b.0)).map_or(1.0, |(_, l)| l)
    }

    fn fit_at(&self, series: &Series, lambda: f64) -> Result<BoxCoxFitted, Error> {
        if !(LAMBDA.0..=LAMBDA.1).contains(&lambda) {
            return Err(Error::BadOrder { what: format!("a Box-Cox lambda must lie between -1 and 2, got {lambda}") });
        }
        let smallest = series.min();
        if lambda < 1e-9 && smallest <= 0.0 {
            let method =
                if lambda.abs() < 1e-9 { "a logarithm".into() } else { format!("a Box-Cox transform with lambda {lambda}") };
            return Err(Error::NotPositive { method, smallest });
        }
        let z = transformed(series.values(), lambda);
        let z = series.like(z)?;
        let inner = match self.inner.routed(&z) {
            // One transform is enough.
            Method::Mstl(decomposed) => Mstl { log: false, ..decomposed }.fit(&z).map(|m| Box::new(m) as Box<dyn Fitted>)?,
            inner => inner.fit(&z)?,
        };
        let positive = smallest > 0.0;
        Ok(BoxCoxFitted { lambda, inner, values: series.values().to_vec(), positive, notes: Vec::new() })
    }
}

/// A lambda of 1 leaves the series as it is.
fn transformed(y: &[f64], lambda: f64) -> Vec<f64> {
    if (lambda - 1.0).abs() < 1e-9 { y.to_vec() } else { y.iter().map(|v| box_cox(*v, lambda)).collect() }
}

impl BoxCoxFitted {
    /// The exponent.
    pub fn lambda(&self) -> f64 {
        self.lambda
    }

    fn back(&self, z: f64) -> f64 {
        if (self.lambda - 1.0).abs() < 1e-9 {
            return z;
        }
        let y = box_cox_inverse(z, self.lambda);
        if self.positive { y.max(0.0) } else { y }
    }

    /// The mean of the back-transform of a normal variable to second order: `g(z) + g''(z) var / 2`.
    fn mean(&self, z: f64, variance: f64) -> f64 {
        if (self.lambda - 1.0).abs() < 1e-9 {
            return z;
        }
        let y = self.back(z);
        let base = self.lambda * z + 1.0;
        let factor = 1.0 + 0.5 * variance * (1.0 - self.lambda) / (base * base);
        if base > 0.0 && factor.is_finite() { y * factor } else { y }
    }
}

impl Fitted for BoxCoxFitted {
    fn name(&self) -> String {
        match self.lambda {
            l if (l - 1.0).abs() < 1e-9 => self.inner.name(),
            l if l.abs() < 1e-9 => format!("log {}", self.inner.name()),
            l => format!("BoxCox({l:.2}) {}", self.inner.name()),
        }
    }

    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        let asked: Vec<f64> = levels.iter().copied().chain(std::iter::once(ONE_SIGMA)).collect();
        let mut f = self.inner.predict(h, &asked)?;
        let wide = f.bands.iter().position(|b| (b.level - ONE_SIGMA).abs() < 1e-9);
        let z = normal::quantile(0.5 + ONE_SIGMA / 200.0);
        let variance: Vec<f64> =
            match wide.map(|at| if levels.contains(&ONE_SIGMA) { f.bands[at].clone() } else { f.bands.remove(at) }) {
                Some(band) => band.upper.iter().zip(&band.lower).map(|(u, l)| ((u - l) / (2.0 * z)).powi(2)).collect(),
                None => vec![0.0; h],
            };
        f.bands.truncate(levels.len());
        let mean = f.mean.iter().zip(&variance).map(|(m, v)| self.mean(*m, *v)).collect();
        let mut out = f.map(|_, v| self.back(v));
        out.mean = mean;
        out.checked(&self.name())
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        if let Some(&smallest) = values.iter().find(|v| self.lambda < 1e-9 && **v <= 0.0) {
            return Err(Error::NotPositive { method: self.name(), smallest });
        }
        self.inner.update(&transformed(values, self.lambda))?;
        self.positive &= values.iter().all(|v| v.is_nan() || *v > 0.0);
        self.values.extend_from_slice(values);
        Ok(())
    }

    /// Fitted values and residuals are those of the series itself; variance, likelihood and criterion belong to the transformed series.
    fn diagnose(&self) -> Diagnosis {
        let mut out = self.inner.diagnose();
        out.fitted.iter_mut().for_each(|v| *v = self.back(*v));
        out.residuals = self.values.iter().zip(&out.fitted).map(|(y, f)| y - f).collect();
        out.notes.extend(self.notes.iter().cloned());
        if (self.lambda - 1.0).abs() > 1e-9 {
            out.notes.push(format!("variance and likelihood are those of the series transformed with lambda {:.2}", self.lambda));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for lambda in [-1.0, -0.3, 0.0, 0.5, 1.0, 2.0] {
            for y in [0.2, 1.0, 30.0] {
                assert!((box_cox_inverse(box_cox(y, lambda), lambda) - y).abs() < 1e-12 * (1.0 + y));
            }
        }
        assert!((box_cox_inverse(box_cox(-4.0, 0.5), 0.5) + 4.0).abs() < 1e-12);
    }
}
