//! A baseline from batches that go by.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, SchemaRef, TimestampMicrosecondType};
use summary::{Counts, Gram, Moments, Numbers, RowHashes, TopK, Unit};

use super::{Baseline, Detail, Kept, Kind, Span, Summary};
use crate::look::Meaning;
use crate::look::gathered::{Floats, OfFlags};

/// A baseline that takes in batches: of one delivery among many, without its distributions and numbers of different values.
#[derive(Debug)]
pub(crate) struct Building(Baseline);

impl Building {
    /// Nothing seen.
    pub(crate) fn new(schema: &SchemaRef) -> Self {
        let detail = Detail::delivery(schema.fields().len());
        let columns = schema.fields().iter();
        let columns: Vec<Kept> = columns.map(|f| blank(f.name(), f.data_type(), detail)).collect();
        let numbers = columns.iter().filter(|c| c.kind.is_number()).count();
        let gram = (numbers <= detail.cross).then(|| Gram::new(numbers));
        Self(Baseline { detail, rows: 0, columns, gram, hashes: RowHashes::new(detail.hashes) })
    }

    /// Takes in rows: the cells, those of numbers as floats, and a hash of each row.
    pub(crate) fn push(&mut self, batch: &RecordBatch, hashes: impl Iterator<Item = u64>) {
        let floats: Vec<Floats> = batch.columns().iter().map(Floats::of).collect();
        let kept = &mut self.0;
        kept.rows += batch.num_rows() as u64;
        hashes.for_each(|hash| kept.hashes.add_hash(hash));
        if let Some(gram) = &mut kept.gram {
            let columns: Vec<summary::Column> = floats.iter().filter_map(Floats::column).collect();
            gram.add(&columns);
        }
        for ((column, array), floats) in kept.columns.iter_mut().zip(batch.columns()).zip(&floats) {
            push(&mut column.summary, array, floats);
        }
    }

    /// Adds the rows of another of the same table.
    pub(crate) fn merge(&mut self, other: &Self) {
        // Made from the same columns, so they merge.
        let _ = self.0.merge(&other.0);
    }

    pub(crate) fn finish(self) -> Baseline {
        self.0
    }

    pub(crate) fn rows(&self) -> u64 {
        self.0.rows
    }
}

fn blank(name: &str, data: &DataType, detail: Detail) -> Kept {
    let span = |unit| Summary::Instants(Span { unit, rows: 0, missing: 0, range: None });
    let numbers = || Summary::Numbers {
        counts: Box::new(Counts::new()),
        moments: Moments::new(),
        quantiles: None,
        levels: Some(TopK::new(detail.levels)),
    };
    let texts = || Summary::Texts { rows: 0, missing: 0, lengths: Box::default(), levels: Some(TopK::new(detail.levels)) };
    let (kind, summary) = match data {
        DataType::Int64 => (Kind::Integer, numbers()),
        DataType::Float64 => (Kind::Float, numbers()),
        DataType::Boolean => (Kind::Boolean, Summary::Flags(OfFlags::default())),
        DataType::Date32 => (Kind::Date, span(Unit::Days)),
        DataType::Timestamp(..) => (Kind::Timestamp, span(Unit::Microseconds)),
        _ => (Kind::Text, texts()),
    };
    Kept { name: name.to_owned(), kind, meaning: Meaning::Empty, distinct: None, summary }
}

fn push(summary: &mut Summary, array: &ArrayRef, floats: &Floats) {
    match summary {
        Summary::Numbers { counts, moments, levels, .. } => {
            let Some(column) = floats.column() else { return };
            let mut scratch = Vec::new();
            let numbers = Numbers::sift(column, &mut scratch);
            counts.add(&numbers);
            moments.add_slice(numbers.finite);
            if let Some(top) = levels {
                top.add_slice(numbers.finite);
            }
            drop_inexact(levels);
        }
        Summary::Texts { rows, missing, lengths, levels } => {
            let texts = array.as_string::<i32>();
            *rows += texts.len() as u64;
            *missing += texts.null_count() as u64;
            for text in texts.iter().flatten() {
                lengths.add(text);
                if let Some(top) = levels {
                    top.add_text(text);
                }
            }
            drop_inexact(levels);
        }
        Summary::Flags(flags) => {
            let array = array.as_boolean();
            let (rows, missing, yes) = (array.len() as u64, array.null_count() as u64, array.true_count() as u64);
            flags.add(OfFlags { rows, missing, yes });
        }
        Summary::Instants(span) => {
            span.rows += array.len() as u64;
            span.missing += array.null_count() as u64;
            let mut see = |t: i64| span.range = Some(span.range.map_or((t, t), |(a, b)| (a.min(t), b.max(t))));
            match array.data_type() {
                DataType::Date32 => array.as_primitive::<Date32Type>().iter().flatten().for_each(|day| see(i64::from(day))),
                _ => array.as_primitive::<TimestampMicrosecondType>().iter().flatten().for_each(see),
            }
        }
    }
}

fn drop_inexact<K: summary::Key>(levels: &mut Option<TopK<K>>) {
    if levels.as_ref().is_some_and(|top| !top.exact()) {
        *levels = None;
    }
}
