//! The Brier score taken apart.

use super::{ReliabilityBin, check_probabilities};
use crate::{Continuous, Normal, StatsError, mean};

/// The Brier score of probabilities of a yes, and what it consists of.
///
/// `score = reliability - resolution + uncertainty + within`: what miscalibration costs, what telling rows apart gains, what
/// nobody can help who knows only the share of yes, and what the bins hide. The first three are corrected for the bias that comes from estimating
/// shares in bins; without correction a calibrated model seems miscalibrated by `bins / n`.
///
/// References: A. H. Murphy, "A new vector partition of the probability score" (1973), doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2;
/// C. A. T. Ferro and T. E. Fricker, "A bias-corrected decomposition of the Brier score" (2012), doi:10.1002/qj.1924;
/// D. J. Spiegelhalter, "Probabilistic prediction in patient management and clinical trials" (1986), doi:10.1002/sim.4780050506.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brier {
    /// Mean squared distance of probability and outcome.
    pub score: f64,
    /// Loss by saying other shares than come out; may fall below 0 by chance.
    pub reliability: f64,
    /// Gain by telling rows apart.
    pub resolution: f64,
    /// Score of who says the overall share for all rows.
    pub uncertainty: f64,
    /// Two-sided p-value of Spiegelhalter's test that all probabilities are right; none where every probability is 0, 1/2 or 1.
    pub p: Option<f64>,
}

impl Brier {
    /// Takes the score apart by the bins of [`reliability`](crate::reliability) of the same rows. `O(n)`.
    ///
    /// # Errors
    /// [`StatsError::Length`], [`StatsError::TooFew`] below two rows, [`StatsError::Probability`], [`StatsError::Parameter`] for outcomes other than 0 and 1.
    pub fn of(predicted: &[f64], observed: &[f64], bins: &[ReliabilityBin]) -> Result<Self, StatsError> {
        check_probabilities(predicted, observed, 2)?;
        let n = predicted.len() as f64;
        let squares: Vec<f64> = predicted.iter().zip(observed).map(|(p, y)| (p - y) * (p - y)).collect();
        let share = mean(observed).unwrap_or(0.0);
        let (mut reliability, mut resolution, mut bias) = (0.0, 0.0, 0.0);
        for bin in bins {
            let (rows, said, came) = (bin.rows as f64, bin.predicted, bin.observed);
            reliability += rows / n * (said - came) * (said - came);
            resolution += rows / n * (came - share) * (came - share);
            // A bin of one row tells nothing about its own spread: it is taken for that of a fair coin.
            bias += rows / n * if bin.rows > 1 { came * (1.0 - came) / (rows - 1.0) } else { 0.25 };
        }
        let whole = share * (1.0 - share) / (n - 1.0);
        Ok(Self {
            score: mean(&squares).unwrap_or(0.0),
            reliability: reliability - bias,
            resolution: resolution - bias + whole,
            uncertainty: share * (1.0 - share) + whole,
            p: spiegelhalter(predicted, observed),
        })
    }
}

/// `z = sum (y - p)(1 - 2p) / sqrt(sum (1 - 2p)^2 p (1 - p))`.
fn spiegelhalter(predicted: &[f64], observed: &[f64]) -> Option<f64> {
    let terms = predicted.iter().zip(observed).map(|(p, y)| {
        let slope = 1.0 - 2.0 * p;
        ((y - p) * slope, slope * slope * p * (1.0 - p))
    });
    let (sum, variance) = terms.fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
    (variance > 0.0).then(|| (2.0 * Normal::standard().sf((sum / variance.sqrt()).abs())).min(1.0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    use super::*;
    use crate::reliability;

    /// Outcomes drawn with probabilities `bend(p)` where `p` is said.
    fn drawn(seed: u64, n: usize, bend: impl Fn(f64) -> f64) -> (Vec<f64>, Vec<f64>) {
        let mut rng = Pcg64::seed_from_u64(seed);
        let said: Vec<f64> = (0..n).map(|_| rng.random::<f64>()).collect();
        let came = said.iter().map(|&p| f64::from(rng.random::<f64>() < bend(p))).collect();
        (said, came)
    }

    #[test]
    fn a_calibrated_model_is_not_accused() {
        let (mut rejected, mut cost) = (0, 0.0);
        for seed in 0..1000 {
            let (said, came) = drawn(seed, 200, |p| p);
            let brier = Brier::of(&said, &came, &reliability(&said, &came, 10).unwrap()).unwrap();
            rejected += i32::from(brier.p.unwrap() < 0.05);
            cost += brier.reliability / 1000.0;
        }
        assert!((38..=62).contains(&rejected), "{rejected} of 1000");
        assert!(cost.abs() < 4e-4, "mean reliability {cost}");
    }

    #[test]
    fn parts_sum_to_the_score_but_for_what_bins_hide() {
        let (said, came) = drawn(5, 20_000, |p| 0.25 + p / 2.0);
        let bins = reliability(&said, &came, 50).unwrap();
        let brier = Brier::of(&said, &came, &bins).unwrap();
        let sum = brier.reliability - brier.resolution + brier.uncertainty;
        assert!((sum - brier.score).abs() < 1e-3, "{sum} {}", brier.score);
        // E (p/2 - 1/4)^2 = 1/48.
        assert!((brier.reliability - 1.0 / 48.0).abs() < 2e-3 && brier.p.unwrap() < 1e-6);
    }

    #[test]
    fn certainty_has_no_test() {
        let bins = reliability(&[0.0, 1.0, 1.0], &[0.0, 1.0, 0.0], 2).unwrap();
        assert_eq!(Brier::of(&[0.0, 1.0, 1.0], &[0.0, 1.0, 0.0], &bins).unwrap().p, None);
        assert!(Brier::of(&[1.2, 0.0], &[0.0, 1.0], &[]).is_err() && Brier::of(&[0.2, 0.0], &[0.5, 1.0], &[]).is_err());
    }
}
