//! Whole commands, as a user runs them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod commands;
mod contenders;
mod kills;
mod known_answers;
mod malformed;
mod program;
