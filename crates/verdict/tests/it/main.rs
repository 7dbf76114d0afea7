//! The verdict rule: its decision table, its guards, and its error rates by simulation.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp, missing_docs)]

mod calibration;
mod guards;
mod scene;
mod speed;
mod table;
