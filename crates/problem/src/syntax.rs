//! Mistakes of TOML itself. The parser stops at the first one; a mistake that is confined to one line is blanked out
//! and reading goes on, so that several are shown in one go.

use std::borrow::Cow;
use std::ops::Range;

use toml_edit::{Document, TomlError};

use crate::amount::shown;
use crate::desk::{Desk, Draft};

/// Most lines that are blanked out in one file.
const BLANKED_MAX: usize = 20;

/// Complains about every mistake it finds and gives the text without the lines that hold them, byte for byte as long. The
/// text given still does not parse where a mistake is not confined to its line. `hint`, if given, takes the place of their own hints.
pub(crate) fn blank_mistakes<'t>(text: &'t str, desk: &mut Desk, hint: Option<&str>) -> Cow<'t, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..BLANKED_MAX {
        let Err(error) = Document::parse(text.as_ref()) else {
            return text;
        };
        desk.partial = true;
        let at = place(&text, &error);
        let line = line_around(&text, at.start);
        desk.push(draft(&text, &error, at, &line, hint));
        if !is_confined(&text[line.clone()]) {
            return text;
        }
        let blank = " ".repeat(line.len());
        text.to_mut().replace_range(line, &blank);
    }
    text
}

/// Where the parser stumbled; the end of the text if it does not say.
fn place(text: &str, error: &TomlError) -> Range<usize> {
    let end = text.trim_end().len();
    match error.span() {
        // A mistake at the end of the text is shown after its last character.
        Some(span) if span.start >= end => end..end,
        Some(span) => span,
        None => end..end,
    }
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    start..end
}

/// The key and the value of a line, whichever sign stands between them.
fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=').or_else(|| line.split_once(':'))?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'' | ' ');
    let key = key.trim();
    (!key.is_empty() && key.chars().all(plain)).then(|| (key, value.trim()))
}

/// Whether the line is a key and a value that ends with the line.
fn is_confined(line: &str) -> bool {
    key_and_value(line)
        .is_some_and(|(_, value)| !value.starts_with(['[', '{']) && !value.contains("\"\"\"") && !value.contains("'''"))
}

fn draft(text: &str, error: &TomlError, at: Range<usize>, line: &Range<usize>, hint: Option<&str>) -> Draft {
    // The parser looks into strings last, and stumbles over what follows an open one first.
    if let Some(open) = open_string(text, line).filter(|_| !error.message().contains("string")) {
        let quote = &text[open.start..=open.start];
        let hint = format!("close it with {quote}");
        return Draft::new(open, "this string has no closing quote").hint(hint);
    }
    let first = (error.message() == "duplicate key").then(|| first_of(text, line)).flatten();
    let (message, own_hint) = if text.trim_start().starts_with('{') {
        let hint = "a problem file is TOML: `[data]`, then lines such as `source = \"sales.csv\"`";
        ("this looks like JSON".to_owned(), Some(hint.to_owned()))
    } else {
        reworded(error.message(), &text[line.clone()], &text[at.clone()])
    };
    let mut draft = Draft::new(at, message);
    if let Some(first) = first {
        draft = draft.also(first, "first here");
    }
    match hint.map(str::to_owned).or(own_hint) {
        Some(hint) => draft.hint(hint),
        None => draft,
    }
}

/// A string that is still open at the end of this line or of the last one before it that is not blank.
fn open_string(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..line.start].trim_end();
    let previous = line_around(text, before.len());
    [previous, line.clone()].into_iter().find_map(|line| {
        let inside = |quotes: &str| text[..line.start].matches(quotes).count() % 2 == 1;
        if inside("\"\"\"") || inside("'''") {
            return None;
        }
        let from = line.start + open_at_end(text[line.clone()].trim_end())?;
        Some(from..line.start + text[line.clone()].trim_end().len())
    })
}

/// Where in the line a string of one line begins that does not end.
fn open_at_end(line: &str) -> Option<usize> {
    if line.contains("\"\"\"") || line.contains("'''") {
        return None;
    }
    let mut open: Option<(usize, char)> = None;
    let mut chars = line.char_indices();
    while let Some((at, c)) = chars.next() {
        match (open, c) {
            (None, '"' | '\'') => open = Some((at, c)),
            (None, '#') => return None,
            (Some((_, '"')), '\\') => {
                chars.next();
            }
            (Some((_, quote)), _) if c == quote => open = None,
            _ => {}
        }
    }
    open.map(|(at, _)| at)
}

/// Where the key or header of a line stood first: the same header anywhere above, or the same key since the last header.
fn first_of(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let this = text[line.clone()].trim();
    let key = this.split_once('=').map(|(key, _)| key.trim());
    let mut end = line.start;
    while end > 0 {
        let start = text[..end - 1].rfind('\n').map_or(0, |newline| newline + 1);
        let above = &text[start..end - 1];
        let trimmed = above.trim();
        let same = match key {
            Some(_) if trimmed.starts_with('[') => return None,
            Some(key) => trimmed.split_once('=').is_some_and(|(above, _)| above.trim() == key),
            None => trimmed == this,
        };
        if same {
            let from = start + (above.len() - above.trim_start().len());
            return Some(from..from + key.unwrap_or(trimmed).len());
        }
        end = start;
    }
    None
}

/// The parser's message in plain words, and what to do about it. What is not known here is passed on as it is.
fn reworded(message: &str, line: &str, at: &str) -> (String, Option<String>) {
    let (key, value) = key_and_value(line).unwrap_or_default();
    let (message, hint): (&str, Option<String>) = match message {
        _ if message.starts_with("string values must be quoted") => return unquoted(key, at),
        _ if message.starts_with("key with no value") => ("this key has no value", Some("write `key = value`".to_owned())),
        _ if message.starts_with("missing escaped value") || message.starts_with("too few unicode") => (
            "a backslash starts an escape, and this is none",
            Some("write paths with `/`, or in single quotes: 'C:\\data\\sales.csv'".to_owned()),
        ),
        "duplicate key" => {
            let name = at.trim();
            return (format!("`{}` is stated twice", shown(name)), Some("keep one of them".to_owned()));
        }
        _ if message.starts_with("invalid basic string, expected `\"`") => {
            ("this string has no closing quote", Some("close it with \"".to_owned()))
        }
        _ if message.starts_with("invalid multi-line") && at.is_empty() => {
            ("this string over several lines is never closed", Some("close it with the three quotes it began with".to_owned()))
        }
        _ if message.contains("visible characters") => {
            ("a string holds a control character", Some("write it as an escape such as \\t or \\u0001".to_owned()))
        }
        _ if message.starts_with("unexpected leading zero") => {
            ("a number cannot start with 0", Some(format!("write it as {}", value.trim_start_matches('0'))))
        }
        _ if message.starts_with("invalid boolean") => ("a boolean is `true` or `false`, in small letters", None),
        _ if message.starts_with("unclosed array") => ("this list is never closed", Some("close it with `]`".to_owned())),
        _ if message.starts_with("unclosed table") => ("this header is never closed", Some("close it with `]`".to_owned())),
        _ if message.contains("recurs") => ("nested too deep", None),
        _ => return (lower(message), None),
    };
    (message.to_owned(), hint)
}

/// For a value that looks like a string without quotes.
fn unquoted(key: &str, at: &str) -> (String, Option<String>) {
    let value = at.trim();
    if value.is_empty() {
        return (format!("`{}` has no value", shown(key)), Some(format!("for example `{} = \"...\"`", shown(key))));
    }
    let bare = value.trim_matches(['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}']);
    let hint = format!("put it in straight quotes: {} = \"{}\"", shown(key), shown(bare));
    ("a string stands in quotes".to_owned(), Some(hint))
}

fn lower(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
