//! One contender in one fold: its folder, its box, its answer.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use contest::protocol::{Answer, BoxSize, FoldFiles, Notes, Task};
use contest::{FoldId, Forfeit, Usage};
use executor::{Cancel, Ending, Job, Means, Mechanism, Outcome, Progress};
use problem::{Contender, Kind};

use crate::{BakeoffError, Stage};

/// Bytes kept of what a contender prints.
const OUTPUT_BYTES_MAX: usize = 16 << 10;
/// Environment variables that a command keeps; everything else is withheld.
const ENV_KEPT: [&str; 16] = [
    "PATH",
    "HOME",
    "USER",
    "LANG",
    "LC_ALL",
    "TZ",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PYTHONPATH",
    "R_HOME",
    "R_LIBS",
    "R_LIBS_USER",
    "LD_LIBRARY_PATH",
    "JAVA_HOME",
    "JULIA_DEPOT_PATH",
    "OPENBLAS_CORETYPE",
];
/// Set to 1 for every contender, so that all have the same machine: one core.
const THREADS: [&str; 6] = [
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "LOKY_MAX_CPU_COUNT",
    "RAYON_NUM_THREADS",
];

/// What came of one fold.
#[derive(Debug, Clone)]
pub(crate) struct Played {
    /// The valid answer, or why there is none.
    pub(crate) answer: Result<Answer, Forfeit>,
    /// The bell rang and an earlier valid answer counts.
    pub(crate) interim: bool,
    pub(crate) notes: Notes,
    pub(crate) usage: Usage,
    pub(crate) mechanism: Mechanism,
    /// Files the contender left beside its answer, by name.
    pub(crate) extras: Vec<(String, Vec<u8>)>,
}

/// What a contender finds in its folder.
pub(crate) struct Seat {
    /// Name of the folder.
    pub(crate) label: String,
    /// The content of `task.json`: who plays, which columns count, and how large the box is.
    pub(crate) task: Task,
    /// The tables, copied into the folder.
    pub(crate) files: FoldFiles,
    /// Row ids of the rows to answer.
    pub(crate) asked: Vec<i64>,
}

/// Plays `contender` in `fold` within `limits`; `None` when the user stopped the contest.
pub(crate) fn play(
    stage: &Stage,
    contender: &Contender,
    slot: usize,
    fold: FoldId,
    limits: BoxSize,
    cancel: &Cancel,
    working: &mut dyn FnMut(Usage),
) -> Result<Option<Played>, BakeoffError> {
    let label = match fold {
        FoldId::Inner(fold) => format!("box-{slot}-{fold}"),
        FoldId::Final => format!("box-{slot}-final"),
    };
    let asked = stage.folds.asked(fold).iter().map(|&row| row as i64).collect();
    let seat = Seat { label, task: stage.task(contender, fold, limits), files: stage.fold_files(fold)?, asked };
    sit(stage, &seat, cancel, working)
}

/// Plays the contender of a task in a folder of its own; `None` when the user stopped the contest.
pub(crate) fn sit(
    stage: &Stage,
    seat: &Seat,
    cancel: &Cancel,
    working: &mut dyn FnMut(Usage),
) -> Result<Option<Played>, BakeoffError> {
    let folder = Folder::create(stage.dir().join(&seat.label))?;
    furnish(stage, seat, &folder.path)?;
    let job = job(stage, &seat.task.contender, seat.task.limits, &folder.path)?;
    let mut last = Interim { stage, asked: &seat.asked, dir: &folder.path, seen: None, valid: None };
    let outcome = executor::run(&job, cancel, &mut |progress: Progress| {
        last.look();
        working(usage_so_far(progress));
    })?;
    if outcome.ending == Ending::Cancelled {
        return Ok(None);
    }
    Ok(Some(settle(&outcome, last, &folder.path)))
}

/// A folder that is removed when the fold is over.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn create(path: PathBuf) -> Result<Self, BakeoffError> {
        std::fs::create_dir_all(&path).map_err(BakeoffError::file("cannot create", &path))?;
        Ok(Self { path })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now is removed with the working folder at the end of the contest.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// Puts the tables, the task and what else the contender needs into its folder.
fn furnish(stage: &Stage, seat: &Seat, dir: &Path) -> Result<(), BakeoffError> {
    let (contender, files) = (&seat.task.contender, &seat.files);
    let copy =
        |from: &Path, name: &str| std::fs::copy(from, dir.join(name)).map(drop).map_err(BakeoffError::file("cannot copy", from));
    copy(&files.train, "train.arrow")?;
    copy(&files.ask, "ask.arrow")?;
    if let Kind::Command { csv: true, .. } = contender.kind {
        table::write_csv(&files.train, &dir.join("train.csv"))?;
        table::write_csv(&files.ask, &dir.join("ask.csv"))?;
    }
    if let Kind::Answers { file } = &contender.kind {
        let given = stage.problem.path(file);
        let ending = given.extension().map_or_else(|| "csv".into(), |e| e.to_string_lossy().into_owned());
        copy(&given, &format!("{}.{ending}", contenders::ANSWERS_STEM))?;
    }
    let task = crate::record::json(&seat.task, "task")?;
    let path = dir.join("task.json");
    std::fs::write(&path, task).map_err(BakeoffError::file("cannot write", &path))
}

fn job(stage: &Stage, contender: &Contender, limits: BoxSize, dir: &Path) -> Result<Job, BakeoffError> {
    let (program, args) = if let Kind::Command { run, .. } = &contender.kind {
        command_line(stage, run)
    } else {
        let own = std::env::current_exe().map_err(BakeoffError::file("cannot find", Path::new("/proc/self/exe")))?;
        (own.into_os_string(), vec![crate::CONTEND.into(), ".".into()])
    };
    let mut env: Vec<(OsString, OsString)> =
        ENV_KEPT.iter().filter_map(|name| std::env::var_os(name).map(|value| ((*name).into(), value))).collect();
    env.extend(THREADS.iter().map(|name| ((*name).into(), "1".into())));
    env.push(("TMPDIR".into(), dir.into()));
    env.push(("BAKEOFF_SEED".into(), stage.plan.seed.to_string().into()));
    Ok(Job {
        program,
        args,
        env,
        dir: dir.to_owned(),
        hidden: hidden(stage),
        network: false,
        limits: executor::Limits {
            cpu: Duration::from_secs_f64(limits.cpu_seconds.max(0.001)),
            wall: Duration::from_secs_f64(limits.wall_seconds.max(0.001)),
            memory_bytes: limits.memory_bytes,
            grace: Duration::ZERO,
        },
        output_bytes_max: OUTPUT_BYTES_MAX,
        means: Means::default(),
    })
}

/// A command's words, with those that name a file beside the problem file made absolute.
fn command_line(stage: &Stage, run: &[String]) -> (OsString, Vec<OsString>) {
    let resolve = |word: &String| -> OsString {
        let beside = stage.problem.path(word);
        let is_file = !word.starts_with('-') && beside.is_file();
        match beside.canonicalize() {
            Ok(path) if is_file => path.into_os_string(),
            _ => word.into(),
        }
    };
    match run.split_first() {
        Some((program, args)) => (resolve(program), args.iter().map(resolve).collect()),
        None => (OsString::new(), Vec::new()),
    }
}

/// What a contender must not read: the source, the working folder with all folds, and the ledger around it.
fn hidden(stage: &Stage) -> Vec<PathBuf> {
    let mut hidden: Vec<PathBuf> = stage.files.iter().filter_map(|file| file.canonicalize().ok()).collect();
    let ledger = stage.dir().ancestors().find(|dir| dir.ends_with(ledger::DIR_NAME)).unwrap_or(stage.dir());
    hidden.extend(ledger.canonicalize().ok());
    hidden
}

/// Keeps the last valid answer of a contender that improves it as it goes.
struct Interim<'a> {
    stage: &'a Stage,
    asked: &'a [i64],
    dir: &'a Path,
    seen: Option<(PathBuf, SystemTime, u64)>,
    valid: Option<Answer>,
}

impl Interim<'_> {
    /// Reads the answer file when it has changed since the last look.
    fn look(&mut self) {
        let Some(path) = Answer::find(self.dir) else { return };
        let Ok(meta) = std::fs::metadata(&path) else { return };
        let Ok(modified) = meta.modified() else { return };
        let seen = (path, modified, meta.len());
        if self.seen.as_ref() == Some(&seen) {
            return;
        }
        if let Ok(answer) = self.read(&seen.0) {
            self.valid = Some(answer);
        }
        self.seen = Some(seen);
    }

    fn read(&self, path: &Path) -> Result<Answer, String> {
        let plan = &self.stage.plan;
        Answer::fits(path, &plan.classes, self.asked.len())?;
        if path.extension().is_some_and(|ending| ending == "csv") {
            return Answer::read(path, plan.task, &plan.classes, self.asked);
        }
        table::read_foreign(path)
            .map_err(|error| error.to_string())
            .and_then(|batches| Answer::from_batches(batches, plan.task, &plan.classes, self.asked))
            .map_err(|error| format!("answer.arrow: {error}"))
    }
}

fn settle(outcome: &Outcome, interim: Interim, dir: &Path) -> Played {
    let usage = Usage {
        cpu_seconds: outcome.usage.cpu.as_secs_f64(),
        wall_seconds: outcome.usage.wall.as_secs_f64(),
        peak_bytes: outcome.usage.peak_bytes,
    };
    let (notes, flawed) = match Notes::read(dir) {
        Ok(notes) => (notes, None),
        Err(flaw) => (Notes::default(), Some(flaw)),
    };
    let last = match Answer::find(dir) {
        Some(path) => interim.read(&path),
        None => Err("there is no answer.arrow or answer.csv".into()),
    };
    let forfeit = ending(outcome);
    let (answer, is_interim) = match (forfeit, last, interim.valid) {
        (None, Ok(answer), _) => (Ok(answer), false),
        (None, Err(detail), _) => (Err(Forfeit::BadAnswer { detail }), false),
        // The bell rang: the last valid answer counts. A crash is a crash.
        (Some(Forfeit::OutOfCpu | Forfeit::OutOfTime), Ok(answer), _)
        | (Some(Forfeit::OutOfCpu | Forfeit::OutOfTime), Err(_), Some(answer)) => (Ok(answer), true),
        (Some(forfeit), ..) => (Err(forfeit), false),
    };
    let answer = match flawed {
        Some(detail) if answer.is_ok() => Err(Forfeit::BadAnswer { detail }),
        _ => answer,
    };
    Played { answer, interim: is_interim, notes, usage, mechanism: outcome.mechanism, extras: extras(dir) }
}

fn ending(outcome: &Outcome) -> Option<Forfeit> {
    let detail = || last_lines(&outcome.stderr_tail);
    Some(match &outcome.ending {
        Ending::Done | Ending::Cancelled => return None,
        Ending::OutOfCpu => Forfeit::OutOfCpu,
        Ending::OutOfTime => Forfeit::OutOfTime,
        Ending::OutOfMemory => Forfeit::OutOfMemory,
        Ending::TooManyProcesses => Forfeit::TooManyProcesses,
        Ending::ExitCode(code) => Forfeit::ExitCode { code: *code, detail: detail() },
        Ending::Signal(signal) => Forfeit::Signal { signal: *signal, detail: detail() },
        Ending::NotStarted { reason } => {
            let hint = reason.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
            Forfeit::NotStarted { detail: format!("{reason}{hint}") }
        }
    })
}

/// The last lines of what a contender printed, short enough for a board.
fn last_lines(output: &[u8]) -> String {
    const LINES: usize = 6;
    const CHARS: usize = 800;
    let text = String::from_utf8_lossy(output);
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let tail = lines[lines.len().saturating_sub(LINES)..].join("\n");
    let skip = tail.chars().count().saturating_sub(CHARS);
    tail.chars().skip(skip).collect()
}

/// `stages` of an ensemble, kept as they are.
fn extras(dir: &Path) -> Vec<(String, Vec<u8>)> {
    const BYTES_MAX: u64 = 64 << 20;
    ["stages.arrow", "stages.csv"]
        .iter()
        .filter(|name| std::fs::symlink_metadata(dir.join(name)).is_ok_and(|m| m.is_file() && m.len() <= BYTES_MAX))
        .filter_map(|name| Some(((*name).to_owned(), std::fs::read(dir.join(name)).ok()?)))
        .collect()
}

fn usage_so_far(progress: Progress) -> Usage {
    Usage { cpu_seconds: progress.cpu.as_secs_f64(), wall_seconds: progress.wall.as_secs_f64(), peak_bytes: progress.bytes }
}
