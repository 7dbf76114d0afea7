//! A rule: what must hold for every later delivery of the same table.

use serde::{Deserialize, Serialize};

/// What must hold; shares are of all rows, from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "check", rename_all = "kebab-case")]
pub enum Rule {
    /// At most this share of the column is missing, NaN or infinite.
    Missing {
        /// The column.
        column: String,
        /// The largest share.
        at_most: f64,
    },
    /// Values lie between two bounds, but for a share.
    Range {
        /// The column.
        column: String,
        /// The smallest value allowed.
        min: Option<f64>,
        /// The largest value allowed.
        max: Option<f64>,
        /// The largest share outside.
        outside_at_most: f64,
    },
    /// Values are among these levels, but for a share.
    Levels {
        /// The column.
        column: String,
        /// The levels allowed.
        allowed: Vec<String>,
        /// The largest share of other levels.
        others_at_most: f64,
    },
    /// No value stands twice.
    Unique {
        /// The column.
        column: String,
    },
    /// The mean lies between two bounds.
    Mean {
        /// The column.
        column: String,
        /// The smallest mean allowed.
        min: f64,
        /// The largest mean allowed.
        max: f64,
    },
    /// The values are distributed as they were: the Kolmogorov-Smirnov distance to the baseline is at most this.
    Distribution {
        /// The column.
        column: String,
        /// The largest distance.
        distance_at_most: f64,
    },
    /// A column is the sum of others times coefficients, but for a share of rows.
    Sum {
        /// The column.
        column: String,
        /// Coefficients and columns.
        terms: Vec<(f64, String)>,
        /// The largest difference that counts as equal.
        tolerance: f64,
        /// The largest share of rows in which it fails.
        fails_at_most: f64,
    },
    /// The correlation of two columns lies between two bounds.
    Correlation {
        /// The columns.
        columns: (String, String),
        /// The smallest coefficient allowed.
        min: f64,
        /// The largest coefficient allowed.
        max: f64,
    },
    /// The number of rows lies between two bounds.
    Rows {
        /// The smallest number.
        min: u64,
        /// The largest number.
        max: Option<u64>,
    },
    /// The share of rows that stand twice or more is at most this.
    Duplicates {
        /// The largest share.
        at_most: f64,
    },
}
