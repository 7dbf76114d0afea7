//! A whole contest.

use std::path::PathBuf;

use ::insight::Insight;
use contest::{DOCUMENTS_VERSION, Event, Finding, FindingKind, PLAN_VERSION, Provenance};
use executor::{Cancel, FilesBy, NetworkBy};
use ledger::{ExperimentId, Ledger, NewRun, RunId, RunKind, Status};
use problem::{PROBLEM_VERSION, Problem};

use crate::dispatch::{Message, Part, dispatch};
use crate::judge::{self, Judgement};
use crate::lineup::Line;
use crate::record::{kind, put};
use crate::recorder::{FOLDER, IDENTITY, Recorder, SEAL, score};
use crate::score::{Sheet, losses};
use crate::special::SpecialCases;
use crate::{BakeoffError, Stage, chart, drivers, first_look, insight, inspect, needs, now_ms, resume};

/// How a contest is held.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder of the ledger.
    pub ledger: PathBuf,
    /// Contenders that play at the same time.
    pub jobs: usize,
    /// Go on with the last contest that was cut off.
    pub resume: bool,
}

impl Options {
    /// Contenders side by side where the user does not say: one a core, at most four.
    pub fn default_jobs() -> usize {
        const JOBS_MAX: usize = 4;
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(JOBS_MAX)
    }
}

/// Holds the contest that `problem` describes and returns its run in the ledger.
///
/// Every step is recorded as it happens: a contest that is killed at any moment leaves a readable ledger, and with
/// `resume` goes on after the folds that were finished.
///
/// # Errors
/// When table, problem or ledger refuse, or `cancel` was thrown. A contender's failure is no error: it is a forfeit.
pub fn conduct(
    problem: &Problem,
    options: &Options,
    cancel: &Cancel,
    listener: &mut dyn FnMut(&Event),
) -> Result<RunId, BakeoffError> {
    let ledger = Ledger::open(&options.ledger)?;
    let desk = Desk::clear(&options.ledger)?;
    let stage = Stage::set(problem, &desk.dir, listener)?;
    tell_choices(&stage, listener);
    let sheet = Sheet::of(&stage);
    let cases = SpecialCases::find(&stage, &sheet)?;
    drivers::check(&stage)?;
    let (run, lines) = open_contest(&ledger, &stage, options.resume)?;
    let seen = first_look(&stage)?;
    for finding in &seen {
        listener(&Event::Note(format!("data: {}", finding.text)));
    }
    let mut findings = inspect(&stage)?;
    let warnings = findings.iter().filter(|finding| finding.kind != FindingKind::Note);
    warnings.for_each(|finding| listener(&Event::Note(format!("warning: {}", finding.text))));
    findings.extend(seen);
    let started_ms = ledger.run(run)?.start_ms;
    let experiment = ledger.run(run)?.experiment;
    let contest = Contest { ledger: &ledger, stage: &stage, run, experiment, started_ms, sheet, cases };
    let outcome = contest.hold(lines, findings, options.jobs, cancel, listener);
    match &outcome {
        Ok(()) => ledger.finish_run(run, Status::Finished, now_ms())?,
        Err(BakeoffError::Cancelled { .. }) => ledger.finish_run(run, Status::Killed, now_ms())?,
        Err(_) => ledger.finish_run(run, Status::Failed, now_ms())?,
    }
    ledger.close()?;
    outcome.map(|()| run)
}

/// The working folder inside the ledger's folder; emptied when a contest begins and when it ends.
pub(crate) struct Desk {
    pub(crate) dir: PathBuf,
}

impl Desk {
    /// The ledger's writer lock is held, so whatever lies here was left by a contest that was killed.
    pub(crate) fn clear(ledger: &std::path::Path) -> Result<Self, BakeoffError> {
        let dir = ledger.join("work");
        match std::fs::remove_dir_all(&dir) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(BakeoffError::file("cannot empty", &dir)(error));
            }
            _ => {}
        }
        std::fs::create_dir_all(&dir).map_err(BakeoffError::file("cannot create", &dir))?;
        let dir = dir.canonicalize().map_err(BakeoffError::file("cannot find", &dir))?;
        Ok(Self { dir })
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // Left-overs are removed when the next contest begins.
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn tell_choices(stage: &Stage, listener: &mut dyn FnMut(&Event)) {
    for note in &stage.notes {
        listener(&Event::Note(note.clone()));
    }
    for choice in &stage.plan.choices {
        listener(&Event::Note(format!("{} = {} ({})", choice.key, choice.value, choice.why)));
    }
    if stage.plan.left_out > 0 {
        listener(&Event::Note(format!("{} rows have no target and are not scored", stage.plan.left_out)));
    }
}

/// Opens the run of a new contest, or finds the one to go on with.
fn open_contest(ledger: &Ledger, stage: &Stage, go_on: bool) -> Result<(RunId, Vec<Line>), BakeoffError> {
    if go_on {
        return resume::find(ledger, stage);
    }
    let name = experiment_name(&stage.problem);
    let experiment = ledger.ensure_experiment(&name, now_ms())?;
    let run = ledger.create_run(&NewRun::new(experiment, RunKind::Contest, name, now_ms()))?;
    let folder = stage.problem.path(".");
    let folder = std::path::absolute(&folder).map_err(BakeoffError::file("cannot find", &folder))?;
    let folder = folder.to_string_lossy().into_owned();
    ledger.set_tags(run, [(IDENTITY, stage.identity()?), (SEAL, stage.seal()?), (FOLDER, folder)])?;
    put(ledger, run, kind::PROBLEM, PROBLEM_VERSION, &stage.problem)?;
    put(ledger, run, kind::PLAN, PLAN_VERSION, &stage.plan)?;
    ledger.put_artifact(run, "folds.json", crate::record::json(&stage.folds, "folds")?.as_bytes())?;
    let recorder = Recorder::new(ledger, experiment, run);
    let folds = stage.folds.count() as usize;
    let mut lines = Vec::new();
    for contender in &stage.plan.ladder {
        let skipped = match &contender.kind {
            problem::Kind::Command { needs, .. } => needs::missing(needs),
            _ => None,
        };
        let contender = contender.clone();
        let folds = (0..folds).map(|_| None).collect();
        lines.push(Line { run: recorder.enter(&contender)?, contender, skipped, folds });
    }
    ledger.flush()?;
    Ok((run, lines))
}

pub(crate) fn experiment_name(problem: &Problem) -> String {
    let name = problem.question.clone().unwrap_or_else(|| format!("{} of {}", problem.data.target, problem.data.source));
    name.chars().take(200).collect()
}

/// A contest under way.
struct Contest<'a> {
    ledger: &'a Ledger,
    stage: &'a Stage,
    run: RunId,
    experiment: ExperimentId,
    started_ms: i64,
    sheet: Sheet,
    cases: SpecialCases<'a>,
}

impl Contest<'_> {
    fn hold(
        &self,
        mut lines: Vec<Line>,
        findings: Vec<Finding>,
        jobs: usize,
        cancel: &Cancel,
        listener: &mut dyn FnMut(&Event),
    ) -> Result<(), BakeoffError> {
        let limits = |line: &Line| line.contender.limits.unwrap_or(self.stage.problem.limits);
        listener(&Event::Started {
            run: self.run.to_string(),
            contenders: lines.iter().map(|line| line.contender.name.clone()).collect(),
            folds: self.stage.folds.count(),
            cpu_seconds: lines.iter().map(|line| limits(line).cpu_seconds).collect(),
        });
        for (slot, line) in lines.iter().enumerate() {
            if let Some(why) = &line.skipped {
                listener(&Event::Skipped { contender: slot, why: why.clone() });
            }
        }
        tell_resumed(&lines, listener);
        self.play(&mut lines, jobs, cancel, listener)?;
        if cancel.is_cancelled() {
            return Err(BakeoffError::Cancelled {
                run: self.run.to_string(),
                hint: "go on with the same command and `--resume`",
            });
        }
        let judgement = judge::judge(self.stage, &lines, &self.sheet, &self.cases)?;
        let mut insight = insight::insight(self.stage, &lines, &self.sheet, &judgement);
        if let Some(insight) = &mut insight {
            insight.drivers = drivers::drivers(self.stage, &lines, &self.sheet, &judgement, cancel, listener)?;
        }
        self.close(&lines, &judgement, insight.as_ref(), findings)?;
        listener(&Event::Finished);
        Ok(())
    }

    /// Plays what is left to play, and records every step as it comes.
    fn play(
        &self,
        lines: &mut [Line],
        jobs: usize,
        cancel: &Cancel,
        listener: &mut dyn FnMut(&Event),
    ) -> Result<(), BakeoffError> {
        let (stage, sheet) = (self.stage, &self.sheet);
        let mut recorder = Recorder::new(self.ledger, self.experiment, self.run);
        let parts = parts(lines);
        dispatch(stage, parts, jobs, cancel, &mut |message| {
            match message {
                Message::Started { slot, fold } => {
                    recorder.begin(slot, &lines[slot], fold)?;
                    listener(&Event::FoldStarted { contender: slot, fold });
                }
                Message::Working { slot, fold, usage } => listener(&Event::Working { contender: slot, fold, usage }),
                Message::Played { slot, fold, played } => {
                    let asked = &sheet.asked[fold as usize];
                    let lost = played.answer.as_ref().ok().map(|answer| losses(stage, asked, answer));
                    let fold_score = lost.as_ref().and_then(|losses| score(stage, losses));
                    let done = recorder.end(stage, slot, fold, *played, asked, fold_score)?;
                    let entry = done.record.entry.clone();
                    lines[slot].folds[fold as usize] = Some(done);
                    listener(&Event::FoldFinished {
                        contender: slot,
                        fold,
                        score: judge::score_so_far(stage, &lines[slot], sheet),
                        usage: entry.usage,
                        forfeit: entry.forfeit,
                        resumed: false,
                    });
                }
                Message::Finished { slot } => {
                    let score = judge::score_so_far(stage, &lines[slot], sheet);
                    listener(&Event::ContenderFinished { contender: slot, score });
                }
                Message::Failed(error) => return Err(error),
            }
            Ok(())
        })
    }

    /// Closes the contenders' runs and puts the documents of the contest.
    fn close(
        &self,
        lines: &[Line],
        judgement: &Judgement,
        insight: Option<&Insight>,
        mut findings: Vec<Finding>,
    ) -> Result<(), BakeoffError> {
        let (ledger, stage, run) = (self.ledger, self.stage, self.run);
        let recorder = Recorder::new(ledger, self.experiment, run);
        for (line, entry) in lines.iter().zip(&judgement.board.entries) {
            recorder.leave(line, &entry.status, entry.score, &entry.bill)?;
        }
        findings.extend(judgement.findings.iter().cloned());
        let note = |note: &String| Finding { kind: FindingKind::Note, text: note.clone(), hint: None };
        findings.extend(stage.notes.iter().map(note));
        put(ledger, run, kind::BOARD, contest::BOARD_VERSION, &judgement.board)?;
        if let Some(verdict) = &judgement.verdict {
            put(ledger, run, kind::VERDICT, verdict::VERSION, verdict)?;
        }
        if let Some(insight) = insight {
            put(ledger, run, kind::INSIGHT, ::insight::VERSION, insight)?;
        }
        put(ledger, run, kind::FINDINGS, DOCUMENTS_VERSION, &findings)?;
        if let Some(chart) = chart::draw(stage, lines, judgement) {
            put(ledger, run, kind::CHART, DOCUMENTS_VERSION, &chart)?;
        }
        put(ledger, run, kind::PROVENANCE, DOCUMENTS_VERSION, &provenance(stage, lines, self.started_ms)?)?;
        Ok(ledger.flush()?)
    }
}

fn tell_resumed(lines: &[Line], listener: &mut dyn FnMut(&Event)) {
    for (slot, line) in lines.iter().enumerate() {
        for entry in line.folds.iter().flatten().map(|done| &done.record.entry) {
            listener(&Event::FoldFinished {
                contender: slot,
                fold: entry.fold,
                score: entry.score,
                usage: entry.usage,
                forfeit: entry.forfeit.clone(),
                resumed: true,
            });
        }
    }
}

fn parts(lines: &[Line]) -> Vec<Part> {
    let open = |line: &Line| -> Vec<u32> {
        (0..line.folds.len()).filter(|&fold| line.folds[fold].is_none()).map(|fold| fold as u32).collect()
    };
    lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.skipped.is_none() && line.forfeit().is_none())
        .map(|(slot, line)| Part { slot, contender: line.contender.clone(), folds: open(line), used: line.usage() })
        .filter(|part| !part.folds.is_empty())
        .collect()
}

fn provenance(stage: &Stage, lines: &[Line], started_ms: i64) -> Result<Provenance, BakeoffError> {
    let mut boxes: Vec<String> = Vec::new();
    let mut gaps: Vec<String> = Vec::new();
    let say = |list: &mut Vec<String>, text: String| {
        if !list.contains(&text) {
            list.push(text);
        }
    };
    for mechanism in lines.iter().flat_map(|l| l.folds.iter().flatten()).map(|done| done.record.mechanism) {
        say(&mut boxes, mechanism.to_string());
        if mechanism.files == FilesBy::None {
            say(&mut gaps, "a contender could have read the source table: this kernel offers no way to hide it".into());
        }
        if mechanism.network == NetworkBy::None {
            say(&mut gaps, "a contender could have used the network: this kernel offers no way to cut it off".into());
        }
    }
    Ok(Provenance {
        program: concat!("bakeoff ", env!("CARGO_PKG_VERSION")).into(),
        table: stage.fingerprint.clone(),
        seal: stage.seal()?,
        rows: stage.plan.rows,
        files: stage.files.iter().map(|f| f.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect(),
        boxes,
        gaps,
        started_ms,
        ended_ms: now_ms(),
    })
}
