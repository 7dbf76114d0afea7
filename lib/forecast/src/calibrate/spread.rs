//! How the scores of one step are spread: the shipped table and counted scores, mixed.

use super::table::Cell;
use super::{Scores, TABLE_COUNT};
use crate::normal;

/// Quantiles are looked for within this distance.
const SCORE_MAX: f64 = 100.0;
/// Quantiles are exact to this.
const TOLERANCE: f64 = 1e-11;

/// A mixture of the table's cell, counted as [`TABLE_COUNT`] scores, and of scores as they were counted.
#[derive(Debug, Clone)]
pub(super) struct Spread {
    cell: Cell,
    /// Weight of the counted scores below each edge of their bins; empty where there are none.
    below: Vec<f64>,
}

impl Spread {
    pub(super) fn new(cell: Cell) -> Self {
        Self { cell, below: Vec::new() }
    }

    /// Mixes in the scores of this step (of the last one scored, where it lies beyond), counted as at most `most`. O(bins).
    pub(super) fn add(&mut self, scores: &Scores, step: usize, most: f64) {
        let step = step.min(scores.horizon().saturating_sub(1));
        scores.add_below(step, most, &mut self.below);
    }

    /// The score below which a share `p` lies.
    ///
    /// That of a mixture lies between those of its parts; from there by false position (Illinois).
    pub(super) fn quantile(&self, p: f64) -> f64 {
        let table = self.cell.score(normal::quantile(p));
        let Some(&counted) = self.below.last() else { return table };
        let others = Scores::inverse(&self.below, p * counted);
        let (mut low, mut high) = (table.min(others).max(-SCORE_MAX), table.max(others).min(SCORE_MAX));
        let wanted = p * (TABLE_COUNT + counted);
        let excess = |x: f64| TABLE_COUNT * normal::cdf(self.cell.deviate(x)) + Scores::at(&self.below, x) - wanted;
        let (mut below, mut above) = (excess(low), excess(high));
        let mut side = 0;
        while high - low > TOLERANCE && below < 0.0 && above > 0.0 {
            let inner = low - below * (high - low) / (above - below);
            // Half the tolerance is crossed at once, so that the other end follows.
            let x = inner.clamp(low + 0.4 * TOLERANCE, high - 0.4 * TOLERANCE);
            let at = excess(x);
            if at < 0.0 {
                (low, below) = (x, at);
                above *= if side == 1 { 0.5 } else { 1.0 };
                side = 1;
            } else {
                (high, above) = (x, at);
                below *= if side == 2 { 0.5 } else { 1.0 };
                side = 2;
            }
        }
        if below >= 0.0 {
            low
        } else if above <= 0.0 {
            high
        } else {
            f64::midpoint(low, high)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Family;

    /// Shares of table, own and pooled scores, weighed as they are mixed.
    fn share(cell: Cell, parts: &[(&Scores, f64)], x: f64) -> f64 {
        let (mut sum, mut total) = (TABLE_COUNT * normal::cdf(cell.deviate(x)), TABLE_COUNT);
        for (scores, most) in parts {
            let count = (scores.count(0) as f64).min(*most);
            sum += count * scores.share_below(0, x).unwrap_or(0.0);
            total += count;
        }
        sum / total
    }

    #[test]
    fn quantiles_are_those_of_bisection() {
        let cell = Cell::new(4, Family::Ets, 2, 1.0);
        for (own, pooled, far) in [(0, 0, 1.0), (3, 0, 1.0), (40, 700, 1.0), (2000, 90, 8.0), (5, 150, 1e3)] {
            let drawn = |count: usize, by: f64| {
                let mut scores = Scores::default();
                (0..count).for_each(|i| scores.add(0, far * (by * i as f64).sin() + 0.4));
                scores
            };
            let (own, pooled) = (drawn(own, 1.7), drawn(pooled, 0.37));
            let mut spread = Spread::new(cell);
            spread.add(&own, 5, f64::INFINITY);
            spread.add(&pooled, 5, TABLE_COUNT);
            for p in [1e-6, 0.005, 0.025, 0.1, 0.4, 0.5, 0.77, 0.9, 0.975, 0.9999] {
                let (mut low, mut high) = (-SCORE_MAX, SCORE_MAX);
                for _ in 0..80 {
                    let middle = f64::midpoint(low, high);
                    let below = share(cell, &[(&own, f64::INFINITY), (&pooled, TABLE_COUNT)], middle) < p;
                    if below { low = middle } else { high = middle }
                }
                assert!((spread.quantile(p) - low).abs() < 1e-9, "{far} {p}: {} {low}", spread.quantile(p));
            }
        }
    }
}
