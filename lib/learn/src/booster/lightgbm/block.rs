//! Lines of the form `key=value`, up to an empty line.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::wrong;
use crate::error::LearnError;

/// The lines of a text, numbered from 1.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    rest: std::str::Lines<'a>,
    /// Number of the line read last.
    pub(super) at: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text.lines(), at: 0 }
    }

    pub(super) fn next(&mut self) -> Option<&'a str> {
        self.at += 1;
        self.rest.next().map(str::trim_end)
    }

    /// The next line that is not empty.
    pub(super) fn next_filled(&mut self) -> Option<&'a str> {
        loop {
            match self.next() {
                Some("") => {}
                line => return line,
            }
        }
    }
}

/// Keys with their values and line numbers.
#[derive(Debug)]
pub(super) struct Block<'a> {
    entries: BTreeMap<&'a str, (&'a str, usize)>,
    /// Line of the block's end, for what is missing.
    end: usize,
}

impl<'a> Block<'a> {
    /// Reads up to the next empty line; a line without `=` has an empty value.
    pub(super) fn read(lines: &mut Lines<'a>) -> Result<Self, LearnError> {
        let mut entries = BTreeMap::new();
        while let Some(line) = lines.next().filter(|line| !line.is_empty()) {
            let (key, value) = line.split_once('=').unwrap_or((line, ""));
            if entries.insert(key, (value, lines.at)).is_some() {
                return Err(wrong(lines.at, format!("`{key}` stands twice")));
            }
        }
        Ok(Self { entries, end: lines.at })
    }

    /// Value and line of a key that may be absent.
    pub(super) fn find(&self, key: &str) -> Option<(&'a str, usize)> {
        self.entries.get(key).copied()
    }

    /// Value and line of a key.
    pub(super) fn text(&self, key: &str) -> Result<(&'a str, usize), LearnError> {
        self.find(key).ok_or_else(|| wrong(self.end, format!("`{key}` is missing above")))
    }

    /// A number.
    pub(super) fn number<T: FromStr>(&self, key: &str) -> Result<T, LearnError> {
        let (text, line) = self.text(key)?;
        text.trim().parse().map_err(|_| wrong(line, format!("`{key}` is `{}`, not a number", short(text))))
    }

    /// `count` numbers.
    pub(super) fn numbers<T: FromStr>(&self, key: &str, count: usize) -> Result<Vec<T>, LearnError> {
        let (text, line) = self.text(key)?;
        let number = |word: &str| {
            word.parse().map_err(|_| wrong(line, format!("`{}` in `{key}` is not a number of its kind", short(word))))
        };
        let found = text.split_whitespace().map(number).collect::<Result<Vec<T>, LearnError>>()?;
        if found.len() == count {
            return Ok(found);
        }
        Err(wrong(line, format!("`{key}` has {} values, {count} are needed", found.len())))
    }

    /// Finite numbers.
    pub(super) fn finite(&self, key: &str, count: usize) -> Result<Vec<f64>, LearnError> {
        let found: Vec<f64> = self.numbers(key, count)?;
        match found.iter().find(|value| !value.is_finite()) {
            Some(value) => Err(wrong(self.text(key)?.1, format!("`{key}` holds {value}"))),
            None => Ok(found),
        }
    }

    /// Line of a key, or of the end of the block.
    pub(super) fn line(&self, key: &str) -> usize {
        self.find(key).map_or(self.end, |(_, line)| line)
    }
}

/// The beginning of a text, for messages.
pub(super) fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(40).collect();
    if cut.len() < text.len() {
        cut.push_str("...");
    }
    cut
}
