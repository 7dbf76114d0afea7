//! Loss with interval against yearly cost.

use crate::axis::{Axis, format_tick};
use crate::svg::{Svg, short};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 330.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 130.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 46.0;

/// The chart of what an option costs against what it is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct CostLoss<'a> {
    /// What it shows.
    pub title: &'a str,
    /// Unit of the loss.
    pub loss_unit: &'a str,
    /// Unit of the cost.
    pub cost_unit: &'a str,
    /// Losses up to here are within the margin of the best, when there is a best.
    pub good_enough: std::option::Option<f64>,
    /// One point an option.
    pub options: Vec<Option<'a>>,
}

/// One option.
#[derive(Debug, Clone, PartialEq)]
pub struct Option<'a> {
    /// Label beside the point.
    pub label: &'a str,
    /// Cost a year.
    pub cost: f64,
    /// Loss.
    pub loss: f64,
    /// Interval of the loss.
    pub interval: std::option::Option<(f64, f64)>,
    /// Drawn in the accent colour.
    pub marked: bool,
}

/// Draws loss against cost.
pub fn cost_loss(chart: &CostLoss) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let floor = HEIGHT - BOTTOM;
    let x = Axis::covering(chart.options.iter().map(|o| o.cost).chain([0.0]), LEFT, WIDTH - RIGHT);
    let ends = chart.options.iter().flat_map(|o| o.interval.map_or([o.loss, o.loss], |(lo, hi)| [lo, hi]));
    let y = Axis::covering(ends.chain(chart.good_enough), floor, TOP);
    axes(&mut svg, chart, &x, &y, floor);
    let mut taken: Vec<f64> = Vec::new();
    let mut order: Vec<&Option> = chart.options.iter().filter(|o| o.loss.is_finite() && o.cost.is_finite()).collect();
    order.sort_by(|a, b| a.loss.total_cmp(&b.loss));
    for option in order {
        let at = (x.at(option.cost), y.at(option.loss));
        let class = |name: &str| if option.marked { format!("{name} marked") } else { name.to_owned() };
        if let Some((lo, hi)) = option.interval {
            svg.line((at.0, y.at(lo)), (at.0, y.at(hi)), &class("whisker"));
        }
        svg.circle(at, if option.marked { 6.0 } else { 4.5 }, &class("dot"));
        let label_y = free(&mut taken, at.1);
        if (label_y - at.1).abs() > 6.0 {
            svg.line((at.0 + 6.0, at.1), (at.0 + 12.0, label_y), "leader");
        }
        svg.text((at.0 + 14.0, label_y + 4.0), "start", &class("label"), &short(option.label, 22));
    }
    let told: Vec<String> = chart
        .options
        .iter()
        .map(|o| format!("{}: {} {:.4} at {} {:.0}", o.label, chart.loss_unit, o.loss, chart.cost_unit, o.cost))
        .collect();
    svg.finish(chart.title, &format!("{}.", told.join("; ")))
}

fn axes(svg: &mut Svg, chart: &CostLoss, x: &Axis, y: &Axis, floor: f64) {
    let step = |ticks: &[f64]| ticks.windows(2).map(|w| w[1] - w[0]).next().unwrap_or(1.0);
    if let Some(limit) = chart.good_enough {
        let top = y.at(limit);
        svg.area(&[(LEFT, top), (WIDTH - RIGHT, top), (WIDTH - RIGHT, floor), (LEFT, floor)], "good");
        svg.text((WIDTH - RIGHT - 6.0, top + 14.0), "end", "tick", "within the margin of the best");
    }
    let ticks = y.ticks();
    for tick in &ticks {
        svg.line((LEFT, y.at(*tick)), (WIDTH - RIGHT, y.at(*tick)), "grid");
        svg.text((LEFT - 8.0, y.at(*tick) + 4.0), "end", "tick", &format_tick(*tick, step(&ticks)));
    }
    let ticks = x.ticks();
    for tick in &ticks {
        svg.text((x.at(*tick), floor + 16.0), "middle", "tick", &format_tick(*tick, step(&ticks)));
    }
    svg.line((LEFT, floor), (WIDTH - RIGHT, floor), "base");
    svg.text(((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8.0), "middle", "axis", chart.cost_unit);
    svg.text((LEFT, TOP - 4.0), "start", "axis", chart.loss_unit);
}

/// The nearest height at which a label stands clear of those before it.
fn free(taken: &mut Vec<f64>, wanted: f64) -> f64 {
    const APART: f64 = 14.0;
    let clear = |y: f64, taken: &[f64]| taken.iter().all(|t| (t - y).abs() >= APART);
    let steps = (0..40).flat_map(|n| [wanted - f64::from(n) * 4.0, wanted + f64::from(n) * 4.0]);
    let found = steps.into_iter().find(|&y| y > 8.0 && y < HEIGHT - BOTTOM && clear(y, taken)).unwrap_or(wanted);
    taken.push(found);
    found
}
