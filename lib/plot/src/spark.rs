//! A distribution at the height of a line of text.

use std::fmt::Write as _;

/// Bars that are drawn at most.
const BARS_MAX: usize = 64;
const BAR: f64 = 4.0;
const HEIGHT: f64 = 20.0;

/// Draws bars of these heights without axis or text, for use inside a line; decoration for who can see it, so that the text beside it has to
/// say the same. What is not finite or below 0 has no height. `O(bars)`.
pub fn spark(heights: &[f64]) -> String {
    let heights = &heights[..heights.len().min(BARS_MAX)];
    let usable = |h: &f64| if h.is_finite() { h.max(0.0) } else { 0.0 };
    let most = heights.iter().map(usable).fold(0.0, f64::max);
    let mut path = String::new();
    for (at, height) in heights.iter().enumerate() {
        let share = if most > 0.0 { usable(height) / most } else { 0.0 };
        if share > 0.0 {
            // A bar that is there can be seen.
            let high = (share * HEIGHT).max(1.0);
            let _ = write!(path, "M{} 20v-{:.0}h3v{:.0}z", at as f64 * BAR, high.ceil(), high.ceil());
        }
    }
    let width = heights.len().max(1) as f64 * BAR;
    format!(
        "<svg class=\"spark\" viewBox=\"0 0 {width} {HEIGHT}\" aria-hidden=\"true\" preserveAspectRatio=\"none\"><path d=\"{path}\"/></svg>"
    )
}
