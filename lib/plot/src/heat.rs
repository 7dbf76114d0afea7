//! How every pair of columns hangs together: a triangle of shaded cells.

use crate::axis::spoken;
use crate::frame::usable;
use crate::label::{short, width};
use crate::svg::{Anchor, Svg};

/// Rows drawn at most.
const ROWS_MAX: usize = 40;
/// A cell is at most so wide, in pixels; a label needs the smaller one, a figure the larger.
const CELL_MAX: f64 = 34.0;
const CELL_MIN: f64 = 14.0;
const CELL_FIGURE: f64 = 27.0;
/// Pairs that the description names.
const TOLD_MAX: usize = 3;

/// A map of pairs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heat<'a> {
    /// What it shows.
    pub title: &'a str,
    /// Width at which it is shown, in pixels.
    pub width: f64,
    /// Names of rows and columns; beyond 40 they are left out.
    pub names: Vec<&'a str>,
    /// Row `i` holds its values with the rows before it, -1 to 1; none, and what is not finite, is left blank.
    pub cells: Vec<Vec<Option<f64>>>,
}

/// Draws a map of pairs: each name stands at the end of its row and on top of its column. `O(rows^2)`.
pub fn heat(chart: &Heat) -> String {
    let full = usable(chart.width);
    let rows = chart.names.len().min(ROWS_MAX);
    let longest = chart.names.iter().take(rows).map(|name| width(name)).fold(0.0, f64::max).min(full * 0.3);
    let side = ((full - longest - 12.0) / rows.max(2) as f64).clamp(CELL_MIN, CELL_MAX);
    let mut svg = Svg::new(full, side * rows.max(1) as f64 + 2.0);
    let mut strongest: Vec<(f64, usize, usize)> = Vec::new();
    for i in 0..rows {
        let top = side * i as f64;
        let known = chart.cells.get(i).into_iter().flatten().take(i).enumerate();
        for (j, value) in known.filter_map(|(j, value)| Some((j, value.filter(|v| v.is_finite())?.clamp(-1.0, 1.0)))) {
            let left = side * j as f64;
            let sign = if value < 0.0 { " against" } else { "" };
            let shade = format!("heat{sign} s{:.0}", (value.abs() * 10.0).round());
            svg.rect((left + 0.5, top + 0.5), (left + side - 0.5, top + side - 0.5), &shade);
            if side >= CELL_FIGURE && value.abs() >= 0.095 {
                svg.text((left + side / 2.0, top + side / 2.0 + 4.0), Anchor::Middle, "figure", &figure(value));
            }
            strongest.push((value, i, j));
        }
        let room = (full - side * i as f64 - 8.0).max(0.0);
        svg.text((side * i as f64 + 5.0, top + side / 2.0 + 4.0), Anchor::Start, "label", &short(chart.names[i], room));
    }
    strongest.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()).then((a.1, a.2).cmp(&(b.1, b.2))));
    let told =
        strongest.iter().take(TOLD_MAX).map(|(v, i, j)| format!("{} and {}: {}", chart.names[*j], chart.names[*i], spoken(*v)));
    svg.finish(chart.title, &format!("Strongest pairs: {}.", told.collect::<Vec<_>>().join("; ")))
}

/// Two decimals without the zero before them, as in printed tables of correlations.
fn figure(value: f64) -> String {
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    let size = format!("{:.2}", value.abs());
    format!("{sign}{}", size.strip_prefix('0').unwrap_or("1"))
}
