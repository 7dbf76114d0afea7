//! `[split]`: how rows are dealt into the sealed holdout and the folds.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How rows are dealt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SplitKind {
    /// By class, or by target value in bands, so that every fold has the same mix.
    Stratified,
    /// By `data.group`: a group's rows stay together.
    Grouped,
    /// Rolling origins: train on the past, ask for the next `horizon` steps, move on by `step`.
    Rolling,
    /// Ordered by `data.time`: later rows are always predicted from earlier ones; there is no horizon.
    Time,
    /// At random, even where rows are dated or grouped. Never chosen by itself: naming it is the force.
    Random,
}

impl SplitKind {
    /// The names a problem file may use.
    pub const NAMES: [&'static str; 5] = ["stratified", "grouped", "rolling", "time", "random"];

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "stratified" => Self::Stratified,
            "grouped" => Self::Grouped,
            "rolling" => Self::Rolling,
            "time" => Self::Time,
            "random" => Self::Random,
            _ => return None,
        })
    }
}

impl fmt::Display for SplitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stratified => "stratified",
            Self::Grouped => "grouped",
            Self::Rolling => "rolling",
            Self::Time => "time",
            Self::Random => "random",
        })
    }
}

/// How much is sealed away.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sealed {
    /// `"20%"`: this share (0.2) of the rows, strictly between 0 and 1.
    Share(f64),
    /// A bare whole number: rows; in a forecast, time steps at the end of every series.
    Rows(u64),
}

/// `[split]`: every key may be left out; what is inferred is printed and stored.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Split {
    /// `kind`: see [`SplitKind`]; by default rolling for forecasts, by time for dated rows, grouped where there is a
    /// `group`, else stratified.
    pub kind: Option<SplitKind>,
    /// `folds`: parts of the inner split, from 2 to 100.
    pub folds: Option<u32>,
    /// `origins`: for rolling splits, how many times a forecast is asked for.
    pub origins: Option<u32>,
    /// `step`: for rolling splits, time steps from one origin to the next.
    pub step: Option<u32>,
    /// `sealed`: the holdout that nobody sees before `bakeoff final`: a share of the rows, or rows.
    pub sealed: Option<Sealed>,
}
