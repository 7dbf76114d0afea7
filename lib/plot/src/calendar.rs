//! How many rows there are when: bars on an axis of dates, gaps shaded.

use crate::clock::Clock;
use crate::frame::usable;
use crate::label::width;
use crate::svg::{Anchor, Svg};

const TOP: f64 = 8.0;
const BOTTOM: f64 = 24.0;

/// Counts over time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calendar<'a> {
    /// What it shows.
    pub title: &'a str,
    /// What it tells to who cannot see it; by itself the fullest stretch.
    pub description: &'a str,
    /// Width at which it is shown, in pixels.
    pub width: f64,
    /// Height at which it is shown, in pixels.
    pub height: f64,
    /// Stretches of time in order, in microseconds since 1970, and their counts; the height of a bar is its count.
    pub bars: Vec<(i64, i64, f64)>,
    /// Stretches that are shaded.
    pub gaps: Vec<(i64, i64)>,
}

/// Draws counts over time; nothing but the frame where there is no bar. `O(bars)`.
pub fn calendar(chart: &Calendar) -> String {
    let full = usable(chart.width);
    let height = if chart.height.is_finite() { chart.height.clamp(60.0, 800.0) } else { 140.0 };
    let mut svg = Svg::new(full, height);
    let (left, right, floor) = (8.0, full - 8.0, height - BOTTOM);
    let bars: Vec<&(i64, i64, f64)> = chart.bars.iter().filter(|b| b.1 > b.0 && b.2.is_finite()).collect();
    let (Some(first), Some(last)) = (bars.iter().map(|b| b.0).min(), bars.iter().map(|b| b.1).max()) else {
        return svg.finish(chart.title, chart.description);
    };
    let span = last as f64 - first as f64;
    let at = |stamp: i64| left + (right - left) * ((stamp as f64 - first as f64) / span).clamp(0.0, 1.0);
    for (from, to) in &chart.gaps {
        svg.rect((at(*from), TOP), (at(*to), floor), "gap");
    }
    let most = bars.iter().map(|b| b.2).fold(0.0, f64::max);
    for (from, to, count) in bars.iter().filter(|b| b.2 > 0.0) {
        let (from, to) = (at(*from), at(*to));
        let gap = if to - from > 3.0 { 0.5 } else { 0.0 };
        svg.rect((from + gap, floor - (floor - TOP) * count / most), ((to - gap).max(from + gap + 0.5), floor), "bar");
    }
    svg.line((left, floor), (right, floor), "base");
    let mut free = f64::NEG_INFINITY;
    for (stamp, label) in Clock::Dates.ticks(first, last, (full / 70.0) as usize) {
        let (x, half) = (at(stamp), width(&label) / 2.0);
        let middle = x.clamp(half, (full - half).max(half));
        svg.line((x, floor), (x, floor + 4.0), "base");
        if middle - half >= free {
            svg.text((middle, floor + 18.0), Anchor::Middle, "tick", &label);
            free = middle + half + 8.0;
        }
    }
    let told = if chart.description.is_empty() { told(&bars, chart.gaps.len()) } else { chart.description.to_owned() };
    svg.finish(chart.title, &told)
}

fn told(bars: &[&(i64, i64, f64)], gaps: usize) -> String {
    let fullest = bars.iter().max_by(|a, b| a.2.total_cmp(&b.2));
    let mut text = fullest.map_or_else(String::new, |bar| format!("Most rows from {}.", Clock::Dates.spoken(bar.0)));
    match gaps {
        0 => {}
        1 => text.push_str(" One stretch without rows."),
        n => text.push_str(&format!(" {n} stretches without rows.")),
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000_000;

    #[test]
    fn bars_gaps_and_dates_are_drawn() {
        let bars = (0..30).map(|d| (d * DAY, (d + 1) * DAY, if d == 7 { 0.0 } else { 5.0 + d as f64 })).collect();
        let chart = Calendar {
            title: "Rows by day",
            width: 420.0,
            height: 120.0,
            bars,
            gaps: vec![(7 * DAY, 8 * DAY)],
            ..Calendar::default()
        };
        let svg = calendar(&chart);
        assert_eq!((svg.matches("class=\"bar\"").count(), svg.matches("class=\"gap\"").count()), (29, 1));
        assert!(svg.contains("Most rows from 30 Jan 1970. One stretch without rows.") && svg.contains("Jan"), "{svg}");
    }

    #[test]
    fn odd_numbers_are_drawn_or_left_out() {
        for bars in [vec![], vec![(5, 5, 1.0)], vec![(i64::MIN, i64::MAX, 1.0)], vec![(0, 1, f64::NAN)], vec![(0, DAY, 0.0)]] {
            let svg = calendar(&Calendar { title: "t", width: f64::NAN, height: f64::INFINITY, bars, ..Calendar::default() });
            assert!(svg.starts_with("<svg") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
