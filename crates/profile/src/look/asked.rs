//! What the user says about the table.

use serde::{Deserialize, Serialize};

/// Roles of columns, and the seed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The column that a model would predict.
    pub target: Option<String>,
    /// The column that says when a row became known.
    pub time: Option<String>,
    /// The column that says to whom a row belongs.
    pub group: Option<String>,
    /// The seed of the sample, of simulated null distributions and of cheap models.
    pub seed: u64,
}
