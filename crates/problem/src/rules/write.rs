//! Rules as the text of a rules file.

use std::fmt::Write as _;

use toml_edit::{Array, InlineTable, Key, Value};

use super::Rule;

/// The text of a rules file: lines of comment at the top, then each rule under its own lines of comment. [`Rules::parse`](super::Rules::parse) reads back the same
/// rules.
pub fn write(head: &[String], rules: &[(Rule, Vec<String>)]) -> String {
    let mut text = String::new();
    comment(&mut text, head);
    for (rule, lines) in rules {
        text.push('\n');
        comment(&mut text, lines);
        text.push_str("[[rule]]\n");
        for (key, value) in std::iter::once(("check", Value::from(rule.check()))).chain(keys(rule)) {
            let _ = writeln!(text, "{key} = {}", value.to_string().trim());
        }
    }
    text
}

/// Lines of comment; what would end a line is written as a blank.
fn comment(text: &mut String, lines: &[String]) {
    for line in lines {
        let plain: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(text, "# {}", plain.trim_end());
    }
}

fn keys(rule: &Rule) -> Vec<(&'static str, Value)> {
    let optional = |key, bound: Option<f64>| bound.map(|bound| (key, Value::from(bound)));
    match rule {
        Rule::Missing { column, at_most } => vec![("column", column.into()), ("at_most", (*at_most).into())],
        Rule::Range { column, min, max, outside_at_most } => [("column", column.into())]
            .into_iter()
            .chain(optional("min", *min))
            .chain(optional("max", *max))
            .chain([("outside_at_most", (*outside_at_most).into())])
            .collect(),
        Rule::Levels { column, allowed, others_at_most } => vec![
            ("column", column.into()),
            ("allowed", Value::Array(allowed.iter().collect::<Array>())),
            ("others_at_most", (*others_at_most).into()),
        ],
        Rule::Unique { column } => vec![("column", column.into())],
        Rule::Mean { column, min, max } => vec![("column", column.into()), ("min", (*min).into()), ("max", (*max).into())],
        Rule::Distribution { column, distance_at_most } => {
            vec![("column", column.into()), ("distance_at_most", (*distance_at_most).into())]
        }
        Rule::Sum { column, terms, constant, tolerance, relative, fails_at_most } => vec![
            ("column", column.into()),
            ("terms", Value::InlineTable(terms.iter().map(|(c, name)| (Key::new(name), *c)).collect::<InlineTable>())),
            ("constant", (*constant).into()),
            ("tolerance", (*tolerance).into()),
            ("relative", (*relative).into()),
            ("fails_at_most", (*fails_at_most).into()),
        ],
        Rule::Correlation { columns: (x, y), min, max } => {
            vec![("columns", Value::Array([x, y].into_iter().collect::<Array>())), ("min", (*min).into()), ("max", (*max).into())]
        }
        Rule::Rows { min, max } => {
            let whole = |n: u64| Value::from(i64::try_from(n).unwrap_or(i64::MAX));
            [("min", whole(*min))].into_iter().chain(max.map(|max| ("max", whole(max)))).collect()
        }
        Rule::Duplicates { at_most } => vec![("at_most", (*at_most).into())],
    }
}
