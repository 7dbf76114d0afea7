//! The ruler of a contest: losses that are a mean over rows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::data::Task;

/// How a prediction's error is measured.
///
/// Only losses that can be booked row by row are offered, so that two contenders can be compared on the same rows.
/// (`rmse` is the square root of `mse`: it is booked as squared errors and shown as its root.) Scores that exist only for
/// a whole set of rows, such as AUC, R² or F1, are refused with the loss to take in their place.
///
/// | name | loss of a row (`y` truth, `p` prediction) | task |
/// | --- | --- | --- |
/// | `mae` | `abs(y - p)` | regression, forecast |
/// | `mse` | `(y - p)^2` | regression, forecast |
/// | `rmse` | `(y - p)^2`, root of the mean | regression, forecast |
/// | `pinball:q` | `q (y - p)` if `y > p`, else `(1 - q)(p - y)` | regression, forecast |
/// | `poisson-deviance` | `2 (y ln(y / p) - y + p)` | regression, forecast |
/// | `mape` | `abs(y - p) / abs(y)` | regression, forecast |
/// | `msle` | `(ln(1 + y) - ln(1 + p))^2` | regression, forecast |
/// | `log-loss` | `-ln p(y)` | binary, multiclass |
/// | `brier` | squared distance of the probabilities from the truth | binary, multiclass |
/// | `error-rate` | 1 if the most likely class is wrong, else 0 | binary, multiclass |
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Metric {
    /// Mean absolute error.
    Mae,
    /// Mean squared error.
    Mse,
    /// Root of the mean squared error.
    Rmse,
    /// Mean negative log-likelihood of the true class.
    LogLoss,
    /// Mean squared distance of the class probabilities from the truth.
    Brier,
    /// Share of rows whose most likely class is wrong.
    ErrorRate,
    /// Pinball (quantile) loss at the quantile given, which lies strictly between 0 and 1.
    Pinball(f64),
    /// Mean deviance of a Poisson count.
    PoissonDeviance,
    /// Mean absolute percentage error.
    Mape,
    /// Mean squared logarithmic error.
    Msle,
}

impl Metric {
    /// The names a problem file may use, as `did you mean` and the manual list them.
    pub const NAMES: [&'static str; 10] =
        ["mae", "mse", "rmse", "log-loss", "brier", "error-rate", "pinball:0.9", "poisson-deviance", "mape", "msle"];

    /// Whether the metric can judge answers to this task.
    pub fn fits(self, task: Task) -> bool {
        let of_classes = matches!(self, Self::LogLoss | Self::Brier | Self::ErrorRate);
        match task {
            Task::Binary | Task::Multiclass => of_classes,
            Task::Regression | Task::Forecast => !of_classes,
        }
    }

    /// The metric taken when the file names none: `mae` for numbers (a unit of error has a price), `log-loss` for classes.
    pub fn default_for(task: Task) -> Self {
        match task {
            Task::Regression | Task::Forecast => Self::Mae,
            Task::Binary | Task::Multiclass => Self::LogLoss,
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mae => f.write_str("mae"),
            Self::Mse => f.write_str("mse"),
            Self::Rmse => f.write_str("rmse"),
            Self::LogLoss => f.write_str("log-loss"),
            Self::Brier => f.write_str("brier"),
            Self::ErrorRate => f.write_str("error-rate"),
            Self::Pinball(q) => write!(f, "pinball:{q}"),
            Self::PoissonDeviance => f.write_str("poisson-deviance"),
            Self::Mape => f.write_str("mape"),
            Self::Msle => f.write_str("msle"),
        }
    }
}

impl FromStr for Metric {
    type Err = String;

    /// Reads a metric's name; the error is a sentence without the name itself.
    fn from_str(name: &str) -> Result<Self, String> {
        Ok(match name {
            "mae" => Self::Mae,
            "mse" => Self::Mse,
            "rmse" => Self::Rmse,
            "log-loss" => Self::LogLoss,
            "brier" => Self::Brier,
            "error-rate" => Self::ErrorRate,
            "poisson-deviance" => Self::PoissonDeviance,
            "mape" => Self::Mape,
            "msle" => Self::Msle,
            _ => {
                let Some(quantile) = name.strip_prefix("pinball:") else {
                    return Err(format!("unknown metric `{}`", name.escape_debug()));
                };
                match quantile.parse::<f64>() {
                    Ok(q) if q > 0.0 && q < 1.0 => Self::Pinball(q),
                    _ => {
                        return Err("the quantile of `pinball:` must lie between 0 and 1".to_owned());
                    }
                }
            }
        })
    }
}

impl TryFrom<String> for Metric {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse()
    }
}

impl From<Metric> for String {
    fn from(metric: Metric) -> Self {
        metric.to_string()
    }
}

/// What to take in place of a score that is not a mean over rows, or is one under another name.
pub(crate) fn in_place_of(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().replace(['_', ' '], "-").as_str() {
        "auc" | "roc-auc" | "auroc" | "gini" | "average-precision" | "pr-auc" => {
            "a ranking score exists only for a whole set of rows; take `log-loss` or `brier`"
        }
        "f1" | "f-score" | "precision" | "recall" | "mcc" | "kappa" => {
            "this score exists only for a whole set of rows; take `error-rate` or `log-loss`"
        }
        "accuracy" | "acc" | "zero-one" | "0-1" | "balanced-accuracy" => "take `error-rate`, which is 1 - accuracy",
        "r2" | "r-squared" | "explained-variance" => "take `mse`: ranking contenders by it ranks them by R² too",
        "logloss" | "cross-entropy" | "nll" | "binary-logloss" | "log-likelihood" => "take `log-loss`",
        "mean-absolute-error" | "l1" | "mean-absolute" => "take `mae`",
        "mean-squared-error" | "l2" => "take `mse`",
        "root-mean-squared-error" => "take `rmse`",
        "rmsle" => "take `msle`",
        "wape" | "smape" | "mase" | "rmsse" => "take `mae`: on the same rows it ranks contenders as a scaled one does",
        "quantile" | "pinball" | "pinball-loss" => "name the quantile, for example `pinball:0.9`",
        "poisson" | "deviance" => "take `poisson-deviance`",
        "crps" | "wql" => "take `pinball:0.5`, or another quantile that matters",
        _ => return None,
    })
}
