//! A sample of rows by the hash of their position: the same rows however the table is batched.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType};

use crate::error::ProfileError;
use crate::hash;

/// A sample never has more rows than this.
pub(crate) const ROWS_MAX: usize = 65_536;

/// The cells of one column in the sample.
#[derive(Debug, Clone)]
pub(crate) enum Cells {
    /// Numbers, days, instants, booleans; none is missing.
    Numbers(Vec<Option<f64>>),
    /// Text, by hash; none is missing.
    Levels(Vec<Option<u64>>),
}

/// Some columns of some rows.
pub(crate) struct Sample {
    pub(crate) names: Vec<String>,
    pub(crate) cells: Vec<Cells>,
    /// The hash of each row's position.
    pub(crate) rows: Vec<u64>,
    /// How many rows went by.
    pub(crate) seen: u64,
    /// Rows whose hash is below are kept.
    below: u64,
}

impl Sample {
    /// Takes a sample of the rows; `skip` names columns to leave out.
    ///
    /// All rows up to [`ROWS_MAX`]; beyond it those whose hash is below 2^(64-k), with the smallest k that fits.
    pub(crate) fn take<E>(batches: impl IntoIterator<Item = Result<RecordBatch, E>>, skip: &[&str]) -> Result<Self, ProfileError>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let mut sample = Self { names: Vec::new(), cells: Vec::new(), rows: Vec::new(), seen: 0, below: u64::MAX };
        for batch in batches {
            let batch = batch.map_err(|e| ProfileError::Input(Box::new(e)))?;
            if sample.cells.is_empty() {
                sample.begin(&batch, skip)?;
            }
            sample.push(&batch)?;
        }
        Ok(sample)
    }

    fn begin(&mut self, batch: &RecordBatch, skip: &[&str]) -> Result<(), ProfileError> {
        for field in batch.schema().fields().iter().filter(|f| !skip.contains(&f.name().as_str())) {
            self.cells.push(match field.data_type() {
                DataType::Utf8 => Cells::Levels(Vec::new()),
                data if numeric(data) => Cells::Numbers(Vec::new()),
                found => return Err(ProfileError::ColumnType { name: field.name().clone(), found: found.clone() }),
            });
            self.names.push(field.name().clone());
        }
        Ok(())
    }

    fn push(&mut self, batch: &RecordBatch) -> Result<(), ProfileError> {
        let first = self.seen;
        self.seen += batch.num_rows() as u64;
        let mut kept = Vec::new();
        for (i, position) in (first..self.seen).enumerate() {
            let row = hash::mix(position);
            if row < self.below {
                kept.push(i);
                self.rows.push(row);
            }
        }
        for (name, cells) in self.names.iter().zip(&mut self.cells) {
            let array = batch.column_by_name(name).ok_or_else(|| ProfileError::NoColumn { name: name.clone() })?;
            match cells {
                Cells::Numbers(to) => to.extend(kept.iter().map(|i| as_number(array, *i))),
                Cells::Levels(to) => {
                    let texts = array.as_string_opt::<i32>();
                    let texts = texts.ok_or_else(|| ProfileError::DifferentColumns { name: name.clone() })?;
                    to.extend(kept.iter().map(|i| texts.is_valid(*i).then(|| hash::bytes(texts.value(*i).as_bytes()))));
                }
            }
        }
        while self.rows.len() > ROWS_MAX {
            self.halve();
        }
        Ok(())
    }

    /// Drops the rows whose hash is in the upper half.
    fn halve(&mut self) {
        self.below /= 2;
        let keep: Vec<bool> = self.rows.iter().map(|row| *row < self.below).collect();
        for cells in &mut self.cells {
            match cells {
                Cells::Numbers(all) => retain(all, &keep),
                Cells::Levels(all) => retain(all, &keep),
            }
        }
        retain(&mut self.rows, &keep);
    }

    /// The position of a column.
    pub(crate) fn column(&self, name: &str) -> Result<usize, ProfileError> {
        self.names.iter().position(|n| n == name).ok_or_else(|| ProfileError::NoColumn { name: name.to_owned() })
    }
}

pub(crate) fn retain<T>(all: &mut Vec<T>, keep: &[bool]) {
    let mut flags = keep.iter();
    all.retain(|_| flags.next().copied().unwrap_or(false));
}

/// Whether a canonical type is read as a number.
pub(crate) fn numeric(data: &DataType) -> bool {
    matches!(
        data,
        DataType::Int64
            | DataType::Float64
            | DataType::Boolean
            | DataType::Date32
            | DataType::Timestamp(TimeUnit::Microsecond, None)
    )
}

/// A cell as a number, if it is there and finite.
pub(crate) fn as_number(array: &ArrayRef, row: usize) -> Option<f64> {
    if array.is_null(row) {
        return None;
    }
    let value = match array.data_type() {
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row) as f64,
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row),
        DataType::Boolean => f64::from(u8::from(array.as_boolean().value(row))),
        DataType::Date32 => f64::from(array.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp(TimeUnit::Microsecond, None) => array.as_primitive::<TimestampMicrosecondType>().value(row) as f64,
        _ => return None,
    };
    value.is_finite().then_some(value)
}
