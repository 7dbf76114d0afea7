//! Values against the quantiles of a family, with a band for chance.

use crate::axis::{Axis, spoken};
use crate::frame::{Frame, margin, usable};
use crate::svg::{Anchor, Svg};

const TOP: f64 = 30.0;
const BOTTOM: f64 = 40.0;
const HEIGHT: f64 = 240.0;
/// Points that are drawn at most.
const POINTS_MAX: usize = 60;

/// A quantile plot: on the diagonal where the family describes the values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuantilePlot<'a> {
    /// What it shows.
    pub title: &'a str,
    /// The family.
    pub family: &'a str,
    /// Width at which it is shown, in pixels.
    pub width: f64,
    /// The family's quantile, the value, the lower and the upper end of the band; ascending.
    pub points: Vec<(f64, f64, f64, f64)>,
}

/// Draws a quantile plot with at most 60 of its points, both ends among them. `O(points)`.
pub fn quantiles(chart: &QuantilePlot) -> String {
    let full = usable(chart.width);
    let mut svg = Svg::new(full, HEIGHT);
    let finite = |p: &&(f64, f64, f64, f64)| [p.0, p.1, p.2, p.3].iter().all(|v| v.is_finite());
    let all: Vec<&(f64, f64, f64, f64)> = chart.points.iter().filter(finite).collect();
    let drawn = all.len().min(POINTS_MAX);
    let points: Vec<&(f64, f64, f64, f64)> =
        (0..drawn).map(|i| all[if drawn > 1 { i * (all.len() - 1) / (drawn - 1) } else { 0 }]).collect();
    let floor = HEIGHT - BOTTOM;
    let axis = Axis::covering(points.iter().flat_map(|p| [p.1, p.2, p.3]), floor, TOP);
    let ticks = axis.ticks(4);
    let frame = Frame { left: margin(&ticks), right: full - 8.0, top: TOP, floor };
    frame.rows(&mut svg, &ticks, &axis, "value");
    let across = Axis::covering(points.iter().map(|p| p.0), frame.left, frame.right);
    let marks: Vec<(f64, String)> = across.ticks(4).into_iter().map(|(value, text)| (across.at(value), text)).collect();
    frame.columns(&mut svg, &marks);
    let below = format!("quantile of {}", chart.family);
    svg.text((f64::midpoint(frame.left, frame.right), HEIGHT - 4.0), Anchor::Middle, "axis", &below);
    let upper = points.iter().map(|p| (across.at(p.0), axis.at(p.3)));
    let lower = points.iter().rev().map(|p| (across.at(p.0), axis.at(p.2)));
    svg.area(&upper.chain(lower).collect::<Vec<_>>(), "band");
    let ends = [points.first(), points.last()].map(|p| p.map_or((frame.left, floor), |p| (across.at(p.0), axis.at(p.0))));
    let within = |y: f64| y.clamp(TOP, floor);
    svg.line((ends[0].0, within(ends[0].1)), (ends[1].0, within(ends[1].1)), "origin");
    for point in &points {
        svg.circle((across.at(point.0), axis.at(point.1)), 2.0, "dot marked");
    }
    let outside = all.iter().filter(|p| p.1 < p.2 || p.1 > p.3).count();
    let told = match (all.first(), all.last()) {
        (Some(first), Some(last)) => format!(
            "{} points from {} to {}, where {} has {} to {}; {outside} outside the band.",
            all.len(),
            spoken(first.1),
            spoken(last.1),
            chart.family,
            spoken(first.0),
            spoken(last.0)
        ),
        _ => "No points.".to_owned(),
    };
    svg.finish(chart.title, &told)
}
