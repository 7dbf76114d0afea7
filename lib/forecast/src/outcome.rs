//! The output: a mean path and its bands.

use crate::{Error, normal};

/// The longest horizon that is accepted.
pub const HORIZON_MAX: usize = 10_000;
/// The most origins of one backtest.
pub const ORIGINS_MAX: usize = 10_000;

/// Lower and upper limits at one level.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Promised coverage in percent, for example 95.
    pub level: f64,
    /// Lower limit for each step ahead.
    pub lower: Vec<f64>,
    /// Upper limit for each step ahead.
    pub upper: Vec<f64>,
}

impl Band {
    /// Half the width of each step.
    pub fn half_widths(&self) -> Vec<f64> {
        self.upper.iter().zip(&self.lower).map(|(u, l)| (u - l) / 2.0).collect()
    }
}

/// A forecast: the mean for 1, 2, ... steps ahead and a band for each level asked for.
///
/// `bands` is empty where the history holds no error to measure a spread by (a single value, for example).
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The expected value for each step ahead.
    pub mean: Vec<f64>,
    /// One band for each level asked for, in the order asked.
    pub bands: Vec<Band>,
}

impl Forecast {
    /// The number of steps ahead.
    pub fn horizon(&self) -> usize {
        self.mean.len()
    }

    /// The band at this level, if it was asked for and could be measured.
    pub fn band(&self, level: f64) -> Option<&Band> {
        self.bands.iter().find(|b| (b.level - level).abs() < 1e-9)
    }

    /// Normal bands, mean +- z sd; no bands without standard deviations.
    pub(crate) fn normal(mean: Vec<f64>, sd: Option<&[f64]>, levels: &[f64]) -> Self {
        let bands = sd.map_or_else(Vec::new, |sd| {
            levels
                .iter()
                .map(|&level| {
                    let z = normal::quantile(0.5 + level / 200.0);
                    let lower = mean.iter().zip(sd).map(|(f, s)| f - z * s).collect();
                    let upper = mean.iter().zip(sd).map(|(f, s)| f + z * s).collect();
                    Band { level, lower, upper }
                })
                .collect()
        });
        Self { mean, bands }
    }

    /// Applies an increasing map to mean and bands.
    pub(crate) fn map(mut self, f: impl Fn(usize, f64) -> f64) -> Self {
        let apply = |path: &mut Vec<f64>| path.iter_mut().enumerate().for_each(|(k, v)| *v = f(k, *v));
        apply(&mut self.mean);
        for band in &mut self.bands {
            apply(&mut band.lower);
            apply(&mut band.upper);
        }
        self
    }

    /// Refuses a path with a value that is not a number.
    pub(crate) fn checked(self, method: &str) -> Result<Self, Error> {
        let finite = |p: &[f64]| p.iter().all(|v| v.is_finite());
        if finite(&self.mean) && self.bands.iter().all(|b| finite(&b.lower) && finite(&b.upper)) {
            Ok(self)
        } else {
            Err(Error::no_fit(method, "the forecast path leaves the range of numbers"))
        }
    }
}

/// Refuses horizons and levels outside their range.
pub(crate) fn check_request(h: usize, levels: &[f64]) -> Result<(), Error> {
    if h == 0 || h > HORIZON_MAX {
        return Err(Error::BadHorizon { got: h, max: HORIZON_MAX });
    }
    match levels.iter().find(|l| !(**l > 0.0 && **l < 100.0)) {
        Some(&got) => Err(Error::BadLevel { got }),
        None => Ok(()),
    }
}
