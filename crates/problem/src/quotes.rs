//! From a text's content back to where its characters stand in the file, past quotes and escapes.

use std::ops::Range;

/// The bytes of the file that hold these bytes of a value's content; the whole value where they cannot be told.
pub(crate) fn within(text: &str, value: Range<usize>, within: Range<usize>) -> Range<usize> {
    let Some(raw) = text.get(value.clone()) else {
        return value;
    };
    let start = offset(raw, within.start);
    let end = if within.end > within.start {
        end_offset(raw, within.end)
    } else {
        start
    };
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
        .find(|quotes| {
            raw.len() >= 2 * quotes.len() && raw.starts_with(quotes) && raw.ends_with(quotes)
        })
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
            next += if after.starts_with("\r\n") {
                2
            } else {
                usize::from(after.starts_with('\n'))
            };
        }
        let end = content_end(raw);
        Self {
            raw,
            next: next.min(end),
            end,
            escapes: quotes.starts_with('"'),
        }
    }

    /// An escape: its raw length, and the length of what it stands for.
    fn escape(rest: &str) -> (usize, usize) {
        let digits = match rest[1..].chars().next() {
            Some('u') => 4,
            Some('U') => 8,
            Some('x') => 2,
            Some(' ' | '\t' | '\r' | '\n') => {
                // A backslash at the end of a line swallows all white space up to the next word.
                let blank =
                    rest[1..].len() - rest[1..].trim_start_matches([' ', '\t', '\r', '\n']).len();
                return (1 + blank, 0);
            }
            Some(c) => return (1 + c.len_utf8(), 1),
            None => return (1, 1),
        };
        let character = rest
            .get(2..2 + digits)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32);
        character.map_or((2, 1), |c| (2 + digits, c.len_utf8()))
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let rest = &self.raw[self.next..self.end];
        let first = rest.chars().next()?;
        let (raw, len) = if first == '\\' && self.escapes {
            Self::escape(rest)
        } else {
            (first.len_utf8(), first.len_utf8())
        };
        let piece = Piece {
            at: self.next,
            raw,
            len,
        };
        self.next += raw;
        Some(piece)
    }
}
