//! How each method would have done at earlier times, over all series.

use std::collections::BTreeMap;

use panel::Outlook;
use serde::Serialize;

use super::request::{YARDSTICK, level_name};

/// A running mean.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f64,
    weight: f64,
}

impl Mean {
    fn add(&mut self, value: f64, weight: f64) {
        if value.is_finite() {
            self.sum += value * weight;
            self.weight += weight;
        }
    }

    fn get(self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
}

/// The backtests of one method.
#[derive(Debug, Clone, Default)]
struct Played {
    series: u64,
    origins: u64,
    mae: Mean,
    smape: Mean,
    mase: Mean,
    coverage: BTreeMap<String, Mean>,
    msis: BTreeMap<String, Mean>,
    cpu_seconds: f64,
}

/// The backtests of all methods.
#[derive(Debug, Clone)]
pub(super) struct Trials {
    methods: Vec<(String, Played)>,
}

/// A line of the table of methods.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    /// Name of the method.
    pub(super) method: String,
    /// Series with at least one origin.
    pub(super) series: u64,
    /// Origins over all series.
    pub(super) origins: u64,
    /// Mean absolute error over all forecasts.
    pub(super) mae: Option<f64>,
    /// Symmetric mean absolute percentage error, the mean over series.
    pub(super) smape: Option<f64>,
    /// Mean absolute scaled error, the mean over series.
    pub(super) mase: Option<f64>,
    /// MASE less that of seasonal naive, in percent of it; negative is better.
    pub(super) against_seasonal_naive: Option<f64>,
    /// Promised and measured coverage, in percent.
    pub(super) coverage: BTreeMap<String, f64>,
    /// Mean scaled interval score, the mean over series.
    pub(super) msis: BTreeMap<String, f64>,
    /// Processor milliseconds a series, backtest and forecast.
    pub(super) cpu_ms: f64,
}

impl Trials {
    pub(super) fn new(names: impl Iterator<Item = String>) -> Self {
        Self { methods: names.map(|name| (name, Played::default())).collect() }
    }

    /// Adds the backtest of a method on a series.
    pub(super) fn add(&mut self, method: usize, outlook: &Outlook) {
        let Some((_, played)) = self.methods.get_mut(method) else { return };
        played.cpu_seconds += outlook.cpu_seconds;
        let Some(measured) = outlook.backtest.measures() else { return };
        played.series += 1;
        played.origins += outlook.backtest.origins.len() as u64;
        let count = measured.count as f64;
        played.mae.add(measured.mae, count);
        played.smape.add(measured.smape, 1.0);
        if let Some(mase) = measured.mase {
            played.mase.add(mase, 1.0);
        }
        for (level, share) in &measured.coverage {
            played.coverage.entry(level_name(*level)).or_default().add(*share, count);
        }
        for (level, score) in &measured.msis {
            played.msis.entry(level_name(*level)).or_default().add(*score, 1.0);
        }
    }

    /// Whether anything was measured.
    pub(super) fn any(&self) -> bool {
        self.methods.iter().any(|(_, played)| played.series > 0)
    }

    /// The methods in the order asked.
    pub(super) fn lines(&self) -> Vec<Line> {
        let yardstick = self.methods.iter().find(|(name, _)| name == YARDSTICK).and_then(|(_, p)| p.mase.get());
        let means = |all: &BTreeMap<String, Mean>| all.iter().filter_map(|(l, m)| Some((l.clone(), m.get()?))).collect();
        let line = |(name, played): &(String, Played)| Line {
            method: name.clone(),
            series: played.series,
            origins: played.origins,
            mae: played.mae.get(),
            smape: played.smape.get(),
            mase: played.mase.get(),
            against_seasonal_naive: played
                .mase
                .get()
                .zip(yardstick)
                .filter(|(_, y)| *y > 0.0)
                .map(|(m, y)| 100.0 * (m / y - 1.0)),
            coverage: means(&played.coverage),
            msis: means(&played.msis),
            cpu_ms: 1e3 * played.cpu_seconds / played.series.max(1) as f64,
        };
        self.methods.iter().map(line).collect()
    }
}
