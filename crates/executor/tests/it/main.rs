//! Real processes in real boxes. This one binary is also the helper process and the fixtures: see `fixture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod concurrency;
mod cost;
mod endings;
mod fixture;
mod kills;
mod limits;
mod sandbox;
