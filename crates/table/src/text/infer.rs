//! The kind of a column from all of its cells.

use super::cell::{self, Look};
use crate::kind::Kind;

/// A column that turns into text after at least this many other values is worth a note.
const SURPRISE_AFTER: u64 = 10;

/// What was seen of one column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Looks {
    /// The set of looks, one bit each.
    set: u8,
    /// Cells up to the first that is text.
    cells: u64,
    missing: u64,
    infinite: u64,
    /// Line and content of the first cell that is text.
    text_at: Option<(u64, String)>,
    with_zone: bool,
    without_zone: bool,
}

impl Looks {
    /// Takes in one cell of text; cells after the first text are not looked at, since nothing can follow from them.
    #[inline]
    pub(crate) fn observe(&mut self, text: &[u8], line: u64) {
        if self.set & Look::Text as u8 != 0 {
            return;
        }
        match cell::look(text) {
            Look::Text => self.observe_text(text, line),
            Look::Timestamp => {
                self.add(Look::Timestamp);
                let tail = cell::trim(text).get(16..).unwrap_or_default();
                let zoned = tail.iter().any(|b| matches!(b, b'Z' | b'z' | b'+' | b'-'));
                self.with_zone |= zoned;
                self.without_zone |= !zoned;
            }
            look => self.add(look),
        }
    }

    /// Takes in one cell that is a whole number; it matters to a column of text no more.
    #[inline]
    pub(crate) fn add_integer(&mut self) {
        if self.set & Look::Text as u8 == 0 {
            self.set |= Look::Integer as u8;
            self.cells += 1;
        }
    }

    /// Takes in one cell that is text whatever it looks like.
    pub(crate) fn observe_text(&mut self, text: &[u8], line: u64) {
        self.add(Look::Text);
        if self.text_at.is_none() {
            self.text_at = Some((line, String::from_utf8_lossy(text).chars().take(40).collect()));
        }
    }

    /// Takes in one cell whose look is known.
    #[inline]
    pub(crate) fn add(&mut self, look: Look) {
        self.set |= look as u8;
        self.cells += 1;
        self.missing += u64::from(look == Look::Missing);
        self.infinite += u64::from(look == Look::Infinite);
    }

    /// The narrowest kind that holds every cell.
    pub(crate) fn kind(&self) -> Kind {
        const NUMBERS: u8 = Look::Integer as u8 | Look::BigInteger as u8 | Look::Float as u8 | Look::Infinite as u8;
        const INTEGER: u8 = Look::Integer as u8;
        const FLOAT: u8 = Look::Float as u8;
        const BOOLEAN: u8 = Look::Boolean as u8;
        const DATE: u8 = Look::Date as u8;
        const TIMESTAMP: u8 = Look::Timestamp as u8;
        match self.set {
            0 | FLOAT => Kind::Float,
            INTEGER => Kind::Integer,
            BOOLEAN => Kind::Boolean,
            DATE => Kind::Date,
            TIMESTAMP => Kind::Timestamp,
            set if set == DATE | TIMESTAMP => Kind::Timestamp,
            // Digits beyond 64 bits are names of things; as floats they would lose their ends.
            set if set & NUMBERS == set && set & (FLOAT | INTEGER) != 0 && (set & FLOAT != 0 || !self.has(Look::BigInteger)) => {
                Kind::Float
            }
            _ => Kind::Text,
        }
    }

    fn has(&self, look: Look) -> bool {
        self.set & look as u8 != 0
    }

    /// What a user should know about how the column was read.
    pub(crate) fn notes(&self, name: &str) -> Vec<String> {
        let mut notes = Vec::new();
        let kind = self.kind();
        if self.set == 0 {
            notes.push(format!("column {name:?} holds no value at all"));
        }
        if kind == Kind::Float && self.infinite > 0 {
            notes.push(format!("column {name:?}: {} infinite values are counted as missing", self.infinite));
        }
        if kind == Kind::Timestamp && self.with_zone {
            let rest = if self.without_zone { "; those without a zone are taken as UTC" } else { "" };
            notes.push(format!("column {name:?}: times with a zone are converted to UTC{rest}"));
        }
        if kind == Kind::Text {
            if let Some((line, text)) = &self.text_at {
                if self.cells - self.missing > SURPRISE_AFTER {
                    notes.push(format!("column {name:?} is text because of {text:?} in line {line}"));
                }
            } else if self.has(Look::BigInteger) {
                notes.push(format!("column {name:?} is text: its whole numbers do not fit 64 bits"));
            } else {
                notes.push(format!("column {name:?} is text: it mixes numbers, booleans or dates"));
            }
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(cells: &[&str]) -> Kind {
        let mut looks = Looks::default();
        for (i, text) in cells.iter().enumerate() {
            looks.observe(text.as_bytes(), i as u64 + 1);
        }
        looks.kind()
    }

    #[test]
    fn the_narrowest_kind_wins() {
        let cases: [(&[&str], Kind); 17] = [
            (&["1", "NA", "-3"], Kind::Integer),
            (&["1", "2.5"], Kind::Float),
            (&["1", "inf"], Kind::Float),
            (&["inf", "NA"], Kind::Text),
            (&["", "NA"], Kind::Float),
            (&["true", "", "FALSE"], Kind::Boolean),
            (&["true", "1"], Kind::Text),
            (&["yes", "no"], Kind::Text),
            (&["2020-01", "2020-02-01"], Kind::Date),
            (&["2020-01-01", "2020-01-01 05:00"], Kind::Timestamp),
            (&["2020-01-01", "5"], Kind::Text),
            (&["00501", "10001"], Kind::Text),
            (&["18446744073709551615", "1"], Kind::Text),
            (&["18446744073709551615", "1.5"], Kind::Float),
            (&["18446744073709551615", "inf"], Kind::Text),
            (&["1", "x"], Kind::Text),
            (&[], Kind::Float),
        ];
        for (cells, expected) in cases {
            assert_eq!(kind(cells), expected, "{cells:?}");
        }
    }

    #[test]
    fn a_late_surprise_is_named() {
        let mut looks = Looks::default();
        for line in 2..100 {
            looks.observe(b"7", line);
        }
        looks.observe(b"7 apples", 100);
        assert_eq!(looks.notes("n"), ["column \"n\" is text because of \"7 apples\" in line 100"]);
    }
}
