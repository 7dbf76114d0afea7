//! What one column holds.

use serde::{Deserialize, Serialize};

use super::{Course, Meaning};

/// One column of the table, over all rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// How it is stored: `integer`, `float`, `text`, `boolean`, `date` or `timestamp`.
    pub kind: String,
    /// What it seems to mean.
    pub meaning: Meaning,
    /// Number of rows.
    pub rows: u64,
    /// Rows without a value; NaN and infinite numbers are counted apart.
    pub missing: u64,
    /// Rows that hold NaN.
    pub nan: u64,
    /// Rows that hold plus or minus infinity.
    pub infinite: u64,
    /// Number of different values.
    pub distinct: Counted,
    /// Whether values only grow, or only fall, with the rows.
    pub order: Order,
    /// The most frequent values, where there are few enough to be levels; most frequent first.
    pub levels: Vec<Level>,
    /// What its numbers are like.
    pub numbers: Option<Numbers>,
    /// What its texts are like.
    pub texts: Option<Texts>,
    /// What its days or instants are like.
    pub instants: Option<Instants>,
}

impl Column {
    /// Rows with a usable value.
    pub fn present(&self) -> u64 {
        self.rows - self.missing - self.nan - self.infinite
    }

    /// The share of rows without a usable value, from 0 to 1.
    pub fn absent_share(&self) -> f64 {
        if self.rows == 0 { 0.0 } else { 1.0 - self.present() as f64 / self.rows as f64 }
    }
}

/// A number of things, exact or estimated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// The number.
    pub count: u64,
    /// Its relative standard error where it is an estimate; `None` where it is exact.
    pub error: Option<f64>,
}

/// How values stand in the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Each larger than the one before.
    Rising,
    /// None smaller than the one before.
    NeverFalling,
    /// Each smaller than the one before.
    Falling,
    /// None larger than the one before.
    NeverRising,
    /// In no order, or too few to tell.
    None,
}

/// A value and how often it stands there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// The value.
    pub name: String,
    /// In how many rows.
    pub rows: u64,
}

/// The distribution of a column of numbers; missing, NaN and infinite ones left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation with n - 1; none for one value.
    pub sd: Option<f64>,
    /// Third standardised moment; none where all values are equal.
    pub skewness: Option<f64>,
    /// Fourth standardised moment minus 3; none where all values are equal.
    pub excess_kurtosis: Option<f64>,
    /// How many are 0.
    pub zeros: u64,
    /// How many are below 0.
    pub negatives: u64,
    /// Whether all are whole.
    pub whole: bool,
    /// Quantiles at the shares [`SHARES`].
    pub quantiles: [f64; SHARES.len()],
    /// How far a quantile's rank may be off as a share of all rows; `None` where quantiles are exact (type 7).
    pub rank_error: Option<f64>,
    /// Bars for drawing; single values that many rows share stand apart.
    pub histogram: Histogram,
    /// Values far outside.
    pub outliers: Option<Outliers>,
}

/// The shares at which quantiles are given.
pub const SHARES: [f64; 9] = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99];

impl Numbers {
    /// The median.
    pub fn median(&self) -> f64 {
        self.quantiles[4]
    }
}

/// Bars of equal width, and single values apart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Edges of the bars, one more than counts; the last bar holds its right edge.
    pub edges: Vec<f64>,
    /// Rows of each bar, without those of the points.
    pub counts: Vec<u64>,
    /// Values that hold a share of the rows on their own, and their rows.
    pub points: Vec<(f64, u64)>,
    /// Rows left of the first edge, where the range was cut for drawing.
    pub below: u64,
    /// Rows right of the last edge.
    pub above: u64,
}

/// Values beyond fences set by the middle half, each side by its own spread (Kimber 1990, doi:10.2307/2347808): lower fence
/// `q25 - 6 (q50 - q25)`, upper fence `q75 + 6 (q75 - q50)`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Outliers {
    /// Lower fence.
    pub lower: f64,
    /// Upper fence.
    pub upper: f64,
    /// Rows below the lower fence.
    pub below: u64,
    /// Rows above the upper fence.
    pub above: u64,
}

/// What texts are like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Texts {
    /// Rows that hold an empty text, or blanks only.
    pub blank: u64,
    /// Fewest characters.
    pub shortest: u64,
    /// Most characters.
    pub longest: u64,
    /// Mean number of characters.
    pub mean_length: f64,
    /// Counts of lengths for drawing, of the sample scaled to the table: fewest and most characters of a bar, and its rows.
    #[serde(default)]
    pub lengths: Vec<(u64, u64, u64)>,
    /// The most frequent shapes: `A` for a capital, `a` for a small letter, `9` for a digit, runs folded.
    pub shapes: Vec<Level>,
}

/// What days or instants are like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instants {
    /// The first, as ISO 8601.
    pub first: String,
    /// The last, as ISO 8601.
    pub last: String,
    /// The usual step between neighbouring rows or days in words, where there is one: `1 day`, `1 hour`.
    pub step: Option<String>,
    /// The longest gaps: from the last instant before to the first after, as ISO 8601.
    pub gaps: Vec<(String, String)>,
    /// How many rows there are when.
    #[serde(default)]
    pub course: Option<Course>,
}
