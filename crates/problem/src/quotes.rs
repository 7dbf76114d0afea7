//! From a text's content back to where its characters stand in the file, past quotes and escapes.

use std::ops::Range;

/// The bytes of the file that hold these bytes of a value's content; the whole value where they cannot be told.
pub(crate) fn within(text: &str, value: Range<usize>, within: Range<usize>) -> Range<usize> {
    let Some(raw) = text.get(value.clone()) else {
        return value;
    };
    let start = offset(raw, within.start);
    let end = if within.end > within.start { end_offset(raw, within.end) } else { start };
    match (start, end) {
        (Some(start), Some(end)) if start <= end => value.start + start..value.start + end,
        _ => value,
    }
}

/// Where the content's byte at this offset begins in the raw text.
fn offset(raw: &str, content: usize) -> Option<usize> {
    let mut read = 0;
    for piece in Pieces::of(raw) {
        if piece.len > 0 && read + piece.len > content {
            return Some(piece.at + (content - read).min(piece.raw - 1));
        }
        read += piece.len;
    }
    (read == content).then(|| content_end(raw))
}

/// Where the content's byte before this offset ends in the raw text.
fn end_offset(raw: &str, content: usize) -> Option<usize> {
    let mut read = 0;
    for piece in Pieces::of(raw) {
        read += piece.len;
        if read >= content {
            return Some(piece.at + piece.raw);
        }
    }
    None
}

fn quotes(raw: &str) -> &'static str {
    ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quotes| raw.len() >= 2 * quotes.len() && raw.starts_with(quotes) && raw.ends_with(quotes))
        .unwrap_or("")
}

fn content_end(raw: &str) -> usize {
    raw.len() - quotes(raw).len()
}

/// A stretch of raw text that stands for `len` bytes of content.
struct Piece {
    at: usize,
    raw: usize,
    len: usize,
}

struct Pieces<'t> {
    raw: &'t str,
    next: usize,
    end: usize,
    escapes: bool,
}

impl<'t> Pieces<'t> {
    fn of(raw: &'t str) -> Self {
        let quotes = quotes(raw);
        let mut next = quotes.len();
        if quotes.len() == 3 {
            // A line break right after the opening quotes is no part of the content.
            let after = &raw[next..];
            next += if after.starts_with("\r\n") { 2 } else { usize::from(after.starts_with('\n')) };
        }
        let end = content_end(raw);
        Self { raw, next: next.min(end), end, escapes: quotes.starts_with('"') }
    }

    /// An escape: its raw length, and the length of what it stands for.
    fn escape(rest: &str) -> (usize, usize) {
        let digits = match rest[1..].chars().next() {
            Some('u') => 4,
            Some('U') => 8,
            Some('x') => 2,
            Some(' ' | '\t' | '\r' | '\n') => {
                // A backslash at the end of a line swallows all white space up to the next word.
                let blank = rest[1..].len() - rest[1..].trim_start_matches([' ', '\t', '\r', '\n']).len();
                return (1 + blank, 0);
            }
            Some(c) => return (1 + c.len_utf8(), 1),
            None => return (1, 1),
        };
        let character = rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        character.map_or((2, 1), |c| (2 + digits, c.len_utf8()))
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let rest = &self.raw[self.next..self.end];
        let first = rest.chars().next()?;
        let (raw, len) = if first == '\\' && self.escapes { Self::escape(rest) } else { (first.len_utf8(), first.len_utf8()) };
        let piece = Piece { at: self.next, raw, len };
        self.next += raw;
        Some(piece)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::within;

    /// How a string may be quoted, and whether escapes count in it.
    const STYLES: [(&str, bool); 6] =
        [("\"", true), ("'", false), ("\"\"\"", true), ("'''", false), ("\"\"\"\n", true), ("'''\r\n", false)];

    /// Pieces of raw text and what they stand for.
    fn piece(escapes: bool, lines: bool) -> impl Strategy<Value = (String, String)> {
        let mut pieces = vec![("a", "a"), ("é", "é"), ("💡", "💡"), (" ", " "), ("x y", "x y")];
        if escapes {
            pieces.extend([("\\n", "\n"), ("\\\"", "\""), ("\\\\", "\\"), ("\\u00e9", "é"), ("\\U0001F4A1", "💡")]);
        }
        if escapes && lines {
            pieces.push(("\\\n   z", "z"));
        }
        if lines {
            pieces.extend([("q\nr", "q\nr"), ("q\r\nr", "q\r\nr")]);
        }
        prop::sample::select(pieces).prop_map(|(raw, content)| (raw.to_owned(), content.to_owned()))
    }

    fn string() -> impl Strategy<Value = (&'static str, Vec<(String, String)>)> {
        prop::sample::select(STYLES.to_vec()).prop_flat_map(|(open, escapes)| {
            let lines = open.len() > 1;
            prop::collection::vec(piece(escapes, lines), 0..12).prop_map(move |pieces| (open, pieces))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn each_piece_of_content_is_found_in_the_raw_text((open, pieces) in string()) {
            let raw: String = pieces.iter().map(|(raw, _)| raw.as_str()).collect();
            let content: String = pieces.iter().map(|(_, content)| content.as_str()).collect();
            let text = format!("k = {open}{raw}{}", open.trim_end());
            let document = toml_edit::Document::parse(text.as_str()).unwrap();
            let item = &document["k"];
            // The parser agrees on what the pieces stand for, but for the line breaks it leaves as they are.
            prop_assert_eq!(item.as_str().unwrap(), content.as_str());
            let value = item.span().unwrap();
            let (mut raw_at, mut content_at) = (value.start + open.len(), 0);
            for (raw, content) in &pieces {
                let found = within(&text, value.clone(), content_at..content_at + content.len());
                // A line that goes on after a backslash begins at its first word.
                let skipped = if raw.starts_with("\\\n") { raw.len() - 1 } else { 0 };
                prop_assert_eq!(&text[found], &raw[skipped..]);
                raw_at += raw.len();
                content_at += content.len();
            }
            let end = within(&text, value.clone(), content_at..content_at);
            prop_assert_eq!(end, raw_at..raw_at);
        }
    }

    #[test]
    fn a_place_outside_the_content_is_the_whole_value() {
        assert_eq!(within("k = 'ab'", 4..8, 7..9), 4..8);
        assert_eq!(within("k = ab", 4..6, 0..1), 4..5);
    }
}
