//! The engine's errors in words for the user, with a place in the query and a hint.

use datafusion::common::{DataFusionError, SchemaError};

use crate::error::TableError;
use crate::source::closest;

/// At most this many names are listed in a hint.
const NAMES_MAX: usize = 30;

/// What went wrong with a query.
pub(super) fn explain(error: &DataFusionError, sql: &str, tables: &[&str], pool_bytes: usize) -> TableError {
    let root = error.find_root();
    if let DataFusionError::ResourcesExhausted(text) = root {
        return TableError::OutOfMemory { limit: pool_bytes, message: first_sentence(text) };
    }
    if let DataFusionError::External(inner) = root
        && let Some(ours) = inner.downcast_ref::<TableError>()
    {
        return TableError::Internal(ours.to_string());
    }
    let (message, hint) = words(root, tables);
    let (message, mut place) = take_place(&message);
    if let Some(span) = error.diagnostic().and_then(|d| d.span) {
        place = Some((span.start.line, span.start.column));
    }
    let inside = |(line, column): &(u64, u64)| *line > 0 && *column > 0 && *line <= sql.lines().count().max(1) as u64;
    let place = place.filter(inside);
    TableError::Query { message: lower_first(&message), line: place.map(|p| p.0), column: place.map(|p| p.1), hint }
}

fn words(root: &DataFusionError, tables: &[&str]) -> (String, Option<String>) {
    match root {
        DataFusionError::SchemaError(error, _) => match error.as_ref() {
            SchemaError::FieldNotFound { field, valid_fields } => {
                let mut names: Vec<String> = valid_fields.iter().map(|c| c.name().to_owned()).collect();
                names.sort_unstable();
                names.dedup();
                (format!("no column {:?}", field.flat_name().replace('"', "")), did_you_mean(field.name(), &names, "columns"))
            }
            SchemaError::AmbiguousReference { field } => {
                let hint = tables.first().map(|t| format!("say which: {t}.{}", field.name()));
                (format!("column {:?} is in more than one table", field.name()), hint)
            }
            other => (other.to_string(), None),
        },
        DataFusionError::Plan(text) => match text.strip_prefix("table '").and_then(|t| t.strip_suffix("' not found")) {
            Some(path) => {
                let name = path.rsplit('.').next().unwrap_or(path);
                let names: Vec<String> = tables.iter().map(|t| (*t).to_owned()).collect();
                (format!("no table {name:?}"), did_you_mean(name, &names, "tables"))
            }
            None => split_hint(text),
        },
        DataFusionError::NotImplemented(text) if text.contains("single SQL statement") => {
            ("more than one statement".to_owned(), Some("write one query; WITH names its steps".to_owned()))
        }
        other => split_hint(&other.message()),
    }
}

fn did_you_mean(name: &str, names: &[String], what: &str) -> Option<String> {
    if let Some(similar) = closest(name, names.iter().cloned()) {
        return Some(format!("did you mean {similar:?}?"));
    }
    let more = if names.len() > NAMES_MAX { ", ..." } else { "" };
    let listed = names.iter().take(NAMES_MAX).cloned().collect::<Vec<_>>().join(", ");
    (!names.is_empty()).then(|| format!("{what}: {listed}{more}"))
}

/// The engine sometimes adds its own `Did you mean`.
fn split_hint(text: &str) -> (String, Option<String>) {
    if let Some((message, hint)) = text.split_once("\nDid you mean ") {
        return (tidy(message), Some(format!("did you mean {}", hint.lines().next().unwrap_or(hint))));
    }
    let hint =
        if text.contains("DDL not supported") || text.contains("DML not supported") || text.contains("Statement not supported") {
            Some("only a query is allowed: SELECT or WITH".to_owned())
        } else if text.contains("Cannot cast") {
            Some("try_cast(x as type) gives null where a value does not fit".to_owned())
        } else if text.contains("Divide by zero") {
            Some("nullif(x, 0) makes a zero divisor null".to_owned())
        } else {
            None
        };
    (tidy(text), hint)
}

/// One line, without the engine's layers of prefixes and its help text.
fn tidy(text: &str) -> String {
    let mut text = text;
    loop {
        let prefixes = [
            "Error during planning: ",
            "ParserError(",
            "SQL error: ",
            "sql parser error: ",
            "Arrow error: ",
            "Execution error: ",
            "Cast error: ",
        ];
        let Some(rest) = prefixes.iter().find_map(|p| text.strip_prefix(p)) else { break };
        text = rest;
    }
    let line = text.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or("the query failed");
    line.trim_end_matches(['.', ' ']).to_owned()
}

fn first_sentence(text: &str) -> String {
    tidy(text.split(". ").next().unwrap_or(text))
}

/// Splits ` at Line: 2, Column: 8` off a message.
fn take_place(message: &str) -> (String, Option<(u64, u64)>) {
    let Some((text, place)) = message.split_once(" at Line: ") else { return (message.to_owned(), None) };
    let mut numbers = place.split(", Column: ").map(|n| {
        let digits: String = n.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u64>().ok()
    });
    let place = numbers.next().flatten().zip(numbers.next().flatten());
    (text.to_owned(), place)
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}
