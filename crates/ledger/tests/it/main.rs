//! Integration tests: one binary, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp, clippy::print_stdout, clippy::print_stderr)]

mod artifacts;
mod crash;
mod figures;
mod laws;
mod migration;
mod records;
mod registry;
mod runs;
mod scratch;
mod sharing;
mod tamper;
