//! `bakeoff verify`: finds any edited, removed or reordered record of the ledger.

use crate::arguments::{Format, General};
use crate::exit::{Exit, Failure};
use crate::out;
use crate::place;

pub(crate) fn run(general: &General) -> Result<Exit, Failure> {
    let ledger = place::open(general)?;
    let report = ledger.verify()?;
    if general.format == Format::Json {
        out::json(&report)?;
    } else {
        for problem in &report.problems {
            out::answer(format_args!("{problem}\n"))?;
        }
        let found = if report.is_intact() { "intact".to_owned() } else { format!("{} problems", report.problems.len()) };
        out::answer(format_args!("{} records checked: {found}\n", report.records_checked()))?;
    }
    Ok(if report.is_intact() { Exit::Done } else { Exit::No })
}
