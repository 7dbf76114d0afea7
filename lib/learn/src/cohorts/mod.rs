//! Cohorts of rows with similar sets of labels, and whether cohorts hold when rows are reordered or seeds change.
//!
//! ```
//! use learn::cohorts::{MinHashSpec, agreement};
//!
//! let baskets = vec![vec![1, 2, 3], vec![1, 2, 3, 4], vec![90, 91, 92], vec![91, 92, 93, 90]];
//! let found = MinHashSpec::default().group(&baskets)?;
//! assert_eq!(found, [0, 0, 1, 1]);
//! assert_eq!(agreement(&found, &[5, 5, 7, 7])?, Some(1.0));
//! # Ok::<(), learn::LearnError>(())
//! ```
//!
//! Code map: `minhash` the cohorts; `stability` agreement of two groupings and the drill.

mod minhash;
mod stability;
#[cfg(test)]
mod tests;

pub use minhash::{MinHashSpec, tokens};
pub use stability::{Drill, Grouping, agreement, drill};
