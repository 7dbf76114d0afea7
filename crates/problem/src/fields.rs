//! The keys of one table, read one by one with their types checked.

use std::ops::RangeInclusive;

use crate::amount::{Unread, shown};
use crate::desk::{Desk, Draft};
use crate::expected::{LIST, WORDS, conversion, listed};
use crate::origin::{Place, Voice};
use crate::schema;
use crate::tree::{Entry, Leaf, Node};

/// A table under its path in the file, such as `data` or `contender[2]`.
pub(crate) struct Fields<'t> {
    path: String,
    entries: &'t [Entry],
}

/// Longest list of names.
const LIST_MAX: usize = 10_000;

/// Which numbers are let in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound {
    Positive,
    NotNegative,
}

impl<'t> Fields<'t> {
    /// Opens a table, remembers where its keys stand and complains about those that do not belong to it.
    pub(crate) fn open(desk: &mut Desk, path: &str, entries: &'t [Entry], known: &[&'static str]) -> Self {
        let fields = Self { path: path.to_owned(), entries };
        for entry in entries {
            if known.contains(&entry.key.as_str()) {
                let place = Place { key: entry.key_at.clone(), value: entry.node.at.clone() };
                desk.remember(fields.key(&entry.key), place);
            } else {
                fields.unknown(desk, entry, known);
            }
        }
        fields
    }

    /// The full name of a key of this table.
    pub(crate) fn key(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(crate) fn node(&self, name: &str) -> Option<&'t Node> {
        self.entries.iter().find(|entry| entry.key == name).map(|entry| &entry.node)
    }

    fn unknown(&self, desk: &mut Desk, entry: &Entry, known: &[&'static str]) {
        let table = self.path.split('[').next().unwrap_or_default();
        let is_table = matches!(entry.node.leaf, Leaf::Table(_));
        let noun = if is_table { "table" } else { "key" };
        let (home, near) = (schema::home_of(&entry.key, table), schema::did_you_mean(&entry.key, known));
        let hint = match (home, near) {
            (Some(""), _) => {
                desk.doubt(entry.key.as_str());
                format!("`{}` belongs at the top of the file, before the first table", entry.key)
            }
            (Some("contender"), _) => format!("`{}` belongs under a `[[contender]]`", entry.key),
            (Some(home), _) => {
                desk.doubt(format!("{home}.{}", entry.key));
                format!("`{}` belongs under `[{home}]`", entry.key)
            }
            (None, Some(near)) => {
                desk.doubt(self.key(near));
                format!("did you mean `{near}`?")
            }
            (None, None) => format!("the keys here are {}", listed(known)),
        };
        let message = format!("unknown {noun} `{}`", shown(&entry.key));
        desk.push(Draft::new(entry.key_at.clone(), message).key(self.key(&entry.key)).hint(hint));
    }

    /// Complains about the type of a value.
    fn mistyped(&self, desk: &mut Desk, name: &str, node: &Node, expected: &str) {
        let key = self.key(name);
        let found = match &node.leaf {
            Leaf::Text(text) if desk.origin.voice == Voice::Flags => format!("`{}`", shown(text)),
            leaf => leaf.word().to_owned(),
        };
        let whole = self.node(name).is_some_and(|whole| std::ptr::eq(whole, node));
        let role = if whole { "for" } else { "in" };
        let message = format!("expected {expected} {role} {}, found {found}", desk.name(&key));
        let mut draft = Draft::new(node.at.clone(), message).key(key).label(format!("expected {expected}"));
        if desk.origin.voice == Voice::File {
            let to = if whole { format!("{name} = ") } else { String::new() };
            draft = match conversion(&desk.origin.text, name, &to, node, expected) {
                Some(hint) => draft.hint(hint),
                None => draft,
            };
        }
        desk.push(draft);
    }

    /// A string that is not blank.
    pub(crate) fn text(&self, desk: &mut Desk, name: &str) -> Option<String> {
        self.string(desk, name, "a string")
    }

    fn string(&self, desk: &mut Desk, name: &str, expected: &str) -> Option<String> {
        let node = self.node(name)?;
        let Leaf::Text(text) = &node.leaf else {
            self.mistyped(desk, name, node, expected);
            return None;
        };
        if text.trim().is_empty() {
            let key = self.key(name);
            let message = format!("{} is empty", desk.name(&key));
            desk.push(Draft::new(node.at.clone(), message).key(key).hint("write something, or leave it out"));
            return None;
        }
        Some(text.clone())
    }

    /// A string that another reader makes sense of; `expected` says what it should be.
    pub(crate) fn amount<T>(
        &self,
        desk: &mut Desk,
        name: &str,
        expected: &str,
        read: impl Fn(&str) -> Result<T, Unread>,
    ) -> Option<T> {
        let text = self.string(desk, name, expected)?;
        let node = self.node(name)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(unread) => {
                self.refuse(desk, name, node, &unread);
                None
            }
        }
    }

    pub(crate) fn refuse(&self, desk: &mut Desk, name: &str, node: &Node, unread: &Unread) {
        let draft = Draft::new(node.at.clone(), &unread.message).key(self.key(name)).hint(&unread.hint);
        desk.push(draft);
    }

    /// One of a few words.
    pub(crate) fn word<T>(
        &self,
        desk: &mut Desk,
        name: &str,
        words: &[&'static str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let what = desk.name(&self.key(name)).trim_matches('`').trim_start_matches('-').to_owned();
        self.amount(desk, name, "a string", |text| {
            read(text).ok_or_else(|| Unread {
                message: format!("unknown {what} `{}`", shown(text)),
                hint: match schema::did_you_mean(text, words) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("choose from {}", listed(words)),
                },
            })
        })
    }

    /// A whole number within bounds.
    pub(crate) fn whole(&self, desk: &mut Desk, name: &str, bounds: RangeInclusive<u32>) -> Option<u32> {
        let node = self.node(name)?;
        let Leaf::Whole(whole) = node.leaf else {
            self.mistyped(desk, name, node, "an integer");
            return None;
        };
        if let Some(within) = u32::try_from(whole).ok().filter(|whole| bounds.contains(whole)) {
            return Some(within);
        }
        let key = self.key(name);
        let limit = if whole < i64::from(*bounds.start()) {
            format!("at least {}", bounds.start())
        } else {
            format!("at most {}", bounds.end())
        };
        let message = format!("{} must be {limit}", desk.name(&key));
        let draft = Draft::new(node.at.clone(), message).key(key);
        desk.push(draft.label(format!("found {whole}")));
        None
    }

    /// A number, with or without a fraction, finite and within bounds.
    pub(crate) fn number(&self, desk: &mut Desk, name: &str, bound: Bound) -> Option<f64> {
        let node = self.node(name)?;
        let number = self.any_number(desk, name)?;
        let within = match bound {
            Bound::Positive => number > 0.0,
            Bound::NotNegative => number >= 0.0,
        };
        if within {
            return Some(number);
        }
        let key = self.key(name);
        let least = match bound {
            Bound::Positive => "more than zero",
            Bound::NotNegative => "zero or more",
        };
        let message = format!("{} must be {least}", desk.name(&key));
        desk.push(Draft::new(node.at.clone(), message).key(key).label(format!("found {number}")));
        None
    }

    /// A finite number.
    pub(crate) fn any_number(&self, desk: &mut Desk, name: &str) -> Option<f64> {
        let node = self.node(name)?;
        match node.leaf {
            Leaf::Whole(whole) => Some(whole as f64),
            Leaf::Number(number) if number.is_finite() => Some(number),
            Leaf::Number(number) => {
                let key = self.key(name);
                let message = format!("{} must be a finite number", desk.name(&key));
                desk.push(Draft::new(node.at.clone(), message).key(key).label(format!("found {number}")));
                None
            }
            _ => {
                self.mistyped(desk, name, node, "a number");
                None
            }
        }
    }

    pub(crate) fn flag(&self, desk: &mut Desk, name: &str) -> Option<bool> {
        let node = self.node(name)?;
        if let Leaf::Flag(flag) = node.leaf {
            return Some(flag);
        }
        self.mistyped(desk, name, node, "true or false");
        None
    }

    /// A list of strings; `distinct` ones are names: none blank, none repeated.
    pub(crate) fn texts(&self, desk: &mut Desk, name: &str, distinct: bool) -> Option<Vec<String>> {
        let node = self.node(name)?;
        let Leaf::List(list) = &node.leaf else {
            self.mistyped(desk, name, node, if distinct { LIST } else { WORDS });
            return None;
        };
        if list.len() > LIST_MAX {
            let message = format!("{} lists more than {LIST_MAX} strings", desk.name(&self.key(name)));
            desk.push(Draft::new(node.at.clone(), message).key(self.key(name)));
            return None;
        }
        let mut texts: Vec<String> = Vec::with_capacity(list.len());
        let mut first_of = std::collections::HashMap::new();
        for (index, part) in list.iter().enumerate() {
            let place = Place { key: part.at.clone(), value: part.at.clone() };
            desk.remember(format!("{}[{index}]", self.key(name)), place);
            let Leaf::Text(text) = &part.leaf else {
                self.mistyped(desk, name, part, "a string");
                continue;
            };
            if text.trim().is_empty() && distinct {
                desk.push(Draft::new(part.at.clone(), "this name is empty").key(self.key(name)));
            } else if let (true, Some(first)) = (distinct, first_of.insert(text.as_str(), part.at.clone())) {
                let message = format!("`{}` is listed twice", shown(text));
                let draft = Draft::new(part.at.clone(), message).key(self.key(name)).also(first, "first here");
                desk.push(draft.hint("leave one of them out"));
            } else {
                texts.push(text.clone());
            }
        }
        Some(texts)
    }

    /// A list of columns with at least one of them.
    pub(crate) fn columns(&self, desk: &mut Desk, name: &str) -> Option<Vec<String>> {
        let node = self.node(name)?;
        if matches!(&node.leaf, Leaf::List(list) if list.is_empty()) {
            let key = self.key(name);
            let message = format!("{} lists no column", desk.name(&key));
            desk.push(Draft::new(node.at.clone(), message).key(key).hint("name at least one, or leave it out"));
            return None;
        }
        self.texts(desk, name, true)
    }

    /// The keys of a table in this table.
    pub(crate) fn table(&self, desk: &mut Desk, name: &str) -> Option<&'t [Entry]> {
        let node = self.node(name)?;
        match &node.leaf {
            Leaf::Table(entries) => Some(entries),
            Leaf::List(_) if self.path.is_empty() => {
                let message = format!("`{name}` is one table, not a list of them");
                desk.push(Draft::new(node.at.clone(), message).key(name).hint(format!("write `[{name}]`")));
                desk.doubt(name);
                None
            }
            _ => {
                desk.doubt(self.key(name));
                self.mistyped(desk, name, node, "a table");
                None
            }
        }
    }

    /// Complains that a key of this table is missing.
    pub(crate) fn missing(&self, desk: &mut Desk, name: &str, example: &str, why: &str) {
        desk.missing(&self.key(name), example, why);
    }
}
