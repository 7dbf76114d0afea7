//! Can the numbers be believed as they stand?

use serde::{Deserialize, Serialize};
use stats::{Brier, recalibration, reliability};

use crate::Measured;

/// Bins of the reliability curve at most.
const BINS_MAX: usize = 10;
/// Rows of a bin at least.
const BIN_ROWS_MIN: usize = 20;
/// Below this share of the score miscalibration is no matter, whatever a test says of a million rows.
const SHARE_MIN: f64 = 0.01;

/// Predictions against what came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Rows.
    pub rows: u64,
    /// The reliability curve, in order of the prediction.
    pub bins: Vec<Bin>,
    /// Slope of outcome on prediction (on the logit scale for probabilities): 1 is right. None where predictions do not vary.
    pub slope: Option<Measured>,
    /// Mean prediction less mean outcome: 0 is right.
    pub excess: Measured,
    /// The Brier score; none for numbers.
    pub brier: Option<f64>,
    /// Share of the Brier score that is lost by miscalibration, corrected for the luck of the bins; none for numbers.
    pub lost: Option<f64>,
    /// p-value of Spiegelhalter's test that all probabilities are right; none for numbers.
    pub p: Option<f64>,
    /// What is wrong, if anything that matters is.
    pub leaning: Leaning,
}

/// Rows with neighbouring predictions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Rows.
    pub rows: u64,
    /// Mean prediction.
    pub predicted: f64,
    /// Mean outcome with its interval at 95 %.
    pub observed: Measured,
}

/// In which direction predictions are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leaning {
    /// None that these rows show, or that would matter.
    Right,
    /// More extreme than what comes out: too sure of itself.
    TooSure,
    /// Less extreme than what comes out.
    TooTimid,
    /// Too high on average.
    TooHigh,
    /// Too low on average.
    TooLow,
    /// Bent: right on average, but not along the curve.
    Bent,
}

impl Calibration {
    /// Of predictions and outcomes of the same rows: probabilities and 0 or 1, or else numbers. None below 40 rows.
    pub fn of(predicted: &[f64], observed: &[f64], probabilities: bool) -> Option<Self> {
        let rows = predicted.len();
        let count = (rows / BIN_ROWS_MIN).min(BINS_MAX);
        if count < 2 {
            return None;
        }
        let found = reliability(predicted, observed, count).ok()?;
        let brier = if probabilities { Some(Brier::of(predicted, observed, &found).ok()?) } else { None };
        let differences: Vec<f64> = predicted.iter().zip(observed).map(|(p, y)| p - y).collect();
        let slope = recalibration(predicted, observed, probabilities).ok().and_then(|line| {
            let (low, high) = line.slope_interval().ok()?;
            Some(Measured { value: line.slope, low, high })
        });
        let bin = |bin: &stats::ReliabilityBin| Bin {
            rows: bin.rows,
            predicted: bin.predicted,
            observed: Measured { value: bin.observed, low: bin.interval.0, high: bin.interval.1 },
        };
        let mut calibration = Self {
            rows: rows as u64,
            bins: found.iter().map(bin).collect(),
            slope,
            excess: Measured::mean_of(&differences)?,
            brier: brier.map(|brier| brier.score),
            lost: brier.filter(|brier| brier.score > 0.0).map(|brier| (brier.reliability / brier.score).max(0.0)),
            p: brier.and_then(|brier| brier.p),
            leaning: Leaning::Right,
        };
        calibration.leaning = calibration.lean();
        Some(calibration)
    }

    /// The gravest fault that is both shown and large enough to matter.
    fn lean(&self) -> Leaning {
        if self.lost.is_some_and(|lost| lost < SHARE_MIN) {
            return Leaning::Right;
        }
        let spread = self.spread();
        let shown = |interval: &Measured, right: f64| interval.low > right || interval.high < right;
        if let Some(slope) = self.slope.filter(|slope| shown(slope, 1.0) && (slope.value - 1.0).abs() > 0.1) {
            return if slope.value < 1.0 { Leaning::TooSure } else { Leaning::TooTimid };
        }
        if shown(&self.excess, 0.0) && self.excess.value.abs() > 0.05 * spread {
            return if self.excess.value > 0.0 { Leaning::TooHigh } else { Leaning::TooLow };
        }
        match self.p {
            Some(p) if p < 0.01 => Leaning::Bent,
            _ => Leaning::Right,
        }
    }

    /// Distance between the outcomes of the first and the last bin.
    fn spread(&self) -> f64 {
        match (self.bins.first(), self.bins.last()) {
            (Some(first), Some(last)) => (last.observed.value - first.observed.value).abs(),
            _ => 0.0,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    use super::*;

    fn drawn(seed: u64, rows: usize, bend: impl Fn(f64) -> f64) -> Calibration {
        let mut rng = Pcg64::seed_from_u64(seed);
        let said: Vec<f64> = (0..rows).map(|_| rng.random_range(0.02..0.98)).collect();
        let came: Vec<f64> = said.iter().map(|&p| f64::from(rng.random::<f64>() < bend(p))).collect();
        Calibration::of(&said, &came, true).unwrap()
    }

    #[test]
    fn a_calibrated_model_is_right_in_nearly_all_draws() {
        let wrong = (0..300).filter(|&seed| drawn(seed, 1000, |p| p).leaning != Leaning::Right).count();
        assert!(wrong <= 6, "{wrong} of 300");
    }

    #[test]
    fn what_is_wrong_has_a_name() {
        assert_eq!(drawn(1, 4000, |p| 0.25 + p / 2.0).leaning, Leaning::TooSure);
        assert_eq!(drawn(1, 4000, |p| p * p / (p * p + (1.0 - p) * (1.0 - p))).leaning, Leaning::TooTimid);
        let high = |p: f64| 1.0 / (1.0 + 2.0 * (1.0 - p) / p);
        assert_eq!(drawn(1, 4000, high).leaning, Leaning::TooHigh);
    }

    #[test]
    fn few_rows_say_nothing() {
        assert!(Calibration::of(&[0.5; 39], &[1.0; 39], true).is_none());
    }
}
