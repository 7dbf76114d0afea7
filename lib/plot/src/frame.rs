//! The paper of a chart: its edges, its grid, its texts along the axes.

use crate::axis::Axis;
use crate::label::{short, width};
use crate::svg::{Anchor, Svg};

/// Width of a chart across a page, in pixels.
pub const WIDE: f64 = 720.0;
/// Width of a chart on a phone, or of one panel of many, in pixels.
pub const NARROW: f64 = 360.0;

/// How far a label under the floor may stand out to the right of the frame.
const SLACK: f64 = 10.0;

/// Texts are drawn at one size in every chart, so a chart has to be drawn for the width at which it is shown.
pub(crate) fn usable(width: f64) -> f64 {
    if width.is_finite() { width.clamp(240.0, 2_000.0) } else { WIDE }
}

/// The rectangle in which data are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) floor: f64,
}

impl Frame {
    /// Horizontal lines at the ticks of `axis`, labels at the left, what is measured above them.
    pub(crate) fn rows(&self, svg: &mut Svg, ticks: &[(f64, String)], axis: &Axis, unit: &str) {
        for (value, label) in ticks {
            let y = axis.at(*value);
            svg.line((self.left, y), (self.right, y), "grid");
            svg.text((self.left - 8.0, y + 4.0), Anchor::End, "tick", label);
        }
        if !unit.is_empty() {
            let text = short(unit, self.right);
            svg.text((0.0, self.top - 12.0), Anchor::Start, "axis", &text);
        }
    }

    /// Labels under the floor at these places; one that would touch its neighbour is left out.
    pub(crate) fn columns(&self, svg: &mut Svg, ticks: &[(f64, String)]) {
        let mut free = f64::NEG_INFINITY;
        for (x, label) in ticks {
            let half = width(label) / 2.0;
            let middle = x.min(self.right + SLACK - half).max(half);
            svg.line((*x, self.floor), (*x, self.floor + 4.0), "base");
            if middle - half >= free {
                svg.text((middle, self.floor + 18.0), Anchor::Middle, "tick", label);
                free = middle + half + 8.0;
            }
        }
    }
}

/// Room that the labels of a vertical axis take at the left.
pub(crate) fn margin(ticks: &[(f64, String)]) -> f64 {
    ticks.iter().map(|(_, label)| width(label)).fold(0.0, f64::max).min(110.0) + 10.0
}
