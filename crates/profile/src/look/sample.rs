//! A seeded sample of whole rows, the same however the table is batched.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::compute::{cast, concat_batches, filter_record_batch};
use arrow::datatypes::{DataType, Float64Type};
use arrow::error::ArrowError;

use crate::error::ProfileError;
use crate::hash;

/// A sample never has more rows than this,
pub(crate) const ROWS_MAX: usize = 65_536;
/// nor more cells than this.
pub(crate) const CELLS_MAX: usize = 16 << 20;

/// Sets the order of the sample's rows apart from the draw of the sample.
const SHUFFLE: u64 = 0x0073_6875_6666_6c65;

/// Some rows of a table, in their order: all of them where the table is small, else those whose hashed position is lowest.
#[derive(Debug, Clone)]
pub struct Sample {
    rows: RecordBatch,
    of: u64,
    positions: Vec<u64>,
}

/// The cells of a text column as numbers of levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    /// The level of each row; `None` where it is missing.
    pub codes: Vec<Option<u32>>,
    /// The levels, in the order in which they first stand.
    pub names: Vec<String>,
}

impl Sample {
    /// All rows of one batch.
    pub fn whole(rows: RecordBatch) -> Self {
        let of = rows.num_rows() as u64;
        Self { rows, of, positions: (0..of).collect() }
    }

    /// The rows, in the types of the table; numbers that are NaN or infinite stand as they were.
    pub fn batch(&self) -> &RecordBatch {
        &self.rows
    }

    /// The position in the table of each row, ascending.
    pub fn positions(&self) -> &[u64] {
        &self.positions
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.num_rows()
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows the table has.
    pub fn of(&self) -> u64 {
        self.of
    }

    /// Its rows in an order drawn from a seed and their positions: each beginning of it is a sample of the sample.
    pub fn shuffled(&self, seed: u64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_unstable_by_key(|&row| hash::mix(self.positions[row] ^ hash::mix(seed ^ SHUFFLE)));
        order
    }

    /// At most so many of its rows, in their order.
    pub fn thinned(&self, rows_max: usize, seed: u64) -> Vec<usize> {
        let mut rows = self.shuffled(seed);
        rows.truncate(rows_max);
        rows.sort_unstable();
        rows
    }

    /// Whether it is the whole table.
    pub fn is_whole(&self) -> bool {
        self.of == self.len() as u64
    }

    /// The cells of a column as numbers, one a row: whole numbers, floats, booleans (0 and 1), days, microseconds.
    ///
    /// `None` where it is missing, NaN or infinite; `None` for a column of text, or none of that name.
    pub fn numbers(&self, column: &str) -> Option<Vec<Option<f64>>> {
        let array = self.rows.column_by_name(column)?;
        let floats = as_floats(array)?;
        let floats = floats.as_primitive::<Float64Type>();
        Some(floats.iter().map(|x| x.filter(|x| x.is_finite())).collect())
    }

    /// The cells of a column of text or booleans as levels, or none when there is no such column.
    pub fn levels(&self, column: &str) -> Option<Levels> {
        let array = cast(self.rows.column_by_name(column)?, &DataType::Utf8).ok()?;
        let texts = array.as_string::<i32>();
        let mut seen = std::collections::HashMap::new();
        let mut names = Vec::new();
        let codes = texts
            .iter()
            .map(|text| {
                text.map(|text| {
                    *seen.entry(text).or_insert_with(|| {
                        names.push(text.to_owned());
                        names.len() as u32 - 1
                    })
                })
            })
            .collect();
        Some(Levels { codes, names })
    }
}

/// A column as floats, where its type has numbers in it.
pub(crate) fn as_floats(array: &ArrayRef) -> Option<ArrayRef> {
    match array.data_type() {
        DataType::Utf8 => None,
        DataType::Date32 => cast(&cast(array, &DataType::Int32).ok()?, &DataType::Float64).ok(),
        DataType::Timestamp(..) => cast(&cast(array, &DataType::Int64).ok()?, &DataType::Float64).ok(),
        _ => cast(array, &DataType::Float64).ok(),
    }
}

/// Draws a [`Sample`] from batches that go by.
#[derive(Debug)]
pub(crate) struct Draw {
    pieces: Vec<(RecordBatch, Vec<u64>)>,
    kept: usize,
    seen: u64,
    seed: u64,
    rows_max: usize,
    /// Rows whose hash is below are kept.
    below: u64,
}

impl Draw {
    /// From a table of so many columns.
    pub(crate) fn new(columns: usize, seed: u64) -> Self {
        let rows_max = ROWS_MAX.min(CELLS_MAX / columns.max(1)).max(1024);
        Self { pieces: Vec::new(), kept: 0, seen: 0, seed: hash::mix(seed), rows_max, below: u64::MAX }
    }

    /// Looks at the next rows of the table.
    pub(crate) fn push(&mut self, batch: &RecordBatch) -> Result<(), ProfileError> {
        let first = self.seen;
        self.seen += batch.num_rows() as u64;
        let all: Vec<u64> = (first..self.seen).collect();
        let piece = self.keep(batch, &all)?;
        self.kept += piece.1.len();
        self.pieces.push(piece);
        while self.kept > self.rows_max {
            self.below /= 2;
            let pieces = std::mem::take(&mut self.pieces);
            self.pieces = pieces.iter().map(|(rows, at)| self.keep(rows, at)).collect::<Result<_, _>>()?;
            self.pieces.retain(|(_, at)| !at.is_empty());
            self.kept = self.pieces.iter().map(|(_, at)| at.len()).sum();
        }
        Ok(())
    }

    /// The rows whose hash is low enough.
    fn keep(&self, rows: &RecordBatch, positions: &[u64]) -> Result<(RecordBatch, Vec<u64>), ProfileError> {
        if self.below == u64::MAX {
            return Ok((rows.clone(), positions.to_vec()));
        }
        let low = |at: &u64| hash::mix(at ^ self.seed) < self.below;
        let mask: BooleanArray = positions.iter().map(|at| Some(low(at))).collect();
        let kept = filter_record_batch(rows, &mask).map_err(unreadable)?;
        Ok((kept, positions.iter().copied().filter(|at| low(at)).collect()))
    }

    /// The rows that were kept; none when no batch went by.
    pub(crate) fn finish(self) -> Result<Option<Sample>, ProfileError> {
        let Some((first, _)) = self.pieces.first() else { return Ok(None) };
        let schema = first.schema();
        let rows = concat_batches(&schema, self.pieces.iter().map(|(rows, _)| rows)).map_err(unreadable)?;
        let positions = self.pieces.into_iter().flat_map(|(_, at)| at).collect();
        Ok(Some(Sample { rows, of: self.seen, positions }))
    }
}

fn unreadable(error: ArrowError) -> ProfileError {
    ProfileError::Input(Box::new(error))
}
