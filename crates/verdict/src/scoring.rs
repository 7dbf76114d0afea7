//! Scores, and differences between scores, with their errors.

use stats::{Estimate, StatsError};

use crate::gain::Gains;
use crate::yardstick::{Measured, Yardstick};
use crate::{Gain, Player, Scale, Score};

/// Players with their scores, ready to be compared.
pub(crate) struct Scoring<'a> {
    players: &'a [Player<'a>],
    scale: Scale,
    yardstick: &'a Yardstick,
    /// Score of each player.
    scores: Vec<f64>,
    /// Largest contribution of a single row to a player's score, before division by the rows.
    sizes: Vec<f64>,
}

impl<'a> Scoring<'a> {
    /// Averages every player's losses. `O(players * rows)`.
    pub(crate) fn new(players: &'a [Player<'a>], scale: Scale, yardstick: &'a Yardstick) -> Self {
        let mut scores = Vec::with_capacity(players.len());
        let mut sizes = Vec::with_capacity(players.len());
        for player in players {
            let mean = stats::mean(player.losses).unwrap_or(0.0);
            let score = if scale == Scale::RootMean { mean.max(0.0).sqrt() } else { mean };
            let largest = player.losses.iter().fold(0.0_f64, |most, loss| most.max(loss.abs()));
            scores.push(score);
            sizes.push(largest * slope(scale, score));
        }
        Self { players, scale, yardstick, scores, sizes }
    }

    /// The place of the best score; of equals the lowest rung.
    pub(crate) fn best(&self) -> usize {
        (1..self.scores.len()).fold(0, |best, place| if self.scores[place] < self.scores[best] { place } else { best })
    }

    /// Score and two-sided 95 % interval of every player.
    pub(crate) fn all(&self, gains: Option<&Gains>) -> Result<Vec<Score>, StatsError> {
        let gain_of = |place| gains.filter(|gains| gains.baseline != place).map(|gains| gains.records[place].clone());
        (0..self.players.len()).map(|place| self.one(place, gain_of(place))).collect()
    }

    /// Score and two-sided 95 % interval of one player.
    fn one(&self, place: usize, gain: Option<Gain>) -> Result<Score, StatsError> {
        let player = &self.players[place];
        let score = self.scores[place];
        let (weight, scale) = (slope(self.scale, score), power_of_two_for(self.sizes[place]));
        let values: Vec<f64> = player.losses.iter().map(|loss| loss * weight * scale).collect();
        let Some(estimate) = self.yardstick.measure(&values)?.map(|e| unscaled(e, score, scale)) else {
            return Ok(Score { player: player.id, score, se: None, lower: None, upper: None, gain });
        };
        // No loss below zero, no interval below zero.
        let floor = if player.losses.iter().all(|&loss| loss >= 0.0) { 0.0 } else { -f64::MAX };
        Ok(Score {
            player: player.id,
            score,
            se: Some(estimate.se),
            lower: Some(finite(estimate.lower(0.975)?).max(floor)),
            upper: Some(finite(estimate.upper(0.975)?)),
            gain,
        })
    }

    /// Score at `a` minus score at `b`, by both methods. `O(rows)`.
    ///
    /// For the root of a mean each row counts with the derivative of the score by its loss (delta method):
    /// `loss_a / (2 score_a) - loss_b / (2 score_b)`.
    pub(crate) fn difference(&self, a: usize, b: usize) -> Result<Difference, StatsError> {
        let scale = power_of_two_for(self.sizes[a].max(self.sizes[b]));
        let weights = (slope(self.scale, self.scores[a]), slope(self.scale, self.scores[b]));
        let pairs = self.players[a].losses.iter().zip(self.players[b].losses);
        let values: Vec<f64> = match self.scale {
            Scale::Mean => pairs.map(|(a, b)| a * scale - b * scale).collect(),
            Scale::RootMean => pairs.map(|(a, b)| a * weights.0 * scale - b * weights.1 * scale).collect(),
        };
        let Measured { first, second } = self.yardstick.measure_twice(&values)?;
        let value = match (self.scale, &first) {
            (Scale::Mean, Some(first)) => finite(first.value / scale),
            _ => finite(self.scores[a] - self.scores[b]),
        };
        Ok(Difference {
            value,
            first: first.map(|e| unscaled(e, value, scale)),
            second: second.map(|e| unscaled(e, value, scale)),
        })
    }
}

/// A difference of two scores, by both methods where the data allow them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Difference {
    pub(crate) value: f64,
    pub(crate) first: Option<Estimate>,
    pub(crate) second: Option<Estimate>,
}

/// Derivative of the score by the mean loss; 0 for a root at 0, where no row has any loss.
fn slope(scale: Scale, score: f64) -> f64 {
    match scale {
        Scale::Mean => 1.0,
        Scale::RootMean if score > 0.0 => 0.5 / score,
        Scale::RootMean => 0.0,
    }
}

/// A power of two that brings values of this size to where neither squares nor cubes leave the range of numbers; 1 for usual sizes.
fn power_of_two_for(size: f64) -> f64 {
    if size == 0.0 || (1e-60..=1e60).contains(&size) {
        return 1.0;
    }
    // Two steps, since the reciprocal of the smallest numbers is too large for one.
    2.0_f64.powi(-(size.log2().round() as i32).clamp(-1000, 1000))
}

/// Takes the scale off again and puts the estimate around `value`.
fn unscaled(estimate: Estimate, value: f64, scale: f64) -> Estimate {
    Estimate { value, se: finite(estimate.se / scale), ..estimate }
}

/// The nearest finite number.
pub(crate) fn finite(x: f64) -> f64 {
    x.clamp(-f64::MAX, f64::MAX)
}
