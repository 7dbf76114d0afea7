//! All records of one contest.

use contest::{Board, Finding, ForecastChart, Opening, Plan, Provenance, kind};
use insight::Insight;
use ledger::{Ledger, RunId, RunKind};
use problem::Problem;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use verdict::{Comparison, Decision, Gain, StopReason, Verdict};

use crate::ReportError;

/// Version of the JSON form; raised when a field changes its meaning.
pub const DOSSIER_VERSION: u32 = 1;

/// Everything that a contest left in the ledger, as the reports read it.
///
/// This is what `--format json` prints. Times and costs differ from run to run; everything else is the same for the same
/// problem, data, seed and version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// Version of this form: [`DOSSIER_VERSION`].
    pub version: u32,
    /// Run id of the contest.
    pub run: String,
    /// The verdict in one plain sentence.
    pub sentence: String,
    /// The problem as it was read.
    pub problem: Problem,
    /// The settled rules.
    pub plan: Plan,
    /// The scoreboard; `entries[i].id` is the `player` of the verdict.
    pub board: Board,
    /// The verdict; none when no contender finished.
    pub verdict: Option<Verdict>,
    /// What the reader must know about data and play.
    pub findings: Vec<Finding>,
    /// Forecasts against actuals, for forecasts.
    pub chart: Option<ForecastChart>,
    /// What the predictions of the named contender say beyond their loss; none in records of older versions.
    #[serde(default)]
    pub insight: Option<Insight>,
    /// Openings of the seal, the last one last.
    pub openings: Vec<Opening>,
    /// Where and with what the contest ran.
    pub provenance: Provenance,
}

impl Dossier {
    /// Loads the records of a contest.
    ///
    /// # Errors
    /// When the contest has not come to its end, or a record cannot be read.
    pub fn load(ledger: &Ledger, run: RunId) -> Result<Self, ReportError> {
        let mut openings: Vec<Opening> = Vec::new();
        for child in ledger.children(run)?.iter().filter(|child| child.kind == RunKind::Final) {
            openings.extend(read::<Opening>(ledger, child.id, kind::OPENING)?);
        }
        openings.sort_by_key(|opening| opening.count);
        let mut dossier = Self {
            version: DOSSIER_VERSION,
            run: run.to_string(),
            sentence: String::new(),
            problem: need(ledger, run, kind::PROBLEM)?,
            plan: need(ledger, run, kind::PLAN)?,
            board: need(ledger, run, kind::BOARD)?,
            verdict: read(ledger, run, kind::VERDICT)?,
            findings: read(ledger, run, kind::FINDINGS)?.unwrap_or_default(),
            chart: read(ledger, run, kind::CHART)?,
            insight: read(ledger, run, kind::INSIGHT)?,
            openings,
            provenance: need(ledger, run, kind::PROVENANCE)?,
        };
        dossier.sentence = crate::words(&dossier).sentence;
        Ok(dossier)
    }

    /// The dossier as indented JSON.
    ///
    /// # Errors
    /// Never in practice: a dossier is plain data.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// The entry with this id.
    pub(crate) fn entry(&self, player: u32) -> Option<&contest::Entry> {
        self.board.entries.iter().find(|entry| entry.id == player)
    }

    /// Name of the contender with this id.
    pub(crate) fn name(&self, player: u32) -> &str {
        self.entry(player).map_or("?", |entry| entry.name.as_str())
    }

    /// The contender that the verdict names as the one to use.
    pub(crate) fn recommended(&self) -> Option<u32> {
        match &self.verdict.as_ref()?.decision {
            Decision::Recommend { player, .. }
            | Decision::Stop { reason: StopReason::BaselineSuffices { baseline: player }, .. } => Some(*player),
            _ => None,
        }
    }

    /// Who has to be beaten.
    pub(crate) fn baseline(&self) -> Option<&contest::Entry> {
        self.entry(self.verdict.as_ref()?.basis.baseline?)
    }

    /// A contender against the best; none for the best itself.
    pub(crate) fn comparison(&self, player: u32) -> Option<&Comparison> {
        self.verdict.as_ref()?.comparisons.iter().find(|comparison| comparison.player == player)
    }

    /// Two-sided 95 % interval of a contender's score.
    pub(crate) fn interval(&self, player: u32) -> Option<(f64, f64)> {
        let found = self.verdict.as_ref()?.scores.iter().find(|score| score.player == player)?;
        Some((found.lower?, found.upper?))
    }

    /// What a contender gains over the baseline.
    pub(crate) fn gain(&self, player: u32) -> Option<&Gain> {
        self.verdict.as_ref()?.scores.iter().find(|score| score.player == player)?.gain.as_ref()
    }

    /// Currency of the stake.
    pub(crate) fn currency(&self) -> &str {
        self.problem.stake.currency.as_deref().unwrap_or(&self.problem.prices.currency)
    }

    /// A difference in score as the sponsor counts: money a year where a unit of error has a price, else the metric.
    pub(crate) fn amount(&self, score: f64) -> String {
        match self.problem.stake.money_a_year_per_unit() {
            Some(per_unit) => format!("{} a year", crate::figure::estimate(score * per_unit, self.currency())),
            None => format!("{} {}", crate::figure::score(score), self.board.metric),
        }
    }
}

fn read<T: DeserializeOwned>(ledger: &Ledger, run: RunId, kind: &'static str) -> Result<Option<T>, ReportError> {
    let Some(document) = ledger.document(run, kind)? else { return Ok(None) };
    let failed = |source| ReportError::Document { kind, run: run.to_string(), source };
    serde_json::from_str(&document.json).map(Some).map_err(failed)
}

fn need<T: DeserializeOwned>(ledger: &Ledger, run: RunId, kind: &'static str) -> Result<T, ReportError> {
    read(ledger, run, kind)?.ok_or_else(|| ReportError::Missing { kind, run: run.to_string() })
}
