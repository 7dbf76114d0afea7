//! How values are distributed: bars over an axis, single values standing apart.

use crate::axis::{Axis, spoken};
use crate::frame::usable;
use crate::label::{short, width};
use crate::svg::{Anchor, Svg};

const TOP: f64 = 22.0;
const BOTTOM: f64 = 24.0;
/// A value that stands apart is drawn at most so many times as high as the highest bar; its label says how high it is.
const TALLEST: f64 = 1.5;
/// Labels of values that stand apart, at most; the others have none.
const LABELS_MAX: usize = 4;

/// A histogram: bars, and single values that hold a share on their own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histogram<'a> {
    /// What it shows.
    pub title: &'a str,
    /// What it tells to who cannot see it.
    pub description: &'a str,
    /// Width at which it is shown, in pixels.
    pub width: f64,
    /// Height at which it is shown, in pixels.
    pub height: f64,
    /// Bars of any width; those without finite edges or a positive count are left out.
    pub bars: Vec<Bar>,
    /// Values that stand apart, their counts, and a label for each.
    pub points: Vec<(f64, f64, String)>,
}

/// One bar.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bar {
    /// Left edge.
    pub from: f64,
    /// Right edge.
    pub to: f64,
    /// How many values it holds; its area is that, its height that over its width.
    pub count: f64,
}

impl Bar {
    fn height(&self) -> f64 {
        self.count / (self.to - self.from)
    }

    fn usable(&self) -> bool {
        self.from.is_finite() && self.to.is_finite() && self.to > self.from && self.count > 0.0 && self.height().is_finite()
    }
}

/// Draws a histogram. `O(bars)`.
pub fn histogram(chart: &Histogram) -> String {
    let full = usable(chart.width);
    let height = if chart.height.is_finite() { chart.height.clamp(80.0, 800.0) } else { 160.0 };
    let mut svg = Svg::new(full, height);
    let bars: Vec<&Bar> = chart.bars.iter().filter(|b| b.usable()).collect();
    let points: Vec<&(f64, f64, String)> =
        chart.points.iter().filter(|p| p.0.is_finite() && p.1.is_finite() && p.1 > 0.0).collect();
    let (left, right, floor) = (8.0, full - 8.0, height - BOTTOM);
    let ends = bars.iter().flat_map(|b| [b.from, b.to]).chain(points.iter().map(|p| p.0));
    let inset = if points.is_empty() { 0.0 } else { 10.0 };
    let axis = Axis::exact(ends, left + inset, right - inset);
    let tallest = bars.iter().map(|b| b.height()).fold(0.0, f64::max);
    let most = points.iter().map(|p| p.1).fold(0.0, f64::max);
    // Values that stand apart have no width: they are measured against each other, and drawn over the bars.
    let room = floor - TOP;
    let above = if points.is_empty() { 1.0 } else { TALLEST };
    for bar in &bars {
        let (from, to) = (axis.at(bar.from), axis.at(bar.to));
        let gap = if to - from > 3.0 { 0.5 } else { 0.0 };
        let top = floor - room / above * bar.height() / tallest;
        svg.rect((from + gap, top), ((to - gap).max(from + gap + 0.5), floor), "bar");
    }
    let mut free: Vec<(f64, f64)> = Vec::new();
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|a, b| points[*b].1.total_cmp(&points[*a].1));
    for (nth, at) in order.into_iter().enumerate() {
        let (value, count, label) = points[at];
        let (x, top) = (axis.at(*value), floor - room * count / most);
        svg.line((x, floor), (x, top), "stem");
        svg.circle((x, top), 2.5, "tip");
        let half = width(label) / 2.0;
        let middle = x.clamp(half, (full - half).max(half));
        let taken = free.iter().any(|(from, to)| middle - half < *to && middle + half > *from);
        if nth < LABELS_MAX && !taken && !label.is_empty() {
            svg.text((middle, (top - 8.0).max(12.0)), Anchor::Middle, "tick", &short(label, full));
            free.push((middle - half - 6.0, middle + half + 6.0));
        }
    }
    svg.line((left, floor), (right, floor), "base");
    ticks(&mut svg, &axis, (full, floor));
    let told = if chart.description.is_empty() { told(&bars, &points) } else { chart.description.to_owned() };
    svg.finish(chart.title, &told)
}

/// Round values under the floor; one that would touch its neighbour is left out.
fn ticks(svg: &mut Svg, axis: &Axis, (full, floor): (f64, f64)) {
    let mut free = f64::NEG_INFINITY;
    for (value, label) in axis.ticks((full / 80.0) as usize) {
        let (x, half) = (axis.at(value), width(&label) / 2.0);
        let middle = x.clamp(half, (full - half).max(half));
        svg.line((x, floor), (x, floor + 4.0), "base");
        if middle - half >= free {
            svg.text((middle, floor + 18.0), Anchor::Middle, "tick", &label);
            free = middle + half + 8.0;
        }
    }
}

fn told(bars: &[&Bar], points: &[&(f64, f64, String)]) -> String {
    let highest = bars.iter().max_by(|a, b| a.height().total_cmp(&b.height()));
    let mut text =
        highest.map_or_else(String::new, |bar| format!("Highest between {} and {}.", spoken(bar.from), spoken(bar.to)));
    if let Some(point) = points.iter().max_by(|a, b| a.1.total_cmp(&b.1)) {
        text.push_str(&format!(" Most frequent single value {}.", spoken(point.0)));
    }
    text.trim().to_owned()
}
