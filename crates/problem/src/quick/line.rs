//! The command line written out, with the place of every flag's value, and the tree that a file would have given.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{FLAGS, Quick, Sort};
use crate::origin::{Origin, printable};
use crate::tree::{Entry, Leaf, Node};

/// The origin whose text is the command line, and the tables its flags stand for.
pub(super) fn write(command: &str, quick: &Quick) -> (Origin, Vec<Entry>) {
    let mut line = printable(command);
    let mut tables: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for ((flag, key, sort), typed) in FLAGS.into_iter().zip(quick.typed()) {
        let nodes: Vec<Node> = typed.iter().map(|value| append(&mut line, flag, value, sort)).collect();
        let (Some(first), Some(last)) = (nodes.first().cloned(), nodes.last()) else {
            continue;
        };
        let node = if sort == Sort::List { Node { at: first.at.start..last.at.end, leaf: Leaf::List(nodes) } } else { first };
        let (table, name) = key.split_once('.').unwrap_or(("", key));
        tables.entry(table).or_default().push(entry(name, node));
    }
    let mut top = tables.remove("").unwrap_or_default();
    // A table is nowhere on the command line: what is missing in it is missing at the end.
    let end = line.len()..line.len();
    top.extend(tables.into_iter().map(|(table, entries)| entry(table, Node { at: end.clone(), leaf: Leaf::Table(entries) })));
    (Origin::command_line(&line), top)
}

fn entry(key: &str, node: Node) -> Entry {
    Entry { key: key.to_owned(), key_at: node.at.clone(), node }
}

/// Appends a flag and its value to the line; gives the value.
fn append(line: &mut String, flag: &str, value: &str, sort: Sort) -> Node {
    line.push(' ');
    if flag.starts_with('-') {
        line.push_str(flag);
        line.push(' ');
    }
    let start = line.len();
    line.push_str(&quoted(value));
    Node { leaf: leaf(value, sort), at: start..line.len() }
}

/// What a flag's text is taken for.
pub(super) fn leaf(value: &str, sort: Sort) -> Leaf {
    let number = || {
        let plain = value.trim().replace('_', "");
        plain.parse().map(Leaf::Whole).or_else(|_| plain.parse().map(Leaf::Number))
    };
    match sort {
        Sort::Number | Sort::Either => number().unwrap_or_else(|_| Leaf::Text(value.to_owned())),
        Sort::Text | Sort::List => Leaf::Text(value.to_owned()),
    }
}

/// The value as a shell would need it, without control characters.
fn quoted(value: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || "_-./:,%+=@*".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        Cow::Borrowed(value)
    } else {
        Cow::Owned(format!("'{}'", printable(value)))
    }
}
