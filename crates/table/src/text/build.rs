//! Typed columns built from cells of text or JSON.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, NullBufferBuilder, StringArray,
    TimestampMicrosecondBuilder,
};
use arrow::buffer::{Buffer, OffsetBuffer};
use arrow::error::ArrowError;

use super::{cell, time};
use crate::kind::Kind;
use crate::writer::OddNumbers;

/// A cell that does not fit its column any more: the file is not the one whose types were inferred.
pub(crate) struct Misfit;

/// The rows of one column, so far.
pub(crate) enum Column {
    Integer(Int64Builder),
    Float(Float64Builder, OddNumbers),
    Text(TextColumn),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
}

impl Column {
    pub(crate) fn new(kind: Kind, rows: usize, odd: OddNumbers) -> Self {
        match kind {
            Kind::Integer => Self::Integer(Int64Builder::with_capacity(rows)),
            Kind::Float => Self::Float(Float64Builder::with_capacity(rows), odd),
            Kind::Text => Self::Text(TextColumn::new(rows)),
            Kind::Boolean => Self::Boolean(BooleanBuilder::with_capacity(rows)),
            Kind::Date => Self::Date(Date32Builder::with_capacity(rows)),
            Kind::Timestamp => Self::Timestamp(TimestampMicrosecondBuilder::with_capacity(rows)),
        }
    }

    /// Adds a cell of delimited text. A quoted `"NA"` in a text column is text; an empty cell is missing in any.
    #[inline]
    pub(crate) fn push(&mut self, text: &[u8], quoted: bool) -> Result<(), Misfit> {
        match self {
            Self::Integer(to) => match cell::integer(text) {
                Some(n) => to.append_value(n),
                None => return self.push_trimmed(text),
            },
            Self::Float(to, _) => match cell::float(text) {
                Some(x) if x.is_finite() => to.append_value(x),
                _ => return self.push_trimmed(text),
            },
            Self::Text(to) => {
                let missing = if quoted { text.is_empty() } else { cell::is_missing(cell::trim(text)) };
                if missing { to.push_null() } else { to.push(text) }
            }
            _ => return self.push_trimmed(text),
        }
        Ok(())
    }

    /// The careful path: blanks at the ends, missing and infinite values, booleans and times.
    fn push_trimmed(&mut self, text: &[u8]) -> Result<(), Misfit> {
        let text = cell::trim(text);
        if cell::is_missing(text) {
            match self {
                Self::Float(to, OddNumbers::Kept) if text.eq_ignore_ascii_case(b"nan") => to.append_value(f64::NAN),
                _ => self.push_null(),
            }
            return Ok(());
        }
        match self {
            Self::Integer(to) => to.append_value(cell::integer(text).ok_or(Misfit)?),
            Self::Float(to, odd) => {
                let x = cell::float(text).ok_or(Misfit)?;
                to.append_option(Some(x).filter(|x| x.is_finite() || *odd == OddNumbers::Kept));
            }
            Self::Text(to) => to.push(text),
            Self::Boolean(to) => to.append_value(cell::boolean(text).ok_or(Misfit)?),
            Self::Date(to) => to.append_value(time::date(text).or_else(|| time::month(text)).ok_or(Misfit)?),
            Self::Timestamp(to) => to.append_value(instant(text).ok_or(Misfit)?),
        }
        Ok(())
    }

    pub(crate) fn push_null(&mut self) {
        match self {
            Self::Integer(to) => to.append_null(),
            Self::Float(to, _) => to.append_null(),
            Self::Text(to) => to.push_null(),
            Self::Boolean(to) => to.append_null(),
            Self::Date(to) => to.append_null(),
            Self::Timestamp(to) => to.append_null(),
        }
    }

    /// The column as an array.
    pub(crate) fn finish(self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Integer(mut from) => Arc::new(from.finish()),
            Self::Float(mut from, _) => Arc::new(from.finish()),
            Self::Text(from) => Arc::new(from.finish()?),
            Self::Boolean(mut from) => Arc::new(from.finish()),
            Self::Date(mut from) => Arc::new(from.finish()),
            Self::Timestamp(mut from) => Arc::new(from.finish()),
        })
    }
}

/// A timestamp, or a day taken at its midnight.
pub(crate) fn instant(text: &[u8]) -> Option<i64> {
    time::timestamp(text).map(|(micros, _)| micros).or_else(|| {
        let day = time::date(text).or_else(|| time::month(text))?;
        Some(i64::from(day) * 86_400_000_000)
    })
}

/// A column of text: bytes are only copied here, and checked once for a whole block.
pub(crate) struct TextColumn {
    bytes: Vec<u8>,
    ends: Vec<i32>,
    valid: NullBufferBuilder,
}

impl TextColumn {
    fn new(rows: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Self { bytes: Vec::with_capacity(8 * rows), ends, valid: NullBufferBuilder::new(rows) }
    }

    #[inline]
    pub(crate) fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as i32);
        self.valid.append_non_null();
    }

    pub(crate) fn push_null(&mut self) {
        self.ends.push(self.bytes.len() as i32);
        self.valid.append_null();
    }

    fn finish(mut self) -> Result<StringArray, ArrowError> {
        StringArray::try_new(OffsetBuffer::new(self.ends.into()), Buffer::from_vec(self.bytes), self.valid.finish())
    }
}
