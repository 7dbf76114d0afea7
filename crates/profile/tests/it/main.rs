//! The checks against tables whose truth is planted.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, missing_docs)]

mod against;
mod baseline;
mod checks;
mod drift;
mod fits;
mod leakage;
mod look;
mod pairs;
mod power;
mod rules;
mod series;
mod target;
mod twins;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;

/// A table cut into batches of so many rows.
pub fn cut(table: &RecordBatch, rows: usize) -> Vec<Result<RecordBatch, ArrowError>> {
    let starts = (0..table.num_rows()).step_by(rows);
    starts.map(|i| Ok(table.slice(i, rows.min(table.num_rows() - i)))).collect()
}
