//! Loss of every fold, contender by contender.

use crate::axis::{Axis, spoken};
use crate::frame::usable;
use crate::label::{BOLD, short, width};
use crate::svg::{Anchor, Svg};

const ROW: f64 = 28.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 44.0;
/// Rows that are drawn; more are left out.
const ROWS_MAX: usize = 40;
/// Dots of a row; more are thinned evenly.
const DOTS_MAX: usize = 120;

/// A strip chart: a row of dots for each label, with a line at the mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strips<'a> {
    /// What it shows.
    pub title: &'a str,
    /// Unit of the values.
    pub unit: &'a str,
    /// Width at which it is shown: [`WIDE`](crate::WIDE) or [`NARROW`](crate::NARROW).
    pub width: f64,
    /// One row a contender; at most forty are drawn.
    pub rows: Vec<Strip<'a>>,
}

/// One row of dots.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strip<'a> {
    /// Label at the left.
    pub label: &'a str,
    /// One dot a value; values that are not finite are left out.
    pub values: Vec<f64>,
    /// A tick at this value.
    pub mean: f64,
    /// Drawn in the accent colour.
    pub marked: bool,
}

/// Draws a strip chart. `O(values)`.
pub fn strips(chart: &Strips) -> String {
    let rows = &chart.rows[..chart.rows.len().min(ROWS_MAX)];
    let full = usable(chart.width);
    let height = TOP + ROW * rows.len() as f64 + BOTTOM;
    let mut svg = Svg::new(full, height);
    let room = |row: &Strip| width(row.label) * if row.marked { BOLD } else { 1.0 };
    let left = rows.iter().map(room).fold(0.0, f64::max).min(full * 0.36) + 16.0;
    let right = full - 16.0;
    let all = rows.iter().flat_map(|row| row.values.iter().copied().chain([row.mean]));
    let axis = Axis::covering(all, left, right);
    let floor = height - BOTTOM;
    for (value, label) in axis.ticks(((right - left) / 80.0) as usize) {
        let x = axis.at(value);
        svg.line((x, TOP), (x, floor), "grid");
        let half = width(&label) / 2.0;
        svg.text((x.min(full - half), floor + 16.0), Anchor::Middle, "tick", &label);
    }
    svg.text((f64::midpoint(left, right), height - 8.0), Anchor::Middle, "axis", chart.unit);
    for (at, row) in rows.iter().enumerate() {
        draw(&mut svg, row, &axis, left, TOP + ROW * (at as f64 + 0.5));
    }
    let told: Vec<String> = rows.iter().map(|row| format!("{}: {}", row.label, spoken(row.mean))).collect();
    svg.finish(chart.title, &format!("Means in {}: {}.", chart.unit, told.join("; ")))
}

fn draw(svg: &mut Svg, row: &Strip, axis: &Axis, left: f64, y: f64) {
    let class = |name: &str| if row.marked { format!("{name} marked") } else { name.to_owned() };
    let room = (left - 16.0) / if row.marked { BOLD } else { 1.0 };
    svg.text((left - 14.0, y + 4.0), Anchor::End, &class("label"), &short(row.label, room));
    let every = row.values.len().div_ceil(DOTS_MAX).max(1);
    for value in row.values.iter().step_by(every).filter(|v| v.is_finite()) {
        svg.circle((axis.at(*value), y), 3.5, &class("dot"));
    }
    if row.mean.is_finite() {
        let x = axis.at(row.mean);
        svg.line((x, y - 9.0), (x, y + 9.0), &class("mean"));
    }
}
