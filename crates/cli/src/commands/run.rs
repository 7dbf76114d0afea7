//! `bakeoff run`: holds a contest.

use std::path::Path;

use bakeoff::{Options, conduct};
use executor::Cancel;
use ledger::{Ledger, RunId};
use problem::Problem;
use report::Dossier;
use verdict::Decision;

use crate::arguments::{Format, General, RunArguments};
use crate::exit::{Exit, Failure};
use crate::live::Live;
use crate::{out, place};

pub(crate) fn run(args: &RunArguments, general: &General) -> Result<Exit, Failure> {
    let problem = place::problem("bakeoff run", &args.question)?;
    let options = Options {
        ledger: place::ledger_of(&args.question, general),
        jobs: args.jobs.map_or_else(Options::default_jobs, usize::from),
        resume: args.resume,
    };
    hold(&problem, &options, args.open, general)
}

/// Holds a contest and prints what came of it.
pub(crate) fn hold(problem: &Problem, options: &Options, open: bool, general: &General) -> Result<Exit, Failure> {
    let cancel = cancel_on_interrupt()?;
    let mut live = Live::new(general.quiet);
    let run = conduct(problem, options, &cancel, &mut |event| live.listen(event));
    let run = run.map_err(|error| Failure::of(&error, problem))?;
    place::remember(&options.ledger);
    finish(&options.ledger, run, open, general)
}

/// A switch that Ctrl-C throws: children are ended, what was finished is kept.
pub(crate) fn cancel_on_interrupt() -> Result<Cancel, Failure> {
    let cancel = Cancel::new().map_err(|error| Failure::input(error, None))?;
    let thrown = cancel.clone();
    let handled = ctrlc::set_handler(move || thrown.cancel());
    handled.map_err(|error| Failure::input(format!("cannot listen for Ctrl-C: {error}"), None))?;
    Ok(cancel)
}

/// Prints board and verdict, writes the page.
pub(crate) fn finish(ledger_dir: &Path, run: RunId, open: bool, general: &General) -> Result<Exit, Failure> {
    let ledger = Ledger::open_read(ledger_dir)?;
    let dossier = Dossier::load(&ledger, run)?;
    let page = place::page(ledger_dir, &dossier.run);
    super::page::write(&dossier, &page)?;
    print(&dossier, general)?;
    if !general.quiet {
        out::tell(format_args!("page: {}", page.display()));
    }
    if open {
        super::page::open(&page)?;
    }
    Ok(answer(&dossier))
}

/// Prints a dossier as text or JSON.
pub(crate) fn print(dossier: &Dossier, general: &General) -> Result<(), Failure> {
    match general.format {
        Format::Text => out::answer(report::board(dossier, true, out::width())),
        Format::Json => out::answer(dossier.to_json()? + "\n"),
    }
}

/// A recommendation is a yes; stop and undecided are a no.
pub(crate) fn answer(dossier: &Dossier) -> Exit {
    match dossier.verdict.as_ref().map(|verdict| &verdict.decision) {
        Some(Decision::Recommend { .. }) => Exit::Done,
        _ => Exit::No,
    }
}
