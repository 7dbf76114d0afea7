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
use crate::tree::{self, Entry};

/// Longest problem file that is read, and longest query in a `sql_file`, in bytes.
pub const FILE_BYTES_MAX: usize = 1 << 20;

const INIT: &str = "`bakeoff init TABLE --target COLUMN` writes one";

/// What is read: its name in messages, and where one comes from.
pub(crate) struct FileKind {
    pub(crate) noun: &'static str,
    pub(crate) hint: &'static str,
    /// The hint for a table given in its place.
    pub(crate) for_table: Option<&'static str>,
}

const PROBLEM: FileKind =
    FileKind { noun: "problem file", hint: INIT, for_table: Some("for a table: `bakeoff run FILE --target COLUMN --margin 2%`") };

impl FileKind {
    /// The hint for a table given in place of the file, told from its ending.
    fn as_table(&self, path: &Path) -> Option<&'static str> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let table = ["csv", "tsv", "txt", "parquet", "ndjson", "jsonl", "json", "arrow", "feather", "gz", "xlsx"];
        self.for_table.filter(|_| table.contains(&ending.as_str()))
    }
}

pub(crate) fn load(path: &Path) -> Result<Problem, Complaints> {
    parse(&text(path, &PROBLEM)?, path)
}

/// The text of a file.
pub(crate) fn text(path: &Path, kind: &FileKind) -> Result<String, Complaints> {
    let noun = kind.noun;
    let bytes = match read_at_most(path, FILE_BYTES_MAX + 1) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("cannot read the {noun}: {}", why(&error));
            let hint = match error.kind() {
                ErrorKind::NotFound => kind.hint.to_owned(),
                ErrorKind::IsADirectory => format!("name a {noun} in it"),
                _ => format!("name a {noun} that can be read"),
            };
            return Err(Complaint::nowhere(&Origin::file(path, ""), message).hint(hint).into());
        }
    };
    if bytes.len() > FILE_BYTES_MAX {
        return Err(too_long(path, &String::from_utf8_lossy(&bytes[..1024]), kind));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(refuse(path, "", 0..0, "the file is in UTF-16", "save it as UTF-8"));
    }
    let for_table = kind.as_table(path);
    if let Some(nul) = bytes.iter().position(|byte| *byte == 0) {
        let text = String::from_utf8_lossy(&bytes);
        let at = String::from_utf8_lossy(&bytes[..nul]).len();
        let plain = format!("a {noun} is plain text in UTF-8");
        return Err(refuse(path, &text, at..at + 1, "this is not a text file", for_table.unwrap_or(&plain)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        // What replaces the bad bytes begins where they did, and is one character.
        let bad = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
        refuse(path, &text, bad, "this is not UTF-8", for_table.unwrap_or("save it as UTF-8"))
    })
}

pub(crate) fn parse(text: &str, path: &Path) -> Result<Problem, Complaints> {
    let (mut desk, entries) = entries(text, path, &PROBLEM)?;
    let Some(entries) = entries else {
        return settle(desk, None);
    };
    let problem = reader::read(&mut desk, &entries);
    if !desk.partial {
        check::check(&mut desk, &problem);
    }
    settle(desk, Some(problem))
}

/// What was written, as far as it can be read, and the desk with what cannot; no entries where the text is no TOML at all.
pub(crate) fn entries(text: &str, path: &Path, kind: &FileKind) -> Result<(Desk, Option<Vec<Entry>>), Complaints> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > FILE_BYTES_MAX {
        return Err(too_long(path, text, kind));
    }
    if text.trim().is_empty() {
        return Err(refuse(path, text, 0..0, &format!("the {} is empty", kind.noun), kind.hint));
    }
    let mut desk = Desk::new(Origin::file(path, text));
    let blanked = syntax::blank_mistakes(text, &mut desk, kind.as_table(path));
    let entries = Document::parse(blanked.as_ref()).ok().map(|document| tree::of_toml(document.as_table()));
    Ok((desk, entries))
}

/// The problem, if nobody complained.
pub(crate) fn settle(desk: Desk, problem: Option<Problem>) -> Result<Problem, Complaints> {
    let origin = desk.close()?;
    match problem {
        Some(problem) => Ok(Problem { origin, ..problem }),
        None => Err(Complaint::at(&origin, 0..0, "this cannot be read").into()),
    }
}

fn refuse(path: &Path, text: &str, at: std::ops::Range<usize>, message: &str, hint: &str) -> Complaints {
    Complaint::at(&Origin::file(path, text), at, message).hint(hint).into()
}

fn too_long(path: &Path, text: &str, kind: &FileKind) -> Complaints {
    let start: String = text.lines().next().unwrap_or_default().chars().take(80).collect();
    let message = format!("the file is longer than {} MiB, too long for a {}", FILE_BYTES_MAX >> 20, kind.noun);
    refuse(path, &start, 0..0, &message, kind.as_table(path).unwrap_or(kind.hint))
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
