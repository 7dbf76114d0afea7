use super::fit::{self, Rows};
use super::fitted::Fitted;
use super::loss::Loss;
use super::matrix::Binned;
use crate::error::LearnError;
use crate::frame::Frame;

/// How columns become at most 255 bins.
#[derive(Debug, Clone, PartialEq)]
pub struct BinSpec {
    /// Bins of a column, the one for missing values included; 2 to 255.
    pub bins_max: usize,
    /// Rows of the binning sample that a bin holds at least.
    pub bin_rows_min: usize,
    /// Rows drawn to place the bins; all rows when there are fewer.
    pub sample_rows_max: usize,
    /// Seed of that draw.
    pub seed: u64,
}

impl Default for BinSpec {
    fn default() -> Self {
        Self { bins_max: 255, bin_rows_min: 3, sample_rows_max: 200_000, seed: 1 }
    }
}

/// How splits on categories are kept honest.
#[derive(Debug, Clone, PartialEq)]
pub struct CategorySpec {
    /// Added to a category's hessian when categories are sorted; rarer categories than this are not sorted in.
    pub smooth: f64,
    /// Added to [`Spec::l2`] in splits on sorted categories.
    pub l2: f64,
    /// Categories on the smaller side of a split at most.
    pub side_max: usize,
    /// Up to this many bins a category is split one against the rest.
    pub one_hot_max: usize,
    /// Rows between two neighbouring cut points of the sorted categories at least.
    pub group_rows_min: usize,
}

impl Default for CategorySpec {
    fn default() -> Self {
        Self { smooth: 10.0, l2: 10.0, side_max: 32, one_hot_max: 4, group_rows_min: 100 }
    }
}

/// A column with which predictions must not fall, or not rise, all else equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monotone {
    /// Name of a numeric column.
    pub column: String,
    /// Whether predictions rise with it; else they fall.
    pub rising: bool,
}

/// Everything that decides what a booster learns; see the table in the [module page](super).
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// What a wrong prediction costs.
    pub loss: Loss,
    /// Boosting rounds at most.
    pub rounds: usize,
    /// Factor on every leaf value, above 0.
    pub learning_rate: f64,
    /// Leaves of a tree at most; 2 or more.
    pub leaves_max: usize,
    /// Splits between root and leaf at most.
    pub depth_max: Option<usize>,
    /// Rows of a leaf at least.
    pub leaf_rows_min: usize,
    /// Hessian of a leaf at least.
    pub leaf_hessian_min: f64,
    /// Absolute penalty on leaf values.
    pub l1: f64,
    /// Quadratic penalty on leaf values.
    pub l2: f64,
    /// Gain of a split at least.
    pub gain_min: f64,
    /// Share of rows drawn for a tree, in (0, 1].
    pub row_fraction: f64,
    /// Rounds between two draws of rows.
    pub row_draw_every: usize,
    /// Share of columns drawn for a tree, in (0, 1].
    pub column_fraction: f64,
    /// Bins.
    pub bins: BinSpec,
    /// Splits on categories.
    pub category: CategorySpec,
    /// Columns with a known direction; not for [`Loss::Absolute`] and [`Loss::Quantile`], whose leaves are refitted.
    pub monotone: Vec<Monotone>,
    /// Rounds without progress on the validation rows before the fit ends; used with validation rows only.
    pub patience: Option<usize>,
    /// Seed of all draws.
    pub seed: u64,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            loss: Loss::Squared,
            rounds: 100,
            learning_rate: 0.1,
            leaves_max: 31,
            depth_max: None,
            leaf_rows_min: 20,
            leaf_hessian_min: 1e-3,
            l1: 0.0,
            l2: 0.0,
            gain_min: 0.0,
            row_fraction: 1.0,
            row_draw_every: 1,
            column_fraction: 1.0,
            bins: BinSpec::default(),
            category: CategorySpec::default(),
            monotone: Vec::new(),
            patience: None,
            seed: 0,
        }
    }
}

impl Spec {
    /// `LightGBM`'s defaults for that loss.
    pub fn new(loss: Loss) -> Self {
        Self { loss, ..Self::default() }
    }

    /// Learns from all rows of `x` with target `y`.
    ///
    /// `should_stop` is asked before every tree; on `true` the rounds so far are the model.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Setting`],
    /// [`LearnError::Limit`].
    ///
    /// Cost: O(rows x columns) to bin, then O(rows x columns x log leaves) a round at worst.
    pub fn fit(&self, x: &Frame, y: &[f64], should_stop: &mut dyn FnMut() -> bool) -> Result<Fitted, LearnError> {
        self.check()?;
        let binned = Binned::new(x, &self.bins)?;
        self.fit_binned(&Rows::new(&binned, y), None, should_stop)
    }

    /// Learns from `train` and keeps the rounds that are best on `valid`, see [`Spec::patience`].
    ///
    /// # Errors
    /// As [`Spec::fit`], and those of [`Binned::like`] for the validation rows.
    pub fn fit_valid(
        &self,
        train: (&Frame, &[f64]),
        valid: (&Frame, &[f64]),
        should_stop: &mut dyn FnMut() -> bool,
    ) -> Result<Fitted, LearnError> {
        self.check()?;
        let binned = Binned::new(train.0, &self.bins)?;
        let beside = binned.like(valid.0)?;
        self.fit_binned(&Rows::new(&binned, train.1), Some(&Rows::new(&beside, valid.1)), should_stop)
    }

    /// Learns from rows that are binned already, so that many fits share one binning.
    ///
    /// `valid` must come from [`Binned::like`] of the training rows' bins.
    ///
    /// # Errors
    /// As [`Spec::fit`]; [`LearnError::Setting`] when `valid` has other bins than `train`.
    pub fn fit_binned(
        &self,
        train: &Rows<'_>,
        valid: Option<&Rows<'_>>,
        should_stop: &mut dyn FnMut() -> bool,
    ) -> Result<Fitted, LearnError> {
        self.check()?;
        fit::fit(self, train, valid, should_stop)
    }

    pub(crate) fn check(&self) -> Result<(), LearnError> {
        self.loss.check()?;
        if self.loss.leaf_level().is_some() && !self.monotone.is_empty() {
            return Err(LearnError::Setting {
                name: "monotone",
                found: format!("set with {:?}", self.loss),
                wanted: "empty for losses whose leaves hold quantiles",
            });
        }
        let share = |value: f64| value > 0.0 && value <= 1.0;
        let positive = |value: f64| value.is_finite() && value >= 0.0;
        let rates = [
            (
                "learning_rate",
                self.learning_rate,
                self.learning_rate > 0.0 && self.learning_rate <= 10.0,
                "above 0 and at most 10",
            ),
            ("row_fraction", self.row_fraction, share(self.row_fraction), "above 0 and at most 1"),
            ("column_fraction", self.column_fraction, share(self.column_fraction), "above 0 and at most 1"),
            ("leaf_hessian_min", self.leaf_hessian_min, positive(self.leaf_hessian_min), "0 or more"),
            ("l1", self.l1, positive(self.l1), "0 or more"),
            ("l2", self.l2, positive(self.l2), "0 or more"),
            ("gain_min", self.gain_min, positive(self.gain_min), "0 or more"),
            ("category.smooth", self.category.smooth, positive(self.category.smooth), "0 or more"),
            ("category.l2", self.category.l2, positive(self.category.l2), "0 or more"),
        ];
        let counts = [
            ("leaves_max", self.leaves_max, 2, 65_536, "2 to 65536"),
            ("rounds", self.rounds, 0, 1_000_000, "at most 1000000"),
            ("row_draw_every", self.row_draw_every, 1, usize::MAX, "1 or more"),
            ("bins.bins_max", self.bins.bins_max, 2, 255, "2 to 255"),
            ("bins.sample_rows_max", self.bins.sample_rows_max, 1, usize::MAX, "1 or more"),
        ];
        let rates = rates.into_iter().map(|(name, found, holds, wanted)| (name, found.to_string(), holds, wanted));
        let counts = counts
            .into_iter()
            .map(|(name, found, low, high, wanted)| (name, found.to_string(), (low..=high).contains(&found), wanted));
        match rates.chain(counts).find(|(_, _, holds, _)| !holds) {
            Some((name, found, _, wanted)) => Err(LearnError::Setting { name, found, wanted }),
            None => Ok(()),
        }
    }
}
