use crate::error::LearnError;
use crate::probabilities::bounded;

/// Moves of weight between two members at most.
const MOVES_MAX: usize = 10_000;
/// Steps of Newton's method along one move at most.
const STEPS_MAX: usize = 60;

/// What a wrong prediction of the mix costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MixLoss {
    /// `(y - f)^2` of numbers.
    Squared,
    /// `-ln` of the probability of what happened; a single prediction a row is the probability of 1, several are those of the
    /// classes 0, 1, ...
    Log {
        /// Predictions of a row: 1 for yes/no, else the number of classes.
        outputs: usize,
    },
}

/// Weights of members, none below 0, adding up to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    loss: MixLoss,
    weights: Vec<f64>,
    gap: f64,
}

impl Mix {
    /// The weights with the least mean loss of `sum_m w_m p_m` on `y`, over predictions that no member has learned from.
    ///
    /// `members` hold rows x outputs predictions each, row after row. The problem is convex; weight moves between the two members where
    /// the loss falls fastest until [`Mix::gap`] is 1e-10 of the loss of the best member.
    ///
    /// Probabilities are kept inside (0, 1) first. A missing prediction is refused.
    ///
    /// # Errors
    /// [`LearnError::NoRows`]; [`LearnError::NoColumns`] without members; [`LearnError::Length`], [`LearnError::Target`].
    ///
    /// Cost: O(rows x members) a move; 10 to 1,000 moves.
    pub fn fit(loss: MixLoss, y: &[f64], members: &[&[f64]]) -> Result<Self, LearnError> {
        let told = told(loss, y, members)?;
        let (weights, gap) = weigh(loss, y, &told);
        Ok(Self { loss, weights, gap })
    }

    /// The same weight for all.
    ///
    /// # Errors
    /// [`LearnError::NoColumns`] without members.
    pub fn mean(loss: MixLoss, members: usize) -> Result<Self, LearnError> {
        if members == 0 {
            return Err(no_members());
        }
        Ok(Self { loss, weights: vec![1.0 / members as f64; members], gap: 0.0 })
    }

    /// The mixed predictions, of the members in the order of the fit.
    ///
    /// # Errors
    /// [`LearnError::Length`] for another number of members or predictions that differ in length.
    pub fn predict(&self, members: &[&[f64]]) -> Result<Vec<f64>, LearnError> {
        let length = |name: &str, expected, found| Err(LearnError::Length { name: name.to_owned(), expected, found });
        if members.len() != self.weights.len() {
            return length("members", self.weights.len(), members.len());
        }
        let mut sum = vec![0.0; members[0].len()];
        for (member, weight) in members.iter().zip(&self.weights) {
            if member.len() != sum.len() {
                return length("member", sum.len(), member.len());
            }
            for (sum, value) in sum.iter_mut().zip(*member) {
                *sum += weight * value;
            }
        }
        Ok(sum)
    }

    /// One weight a member.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The loss.
    pub fn loss(&self) -> MixLoss {
        self.loss
    }

    /// How far the mean loss is above its least value at most (Frank and Wolfe's bound).
    pub fn gap(&self) -> f64 {
        self.gap
    }
}

fn no_members() -> LearnError {
    LearnError::NoColumns { reason: "a mix needs one member or more".to_owned() }
}

/// What each member said of what happened: its prediction, or the probability of the class that came.
pub(super) fn told(loss: MixLoss, y: &[f64], members: &[&[f64]]) -> Result<Vec<Vec<f64>>, LearnError> {
    if y.is_empty() {
        return Err(LearnError::NoRows);
    }
    if members.is_empty() {
        return Err(no_members());
    }
    let outputs = match loss {
        MixLoss::Squared => 1,
        MixLoss::Log { outputs } => outputs.max(1),
    };
    let classes = outputs.max(2) as f64;
    let good = |value: f64| match loss {
        MixLoss::Squared => value.is_finite(),
        MixLoss::Log { .. } => (0.0..classes).contains(&value) && value.fract() == 0.0,
    };
    if let Some(row) = y.iter().position(|value| !good(*value)) {
        return Err(LearnError::Target { row, found: y[row].to_string(), wanted: "a finite number, or a class from 0" });
    }
    let one = |member: &&[f64]| {
        if member.len() != y.len() * outputs {
            return Err(LearnError::Length { name: "member".to_owned(), expected: y.len() * outputs, found: member.len() });
        }
        if let Some(at) = member.iter().position(|value| !value.is_finite()) {
            return Err(LearnError::Target { row: at / outputs, found: member[at].to_string(), wanted: "finite predictions" });
        }
        let rows = member.chunks(outputs).zip(y);
        Ok(rows
            .map(|(p, &y)| match loss {
                MixLoss::Squared => p[0],
                MixLoss::Log { .. } if outputs == 1 => bounded(if y > 0.5 { p[0] } else { 1.0 - p[0] }),
                MixLoss::Log { .. } => bounded(p[y as usize]),
            })
            .collect())
    };
    members.iter().map(one).collect()
}

/// Loss of each row, given what was told of it.
pub(super) fn losses(loss: MixLoss, y: &[f64], told: &[f64]) -> Vec<f64> {
    told.iter().zip(y).map(|(&told, &y)| if loss == MixLoss::Squared { (y - told) * (y - told) } else { -told.ln() }).collect()
}

/// The mix of what was told.
pub(super) fn mixed(told: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; told[0].len()];
    for (told, weight) in told.iter().zip(weights) {
        for (sum, value) in sum.iter_mut().zip(told) {
            *sum += weight * value;
        }
    }
    sum
}

/// The best weights and their distance from the least mean loss at most.
pub(super) fn weigh(loss: MixLoss, y: &[f64], told: &[Vec<f64>]) -> (Vec<f64>, f64) {
    let n = y.len() as f64;
    let mean = |told: &Vec<f64>| losses(loss, y, told).iter().sum::<f64>() / n;
    let alone: Vec<f64> = told.iter().map(mean).collect();
    let best = (0..told.len()).min_by(|&a, &b| alone[a].total_cmp(&alone[b])).unwrap_or(0);
    let mut weights = vec![0.0; told.len()];
    weights[best] = 1.0;
    let scale = alone[best].abs().max(f64::MIN_POSITIVE);
    let mut gap = f64::INFINITY;
    for _ in 0..MOVES_MAX {
        let now = mixed(told, &weights);
        let slope = |row: usize| if loss == MixLoss::Squared { 2.0 * (now[row] - y[row]) } else { -1.0 / now[row] };
        let slopes: Vec<f64> = (0..now.len()).map(slope).collect();
        let of = |told: &Vec<f64>| told.iter().zip(&slopes).map(|(told, slope)| told * slope).sum::<f64>() / n;
        let gradient: Vec<f64> = told.iter().map(of).collect();
        let held = |at: &usize| weights[*at] > 0.0;
        let (Some(to), Some(from)) = (
            (0..told.len()).min_by(|&a, &b| gradient[a].total_cmp(&gradient[b])),
            (0..told.len()).filter(held).max_by(|&a, &b| gradient[a].total_cmp(&gradient[b])),
        ) else {
            break;
        };
        gap = weights.iter().zip(&gradient).map(|(weight, slope)| weight * (slope - gradient[to])).sum::<f64>().max(0.0);
        if to == from || gap <= 1e-10 * scale {
            break;
        }
        let change: Vec<f64> = told[to].iter().zip(&told[from]).map(|(a, b)| a - b).collect();
        let step = along(loss, y, &now, &change, weights[from]);
        if step <= 0.0 {
            break;
        }
        weights[to] += step;
        weights[from] = if step >= weights[from] { 0.0 } else { weights[from] - step };
    }
    let total: f64 = weights.iter().sum();
    (weights.into_iter().map(|weight| weight / total).collect(), gap)
}

/// The step in [0, `most`] along `change` with the least loss: Newton's, kept between points where the loss falls and rises.
fn along(loss: MixLoss, y: &[f64], now: &[f64], change: &[f64], most: f64) -> f64 {
    if loss == MixLoss::Squared {
        let squares: f64 = change.iter().map(|d| d * d).sum();
        let reach: f64 = change.iter().zip(now.iter().zip(y)).map(|(d, (now, y))| d * (y - now)).sum();
        return if squares > 0.0 { (reach / squares).clamp(0.0, most) } else { 0.0 };
    }
    let slopes = |step: f64| {
        let ratios = change.iter().zip(now).map(|(d, now)| d / (now + step * d).max(f64::MIN_POSITIVE));
        ratios.fold((0.0, 0.0), |(first, second), ratio| (first - ratio, second + ratio * ratio))
    };
    if slopes(most).0 <= 0.0 {
        return most;
    }
    let (mut low, mut high, mut step) = (0.0, most, 0.0);
    for _ in 0..STEPS_MAX {
        let (first, second) = slopes(step);
        if first < 0.0 {
            low = step;
        } else {
            high = step;
        }
        let newton = step - first / second;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - step).abs() <= 1e-15 * most {
            break;
        }
        step = next;
    }
    step
}
