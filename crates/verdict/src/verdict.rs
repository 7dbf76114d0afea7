//! The judge's answer, as plain data: stored as a versioned document and shown as JSON.

use serde::{Deserialize, Serialize};

/// The version of the stored form of a [`Verdict`].
pub const VERSION: u32 = 1;

/// The judge's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The version of this form: [`VERSION`].
    pub version: u32,
    /// What to do.
    pub decision: Decision,
    /// Whether the data carry a test, or only a tolerance on the mean.
    pub evidence: Evidence,
    /// The second opinion would have decided otherwise.
    pub fragile: bool,
    /// The player with the best score; of equals the simplest.
    pub reference: u32,
    /// Whether the reference is shown to be within the margin of all others: good enough or undecided.
    pub reference_mark: Mark,
    /// One for each player but the reference, in ladder order.
    pub comparisons: Vec<Comparison>,
    /// One for each player, in ladder order.
    pub scores: Vec<Score>,
    /// Rows that alone carry more than a fifth of a player's loss.
    pub concentrations: Vec<Concentration>,
    /// What the verdict rests on.
    pub basis: Basis,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decision {
    /// Build this one.
    Recommend {
        /// The lowest good-enough rung that pays.
        player: u32,
        /// What it gains over the baseline; `None` without a baseline.
        gain: Option<Gain>,
        /// Questions left open on lower rungs, in ladder order: one of them might be good enough as well.
        open: Vec<Question>,
        /// The data that would settle all open questions; `None` when nothing is open, or no amount would.
        needed: Option<Needed>,
    },
    /// Build nothing.
    Stop {
        /// Why.
        reason: StopReason,
        /// The player with the best score.
        best: u32,
    },
    /// The data do not settle it.
    Undecided {
        /// The player with the best score, for now.
        best_so_far: u32,
        /// What is open, in ladder order.
        open: Vec<Question>,
        /// The data that would settle the contest: the open question that needs least or, where players might be better than the
        /// reference, all of them. `None` when no amount would.
        needed: Option<Needed>,
    },
}

/// Why nothing should be built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StopReason {
    /// The baseline is within the margin of the best: keep what you have.
    BaselineSuffices {
        /// The baseline.
        baseline: u32,
    },
    /// No good-enough player gains more over the baseline than it costs.
    DoesNotPay {
        /// The good-enough player that came nearest to paying.
        player: u32,
        /// Its gain.
        gain: Gain,
    },
    /// Only one player finished, so there is nothing to compare.
    Alone,
}

/// A question that the data leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// Is this player within the margin of the reference?
    WithinMargin {
        /// The player in question.
        player: u32,
    },
    /// Is this player, for all its worse score here, better than the reference by the margin?
    BetterThanReference {
        /// The player in question.
        player: u32,
    },
    /// Does this player gain more over the baseline than it costs?
    Pays {
        /// The player in question.
        player: u32,
        /// The baseline.
        over: u32,
    },
}

/// The data that would settle a question with 80 % power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needed {
    /// What is counted.
    pub unit: Unit,
    /// How many there are now.
    pub now: u64,
    /// How many would settle it.
    pub count: u64,
    /// Whether the players are taken for equal, or the observed difference for the true one.
    pub assuming: Assumption,
}

/// What the number of needed rows is worked out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumption {
    /// The players are truly equal: `6.2 s^2 / margin^2`.
    Equal,
    /// The observed difference is the true one: `6.2 s^2 / (distance to the bar)^2`.
    Observed,
}

/// What carries the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Single rows.
    Rows,
    /// Clusters of rows.
    Clusters,
    /// Forecast origins.
    Origins,
}

/// What a player gains over the baseline; positive is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// The baseline.
    pub over: u32,
    /// Units of score by which the player's score is lower than the baseline's.
    pub estimate: f64,
    /// The lower 95 % bound (one-sided); `None` when the data show no spread to estimate.
    pub lower: Option<f64>,
    /// The upper 95 % bound (one-sided).
    pub upper: Option<f64>,
    /// The gain that has to be exceeded, in units of score: 0, or the extra bill in that currency.
    pub bar: f64,
    /// The same in money a year, where a unit of score has a price.
    pub yearly: Option<YearlyGain>,
}

/// A gain in money a year, before and after the bill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct YearlyGain {
    /// Estimated gain a year, before the bill.
    pub estimate: f64,
    /// Its lower 95 % bound.
    pub lower: Option<f64>,
    /// Its upper 95 % bound.
    pub upper: Option<f64>,
    /// The player's bill a year, where known.
    pub bill: Option<f64>,
    /// The baseline's bill a year, where known.
    pub baseline_bill: Option<f64>,
}

/// Whether the data carry a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// Marks come from 95 % bounds.
    Strong,
    /// Marks come from the mean alone.
    Weak {
        /// Why.
        reason: WeakReason,
    },
}

/// Why the evidence is weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WeakReason {
    /// Fewer rows than a test needs.
    FewRows {
        /// Rows there are.
        rows: u64,
        /// Rows a test needs.
        least: u64,
    },
    /// Fewer clusters than a test needs.
    FewClusters {
        /// Clusters there are.
        clusters: u64,
        /// Clusters a test needs.
        least: u64,
    },
    /// Fewer origins than a test needs.
    FewOrigins {
        /// Origins there are.
        origins: u64,
        /// Origins a test needs: 15, or 5 blocks of the overlap.
        least: u64,
    },
}

/// One player against the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The player.
    pub player: u32,
    /// Its score minus the reference's: 0 or more, in units of score.
    pub difference: f64,
    /// How sure that is; `None` when there are too few rows to tell any spread.
    pub spread: Option<Spread>,
    /// The mark that decides.
    pub mark: Mark,
    /// The second opinion, where the folds allow one.
    pub second: Option<SecondOpinion>,
}

/// How sure a difference is. Bounds and p-value allow for skewness and carry the caution of the rule (see the crate's documentation).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Standard error of the difference.
    pub se: f64,
    /// Degrees of freedom of its t distribution.
    pub df: f64,
    /// One-sided lower 95 % bound.
    pub lower: f64,
    /// One-sided upper 95 % bound.
    pub upper: f64,
    /// p-value of "worse by the margin or more": small shows good enough.
    pub p: f64,
    /// `p` after Holm's adjustment, or `p` itself when at most three are compared.
    pub p_holm: f64,
    /// `1 - p`: how sure we are that the player is within the margin.
    pub sure: f64,
}

/// What a player is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Shown to be within the margin of the reference.
    GoodEnough,
    /// Shown to be worse by more than the margin.
    NotGoodEnough,
    /// Neither.
    Undecided,
}

/// The same comparison by another method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SecondOpinion {
    /// The method.
    pub method: SecondMethod,
    /// Standard error of the difference.
    pub se: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// One-sided lower 95 % bound.
    pub lower: f64,
    /// One-sided upper 95 % bound.
    pub upper: f64,
    /// What this method alone would mark.
    pub mark: Mark,
}

/// How the second opinion is formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondMethod {
    /// Corrected resampled t over the folds (Nadeau and Bengio 2003).
    NadeauBengio,
    /// Equal-weighted cosine t over the origins (Lazarus, Lewis, Stock and Watson 2018).
    EqualWeightedCosine,
}

/// A player's score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The player.
    pub player: u32,
    /// Its score: the mean loss or its root.
    pub score: f64,
    /// Standard error of the score; `None` with too few rows.
    pub se: Option<f64>,
    /// Lower end of the two-sided 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the two-sided 95 % interval.
    pub upper: Option<f64>,
    /// What the player gains over the baseline; `None` for the baseline itself and without one.
    pub gain: Option<Gain>,
}

/// One row that carries more than a fifth of a player's loss.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Concentration {
    /// The player.
    pub player: u32,
    /// The row, as its place in the loss slices.
    pub row: u64,
    /// Its part of the player's total loss, 0 to 1.
    pub share: f64,
}

/// What the verdict rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// Rows scored.
    pub rows: u64,
    /// Folds they came from.
    pub folds: u64,
    /// What carries the evidence.
    pub unit: Unit,
    /// How many of those there are.
    pub units: u64,
    /// Contiguous blocks of origins that the spread was estimated from; `None` unless forecasts.
    pub blocks: Option<u64>,
    /// The margin, in units of score.
    pub margin: f64,
    /// The confidence level of every one-sided bound.
    pub level: f64,
    /// Whether p-values were adjusted for their number.
    pub holm: bool,
    /// The baseline.
    pub baseline: Option<u32>,
}
