//! Where things are: the problem, its ledger, the last ledger, the page.

use std::path::{Path, PathBuf};

use ledger::{DIR_NAME, Ledger, Run};
use problem::Problem;

use crate::arguments::{General, Question};
use crate::exit::Failure;

/// Reads the problem that the line of a command describes.
pub(crate) fn problem(command: &str, question: &Question) -> Result<Problem, Failure> {
    if !question.is_file() {
        return Ok(Problem::quick_of(command, &question.quick())?);
    }
    if let Some(flag) = question.quick().first_flag() {
        let message = format!("{flag} does not go with a problem file");
        return Err(Failure::input(message, Some(format!("state it in {} instead", question.source.display()))));
    }
    Ok(Problem::load(&question.source)?)
}

/// Folder of the ledger of a problem: as stated, else beside the problem file, else here.
pub(crate) fn ledger_of(question: &Question, general: &General) -> PathBuf {
    match &general.ledger {
        Some(stated) => stated.clone(),
        None if question.is_file() => ledger::default_dir(&question.source),
        None => PathBuf::from(DIR_NAME),
    }
}

/// Folder of the ledger to read: as stated, else here, else the last one that was written.
pub(crate) fn ledger_to_read(general: &General) -> Result<PathBuf, Failure> {
    if let Some(stated) = &general.ledger {
        return Ok(stated.clone());
    }
    let here = PathBuf::from(DIR_NAME);
    if here.is_dir() {
        return Ok(here);
    }
    let last = state_file().and_then(|file| std::fs::read_to_string(file).ok()).map(PathBuf::from);
    last.filter(|dir| dir.is_dir()).ok_or_else(|| {
        let hint = "name its folder with `--ledger`, or hold a contest with `bakeoff run`";
        Failure::input("there is no ledger here", Some(hint.into()))
    })
}

/// Opens the ledger for reading.
pub(crate) fn open(general: &General) -> Result<Ledger, Failure> {
    Ok(Ledger::open_read(&ledger_to_read(general)?)?)
}

/// Remembers the ledger that was written last, for commands that are started elsewhere.
pub(crate) fn remember(dir: &Path) {
    let Some(file) = state_file() else { return };
    let Ok(dir) = dir.canonicalize() else { return };
    // A convenience only: where it cannot be kept, `--ledger` names the folder.
    if let Some(folder) = file.parent() {
        let _ = std::fs::create_dir_all(folder);
    }
    let _ = std::fs::write(file, dir.to_string_lossy().as_bytes());
}

fn state_file() -> Option<PathBuf> {
    let base = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
    let base = base.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state")))?;
    Some(base.join("bakeoff").join("last-ledger"))
}

/// The run asked for by the beginning of its id, or the last contest.
pub(crate) fn run(ledger: &Ledger, wanted: Option<&str>) -> Result<Run, Failure> {
    match wanted {
        Some(prefix) => Ok(ledger.find_run(prefix)?),
        None => match ledger.latest_contest()? {
            Some(run) => Ok(run),
            None => Err(Failure::input("there is no contest in this ledger", Some("hold one with `bakeoff run`".into()))),
        },
    }
}

/// Where the page of a contest is written unless the user says otherwise.
pub(crate) fn page(ledger: &Path, run: &str) -> PathBuf {
    ledger.join("pages").join(format!("{}.html", run.chars().take(8).collect::<String>()))
}
