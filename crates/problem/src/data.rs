//! `[data]`: which table, which column, what kind of question.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of answer a row asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// A number for each row.
    Regression,
    /// One of two classes for each row.
    Binary,
    /// One of three or more classes for each row.
    Multiclass,
    /// The next `horizon` values of one or many series.
    Forecast,
}

impl Task {
    /// The names a problem file may use.
    pub const NAMES: [&'static str; 4] = ["regression", "binary", "multiclass", "forecast"];

    /// The task of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "regression" => Self::Regression,
            "binary" => Self::Binary,
            "multiclass" => Self::Multiclass,
            "forecast" => Self::Forecast,
            _ => return None,
        })
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Regression => "regression",
            Self::Binary => "binary",
            Self::Multiclass => "multiclass",
            Self::Forecast => "forecast",
        })
    }
}

/// The formats `data.format` may name.
pub const FORMATS: [&str; 6] = ["csv", "tsv", "parquet", "ndjson", "arrow", "delta"];

/// `[data]`: the table and what its columns mean. Column names are checked against the table later, by whoever opens it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Data {
    /// `source`: a file, a glob or a folder, seen from the folder of the problem file. Required.
    pub source: String,
    /// `format`: `csv`, `tsv`, `parquet`, `ndjson`, `arrow` or `delta`; by default told from the file's name and first bytes.
    pub format: Option<String>,
    /// `target`: the column to be predicted. Required.
    pub target: String,
    /// `time`: the column that orders the rows. With `horizon` it makes the problem a forecast; without it, `kind = "time"`
    /// under `[split]` says that rows are only ordered by it.
    pub time: Option<String>,
    /// `group`: the column that keeps rows together: one series each in a forecast, else rows that must not be torn apart by
    /// the split (a customer, a machine).
    pub group: Option<String>,
    /// `horizon`: how many steps ahead a forecast looks. At least 1; needs `time`.
    pub horizon: Option<u32>,
    /// `season`: steps in a season, 12 for months in a year; by default told from the spacing of the dates.
    pub season: Option<u32>,
    /// `task`: `regression`, `binary`, `multiclass` or `forecast`; by default told from the target column. Always
    /// [`Task::Forecast`] where `horizon` is given.
    pub task: Option<Task>,
    /// `positive`: the class whose probability is asked for in a binary task, as text; by default the rarer one.
    pub positive: Option<String>,
    /// `features`: the only columns a contender may see; by default all but `target` and `drop`.
    pub features: Option<Vec<String>>,
    /// `drop`: columns that no contender may see, such as one that is known only after the outcome.
    #[serde(default)]
    pub drop: Vec<String>,
    /// `known`: in a forecast, columns whose future values are known when the forecast is made (prices, holidays). All other
    /// columns are withheld for the rows to be predicted.
    #[serde(default)]
    pub known: Vec<String>,
}

impl Data {
    /// Whether this is a forecast: `horizon` was given or the task says so.
    pub fn is_forecast(&self) -> bool {
        self.horizon.is_some() || self.task == Some(Task::Forecast)
    }
}
