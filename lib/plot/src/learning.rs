//! How losses fall with the number of training rows, and where they may go.

use crate::axis::{Axis, spoken};
use crate::frame::{Frame, margin, usable};
use crate::label::{BOLD, short, spread, width};
use crate::svg::{Anchor, Svg};

const TOP: f64 = 34.0;
const BOTTOM: f64 = 40.0;
const HEIGHT: f64 = 260.0;
/// Lines, and points of each, at most.
const LINES_MAX: usize = 12;
const POINTS_MAX: usize = 200;
const APART: f64 = 16.0;

/// Learning curves of a few models.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learning<'a> {
    /// What it shows.
    pub title: &'a str,
    /// What is measured.
    pub unit: &'a str,
    /// Width at which it is shown, in pixels.
    pub width: f64,
    /// The models.
    pub lines: Vec<LearningLine<'a>>,
    /// More rows: their number, the loss expected, its interval.
    pub ahead: Vec<(f64, f64, f64, f64)>,
}

/// The losses of one model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LearningLine<'a> {
    /// The model.
    pub label: &'a str,
    /// Training rows, from 1, and the loss.
    pub points: Vec<(f64, f64)>,
    /// Whether it stands out.
    pub marked: bool,
}

/// Draws learning curves over a logarithmic axis of rows. `O(points)`.
pub fn learning(chart: &Learning) -> String {
    let full = usable(chart.width);
    let mut svg = Svg::new(full, HEIGHT);
    let usable_point = |p: &&(f64, f64)| p.0.is_finite() && p.0 >= 1.0 && p.1.is_finite();
    let lines: Vec<(&LearningLine, Vec<(f64, f64)>)> = chart
        .lines
        .iter()
        .take(LINES_MAX)
        .map(|line| (line, line.points.iter().filter(usable_point).take(POINTS_MAX).copied().collect()))
        .collect();
    let ahead: Vec<&(f64, f64, f64, f64)> =
        chart.ahead.iter().filter(|a| a.0 >= 1.0 && [a.0, a.1, a.2, a.3].iter().all(|v| v.is_finite())).take(LINES_MAX).collect();
    let losses =
        lines.iter().flat_map(|(_, points)| points.iter().map(|p| p.1)).chain(ahead.iter().flat_map(|a| [a.1, a.2, a.3]));
    let floor = HEIGHT - BOTTOM;
    let axis = Axis::covering(losses, floor, TOP);
    let ticks = axis.ticks(5);
    let labels = lines.iter().map(|(line, _)| width(line.label) * if line.marked { BOLD } else { 1.0 }).fold(0.0, f64::max);
    let frame = Frame { left: margin(&ticks), right: full - labels.min(full * 0.25) - 12.0, top: TOP, floor };
    frame.rows(&mut svg, &ticks, &axis, chart.unit);
    let rows = || lines.iter().flat_map(|(_, points)| points.iter().map(|p| p.0)).chain(ahead.iter().map(|a| a.0));
    let across = Axis::covering(rows().map(f64::ln), frame.left, frame.right);
    let mut places: Vec<f64> = rows().collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let places: Vec<(f64, String)> = places.iter().map(|n| (across.at(n.ln()), spoken(n.round()))).collect();
    frame.columns(&mut svg, &places);
    svg.text((f64::midpoint(frame.left, frame.right), HEIGHT - 4.0), Anchor::Middle, "axis", "training rows, logarithmic");
    for (rows, loss, low, high) in &ahead {
        let x = across.at(rows.ln());
        svg.line((x, axis.at(*low)), (x, axis.at(*high)), "whisker marked");
        svg.circle((x, axis.at(*loss)), 3.5, "dot marked");
    }
    let ends: Vec<f64> = lines.iter().map(|(_, points)| points.last().map_or(floor, |p| axis.at(p.1))).collect();
    let heights = spread(&ends, APART, TOP, floor);
    for (((line, points), end), height) in lines.iter().zip(&ends).zip(heights) {
        let mark = if line.marked { " marked" } else { "" };
        let drawn: Vec<(f64, f64)> = points.iter().map(|(n, loss)| (across.at(n.ln()), axis.at(*loss))).collect();
        svg.path(&drawn, &format!("track{mark}"));
        for at in &drawn {
            svg.circle(*at, 2.5, &format!("dot{mark}"));
        }
        if let Some(last) = drawn.last() {
            svg.line((last.0, *end), (frame.right + 4.0, height), "leader");
            let text = short(line.label, full - frame.right - 8.0);
            svg.text((frame.right + 8.0, height + 4.0), Anchor::Start, &format!("label{mark}"), &text);
        }
    }
    let told = lines.iter().filter_map(|(line, points)| {
        let (first, last) = (points.first()?, points.last()?);
        Some(format!(
            "{}: {} after {} rows, {} after {}",
            line.label,
            spoken(first.1),
            spoken(first.0),
            spoken(last.1),
            spoken(last.0)
        ))
    });
    svg.finish(chart.title, &format!("{}.", told.collect::<Vec<_>>().join("; ")))
}
