//! The cheap models of the learning curve, and their losses row by row.

use learn::LearnError;
use learn::booster;
use learn::encode::EncodeSpec;
use learn::frame::Frame;
use learn::glm::{Family, GlmSpec, SoftmaxSpec};
use serde::{Deserialize, Serialize};

/// Boosting rounds: enough to see what trees see, no more.
const ROUNDS: usize = 50;
/// A probability is kept this far from 0 and 1: a cheap model's certainty is not to be believed.
const PROBABILITY_MIN: f64 = 1e-4;

/// By what a prediction is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// Minus the logarithm of the probability of what happened.
    LogLoss,
    /// Squared error; reported as its root.
    Rmse,
    /// Absolute error, for a number with a very long tail.
    Mae,
}

/// What a row's target is to the models.
#[derive(Debug, Clone)]
pub(super) enum Task {
    /// 0 or 1, 1 the rarer.
    Binary,
    /// 0, 1, ... up to so many.
    Classes(usize),
    /// A number in units of its spread.
    Squared,
    /// A number in units of its spread.
    Absolute,
}

/// The contenders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Model {
    /// The best constant.
    Constant,
    /// A linear, logistic or softmax model with a ridge.
    Linear,
    /// Fifty small boosted trees.
    Trees,
}

impl Task {
    pub(super) fn loss(&self) -> Loss {
        match self {
            Self::Binary | Self::Classes(_) => Loss::LogLoss,
            Self::Squared => Loss::Rmse,
            Self::Absolute => Loss::Mae,
        }
    }

    /// The loss of each asked row, of a model learned from `train`.
    pub(super) fn losses(&self, model: Model, train: (&Frame, &[f64]), ask: (&Frame, &[f64])) -> Result<Vec<f64>, LearnError> {
        let (x, y) = train;
        let predicted = match (model, self) {
            (Model::Constant, _) => self.constant(y).into_iter().cycle().take(self.outputs() * ask.1.len()).collect(),
            (Model::Linear, Self::Binary) => glm(Family::Binomial).fit(x, y, None)?.predict(ask.0)?,
            (Model::Linear, Self::Classes(classes)) => {
                let spec = SoftmaxSpec { classes: *classes, iterations_max: 60, encode: encode(), ..SoftmaxSpec::default() };
                spec.fit(x, y, None)?.predict(ask.0)?.values().to_vec()
            }
            (Model::Linear, Self::Squared) => glm(Family::Gaussian).fit(x, y, None)?.predict(ask.0)?,
            // The mean on a scale that tames the tail lies near the median.
            (Model::Linear, Self::Absolute) => {
                let tame: Vec<f64> = y.iter().map(|y| y.asinh()).collect();
                let (low, high) = tame.iter().fold((f64::MAX, f64::MIN), |(low, high), t| (low.min(*t), high.max(*t)));
                let predicted = glm(Family::Gaussian).fit(x, &tame, None)?.predict(ask.0)?;
                predicted.into_iter().map(|t| t.clamp(low, high).sinh()).collect()
            }
            (Model::Trees, _) => self.trees(y.len()).fit(x, y, &mut || false)?.predict(ask.0)?,
        };
        Ok(predicted.chunks(self.outputs()).zip(ask.1).map(|(p, y)| self.cost(p, *y)).collect())
    }

    fn outputs(&self) -> usize {
        if let Self::Classes(classes) = self { *classes } else { 1 }
    }

    /// The best constant, half a row from certainty.
    fn constant(&self, y: &[f64]) -> Vec<f64> {
        let n = y.len() as f64;
        match self {
            Self::Binary => vec![(y.iter().sum::<f64>() + 0.5) / (n + 1.0)],
            Self::Classes(classes) => {
                let mut counts = vec![0.5; *classes];
                for y in y {
                    counts[*y as usize] += 1.0;
                }
                counts.iter().map(|c| c / (n + 0.5 * *classes as f64)).collect()
            }
            Self::Squared => vec![stats::mean(y).unwrap_or(0.0)],
            Self::Absolute => vec![stats::sample_quantile(y, 0.5).unwrap_or(0.0)],
        }
    }

    fn cost(&self, predicted: &[f64], y: f64) -> f64 {
        match self {
            Self::Binary => {
                let p = predicted[0].clamp(PROBABILITY_MIN, 1.0 - PROBABILITY_MIN);
                -(if y > 0.5 { p } else { 1.0 - p }).ln()
            }
            Self::Classes(_) => -predicted[y as usize].max(PROBABILITY_MIN).ln(),
            Self::Squared => (predicted[0] - y).powi(2),
            Self::Absolute => (predicted[0] - y).abs(),
        }
    }

    fn trees(&self, rows: usize) -> booster::Spec {
        let loss = match self {
            Self::Binary => booster::Loss::Logistic,
            Self::Classes(classes) => booster::Loss::Softmax { classes: *classes },
            Self::Squared => booster::Loss::Squared,
            Self::Absolute => booster::Loss::Absolute,
        };
        let bins = booster::BinSpec { bins_max: 64, ..booster::BinSpec::default() };
        let leaf_rows_min = (rows / 40).clamp(5, 20);
        booster::Spec { rounds: ROUNDS, leaves_max: 15, leaf_rows_min, l2: 1.0, bins, ..booster::Spec::new(loss) }
    }
}

fn encode() -> EncodeSpec {
    EncodeSpec { levels_max: 20, ..EncodeSpec::default() }
}

fn glm(family: Family) -> GlmSpec {
    GlmSpec { family, encode: encode(), iterations_max: 20, ..GlmSpec::default() }
}
