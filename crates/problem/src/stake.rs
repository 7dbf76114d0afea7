//! `[stake]`: what a mistake costs and which difference matters.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::metric::Metric;

/// The smallest difference in loss that matters to whoever pays: a contender within it of the best is good enough.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Margin {
    /// `"2%"`: this share (0.02) of the loss of the best constant answer.
    Share(f64),
    /// A bare number: units of the metric.
    Units(f64),
    /// `"5000 a year"`: money a year; needs `per_unit` and `volume`, which turn it into metric units.
    Money(f64),
}

impl fmt::Display for Margin {
    /// As it would be typed: `2%`, `0.4`, `5000 a year`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(share) => write!(f, "{}%", crate::amount::percent(*share)),
            Self::Units(units) => write!(f, "{units}"),
            Self::Money(money) => write!(f, "{money} a year"),
        }
    }
}

/// `[stake]`: the money that hangs on the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stake {
    /// `metric`: see [`Metric`]; by default `mae` for numbers and `log-loss` for classes.
    pub metric: Option<Metric>,
    /// `per_unit`: money lost per unit of error and row. Without it the verdict speaks in metric units.
    pub per_unit: Option<f64>,
    /// `volume`: rows decided on a year. Together with `per_unit` it turns losses into money a year.
    pub volume: Option<f64>,
    /// `margin`: the smallest difference that matters. Required; nobody but whoever pays can know it.
    pub margin: Margin,
    /// `currency`: of `per_unit` and a margin in money. By default that of `[prices]`.
    pub currency: Option<String>,
    /// `false_alarm`: money lost by acting on a row of the negative class. With `miss` it decides from which probability on to act.
    #[serde(default)]
    pub false_alarm: Option<f64>,
    /// `miss`: money lost by not acting on a row of the positive class, less what acting on it costs.
    #[serde(default)]
    pub miss: Option<f64>,
}

impl Stake {
    /// Money a year for one unit of the metric per row: `per_unit * volume`; none unless both are stated.
    pub fn money_a_year_per_unit(&self) -> Option<f64> {
        Some(self.per_unit? * self.volume?)
    }
}
