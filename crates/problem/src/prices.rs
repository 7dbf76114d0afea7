//! `[prices]`: what a unit of effort costs.

use serde::{Deserialize, Serialize};

/// Where a price came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PriceSource {
    /// Stated in the problem file.
    Stated,
    /// Not stated: a default of ours, to be shown as a guess wherever it enters a bill.
    Guess,
}

/// `[prices]`: every price is either stated in the file or a guess that is shown as one, see [`Prices::source`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prices {
    /// `currency`: three capital letters; by default that of `[stake]`, else `EUR`.
    pub currency: String,
    /// `hour`: an hour of a person's work. Guess: 100.
    pub hour: f64,
    /// `cpu_hour`: an hour of one CPU core, without its electricity. Guess: 0.05.
    pub cpu_hour: f64,
    /// `kwh`: a kilowatt hour. Guess: 0.30.
    pub kwh: f64,
    /// `watts_per_core`: what one busy core draws, with its share of the machine. Guess: 10.
    pub watts_per_core: f64,
    /// `runs_a_year`: how often predictions are made a year. No default: without it the bill has no yearly running cost.
    pub runs_a_year: Option<f64>,
    /// `refits_a_year`: how often the contender is fitted anew. Guess: 12.
    pub refits_a_year: f64,
    /// The keys that the file stated; all others are guesses.
    #[serde(default)]
    pub stated: Vec<String>,
}

impl Prices {
    /// The keys of `[prices]`.
    pub const KEYS: [&'static str; 7] = ["currency", "hour", "cpu_hour", "kwh", "watts_per_core", "runs_a_year", "refits_a_year"];

    /// Whether the price under this key was stated or is a guess of ours.
    pub fn source(&self, key: &str) -> PriceSource {
        if self.stated.iter().any(|stated| stated == key) { PriceSource::Stated } else { PriceSource::Guess }
    }
}

impl Default for Prices {
    /// All guesses.
    fn default() -> Self {
        Self {
            currency: "EUR".to_owned(),
            hour: 100.0,
            cpu_hour: 0.05,
            kwh: 0.30,
            watts_per_core: 10.0,
            runs_a_year: None,
            refits_a_year: 12.0,
            stated: Vec::new(),
        }
    }
}
