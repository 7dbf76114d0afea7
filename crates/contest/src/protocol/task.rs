//! `task.json`: the task as a contender reads it.

use problem::Metric;
use serde::{Deserialize, Serialize};

use crate::Step;

/// The content of `task.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Version of the protocol.
    pub protocol: u32,
    /// `regression`, `binary`, `multiclass` or `forecast`.
    pub task: problem::Task,
    /// Column of `train` to be predicted.
    pub target: String,
    /// Labels of the classes; for a binary task the second one is the positive class, 1 in `train`.
    pub classes: Vec<String>,
    /// Columns of `ask`, without `row_id`.
    pub columns: Vec<Column>,
    /// Column that orders the rows, when there is one.
    pub time: Option<String>,
    /// Column that tells series or groups apart, when there is one.
    pub group: Option<String>,
    /// Steps ahead of a forecast.
    pub horizon: Option<u32>,
    /// Usual step between dates.
    pub step: Option<Step>,
    /// Steps in a season; 1 without one.
    pub season: u32,
    /// The ruler.
    pub metric: Metric,
    /// The only source of randomness that a contender should use.
    pub seed: u64,
    /// Fold number; the opening of the seal has none.
    pub fold: Option<u32>,
    /// What is left of the contender's box for this fold.
    #[serde(rename = "box")]
    pub limits: BoxSize,
    /// The contender's entry in the problem file.
    pub contender: problem::Contender,
}

/// A feature column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// The six kinds of column that a contender can meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// 64-bit whole numbers.
    Integer,
    /// 64-bit floats.
    Float,
    /// UTF-8 text.
    Text,
    /// True or false.
    Boolean,
    /// Days.
    Date,
    /// Microseconds without a time zone.
    Timestamp,
}

/// Limits of one fold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoxSize {
    /// CPU seconds of the process tree.
    pub cpu_seconds: f64,
    /// Seconds by the wall clock.
    pub wall_seconds: f64,
    /// Bytes of resident memory of the process tree.
    pub memory_bytes: u64,
}
