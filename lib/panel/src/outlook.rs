//! What comes back for one member.

use forecast::{Backtest, Error, Forecast};

/// The forecast of one member and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// [`Member::id`](crate::Member::id).
    pub id: String,
    /// Full name of the model that made the forecast; empty where there is none.
    pub model: String,
    /// The forecast, or why there is none.
    pub forecast: Result<Forecast, Refusal>,
    /// Methods that were tried before the one that answered, each with its reason.
    pub steps: Vec<Step>,
    /// Forecasts from earlier origins beside what came, for errors and measured coverage ([`Backtest::measures`]); empty where
    /// none was asked for or the series is too short for one origin.
    pub backtest: Backtest,
    /// Log-likelihood of the model, where it has one and made the forecast alone.
    pub loglik: Option<f64>,
    /// Its corrected Akaike criterion, likewise.
    pub aicc: Option<f64>,
    /// What the user should know, in words.
    pub notes: Vec<String>,
    /// Seconds by the caller's meter, its even share of models learned across series included.
    pub cpu_seconds: f64,
}

/// A step down the ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The method that gave no forecast.
    pub method: String,
    /// Why not.
    pub reason: Refusal,
}

/// Why a method, or a member as a whole, has no forecast.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The method said so.
    #[error(transparent)]
    Method(#[from] Error),
    /// The method broke off, which is a bug of ours; the rest of the batch is not touched.
    #[error("{method} broke off, which is a bug: {why}")]
    Broke {
        /// The method.
        method: String,
        /// What it said last.
        why: String,
    },
}

impl Refusal {
    /// What the user can do about it, where there is something to do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Method(error) => error.hint(),
            Self::Broke { .. } => Some("leave this series out, and report it with its values".into()),
        }
    }
}
