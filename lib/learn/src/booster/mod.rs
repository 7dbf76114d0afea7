//! Gradient boosted trees.

mod cuts;
pub(crate) mod draw;
mod fit;
mod fitted;
mod groups;
mod grow;
mod histogram;
mod loss;
mod matrix;
mod pack;
mod partition;
mod spec;
mod split;
mod split_category;
mod tree;

pub use fit::Rows;
pub use fitted::{End, Fitted, Importance};
pub use loss::Loss;
pub use matrix::Binned;
pub use spec::{BinSpec, CategorySpec, Spec};
