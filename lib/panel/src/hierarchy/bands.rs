//! Bands of all nodes from one set of error vectors that add up.

use forecast::{Band, Forecast};
use rayon::prelude::*;

use super::projection::Projection;
use crate::Spec;
use crate::batch::Answer;
use crate::lags::unit;

/// Times whose errors are used at most, counted from the end.
const TIMES_MAX: usize = 200;

/// One-step errors of all nodes at the same times, each node's over its own root mean square.
#[derive(Debug)]
pub(crate) struct Errors {
    /// Mean squares; `None` for a node without errors.
    variances: Vec<Option<f64>>,
    /// Time after time, nodes within.
    vectors: Vec<Vec<f64>>,
}

impl Errors {
    pub(crate) fn new(nodes: &[Answer], seed: u64) -> Self {
        let mean_square = |errors: &[f64]| {
            let (sum, count) = errors.iter().filter(|e| e.is_finite()).fold((0.0, 0.0), |(s, n), e| (s + e * e, n + 1.0));
            (count > 0.0).then(|| sum / count)
        };
        let variances: Vec<Option<f64>> = nodes.iter().map(|node| mean_square(&node.residuals)).collect();
        let times = nodes.iter().map(|node| node.residuals.len()).max().unwrap_or(0).clamp(1, TIMES_MAX);
        let error = |(place, node): (usize, &Answer), back: usize| {
            let own = node.residuals.len().checked_sub(back + 1).map(|at| node.residuals[at]);
            match (own.filter(|e| e.is_finite()), variances[place]) {
                (Some(e), Some(square)) if square > 0.0 => e / square.sqrt(),
                _ if unit(seed, place, back) < 0.5 => -1.0,
                _ => 1.0,
            }
        };
        let vectors = (0..times).map(|back| nodes.iter().enumerate().map(|node| error(node, back)).collect()).collect();
        Self { variances, vectors }
    }

    /// Mean squared one-step errors; `None` for a node without any.
    pub(crate) fn variances(&self) -> &[Option<f64>] {
        &self.variances
    }

    /// Distances of all nodes after reconciliation.
    fn spread(&self, distances: &[f64], projection: &Projection<'_>) -> Vec<f64> {
        let mut sums = vec![0.0; distances.len()];
        for errors in &self.vectors {
            let scaled: Vec<f64> = errors.iter().zip(distances).map(|(e, d)| e * d).collect();
            sums.iter_mut().zip(projection.apply(&scaled)).for_each(|(sum, e)| *sum += e * e);
        }
        sums.iter().map(|sum| (sum / self.vectors.len() as f64).sqrt()).collect()
    }
}

/// Distances of all nodes at one level, step after step.
#[derive(Debug)]
pub(crate) struct Limits {
    level: f64,
    below: Vec<Vec<f64>>,
    above: Vec<Vec<f64>>,
}

/// The limits at every level that some node has a band for.
pub(crate) fn limits(nodes: &[Answer], spec: &Spec, projection: &Projection<'_>, errors: &Errors) -> Vec<Limits> {
    let measured = |level: &&f64| nodes.iter().filter_map(Answer::forecast).any(|forecast| forecast.band(**level).is_some());
    let side = |level: f64, distance: fn(&Forecast, &Band, usize) -> f64| -> Vec<Vec<f64>> {
        let at = |node: &Answer, step: usize| {
            let forecast = node.forecast()?;
            forecast.band(level).map(|band| distance(forecast, band, step).max(0.0))
        };
        let steps = (0..spec.horizon).into_par_iter();
        steps
            .map(|step| {
                let distances: Vec<f64> = nodes.iter().map(|node| at(node, step).unwrap_or(0.0)).collect();
                errors.spread(&distances, projection)
            })
            .collect()
    };
    let both = |level: f64| Limits {
        level,
        below: side(level, |forecast, band, step| forecast.mean[step] - band.lower[step]),
        above: side(level, |forecast, band, step| band.upper[step] - forecast.mean[step]),
    };
    spec.levels.iter().filter(measured).map(|level| both(*level)).collect()
}

impl Limits {
    /// The band of a node; `None` where it leaves the range of numbers.
    pub(crate) fn around(&self, mean: &[f64], node: usize) -> Option<Band> {
        let lower: Vec<f64> = mean.iter().zip(&self.below).map(|(mean, step)| mean - step[node]).collect();
        let upper: Vec<f64> = mean.iter().zip(&self.above).map(|(mean, step)| mean + step[node]).collect();
        let finite = lower.iter().chain(&upper).all(|v| v.is_finite());
        finite.then_some(Band { level: self.level, lower, upper })
    }
}

impl Answer {
    fn forecast(&self) -> Option<&Forecast> {
        self.outlook.forecast.as_ref().ok()
    }
}
