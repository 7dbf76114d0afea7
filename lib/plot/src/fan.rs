//! History, forecast and band.

use crate::axis::{Axis, format_tick};
use crate::svg::Svg;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 30.0;

/// Forecasts of one series against what came.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan<'a> {
    /// What it shows.
    pub title: &'a str,
    /// Actual values: place on the time axis and value.
    pub actual: Vec<(f64, f64)>,
    /// Forecasts, the one to be read first.
    pub tracks: Vec<FanTrack<'a>>,
    /// Labels of the time axis.
    pub times: Vec<(f64, String)>,
}

/// One forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct FanTrack<'a> {
    /// Who made it.
    pub label: &'a str,
    /// Place and forecast.
    pub points: Vec<(f64, f64)>,
    /// Lower and upper bound of each point.
    pub bounds: Option<Vec<(f64, f64)>>,
}

/// Draws history and forecasts; the band is that of the first track.
pub fn fan(chart: &Fan) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let floor = HEIGHT - BOTTOM;
    let points = || chart.actual.iter().chain(chart.tracks.iter().flat_map(|t| &t.points));
    let x = Axis::covering(points().map(|p| p.0), LEFT, WIDTH - 12.0);
    let first = chart.tracks.first();
    let bounds = first.and_then(|t| t.bounds.as_ref()).into_iter().flatten().flat_map(|b| [b.0, b.1]);
    let y = Axis::covering(points().map(|p| p.1).chain(bounds), floor, TOP);
    let ticks = y.ticks();
    let step = ticks.windows(2).map(|w| w[1] - w[0]).next().unwrap_or(1.0);
    for tick in &ticks {
        svg.line((LEFT, y.at(*tick)), (WIDTH - 12.0, y.at(*tick)), "grid");
        svg.text((LEFT - 8.0, y.at(*tick) + 4.0), "end", "tick", &format_tick(*tick, step));
    }
    for (at, label) in &chart.times {
        svg.text((x.at(*at), floor + 18.0), "middle", "tick", label);
    }
    if let Some((track, bounds)) = first.and_then(|t| t.bounds.as_ref().map(|b| (t, b))) {
        let upper = track.points.iter().zip(bounds).map(|(p, b)| (x.at(p.0), y.at(b.1)));
        let lower = track.points.iter().zip(bounds).rev().map(|(p, b)| (x.at(p.0), y.at(b.0)));
        svg.area(&upper.chain(lower).collect::<Vec<_>>(), "band");
    }
    let place = |p: &(f64, f64)| (x.at(p.0), y.at(p.1));
    svg.path(&chart.actual.iter().map(place).collect::<Vec<_>>(), "actual");
    for (number, track) in chart.tracks.iter().enumerate() {
        let class = if number == 0 { "track marked" } else { "track" };
        svg.path(&track.points.iter().map(place).collect::<Vec<_>>(), class);
    }
    let names: Vec<&str> = chart.tracks.iter().map(|t| t.label).collect();
    svg.finish(chart.title, &format!("Actual values and the forecasts of {}.", names.join(" and ")))
}
