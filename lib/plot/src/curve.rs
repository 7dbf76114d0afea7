//! One quantity against another: a line with intervals, over the density of what it rests on.

use crate::axis::{Axis, spoken};
use crate::frame::{Frame, margin, usable};
use crate::svg::{Anchor, Svg};

const TOP: f64 = 34.0;
const BOTTOM: f64 = 42.0;
const HEIGHT: f64 = 260.0;
/// Points at most.
const POINTS_MAX: usize = 400;
/// Points that have dots at most: many are a line, few are measurements.
const DOTS_MAX: usize = 30;
/// Highest bar of the density, in pixels.
const DENSITY: f64 = 26.0;

/// A curve.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Curve<'a> {
    /// What it shows.
    pub title: &'a str,
    /// What is measured upwards.
    pub unit: &'a str,
    /// What is measured to the right.
    pub across: &'a str,
    /// Width at which it is shown, in pixels.
    pub width: f64,
    /// The points, from left to right.
    pub points: Vec<CurvePoint>,
    /// Names of the points, where they are no numbers: then they stand side by side, and no line joins them.
    pub names: Vec<&'a str>,
    /// Whether the line on which both quantities are equal is drawn.
    pub diagonal: bool,
    /// A place to the right that is marked.
    pub mark: Option<f64>,
}

/// One point.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CurvePoint {
    /// To the right.
    pub x: f64,
    /// Upwards.
    pub y: f64,
    /// Its interval; drawn where it is finite.
    pub interval: (f64, f64),
    /// What it rests on, drawn as a bar on the floor; 0 for none.
    pub weight: f64,
}

/// Draws a curve. `O(points)`.
pub fn curve(chart: &Curve) -> String {
    let full = usable(chart.width);
    let mut svg = Svg::new(full, HEIGHT);
    let named = !chart.names.is_empty();
    let points: Vec<CurvePoint> = chart
        .points
        .iter()
        .enumerate()
        .filter(|(_, p)| p.y.is_finite() && (named || p.x.is_finite()))
        .take(POINTS_MAX)
        .map(|(at, p)| if named { CurvePoint { x: at as f64, ..*p } } else { *p })
        .collect();
    let floor = HEIGHT - BOTTOM;
    let ends =
        |p: &CurvePoint| [p.interval.0, p.interval.1].into_iter().filter(|v| v.is_finite()).chain([p.y]).collect::<Vec<_>>();
    let xs = || points.iter().map(|p| p.x);
    let diagonal: Vec<f64> = if chart.diagonal { xs().collect() } else { Vec::new() };
    let axis = Axis::covering(points.iter().flat_map(ends).chain(diagonal), floor - DENSITY, TOP);
    let ticks = axis.ticks(5);
    let frame = Frame { left: margin(&ticks), right: full - 14.0, top: TOP, floor };
    frame.rows(&mut svg, &ticks, &axis, chart.unit);
    let half = if named { 0.5 } else { 0.0 };
    let span = xs().flat_map(|x| [x - half, x + half]).chain(chart.mark.filter(|m| m.is_finite()));
    let across = Axis::covering(span, frame.left, frame.right);
    let places: Vec<(f64, String)> = if named {
        chart.names.iter().enumerate().map(|(at, name)| (across.at(at as f64), cut(name, chart.names.len(), full))).collect()
    } else {
        across.ticks(6).into_iter().map(|(value, label)| (across.at(value), label)).collect()
    };
    frame.columns(&mut svg, &places);
    svg.text((f64::midpoint(frame.left, frame.right), HEIGHT - 4.0), Anchor::Middle, "axis", chart.across);
    draw(&mut svg, chart, &points, &axis, &across, &frame);
    svg.finish(chart.title, &description(chart, &points))
}

fn draw(svg: &mut Svg, chart: &Curve, points: &[CurvePoint], axis: &Axis, across: &Axis, frame: &Frame) {
    let heaviest = points.iter().map(|p| p.weight).filter(|w| w.is_finite()).fold(0.0, f64::max);
    for point in points.iter().filter(|p| heaviest > 0.0 && p.weight > 0.0) {
        let x = across.at(point.x);
        svg.rect((x - 4.0, frame.floor), (x + 4.0, frame.floor - DENSITY * point.weight / heaviest), "bar");
    }
    if let (true, Some(first), Some(last)) = (chart.diagonal, points.first(), points.last()) {
        svg.line((across.at(first.x), axis.at(first.x)), (across.at(last.x), axis.at(last.x)), "leader");
    }
    if let Some(mark) = chart.mark.filter(|mark| mark.is_finite()) {
        svg.line((across.at(mark), frame.top), (across.at(mark), frame.floor), "whisker marked");
    }
    if chart.names.is_empty() {
        let line: Vec<(f64, f64)> = points.iter().map(|p| (across.at(p.x), axis.at(p.y))).collect();
        svg.path(&line, "track marked");
    }
    for point in points.iter().filter(|_| points.len() <= DOTS_MAX) {
        let (x, (low, high)) = (across.at(point.x), point.interval);
        if low.is_finite() && high.is_finite() {
            svg.line((x, axis.at(low)), (x, axis.at(high)), "whisker marked");
        }
        svg.circle((x, axis.at(point.y)), 3.0, "dot marked");
    }
}

/// A name that has room under its point.
fn cut(name: &str, names: usize, full: f64) -> String {
    crate::label::short(name, (full - 60.0) / names.max(1) as f64)
}

fn description(chart: &Curve, points: &[CurvePoint]) -> String {
    let at = |place: usize| match chart.names.get(place) {
        Some(name) => (*name).to_owned(),
        None => points.get(place).map(|p| spoken(p.x)).unwrap_or_default(),
    };
    match (points.first(), points.last()) {
        (Some(first), Some(last)) => {
            format!(
                "{} {} at {} {}, {} at {}.",
                chart.unit,
                spoken(first.y),
                chart.across,
                at(0),
                spoken(last.y),
                at(points.len() - 1)
            )
        }
        _ => "Nothing to draw.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_joined_and_names_are_not() {
        let points = vec![
            CurvePoint { x: 0.1, y: 0.2, interval: (0.1, 0.3), weight: 0.5 },
            CurvePoint { x: 0.4, y: 0.35, interval: (f64::NAN, f64::NAN), weight: 0.5 },
        ];
        let numbers =
            curve(&Curve { title: "a <curve>", width: 720.0, points: points.clone(), diagonal: true, ..Curve::default() });
        assert!(numbers.contains("<path") && numbers.contains("a &lt;curve&gt;") && numbers.matches("<circle").count() == 2);
        let names = curve(&Curve { width: 360.0, points, names: vec!["yes", "no"], ..Curve::default() });
        assert!(!names.contains("<path") && names.contains(">yes<"));
    }

    #[test]
    fn nothing_and_nonsense_are_drawn_too() {
        assert!(curve(&Curve::default()).starts_with("<svg"));
        let point = CurvePoint { x: f64::INFINITY, y: f64::NAN, ..CurvePoint::default() };
        assert!(!curve(&Curve { points: vec![point; 3], mark: Some(f64::NAN), ..Curve::default() }).contains("NaN"));
    }
}
