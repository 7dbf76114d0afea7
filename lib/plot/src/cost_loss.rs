//! Loss with interval against yearly cost.

use crate::axis::{Axis, spoken};
use crate::frame::{Frame, margin, usable};
use crate::label::{BOLD, short, spread, width};
use crate::svg::{Anchor, Svg};

/// Options that are drawn; more are left out.
const OPTIONS_MAX: usize = 40;

/// The chart of what an option costs against what it is worth.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CostLoss<'a> {
    /// What it shows.
    pub title: &'a str,
    /// Unit of the loss.
    pub loss_unit: &'a str,
    /// Unit of the cost.
    pub cost_unit: &'a str,
    /// Width at which it is shown: [`WIDE`](crate::WIDE) or [`NARROW`](crate::NARROW).
    pub width: f64,
    /// Losses up to here are within the margin of the best, when there is a best.
    pub good_enough: Option<f64>,
    /// One point an option; at most forty are drawn.
    pub options: Vec<CostOption<'a>>,
}

/// One option; one whose cost or loss is not finite is left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CostOption<'a> {
    /// Label beside the point.
    pub label: &'a str,
    /// Cost a year.
    pub cost: f64,
    /// Loss.
    pub loss: f64,
    /// Interval of the loss.
    pub interval: Option<(f64, f64)>,
    /// Drawn in the accent colour.
    pub marked: bool,
}

/// Draws loss against cost. The cost begins at zero; the loss does not, because its differences matter.
///
/// Labels stand in one column at the right, in order of loss, each tied to its point. `O(n^2)` in the number of options.
pub fn cost_loss(chart: &CostLoss) -> String {
    let known = |o: &&CostOption| o.loss.is_finite() && o.cost.is_finite();
    let options: Vec<&CostOption> = chart.options.iter().filter(known).take(OPTIONS_MAX).collect();
    let full = usable(chart.width);
    let height = (options.len() as f64 * 15.0 + 80.0).max(if full < 500.0 { 280.0 } else { 330.0 });
    let mut svg = Svg::new(full, height);
    let (top, floor) = (32.0, height - 48.0);
    let ends = options.iter().flat_map(|o| o.interval.map_or([o.loss, o.loss], |(lo, hi)| [lo, hi]));
    let losses = Axis::covering(ends.chain(options.iter().map(|o| o.loss)).chain(chart.good_enough), floor, top);
    let ticks = losses.ticks(5);
    let room = |o: &&CostOption| width(o.label) * if o.marked { BOLD } else { 1.0 };
    let labels = options.iter().map(room).fold(0.0, f64::max).min(full * 0.34);
    let frame = Frame { left: margin(&ticks), right: full - labels - 34.0, top, floor };
    let costs = Axis::covering(options.iter().map(|o| o.cost).chain([0.0]), frame.left + 6.0, frame.right - 6.0);
    if let Some(limit) = chart.good_enough.filter(|limit| limit.is_finite()) {
        svg.rect((frame.left, losses.at(limit)), (frame.right, floor), "good");
    }
    frame.rows(&mut svg, &ticks, &losses, chart.loss_unit);
    svg.line((frame.left, floor), (frame.right, floor), "base");
    let ticks = costs.ticks(((frame.right - frame.left) / 80.0) as usize);
    frame.columns(&mut svg, &ticks.into_iter().map(|(value, label)| (costs.at(value), label)).collect::<Vec<_>>());
    svg.text((f64::midpoint(frame.left, frame.right), height - 8.0), Anchor::Middle, "axis", chart.cost_unit);
    let wanted: Vec<f64> = options.iter().map(|o| losses.at(o.loss)).collect();
    let heights = spread(&wanted, 15.0, top, floor);
    for (option, y) in options.iter().zip(heights) {
        let label = short(option.label, (full - frame.right - 30.0) / if option.marked { BOLD } else { 1.0 });
        draw(&mut svg, option, (&costs, &losses), (frame.right + 28.0, y), &label);
    }
    svg.finish(chart.title, &told(chart, &options))
}

fn draw(svg: &mut Svg, option: &CostOption, (costs, losses): (&Axis, &Axis), label_at: (f64, f64), label: &str) {
    let class = |name: &str| if option.marked { format!("{name} marked") } else { name.to_owned() };
    let (x, y) = (costs.at(option.cost), losses.at(option.loss));
    let radius = if option.marked { 6.0 } else { 4.5 };
    svg.path(&[(x + radius, y), (label_at.0 - 18.0, y), (label_at.0 - 4.0, label_at.1)], "leader");
    if let Some((lower, upper)) = option.interval.filter(|(lower, upper)| lower.is_finite() && upper.is_finite()) {
        svg.line((x, losses.at(lower)), (x, losses.at(upper)), &class("whisker"));
    }
    svg.circle((x, y), radius, &class("dot"));
    svg.text((label_at.0, label_at.1 + 4.0), Anchor::Start, &class("label"), label);
}

fn told(chart: &CostLoss, options: &[&CostOption]) -> String {
    let one =
        |o: &&CostOption| format!("{}: {} {}, {} {}", o.label, chart.loss_unit, spoken(o.loss), chart.cost_unit, spoken(o.cost));
    let limit = chart.good_enough.map(|limit| format!(" Up to {} is within the margin of the best.", spoken(limit)));
    format!("{}.{}", options.iter().map(one).collect::<Vec<_>>().join("; "), limit.unwrap_or_default())
}
