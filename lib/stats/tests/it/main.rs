//! Laws and reference values of the statistics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp, missing_docs)]
// Reference values stand as their source prints them; long runs print the table that the docs show.
#![allow(clippy::unreadable_literal, clippy::print_stdout)]

mod calibration;
mod distributions;
mod estimates;
mod fits;
mod goodness;
mod laws;
mod methods;
mod nist;

/// Relative difference; absolute below 1e-300.
fn relative(found: f64, expected: f64) -> f64 {
    (found - expected).abs() / expected.abs().max(1e-300)
}

/// Reads a committed reference file.
fn reference(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// A JSON list of numbers.
fn numbers(value: &serde_json::Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// A JSON number.
fn number(value: &serde_json::Value) -> f64 {
    value.as_f64().unwrap()
}
