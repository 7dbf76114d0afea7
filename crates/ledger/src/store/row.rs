//! Values and rows, as they cross the seam to a database.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::store::Table;

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(Cow<'a, str>),
    /// Never written; what text that is not UTF-8 reads back as.
    Bytes(Vec<u8>),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Value::Real(value)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Value<'_> {
    fn from(value: String) -> Self {
        Value::Text(Cow::Owned(value))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// One record read back; columns are counted without `seq`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) table: Table,
    pub(crate) seq: i64,
    pub(crate) values: Vec<Value<'static>>,
}

impl Row {
    pub(crate) fn int(&self, column: usize) -> Result<i64> {
        self.int_or_null(column)?.ok_or_else(|| self.damaged(column, "is empty"))
    }

    pub(crate) fn int_or_null(&self, column: usize) -> Result<Option<i64>> {
        match self.values.get(column) {
            Some(Value::Int(value)) => Ok(Some(*value)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.damaged(column, "is not a whole number")),
        }
    }

    pub(crate) fn real(&self, column: usize) -> Result<f64> {
        match self.values.get(column) {
            Some(Value::Real(value)) => Ok(*value),
            _ => Err(self.damaged(column, "is not a number")),
        }
    }

    pub(crate) fn text(&self, column: usize) -> Result<String> {
        self.text_or_null(column)?.ok_or_else(|| self.damaged(column, "is empty"))
    }

    pub(crate) fn text_or_null(&self, column: usize) -> Result<Option<String>> {
        match self.values.get(column) {
            Some(Value::Text(value)) => Ok(Some(value.clone().into_owned())),
            Some(Value::Null) => Ok(None),
            _ => Err(self.damaged(column, "is not text")),
        }
    }

    /// A column whose text must be one of a fixed set of words.
    pub(crate) fn word<T>(&self, column: usize, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        let text = self.text(column)?;
        parse(&text).ok_or_else(|| self.damaged(column, &format!("has the unknown word {text:?}")))
    }

    pub(crate) fn damaged(&self, column: usize, why: &str) -> Error {
        let name = self.table.columns().get(column).copied().unwrap_or("?");
        Error::Damaged { table: self.table.name(), seq: self.seq, why: format!("{name} {why}") }
    }
}
