//! The kind of a column from all of its cells.

use std::fmt::Write;
use std::path::Path;

use super::cell::{self, Look};
use super::disguise::{Disguise, disguise};
use crate::kind::Kind;

/// A column that is text because of a few cells among at least this many others is worth a note.
const SURPRISE_AFTER: u64 = 10;
/// A column of text is not looked at any more after this many cells of text.
const TEXTS_MAX: u64 = 1000;

/// What was seen of one column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Looks {
    /// The set of looks, one bit each.
    set: u8,
    /// Cells that were looked at.
    cells: u64,
    missing: u64,
    infinite: u64,
    texts: u64,
    /// Of the texts, numbers with a comma that may be a decimal one.
    commas: u64,
    /// Of the commas, those that may stand between thousands.
    either: u64,
    /// Of the texts, numbers with other signs in them.
    signs: u64,
    /// Of the texts, days not in ISO 8601.
    days: u64,
    /// Place and content of the first cell that is text.
    text_at: Option<Sight>,
    with_zone: bool,
    without_zone: bool,
}

/// A cell that settled something.
#[derive(Debug, Clone)]
struct Sight {
    line: u64,
    /// The name of the file, when there are several.
    file: Option<String>,
    text: String,
}

impl Sight {
    /// `"7a" in line 3 of b.csv`.
    fn tell(&self) -> String {
        let file = self.file.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
        format!("{:?} in line {}{file}", self.text, self.line)
    }
}

impl Looks {
    /// Takes in one cell of text; once a column is text beyond doubt, its cells are not looked at any more.
    #[inline]
    pub(crate) fn observe(&mut self, text: &[u8], line: u64) {
        if self.settled() {
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

    #[inline]
    fn settled(&self) -> bool {
        self.texts >= TEXTS_MAX && self.commas < self.texts
    }

    /// Takes in one cell that is a whole number.
    #[inline]
    pub(crate) fn add_integer(&mut self) {
        self.set |= Look::Integer as u8;
        self.cells += 1;
    }

    /// Takes in one cell that is text whatever it looks like.
    pub(crate) fn observe_text(&mut self, text: &[u8], line: u64) {
        if self.settled() {
            return;
        }
        self.add(Look::Text);
        self.texts += 1;
        match disguise(cell::trim(text)) {
            Some(Disguise::Comma) => self.commas += 1,
            Some(Disguise::EitherComma) => {
                self.commas += 1;
                self.either += 1;
            }
            Some(Disguise::Signs) => self.signs += 1,
            Some(Disguise::Day) => self.days += 1,
            None => {}
        }
        if self.text_at.is_none() {
            let text = String::from_utf8_lossy(text).chars().take(40).collect();
            self.text_at = Some(Sight { line, file: None, text });
        }
    }

    /// Says in which of several files the cells since the last call were.
    pub(crate) fn end_file(&mut self, path: &Path) {
        if let Some(Sight { file: file @ None, .. }) = &mut self.text_at {
            *file = path.file_name().map(|name| name.to_string_lossy().into_owned());
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

    /// Whether every cell is a whole number or a number with a comma, and whether some comma is surely a decimal one.
    pub(crate) fn decimal_commas(&self) -> Option<bool> {
        const OTHERS: u8 = !(Look::Text as u8 | Look::Integer as u8 | Look::Missing as u8);
        (self.commas > 0 && self.commas == self.texts && self.set & OTHERS == 0).then_some(self.commas > self.either)
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
            notes.extend(self.why_text().map(|why| format!("column {name:?} is text{why}")));
        }
        notes
    }

    /// Why the column is text, where that may surprise.
    fn why_text(&self) -> Option<String> {
        let Some(first) = &self.text_at else {
            let big = self.has(Look::BigInteger);
            let why = if big { "its whole numbers do not fit 64 bits" } else { "it mixes numbers, booleans or dates" };
            return Some(format!(": {why}"));
        };
        let others = self.cells - self.missing - self.texts;
        if self.days == self.texts {
            return Some(format!(": its days are not in ISO 8601 ({}); write them as 2020-12-31", first.tell()));
        }
        if self.commas + self.signs == self.texts {
            return Some(format!(": its numbers have commas or other signs in them ({}); write them plain", first.tell()));
        }
        if others <= SURPRISE_AFTER || others < 4 * self.texts {
            return None;
        }
        let mut why = format!(" because of {}", first.tell());
        if self.texts > 1 {
            let _ = write!(why, " and {} more of {} cells", self.texts - 1, self.cells - self.missing);
        }
        Some(why)
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
