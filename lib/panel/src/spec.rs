//! What is asked of a batch.

use forecast::{Error, HORIZON_MAX, Method, ORIGINS_MAX};

/// Whether one boosted model of lags, learned across the series, takes part in the forecasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lags {
    /// Where the method is `auto` and [`SERIES_MIN`](crate::SERIES_MIN) series or more share a period.
    #[default]
    Auto,
    /// Never.
    Never,
    /// With every method, wherever a model can be learned.
    Always,
}

/// Everything that decides what a batch answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// What is fitted to each series.
    pub method: Method,
    /// Steps ahead, 1 to [`forecast::HORIZON_MAX`].
    pub horizon: usize,
    /// Levels of the bands in percent, each within (0, 100).
    pub levels: Vec<f64>,
    /// Whether bands are widened or narrowed to what a backtest measures.
    pub calibrate: bool,
    /// Boosted lags across series.
    pub lags: Lags,
    /// Origins of the backtest at most; 0 for none. A short series has fewer, down to none.
    pub backtest_origins: usize,
    /// Seed of every draw.
    pub seed: u64,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            method: Method::Auto(forecast::Auto::default()),
            horizon: 12,
            levels: vec![80.0, 95.0],
            calibrate: true,
            lags: Lags::Auto,
            backtest_origins: 0,
            seed: 1,
        }
    }
}

impl Spec {
    /// Refuses what no series could answer, so that a caller can say so once instead of once a series.
    ///
    /// Errors: [`Error::BadHorizon`], [`Error::BadLevel`], [`Error::BadOrder`] above [`forecast::ORIGINS_MAX`] origins.
    pub fn check(&self) -> Result<(), Error> {
        if self.horizon == 0 || self.horizon > HORIZON_MAX {
            return Err(Error::BadHorizon { got: self.horizon, max: HORIZON_MAX });
        }
        if let Some(&got) = self.levels.iter().find(|level| !(**level > 0.0 && **level < 100.0)) {
            return Err(Error::BadLevel { got });
        }
        if self.backtest_origins > ORIGINS_MAX {
            let what = format!("a backtest has at most {ORIGINS_MAX} origins, {} were asked for", self.backtest_origins);
            return Err(Error::BadOrder { what });
        }
        Ok(())
    }
}
