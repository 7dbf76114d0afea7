//! Checks that every text passes before it is written.

use crate::error::{Error, Result};

/// At most `limit` characters.
pub(crate) fn length(what: &str, text: &str, limit: usize) -> Result<()> {
    // A text has at most as many characters as bytes, so most need no count.
    if text.len() <= limit {
        return Ok(());
    }
    match text.chars().count() {
        found if found > limit => Err(Error::TooLong { what: what.to_owned(), found, limit }),
        _ => Ok(()),
    }
}

/// At most `limit` characters, if there is a text.
pub(crate) fn optional(what: &str, text: Option<&str>, limit: usize) -> Result<()> {
    text.map_or(Ok(()), |text| length(what, text, limit))
}

/// A name or key: not empty, no control characters, at most `limit` characters.
pub(crate) fn name(what: &'static str, text: &str, limit: usize) -> Result<()> {
    let bad = |why| Err(Error::BadName { what, text: text.chars().take(80).collect(), why });
    if text.is_empty() {
        return bad("is empty");
    }
    if text.chars().any(char::is_control) {
        return bad("has control characters");
    }
    length(what, text, limit)
}

/// Milliseconds since 1970.
pub(crate) fn time(what: &'static str, ms: i64) -> Result<()> {
    if ms < 0 { Err(Error::BadTime { what, found: ms }) } else { Ok(()) }
}

/// A relative path of plain names between slashes, so that it means the same in every folder it is put under.
pub(crate) fn artifact_path(path: &str) -> Result<()> {
    let what = "artifact path";
    name(what, path, crate::limits::ARTIFACT_PATH_CHARS_MAX)?;
    let bad = |why| Err(Error::BadName { what, text: path.to_owned(), why });
    if path.contains('\\') {
        return bad("has a backslash");
    }
    if path.contains(':') {
        return bad("has a colon");
    }
    for part in path.split('/') {
        match part {
            "" => return bad("is absolute or has an empty part"),
            "." | ".." => return bad("leaves its folder or is not in its shortest form"),
            _ => {}
        }
    }
    Ok(())
}
