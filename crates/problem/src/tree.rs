//! What was written, with the place of every key and value: the common ground of files and flags.

use std::ops::Range;

use toml_edit::{Item, TableLike, Value};

/// A value and where it stands. For a table that is its header; for an array of tables, the header of the first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) leaf: Leaf,
    pub(crate) at: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Leaf {
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
    Date,
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_at: Range<usize>,
    pub(crate) node: Node,
}

impl Leaf {
    /// What it is, as an error says what it found.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Whole(_) => "an integer",
            Self::Number(_) => "a number with a fraction",
            Self::Flag(_) => "a boolean",
            Self::Date => "a date or time",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// The tree of a parsed document. Depth is bounded by the TOML parser.
pub(crate) fn of_toml(table: &toml_edit::Table) -> Vec<Entry> {
    entries(table)
}

fn entries(table: &dyn TableLike) -> Vec<Entry> {
    let mut list = Vec::new();
    for (key, item) in table.iter() {
        let key_at = table.get_key_value(key).and_then(|(key, _)| key.span()).unwrap_or(0..0);
        if let Some(node) = of_item(item, &key_at) {
            list.push(Entry { key: key.to_owned(), key_at, node });
        }
    }
    list
}

fn of_item(item: &Item, key_at: &Range<usize>) -> Option<Node> {
    Some(match item {
        Item::None => return None,
        Item::Value(value) => of_value(value, key_at),
        Item::Table(table) => Node { at: table.span().unwrap_or_else(|| key_at.clone()), leaf: Leaf::Table(entries(table)) },
        Item::ArrayOfTables(tables) => {
            let list: Vec<Node> = tables
                .iter()
                .map(|table| Node { at: table.span().unwrap_or_else(|| key_at.clone()), leaf: Leaf::Table(entries(table)) })
                .collect();
            let at = list.first().map_or_else(|| key_at.clone(), |first| first.at.clone());
            Node { at, leaf: Leaf::List(list) }
        }
    })
}

fn of_value(value: &Value, key_at: &Range<usize>) -> Node {
    let at = value.span().unwrap_or_else(|| key_at.clone());
    let leaf = match value {
        Value::String(text) => Leaf::Text(text.value().clone()),
        Value::Integer(whole) => Leaf::Whole(*whole.value()),
        Value::Float(number) => Leaf::Number(*number.value()),
        Value::Boolean(flag) => Leaf::Flag(*flag.value()),
        Value::Datetime(_) => Leaf::Date,
        Value::Array(list) => Leaf::List(list.iter().map(|value| of_value(value, &at)).collect()),
        Value::InlineTable(table) => Leaf::Table(entries(table)),
    };
    Node { leaf, at }
}
