//! Where words go: the answer to standard output, all else to standard error.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use serde::Serialize;

use crate::exit::Failure;

/// Writes to standard output. A reader that has gone (`bakeoff show | head`) has read what it wanted: that is no failure.
pub(crate) fn answer(text: impl Display) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let hint = "what was recorded is kept: see `bakeoff board`";
            Err(Failure::input(format!("cannot write to standard output: {error}"), Some(hint.into())))
        }
        _ => Ok(()),
    }
}

/// Writes a JSON document to standard output.
pub(crate) fn json(document: &impl Serialize) -> Result<(), Failure> {
    answer(format_args!("{}\n", serde_json::to_string_pretty(document)?))
}

/// Writes a line to standard error; it is lost where nobody listens.
pub(crate) fn tell(line: impl Display) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Columns of the terminal that standard output goes to; none where it goes elsewhere.
pub(crate) fn width() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(columns, _)| usize::from(columns.0))
}
