//! A weighted mean of several fitted models.

use crate::{Diagnosis, Error, Fitted, Forecast};

/// Several models whose forecasts and band limits are averaged with weights that sum to 1.
#[derive(Debug)]
pub struct Mixture {
    name: String,
    members: Vec<(f64, Box<dyn Fitted>)>,
    notes: Vec<String>,
}

impl Mixture {
    /// Norms the weights; `None` without a member of positive weight.
    pub fn new(name: impl Into<String>, members: Vec<(f64, Box<dyn Fitted>)>, notes: Vec<String>) -> Option<Self> {
        let mut members: Vec<_> = members.into_iter().filter(|(w, _)| *w > 0.0).collect();
        let total: f64 = members.iter().map(|(w, _)| w).sum();
        for (weight, _) in &mut members {
            *weight /= total;
        }
        (!members.is_empty()).then(|| Self { name: name.into(), members, notes })
    }

    /// The members and their weights.
    pub fn members(&self) -> impl Iterator<Item = (f64, &dyn Fitted)> {
        self.members.iter().map(|(w, m)| (*w, &**m))
    }
}

impl Fitted for Mixture {
    fn name(&self) -> String {
        let parts: Vec<String> = self.members.iter().map(|(_, m)| m.name()).collect();
        format!("{} of {}", self.name, parts.join(" + "))
    }

    /// Members whose own forecast fails are left out; errors when all fail.
    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        let mut sum: Option<Forecast> = None;
        let mut total = 0.0;
        let mut failure = None;
        for (weight, member) in &self.members {
            match member.predict(h, levels) {
                Ok(f) => {
                    let f = f.map(|_, v| v * weight);
                    total += weight;
                    sum = Some(match sum {
                        None => f,
                        Some(s) => s.plus(&f),
                    });
                }
                Err(e) => failure = Some(e),
            }
        }
        match (sum, failure) {
            (Some(s), _) => s.map(|_, v| v / total).checked(&self.name),
            (None, Some(e)) => Err(e),
            (None, None) => Err(Error::no_fit(&self.name, "there is no member")),
        }
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        self.members.iter_mut().try_for_each(|(_, m)| m.update(values))
    }

    fn diagnose(&self) -> Diagnosis {
        let all: Vec<(f64, Diagnosis)> = self.members.iter().map(|(w, m)| (*w, m.diagnose())).collect();
        let n = all.first().map_or(0, |(_, d)| d.fitted.len());
        let fitted: Vec<f64> = (0..n)
            .map(|t| {
                let seen = all.iter().filter(|(_, d)| d.fitted[t].is_finite());
                let (v, w) = seen.fold((0.0, 0.0), |(v, s), (w, d)| (v + w * d.fitted[t], s + w));
                if w > 0.0 { v / w } else { f64::NAN }
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
