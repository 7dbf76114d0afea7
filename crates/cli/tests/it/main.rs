//! Whole commands, as a user runs them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]
#![allow(clippy::format_collect, reason = "tables are written as they read")]

mod browser;
mod commands;
mod contenders;
mod forecast_lines;
mod forecasts;
mod kills;
mod kinds;
mod known_answers;
mod look_hostile;
mod look_laws;
mod looks;
mod looks_compared;
mod malformed;
mod program;
mod snapshots;
