//! What a contender cost to build and will cost a year.

use problem::{Contender, PriceSource, Prices};
use serde::{Deserialize, Serialize};

use crate::Usage;

/// Where a number on the bill comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Metered in this contest.
    Measured,
    /// Written in the problem file.
    Stated,
    /// A default of the program: a guess until the problem file states it.
    Guess,
}

/// One line of a bill: `quantity * price = amount`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What is paid for, with its unit.
    pub what: String,
    /// How much of it.
    pub quantity: f64,
    /// Where the quantity comes from.
    pub quantity_source: Source,
    /// Money for one.
    pub price: f64,
    /// Where the price comes from.
    pub price_source: Source,
}

impl Item {
    /// Money for this line.
    pub fn amount(&self) -> f64 {
        self.quantity * self.price
    }
}

/// Build cost and yearly cost of one contender, line by line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bill {
    /// Paid once: people's hours and the compute of the contest.
    pub build: Vec<Item>,
    /// Paid every year: runs, refits and upkeep.
    pub year: Vec<Item>,
    /// CPU seconds of one fit and one prediction of the asked rows, the mean over folds.
    pub cpu_seconds_per_fold: f64,
    /// Watt-hours of the contest: CPU seconds times watts per core. An estimate.
    pub watt_hours_estimate: f64,
}

impl Bill {
    /// Makes out the bill of a contender that used `usage` over `folds` folds.
    ///
    /// Build = hours x rate + compute of all folds. A year = (runs + refits) x compute of one fold + upkeep
    /// hours x rate. Energy is CPU seconds times watts per core: an estimate, priced when a price per kWh is stated.
    /// A run is charged like a fit: the box covers load, fit and predict, and no smaller figure was measured.
    pub fn of(contender: &Contender, prices: &Prices, usage: Usage, folds: u32) -> Self {
        let per_fold = if folds == 0 { 0.0 } else { usage.cpu_seconds / f64::from(folds) };
        let hour = |what: &str, hours: f64| Item {
            what: what.to_owned(),
            quantity: hours,
            quantity_source: if hours > 0.0 { Source::Stated } else { Source::Guess },
            price: prices.hour,
            price_source: prices.source("hour").into(),
        };
        let compute = |what: &str, cpu_seconds: f64, times: Source| Item {
            what: what.to_owned(),
            quantity: cpu_seconds / 3600.0,
            quantity_source: times,
            price: prices.cpu_hour + prices.watts_per_core / 1000.0 * prices.kwh,
            price_source: prices.source("cpu_hour").into(),
        };
        let mut build = vec![compute("compute of this contest, CPU hours", usage.cpu_seconds, Source::Measured)];
        if contender.hours > 0.0 {
            build.insert(0, hour("people's hours", contender.hours));
        }
        let mut year = Vec::new();
        if let Some(runs) = prices.runs_a_year {
            year.push(compute("runs, CPU hours", runs * per_fold, Source::Stated));
        }
        if prices.refits_a_year > 0.0 {
            let refits = prices.refits_a_year * per_fold;
            year.push(compute("refits, CPU hours", refits, prices.source("refits_a_year").into()));
        }
        if contender.upkeep_hours > 0.0 {
            year.push(hour("upkeep hours", contender.upkeep_hours));
        }
        Self {
            build,
            year,
            cpu_seconds_per_fold: per_fold,
            watt_hours_estimate: usage.cpu_seconds * prices.watts_per_core / 3600.0,
        }
    }

    /// Money paid once.
    pub fn build_total(&self) -> f64 {
        self.build.iter().map(Item::amount).sum()
    }

    /// Money paid every year.
    pub fn year_total(&self) -> f64 {
        self.year.iter().map(Item::amount).sum()
    }

    /// Whether a default price or quantity stands anywhere on the bill.
    pub fn has_guess(&self) -> bool {
        let guessed = |item: &Item| item.quantity_source == Source::Guess || item.price_source == Source::Guess;
        self.build.iter().chain(&self.year).any(guessed)
    }
}

impl From<PriceSource> for Source {
    fn from(source: PriceSource) -> Self {
        match source {
            PriceSource::Stated => Self::Stated,
            PriceSource::Guess => Self::Guess,
        }
    }
}
