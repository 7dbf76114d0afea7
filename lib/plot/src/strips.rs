//! Loss of every fold, contender by contender.

use crate::axis::{Axis, format_tick};
use crate::svg::{Svg, short};

const WIDTH: f64 = 720.0;
const ROW: f64 = 26.0;
const LEFT: f64 = 190.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 40.0;

/// A strip chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Strips<'a> {
    /// What it shows.
    pub title: &'a str,
    /// Unit of the values.
    pub unit: &'a str,
    /// One row a contender.
    pub rows: Vec<Strip<'a>>,
}

/// One row of dots.
#[derive(Debug, Clone, PartialEq)]
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

/// Draws a strip chart.
pub fn strips(chart: &Strips) -> String {
    let height = TOP + ROW * chart.rows.len() as f64 + BOTTOM;
    let mut svg = Svg::new(WIDTH, height);
    let all = chart.rows.iter().flat_map(|row| row.values.iter().copied().chain([row.mean]));
    let axis = Axis::covering(all, LEFT, WIDTH - 16.0);
    let floor = height - BOTTOM;
    let ticks = axis.ticks();
    let step = ticks.windows(2).map(|w| w[1] - w[0]).next().unwrap_or(1.0);
    for tick in ticks {
        let x = axis.at(tick);
        svg.line((x, TOP), (x, floor), "grid");
        svg.text((x, floor + 16.0), "middle", "tick", &format_tick(tick, step));
    }
    svg.text(((LEFT + WIDTH - 16.0) / 2.0, height - 6.0), "middle", "axis", chart.unit);
    for (at, row) in chart.rows.iter().enumerate() {
        let y = TOP + ROW * (at as f64 + 0.5);
        let class = if row.marked { "label marked" } else { "label" };
        svg.text((LEFT - 12.0, y + 4.0), "end", class, &short(row.label, 26));
        for value in row.values.iter().filter(|v| v.is_finite()) {
            svg.circle((axis.at(*value), y), 3.5, if row.marked { "dot marked" } else { "dot" });
        }
        if row.mean.is_finite() {
            let x = axis.at(row.mean);
            svg.line((x, y - 8.0), (x, y + 8.0), if row.marked { "mean marked" } else { "mean" });
        }
    }
    let told: Vec<String> = chart.rows.iter().map(|row| format!("{}: {:.4}", row.label, row.mean)).collect();
    svg.finish(chart.title, &format!("Means in {}: {}.", chart.unit, told.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        let row = Strip { label: "<script>", values: vec![1.0, f64::NAN], mean: 1.0, marked: false };
        let svg = strips(&Strips { title: "a & b", unit: "mae", rows: vec![row] });
        assert!(!svg.contains("<script>") && svg.contains("a &amp; b") && !svg.contains("NaN"));
    }
}
