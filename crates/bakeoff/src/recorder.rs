//! Runs, metrics and documents of a contest in the ledger.

use std::collections::HashMap;

use contest::protocol::{Notes, Trial, param_text};
use contest::{FoldEntry, Forfeit, Loss, Status as Standing};
use ledger::{ExperimentId, Ledger, Metric, NewRun, RunId, RunKind, Status};
use problem::Contender;

use crate::lineup::{Done, FOLD_VERSION, FoldRecord, Line, texts};
use crate::player::Played;
use crate::record::{json, kind};
use crate::{BakeoffError, Stage, now_ms};

/// Tag that holds what must be equal for a contest to be the same one.
pub(crate) const IDENTITY: &str = "bakeoff.identity";
/// Tag that holds the SHA-256 of the split.
pub(crate) const SEAL: &str = "bakeoff.seal";
/// Tag that holds the folder that the problem's paths are seen from.
pub const FOLDER: &str = "bakeoff.folder";
/// Tag that holds a contender's kind.
pub(crate) const KIND: &str = "bakeoff.kind";
/// Tag that holds a contender's tier.
pub(crate) const TIER: &str = "bakeoff.tier";
/// Tag that holds why a run is a forfeit.
pub(crate) const FORFEIT: &str = "bakeoff.forfeit";
/// Name of the artifact with the valid answer of a fold.
pub(crate) const ANSWER: &str = "answer.arrow";

/// Writes what happens into the ledger; folds that are being played have an open run.
pub(crate) struct Recorder<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) experiment: ExperimentId,
    pub(crate) contest: RunId,
    open: HashMap<(usize, u32), RunId>,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(ledger: &'a Ledger, experiment: ExperimentId, contest: RunId) -> Self {
        Self { ledger, experiment, contest, open: HashMap::new() }
    }

    /// Opens the run of a contender.
    pub(crate) fn enter(&self, contender: &Contender) -> Result<RunId, BakeoffError> {
        let run = NewRun::new(self.experiment, RunKind::Contender, &contender.name, now_ms()).child_of(self.contest);
        let definition = json(contender, "contender")?;
        Ok(self.ledger.batch(|batch| {
            let id = batch.create_run(&run)?;
            batch.set_tags(id, [(KIND, contender.kind.name()), (TIER, &contender.tier.to_string())])?;
            batch.put_document(id, "contender", 1, &definition)?;
            Ok(id)
        })?)
    }

    /// Opens the run of a fold.
    pub(crate) fn begin(&mut self, slot: usize, line: &Line, fold: u32) -> Result<(), BakeoffError> {
        let name = format!("{} fold {}", line.contender.name, fold + 1);
        let run = NewRun::new(self.experiment, RunKind::Fold, name, now_ms()).child_of(line.run);
        self.open.insert((slot, fold), self.ledger.create_run(&run)?);
        Ok(())
    }

    /// Closes the run of a fold with everything that came of it.
    pub(crate) fn end(
        &mut self,
        stage: &Stage,
        slot: usize,
        fold: u32,
        played: Played,
        asked: &[usize],
        score: Option<f64>,
    ) -> Result<Done, BakeoffError> {
        let Some(run) = self.open.remove(&(slot, fold)) else {
            return Err(BakeoffError::refused("a fold ended that had not begun", "report this as a bug"));
        };
        let (params, text) = texts(&played.notes);
        let entry = FoldEntry {
            fold,
            run: run.to_string(),
            rows: asked.len() as u64,
            score,
            usage: played.usage,
            forfeit: played.answer.as_ref().err().cloned(),
            interim: played.interim,
        };
        let trials = played.notes.trials.len() as u32;
        let record = FoldRecord { entry, params, text, trials, mechanism: played.mechanism };
        if let Ok(answer) = &played.answer {
            let ids: Vec<i64> = asked.iter().map(|&row| row as i64).collect();
            let bytes = answer.to_ipc(&stage.plan.classes, &ids).map_err(|error| BakeoffError::Document {
                kind: "answer",
                run: run.to_string(),
                why: error.to_string(),
            })?;
            self.ledger.put_artifact(run, ANSWER, &bytes)?;
        }
        for (name, bytes) in &played.extras {
            self.ledger.put_artifact(run, name, bytes)?;
        }
        self.close(run, fold, &record, &played.notes)?;
        Ok(Done { record, answer: played.answer.ok() })
    }

    fn close(&self, run: RunId, fold: u32, record: &FoldRecord, notes: &Notes) -> Result<(), BakeoffError> {
        let now = now_ms();
        let entry = &record.entry;
        let mut metrics = vec![
            Metric::new("cpu_seconds", entry.usage.cpu_seconds, now),
            Metric::new("wall_seconds", entry.usage.wall_seconds, now),
            Metric::new("peak_bytes", entry.usage.peak_bytes as f64, now),
        ];
        metrics.extend(entry.score.map(|score| Metric::new("score", score, now)));
        metrics.extend(notes.metrics.iter().map(|(key, value)| Metric::new(key, *value, now)));
        let document = json(record, kind::FOLD)?;
        let mut params: Vec<(String, String)> = vec![("fold".into(), fold.to_string())];
        params.extend(record.params.iter().map(|(key, value)| (key.clone(), short(value))));
        Ok(self.ledger.batch(|batch| {
            batch.log_params(run, params)?;
            batch.log_metrics(run, &metrics)?;
            if let Some(forfeit) = &entry.forfeit {
                batch.set_tags(run, [(FORFEIT, short(&forfeit.to_string()))])?;
            }
            for (number, trial) in notes.trials.iter().enumerate() {
                record_trial(batch, self.experiment, run, number, trial, now)?;
            }
            batch.put_document(run, kind::FOLD, FOLD_VERSION, &document)?;
            batch.finish_run(run, status(entry.forfeit.as_ref()), now)
        })?)
    }

    /// Closes the run of a contender.
    pub(crate) fn leave(
        &self,
        line: &Line,
        standing: &Standing,
        score: Option<f64>,
        bill: &contest::Bill,
    ) -> Result<(), BakeoffError> {
        let now = now_ms();
        let usage = line.usage();
        let mut metrics = vec![
            Metric::new("cpu_seconds", usage.cpu_seconds, now),
            Metric::new("peak_bytes", usage.peak_bytes as f64, now),
            Metric::new("build_cost", bill.build_total(), now),
            Metric::new("year_cost", bill.year_total(), now),
            Metric::new("watt_hours_estimate", bill.watt_hours_estimate, now),
        ];
        metrics.extend(score.map(|score| Metric::new("score", score, now)));
        let status = match standing {
            Standing::Scored => Status::Finished,
            Standing::Forfeited { .. } => Status::Failed,
            Standing::Skipped { .. } => Status::Killed,
        };
        Ok(self.ledger.batch(|batch| {
            batch.log_metrics(line.run, &metrics)?;
            if let Standing::Skipped { why } = standing {
                batch.set_tags(line.run, [("bakeoff.skipped", short(why))])?;
            }
            batch.finish_run(line.run, status, now)
        })?)
    }
}

fn record_trial(
    batch: &mut ledger::Batch<'_>,
    experiment: ExperimentId,
    parent: RunId,
    number: usize,
    trial: &Trial,
    now: i64,
) -> Result<(), ledger::Error> {
    let run = NewRun::new(experiment, RunKind::Trial, format!("trial {}", number + 1), now).child_of(parent);
    let id = batch.create_run(&run)?;
    let params: Vec<(String, String)> = trial.params.iter().map(|(k, v)| (k.clone(), short(&param_text(v)))).collect();
    batch.log_params(id, params)?;
    let mut metrics: Vec<Metric> =
        trial.curve.iter().enumerate().map(|(step, value)| Metric::new("validation", *value, now).at_step(step as i64)).collect();
    metrics.extend(trial.value.map(|value| Metric::new("score", value, now)));
    metrics.extend(trial.cpu_seconds.map(|seconds| Metric::new("cpu_seconds", seconds, now)));
    batch.log_metrics(id, &metrics)?;
    batch.finish_run(id, if trial.value.is_some() { Status::Finished } else { Status::Killed }, now)
}

fn status(forfeit: Option<&Forfeit>) -> Status {
    if forfeit.is_some() { Status::Failed } else { Status::Finished }
}

/// Texts longer than a param may be are cut, with a mark.
fn short(text: &str) -> String {
    let limit = ledger::limits::PARAM_CHARS_MAX;
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit - 1).chain(['…']).collect()
}

/// Score of one fold from its losses.
pub(crate) fn score(stage: &Stage, losses: &[f64]) -> Option<f64> {
    Loss(stage.plan.metric).score(losses)
}
