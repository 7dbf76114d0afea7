//! `bakeoff runs`: all contests.

use ledger::RunKind;
use serde_json::json;

use crate::arguments::{Format, General};
use crate::exit::{Exit, Failure};
use crate::out;
use crate::place;

/// Contests that are listed.
const RUNS_MAX: usize = 1000;

pub(crate) fn run(general: &General) -> Result<Exit, Failure> {
    let ledger = place::open(general)?;
    let runs = ledger.runs(Some(RunKind::Contest), RUNS_MAX)?;
    match general.format {
        Format::Json => out::json(&json!({ "version": 1, "runs": runs }))?,
        Format::Text => out::answer(report::runs(&runs, true))?,
    }
    Ok(Exit::Done)
}
