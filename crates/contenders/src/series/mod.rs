//! Forecasts, series by series.

mod grid;
pub(crate) mod lags;

use contest::protocol::{Answer, Notes, Values};
use forecast::{Backtest, Forecast, Method, Mstl, Series, calibrated};

use crate::game::Game;
use crate::{ContenderError, Played};
use grid::Grid;

/// Levels of the bounds in an answer, in percent: outer and inner.
const LEVELS: [f64; 2] = [95.0, 80.0];
/// What stands in, in this order, for a series that the method cannot forecast.
const STAND_INS: [&str; 2] = ["seasonal-naive", "naive"];

/// Plays a seasonal method with a season of its own.
pub(crate) fn play_seasonal(game: &Game, method: &str, season: Option<u32>) -> Played {
    forecast_all(game, method, season.unwrap_or(game.task.season))
}

/// Plays a method by its name in the forecasting library.
///
/// Each series (one a group) is put on a regular grid of dates; gaps stay missing. A method that refuses a season as too long is replaced by
/// MSTL, which the notes name. A series that the method cannot
/// forecast is forecast by a plainer one, which is counted and noted; when more than half of the series fail, the
/// contender gives up with the first reason.
pub(crate) fn play(game: &Game, method: &str) -> Played {
    forecast_all(game, method, game.task.season)
}

/// The name of an ARIMA in the forecasting library.
pub(crate) fn arima_name(order: Option<[u32; 3]>, seasonal: Option<[u32; 3]>) -> String {
    match (order, seasonal) {
        (None, None) => "arima".into(),
        (order, seasonal) => {
            let [p, d, q] = order.unwrap_or([0, 0, 0]);
            let [sp, sd, sq] = seasonal.unwrap_or([0, 0, 0]);
            format!("arima:{p},{d},{q},{sp},{sd},{sq}")
        }
    }
}

fn forecast_all(game: &Game, name: &str, season: u32) -> Played {
    let method = Method::parse(name).map_err(|source| ContenderError::Forecast { series: "all".into(), source })?;
    let grid = Grid::of(game)?;
    let mut points = vec![f64::NAN; game.asked.len()];
    let mut bounds = LEVELS.map(|_| Some((points.clone(), points.clone())));
    let mut names: Vec<String> = Vec::new();
    let mut failures: Vec<String> = Vec::new();
    let seasons = Seasons {
        period: season.max(1) as usize,
        longer: game.task.step.map_or_else(Vec::new, |step| series::longer_seasons(step, season)),
    };
    for line in &grid.lines {
        let done = line.forecast(&method, &seasons);
        let (model, forecast) = match done {
            Ok(done) => done,
            Err(source) => {
                let failed = ContenderError::Forecast { series: line.label.clone(), source };
                failures.push(failed.to_string());
                if failures.len() * 2 > grid.lines.len() {
                    return Err(failed);
                }
                line.stand_in(&seasons).ok_or(failed)?
            }
        };
        for &(row, ahead) in &line.asked {
            points[row] = forecast.mean[ahead];
        }
        for (level, bounds) in LEVELS.iter().zip(&mut bounds) {
            // Bounds of some series alone are none.
            match (forecast.band(*level), bounds.as_mut()) {
                (Some(band), Some((lo, hi))) => {
                    line.asked.iter().for_each(|&(row, ahead)| (lo[row], hi[row]) = (band.lower[ahead], band.upper[ahead]));
                }
                _ => *bounds = None,
            }
        }
        names.push(model);
    }
    let notes = notes(&grid, &names, &failures);
    let [bounds, inner] = bounds;
    Ok((Answer { values: Values::Points(points), bounds, inner }, notes))
}

fn notes(grid: &Grid, names: &[String], failures: &[String]) -> Notes {
    const SHOWN: usize = 8;
    let mut lines: Vec<String> = grid
        .lines
        .iter()
        .zip(names)
        .take(SHOWN)
        .map(|(line, model)| if line.label.is_empty() { model.clone() } else { format!("{}: {model}", line.label) })
        .collect();
    if names.len() > SHOWN {
        lines.push(format!("and {} more series", names.len() - SHOWN));
    }
    lines.extend(failures.iter().take(SHOWN).map(|failure| format!("plainer stand-in: {failure}")));
    let mut notes = Notes { text: Some(lines.join("\n")), ..Notes::default() };
    notes.metrics.insert("series".into(), grid.lines.len() as f64);
    if !failures.is_empty() {
        notes.metrics.insert("stand_ins".into(), failures.len() as f64);
    }
    notes
}

/// What repeats, in steps.
struct Seasons {
    period: usize,
    longer: Vec<f64>,
}

/// One series on the grid.
struct Line {
    /// Group label; empty for a single series.
    label: String,
    /// Values from the first to the last training date of the whole table, NaN where there is none.
    values: Vec<f64>,
    /// The training row of each value, where there is one.
    rows: Vec<Option<usize>>,
    /// Row of the question and steps ahead, 0 for the first.
    asked: Vec<(usize, usize)>,
}

impl Line {
    fn forecast(&self, method: &Method, seasons: &Seasons) -> Result<(String, Forecast), forecast::Error> {
        let series = Series::new(self.values.clone(), seasons.period)?.with_longer(&seasons.longer);
        let horizon = self.asked.iter().map(|&(_, ahead)| ahead + 1).max().unwrap_or(1);
        let model = calibrated(&series, method, &Backtest::default(), None).or_else(|error| match error {
            // A seasonal ARIMA of a given order.
            forecast::Error::PeriodTooLong { .. } => {
                calibrated(&series, &Method::Mstl(Mstl::default()), &Backtest::default(), None)
            }
            _ => Err(error),
        })?;
        let forecast = model.predict(horizon, &LEVELS)?;
        Ok((model.name(), forecast))
    }

    fn stand_in(&self, seasons: &Seasons) -> Option<(String, Forecast)> {
        let methods = STAND_INS.iter().filter_map(|name| Method::parse(name).ok());
        methods.into_iter().find_map(|method| self.forecast(&method, seasons).ok())
    }
}
