//! Going on with a contest that was cut off.

use contest::protocol::Answer;
use contest::{FoldId, Forfeit};
use ledger::{Ledger, Run, RunId, RunKind, Status};

use crate::lineup::{Done, FoldRecord, Line};
use crate::record::{get, kind};
use crate::recorder::{ANSWER, IDENTITY};
use crate::{BakeoffError, Stage, needs, now_ms};

/// How many contests are looked through.
const CONTESTS_MAX: usize = 100;

/// The last unfinished contest with the same problem, table and split, and what its contenders have done.
pub(crate) fn find(ledger: &Ledger, stage: &Stage) -> Result<(RunId, Vec<Line>), BakeoffError> {
    let identity = stage.identity()?;
    let mut others = 0;
    for run in ledger.runs(Some(RunKind::Contest), CONTESTS_MAX)? {
        if run.status == Status::Finished {
            continue;
        }
        if ledger.tags(run.id)?.get(IDENTITY) == Some(&identity) {
            return Ok((run.id, lines(ledger, stage, run.id)?));
        }
        others += 1;
    }
    let message = match others {
        0 => "there is no unfinished contest to go on with".to_owned(),
        _ => "the unfinished contests had another problem, table, seed or version of bakeoff".to_owned(),
    };
    Err(BakeoffError::refused(message, "start a new one: leave `--resume` out"))
}

fn lines(ledger: &Ledger, stage: &Stage, contest: RunId) -> Result<Vec<Line>, BakeoffError> {
    let experiment = ledger.run(contest)?.experiment;
    let recorder = crate::recorder::Recorder::new(ledger, experiment, contest);
    let runs = ledger.children(contest)?;
    let mut lines = Vec::new();
    for contender in &stage.plan.ladder {
        let known = runs.iter().find(|run| run.kind == RunKind::Contender && run.name == contender.name);
        let run = match known {
            Some(run) => run.id,
            None => recorder.enter(contender)?,
        };
        let skipped = match &contender.kind {
            problem::Kind::Command { needs, .. } => needs::missing(needs),
            _ => None,
        };
        let folds = folds(ledger, stage, run)?;
        lines.push(Line { contender: contender.clone(), run, skipped, folds });
    }
    Ok(lines)
}

/// What a contender has finished; a fold that was being played when the contest ended is closed as killed.
pub(crate) fn folds(ledger: &Ledger, stage: &Stage, contender: RunId) -> Result<Vec<Option<Done>>, BakeoffError> {
    let mut folds: Vec<Option<Done>> = (0..stage.folds.count()).map(|_| None).collect();
    for run in ledger.children(contender)?.iter().filter(|run| run.kind == RunKind::Fold) {
        if run.status == Status::Running {
            ledger.finish_run(run.id, Status::Killed, now_ms())?;
            continue;
        }
        let Some(done) = done(ledger, stage, run)? else { continue };
        let fold = done.record.entry.fold as usize;
        if let Some(slot) = folds.get_mut(fold) {
            *slot = Some(done);
        }
    }
    Ok(folds)
}

fn done(ledger: &Ledger, stage: &Stage, run: &Run) -> Result<Option<Done>, BakeoffError> {
    if !matches!(run.status, Status::Finished | Status::Failed) {
        return Ok(None);
    }
    let Some(mut record) = get::<FoldRecord>(ledger, run.id, kind::FOLD)? else { return Ok(None) };
    if record.entry.forfeit.is_some() {
        return Ok(Some(Done { record, answer: None }));
    }
    let asked: Vec<i64> = stage.folds.asked(FoldId::Inner(record.entry.fold)).iter().map(|&row| row as i64).collect();
    let bytes = ledger.artifact(run.id, ANSWER)?;
    match Answer::from_ipc(&bytes, stage.plan.task, &stage.plan.classes, &asked) {
        Ok(answer) => Ok(Some(Done { record, answer: Some(answer) })),
        Err(detail) => {
            record.entry.forfeit = Some(Forfeit::BadAnswer { detail });
            Ok(Some(Done { record, answer: None }))
        }
    }
}
