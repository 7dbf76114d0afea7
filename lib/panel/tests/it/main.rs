//! Batches, lags, hierarchies and hostile members.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp)]

mod batch;
mod hierarchy;
mod hostile;
mod lags;
mod worlds;
