//! Tabular models: pure numerics on a [`Frame`](frame::Frame) of columns and a target `y: &[f64]`.

pub mod booster;
pub mod error;
pub mod frame;
pub mod tuner;

pub use error::LearnError;

/// Asked between the steps of a long fit; `true` means "stop now and keep the best so far".
pub type Stop<'a> = &'a dyn Fn() -> bool;
