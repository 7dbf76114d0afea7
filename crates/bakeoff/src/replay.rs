//! One contender again: same folds, same box.

use contest::{Event, Forfeit, Usage};
use executor::Cancel;
use ledger::{Ledger, RunId, Status};
use problem::{Contender, Problem};

use crate::conduct::Desk;
use crate::dispatch::{Message, Part, dispatch};
use crate::finale::which;
use crate::lineup::Line;
use crate::record::{get, kind};
use crate::recorder::{Recorder, score};
use crate::score::{Sheet, losses};
use crate::{BakeoffError, Options, Stage, judge, now_ms};

/// How a replayed contender did, beside how it did in the contest.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// Its new run.
    pub run: String,
    /// Its name.
    pub name: String,
    /// Score now; none when it did not finish.
    pub score: Option<f64>,
    /// Score in the contest.
    pub before: Option<f64>,
    /// Why it did not finish.
    pub forfeit: Option<Forfeit>,
    /// What it used.
    pub usage: Usage,
    /// What it said about itself in the last fold.
    pub text: Option<String>,
}

/// Plays the contender `name` of `problem` once more, as a further child of the last contest.
///
/// The contender may have been changed since; table, target and split must be the same for the scores to be comparable, and a
/// contest with another split has no score to compare with.
///
/// # Errors
/// When there is no such contender, or no contest yet.
pub fn replay(
    problem: &Problem,
    name: &str,
    options: &Options,
    cancel: &Cancel,
    listener: &mut dyn FnMut(&Event),
) -> Result<Replayed, BakeoffError> {
    let ledger = Ledger::open(&options.ledger)?;
    let desk = Desk::clear(&options.ledger)?;
    let stage = Stage::set(problem, &desk.dir, listener)?;
    let contender = find(&stage, name)?;
    let contest = which(&ledger, None)?;
    let comparable = ledger.tags(contest.id)?.get(crate::recorder::SEAL) == Some(&stage.seal()?);
    let mut recorder = Recorder::new(&ledger, contest.experiment, contest.id);
    let run = recorder.enter(&contender)?;
    ledger.set_tags(run, [("bakeoff.replay", "true")])?;
    let folds = stage.folds.count();
    let mut line = Line { contender: contender.clone(), run, skipped: None, folds: (0..folds).map(|_| None).collect() };
    let sheet = Sheet::of(&stage);
    let part = Part { slot: 0, contender: contender.clone(), folds: (0..folds).collect(), used: Usage::default() };
    tell_start(run, &contender, folds, problem, listener);
    dispatch(&stage, vec![part], 1, cancel, &mut |message| match message {
        Message::Started { slot, fold } => {
            recorder.begin(slot, &line, fold)?;
            listener(&Event::FoldStarted { contender: slot, fold });
            Ok(())
        }
        Message::Working { slot, fold, usage } => {
            listener(&Event::Working { contender: slot, fold, usage });
            Ok(())
        }
        Message::Played { fold, played, .. } => {
            let asked = &sheet.asked[fold as usize];
            let lost = played.answer.as_ref().ok().and_then(|answer| score(&stage, &losses(&stage, asked, answer)));
            let done = recorder.end(&stage, 0, fold, *played, asked, lost)?;
            listener(&Event::FoldFinished {
                contender: 0,
                fold,
                score: lost,
                usage: done.record.entry.usage,
                forfeit: done.record.entry.forfeit.clone(),
                resumed: false,
            });
            line.folds[fold as usize] = Some(done);
            Ok(())
        }
        Message::Finished { .. } => Ok(()),
        Message::Failed(error) => Err(error),
    })?;
    if cancel.is_cancelled() {
        ledger.finish_run(run, Status::Killed, now_ms())?;
        return Err(BakeoffError::Cancelled { run: run.to_string(), hint: "begin again with the same command" });
    }
    let replayed = Replayed {
        run: run.to_string(),
        name: contender.name.clone(),
        score: judge::score_so_far(&stage, &line, &sheet).filter(|_| line.is_scored()),
        before: if comparable { score_before(&ledger, contest.id, &contender.name)? } else { None },
        forfeit: line.forfeit().map(|(_, forfeit)| forfeit.clone()),
        usage: line.usage(),
        text: line.folds.iter().flatten().next_back().and_then(|done| done.record.text.clone()),
    };
    ledger.finish_run(run, if line.is_scored() { Status::Finished } else { Status::Failed }, now_ms())?;
    listener(&Event::Finished);
    ledger.close()?;
    Ok(replayed)
}

fn tell_start(run: RunId, contender: &Contender, folds: u32, problem: &Problem, listener: &mut dyn FnMut(&Event)) {
    listener(&Event::Started {
        run: run.to_string(),
        contenders: vec![contender.name.clone()],
        folds,
        cpu_seconds: vec![contender.limits.unwrap_or(problem.limits).cpu_seconds],
    });
}

fn find(stage: &Stage, name: &str) -> Result<Contender, BakeoffError> {
    let ladder = &stage.plan.ladder;
    if let Some(found) = ladder.iter().find(|contender| contender.name == name) {
        return Ok(found.clone());
    }
    let names: Vec<String> = ladder.iter().map(|contender| format!("\"{}\"", contender.name)).collect();
    Err(BakeoffError::refused(format!("there is no contender \"{name}\""), format!("the contenders are {}", names.join(", "))))
}

fn score_before(ledger: &Ledger, contest: RunId, name: &str) -> Result<Option<f64>, BakeoffError> {
    let board = get::<contest::Board>(ledger, contest, kind::BOARD)?;
    Ok(board.and_then(|board| board.entries.into_iter().find(|entry| entry.name == name)).and_then(|entry| entry.score))
}
