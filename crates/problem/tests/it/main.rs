//! Problem files from the outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp)]

mod conditions;
mod corpus;
mod hostile;
mod ladders;
mod places;
mod problems;
mod quick;
mod rules;
mod templates;
