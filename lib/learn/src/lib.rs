//! Tabular models: pure numerics on a [`Frame`](frame::Frame) of columns and a target `y: &[f64]`.
//!
//! Every model is a plain struct of settings (`Spec`) with `fit`, which gives a `Fitted` with `predict`. No I/O, no clock, no global
//! random numbers: a seed is an argument, and the same seed gives the same bytes. Fits that may last take a
//! [`Stop`] and keep the best so far when it says so.
//!
//! | module | what it is | target |
//! |---|---|---|
//! | [`frame`] | columns with missing values; labels mapped to those of the training table | |
//! | [`encode`] | design matrix: scaled numerics, splines, ordered labels, interactions beside one index a category | |
//! | [`glm`] | generalised linear models of six families with inference, printed as equation, points card and SQL; softmax | number, 0/1, share, count, class |
//! | [`bayes`] | naive Bayes | class |
//! | [`tree`] | one decision tree, printed as rules | number, class |
//! | [`knn`] | the rows most alike | number, class |
//! | [`kmeans`] | cohorts that predict their mean | number, 0/1 |
//! | [`cells`] | which few columns to cut, and how finely, for a rule in one SQL query | number, 0/1 |
//! | [`gam`] | one shape a column, learned by boosting, with pairs on request | number, 0/1, count, class |
//! | [`booster`] | gradient-boosted trees | |
//! | [`stack`] | weights that mix members best, and what each is worth in the mix | number, class |
//! | [`reach`] | noise floor and learning curve | number, 0/1 |
//! | [`audit`] | rows whose label is contradicted most | class |
//! | [`cohorts`] | groups of similar sets; agreement of groupings | |
//! | [`tuner`] | search for good settings | |
//!
//! Missing values are part of every model and its documentation; a prediction is always finite, and a probability always
//! inside (0, 1). What cannot be learned from is a [`LearnError`], never a sentinel number.
//!
//! ```
//! use learn::frame::{Column, Frame};
//! use learn::glm::{Family, GlmSpec};
//! use learn::tree::{TreeSpec, TreeTask};
//!
//! let plan = ["month", "year"].into_iter().cycle().take(200);
//! let tenure: Vec<f64> = (0..200).map(|i| if i % 9 == 0 { f64::NAN } else { f64::from(i % 40) }).collect();
//! let left: Vec<f64> = (0..200).map(|i| if i % 2 == 0 && i % 40 < 25 { 1.0 } else { 0.0 }).collect();
//! let train = Frame::new(200, vec![Column::from_labels("plan", plan.map(Some)), Column::numeric("tenure", tenure)])?;
//!
//! let logistic = GlmSpec { family: Family::Binomial, ..GlmSpec::default() }.fit(&train, &left, None)?;
//! let tree = TreeSpec { task: TreeTask::Gini { classes: 2 }, ..TreeSpec::default() }.fit(&train, &left, None)?;
//!
//! // A new label, and columns in another order.
//! let ask = Frame::new(1, vec![Column::numeric("tenure", vec![3.0]), Column::from_labels("plan", [Some("week")].into_iter())])?;
//! for p in [logistic.predict(&ask)?[0], tree.predict(&ask)?[0]] {
//!     assert!(p > 0.0 && p < 1.0);
//! }
//! # Ok::<(), learn::LearnError>(())
//! ```

pub mod audit;
pub mod bayes;
pub mod booster;
pub mod cells;
pub mod cohorts;
pub mod encode;
pub mod error;
pub mod frame;
pub mod gam;
pub mod glm;
pub mod kmeans;
pub mod knn;
mod linalg;
mod probabilities;
pub mod reach;
pub mod stack;
mod target;
pub mod tree;
pub mod tuner;

pub use error::LearnError;
pub use probabilities::{PROBABILITY_MIN, Probabilities};

/// Asked between the steps of a long fit; `true` means "stop now and keep the best so far".
pub type Stop<'a> = &'a dyn Fn() -> bool;
