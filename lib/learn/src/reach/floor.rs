//! The noise floor: how far the loss can fall with the columns at hand.

use rayon::prelude::*;

use crate::booster::draw::Draw;
use crate::error::LearnError;
use crate::frame::Frame;
use crate::knn::{Index, Space};
use crate::probabilities::bounded;
use crate::target;

/// Groups of the jackknife.
const GROUPS: usize = 20;
/// Stream of the draw of the groups.
const GROUP_STREAM: u64 = 9 << 32;
/// 97.5 % quantile of Student's t with `GROUPS - 1` degrees of freedom.
const QUANTILE: f64 = 2.093;

/// The loss whose floor is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FloorLoss {
    /// `(y - f)^2`.
    Squared,
    /// `-ln` of the probability of what happened, of a yes/no question.
    Log,
}

/// How a floor is estimated, from predictions of a model that has not seen the rows.
///
/// The model's mean loss is the floor plus what the model misses. What it misses shows in neighbours: noise differs from
/// row to row, a miss is shared by rows that are alike. So the mean product of the residuals of neighbours estimates the mean square of
/// the miss, and
///
/// - squared: `floor = mean r_i^2 - mean r_i r_j`, `r = y - f`;
/// - log: `floor = mean loss - mean z_i z_j / 2`, `z = (y - p) / sqrt(p (1 - p))`, by the second-order expansion of the
///   divergence between the true and the predicted probability.
///
/// Rows that are equal in all columns are neighbours at distance 0: for them no smoothness is assumed. Misses finer than the
/// distance of neighbours are not seen, so that with many columns the floor is rather too high; with a good model little is missed and little can
/// go wrong.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `loss` | | the loss |
/// | `neighbours` | 4 | neighbours a row; rows closer than these by ties are drawn |
/// | `rows_max` | 20,000 | rows that are looked at, drawn |
/// | `seed` | 0 | of draws |
///
/// Reference: Rice (1984), Annals of Statistics 12, doi:10.1214/aos/1176346788 (variance from differences of neighbours), here
/// on residuals; errors by the jackknife over 20 drawn groups of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloorSpec {
    /// The loss.
    pub loss: FloorLoss,
    /// Neighbours of a row.
    pub neighbours: usize,
    /// Rows that are looked at.
    pub rows_max: usize,
    /// Seed of draws.
    pub seed: u64,
}

/// What is reachable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Floor {
    /// Mean loss of the best constant.
    pub constant: f64,
    /// Mean loss of the model.
    pub model: f64,
    /// The floor; that of the constant where nothing is reachable.
    pub floor: f64,
    /// Ends of its interval of 95 %.
    pub interval: [f64; 2],
    /// Whether there is nothing to learn: neither does the model beat the constant (one-sided, 97.5 %), nor do neighbours share what it
    /// misses.
    pub stop: bool,
    /// Share of rows that equal another row in all columns.
    pub duplicates: f64,
}

impl FloorSpec {
    /// Four neighbours on at most 20,000 rows.
    pub fn new(loss: FloorLoss) -> Self {
        Self { loss, neighbours: 4, rows_max: 20_000, seed: 0 }
    }

    /// Estimates the floor of `y` given the columns of `x`; `predictions` are those of a model that has not seen the row.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Setting`];
    /// the latter with fewer than 200 rows too.
    ///
    /// Cost: that of a search for the neighbours of every row.
    pub fn estimate(&self, x: &Frame, y: &[f64], predictions: &[f64]) -> Result<Floor, LearnError> {
        match self.loss {
            FloorLoss::Squared => target::numbers(x, y)?,
            FloorLoss::Log => target::binary(x, y)?,
        }
        target::numbers(x, predictions)?;
        if self.neighbours == 0 {
            return Err(LearnError::Setting { name: "neighbours", found: "0".to_owned(), wanted: "1 or more" });
        }
        if y.len() < 10 * GROUPS || self.rows_max < 10 * GROUPS {
            let found = y.len().min(self.rows_max).to_string();
            return Err(LearnError::Setting { name: "rows", found, wanted: "200 or more" });
        }
        let index = Index::new(&Space::new(x).points(x)?, self.rows_max, self.seed);
        let rows = index.rows();
        let case = Case::new(self.loss, &rows.iter().map(|&row| (y[row], predictions[row])).collect::<Vec<_>>());
        let near: Vec<Vec<(f64, usize)>> = (0..rows.len())
            .into_par_iter()
            .map(|place| index.nearest(index.point(place), self.neighbours, Some(place)))
            .collect();
        let mut draw = Draw::new(self.seed, GROUP_STREAM);
        let group: Vec<usize> = (0..rows.len()).map(|_| draw.below(GROUPS)).collect();
        let duplicates = near.iter().filter(|near| near.first().is_some_and(|near| near.0 <= 0.0)).count();
        Ok(case.floor(&near, &group, duplicates as f64 / rows.len() as f64))
    }
}

/// Losses and residuals of the rows.
struct Case {
    model: Vec<f64>,
    constant: Vec<f64>,
    residual: Vec<f64>,
    /// Factor on the products of residuals.
    factor: f64,
}

impl Case {
    fn new(loss: FloorLoss, rows: &[(f64, f64)]) -> Self {
        let n = rows.len() as f64;
        let mean = rows.iter().map(|(y, _)| y).sum::<f64>() / n;
        let log = |y: f64, p: f64| -(if y > 0.5 { bounded(p) } else { bounded(1.0 - p) }).ln();
        let of = |f: &dyn Fn(f64, f64) -> f64| rows.iter().map(|&(y, p)| f(y, p)).collect::<Vec<f64>>();
        match loss {
            FloorLoss::Squared => Self {
                model: of(&|y, p| (y - p) * (y - p)),
                constant: of(&|y, _| (y - mean) * (y - mean)),
                residual: of(&|y, p| y - p),
                factor: 1.0,
            },
            FloorLoss::Log => Self {
                model: of(&log),
                constant: of(&|y, _| log(y, mean)),
                residual: of(&|y, p| (y - p) / (bounded(p) * bounded(1.0 - p)).sqrt()),
                factor: 0.5,
            },
        }
    }

    /// Mean model loss less shared misses, over rows and pairs without the group left out.
    fn without(&self, near: &[Vec<(f64, usize)>], group: &[usize], left_out: Option<usize>) -> (f64, f64) {
        let inside = |row: usize| Some(group[row]) != left_out;
        let (mut loss, mut rows, mut shared, mut pairs) = (0.0, 0.0, 0.0, 0.0);
        for (row, near) in near.iter().enumerate().filter(|(row, _)| inside(*row)) {
            loss += self.model[row];
            rows += 1.0;
            for &(_, other) in near.iter().filter(|(_, other)| inside(*other)) {
                shared += self.residual[row] * self.residual[other];
                pairs += 1.0;
            }
        }
        let missed = if pairs > 0.0 { self.factor * shared / pairs } else { 0.0 };
        (loss / f64::max(rows, 1.0) - missed, missed)
    }

    fn floor(&self, near: &[Vec<(f64, usize)>], group: &[usize], duplicates: f64) -> Floor {
        let n = self.model.len() as f64;
        let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
        let (constant, model) = (mean(&self.constant), mean(&self.model));
        let (found, missed) = self.without(near, group, None);
        let parts: Vec<(f64, f64)> = (0..GROUPS).map(|left_out| self.without(near, group, Some(left_out))).collect();
        let error = |part: &dyn Fn(&(f64, f64)) -> f64| {
            let centre = parts.iter().map(part).sum::<f64>() / GROUPS as f64;
            let squares: f64 = parts.iter().map(|parts| (part(parts) - centre).powi(2)).sum();
            (squares * (GROUPS as f64 - 1.0) / GROUPS as f64).sqrt()
        };
        let saved: Vec<f64> = self.constant.iter().zip(&self.model).map(|(c, m)| c - m).collect();
        let gain = mean(&saved);
        let spread = (saved.iter().map(|s| (s - gain) * (s - gain)).sum::<f64>() / (n - 1.0) / n).sqrt();
        // Two ways to be wrong; a model that overfits noise makes neighbours share nothing.
        let learns = gain - 1.96 * spread > 0.0;
        let misses = missed - 2.0 * QUANTILE * error(&|part| part.1) > 0.0 && found < constant;
        let stop = !learns && !misses;
        let half = QUANTILE * error(&|part| part.0);
        let floor = if stop { constant } else { found.clamp(0.0, constant) };
        Floor { constant, model, floor, interval: [(floor - half).max(0.0), floor + half], stop, duplicates }
    }
}
