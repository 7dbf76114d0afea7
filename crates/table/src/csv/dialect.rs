//! Which delimiter and quote a text uses, and whether its first row is a header, from its first lines.

use crate::format::Format;
use crate::text::cell::{self, Look};

/// How much of a file is looked at, at most.
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_ROWS: usize = 200;
/// In order of preference when nothing else decides.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// How rows are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    pub(crate) quote: Option<u8>,
    /// Whether a backslash before a quote makes it part of the text.
    pub(crate) escape: bool,
}

impl Dialect {
    /// For a note: `delimiter ';'`.
    pub(crate) fn describe(self) -> String {
        let delimiter = match self.delimiter {
            b'\t' => "delimiter tab".to_owned(),
            b' ' => "delimiter blank".to_owned(),
            other => format!("delimiter '{}'", char::from(other)),
        };
        let quote = if self.quote == Some(b'\'') { ", quote '''" } else { "" };
        let escape = if self.escape { ", quotes escaped by a backslash" } else { "" };
        format!("{delimiter}{quote}{escape}")
    }
}

/// The delimiter that a first line `sep=;` names, as some spreadsheets write it.
pub(crate) fn announced(text: &[u8]) -> Option<u8> {
    match text {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, b'\n' | b'\r', ..] => Some(*delimiter),
        _ => None,
    }
}

/// The dialect of a text from its first bytes; `whole` when there is no more of it.
pub(crate) fn sniff(text: &[u8], whole: bool, format: Format, delimiter: Option<u8>) -> Dialect {
    let whole = whole && text.len() <= SAMPLE_BYTES;
    let sample = &text[..text.len().min(SAMPLE_BYTES)];
    let pick = |quote| match (delimiter, format) {
        (Some(given), _) => given,
        (None, Format::Tsv) if score(sample, whole, b'\t', quote).1 > 1 => b'\t',
        (None, _) => best_delimiter(sample, whole, quote),
    };
    let usual = Dialect { delimiter: pick(b'"'), quote: Some(b'"'), escape: backslashes(sample) };
    let single = Dialect { delimiter: pick(b'\''), quote: Some(b'\''), escape: false };
    if !sample.contains(&b'"') && single_quoted(sample, whole, single.delimiter) { single } else { usual }
}

/// Whether the first row names the columns.
///
/// Yes when some column is text in the first row and something else below, or when the first row counts years; else no
/// when the first row holds a number, date or boolean; else yes.
pub(crate) fn has_header(text: &[u8], whole: bool, dialect: Dialect) -> bool {
    let whole = whole && text.len() <= SAMPLE_BYTES;
    let rows = split(&text[..text.len().min(SAMPLE_BYTES)], whole, dialect.delimiter, dialect.quote.unwrap_or(0));
    let Some((first, below)) = rows.split_first() else { return true };
    if count_years(first) && !below.iter().any(|row| count_years(row)) {
        return true;
    }
    let first: Vec<Look> = first.iter().map(|c| cell::look(c)).collect();
    let column_below =
        |i: usize| below.iter().filter_map(move |row| row.get(i)).map(|c| cell::look(c)).filter(|l| *l != Look::Missing);
    let renamed = |(i, look): (usize, &Look)| {
        *look == Look::Text && column_below(i).next().is_some() && column_below(i).all(|l| l != Look::Text)
    };
    let any_value = first.iter().any(|l| !matches!(l, Look::Text | Look::Missing));
    first.iter().enumerate().any(renamed) || !any_value
}

/// Whether the cells that are numbers, two or more, are years at even steps: `country,2019,2020,2021`.
fn count_years(row: &[&[u8]]) -> bool {
    let numbers = row.iter().filter(|c| !matches!(cell::look(c), Look::Text | Look::Missing));
    let years: Option<Vec<i64>> = numbers.map(|c| cell::integer(c).filter(|y| (1500..2500).contains(y))).collect();
    let steps: Vec<i64> = years.iter().flat_map(|y| y.windows(2)).map(|y| y[1] - y[0]).collect();
    steps.first().is_some_and(|step| *step > 0 && steps.iter().all(|s| s == step))
}

fn best_delimiter(sample: &[u8], whole: bool, quote: u8) -> u8 {
    let scored = DELIMITERS.iter().map(|d| (score(sample, whole, *d, quote), *d)).filter(|((_, width), _)| *width > 1);
    // The first of equals, so that the order of preference decides last.
    let best = scored.rev().max_by(|(a, _), (b, _)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    match best {
        Some((_, delimiter)) => delimiter,
        None if blanks_delimit(sample, whole, quote) => b' ',
        None => DELIMITERS[0],
    }
}

/// Whether single blanks cut every row into the same number of fields, and some column below the first row into values.
fn blanks_delimit(sample: &[u8], whole: bool, quote: u8) -> bool {
    let rows = split(sample, whole, b' ', quote);
    let width = rows.first().map_or(0, Vec::len);
    let even = rows.len() > 1 && width > 1 && rows.iter().all(|row| row.len() == width);
    even && (0..width).any(|i| rows[1..].iter().all(|row| !matches!(cell::look(row[i]), Look::Text | Look::Missing)))
}

/// The share of rows that have the most common number of fields, and that number.
fn score(sample: &[u8], whole: bool, delimiter: u8, quote: u8) -> (f64, usize) {
    let widths: Vec<usize> = split(sample, whole, delimiter, quote).iter().map(Vec::len).collect();
    let count = |w: usize| widths.iter().filter(|x| **x == w).count();
    let common = widths.iter().copied().max_by_key(|w| (count(*w), *w)).unwrap_or(0);
    (count(common) as f64 / widths.len().max(1) as f64, common)
}

/// Whether some quote after a backslash has text behind it, as none has where quotes are doubled.
fn backslashes(sample: &[u8]) -> bool {
    sample.windows(3).any(|w| w[..2] == *b"\\\"" && (w[2].is_ascii_alphanumeric() || matches!(w[2], b' ' | b'.' | b'!' | b'?')))
}

/// Whether every filled cell of some column is in single quotes, in at least two rows.
fn single_quoted(sample: &[u8], whole: bool, delimiter: u8) -> bool {
    let rows = cells(sample, whole, delimiter, b'\'');
    let width = rows.first().map_or(0, Vec::len);
    (0..width).any(|i| {
        let mut filled = rows.iter().filter_map(|row| row.get(i)).filter(|c| !c.is_empty()).peekable();
        let quoted = |c: &[u8]| c.len() >= 2 && c.starts_with(b"'") && c.ends_with(b"'");
        rows.len() >= 2 && filled.peek().is_some() && filled.all(|c| quoted(c))
    })
}

/// The cells of the first rows, quotes taken off but not undoubled; a last row that may be cut off is left out.
fn split(sample: &[u8], whole: bool, delimiter: u8, quote: u8) -> Vec<Vec<&[u8]>> {
    let mut rows = cells(sample, whole, delimiter, quote);
    for cell in rows.iter_mut().flatten() {
        if let Some(inner) = cell.strip_prefix(&[quote]).and_then(|c| c.strip_suffix(&[quote])) {
            *cell = inner;
        }
    }
    rows
}

/// The same with their quotes.
fn cells(sample: &[u8], whole: bool, delimiter: u8, quote: u8) -> Vec<Vec<&[u8]>> {
    let escape = quote == b'"' && backslashes(sample);
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let (mut start, mut i) = (0, 0);
    while i <= sample.len() && rows.len() < SAMPLE_ROWS {
        let at_end = i == sample.len();
        if !at_end && i == start && quote != 0 && sample[i] == quote {
            i = closing(sample, i + 1, quote, escape);
            continue;
        }
        if at_end || sample[i] == delimiter || matches!(sample[i], b'\n' | b'\r') {
            let line_end = at_end || sample[i] != delimiter;
            let cell = &sample[start..i];
            let blank = line_end && row.is_empty() && cell.is_empty();
            if !blank {
                row.push(cell);
            }
            if line_end && !row.is_empty() {
                rows.push(std::mem::take(&mut row));
                if at_end && !whole {
                    rows.pop();
                }
            }
            start = i + 1;
        }
        i += 1;
    }
    rows
}

/// The position after the quote that closes a field, or the end.
fn closing(sample: &[u8], mut i: usize, quote: u8, escape: bool) -> usize {
    while i < sample.len() {
        if escape && sample[i] == b'\\' {
            i += 1;
        } else if sample[i] == quote {
            if sample.get(i + 1) != Some(&quote) {
                return i + 1;
            }
            i += 1;
        }
        i += 1;
    }
    sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> char {
        char::from(sniff(text.as_bytes(), true, Format::Csv, None).delimiter)
    }

    #[test]
    fn delimiters_are_told_apart() {
        assert_eq!(delimiter("a,b\n1,2\n"), ',');
        assert_eq!(delimiter("a;b\n1,5;2,5\n3,5;4,5\n"), ';');
        assert_eq!(delimiter("a\tb\n1\t2\n"), '\t');
        assert_eq!(delimiter("a|b|c\n1|2|3\n"), '|');
        assert_eq!(delimiter("a\n1\n2\n"), ',');
        assert_eq!(delimiter("a;b\n\"x, y, z\";2\n\"u, v, w\";3\n"), ';');
        assert_eq!(delimiter(""), ',');
        assert_eq!(delimiter("x y\n1 2\n3 4\n"), ' ');
        assert_eq!(delimiter("city name\nNew York\nLos Angeles\n"), ',');
        assert_eq!(delimiter("x  y\n1   2\n30  4\n"), ',');
    }

    #[test]
    fn single_quotes_are_seen_only_when_they_enclose_a_column() {
        let quote = |text: &str| sniff(text.as_bytes(), true, Format::Csv, None).quote;
        assert_eq!(quote("'a','b'\n'x,y','2'\n"), Some(b'\''));
        assert_eq!(quote("a,b\n'tis,2\n"), Some(b'"'));
    }

    #[test]
    fn headers_are_told_from_data() {
        let header =
            |text: &str| has_header(text.as_bytes(), true, Dialect { delimiter: b',', quote: Some(b'"'), escape: false });
        assert!(header("a,b\n1,2\n"));
        assert!(header("name,city\nann,rome\n"));
        assert!(header(",x\n1,2\n"));
        assert!(!header("1,2\n3,4\n"));
        assert!(!header("2020-01-01,x\n2020-01-02,y\n"));
        assert!(header("id,2019\n7,x\n"));
        assert!(header("country,2019,2020,2021\nCH,1,2,3\n"));
        assert!(!header("CH,1,2,3\nDE,4,5,6\n"));
        assert!(!header("x,2019,2020\ny,2020,2021\n"));
    }
}
