//! Paragraphs broken to the width of a terminal.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

/// Breaks `text` between words so that no line is wider than `width`; lines after the first begin with `indent`.
///
/// Without a width nothing is broken. A word that is wider than a line keeps a line of its own.
pub(crate) fn wrap(text: &str, width: Option<usize>, indent: &str) -> String {
    let Some(width) = width else { return text.to_owned() };
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let start = if lines.is_empty() { "" } else { indent };
        let lead = paragraph.len() - paragraph.trim_start().len();
        let mut line = format!("{start}{}", &paragraph[..lead]);
        let mut empty = true;
        for word in paragraph.split_whitespace() {
            if !empty && line.width() + 1 + word.width() > width {
                lines.push(std::mem::replace(&mut line, indent.to_owned()));
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// A text of the user's in one line that cannot move the cursor, paint or turn the text around it: control characters and marks that change the
/// direction of writing are replaced.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let unruly =
        |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.contains(unruly) { Cow::Owned(text.replace(unruly, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// A text cut to a width, with a mark where it was cut.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        if kept.width() >= width {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three", Some(8), "  "), "one two\n  three");
        assert_eq!(wrap("one two three", None, ""), "one two three");
        assert_eq!(wrap("unbreakable word", Some(4), ""), "unbreakable\nword");
        assert_eq!(wrap("a\nb", Some(9), "  "), "a\n  b");
    }

    #[test]
    fn texts_of_users_stay_in_their_line() {
        assert_eq!(plain("größe"), "größe");
        assert_eq!(plain("a\nb\u{1b}[31m\u{202e}c"), "a\u{fffd}b\u{fffd}[31m\u{fffd}c");
    }

    #[test]
    fn cut_texts_say_so() {
        assert_eq!(cut("theta", 5), "theta");
        assert_eq!(cut("seasonal arima", 9), "seasonal…");
        assert_eq!(cut("東京の旅客", 5), "東京…");
    }
}
