//! Splits delimited text into fields, one pass, without copying.

use memchr::memchr;

use super::dialect::Dialect;
use crate::error::{TableError, excerpt};
use crate::feed::{Feed, newlines};
use crate::text::word::{self, Word};

/// No field may be longer than this.
pub(crate) const FIELD_BYTES_MAX: usize = 16 << 20;

/// What receives the fields of each row, left to right.
pub(crate) trait Sink {
    /// One field, unquoted, and whether it was quoted; `column` counts from 0, `line` from 1.
    fn field(&mut self, column: usize, text: &[u8], quoted: bool, line: u64) -> Result<(), TableError>;
    /// One short field, not quoted, as a word; its first characters are those of `text`.
    fn short(&mut self, column: usize, word: Word, text: &[u8], line: u64) -> Result<(), TableError> {
        let _ = word;
        self.field(column, text, false, line)
    }
    /// The row is complete.
    fn row(&mut self) -> Result<(), TableError>;
}

/// What comes after a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Field,
    Row,
    End,
}

/// A field within the feed's bytes.
struct Span {
    start: usize,
    end: usize,
    quoted: bool,
    /// Holds doubled quotes or escapes.
    doubled: bool,
    /// Where the next field begins.
    after: usize,
    next: Next,
}

/// Walks over a feed row by row.
pub(crate) struct Scanner {
    feed: Feed,
    dialect: Dialect,
    /// Whether a byte ends an unquoted field.
    stops: [bool; 256],
    /// The same bytes.
    breaks: [u8; 3],
    /// Where the current field begins.
    at: usize,
    /// Where the current row begins.
    record: usize,
    /// The line at which the current row begins.
    line: u64,
    unquoted: Vec<u8>,
}

impl Scanner {
    pub(crate) fn new(feed: Feed, dialect: Dialect) -> Self {
        let mut stops = [false; 256];
        let breaks = [dialect.delimiter, b'\n', b'\r'];
        for byte in breaks {
            stops[usize::from(byte)] = true;
        }
        Self { feed, dialect, stops, breaks, at: 0, record: 0, line: 1, unquoted: Vec::new() }
    }

    /// The fields of the next row as text, with no width expected; none at the end.
    pub(crate) fn header(&mut self) -> Result<Option<Vec<String>>, TableError> {
        let mut names = Names(Vec::new());
        let any = self.next_row(&mut names, None)?;
        Ok(any.then_some(names.0))
    }

    /// Hands all remaining rows to the sink; each must have `width` fields.
    pub(crate) fn rows(&mut self, sink: &mut impl Sink, width: usize) -> Result<(), TableError> {
        while self.next_row(sink, Some(width))? {}
        Ok(())
    }

    #[inline]
    fn next_row(&mut self, sink: &mut impl Sink, width: Option<usize>) -> Result<bool, TableError> {
        if !self.skip_blank_lines()? {
            return Ok(false);
        }
        let mut column = 0;
        let mut line = self.line;
        loop {
            if let Some((word, text)) = self.short_field().filter(|_| width.is_some_and(|width| column < width)) {
                sink.short(column, word, text, line)?;
                column += 1;
                self.at += text.len() + 1;
                continue;
            }
            let span = self.span(column)?;
            let text = &self.feed.bytes()[span.start..span.end];
            if text.len() > FIELD_BYTES_MAX {
                return Err(self.too_long(column));
            }
            let field_line = line;
            if span.quoted {
                line += newlines(text);
            }
            let fits = width.is_none_or(|width| column < width);
            if fits && span.doubled {
                undouble(text, self.dialect, &mut self.unquoted);
                sink.field(column, &self.unquoted, true, field_line)?;
            } else if fits {
                sink.field(column, text, span.quoted, field_line)?;
            }
            column += 1;
            self.at = span.after;
            if span.next != Next::Field {
                break;
            }
        }
        if let Some(expected) = width.filter(|w| *w != column) {
            return Err(self.ragged(expected, column));
        }
        sink.row()?;
        self.line = line + 1;
        self.record = self.at;
        Ok(true)
    }

    /// Moves to the next line that is not empty; false at the end.
    #[inline]
    fn skip_blank_lines(&mut self) -> Result<bool, TableError> {
        loop {
            match self.feed.bytes().get(self.at) {
                Some(b'\n') => {
                    self.at += 1;
                    self.line += 1;
                }
                Some(b'\r') => {
                    if self.peek(1)? != Some(b'\n') {
                        self.line += 1;
                    }
                    self.at += 1;
                }
                Some(_) => {
                    self.record = self.at;
                    return Ok(true);
                }
                None if self.feed.ended => return Ok(false),
                None => {
                    self.record = self.at;
                    self.refill()?;
                }
            }
        }
    }

    /// The byte `ahead` of the current field's start, if the file goes on that far.
    fn peek(&mut self, ahead: usize) -> Result<Option<u8>, TableError> {
        while self.at + ahead >= self.feed.bytes().len() && !self.feed.ended {
            self.refill()?;
        }
        Ok(self.feed.bytes().get(self.at + ahead).copied())
    }

    fn refill(&mut self) -> Result<(), TableError> {
        self.feed.refill(self.record, self.line)?;
        self.at -= self.record;
        self.record = 0;
        Ok(())
    }

    /// The field at `at`, reading on as often as it takes.
    #[inline]
    fn span(&mut self, column: usize) -> Result<Span, TableError> {
        loop {
            let found = if self.feed.bytes().get(self.at).is_some_and(|b| Some(*b) == self.dialect.quote) {
                self.quoted_span()?
            } else {
                self.plain_span()
            };
            if let Some(span) = found {
                return Ok(span);
            }
            if self.feed.bytes().len() - self.at > FIELD_BYTES_MAX {
                return Err(self.too_long(column));
            }
            self.refill()?;
        }
    }

    /// A field of at most seven bytes that another one follows, when all of it is at hand: most fields are.
    #[inline]
    fn short_field(&self) -> Option<(Word, &[u8])> {
        let bytes = self.feed.bytes();
        let eight = bytes.get(self.at..)?.first_chunk::<8>()?;
        let length = word::first_of(*eight, self.breaks)?;
        let text = eight.get(..length)?;
        let plain = eight[length] == self.dialect.delimiter && Some(eight[0]) != self.dialect.quote;
        plain.then_some((Word::new(*eight, length), text))
    }

    /// A field without quotes; none when its end is not at hand yet.
    #[inline]
    fn plain_span(&self) -> Option<Span> {
        let bytes = self.feed.bytes();
        let rest = &bytes[self.at..];
        let length = rest.iter().position(|b| self.stops[usize::from(*b)]);
        let end = self.at + length.unwrap_or(rest.len());
        let (after, next) = self.after(end)?;
        Some(Span { start: self.at, end, quoted: false, doubled: false, after, next })
    }

    /// What follows a field that ends at `end`; none when that is not at hand yet.
    #[inline]
    fn after(&self, end: usize) -> Option<(usize, Next)> {
        let bytes = self.feed.bytes();
        match bytes.get(end) {
            None => self.feed.ended.then_some((end, Next::End)),
            Some(b'\n') => Some((end + 1, Next::Row)),
            Some(b'\r') => match bytes.get(end + 1) {
                Some(b'\n') => Some((end + 2, Next::Row)),
                None if !self.feed.ended => None,
                _ => Some((end + 1, Next::Row)),
            },
            Some(_) => Some((end + 1, Next::Field)),
        }
    }

    fn quoted_span(&self) -> Result<Option<Span>, TableError> {
        let bytes = self.feed.bytes();
        let Some(quote) = self.dialect.quote else { return Ok(None) };
        let start = self.at + 1;
        let mut from = start;
        let mut doubled = false;
        let end = loop {
            match memchr(quote, &bytes[from..]).map(|i| from + i) {
                None if self.feed.ended => return Err(self.open_quote()),
                None => return Ok(None),
                Some(i) if self.dialect.escape && escaped(&bytes[start..i]) => from = i + 1,
                Some(i) if bytes.get(i + 1) == Some(&quote) => {
                    doubled = true;
                    from = i + 2;
                }
                Some(i) if i + 1 == bytes.len() && !self.feed.ended => return Ok(None),
                Some(i) => break i,
            }
        };
        doubled |= self.dialect.escape && memchr(b'\\', &bytes[start..end]).is_some();
        let blanks = bytes[end + 1..].iter().take_while(|b| matches!(b, b' ' | b'\t') && **b != self.dialect.delimiter);
        let stop = end + 1 + blanks.count();
        match bytes.get(stop) {
            Some(b) if !self.stops[usize::from(*b)] => Err(self.stray_quote()),
            _ => Ok(self.after(stop).map(|(after, next)| Span { start, end, quoted: true, doubled, after, next })),
        }
    }

    fn too_long(&self, column: usize) -> TableError {
        let what = format!("field {}", column + 1);
        TableError::TooLong { path: self.feed.path.clone(), line: self.line, what, limit: FIELD_BYTES_MAX }
    }

    /// The line of the current field, the line of its row counted on.
    fn field_line(&self) -> u64 {
        self.line + newlines(&self.feed.bytes()[self.record..self.at])
    }

    fn open_quote(&self) -> TableError {
        let text = excerpt(&self.feed.bytes()[self.at..]);
        TableError::OpenQuote { path: self.feed.path.clone(), line: self.field_line(), text }
    }

    fn stray_quote(&self) -> TableError {
        let text = excerpt(&self.feed.bytes()[self.at..]);
        TableError::StrayQuote { path: self.feed.path.clone(), line: self.field_line(), text }
    }

    fn ragged(&self, expected: usize, found: usize) -> TableError {
        let text = excerpt(&self.feed.bytes()[self.record..]);
        TableError::Ragged { path: self.feed.path.clone(), line: self.line, expected, found, text }
    }
}

/// Whether what follows these bytes is escaped: an odd number of backslashes stands before it.
fn escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// Writes `text` with each pair of quotes as one, and with what backslashes escape as it is.
fn undouble(text: &[u8], dialect: Dialect, to: &mut Vec<u8>) {
    to.clear();
    let mut rest = text;
    while let [byte, more @ ..] = rest {
        let second = more.first().copied();
        let escape = dialect.escape && *byte == b'\\' && (second == dialect.quote || second == Some(b'\\'));
        let pair = escape || Some(*byte) == dialect.quote;
        to.push(if escape { second.unwrap_or(*byte) } else { *byte });
        rest = if pair { more.get(1..).unwrap_or_default() } else { more };
    }
}

struct Names(Vec<String>);

impl Sink for Names {
    fn field(&mut self, _: usize, text: &[u8], _: bool, _: u64) -> Result<(), TableError> {
        self.0.push(String::from_utf8_lossy(text).trim().to_owned());
        Ok(())
    }

    fn row(&mut self) -> Result<(), TableError> {
        Ok(())
    }
}
