//! `bakeoff verify`: finds any edited, removed or reordered record of the ledger.

use anstream::println;

use crate::arguments::{Format, General};
use crate::exit::{Exit, Failure};
use crate::place;

pub(crate) fn run(general: &General) -> Result<Exit, Failure> {
    let ledger = place::open(general)?;
    let report = ledger.verify()?;
    if general.format == Format::Json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        for problem in &report.problems {
            println!("{problem}");
        }
        let found = if report.is_intact() { "intact".to_owned() } else { format!("{} problems", report.problems.len()) };
        println!("{} records checked: {found}", report.records_checked());
    }
    Ok(if report.is_intact() { Exit::Done } else { Exit::No })
}
