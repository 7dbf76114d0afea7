//! Smaller documents of a contest that the ledger keeps and the page shows.

use serde::{Deserialize, Serialize};

/// Kinds of the documents that a contest leaves in the ledger.
pub mod kind {
    /// The problem as it was read.
    pub const PROBLEM: &str = "problem";
    /// The settled plan.
    pub const PLAN: &str = "plan";
    /// The scoreboard.
    pub const BOARD: &str = "board";
    /// The verdict.
    pub const VERDICT: &str = "verdict";
    /// Findings.
    pub const FINDINGS: &str = "findings";
    /// The forecast chart.
    pub const CHART: &str = "forecast-chart";
    /// Where and with what the contest ran.
    pub const PROVENANCE: &str = "provenance";
    /// What the predictions of the named contender say beyond their loss.
    pub const INSIGHT: &str = "insight";
    /// One fold of one contender.
    pub const FOLD: &str = "fold";
    /// One opening of the seal.
    pub const OPENING: &str = "opening";
}

/// Version of the documents in this file; raised when a field changes its meaning.
pub const DOCUMENTS_VERSION: u32 = 1;

/// Something about the data or the play that the reader must know before believing the board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of finding: `leakage`, `twins`, `outlier`, `note`.
    pub kind: FindingKind,
    /// One sentence: effect, evidence, consequence.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Kinds of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A column that alone nearly decides the target.
    Leakage,
    /// Rows behind the seal that have a near twin before it.
    Twins,
    /// One row that carries much of a contender's loss.
    Outlier,
    /// How the table was read, or anything else.
    Note,
}

/// Forecasts against actuals for the page, a few series at most.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ForecastChart {
    /// One panel a series.
    pub series: Vec<ChartSeries>,
    /// Series that are not shown.
    pub left_out: u64,
    /// Whether the stamps are microseconds since 1970 (else plain whole numbers).
    pub dates: bool,
}

/// One series with its forecasts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChartSeries {
    /// Group label; empty for a single series.
    pub label: String,
    /// Actual values, unsealed ones only, in order of time.
    pub actual: Vec<(i64, f64)>,
    /// Forecasts of the recommended contender from the last origin.
    pub tracks: Vec<Track>,
}

/// One contender's forecasts of one series.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Name of the contender.
    pub name: String,
    /// Run of the fold in the ledger.
    pub run: String,
    /// Stamps and forecasts.
    pub points: Vec<(i64, f64)>,
    /// Lower and upper bounds of 95 %, where the contender gives them.
    pub bounds: Option<Vec<(f64, f64)>>,
    /// Those of 80 %, likewise.
    #[serde(default)]
    pub inner: Option<Vec<(f64, f64)>>,
}

/// The sealed rows, opened for one contender.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// How many times this seal has been opened, this time included.
    pub count: u32,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// One line a contender that was asked.
    pub results: Vec<OpeningResult>,
}

/// What one contender scored on the sealed rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpeningResult {
    /// Position in the ladder.
    pub id: u32,
    /// Its run in the ledger.
    pub run: String,
    /// Its name.
    pub name: String,
    /// Sealed rows answered.
    pub rows: u64,
    /// Score on them.
    pub score: Option<f64>,
    /// Its score in the folds, for comparison.
    pub score_in_folds: Option<f64>,
    /// Why there is none.
    pub forfeit: Option<crate::Forfeit>,
    /// What it used.
    pub usage: crate::Usage,
}

/// Where and with what the contest ran: recorded beside every measured cost.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Program and version.
    pub program: String,
    /// SHA-256 of the normalised table.
    pub table: String,
    /// SHA-256 of the split: folds and seal.
    pub seal: String,
    /// Rows of the table.
    pub rows: u64,
    /// Files the table was read from.
    pub files: Vec<String>,
    /// How boxes were enforced, in plain words.
    pub boxes: Vec<String>,
    /// What a box could not keep out on this machine, in plain words.
    pub gaps: Vec<String>,
    /// When the contest began, in milliseconds since 1970.
    pub started_ms: i64,
    /// When it ended.
    pub ended_ms: i64,
}
