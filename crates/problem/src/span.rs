//! Places in a text.

use std::ops::Range;

use serde::Serialize;

/// A place in a problem file (or on a command line): bytes, and the line and column to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte after the last; equal to `start` where something is missing.
    pub end: usize,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Column of the first byte, from 1, counted in characters.
    pub column: usize,
}

impl Span {
    /// The place of these bytes in the text. Bounds beyond the text, or inside a character, are moved back to the next
    /// character's start. Time is linear in the text before it.
    pub fn of(text: &str, bytes: Range<usize>) -> Self {
        let start = back_to_char(text, bytes.start);
        let end = back_to_char(text, bytes.end).max(start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            start,
            end,
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The bytes.
    pub fn bytes(&self) -> Range<usize> {
        self.start..self.end
    }
}

fn back_to_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Span;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn line_and_column_lead_back_to_the_byte(text in "[aé\n\r💡]{0,30}", start in 0..80usize, len in 0..80usize) {
            let span = Span::of(&text, start..start + len);
            prop_assert!(text.get(span.bytes()).is_some());
            prop_assert!(span.start <= start);
            let line = text.split('\n').nth(span.line - 1).unwrap_or_default();
            let before: usize = text.split('\n').take(span.line - 1).map(|line| line.len() + 1).sum();
            let inside: usize = line.chars().take(span.column - 1).map(char::len_utf8).sum();
            prop_assert_eq!(before + inside, span.start);
        }
    }
}
