//! `bakeoff final`: opens the seal.

use bakeoff::{Options, finale};
use ledger::Ledger;
use problem::Problem;

use crate::arguments::{General, RunId};
use crate::exit::{Exit, Failure};
use crate::live::Live;
use crate::place;

pub(crate) fn run(args: &RunId, general: &General) -> Result<Exit, Failure> {
    let dir = place::ledger_to_read(general)?;
    let (run, problem) = {
        let ledger = Ledger::open_read(&dir)?;
        let run = place::run(&ledger, args.run.as_deref())?;
        (run.id, stored_problem(&ledger, run.id)?)
    };
    let options = Options { ledger: dir.clone(), jobs: 1, resume: false };
    let cancel = super::run::cancel_on_interrupt()?;
    let mut live = Live::new(general.quiet);
    let opened = finale(&problem, &options, Some(run), &cancel, &mut |event| live.listen(event));
    let run = opened.map_err(|error| Failure::of(&error, &problem))?;
    super::run::finish(&dir, run, false, general)
}

/// The problem of a contest, with its paths seen from where it was first read.
fn stored_problem(ledger: &Ledger, run: ledger::RunId) -> Result<Problem, Failure> {
    let Some(document) = ledger.document(run, contest::kind::PROBLEM)? else {
        return Err(Failure::input(format!("run {run} is no contest"), Some("see `bakeoff runs`".into())));
    };
    let problem = Problem::from_json(&document.json)?;
    let folder = ledger.tags(run)?.get(bakeoff::FOLDER).cloned().unwrap_or_default();
    Ok(problem.in_folder(folder))
}
