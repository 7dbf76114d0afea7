//! The verdict rule: its decision table, its guards, and its error rates by simulation.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp, missing_docs)]
#![allow(clippy::print_stdout, reason = "the ignored tests print the tables they are run for")]

mod calibration;
mod guards;
mod peers;
mod scene;
mod speed;
mod table;
