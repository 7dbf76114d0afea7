//! Additive models whose shapes are learned by boosting: as readable as a GLM, nearly as good as boosted trees.
//!
//! `link(prediction) = intercept + f_1(x_1) + f_2(x_2) + ...`, each `f_j` a table of bins ([`GamFitted::shapes`]); on request
//! also tables of the most telling pairs of columns. What a row owes to each column is read off, not approximated, and the
//! whole model is one [SQL expression](GamFitted::to_sql).
//!
//! ```
//! use learn::booster::Loss;
//! use learn::frame::{Column, Frame};
//! use learn::gam::GamSpec;
//!
//! let hour: Vec<f64> = (0..400).map(|row| f64::from(row % 24)).collect();
//! let late: Vec<f64> = hour.iter().map(|&hour| if hour > 17.0 { 30.0 } else { 5.0 }).collect();
//! let x = Frame::new(400, vec![Column::numeric("hour", hour)])?;
//! let fitted = GamSpec::new(Loss::Squared).fit(&x, &late, &mut || false)?;
//! let ask = Frame::new(2, vec![Column::numeric("hour", vec![9.0, 20.0])])?;
//! let answer = fitted.predict(&ask)?;
//! assert!((answer[0] - 5.0).abs() < 0.5 && (answer[1] - 30.0).abs() < 0.5);
//! assert_eq!(fitted.shapes(0)[0].axes[0].column, "hour");
//! # Ok::<(), learn::LearnError>(())
//! ```
//!
//! # How it learns
//!
//! The rows are cut into [`GamSpec::parts`] parts, [`GamSpec::repeats`] times over. For each part a model learns from all other
//! rows: in a cycle every column in turn gets a small step-wise correction towards the gradient of the loss, so that columns
//! that go together share what both explain. Cuts lie on a coarse grid of bins that is shifted at random from cycle to cycle,
//! which makes shapes smooth where the target is and keeps jumps sharp. All models stop at the cycle with the least common loss on the
//! rows each has not seen; their mean is the model. Pairs are found on what is left over and learned the same way afterwards.
//!
//! Standard errors are those of the jackknife over the parts (delete a group), `(K - 1) / K sum_k (f_k - mean)^2`; they measure
//! how shapes move with the rows, not the bias of a shape that is still too flat.
//!
//! # Missing values
//!
//! Missing numbers have a value of their own; where training had none, the column adds nothing for them (as for an average
//! row). Missing, rare (fewer than 3 rows) and unseen labels share a value.
//!
//! References: Lou, Caruana, Gehrke (2012), Intelligible models for classification and regression, KDD,
//! doi:10.1145/2339530.2339556; Nori, Jenkins, Koch, Caruana (2019), `InterpretML`, arXiv:1909.09223; jackknife: Efron, Stein
//! (1981), Annals of Statistics 9, doi:10.1214/aos/1176345462; shares of pairs and columns: Lengerich et al. (2020), Purifying
//! interaction effects, AISTATS.
//!
//! Code map: `terms` columns and pairs as cells; `step` one update; `boost` cycles on all parts; `pairs` which to add;
//! `centre` one scale for all tables; `fitted` the model; `shape` its tables in words; `sql`.

mod boost;
mod centre;
mod fit;
mod fitted;
mod pairs;
mod shape;
mod sql;
mod step;
mod terms;
#[cfg(test)]
mod tests;

pub use fitted::GamFitted;
pub use shape::{Axis, Shape, Step, Value};

use crate::booster::{BinSpec, Loss};
use crate::error::LearnError;
use crate::frame::Frame;

/// Everything that decides what an additive model learns.
///
/// | field | default | what it does |
/// |---|---|---|
/// | `loss` | squared | see [`Loss`]; not absolute, not quantile |
/// | `cycles` | 5,000 | corrections of every column at most |
/// | `patience` | 50 | cycles without progress (1e-5 of what was saved so far) on held-out rows before the fit ends |
/// | `learning_rate` | 0.1 | factor on every correction |
/// | `leaves_max` | 2 | steps of a correction |
/// | `leaf_rows_min` | 5 | rows of a step at least |
/// | `smooth_rows` | 10 | rows of no effect added to every label and to missing values |
/// | `grid` | 12 | places where a correction of a number may be cut, shifted from cycle to cycle |
/// | `parts` | 8 | parts of the rows, each held out once |
/// | `repeats` | 1 | times that the rows are cut into parts |
/// | `pairs` | 0 | pairs of columns at most |
/// | `pair_steps` | 24 | steps of a column in a pair at most |
/// | `bins` | 255 bins | see [`BinSpec`] |
/// | `seed` | 0 | of parts and grids |
///
/// Rate, steps and grid were chosen on birthwt, card, carseats and hmda (`bench/learn/small.py`).
#[derive(Debug, Clone, PartialEq)]
pub struct GamSpec {
    /// What a wrong prediction costs.
    pub loss: Loss,
    /// Corrections of every column at most.
    pub cycles: usize,
    /// Cycles without progress before the fit ends.
    pub patience: usize,
    /// Factor on every correction, in (0, 1].
    pub learning_rate: f64,
    /// Steps of a correction, 2 or more.
    pub leaves_max: usize,
    /// Rows of a step at least.
    pub leaf_rows_min: usize,
    /// Rows of no effect added to labels and missing values.
    pub smooth_rows: f64,
    /// Places where a correction may be cut.
    pub grid: usize,
    /// Parts of the rows, 2 to 1,000.
    pub parts: usize,
    /// Times that the rows are cut into parts.
    pub repeats: usize,
    /// Pairs of columns at most.
    pub pairs: usize,
    /// Steps of a column in a pair at most, 3 to 64.
    pub pair_steps: usize,
    /// Bins.
    pub bins: BinSpec,
    /// Seed of all draws.
    pub seed: u64,
}

impl GamSpec {
    /// The defaults for that loss.
    pub fn new(loss: Loss) -> Self {
        Self {
            loss,
            cycles: 5000,
            patience: 50,
            learning_rate: 0.1,
            leaves_max: 2,
            leaf_rows_min: 5,
            smooth_rows: 10.0,
            grid: 12,
            parts: 8,
            repeats: 1,
            pairs: 0,
            pair_steps: 24,
            bins: BinSpec::default(),
            seed: 0,
        }
    }

    /// Learns from all rows of `x` with target `y`.
    ///
    /// `should_stop` is asked before every cycle; on `true` the best cycle so far is the model.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Setting`],
    /// [`LearnError::Limit`].
    ///
    /// Cost: O(rows x columns) a cycle, part and repeat; memory `2 x rows x columns` bytes and `24 x rows` a part.
    pub fn fit(&self, x: &Frame, y: &[f64], should_stop: &mut dyn FnMut() -> bool) -> Result<GamFitted, LearnError> {
        self.check()?;
        fit::fit(self, x, y, should_stop)
    }

    fn check(&self) -> Result<(), LearnError> {
        self.loss.check()?;
        if self.loss.leaf_level().is_some() {
            let wanted = "a loss with a mean: squared, logistic, softmax, Poisson or Tweedie";
            return Err(LearnError::Setting { name: "loss", found: format!("{:?}", self.loss), wanted });
        }
        let rate = self.learning_rate;
        let smooth = self.smooth_rows;
        let settings = [
            ("learning_rate", rate.to_string(), rate > 0.0 && rate <= 1.0, "above 0 and at most 1"),
            ("smooth_rows", smooth.to_string(), (0.0..=1e9).contains(&smooth), "0 to 1e9"),
            ("cycles", self.cycles.to_string(), self.cycles <= 1_000_000, "at most 1000000"),
            ("patience", self.patience.to_string(), self.patience > 0, "1 or more"),
            ("leaves_max", self.leaves_max.to_string(), (2..=255).contains(&self.leaves_max), "2 to 255"),
            ("leaf_rows_min", self.leaf_rows_min.to_string(), self.leaf_rows_min > 0, "1 or more"),
            ("grid", self.grid.to_string(), self.grid > 0, "1 or more"),
            ("parts", self.parts.to_string(), (2..=1000).contains(&self.parts), "2 to 1000"),
            ("repeats", self.repeats.to_string(), (1..=1000).contains(&self.repeats), "1 to 1000"),
            ("pairs", self.pairs.to_string(), self.pairs <= 1000, "at most 1000"),
            ("pair_steps", self.pair_steps.to_string(), (3..=64).contains(&self.pair_steps), "3 to 64"),
            ("bins.bins_max", self.bins.bins_max.to_string(), (2..=255).contains(&self.bins.bins_max), "2 to 255"),
            ("bins.sample_rows_max", self.bins.sample_rows_max.to_string(), self.bins.sample_rows_max > 0, "1 or more"),
        ];
        match settings.into_iter().find(|(_, _, holds, _)| !holds) {
            Some((name, found, _, wanted)) => Err(LearnError::Setting { name, found, wanted }),
            None => Ok(()),
        }
    }
}
