//! `bakeoff page`: the sponsor's page.

use std::path::Path;
use std::process::{Command, Stdio};

use report::Dossier;

use crate::arguments::{General, PageArguments};
use crate::exit::{Exit, Failure};
use crate::{out, place};

pub(crate) fn run(args: &PageArguments, general: &General) -> Result<Exit, Failure> {
    let dir = place::ledger_to_read(general)?;
    let ledger = ledger::Ledger::open_read(&dir)?;
    let run = place::run(&ledger, args.run.as_deref())?;
    let dossier = Dossier::load(&ledger, run.id)?;
    let path = args.output.clone().unwrap_or_else(|| place::page(&dir, &dossier.run));
    write(&dossier, &path)?;
    out::answer(format_args!("{}\n", path.display()))?;
    if args.open {
        open(&path)?;
    }
    Ok(Exit::Done)
}

/// Writes the page, whole or not at all.
pub(crate) fn write(dossier: &Dossier, path: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::input(
            format!("cannot write {}: {error}", path.display()),
            Some("name another place with `bakeoff page --output`".into()),
        )
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let part = path.with_extension("html.part");
    std::fs::write(&part, report::page(dossier)).map_err(failed)?;
    std::fs::rename(&part, path).map_err(failed)
}

/// Opens the page in the user's browser.
pub(crate) fn open(path: &Path) -> Result<(), Failure> {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let started = Command::new(opener).arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    match started {
        Ok(status) if status.success() => Ok(()),
        _ => {
            let hint = format!("open {} yourself", path.display());
            Err(Failure::input(format!("no browser could be opened with {opener}"), Some(hint)))
        }
    }
}
