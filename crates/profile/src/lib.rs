//! Checks of a table before the contest: what in the data would make the contest a lie.
//!
//! A check takes an iterator of batches in the six canonical types (`Int64`, `Float64`, `Utf8`, `Boolean`, `Date32`,
//! `Timestamp(Microsecond, None)`), streams over it once in bounded memory, and returns a plain report. Not enough
//! data is a variant of the report, never a number. Nothing here does I/O.
//!
//! # Code map
//!
//! | file | holds |
//! |---|---|
//! | [`look`](mod@look) | formal data analysis of a whole table, each check a file |
//! | [`leakage`](mod@leakage) | a column that alone all but decides the target |
//! | [`twins`](mod@twins) | rows that stand on both sides of the seal |
//! | `sample` | a sample of rows by hash, the same however they are batched |
//! | `hash` | the 64-bit hash under both |
//!
//! # Example
//!
//! ```
//! use std::sync::Arc;
//! use arrow::array::{Float64Array, Int64Array, RecordBatch};
//! use arrow::error::ArrowError;
//! use profile::{Leakage, Task};
//!
//! let late: Vec<i64> = (0..2000).map(|i| i64::from(i * 7919 % 2000 > 1500)).collect();
//! let minutes = Float64Array::from_iter_values((0..2000).map(|i| f64::from(i * 7919 % 2000)));
//! let batch = RecordBatch::try_from_iter([
//!     ("minutes_late", Arc::new(minutes) as _),
//!     ("late", Arc::new(Int64Array::from(late)) as _),
//! ])?;
//! let report = profile::leakage([Ok::<_, ArrowError>(batch)], "late", &[], Task::Classes)?;
//! let Leakage::Judged { columns, .. } = report else { panic!("enough rows") };
//! assert!(columns[0].suspicion.is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod hash;
pub mod leakage;
pub mod look;
mod sample;
pub mod twins;

pub use error::ProfileError;
pub use leakage::{ColumnShare, Leakage, Suspicion, Task, leakage};
pub use twins::{Judgement, Pairs, Twin, Twins, twins};
