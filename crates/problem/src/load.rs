//! From bytes to a checked problem.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use toml_edit::Document;

use crate::check;
use crate::complaint::{Complaint, Complaints};
use crate::desk::Desk;
use crate::origin::Origin;
use crate::problem::Problem;
use crate::reader;
use crate::syntax;
use crate::tree;

/// Longest problem file that is read, and longest query in a `sql_file`, in bytes.
pub const FILE_BYTES_MAX: usize = 1 << 20;

const INIT: &str = "`bakeoff init TABLE --target COLUMN` writes one";

pub(crate) fn load(path: &Path) -> Result<Problem, Complaints> {
    let bytes = match read_at_most(path, FILE_BYTES_MAX + 1) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("cannot read the problem file: {}", why(&error));
            let hint = match error.kind() {
                ErrorKind::NotFound => INIT,
                ErrorKind::IsADirectory => "name a problem file in it",
                _ => "name a problem file that can be read",
            };
            return Err(Complaint::nowhere(&Origin::file(path, ""), message).hint(hint).into());
        }
    };
    if bytes.len() > FILE_BYTES_MAX {
        return too_long(path, &String::from_utf8_lossy(&bytes[..1024]));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return refuse(path, "", 0..0, "the file is in UTF-16", "save it as UTF-8");
    }
    let for_table = as_table(path);
    if let Some(nul) = bytes.iter().position(|byte| *byte == 0) {
        let text = String::from_utf8_lossy(&bytes);
        let at = String::from_utf8_lossy(&bytes[..nul]).len();
        let hint = for_table.unwrap_or("a problem file is plain text in UTF-8");
        return refuse(path, &text, at..at + 1, "this is not a text file", hint);
    }
    match String::from_utf8(bytes) {
        Ok(text) => parse(&text, path),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes());
            // What replaces the bad bytes begins where they did, and is one character.
            let bad = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
            refuse(path, &text, bad, "this is not UTF-8", for_table.unwrap_or("save it as UTF-8"))
        }
    }
}

pub(crate) fn parse(text: &str, path: &Path) -> Result<Problem, Complaints> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > FILE_BYTES_MAX {
        return too_long(path, text);
    }
    if text.trim().is_empty() {
        return refuse(path, text, 0..0, "the problem file is empty", INIT);
    }
    let mut desk = Desk::new(Origin::file(path, text));
    let blanked = syntax::blank_mistakes(text, &mut desk, as_table(path));
    let Ok(document) = Document::parse(blanked.as_ref()) else {
        return settle(desk, None);
    };
    let entries = tree::of_toml(document.as_table());
    let problem = reader::read(&mut desk, &entries);
    if !desk.partial {
        check::check(&mut desk, &problem);
    }
    settle(desk, Some(problem))
}

/// The problem, if nobody complained.
pub(crate) fn settle(desk: Desk, problem: Option<Problem>) -> Result<Problem, Complaints> {
    let origin = desk.close()?;
    match problem {
        Some(problem) => Ok(Problem { origin, ..problem }),
        None => Err(Complaint::at(&origin, 0..0, "this cannot be read").into()),
    }
}

fn refuse(path: &Path, text: &str, at: std::ops::Range<usize>, message: &str, hint: &str) -> Result<Problem, Complaints> {
    let origin = Origin::file(path, text);
    Err(Complaint::at(&origin, at, message).hint(hint).into())
}

fn too_long(path: &Path, text: &str) -> Result<Problem, Complaints> {
    let start: String = text.lines().next().unwrap_or_default().chars().take(80).collect();
    let message = format!("the file is longer than {} MiB, too long for a problem file", FILE_BYTES_MAX >> 20);
    refuse(path, &start, 0..0, &message, as_table(path).unwrap_or(INIT))
}

/// The hint for a table given in place of a problem file, told from its ending.
fn as_table(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    ["csv", "tsv", "txt", "parquet", "ndjson", "jsonl", "json", "arrow", "feather", "gz", "xlsx"]
        .contains(&ending.as_str())
        .then_some("for a table: `bakeoff run FILE --target COLUMN --margin 2%`")
}

/// Why a file cannot be read, in lower case.
fn why(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// The text of a file that the problem names.
pub(crate) fn read_text(path: &Path) -> Result<String, String> {
    let bytes = read_at_most(path, FILE_BYTES_MAX + 1).map_err(|error| why(&error))?;
    if bytes.len() > FILE_BYTES_MAX {
        return Err(format!("it is longer than {} MiB", FILE_BYTES_MAX >> 20));
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

fn read_at_most(path: &Path, most: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
