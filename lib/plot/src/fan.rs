//! History, forecasts and their bands.

use crate::axis::{Axis, spoken};
use crate::clock::Clock;
use crate::frame::{Frame, margin, usable};
use crate::label::{BOLD, short, spread, width};
use crate::svg::{Anchor, Svg};

/// Tracks that are drawn; more are left out.
const TRACKS_MAX: usize = 6;
/// Bands that are drawn; more are left out.
const BANDS_MAX: usize = 5;
/// Forecast points that are drawn; longer forecasts are thinned evenly.
const POINTS_MAX: usize = 400;
/// Bands are cut that reach further than so many times the range of all lines, and than half the largest value.
const OVERSHOOT: f64 = 3.0;
/// From this width on, lines carry their names at their ends.
const NAMED_FROM: f64 = 500.0;

/// A fan chart of one series: its history, forecasts, the bands of the first of them, and what came, where that is known.
///
/// A value that is not finite is missing: the line breaks there. Long histories are thinned to the extremes of each pixel, so
/// that no peak is lost. Stamps need not be evenly spaced, but must be in order.
///
/// ```
/// let month = |n: i64| n * 30 * 86_400_000_000;
/// let forecast = plot::FanTrack {
///     label: "theta",
///     points: (24..30).map(|n| (month(n), 100.0 + n as f64)).collect(),
///     bands: vec![plot::Band { level: 0.95, bounds: (24..30).map(|n| (90.0, 110.0 + 2.0 * n as f64)).collect() }],
/// };
/// let svg = plot::fan(&plot::Fan {
///     title: "Passengers",
///     unit: "thousands a month",
///     clock: plot::Clock::Dates,
///     width: plot::WIDE,
///     history: (0..24).map(|n| (month(n), 100.0 + n as f64)).collect(),
///     actual: vec![],
///     tracks: vec![forecast],
/// });
/// assert!(svg.contains("95 %"));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fan<'a> {
    /// What it shows.
    pub title: &'a str,
    /// What the values count; may be empty.
    pub unit: &'a str,
    /// What the stamps count.
    pub clock: Clock,
    /// Width at which it is shown: [`WIDE`](crate::WIDE) with the lines' names at their ends, or [`NARROW`](crate::NARROW) without.
    pub width: f64,
    /// Stamps and values up to the forecast.
    pub history: Vec<(i64, f64)>,
    /// Stamps and values that came after the forecast was made; drawn as dots.
    pub actual: Vec<(i64, f64)>,
    /// Forecasts, the one to be read first; at most six are drawn.
    pub tracks: Vec<FanTrack<'a>>,
}

/// One forecast.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FanTrack<'a> {
    /// Who made it.
    pub label: &'a str,
    /// Stamps and forecasts.
    pub points: Vec<(i64, f64)>,
    /// Bands around it, in any order; drawn for the first track only, and at most five of them.
    pub bands: Vec<Band>,
}

/// One band of a forecast.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Band {
    /// Share of outcomes that it promises to hold: 0.8 for 80 %.
    pub level: f64,
    /// Lower and upper bound of each point of the track.
    pub bounds: Vec<(f64, f64)>,
}

/// Draws a fan chart.
///
/// `O(points)`; the text stays below 100 kB for any input whose labels are short.
pub fn fan(chart: &Fan) -> String {
    let drawing = Drawing::new(chart);
    let height = if drawing.width < NAMED_FROM { 220.0 } else { 300.0 };
    let mut svg = Svg::new(drawing.width, height);
    let top = if chart.unit.is_empty() { 12.0 } else { 32.0 };
    let floor = height - 30.0;
    let values = drawing.values(floor, top);
    let ticks = values.ticks(if drawing.width < NAMED_FROM { 4 } else { 5 });
    let right = drawing.width - if drawing.named { drawing.names_room() } else { 12.0 };
    let frame = Frame { left: margin(&ticks), right, top, floor };
    frame.rows(&mut svg, &ticks, &values, chart.unit);
    let stamps = drawing.stamps();
    let times = Axis::exact(stamps.iter().map(|&s| s as f64), frame.left + 4.0, frame.right - 4.0);
    if let (Some(&first), Some(&last)) = (stamps.first(), stamps.last()) {
        let most = ((frame.right - frame.left) / 76.0) as usize;
        let ticks = chart.clock.ticks(first, last, most).into_iter().map(|(stamp, label)| (times.at(stamp as f64), label));
        frame.columns(&mut svg, &ticks.collect::<Vec<_>>());
    }
    drawing.bands(&mut svg, &times, &values);
    drawing.lines(&mut svg, &times, &values);
    if drawing.named {
        drawing.names(&mut svg, &frame, &values);
    }
    svg.finish(chart.title, &drawing.told())
}

/// A chart that is being drawn, cut to what will be drawn of it.
struct Drawing<'a> {
    chart: &'a Fan<'a>,
    width: f64,
    tracks: Vec<FanTrack<'a>>,
    named: bool,
}

impl<'a> Drawing<'a> {
    fn new(chart: &'a Fan<'a>) -> Self {
        let width = usable(chart.width);
        let mut tracks: Vec<FanTrack> = chart.tracks.iter().take(TRACKS_MAX).map(thinned).collect();
        for (number, track) in tracks.iter_mut().enumerate() {
            let most = if number == 0 { BANDS_MAX } else { 0 };
            track.bands.retain(|band| band.level.is_finite());
            // The widest lies at the bottom.
            track.bands.sort_by(|a, b| b.level.total_cmp(&a.level));
            track.bands.truncate(most);
        }
        let named = width >= NAMED_FROM && tracks.iter().any(|track| !track.points.is_empty());
        Self { chart, width, tracks, named }
    }

    /// First and last stamp of everything that has a place on the axis, in order.
    fn stamps(&self) -> Vec<i64> {
        let lines = self.tracks.iter().map(|track| &track.points).chain([&self.chart.history, &self.chart.actual]);
        let all = || lines.clone().flatten().map(|point| point.0);
        all().min().into_iter().chain(all().max()).collect()
    }

    /// The vertical axis: all lines, and the bands as far as they do not dwarf them.
    fn values(&self, floor: f64, top: f64) -> Axis {
        let lines = self.tracks.iter().map(|track| &track.points).chain([&self.chart.history, &self.chart.actual]);
        let known: Vec<f64> = lines.flatten().map(|point| point.1).filter(|v| v.is_finite()).collect();
        let low = known.iter().copied().fold(f64::INFINITY, f64::min);
        let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let room = ((high - low) * OVERSHOOT).max(high.abs().max(low.abs()) * 0.5);
        let bounds = self.tracks.iter().flat_map(|track| &track.bands).flat_map(|band| &band.bounds);
        let bounds = bounds.flat_map(|&(lower, upper)| [lower, upper]).filter(|v| v.is_finite());
        let kept = bounds.map(|bound| if room.is_finite() { bound.clamp(low - room, high + room) } else { bound });
        Axis::covering(known.iter().copied().chain(kept), floor, top)
    }

    fn bands(&self, svg: &mut Svg, times: &Axis, values: &Axis) {
        let Some(track) = self.tracks.first() else { return };
        for band in &track.bands {
            for run in runs(&track.points, &band.bounds) {
                let upper = run.iter().map(|(stamp, (_, upper))| (times.at(*stamp as f64), values.at(*upper)));
                let lower = run.iter().rev().map(|(stamp, (lower, _))| (times.at(*stamp as f64), values.at(*lower)));
                let mut shape: Vec<(f64, f64)> = upper.chain(lower).collect();
                if let [(x, upper), (_, lower)] = shape[..] {
                    // A band of one point has no width of its own.
                    shape = vec![(x - 4.0, upper), (x + 4.0, upper), (x + 4.0, lower), (x - 4.0, lower)];
                }
                svg.area(&shape, "band");
            }
        }
    }

    fn lines(&self, svg: &mut Svg, times: &Axis, values: &Axis) {
        let place = |&(stamp, value): &(i64, f64)| (times.at(stamp as f64), values.at(value));
        if let (Some(last), Some(first)) =
            (self.chart.history.last(), self.tracks.iter().filter_map(|t| t.points.first()).min_by_key(|p| p.0))
            && last.0 < first.0
        {
            let x = f64::midpoint(times.at(last.0 as f64), times.at(first.0 as f64));
            svg.line((x, values.at(f64::INFINITY)), (x, values.at(f64::NEG_INFINITY)), "origin");
        }
        for (number, track) in self.tracks.iter().enumerate().rev() {
            let class = if number == 0 { "track marked" } else { "track" };
            for run in unbroken(&track.points) {
                match run {
                    [point] => svg.circle(place(point), 3.0, if number == 0 { "dot marked" } else { "dot" }),
                    _ => svg.path(&run.iter().map(place).collect::<Vec<_>>(), class),
                }
            }
        }
        for run in columns(&self.chart.history, times, values) {
            match run[..] {
                [point] => svg.circle(point, 1.6, "outcome"),
                _ => svg.path(&run, "actual"),
            }
        }
        let came = columns(&self.chart.actual, times, values);
        let few = self.chart.actual.len() <= POINTS_MAX / 4;
        for run in came {
            if few || run.len() == 1 {
                for point in run {
                    svg.circle(point, 2.6, "outcome");
                }
            } else {
                svg.path(&run, "actual");
            }
        }
    }

    /// What stands at the right end: height, text and class of each name.
    fn ends(&self, values: &Axis) -> Vec<(f64, String, &'static str)> {
        let last = |points: &[(i64, f64)]| points.iter().rev().find(|point| point.1.is_finite()).map(|point| values.at(point.1));
        let tracks = self.tracks.iter().enumerate().filter_map(|(number, track)| {
            let class = if number == 0 { "label marked" } else { "label" };
            Some((last(&track.points)?, track.label.to_owned(), class))
        });
        let outcome = last(&self.chart.actual).map(|y| (y, "what came".to_owned(), "label"));
        let bands = self.tracks.first().into_iter().flat_map(|track| &track.bands).filter_map(|band| {
            let (_, upper) = band.bounds.iter().rev().find(|(_, upper)| upper.is_finite())?;
            Some((values.at(*upper), percent(band.level), "tick"))
        });
        tracks.chain(outcome).chain(bands).collect()
    }

    fn names_room(&self) -> f64 {
        let ends = self.ends(&Axis::covering([].into_iter(), 0.0, 1.0));
        let room = |(_, text, class): &(f64, String, &str)| width(text) * weight(class);
        ends.iter().map(room).fold(0.0, f64::max).min(self.width * 0.25) + 16.0
    }

    fn names(&self, svg: &mut Svg, frame: &Frame, values: &Axis) {
        let ends = self.ends(values);
        let wanted: Vec<f64> = ends.iter().map(|end| end.0).collect();
        let heights = spread(&wanted, 15.0, frame.top, frame.floor);
        for ((_, text, class), y) in ends.iter().zip(heights) {
            svg.text(
                (frame.right + 4.0, y + 4.0),
                Anchor::Start,
                class,
                &short(text, (self.width - frame.right - 6.0) / weight(class)),
            );
        }
    }

    /// The chart in words.
    fn told(&self) -> String {
        let clock = self.chart.clock;
        let known = |points: &'_ [(i64, f64)]| -> Option<((i64, f64), (i64, f64))> {
            let mut finite = points.iter().copied().filter(|point| point.1.is_finite());
            let first = finite.next()?;
            Some((first, finite.next_back().unwrap_or(first)))
        };
        let mut told = Vec::new();
        if let Some((first, last)) = known(&self.chart.history) {
            let (from, to) = (clock.spoken(first.0), clock.spoken(last.0));
            told.push(format!("History from {from} to {to}, last value {}.", spoken(last.1)));
        }
        for track in &self.tracks {
            let Some((first, last)) = known(&track.points) else { continue };
            let (from, to) = (clock.spoken(first.0), clock.spoken(last.0));
            let ends = track.bands.iter().filter_map(|band| {
                let (lower, upper) = band.bounds.last()?;
                Some(format!("; {} band at the end {} to {}", percent(band.level), spoken(*lower), spoken(*upper)))
            });
            let bands: String = ends.collect();
            told.push(format!(
                "Forecast of {} from {from} to {to}: {} to {}{bands}.",
                track.label,
                spoken(first.1),
                spoken(last.1)
            ));
        }
        if let Some((_, last)) = known(&self.chart.actual) {
            told.push(format!("What came: {} on {}.", spoken(last.1), clock.spoken(last.0)));
        }
        told.join(" ")
    }
}

/// How much wider a text of this class is than a plain one.
fn weight(class: &str) -> f64 {
    if class.ends_with("marked") { BOLD } else { 1.0 }
}

fn percent(level: f64) -> String {
    format!("{} %", (level.clamp(0.0, 1.0) * 1_000.0).round() / 10.0)
}

/// Every so-manieth point, and the last one, with its bounds.
fn thinned<'a>(track: &FanTrack<'a>) -> FanTrack<'a> {
    let count = track.points.len();
    let every = count.div_ceil(POINTS_MAX).max(1);
    let kept = |at: usize| at.is_multiple_of(every) || at + 1 == count;
    let points = track.points.iter().enumerate().filter(|(at, _)| kept(*at)).map(|(_, point)| *point);
    let bands = track.bands.iter().map(|band| Band {
        level: band.level,
        bounds: band.bounds.iter().take(count).enumerate().filter(|(at, _)| kept(*at)).map(|(_, bound)| *bound).collect(),
    });
    FanTrack { label: track.label, points: points.collect(), bands: bands.collect() }
}

/// The stretches of a line without a missing value.
fn unbroken(points: &[(i64, f64)]) -> impl Iterator<Item = &[(i64, f64)]> {
    points.split(|point| !point.1.is_finite()).filter(|run| !run.is_empty())
}

/// The stretches of a band where both bounds are known.
fn runs(points: &[(i64, f64)], bounds: &[(f64, f64)]) -> Vec<Vec<(i64, (f64, f64))>> {
    let both: Vec<(i64, (f64, f64))> = points.iter().zip(bounds).map(|(point, bound)| (point.0, *bound)).collect();
    let known = both.split(|(_, (lower, upper))| !(lower.is_finite() && upper.is_finite()));
    known.filter(|run| !run.is_empty()).map(<[_]>::to_vec).collect()
}

/// A line in pixels, thinned to the lowest and the highest point of every two pixels; it breaks where all points of such a
/// column are missing.
fn columns(points: &[(i64, f64)], times: &Axis, values: &Axis) -> Vec<Vec<(f64, f64)>> {
    let mut sorted = points.to_vec();
    sorted.sort_by_key(|point| point.0);
    let column = |point: &(i64, f64)| (times.at(point.0 as f64) / 2.0) as i64;
    let mut runs = vec![Vec::new()];
    for together in sorted.chunk_by(|a, b| column(a) == column(b)) {
        let known = || together.iter().filter(|point| point.1.is_finite());
        let low = known().min_by(|a, b| a.1.total_cmp(&b.1));
        let high = known().max_by(|a, b| a.1.total_cmp(&b.1));
        let (Some(low), Some(high)) = (low, high) else {
            runs.push(Vec::new());
            continue;
        };
        let mut kept = if low.0 <= high.0 { vec![low, high] } else { vec![high, low] };
        kept.dedup();
        if let Some(run) = runs.last_mut() {
            run.extend(kept.iter().map(|point| (times.at(point.0 as f64), values.at(point.1))));
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
