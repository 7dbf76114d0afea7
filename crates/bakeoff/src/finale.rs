//! Opening the seal: once, for the recommended contender and what has to be beaten.

use contest::{DOCUMENTS_VERSION, Event, FoldId, Opening, OpeningResult};
use executor::Cancel;
use ledger::{Ledger, NewRun, Run, RunId, RunKind, Status};
use problem::Problem;
use verdict::{Decision, Verdict};

use crate::conduct::Desk;
use crate::dispatch::share;
use crate::record::{get, kind, need, put};
use crate::recorder::{IDENTITY, SEAL, score};
use crate::score::losses;
use crate::{BakeoffError, Options, Stage, now_ms, player};

/// Contests that are looked through for earlier openings.
const CONTESTS_MAX: usize = 10_000;

/// Opens the seal of a finished contest for the contender that the verdict names and for the baseline, both trained on
/// all unsealed rows. Every opening is recorded and counted over all contests with the same seal.
///
/// # Errors
/// When the contest is not finished or no longer matches problem and table.
pub fn finale(
    problem: &Problem,
    options: &Options,
    contest: Option<RunId>,
    cancel: &Cancel,
    listener: &mut dyn FnMut(&Event),
) -> Result<RunId, BakeoffError> {
    let ledger = Ledger::open(&options.ledger)?;
    let desk = Desk::clear(&options.ledger)?;
    let run = which(&ledger, contest)?;
    let stage = Stage::set(problem, &desk.dir, listener)?;
    same(&ledger, &stage, run.id)?;
    let verdict: Verdict = need(&ledger, run.id, kind::VERDICT)?;
    let board: contest::Board = need(&ledger, run.id, kind::BOARD)?;
    let seal = stage.seal()?;
    let opening = NewRun::new(run.experiment, RunKind::Final, "opening of the seal", now_ms()).child_of(run.id);
    // Recorded before anything is seen: an opening that is cut off is an opening too.
    let id = ledger.create_run(&opening)?;
    ledger.set_tags(id, [(SEAL, &seal)])?;
    ledger.flush()?;
    let count = openings(&ledger, &seal)?;
    let mut results = Vec::new();
    for slot in asked_players(&verdict) {
        let Some(result) = ask(&ledger, &stage, id, slot, &board, cancel, listener)? else {
            ledger.finish_run(id, Status::Killed, now_ms())?;
            return Err(BakeoffError::Cancelled { run: id.to_string(), hint: "begin again with `bakeoff final`" });
        };
        results.push(result);
    }
    put(&ledger, id, kind::OPENING, DOCUMENTS_VERSION, &Opening { count, at_ms: now_ms(), results })?;
    ledger.finish_run(id, Status::Finished, now_ms())?;
    ledger.close()?;
    Ok(run.id)
}

/// The contest asked for, or the last one.
pub(crate) fn which(ledger: &Ledger, contest: Option<RunId>) -> Result<Run, BakeoffError> {
    match contest {
        Some(id) => Ok(ledger.run(id)?),
        None => ledger
            .latest_contest()?
            .ok_or_else(|| BakeoffError::refused("there is no contest yet", "hold one with `bakeoff run`")),
    }
}

/// Refuses when problem, table or split have changed since the contest.
pub(crate) fn same(ledger: &Ledger, stage: &Stage, contest: RunId) -> Result<(), BakeoffError> {
    if ledger.tags(contest)?.get(IDENTITY) == Some(&stage.identity()?) {
        return Ok(());
    }
    Err(BakeoffError::refused(
        format!("the problem, the table or the version of bakeoff has changed since contest {contest}"),
        "hold the contest again with `bakeoff run`",
    ))
}

/// How often the seal with this hash has been opened, in all contests.
fn openings(ledger: &Ledger, seal: &str) -> Result<u32, BakeoffError> {
    let mut count = 0;
    for run in ledger.runs(Some(RunKind::Final), CONTESTS_MAX)? {
        if ledger.tags(run.id)?.get(SEAL).is_some_and(|s| s == seal) {
            count += 1;
        }
    }
    Ok(count)
}

fn asked_players(verdict: &Verdict) -> Vec<u32> {
    let named = match &verdict.decision {
        Decision::Recommend { player, .. } => *player,
        Decision::Stop { best, .. } => *best,
        Decision::Undecided { best_so_far, .. } => *best_so_far,
    };
    let mut players = vec![named];
    players.extend(verdict.basis.baseline.filter(|baseline| *baseline != named));
    players
}

fn ask(
    ledger: &Ledger,
    stage: &Stage,
    opening: RunId,
    slot: u32,
    board: &contest::Board,
    cancel: &Cancel,
    listener: &mut dyn FnMut(&Event),
) -> Result<Option<OpeningResult>, BakeoffError> {
    let index = slot as usize;
    let contender = &stage.plan.ladder[index];
    let limits = contender.limits.unwrap_or(stage.problem.limits);
    let size = share(limits, contest::Usage::default(), 1);
    let experiment = ledger.run(opening)?.experiment;
    let run = NewRun::new(experiment, RunKind::Fold, format!("{} on the sealed rows", contender.name), now_ms());
    let run = ledger.create_run(&run.child_of(opening))?;
    listener(&Event::FoldStarted { contender: index, fold: 0 });
    let mut working = |usage| listener(&Event::Working { contender: index, fold: 0, usage });
    let Some(played) = player::play(stage, contender, index, FoldId::Final, size, cancel, &mut working)? else {
        return Ok(None);
    };
    let asked = stage.folds.asked(FoldId::Final);
    let (score, forfeit) = match &played.answer {
        Ok(answer) => (score(stage, &losses(stage, &asked, answer)), None),
        Err(forfeit) => (None, Some(forfeit.clone())),
    };
    let now = now_ms();
    ledger.log_metrics(run, &[ledger::Metric::new("cpu_seconds", played.usage.cpu_seconds, now)])?;
    if let Some(score) = score {
        ledger.log_metrics(run, &[ledger::Metric::new("score", score, now)])?;
    }
    ledger.finish_run(run, if forfeit.is_none() { Status::Finished } else { Status::Failed }, now)?;
    listener(&Event::FoldFinished {
        contender: index,
        fold: 0,
        score,
        usage: played.usage,
        forfeit: forfeit.clone(),
        resumed: false,
    });
    Ok(Some(OpeningResult {
        id: slot,
        run: run.to_string(),
        name: contender.name.clone(),
        rows: asked.len() as u64,
        score,
        score_in_folds: board.entries.get(index).and_then(|entry| entry.score),
        forfeit,
        usage: played.usage,
    }))
}

/// The openings of a contest's seal, the last one last.
///
/// # Errors
/// When the ledger cannot be read.
pub fn openings_of(ledger: &Ledger, contest: RunId) -> Result<Vec<Opening>, BakeoffError> {
    let mut found = Vec::new();
    for run in ledger.children(contest)?.iter().filter(|run| run.kind == RunKind::Final) {
        found.extend(get::<Opening>(ledger, run.id, kind::OPENING)?);
    }
    found.sort_by_key(|opening| opening.count);
    Ok(found)
}
