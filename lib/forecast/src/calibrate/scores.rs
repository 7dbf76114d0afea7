//! Scores of past forecasts, counted.

use crate::Backtest;

/// Half the number of bins; the outer ones take everything beyond.
const HALF: usize = 96;
/// Width of a bin in units of `asinh(score)`: about 5 % of a score far from 0.
const WIDTH: f64 = 0.05;

/// Scores by step ahead, counted in fixed bins: merging is exact, associative and free of order, and memory does not grow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scores {
    steps: Vec<Vec<u32>>,
}

impl Scores {
    /// The [scores](crate::Origin::scores) of a backtest.
    pub fn of(backtest: &Backtest) -> Self {
        let mut out = Self::default();
        for origin in &backtest.origins {
            origin.scores().for_each(|(step, score)| out.add(step, score));
        }
        out
    }

    /// Counts one score of this step ahead, from 0; a score that is not a number is passed over.
    pub fn add(&mut self, step: usize, score: f64) {
        if score.is_nan() {
            return;
        }
        if self.steps.len() <= step {
            self.steps.resize(step + 1, Vec::new());
        }
        let bins = &mut self.steps[step];
        bins.resize(2 * HALF, 0);
        let bin = (score.asinh() / WIDTH).floor().clamp(-(HALF as f64), HALF as f64 - 1.0);
        let slot = &mut bins[(bin + HALF as f64) as usize];
        *slot = slot.saturating_add(1);
    }

    /// Adds the counts of other scores, those of a similar series for example.
    pub fn merge(&mut self, other: &Self) {
        if self.steps.len() < other.steps.len() {
            self.steps.resize(other.steps.len(), Vec::new());
        }
        for (mine, theirs) in self.steps.iter_mut().zip(&other.steps) {
            mine.resize(mine.len().max(theirs.len()), 0);
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a = a.saturating_add(*b));
        }
    }

    /// Scores counted for this step.
    pub fn count(&self, step: usize) -> usize {
        self.steps.get(step).map_or(0, |bins| bins.iter().map(|c| *c as usize).sum())
    }

    /// The longest step with a score, plus one.
    pub fn horizon(&self) -> usize {
        self.steps.iter().rposition(|bins| bins.iter().any(|c| *c > 0)).map_or(0, |k| k + 1)
    }

    /// Share of this step's scores below `x`, evenly spread within a bin; `None` without scores.
    pub fn share_below(&self, step: usize, x: f64) -> Option<f64> {
        let bins = self.steps.get(step)?;
        let total: u64 = bins.iter().map(|c| u64::from(*c)).sum();
        if total == 0 {
            return None;
        }
        let at = place(x);
        let full = at as usize;
        let below: u64 = bins[..full].iter().map(|c| u64::from(*c)).sum();
        let part = bins.get(full).map_or(0.0, |c| f64::from(*c) * (at - full as f64));
        Some((below as f64 + part) / total as f64)
    }

    /// Adds the weight of this step's scores below each edge of their bins to `below`, in all at most `most`.
    pub(super) fn add_below(&self, step: usize, most: f64, below: &mut Vec<f64>) {
        let count = self.count(step);
        if count == 0 {
            return;
        }
        below.resize(2 * HALF + 1, 0.0);
        let weight = (count as f64).min(most) / count as f64;
        let mut sum: u64 = 0;
        for (edge, bin) in below[1..].iter_mut().zip(&self.steps[step]) {
            sum += u64::from(*bin);
            *edge += weight * sum as f64;
        }
    }

    /// The weight below `x`, evenly spread within a bin, of what [`Scores::add_below`] made.
    pub(super) fn at(below: &[f64], x: f64) -> f64 {
        let at = place(x);
        let left = (at as usize).min(2 * HALF - 1);
        below[left] + (at - left as f64) * (below[left + 1] - below[left])
    }

    /// Where the weight below reaches `weight`, the inverse of [`Scores::at`].
    pub(super) fn inverse(below: &[f64], weight: f64) -> f64 {
        let left = below.partition_point(|b| *b < weight).clamp(1, 2 * HALF) - 1;
        let width = below[left + 1] - below[left];
        let part = if width > 0.0 { ((weight - below[left]) / width).clamp(0.0, 1.0) } else { 0.0 };
        ((left as f64 + part - HALF as f64) * WIDTH).sinh()
    }
}

/// The place of a score on the axis of bins, from 0 to their number.
fn place(x: f64) -> f64 {
    (x.asinh() / WIDTH + HALF as f64).clamp(0.0, 2.0 * HALF as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_follow_the_scores() {
        let mut scores = Scores::default();
        (0..1000).for_each(|i| scores.add(2, f64::from(i) / 100.0 - 5.0));
        assert_eq!((scores.count(2), scores.count(0), scores.horizon()), (1000, 0, 3));
        for x in [-4.0, -1.0, 0.0, 2.5] {
            let share = scores.share_below(2, x).unwrap_or(f64::NAN);
            assert!((share - (x + 5.0) / 10.0).abs() < 0.02, "{x}: {share}");
        }
        assert_eq!(scores.share_below(1, 0.0), None);
        scores.add(2, 1e300);
        scores.add(2, f64::NAN);
        assert_eq!(scores.count(2), 1001);
    }
}
