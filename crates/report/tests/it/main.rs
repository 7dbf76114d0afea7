//! Reports of made-up contests, which are harder to show than real ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod board;
mod contest;
mod page;
