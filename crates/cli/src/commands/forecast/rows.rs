//! Rows of the table, gathered series by series in bounded memory.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use series::Row;

use super::columns::Columns;
use crate::exit::Failure;

/// Rows that are held at the same time; a longer table is read several times, a share of its series at a time.
const ROWS_MAX: u64 = 30_000_000;

/// The rows of one series.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// One label a group column.
    pub(super) labels: Vec<String>,
    /// Its rows in the order of the table.
    pub(super) rows: Vec<Row>,
    /// Regressors: for each known column one value a row, NaN where missing.
    pub(super) known: Vec<Vec<f64>>,
}

/// A normalised table that is read share by share.
pub(super) struct Rows<'a> {
    path: &'a Path,
    columns: &'a Columns,
    shares: u64,
    /// The last stamp with a target, over the whole table; `None` where no row has one.
    pub(super) end: Option<i64>,
}

impl<'a> Rows<'a> {
    /// Looks through targets and dates once, to know where the history ends. O(rows).
    pub(super) fn survey(path: &'a Path, columns: &'a Columns, rows: u64) -> Result<Self, Failure> {
        let mut end = None;
        let mut first_row = 1;
        for batch in table::read(path, Some(&[&columns.target, &columns.time]))? {
            let batch = batch?;
            let stamps = stamps(&batch, columns, first_row)?;
            let values = numbers(column(&batch, &columns.target)?);
            let known = stamps.iter().zip(&values).filter(|(_, v)| v.is_finite()).map(|(t, _)| *t).max();
            end = end.max(known);
            first_row += batch.num_rows() as u64;
        }
        Ok(Self { path, columns, shares: rows.div_ceil(ROWS_MAX).max(1), end })
    }

    /// How often the table is read.
    pub(super) fn shares(&self) -> u64 {
        self.shares
    }

    /// The series of one share, in order of their first row. O(rows).
    pub(super) fn share(&self, share: u64) -> Result<Vec<Line>, Failure> {
        let columns = self.columns;
        let mut lines: Vec<Line> = Vec::new();
        let mut places: HashMap<Vec<String>, usize> = HashMap::new();
        let mut first_row = 1;
        for batch in table::read(self.path, Some(&columns.all()))? {
            let batch = batch?;
            let stamps = stamps(&batch, columns, first_row)?;
            let values = numbers(column(&batch, &columns.target)?);
            let known = columns.known.iter().map(|n| column(&batch, n).map(numbers)).collect::<Result<Vec<_>, _>>()?;
            let group = columns.group.iter().map(|n| column(&batch, n).and_then(labels)).collect::<Result<Vec<_>, _>>()?;
            for at in 0..batch.num_rows() {
                let key: Vec<String> = group.iter().map(|labels| labels[at].clone()).collect();
                if self.shares > 1 && hash(&key) % self.shares != share {
                    continue;
                }
                let place = *places.entry(key).or_insert_with_key(|key| {
                    lines.push(Line { labels: key.clone(), rows: Vec::new(), known: vec![Vec::new(); known.len()] });
                    lines.len() - 1
                });
                let line = &mut lines[place];
                line.rows.push(Row { stamp: stamps[at], value: values[at], row: first_row + at as u64 });
                for (into, from) in line.known.iter_mut().zip(&known) {
                    into.push(from[at]);
                }
            }
            first_row += batch.num_rows() as u64;
        }
        Ok(lines)
    }
}

fn hash(key: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b ArrayRef, Failure> {
    batch.column_by_name(name).ok_or_else(|| Failure::input(format!("the table has no column `{name}`"), None))
}

/// Microseconds of dates, or whole numbers as they are; a row without a date is refused.
fn stamps(batch: &RecordBatch, columns: &Columns, first_row: u64) -> Result<Vec<i64>, Failure> {
    let array = column(batch, &columns.time)?;
    if let Some(at) = (0..array.len()).find(|at| array.is_null(*at)) {
        let message = format!("the time column `{}` has no value in data row {}", columns.time, first_row + at as u64);
        return Err(Failure::input(message, Some("every row needs a date; drop or complete such rows".into())));
    }
    contest::stamps(array).map_err(|error| Failure::input(error, None))
}

fn numbers(array: &ArrayRef) -> Vec<f64> {
    match cast(array, &DataType::Float64) {
        Ok(values) => values.as_primitive::<Float64Type>().iter().map(|v| v.unwrap_or(f64::NAN)).collect(),
        Err(_) => vec![f64::NAN; array.len()],
    }
}

fn labels(array: &ArrayRef) -> Result<Vec<String>, Failure> {
    contest::labels(array).map_err(|error| Failure::input(error, None))
}
