//! Integration tests: reference values, hostile series, laws.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp, missing_docs)]

mod hostile;
mod laws;
mod reference;
