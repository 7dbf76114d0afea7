//! A single decision tree that is printed as rules.

mod fitted;
mod grow;
mod impurity;
mod prune;
mod split;

pub use fitted::{Rule, TreeFitted};

use crate::frame::Frame;
use crate::{LearnError, Stop};

/// What a tree predicts, and how it measures that a node is mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeTask {
    /// Numbers; impurity is the sum of squares around the node's mean.
    Regression,
    /// Classes 0, 1, ...; impurity is `n (1 - sum p_k^2)`.
    Gini {
        /// Number of classes, 2 or more.
        classes: usize,
    },
    /// Classes 0, 1, ...; impurity is `-n sum p_k ln p_k`.
    Entropy {
        /// Number of classes, 2 or more.
        classes: usize,
    },
}

/// A decision tree after Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984.
///
/// Each node is split where the impurity falls most; then branches that pay less than `complexity` per leaf are cut
/// back (their weakest-link pruning at a fixed price).
///
/// | field | default | meaning |
/// |---|---|---|
/// | `task` | regression | target and impurity |
/// | `depth_max` | 6 | questions on the way to a leaf; at most 30 |
/// | `leaf_rows_min` | 20 | training rows of a leaf |
/// | `complexity` | 5e-4 | price of a leaf, as a share of the impurity of all rows; 0 prunes nothing |
/// | `smoothing` | 1.0 | rows of the overall class shares that are mixed into each leaf; no effect on regression |
///
/// Numbers: `x <= threshold`, half way between two values. Categories: a set of labels, found by sorting the labels by the mean of the
/// target (exact for regression and two classes: Fisher, J. Am. Stat. Ass. 53 (1958) 789-798,
/// 10.1080/01621459.1958.10501479; for more classes by the share of the node's most frequent class).
///
/// Missing values go to the side where they lower the impurity more; where a node had none in training, and for labels that it
/// did not see, to the side with more rows.
///
/// Checked against scikit-learn's trees (same leaves, same values, same pruning).
///
/// ```
/// use learn::frame::{Column, Frame};
/// use learn::tree::{TreeSpec, TreeTask};
///
/// let age: Vec<f64> = (0..100).map(f64::from).collect();
/// let fee: Vec<f64> = (0..100).map(|age| if age < 18 { 5.0 } else { 9.0 }).collect();
/// let train = Frame::new(100, vec![Column::numeric("age", age)])?;
/// let spec = TreeSpec { leaf_rows_min: 5, ..TreeSpec::default() };
/// let tree = spec.fit(&train, &fee, None)?;
/// assert_eq!(tree.leaves(), 2);
/// assert_eq!(tree.to_string(), "age <= 17.5: 5.000 (18 rows)\nage > 17.5 or missing: 9.000 (82 rows)\n");
/// # Ok::<(), learn::LearnError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TreeSpec {
    /// Target and impurity.
    pub task: TreeTask,
    /// Limit of questions on the way to a leaf.
    pub depth_max: usize,
    /// Least number of training rows in a leaf.
    pub leaf_rows_min: usize,
    /// Price of a leaf.
    pub complexity: f64,
    /// Rows of the overall shares mixed into a leaf.
    pub smoothing: f64,
}

impl Default for TreeSpec {
    fn default() -> Self {
        Self { task: TreeTask::Regression, depth_max: 6, leaf_rows_min: 20, complexity: 5e-4, smoothing: 1.0 }
    }
}

impl TreeSpec {
    /// Grows and prunes a tree on `train` and the target `y`, one value a row.
    ///
    /// `stop` is asked before every node; when it says so the open nodes become leaves and
    /// [`TreeFitted::stopped`] is true.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Setting`],
    /// [`LearnError::Limit`] beyond 2^32 rows.
    ///
    /// Cost: O(columns x rows log rows) once and O(columns x rows) per level; memory `4 x rows x columns` bytes.
    pub fn fit(&self, train: &Frame, y: &[f64], stop: Option<Stop>) -> Result<TreeFitted, LearnError> {
        self.check()?;
        let target = impurity::Target::of(self.task, train, y)?;
        let mut grown = grow::grow(self, train, &target, stop)?;
        let price = self.complexity * grown.nodes[0].impurity;
        prune::prune(&mut grown.nodes, price);
        Ok(TreeFitted::new(self, train.schema(), grown, &target))
    }

    fn check(&self) -> Result<(), LearnError> {
        let refuse = |name, found: String, wanted| Err(LearnError::Setting { name, found, wanted });
        if self.depth_max > 30 {
            return refuse("depth_max", self.depth_max.to_string(), "30 or less");
        }
        if self.leaf_rows_min == 0 {
            return refuse("leaf_rows_min", "0".to_owned(), "1 or more");
        }
        if !(self.complexity >= 0.0 && self.complexity.is_finite()) {
            return refuse("complexity", self.complexity.to_string(), "a finite number, 0 or more");
        }
        if !(self.smoothing >= 0.0 && self.smoothing.is_finite()) {
            return refuse("smoothing", self.smoothing.to_string(), "a finite number, 0 or more");
        }
        Ok(())
    }
}
