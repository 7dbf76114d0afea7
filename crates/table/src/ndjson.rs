//! NDJSON: one object a line; columns and types are those of all lines together.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{self, DeserializeSeed, Deserializer as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::{TableError, excerpt};
use crate::feed::Feed;
use crate::format::Packing;
use crate::kind::{ColumnFacts, Kind};
use crate::names;
use crate::text::build::{Column, Misfit, instant};
use crate::text::cell::{self, Look};
use crate::text::infer::Looks;
use crate::text::rows::Rows;
use crate::text::time;
use crate::writer::Blocks;

/// How a source of NDJSON is read, and what was found in it.
pub(crate) struct Plan {
    files: Vec<(PathBuf, Packing)>,
    keys: Keys,
    pub(crate) columns: Vec<ColumnFacts>,
    pub(crate) rows: u64,
    pub(crate) notes: Vec<String>,
}

impl Plan {
    /// Reads every line once, to settle columns and types.
    pub(crate) fn open(files: &[(PathBuf, Packing)]) -> Result<Self, TableError> {
        let mut infer = Infer { looks: Vec::new(), line: 0 };
        let mut keys = Keys::default();
        let mut rows = 0;
        for (path, packing) in files {
            let before = rows;
            let mut lines = Lines::open(path, *packing)?;
            while let Some((line, text)) = lines.next()? {
                infer.line = line;
                parse(path, line, text, &mut keys, true, &mut infer)?;
                names::check_count(path, keys.names.len())?;
                rows += 1;
            }
            if rows == before {
                return Err(TableError::Empty { path: path.clone() });
            }
        }
        let mut notes = Vec::new();
        let path = files.first().map(|f| f.0.clone()).unwrap_or_default();
        let names = names::settle(&path, keys.names.clone(), &mut notes)?;
        if names.is_empty() {
            return Err(TableError::NoColumns { path });
        }
        let columns: Vec<ColumnFacts> =
            names.into_iter().zip(&infer.looks).map(|(name, looks)| ColumnFacts { name, kind: looks.kind() }).collect();
        notes.extend(columns.iter().zip(&infer.looks).flat_map(|(column, looks)| looks.notes(&column.name)));
        Ok(Self { files: files.to_vec(), keys, columns, rows, notes })
    }

    /// Reads every line again, into blocks.
    pub(crate) fn ingest(&self, blocks: &mut dyn Blocks, progress: &mut dyn FnMut(u64)) -> Result<(), TableError> {
        let kinds: Vec<Kind> = self.columns.iter().map(|c| c.kind).collect();
        let mut keys = self.keys.clone();
        let mut build = Build { rows: Rows::new(&kinds, blocks, progress), filled: vec![false; kinds.len()] };
        for (path, packing) in &self.files {
            let mut lines = Lines::open(path, *packing)?;
            while let Some((line, text)) = lines.next()? {
                parse(path, line, text, &mut keys, false, &mut build)?;
                for (column, filled) in build.rows.columns.iter_mut().zip(&mut build.filled) {
                    if !std::mem::take(filled) {
                        column.push_null();
                    }
                }
                build.rows.end_row(text.len())?;
            }
        }
        build.rows.finish()
    }
}

/// The lines of a file that are not blank.
struct Lines {
    feed: Feed,
    at: usize,
    line: u64,
}

impl Lines {
    fn open(path: &Path, packing: Packing) -> Result<Self, TableError> {
        Ok(Self { feed: Feed::open(path, packing)?, at: 0, line: 0 })
    }

    /// The next line that holds something, with its number.
    fn next(&mut self) -> Result<Option<(u64, &[u8])>, TableError> {
        loop {
            let rest = &self.feed.bytes()[self.at..];
            let length = match memchr::memchr(b'\n', rest) {
                Some(length) => length,
                None if self.feed.ended && rest.is_empty() => return Ok(None),
                None if self.feed.ended => rest.len(),
                None => {
                    self.feed.refill(self.at, self.line + 1)?;
                    self.at = 0;
                    continue;
                }
            };
            let start = self.at;
            self.at = (start + length + 1).min(self.feed.bytes().len());
            self.line += 1;
            if !self.feed.bytes()[start..start + length].trim_ascii().is_empty() {
                return Ok(Some((self.line, &self.feed.bytes()[start..start + length])));
            }
        }
    }
}

/// The columns by key, in order of first appearance.
#[derive(Debug, Clone, Default)]
struct Keys {
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// Rows so far, over all files.
    row: u64,
    /// The row in which a column was last given a value, to see a key that comes twice.
    last: Vec<u64>,
    /// Most lines have the keys in the same order: the column after the last one is tried first.
    next: usize,
}

impl Keys {
    fn place(&mut self, key: &str, may_add: bool) -> Option<usize> {
        let place = if self.names.get(self.next).is_some_and(|n| n == key) {
            self.next
        } else if let Some(place) = self.places.get(key) {
            *place
        } else if may_add {
            self.names.push(key.to_owned());
            self.places.insert(key.to_owned(), self.names.len() - 1);
            self.last.push(0);
            self.names.len() - 1
        } else {
            return None;
        };
        self.next = place + 1;
        Some(place)
    }
}

/// One value of a line.
enum Value<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(&'a str),
}

/// What receives the values of a line.
trait Sink {
    fn value(&mut self, column: usize, value: &Value<'_>) -> Result<(), Misfit>;
}

struct Infer {
    looks: Vec<Looks>,
    line: u64,
}

impl Sink for Infer {
    fn value(&mut self, column: usize, value: &Value<'_>) -> Result<(), Misfit> {
        if column >= self.looks.len() {
            self.looks.resize_with(column + 1, Looks::default);
        }
        let looks = &mut self.looks[column];
        match value {
            Value::Null => looks.add(Look::Missing),
            Value::Boolean(_) => looks.add(Look::Boolean),
            Value::Integer(_) => looks.add(Look::Integer),
            Value::Float(_) => looks.add(Look::Float),
            // A string stays a string, unless it is a day or an instant, for which JSON has no other way.
            Value::Text(text) if matches!(cell::look(text.as_bytes()), Look::Date | Look::Timestamp) => {
                looks.observe(text.as_bytes(), self.line);
            }
            Value::Text(text) => looks.observe_text(text.as_bytes(), self.line),
        }
        Ok(())
    }
}

struct Build<'w> {
    rows: Rows<'w>,
    filled: Vec<bool>,
}

impl Sink for Build<'_> {
    fn value(&mut self, column: usize, value: &Value<'_>) -> Result<(), Misfit> {
        self.filled[column] = true;
        match (&mut self.rows.columns[column], value) {
            (to, Value::Null) => to.push_null(),
            (Column::Integer(to), Value::Integer(n)) => to.append_value(*n),
            (Column::Float(to, _), Value::Integer(n)) => to.append_value(*n as f64),
            (Column::Float(to, _), Value::Float(x)) => to.append_value(*x),
            (Column::Boolean(to), Value::Boolean(b)) => to.append_value(*b),
            (Column::Text(to), Value::Text(text)) => to.push(text.as_bytes()),
            (Column::Text(to), Value::Boolean(b)) => to.push(b.to_string().as_bytes()),
            (Column::Text(to), Value::Integer(n)) => to.push(n.to_string().as_bytes()),
            (Column::Text(to), Value::Float(x)) => to.push(x.to_string().as_bytes()),
            (Column::Date(to), Value::Text(text)) => {
                let text = cell::trim(text.as_bytes());
                to.append_value(time::date(text).or_else(|| time::month(text)).ok_or(Misfit)?);
            }
            (Column::Timestamp(to), Value::Text(text)) => {
                to.append_value(instant(cell::trim(text.as_bytes())).ok_or(Misfit)?);
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }
}

/// Reads one line into the sink.
fn parse(path: &Path, line: u64, text: &[u8], keys: &mut Keys, may_add: bool, sink: &mut impl Sink) -> Result<(), TableError> {
    keys.next = 0;
    keys.row += 1;
    let mut row = Row { keys, may_add, sink, trouble: None };
    let mut json = serde_json::Deserializer::from_slice(text);
    let done = json.deserialize_map(&mut row).and_then(|()| json.end());
    let Err(error) = done else { return Ok(()) };
    Err(match row.trouble {
        Some(Trouble::Nested(name, what)) => TableError::Nested { path: path.to_owned(), line, name, what },
        Some(Trouble::Changed(name)) => {
            TableError::Changed { path: path.to_owned(), detail: format!("line {line}, column {name:?}") }
        }
        None => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
            let column = (error.column() > 0).then_some(error.column() as u64);
            TableError::BadJson { path: path.to_owned(), line, column, message, text: excerpt(text) }
        }
    })
}

/// What a line holds that JSON allows and a table does not.
enum Trouble {
    Nested(String, &'static str),
    Changed(String),
}

/// Takes an object apart.
struct Row<'a, S> {
    keys: &'a mut Keys,
    may_add: bool,
    sink: &'a mut S,
    trouble: Option<Trouble>,
}

impl<'de, S: Sink> Visitor<'de> for &mut Row<'_, S> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(column) = map.next_key_seed(Key { keys: self.keys, may_add: self.may_add })? {
            let Ok(column) = column else {
                self.trouble = Some(Trouble::Changed("new key".to_owned()));
                return Err(de::Error::custom("a new key"));
            };
            let trouble = match map.next_value_seed(Cell { column, sink: self.sink })? {
                Taken::Well => continue,
                Taken::Nested(what) => Trouble::Nested(self.keys.names[column].clone(), what),
                Taken::Misfit => Trouble::Changed(self.keys.names[column].clone()),
            };
            self.trouble = Some(trouble);
            return Err(de::Error::custom("a value that has no place"));
        }
        Ok(())
    }
}

struct Key<'a> {
    keys: &'a mut Keys,
    may_add: bool,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Result<usize, Misfit>;

    fn deserialize<D: de::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Result<usize, Misfit>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<Self::Value, E> {
        let Some(place) = self.keys.place(key, self.may_add) else { return Ok(Err(Misfit)) };
        if self.keys.last[place] == self.keys.row {
            return Err(E::custom(format!("the key {key:?} comes twice")));
        }
        self.keys.last[place] = self.keys.row;
        Ok(Ok(place))
    }
}

struct Cell<'a, S> {
    column: usize,
    sink: &'a mut S,
}

/// How a value was taken.
enum Taken {
    Well,
    Nested(&'static str),
    Misfit,
}

impl<S: Sink> Cell<'_, S> {
    fn take(self, value: &Value<'_>) -> Taken {
        if self.sink.value(self.column, value).is_ok() { Taken::Well } else { Taken::Misfit }
    }
}

impl<'de, S: Sink> DeserializeSeed<'de> for Cell<'_, S> {
    type Value = Taken;

    fn deserialize<D: de::Deserializer<'de>>(self, from: D) -> Result<Taken, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, S: Sink> Visitor<'de> for Cell<'_, S> {
    type Value = Taken;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Taken, E> {
        Ok(self.take(&Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Taken, E> {
        Ok(self.take(&Value::Boolean(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Taken, E> {
        Ok(self.take(&Value::Integer(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Taken, E> {
        let value = i64::try_from(value).map_or(Value::Float(value as f64), Value::Integer);
        Ok(self.take(&value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Taken, E> {
        Ok(self.take(&Value::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Taken, E> {
        Ok(self.take(&Value::Text(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Taken, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Taken::Nested("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Taken, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Taken::Nested("an object"))
    }
}
