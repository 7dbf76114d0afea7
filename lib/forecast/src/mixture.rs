//! Several fitted models taken together.

use crate::{Band, Diagnosis, Error, Fitted, Forecast};

/// How forecasts become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pooling {
    /// The weighted mean.
    #[default]
    Mean,
    /// The weighted mean of the middle: at each step the lowest and the highest values are left out until a quarter of the
    /// total weight is gone on each side. With one or two members the mean; a single wild member has no say among three or more.
    Middle,
}

/// Several models whose forecasts, and band limits one by one, are pooled with weights that sum to 1.
#[derive(Debug)]
pub struct Mixture {
    name: String,
    pooling: Pooling,
    members: Vec<(f64, Box<dyn Fitted>)>,
    notes: Vec<String>,
}

impl Mixture {
    /// A weighted mean; norms the weights; `None` without a member of positive weight.
    pub fn new(name: impl Into<String>, members: Vec<(f64, Box<dyn Fitted>)>, notes: Vec<String>) -> Option<Self> {
        let mut members: Vec<_> = members.into_iter().filter(|(w, _)| *w > 0.0).collect();
        let total: f64 = members.iter().map(|(w, _)| w).sum();
        for (weight, _) in &mut members {
            *weight /= total;
        }
        (!members.is_empty()).then(|| Self { name: name.into(), pooling: Pooling::Mean, members, notes })
    }

    /// The same members pooled in another way.
    #[must_use]
    pub fn pooled_by(self, pooling: Pooling) -> Self {
        Self { pooling, ..self }
    }

    /// The members and their weights.
    pub fn members(&self) -> impl Iterator<Item = (f64, &dyn Fitted)> {
        self.members.iter().map(|(w, m)| (*w, &**m))
    }

    /// How the members' forecasts become one.
    pub fn pooling(&self) -> Pooling {
        self.pooling
    }
}

impl Pooling {
    /// One forecast of several: mean, lower and upper limits are pooled each by itself, step by step.
    ///
    /// Takes weight and forecast of each; levels that not all of them have are dropped. `None` where `parts` is empty, the
    /// weights do not sum to a positive number or the horizons differ.
    pub fn pool(self, parts: &[(f64, Forecast)]) -> Option<Forecast> {
        let (_, first) = parts.first()?;
        let total: f64 = parts.iter().map(|(w, _)| w).sum();
        if total.is_nan() || total <= 0.0 || parts.iter().any(|(_, f)| f.horizon() != first.horizon()) {
            return None;
        }
        let join = |path: &dyn Fn(&Forecast) -> Option<Vec<f64>>| -> Option<Vec<f64>> {
            let paths: Vec<(f64, Vec<f64>)> =
                parts.iter().map(|(w, f)| path(f).map(|p| (w / total, p))).collect::<Option<_>>()?;
            Some((0..first.horizon()).map(|k| self.value(paths.iter().map(|(w, p)| (*w, p[k])).collect())).collect())
        };
        let mean = join(&|f| Some(f.mean.clone()))?;
        let band = |level: f64| {
            let lower = join(&|f| f.band(level).map(|b| b.lower.clone()))?;
            let upper = join(&|f| f.band(level).map(|b| b.upper.clone()))?;
            Some(Band { level, lower, upper })
        };
        let bands = first.bands.iter().filter_map(|b| band(b.level)).collect();
        Some(Forecast { mean, bands })
    }

    /// One value of several, weights summing to 1.
    fn value(self, mut parts: Vec<(f64, f64)>) -> f64 {
        if self == Self::Mean || parts.len() < 3 {
            return parts.iter().map(|(w, v)| w * v).sum();
        }
        parts.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (mut passed, mut sum) = (0.0, 0.0);
        for (w, v) in parts {
            let inside = ((passed + w).min(0.75) - f64::max(passed, 0.25)).max(0.0);
            sum += 2.0 * inside * v;
            passed += w;
        }
        sum
    }
}

impl Fitted for Mixture {
    fn name(&self) -> String {
        let parts: Vec<String> = self.members.iter().map(|(_, m)| m.name()).collect();
        format!("{} of {}", self.name, parts.join(" + "))
    }

    /// Members whose own forecast fails are left out; errors when all fail.
    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        let mut failure = Error::no_fit(&self.name, "there is no member");
        let mut parts = Vec::with_capacity(self.members.len());
        for (weight, member) in &self.members {
            match member.predict(h, levels) {
                Ok(f) => parts.push((*weight, f)),
                Err(e) => failure = e,
            }
        }
        self.pooling.pool(&parts).ok_or(failure)?.checked(&self.name)
    }

    /// Members that cannot take the values are left out from now on; errors when all fail.
    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        let mut failure = Error::no_fit(&self.name, "there is no member");
        let mut kept = Vec::with_capacity(self.members.len());
        for (weight, mut member) in self.members.drain(..) {
            match member.update(values) {
                Ok(()) => kept.push((weight, member)),
                Err(e) => {
                    self.notes.push(format!("left out: {e}"));
                    failure = e;
                }
            }
        }
        let total: f64 = kept.iter().map(|(w, _)| w).sum();
        self.members = kept.into_iter().map(|(w, m)| (w / total, m)).collect();
        if self.members.is_empty() { Err(failure) } else { Ok(()) }
    }

    fn diagnose(&self) -> Diagnosis {
        let all: Vec<(f64, Diagnosis)> = self.members.iter().map(|(w, m)| (*w, m.diagnose())).collect();
        let n = all.first().map_or(0, |(_, d)| d.fitted.len());
        let fitted: Vec<f64> = (0..n)
            .map(|t| {
                let seen: Vec<(f64, f64)> = all.iter().map(|(w, d)| (*w, d.fitted[t])).filter(|(_, v)| v.is_finite()).collect();
                let total: f64 = seen.iter().map(|(w, _)| w).sum();
                if total > 0.0 { self.pooling.value(seen.iter().map(|(w, v)| (w / total, *v)).collect()) } else { f64::NAN }
            })
            .collect();
        let values: Vec<f64> = (0..n)
            .map(|t| all.iter().map(|(_, d)| d.fitted[t] + d.residuals[t]).find(|v| v.is_finite()).unwrap_or(f64::NAN))
            .collect();
        let mut out = Diagnosis::from_fitted(&values, fitted, None);
        let squares: Vec<f64> = out.residuals.iter().filter(|v| v.is_finite()).map(|v| v * v).collect();
        out.sigma2 = (!squares.is_empty()).then(|| squares.iter().sum::<f64>() / squares.len() as f64);
        out.notes.clone_from(&self.notes);
        for ((w, m), (_, d)) in self.members.iter().zip(&all) {
            out.notes.extend(d.notes.iter().map(|n| format!("{}: {n}", m.name())));
            out.coefficients.push(crate::Coefficient { name: format!("weight of {}", m.name()), value: *w, se: None });
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_ignores_a_wild_member() {
        let part = |v: f64| (1.0, Forecast { mean: vec![v], bands: Vec::new() });
        let pool = |values: &[f64]| Pooling::Middle.pool(&values.iter().map(|v| part(*v)).collect::<Vec<_>>()).map(|f| f.mean[0]);
        assert_eq!(pool(&[1.0, 3.0]), Some(2.0));
        assert!(pool(&[1.0, 2.0, 1e9, 3.0]).is_some_and(|v| (v - 2.5).abs() < 1e-12));
        // A quarter of the weight is three quarters of one of three members.
        assert!(pool(&[6.0, 0.0, 3.0]).is_some_and(|v| (v - (0.25 * 0.0 + 3.0 + 0.25 * 6.0) / 1.5).abs() < 1e-12));
        assert_eq!(pool(&[]), None);
    }
}
