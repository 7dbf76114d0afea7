//! Scores, and differences between scores, with their errors.

use stats::{Estimate, StatsError};

use crate::gain::Gains;
use crate::yardstick::Yardstick;
use crate::{Gain, Player, Scale, Score};

/// Players with their scores, ready to be compared.
pub(crate) struct Scoring<'a> {
    players: &'a [Player<'a>],
    yardstick: &'a Yardstick,
    sums: Vec<Sum>,
}

/// What is worked out once for each player.
struct Sum {
    mean: f64,
    /// Largest absolute loss.
    largest: f64,
    score: f64,
    /// Derivative of the score by the mean loss.
    slope: f64,
    /// Largest loss times slope: the largest contribution of a row, before division by the rows.
    size: f64,
    /// Whether any loss is below zero.
    negative: bool,
    /// Digest of the losses. See [`Yardstick::digest`].
    digest: Vec<f64>,
}

/// A difference of two scores, by both methods where the data allow them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Difference {
    pub(crate) value: f64,
    pub(crate) first: Option<Estimate>,
    pub(crate) second: Option<Estimate>,
}

impl<'a> Scoring<'a> {
    /// Sums up every player's losses. `O(players * rows)`.
    pub(crate) fn new(players: &'a [Player<'a>], scale: Scale, yardstick: &'a Yardstick) -> Result<Self, StatsError> {
        let sums = players.iter().map(|player| Sum::new(player.losses, scale, yardstick)).collect::<Result<_, _>>()?;
        Ok(Self { players, yardstick, sums })
    }

    /// Mean loss and largest absolute loss at this place; the mean is `None` where some loss is negative.
    pub(crate) fn mean_and_largest(&self, place: usize) -> (Option<f64>, f64) {
        let sum = &self.sums[place];
        ((!sum.negative).then_some(sum.mean), sum.largest)
    }

    /// The place of the best score; of equals the lowest rung.
    pub(crate) fn best(&self) -> usize {
        let better = |best: usize, place: usize| {
            if self.sums[place].score < self.sums[best].score { place } else { best }
        };
        (1..self.sums.len()).fold(0, better)
    }

    /// Score, two-sided 95 % interval and gain of every player.
    pub(crate) fn all(&self, gains: Option<&Gains>) -> Result<Vec<Score>, StatsError> {
        let gain_of = |place| gains.filter(|gains| gains.baseline != place).map(|gains| gains.records[place].clone());
        (0..self.players.len()).map(|place| self.one(place, gain_of(place))).collect()
    }

    /// Score and two-sided 95 % interval of one player.
    fn one(&self, place: usize, gain: Option<Gain>) -> Result<Score, StatsError> {
        let Player { id, losses, .. } = self.players[place];
        let Sum { mean, score, slope, size, negative, ref digest, .. } = self.sums[place];
        let scale = power_of_two_for(size);
        let term = |loss: f64| loss * slope * scale;
        let terms = |losses: &[f64]| losses.iter().map(|&loss| term(loss)).collect::<Vec<_>>();
        let Some(estimate) = self.yardstick.first(term(mean), &terms(digest), || terms(losses))? else {
            return Ok(Score { player: id, score, se: None, lower: None, upper: None, gain });
        };
        let estimate = unscaled(estimate, score, scale);
        // No loss below zero, no interval below zero.
        let floor = if negative { -f64::MAX } else { 0.0 };
        Ok(Score {
            player: id,
            score,
            se: Some(estimate.se),
            lower: Some(finite(estimate.lower(0.975)?).max(floor)),
            upper: Some(finite(estimate.upper(0.975)?)),
            gain,
        })
    }

    /// Score at `a` minus score at `b`, by both methods, the first with the yardstick's caution. `O(rows)`.
    ///
    /// For the root of a mean each row counts with the derivative of the score by its loss (delta method):
    /// `loss_a / (2 score_a) - loss_b / (2 score_b)`.
    pub(crate) fn difference(&self, a: usize, b: usize) -> Result<Difference, StatsError> {
        let (sum_a, sum_b) = (&self.sums[a], &self.sums[b]);
        let scale = power_of_two_for(sum_a.size.max(sum_b.size));
        let term = |a: f64, b: f64| a * sum_a.slope * scale - b * sum_b.slope * scale;
        let terms = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(&a, &b)| term(a, b)).collect::<Vec<_>>();
        let (centre, digest) = (term(sum_a.mean, sum_b.mean), terms(&sum_a.digest, &sum_b.digest));
        let first = self.yardstick.first(centre, &digest, || terms(self.players[a].losses, self.players[b].losses))?;
        let second = self.yardstick.second(centre, &digest)?;
        let value = finite(sum_a.score - sum_b.score);
        Ok(Difference {
            value,
            first: first.map(|e| unscaled(self.yardstick.with_caution(e), value, scale)),
            second: second.map(|e| unscaled(e, value, scale)),
        })
    }
}

impl Sum {
    /// Sums up one player's losses.
    fn new(losses: &[f64], scale: Scale, yardstick: &Yardstick) -> Result<Self, StatsError> {
        let mean = stats::mean(losses).unwrap_or(0.0);
        let (score, slope) = match scale {
            Scale::Mean => (mean, 1.0),
            // At a root of 0 no row has any loss, and the slope is of no consequence.
            Scale::RootMean => (mean.sqrt(), if mean > 0.0 { 0.5 / mean.sqrt() } else { 0.0 }),
        };
        let (least, most) = extremes(losses);
        let largest = f64::max(-least, most);
        let digest = match power_of_two_for(largest) {
            1.0 => yardstick.digest(losses)?,
            unit => {
                let scaled: Vec<f64> = losses.iter().map(|loss| loss * unit).collect();
                yardstick.digest(&scaled)?.iter().map(|sum| finite(sum / unit)).collect()
            }
        };
        Ok(Self { mean, largest, score, slope, size: largest * slope, negative: least < 0.0, digest })
    }
}

/// The least and the largest of the losses and 0, in lanes that do not wait for each other.
fn extremes(losses: &[f64]) -> (f64, f64) {
    const LANES: usize = 8;
    let (mut least, mut most) = ([0.0_f64; LANES], [0.0_f64; LANES]);
    for chunk in losses.chunks(LANES) {
        for (lane, &loss) in chunk.iter().enumerate() {
            least[lane] = if loss < least[lane] { loss } else { least[lane] };
            most[lane] = if loss > most[lane] { loss } else { most[lane] };
        }
    }
    (least.into_iter().fold(0.0, f64::min), most.into_iter().fold(0.0, f64::max))
}

/// A power of two that brings values of this size to where not even fourth powers leave the range of numbers; 1 for usual sizes.
fn power_of_two_for(size: f64) -> f64 {
    if size == 0.0 || (1e-30..=1e30).contains(&size) {
        return 1.0;
    }
    // Bounded, since the reciprocal of the smallest numbers is too large for a number.
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
