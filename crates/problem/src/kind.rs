//! What a contender is: its kind, and the keys that belong to it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::contender::{Answer, RuleLine};
use crate::data::Task;

/// Which constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Statistic {
    /// The mean of the target.
    Mean,
    /// The median of the target.
    Median,
    /// The most frequent class.
    Majority,
    /// The share of each class.
    Prior,
}

impl Statistic {
    /// The names a problem file may use.
    pub const NAMES: [&'static str; 4] = ["mean", "median", "majority", "prior"];

    /// The statistic of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "mean" => Self::Mean,
            "median" => Self::Median,
            "majority" => Self::Majority,
            "prior" => Self::Prior,
            _ => return None,
        })
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Majority => "majority",
            Self::Prior => "prior",
        })
    }
}

/// What a contender is. Fields that are `None` are chosen by the contender itself, from the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    /// Predictions made elsewhere, read from a file: today's process, or a black box. Tier 0.
    Answers {
        /// `file`: a table with the row's key and the prediction, seen from the problem file's folder. Required.
        file: String,
    },
    /// One query over the tables `train` and `ask`. Tier 1.
    Sql {
        /// `sql`: the query; or `sql_file`, a file that holds it and is read in with the problem. One of them is required.
        sql: String,
        /// The name of the file the query was read from, if it was.
        sql_file: Option<String>,
    },
    /// The same answer for every row. Tier 1.
    Constant {
        /// `statistic`: by default the one that is best for the metric.
        statistic: Option<Statistic>,
    },
    /// The target's mean (or class shares) among the training rows that agree in these columns. Tier 1.
    GroupMean {
        /// `by`: the columns. Required.
        by: Vec<String>,
    },
    /// Tomorrow is as today. Forecasts only. Tier 1.
    LastValue,
    /// The same as a season ago. Forecasts only. Tier 1.
    SeasonalNaive {
        /// `season`: by default `data.season`.
        season: Option<u32>,
    },
    /// The same as a season ago, plus the mean change from season to season. Forecasts only. Tier 1.
    SeasonalNaiveDrift {
        /// `season`: by default `data.season`.
        season: Option<u32>,
    },
    /// The mean of the last values. Forecasts only. Tier 1.
    MovingAverage {
        /// `window`: how many values; by default one season.
        window: Option<u32>,
    },
    /// A short list of conditions written by someone who knows the subject. Tier 1.
    Rule {
        /// `rules`: lines of `{ when = "...", then = ... }`, tried from the top. Required.
        rules: Vec<RuleLine>,
        /// `otherwise`: the answer where no line holds. Required.
        otherwise: Answer,
    },
    /// Cells of a few columns cut into buckets of equal size, each answered by its mean: one query. Tier 1.
    Cells {
        /// `columns`: by default the three that tell most.
        columns: Option<Vec<String>>,
        /// `buckets`: a column, from 2 to 100; by default 5.
        buckets: Option<u32>,
    },
    /// Cells found by k-means, each answered by its mean. Tier 2.
    #[serde(rename = "kmeans")]
    KMeans {
        /// `columns`: by default all numbers.
        columns: Option<Vec<String>>,
        /// `k`: how many cells; by default 100.
        k: u32,
        /// `log`: take logarithms first. Default false.
        log: bool,
    },
    /// Linear regression with a ridge; of lags in a forecast. Tier 2.
    Linear {
        /// `ridge`: the penalty, 0 or more; by default chosen from the data.
        ridge: Option<f64>,
        /// `curves`: whether numbers that are clearly curved are bent; by default true.
        #[serde(default)]
        curves: Option<bool>,
    },
    /// Logistic regression with a ridge, for classes. Tier 2.
    Logistic {
        /// `ridge`: the penalty, 0 or more; by default chosen from the data.
        ridge: Option<f64>,
        /// `curves`: whether numbers that are clearly curved are bent; by default true.
        #[serde(default)]
        curves: Option<bool>,
    },
    /// Poisson regression with a ridge, for counts in a table. Tier 2.
    Poisson {
        /// `ridge`: the penalty, 0 or more; by default chosen from the data.
        ridge: Option<f64>,
        /// `curves`: whether numbers that are clearly curved are bent; by default true.
        #[serde(default)]
        curves: Option<bool>,
    },
    /// Naive Bayes, for classes. Tier 2.
    NaiveBayes,
    /// One decision tree; of lags in a forecast. Tier 2.
    Tree {
        /// `depth`: questions from root to leaf, from 1 to 30; by default 4.
        depth: Option<u32>,
        /// `min_leaf`: rows a leaf needs; by default chosen from the number of rows.
        min_leaf: Option<u32>,
    },
    /// An additive model whose shapes are learned by boosting. Tables only. Tier 2.
    Gam {
        /// `pairs`: pairs of columns at most, from 1 to 50; by default none.
        pairs: Option<u32>,
    },
    /// Exponential smoothing. Forecasts only. Tier 2.
    Ets {
        /// `model`: error, trend and season as in `"MAdM"`, `Z` for "choose"; by default all are chosen.
        model: Option<String>,
    },
    /// The Theta method. Forecasts only. Tier 2.
    Theta,
    /// Seasonal ARIMA. Forecasts only. Tier 2.
    Arima {
        /// `order`: `[p, d, q]`; by default chosen.
        order: Option<[u32; 3]>,
        /// `seasonal`: `[P, D, Q]`; by default chosen.
        seasonal: Option<[u32; 3]>,
    },
    /// A combination of the forecasting models that did best on the training part. Forecasts only. Tier 3.
    AutoForecast,
    /// Gradient-boosted trees with sound defaults; of lags in a forecast. Tier 3.
    Boost {
        /// `rounds`: how many trees at most, from 1 to 100000.
        rounds: Option<u32>,
        /// `leaves`: leaves of a tree, from 2 to 4096.
        leaves: Option<u32>,
        /// `learning_rate`: above 0, at most 1.
        learning_rate: Option<f64>,
        /// `min_leaf`: rows a leaf needs.
        min_leaf: Option<u32>,
    },
    /// Gradient-boosted trees tuned within the box, on the training part of each fold. Tier 3.
    TunedBoost {
        /// `trials`: how many settings to try at most; by default as many as the box allows.
        trials: Option<u32>,
    },
    /// A program of yours, in any language. Tier 4.
    Command {
        /// `run`: the program and its arguments. Required.
        run: Vec<String>,
        /// `csv`: hand the tables over as CSV too. Default false: Arrow IPC only.
        csv: bool,
        /// `needs`: what must be present, else the contender is skipped with a note: `"python3"` a program,
        /// `"python:torch"` a Python module, `"r:forecast"` an R package.
        needs: Vec<String>,
    },
}

/// A kind as the manual lists it: its name, its tier, whether it forecasts only, its own keys.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) tier: u8,
    pub(crate) tasks: &'static [Task],
    pub(crate) keys: &'static [&'static str],
}

const ALL: &[Task] = &[Task::Regression, Task::Binary, Task::Multiclass, Task::Forecast];
const TABULAR: &[Task] = &[Task::Regression, Task::Binary, Task::Multiclass];
const CLASSES: &[Task] = &[Task::Binary, Task::Multiclass];
const NUMBERS: &[Task] = &[Task::Regression, Task::Forecast];
const COUNTS: &[Task] = &[Task::Regression];
const FORECAST: &[Task] = &[Task::Forecast];

const fn entry(name: &'static str, tier: u8, tasks: &'static [Task], keys: &'static [&'static str]) -> Entry {
    Entry { name, tier, tasks, keys }
}

/// Every kind, in the order of [`Kind`].
pub(crate) const KINDS: [Entry; 24] = [
    entry("answers", 0, ALL, &["file"]),
    entry("sql", 1, ALL, &["sql", "sql_file"]),
    entry("constant", 1, ALL, &["statistic"]),
    entry("group-mean", 1, ALL, &["by"]),
    entry("last-value", 1, FORECAST, &[]),
    entry("seasonal-naive", 1, FORECAST, &["season"]),
    entry("seasonal-naive-drift", 1, FORECAST, &["season"]),
    entry("moving-average", 1, FORECAST, &["window"]),
    entry("rule", 1, ALL, &["rules", "otherwise"]),
    entry("cells", 1, TABULAR, &["columns", "buckets"]),
    entry("kmeans", 2, TABULAR, &["columns", "k", "log"]),
    entry("linear", 2, NUMBERS, &["ridge", "curves"]),
    entry("logistic", 2, CLASSES, &["ridge", "curves"]),
    entry("poisson", 2, COUNTS, &["ridge", "curves"]),
    entry("naive-bayes", 2, CLASSES, &[]),
    entry("tree", 2, ALL, &["depth", "min_leaf"]),
    entry("gam", 2, TABULAR, &["pairs"]),
    entry("ets", 2, FORECAST, &["model"]),
    entry("theta", 2, FORECAST, &[]),
    entry("arima", 2, FORECAST, &["order", "seasonal"]),
    entry("auto-forecast", 3, FORECAST, &[]),
    entry("boost", 3, ALL, &["rounds", "leaves", "learning_rate", "min_leaf"]),
    entry("tuned-boost", 3, ALL, &["trials"]),
    entry("command", 4, ALL, &["run", "csv", "needs"]),
];

impl Kind {
    fn entry(&self) -> &'static Entry {
        let at = match self {
            Self::Answers { .. } => 0,
            Self::Sql { .. } => 1,
            Self::Constant { .. } => 2,
            Self::GroupMean { .. } => 3,
            Self::LastValue => 4,
            Self::SeasonalNaive { .. } => 5,
            Self::SeasonalNaiveDrift { .. } => 6,
            Self::MovingAverage { .. } => 7,
            Self::Rule { .. } => 8,
            Self::Cells { .. } => 9,
            Self::KMeans { .. } => 10,
            Self::Linear { .. } => 11,
            Self::Logistic { .. } => 12,
            Self::Poisson { .. } => 13,
            Self::NaiveBayes => 14,
            Self::Tree { .. } => 15,
            Self::Gam { .. } => 16,
            Self::Ets { .. } => 17,
            Self::Theta => 18,
            Self::Arima { .. } => 19,
            Self::AutoForecast => 20,
            Self::Boost { .. } => 21,
            Self::TunedBoost { .. } => 22,
            Self::Command { .. } => 23,
        };
        &KINDS[at]
    }

    /// The name of the kind in a problem file, such as `seasonal-naive`.
    pub fn name(&self) -> &'static str {
        self.entry().name
    }

    /// The tier a contender of this kind has unless the file says otherwise.
    pub fn tier(&self) -> u8 {
        self.entry().tier
    }

    /// Whether a contender of this kind can answer this task.
    pub fn fits(&self, task: Task) -> bool {
        self.entry().tasks.contains(&task)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{KINDS, Kind};
    use crate::contender::Answer;

    /// One of each kind, in the order of [`KINDS`].
    fn all() -> Vec<Kind> {
        vec![
            Kind::Answers { file: String::new() },
            Kind::Sql { sql: String::new(), sql_file: None },
            Kind::Constant { statistic: None },
            Kind::GroupMean { by: Vec::new() },
            Kind::LastValue,
            Kind::SeasonalNaive { season: None },
            Kind::SeasonalNaiveDrift { season: None },
            Kind::MovingAverage { window: None },
            Kind::Rule { rules: Vec::new(), otherwise: Answer::Flag(true) },
            Kind::Cells { columns: None, buckets: None },
            Kind::KMeans { columns: None, k: 100, log: false },
            Kind::Linear { ridge: None, curves: None },
            Kind::Logistic { ridge: None, curves: None },
            Kind::Poisson { ridge: None, curves: None },
            Kind::NaiveBayes,
            Kind::Tree { depth: None, min_leaf: None },
            Kind::Gam { pairs: None },
            Kind::Ets { model: None },
            Kind::Theta,
            Kind::Arima { order: None, seasonal: None },
            Kind::AutoForecast,
            Kind::Boost { rounds: None, leaves: None, learning_rate: None, min_leaf: None },
            Kind::TunedBoost { trials: None },
            Kind::Command { run: Vec::new(), csv: false, needs: Vec::new() },
        ]
    }

    #[test]
    fn the_list_of_kinds_tells_the_names_and_keys_of_the_stored_form() {
        let all = all();
        assert_eq!(all.len(), KINDS.len());
        for (kind, entry) in all.iter().zip(&KINDS) {
            assert_eq!(kind.name(), entry.name);
            let json = serde_json::to_value(kind).unwrap();
            let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(json["kind"], entry.name);
            assert_eq!(keys[1..], *entry.keys, "{}", entry.name);
        }
    }
}
