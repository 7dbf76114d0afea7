//! Checks against other packages and known answers; see `reference/learn`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp)]

mod classic_reference;
mod cohorts;
mod elastic;
mod formula;
mod glm_edges;
mod glm_hostile;
mod glm_reference;
mod hostile;
mod inference_reference;
mod posterior;
mod sql;
mod tables;
mod trees;
