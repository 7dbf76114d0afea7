//! The table on its way through the checks: one thread reads, the others look.

use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use profile::ProfileError;
use profile::look::{Asked, Seen, Wanted};
use table::{Options, Table, TableError};

use super::LookArguments;
use crate::exit::Failure;

/// Batches read ahead of the checks.
const AHEAD: usize = 2;

/// Opens the table and settles which column is what.
pub(super) fn open(args: &LookArguments) -> Result<Table, Failure> {
    let format = args.source_format.as_deref().map(crate::commands::format).transpose()?;
    let delimiter = args.delimiter.as_deref().map(delimiter).transpose()?;
    let sources: Vec<&str> = args.sources.iter().map(String::as_str).collect();
    let table = Table::open_all(&sources, Path::new(""), &Options { format, delimiter, header: None })?;
    let names: Vec<&str> = table.columns().iter().map(|c| c.name.as_str()).collect();
    let roles = [&args.target, &args.time, &args.group];
    // A date may stand in columns of its own: `year,month,day`.
    let parts = |role: &String| Some(role) == args.time.as_ref() && role.split(',').all(|part| names.contains(&part.trim()));
    let unknown = roles.into_iter().flatten().find(|role| !names.contains(&role.as_str()) && !parts(role));
    if let Some(name) = unknown {
        return Err(Failure::input(format!("the table has no column `{name}`"), Some(contest::column_hint(name, &names))));
    }
    if args.target.is_some() && (args.target == args.time || args.target == args.group) {
        let name = args.target.as_deref().unwrap_or_default();
        return Err(Failure::input(format!("the column `{name}` cannot have two parts to play"), None));
    }
    Ok(table)
}

fn delimiter(text: &str) -> Result<u8, Failure> {
    if matches!(text, "tab" | "\\t") {
        return Ok(b'\t');
    }
    if let [byte] = text.as_bytes() {
        return Ok(*byte);
    }
    let hint = "for example --delimiter ';' or --delimiter tab".to_owned();
    Err(Failure::input(format!("a delimiter is one ASCII character, not `{text}`"), Some(hint)))
}

/// Reads every row once and looks at it; once more where day and month were guessed wrong.
pub(super) fn look(args: &LookArguments, table: &Table, wanted: &Wanted, quiet: bool) -> Result<Seen, Failure> {
    match once(args, table, wanted, quiet) {
        Err(ProfileError::DayOrder { day_first, .. }) => {
            once(args, table, &Wanted { day_first: Some(day_first), ..wanted.clone() }, quiet).map_err(failure)
        }
        seen => seen.map_err(failure),
    }
}

fn once(args: &LookArguments, table: &Table, wanted: &Wanted, quiet: bool) -> Result<Seen, ProfileError> {
    let asked = Asked { target: args.target.clone(), time: args.time.clone(), group: args.group.clone(), seed: args.seed };
    let bar = bar(table.rows(), quiet);
    let (sender, receiver) = sync_channel(AHEAD);
    let (scanned, seen) = thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let scanned = table.scan(&mut |batch| sender.send(Ok(batch)).is_ok());
            match scanned {
                Ok(scanned) => Some(scanned.notes),
                Err(error) => {
                    // Nobody listens where the checks have failed before.
                    let _ = sender.send(Err(error));
                    None
                }
            }
        });
        let seen = profile::look::see(receiver, &args.sources.join(" "), &asked, wanted, &mut |rows| bar.set_position(rows));
        (reader.join(), seen)
    });
    bar.finish_and_clear();
    let mut seen = seen?;
    if let Ok(notes) = scanned {
        seen.look.notes = notes.unwrap_or_default();
    }
    Ok(seen)
}

/// The reader's own words where it was the reader that failed.
fn failure(error: ProfileError) -> Failure {
    match error {
        ProfileError::Input(inner) => match inner.downcast::<TableError>() {
            Ok(error) => (*error).into(),
            Err(inner) => Failure::input(inner, None),
        },
        other => Failure::input(&other, other.hint()),
    }
}

/// Rows per second, and the time left where the number of rows is known.
fn bar(rows: Option<u64>, quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(10) };
    let (bar, template) = match rows {
        Some(rows) => (
            ProgressBar::with_draw_target(Some(rows), target),
            "  looking  {bar:24.green} {human_pos} of {human_len} rows  {per_sec}  {eta} left",
        ),
        None => (ProgressBar::with_draw_target(None, target), "  looking  {spinner} {human_pos} rows  {per_sec}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━━╌").with_key("per_sec", per_second));
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// `1.2 million rows/s`.
fn per_second(state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write) {
    let rate = state.per_sec();
    let _ = match rate {
        r if r >= 999_500.0 => write!(out, "{:.1} million rows/s", r / 1e6),
        r if r >= 999.5 => write!(out, "{:.0} thousand rows/s", r / 1e3),
        r => write!(out, "{r:.0} rows/s"),
    };
}
