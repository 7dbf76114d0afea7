//! Integration tests: reference values, hostile series, laws.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp, missing_docs)]

mod arima_likelihood;
mod arima_models;
mod bands;
mod classics;
mod hostile;
mod laws;
mod reference;
mod smooth;
