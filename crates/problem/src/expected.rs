//! What a value should be, in words, and how to write it so.

use std::ops::Range;

use crate::tree::{Leaf, Node};

/// What a duration should be.
pub(crate) const DURATION: &str = "a duration such as \"60s\"";

/// What a size should be.
pub(crate) const SIZE: &str = "a size such as \"2GiB\"";

/// What a list of names should be.
pub(crate) const LIST: &str = "a list of strings";

/// What a command should be.
pub(crate) const WORDS: &str = "a list of words";

/// How to write a value of the wrong type so that it has the right one.
pub(crate) fn conversion(text: &str, name: &str, to: &str, node: &Node, expected: &str) -> Option<String> {
    let written = text.get(Range::clone(&node.at))?;
    let short = written.len() <= 40 && !written.contains('\n');
    Some(match (&node.leaf, expected) {
        (Leaf::Whole(_) | Leaf::Number(_), DURATION) => format!("add the unit: {to}\"{written}s\""),
        (Leaf::Whole(_) | Leaf::Number(_), SIZE) => format!("add the unit: {to}\"{written}GiB\""),
        (Leaf::Whole(_) | Leaf::Number(_) | Leaf::Flag(_) | Leaf::Date, "a string") if short => {
            format!("put it in quotes: {to}\"{written}\"")
        }
        (Leaf::Text(content), "an integer" | "a number") if content.parse::<f64>().is_ok() => {
            format!("write it without quotes: {to}{content}")
        }
        (Leaf::Text(content), "true or false") if content == "true" || content == "false" => {
            format!("write it without quotes: {to}{content}")
        }
        (Leaf::Text(_), LIST) if short => {
            format!("put it in brackets: {to}[{written}]")
        }
        (Leaf::Text(content), WORDS) => {
            let words: Vec<String> = content.split_whitespace().map(|word| format!("\"{word}\"")).collect();
            format!("one string for each word: {to}[{}]", words.join(", "))
        }
        (_, "a table") => format!("write `[{name}]` on a line of its own, and its keys below"),
        _ => return None,
    })
}

/// `a`, `b` and `c`.
pub(crate) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}
