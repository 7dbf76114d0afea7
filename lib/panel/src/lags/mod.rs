//! One boosted model of lags, learned across many series of one period.
//!
//! With `L` lags, `s` the mean of `|y|` over the last `L` values and `y_n` the last value, the model learns the next change
//! `(y_{n+1} - y_n) / s` from the lags relative to the last value, `(y_{n-j} - y_n) / s`, their spread and the position in the season. Level and
//! unit of a series do not matter. Absolute loss. Forecasts are fed back in for further steps.
//!
//! `L` is `m + 1` for periods up to [`LAGS_MAX`], at least 4; longer periods keep the last 24 lags and the three around a season ago.
//!
//! Missing values: filled before lags are taken ([`Series::filled`]), never learned from as a target.
//! Cost: O(rows x lags x trees) to learn, with at most [`LagSpec::rows_max`] rows; O(trees) a step and series to forecast.
//!
//! The recipe (lags, differenced target, scaling) is that of the global models of the M5 competition: Makridakis, Spiliotis & Assimakopoulos
//! (2022), doi:10.1016/j.ijforecast.2021.11.013; Montero-Manso & Hyndman (2021), doi:10.1016/j.ijforecast.2021.03.004. Settings
//! were chosen on M1 and Tourism; all that were tried lie within 1 % of each other but for squared loss, which is 10 % worse.

mod window;

use forecast::{Error, Series};
use learn::LearnError;
use learn::booster::{BinSpec, Binned, Fitted, Loss, Rows, Spec};
use learn::frame::{Column, Frame};
use rayon::prelude::*;

pub use window::LAGS_MAX;
use window::Window;
pub(crate) use window::unit;

/// Series that are forecast together.
const CHUNK: usize = 256;

/// The beginning of a series, as far as a model may see it.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// The series.
    pub series: &'a Series,
    /// Values known.
    pub known: usize,
}

/// Settings of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct LagSpec {
    /// Trees.
    pub rounds: usize,
    /// Rows learned from at most; drawn where there are more.
    pub rows_max: usize,
    /// Seed of every draw.
    pub seed: u64,
}

impl Default for LagSpec {
    fn default() -> Self {
        Self { rounds: 300, rows_max: 200_000, seed: 1 }
    }
}

impl LagSpec {
    /// Learns from the known values of all series; `period` is that of all of them.
    ///
    /// Errors: [`Error::BadPeriod`], and [`Error::NoFit`] when no series is longer than the window.
    pub fn fit(&self, pasts: &[Past<'_>], period: usize) -> Result<LagModel, Error> {
        let window = Window::new(period)?;
        let (columns, target) = window.table(pasts, self.rows_max, self.seed);
        let binned = frame(columns, target.len())
            .and_then(|frame| Binned::new(&frame, &BinSpec::default()))
            .map_err(|error| refused(&error))?;
        let spec = Spec {
            rounds: self.rounds,
            learning_rate: 0.05,
            row_fraction: 0.8,
            column_fraction: 0.8,
            seed: self.seed,
            ..Spec::new(Loss::Absolute)
        };
        let booster = spec.fit_binned(&Rows::new(&binned, &target), None, &mut || false).map_err(|error| refused(&error))?;
        Ok(LagModel { window, booster })
    }
}

/// A fitted model for series of one period.
#[derive(Debug, Clone)]
pub struct LagModel {
    window: Window,
    booster: Fitted,
}

impl LagModel {
    /// The next `horizon` values after each past; `None` where a past is shorter than the window or does not vary in it.
    ///
    /// The order is that of `pasts`, the bytes are the same on any number of threads.
    pub fn predict(&self, pasts: &[Past<'_>], horizon: usize) -> Result<Vec<Option<Vec<f64>>>, Error> {
        let parts: Result<Vec<_>, LearnError> = pasts.par_chunks(CHUNK).map(|chunk| self.chunk(chunk, horizon)).collect();
        Ok(parts.map_err(|error| refused(&error))?.into_iter().flatten().collect())
    }

    fn chunk(&self, pasts: &[Past<'_>], horizon: usize) -> Result<Vec<Option<Vec<f64>>>, LearnError> {
        let mut paths: Vec<Option<Vec<f64>>> = pasts.iter().map(|past| self.window.tail(*past)).collect();
        let rows = paths.iter().flatten().count();
        for step in 0..horizon {
            let mut columns = self.window.columns(rows);
            let open = paths.iter().zip(pasts).filter_map(|(path, past)| path.as_ref().map(|path| (path, past.known + step)));
            let scales: Vec<f64> = open.map(|(path, time)| self.window.push(path, time, &mut columns)).collect();
            let changes = self.booster.predict(&frame(columns, rows)?)?;
            for (path, (change, scale)) in paths.iter_mut().flatten().zip(changes.iter().zip(scales)) {
                let last = path.last().copied().unwrap_or(0.0);
                path.push(last + change * scale);
            }
        }
        paths.iter_mut().flatten().for_each(|path| drop(path.drain(..path.len() - horizon)));
        Ok(paths)
    }
}

fn frame(columns: Vec<Vec<f64>>, rows: usize) -> Result<Frame, LearnError> {
    let named = columns.into_iter().enumerate().map(|(place, values)| Column::numeric(format!("x{place}"), values));
    Frame::new(rows, named.collect())
}

fn refused(error: &LearnError) -> Error {
    Error::NoFit { method: "lags".into(), why: error.to_string() }
}
