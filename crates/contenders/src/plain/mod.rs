//! Answers that need no model.

pub(crate) mod answers;
pub(crate) mod cells;
pub(crate) mod constant;
pub(crate) mod group_mean;
pub(crate) mod rule;
pub(crate) mod sql;
