use rayon::prelude::*;

use crate::error::LearnError;

/// Rows that a thread differentiates in one go.
const PARALLEL_ROWS: usize = 1 << 15;

/// Targets beyond this are refused: their gradients do not fit 32-bit floats.
const TARGET_MAX: f64 = 1e30;
/// Scores of the log-link losses are held within this, so that `exp` stays finite in 32 bits.
const LOG_SCORE_MAX: f64 = 80.0;
/// `LightGBM`'s `poisson_max_delta_step`: damps the first Poisson steps.
const POISSON_DAMPING: f64 = 0.7;

/// What a wrong prediction costs, and so what the booster predicts.
///
/// | loss | predicts | target | `LightGBM`'s objective |
/// |---|---|---|---|
/// | `Squared` | mean | any number | `regression` |
/// | `Absolute` | median | any number | `regression_l1` |
/// | `Quantile` | that quantile | any number | `quantile`, `alpha` |
/// | `Logistic` | probability of 1 | 0 or 1 | `binary` |
/// | `Softmax` | probability of each class | 0, 1, ... | `multiclass` |
/// | `Poisson` | mean, on the log scale inside | 0 or more | `poisson` |
/// | `Tweedie` | mean, on the log scale inside | 0 or more | `tweedie`, `tweedie_variance_power` |
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Loss {
    /// (y - f)^2.
    Squared,
    /// |y - f|; leaves hold the median of their residuals.
    Absolute,
    /// Pinball loss; leaves hold that quantile of their residuals.
    Quantile {
        /// Strictly between 0 and 1.
        level: f64,
    },
    /// -log likelihood of a coin.
    Logistic,
    /// -log likelihood of a die.
    Softmax {
        /// Number of classes, 2 or more.
        classes: usize,
    },
    /// -log likelihood of a Poisson count, without the factorial.
    Poisson,
    /// Half the Tweedie deviance, without the part that is free of f.
    Tweedie {
        /// Power of the variance, strictly between 1 and 2.
        power: f64,
    },
}

/// First and second derivative of the loss at a row's score.
pub(crate) type Slope = [f32; 2];

impl Loss {
    /// Trees a round: the number of classes for [`Loss::Softmax`], else 1.
    pub fn outputs(&self) -> usize {
        match self {
            Self::Softmax { classes } => *classes,
            _ => 1,
        }
    }

    pub(crate) fn check(&self) -> Result<(), LearnError> {
        let wrong = |name, found: String, wanted| Err(LearnError::Setting { name, found, wanted });
        match *self {
            Self::Quantile { level } if !(level > 0.0 && level < 1.0) => {
                wrong("level", level.to_string(), "strictly between 0 and 1")
            }
            Self::Tweedie { power } if !(power > 1.0 && power < 2.0) => {
                wrong("power", power.to_string(), "strictly between 1 and 2")
            }
            Self::Softmax { classes } if !(2..=1000).contains(&classes) => wrong("classes", classes.to_string(), "2 to 1000"),
            _ => Ok(()),
        }
    }

    /// Refuses the first target that this loss cannot learn from.
    pub(crate) fn check_targets(&self, y: &[f64]) -> Result<(), LearnError> {
        let (wanted, holds): (&'static str, Box<dyn Fn(f64) -> bool>) = match *self {
            Self::Squared | Self::Absolute | Self::Quantile { .. } => {
                ("this loss takes numbers between -1e30 and 1e30", Box::new(|v: f64| v.abs() <= TARGET_MAX))
            }
            Self::Logistic => ("this loss takes 0 and 1", Box::new(|v| [0.0, 1.0].contains(&v))),
            Self::Softmax { classes } => (
                "this loss takes class numbers from 0 up to the number of classes",
                Box::new(move |v: f64| v >= 0.0 && v < classes as f64 && v.fract() == 0.0),
            ),
            Self::Poisson | Self::Tweedie { .. } => {
                ("this loss takes numbers from 0 to 1e30", Box::new(|v| (0.0..=TARGET_MAX).contains(&v)))
            }
        };
        match y.iter().position(|&value| !holds(value)) {
            Some(row) => Err(LearnError::Target { row, found: y[row].to_string(), wanted }),
            None => Ok(()),
        }
    }

    /// Whether every row has second derivative 1.
    pub(crate) fn flat(&self) -> bool {
        matches!(self, Self::Squared | Self::Absolute | Self::Quantile { .. })
    }

    /// The residual quantile that leaves are refitted to.
    pub(crate) fn leaf_level(&self) -> Option<f64> {
        match *self {
            Self::Absolute => Some(0.5),
            Self::Quantile { level } => Some(level),
            _ => None,
        }
    }

    /// The best constant score of each output; single-class targets are pulled in by half a row.
    pub(crate) fn start(&self, y: &[f64], weights: Option<&[f64]>) -> Vec<f64> {
        let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
        let total: f64 = (0..y.len()).map(weight).sum();
        let mean = y.iter().enumerate().map(|(row, &value)| weight(row) * value).sum::<f64>() / total;
        let edge = 0.5 / (y.len() as f64 + 1.0);
        match *self {
            Self::Squared => vec![mean],
            Self::Absolute | Self::Quantile { .. } => {
                let mut pairs: Vec<(f64, f64)> = (0..y.len()).map(|row| (y[row], weight(row))).collect();
                vec![quantile(&mut pairs, self.leaf_level().unwrap_or(0.5))]
            }
            Self::Logistic => {
                let p = mean.clamp(edge, 1.0 - edge);
                vec![(p / (1.0 - p)).ln()]
            }
            Self::Softmax { classes } => {
                let mut share = vec![0.0; classes];
                for (row, &class) in y.iter().enumerate() {
                    share[class as usize] += weight(row) / total;
                }
                share.into_iter().map(|p: f64| p.max(edge).ln()).collect()
            }
            Self::Poisson | Self::Tweedie { .. } => vec![mean.max(edge).ln()],
        }
    }

    /// Derivatives of a loss with a single output.
    ///
    /// Inlined into a loop over rows, so that the match is made once a loop.
    #[inline]
    fn slope(self, y: f64, score: f64) -> (f64, f64) {
        match self {
            Self::Squared => (score - y, 1.0),
            Self::Absolute => (sign(score - y), 1.0),
            Self::Quantile { level } => (if score < y { -level } else { 1.0 - level }, 1.0),
            Self::Logistic => {
                let p = sigmoid(score);
                (p - y, p * (1.0 - p))
            }
            Self::Poisson => {
                let mean = log_score(score).exp();
                (mean - y, mean * POISSON_DAMPING.exp())
            }
            Self::Tweedie { power } => {
                let s = log_score(score);
                let (a, b) = (((1.0 - power) * s).exp(), ((2.0 - power) * s).exp());
                (b - y * a, (2.0 - power) * b - (1.0 - power) * y * a)
            }
            Self::Softmax { .. } => (0.0, 0.0),
        }
    }

    /// Fills `out` (output after output, rows within) with the derivatives at `scores` of the same shape.
    pub(crate) fn slopes(&self, y: &[f64], weights: Option<&[f64]>, scores: &[f64], out: &mut [Slope]) {
        match *self {
            Self::Softmax { classes } => softmax_slopes(classes, y, scores, out),
            Self::Logistic => each(y, scores, out, |y, s| Self::Logistic.slope(y, s)),
            Self::Squared => each(y, scores, out, |y, s| Self::Squared.slope(y, s)),
            other => each(y, scores, out, move |y, s| other.slope(y, s)),
        }
        if let Some(weights) = weights {
            for part in out.chunks_mut(y.len()) {
                for (slope, &weight) in part.iter_mut().zip(weights) {
                    *slope = [(f64::from(slope[0]) * weight) as f32, (f64::from(slope[1]) * weight) as f32];
                }
            }
        }
    }

    /// Sums of the loss at `scores` (output after output) and of the weights, over `rows`.
    pub(crate) fn total(
        &self,
        y: &[f64],
        weights: Option<&[f64]>,
        scores: &[f64],
        rows: impl Iterator<Item = usize>,
    ) -> (f64, f64) {
        let (mut sum, mut total) = (0.0, 0.0);
        let mut row_scores = vec![0.0; self.outputs()];
        for row in rows {
            for (output, score) in row_scores.iter_mut().enumerate() {
                *score = scores[output * y.len() + row];
            }
            let weight = weights.map_or(1.0, |weights| weights[row]);
            sum += weight * self.row_loss(y[row], &row_scores);
            total += weight;
        }
        (sum, total)
    }

    /// Loss of one row given its scores.
    fn row_loss(&self, y: f64, scores: &[f64]) -> f64 {
        let score = scores[0];
        match *self {
            Self::Squared => (y - score) * (y - score),
            Self::Absolute => (y - score).abs(),
            Self::Quantile { level } => (y - score) * (if y >= score { level } else { level - 1.0 }),
            Self::Logistic => softplus(if y > 0.5 { -score } else { score }),
            Self::Softmax { .. } => {
                let top = scores.iter().copied().fold(f64::MIN, f64::max);
                let sum: f64 = scores.iter().map(|s| (s - top).exp()).sum();
                top + sum.ln() - scores[y as usize]
            }
            Self::Poisson => log_score(score).exp() - y * log_score(score),
            Self::Tweedie { power } => {
                let s = log_score(score);
                ((2.0 - power) * s).exp() / (2.0 - power) - y * ((1.0 - power) * s).exp() / (1.0 - power)
            }
        }
    }

    /// Turns the scores of one row into what is predicted, in place.
    pub(crate) fn answer(&self, scores: &mut [f64]) {
        match *self {
            Self::Squared | Self::Absolute | Self::Quantile { .. } => {}
            Self::Logistic => scores[0] = sigmoid(scores[0]),
            Self::Poisson | Self::Tweedie { .. } => scores[0] = log_score(scores[0]).exp(),
            Self::Softmax { .. } => {
                let top = scores.iter().copied().fold(f64::MIN, f64::max);
                let mut sum = 0.0;
                for score in scores.iter_mut() {
                    *score = (*score - top).exp();
                    sum += *score;
                }
                for score in scores.iter_mut() {
                    *score /= sum;
                }
            }
        }
    }
}

fn each(y: &[f64], scores: &[f64], out: &mut [Slope], slope: impl Fn(f64, f64) -> (f64, f64) + Sync) {
    let fill = |((out, y), scores): ((&mut [Slope], &[f64]), &[f64])| {
        for ((out, &y), &score) in out.iter_mut().zip(y).zip(scores) {
            let (gradient, hessian) = slope(y, score);
            *out = [gradient as f32, hessian as f32];
        }
    };
    if y.len() < 2 * PARALLEL_ROWS || rayon::current_num_threads() == 1 {
        return fill(((out, y), scores));
    }
    out.par_chunks_mut(PARALLEL_ROWS).zip(y.par_chunks(PARALLEL_ROWS)).zip(scores.par_chunks(PARALLEL_ROWS)).for_each(fill);
}

fn softmax_slopes(classes: usize, y: &[f64], scores: &[f64], out: &mut [Slope]) {
    let rows = y.len();
    let factor = classes as f64 / (classes as f64 - 1.0);
    let mut p = vec![0.0; classes];
    for (row, &target) in y.iter().enumerate() {
        for (class, p) in p.iter_mut().enumerate() {
            *p = scores[class * rows + row];
        }
        Loss::Softmax { classes }.answer(&mut p);
        for (class, &p) in p.iter().enumerate() {
            let hit = if class == target as usize { 1.0 } else { 0.0 };
            out[class * rows + row] = [(p - hit) as f32, (factor * p * (1.0 - p)) as f32];
        }
    }
}

fn sign(value: f64) -> f64 {
    if value > 0.0 {
        1.0
    } else if value < 0.0 {
        -1.0
    } else {
        0.0
    }
}

fn sigmoid(score: f64) -> f64 {
    1.0 / (1.0 + (-score).exp())
}

/// log(1 + e^s) without overflow.
fn softplus(score: f64) -> f64 {
    score.max(0.0) + (-score.abs()).exp().ln_1p()
}

fn log_score(score: f64) -> f64 {
    score.clamp(-LOG_SCORE_MAX, LOG_SCORE_MAX)
}

/// The quantile of weighted values: the middle of all values that split the weight at `level`.
///
/// The smallest and largest value whose weight below is at most `level` and weight above at most `1 - level`
/// are averaged. `pairs` of (value, weight) is not empty and gets sorted. Cost: O(n log n).
pub(crate) fn quantile(pairs: &mut [(f64, f64)], level: f64) -> f64 {
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = pairs.iter().map(|pair| pair.1).sum();
    let cut = total * level;
    let slack = total * 1e-12;
    let mut below = 0.0;
    for (place, &(value, weight)) in pairs.iter().enumerate() {
        below += weight;
        if below > cut + slack {
            return value;
        }
        if below >= cut - slack {
            return pairs.get(place + 1).map_or(value, |next| value * 0.5 + next.0 * 0.5);
        }
    }
    pairs[pairs.len() - 1].0
}
