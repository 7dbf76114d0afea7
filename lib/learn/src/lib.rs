//! Tabular models: pure numerics on a [`Frame`](frame::Frame) of columns and a target `y: &[f64]`.

pub mod bayes;
pub mod booster;
pub mod cells;
pub mod encode;
pub mod error;
pub mod frame;
pub mod glm;
pub mod kmeans;
mod linalg;
mod probabilities;
mod target;
pub mod tree;
pub mod tuner;

pub use error::LearnError;
pub use probabilities::{PROBABILITY_MIN, Probabilities};

/// Asked between the steps of a long fit; `true` means "stop now and keep the best so far".
pub type Stop<'a> = &'a dyn Fn() -> bool;
