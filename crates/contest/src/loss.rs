//! Per-row losses, so that differences can be tested row by row.

use problem::Metric;

/// Probabilities are kept this far from 0 and 1 before a logarithm is taken.
pub(crate) const PROBABILITY_MIN: f64 = 1e-15;

/// The loss of one row under a metric, and the score that sums rows up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss(pub Metric);

impl Loss {
    /// Loss of predicting `prediction` where `truth` came out.
    ///
    /// For binary tasks `truth` is 0 or 1 and `prediction` the probability of 1. RMSE keeps squared errors: the
    /// root is taken in [`Loss::score`]. Both arguments must be finite.
    pub fn of(self, truth: f64, prediction: f64) -> f64 {
        let error = truth - prediction;
        match self.0 {
            Metric::Mae => error.abs(),
            Metric::Mse | Metric::Rmse | Metric::Brier => error * error,
            Metric::LogLoss => {
                let p = if truth > 0.5 { prediction } else { 1.0 - prediction };
                -p.max(PROBABILITY_MIN).ln()
            }
            Metric::ErrorRate => f64::from((prediction > 0.5) != (truth > 0.5)),
            Metric::Pinball(q) => {
                if error >= 0.0 {
                    q * error
                } else {
                    (q - 1.0) * error
                }
            }
            Metric::PoissonDeviance => poisson_deviance(truth, prediction),
            Metric::Mape => error.abs() / truth.abs(),
            Metric::Msle => {
                let log = truth.ln_1p() - prediction.max(0.0).ln_1p();
                log * log
            }
        }
    }

    /// Loss of one row of a multiclass task from the probabilities of its classes.
    pub fn of_classes(self, truth: usize, probabilities: &[f64]) -> f64 {
        let p = probabilities.get(truth).copied().unwrap_or(0.0);
        match self.0 {
            Metric::Brier => {
                let squares: f64 = probabilities.iter().map(|q| q * q).sum();
                squares - p * p + (1.0 - p) * (1.0 - p)
            }
            Metric::ErrorRate => f64::from(probabilities.iter().any(|&q| q > p)),
            _ => -p.max(PROBABILITY_MIN).ln(),
        }
    }

    /// Score over rows: the mean loss, or its root for RMSE. `None` without rows.
    pub fn score(self, losses: &[f64]) -> Option<f64> {
        if losses.is_empty() {
            return None;
        }
        let mean = losses.iter().sum::<f64>() / losses.len() as f64;
        Some(if self.is_root() { mean.sqrt() } else { mean })
    }

    /// Whether the score is the root of the mean loss.
    pub fn is_root(self) -> bool {
        self.0 == Metric::Rmse
    }
}

/// `2 (y ln(y/mu) - (y - mu))`, with a prediction below 1e-9 counted as 1e-9.
fn poisson_deviance(truth: f64, prediction: f64) -> f64 {
    let mu = prediction.max(1e-9);
    let log = if truth > 0.0 { truth * (truth / mu).ln() } else { 0.0 };
    2.0 * (log - (truth - mu))
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert_eq!(Loss(Metric::Mae).of(3.0, 5.0), 2.0);
        assert!((Loss(Metric::LogLoss).of(1.0, 0.25) - 4_f64.ln()).abs() < 1e-15);
        assert!((Loss(Metric::LogLoss).of(0.0, 0.25) - (4_f64 / 3.0).ln()).abs() < 1e-15);
        assert_eq!(Loss(Metric::Pinball(0.9)).of(10.0, 8.0), 1.8);
        assert!((Loss(Metric::Pinball(0.9)).of(8.0, 10.0) - 0.2).abs() < 1e-15);
        assert_eq!(Loss(Metric::PoissonDeviance).of(2.0, 2.0), 0.0);
        assert_eq!(Loss(Metric::Brier).of_classes(1, &[0.5, 0.5]), 0.5);
        assert_eq!(Loss(Metric::ErrorRate).of_classes(0, &[0.2, 0.8]), 1.0);
    }

    #[test]
    fn certainty_that_is_wrong_is_dear_but_finite() {
        assert!((Loss(Metric::LogLoss).of(1.0, 0.0) - 34.538_776_394_910_684).abs() < 1e-9);
    }

    #[test]
    fn rmse_takes_the_root_of_the_mean() {
        assert_eq!(Loss(Metric::Rmse).score(&[9.0, 16.0]).unwrap(), 12.5_f64.sqrt());
        assert_eq!(Loss(Metric::Rmse).score(&[]), None);
    }
}
