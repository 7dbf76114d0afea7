//! Linear models and the decompositions under them.

mod cholesky;
mod double;
mod model;
mod orthogonal;
mod svd;

pub(crate) use cholesky::Cholesky;
pub(crate) use double::{Double, Real};
pub(crate) use model::DOUBLE_WORK_MAX;
pub use model::{Coefficient, LinearModel};
pub(crate) use orthogonal::{Orthogonal, dot};
pub(crate) use svd::Singular;
