//! `bakeoff board`: the board of a contest.

use report::Dossier;

use crate::arguments::{General, RunId};
use crate::exit::{Exit, Failure};
use crate::place;

pub(crate) fn run(args: &RunId, general: &General) -> Result<Exit, Failure> {
    let ledger = place::open(general)?;
    let run = place::run(&ledger, args.run.as_deref())?;
    let dossier = Dossier::load(&ledger, run.id)?;
    super::run::print(&dossier, general)?;
    Ok(super::run::answer(&dossier))
}
