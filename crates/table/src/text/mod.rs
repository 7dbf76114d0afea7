//! From pieces of text to typed columns: what a cell may be, what a column is, and its values.

pub(crate) mod build;
pub(crate) mod cell;
pub(crate) mod disguise;
pub(crate) mod infer;
pub(crate) mod rows;
pub(crate) mod time;
pub(crate) mod word;
