//! **twins**: rows that stand on both sides of the seal.
//!
//! # What it finds
//!
//! A sealed row whose features are also in the training rows is not a test: a model that remembers gets it right. Twins
//! come from tables that were joined or oversampled, from one event logged twice, and from the same person or thing
//! measured again.
//!
//! # How
//!
//! Every row is hashed twice to 64 bits over its features (without the target, `row_id` and whatever else is skipped):
//! once exactly, once loosely - numbers rounded to three significant digits, text trimmed and in lower case; days,
//! instants and booleans as they are. Missing equals missing. A sealed row is an *exact* twin when its exact hash is among
//! the training rows', a *near* twin when its loose hash is (so that every exact twin is a near one).
//!
//! # Reading it
//!
//! In a table of few columns with few values, rows coincide by chance, and no harm is done. [`Twins::near_within`] says
//! how common near twins are among the training rows themselves: a share across the seal that is about the same tells
//! that the table is coarse; grouping the folds by the thing that repeats is then the remedy, if there is such a thing.
//!
//! # What it cannot see
//!
//! Two numbers on both sides of a rounding step (1.2349 and 1.2351) count as different, and so does a row of which one
//! feature changed.
//!
//! # Limits, cost
//!
//! O(rows log rows); 16 bytes a training row, nothing a sealed row. Row ids up to 2^32 - 1. The chance that any of n
//! sealed rows meets one of m training rows by accident of the hash is below n m / 2^64 (for two times ten million: 5e-6).

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Int64Type, SchemaRef};
use serde::Serialize;

use crate::error::ProfileError;
use crate::hash;
use crate::sample::{as_number, numeric};

/// At most this many pairs are named.
const EXAMPLES_MAX: usize = 10;
const ROW_ID: &str = "row_id";

/// How many sealed rows have a twin in training.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Twins {
    /// Training rows.
    pub train_rows: u64,
    /// Sealed rows.
    pub sealed_rows: u64,
    /// Sealed rows with the same features as some training row.
    pub exact: u64,
    /// Sealed rows with nearly the same features as some training row, the exact ones included.
    pub near: u64,
    /// Training rows that have a near twin among the other training rows.
    pub near_within: u64,
    /// Up to ten pairs, the first in the order of the sealed rows, exact ones before near ones.
    pub examples: Vec<Twin>,
}

impl Twins {
    /// The share of sealed rows with an exact twin; none without sealed rows.
    pub fn exact_share(&self) -> Option<f64> {
        share(self.exact, self.sealed_rows)
    }

    /// The share of sealed rows with a near twin; none without sealed rows.
    pub fn near_share(&self) -> Option<f64> {
        share(self.near, self.sealed_rows)
    }

    /// The share of training rows with a near twin in training; none without training rows.
    pub fn near_within_share(&self) -> Option<f64> {
        share(self.near_within, self.train_rows)
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A pair of rows with (nearly) the same features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Twin {
    /// The sealed row.
    pub sealed_row: i64,
    /// A training row.
    pub train_row: i64,
    /// Whether the features are the same to the last bit.
    pub exact: bool,
}

/// A training row: loose hash, a part of the exact hash, row id.
type Entry = (u64, u32, u32);

/// Counts the sealed rows that have a twin among the training rows. Both sets have a `row_id` and the same columns (in any
/// order); `skip` names columns that are no features: the target, keys.
///
/// # Errors
///
/// A batch that cannot be read, sets with different columns, a column outside the six types, a row id beyond 2^32 - 1.
pub fn twins<E>(
    train: impl IntoIterator<Item = Result<RecordBatch, E>>,
    sealed: impl IntoIterator<Item = Result<RecordBatch, E>>,
    skip: &[&str],
) -> Result<Twins, ProfileError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let mut features = Features { skip, columns: Vec::new() };
    let mut known: Vec<Entry> = Vec::new();
    for batch in train {
        features.rows(&batch.map_err(|e| ProfileError::Input(Box::new(e)))?, |row| known.push(row))?;
    }
    known.sort_unstable();
    let near_within = known.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1).map(|same| same.len() as u64).sum();
    let (mut sealed_rows, mut exact, mut near) = (0, 0, 0);
    let mut examples: Vec<Twin> = Vec::new();
    let mut near_examples: Vec<Twin> = Vec::new();
    for batch in sealed {
        let batch = batch.map_err(|e| ProfileError::Input(Box::new(e)))?;
        features.rows(&batch, |(loose, tight, row)| {
            sealed_rows += 1;
            let Some(first) = known.get(known.partition_point(|e| e.0 < loose)).filter(|e| e.0 == loose) else { return };
            near += 1;
            let same = known.get(known.partition_point(|e| (e.0, e.1) < (loose, tight)));
            let same = same.filter(|e| (e.0, e.1) == (loose, tight));
            exact += u64::from(same.is_some());
            let to = if same.is_some() { &mut examples } else { &mut near_examples };
            if to.len() < EXAMPLES_MAX {
                let train_row = i64::from(same.unwrap_or(first).2);
                to.push(Twin { sealed_row: i64::from(row), train_row, exact: same.is_some() });
            }
        })?;
    }
    examples.extend(near_examples);
    examples.truncate(EXAMPLES_MAX);
    Ok(Twins { train_rows: known.len() as u64, sealed_rows, exact, near, near_within, examples })
}

/// The columns that are compared, by name, settled by the first batch.
struct Features<'a> {
    skip: &'a [&'a str],
    columns: Vec<(String, DataType)>,
}

impl Features<'_> {
    fn settle(&mut self, schema: &SchemaRef) -> Result<(), ProfileError> {
        let fields = schema.fields().iter().filter(|f| f.name() != ROW_ID && !self.skip.contains(&f.name().as_str()));
        let mut here: Vec<(String, DataType)> = fields.map(|f| (f.name().clone(), f.data_type().clone())).collect();
        here.sort_by(|a, b| a.0.cmp(&b.0));
        if let Some((name, found)) = here.iter().find(|(_, data)| !numeric(data) && data != &DataType::Utf8) {
            return Err(ProfileError::ColumnType { name: name.clone(), found: found.clone() });
        }
        if self.columns.is_empty() {
            self.columns = here;
        } else if self.columns != here {
            let differs = self.columns.iter().zip(&here).find(|(a, b)| a != b).map(|(a, _)| a.0.clone());
            let longer = if self.columns.len() > here.len() { &self.columns } else { &here };
            let name = differs.or_else(|| longer.last().map(|c| c.0.clone())).unwrap_or_default();
            return Err(ProfileError::DifferentColumns { name });
        }
        Ok(())
    }

    /// Hands each row of a batch to `each`.
    fn rows(&mut self, batch: &RecordBatch, mut each: impl FnMut(Entry)) -> Result<(), ProfileError> {
        self.settle(&batch.schema())?;
        let missing = |name: &str| ProfileError::NoColumn { name: name.to_owned() };
        let ids = batch.column_by_name(ROW_ID).and_then(|c| c.as_primitive_opt::<Int64Type>());
        let ids = ids.ok_or_else(|| missing(ROW_ID))?;
        let mut loose = vec![0_u64; batch.num_rows()];
        let mut tight = vec![0_u64; batch.num_rows()];
        for (name, _) in &self.columns {
            let array = batch.column_by_name(name).ok_or_else(|| missing(name))?;
            add(array, &mut loose, &mut tight);
        }
        for ((loose, tight), id) in loose.into_iter().zip(tight).zip(ids.values()) {
            let row = u32::try_from(*id).map_err(|_| ProfileError::RowId { id: *id })?;
            each((loose, (tight >> 32) as u32, row));
        }
        Ok(())
    }
}

/// Joins a column to the hashes of the rows.
fn add(array: &ArrayRef, loose: &mut [u64], tight: &mut [u64]) {
    /// What a missing cell hashes to.
    const MISSING: u64 = 0x6D69_7373_696E_6721;
    let rounded = matches!(array.data_type(), DataType::Int64 | DataType::Float64);
    for (row, (loose, tight)) in loose.iter_mut().zip(tight).enumerate() {
        let (near, exact) = if array.is_null(row) {
            (MISSING, MISSING)
        } else if let Some(texts) = array.as_string_opt::<i32>() {
            let text = texts.value(row);
            (folded(text), hash::bytes(text.as_bytes()))
        } else {
            match as_number(array, row) {
                None => (MISSING, MISSING),
                Some(x) if rounded => (three_digits(x), exact_number(array, row, x)),
                Some(x) => (hash::number(x), hash::number(x)),
            }
        };
        *loose = hash::join(*loose, near);
        *tight = hash::join(*tight, exact);
    }
}

/// Whole numbers beyond 2^53 are told apart too.
fn exact_number(array: &ArrayRef, row: usize, x: f64) -> u64 {
    match array.as_primitive_opt::<Int64Type>() {
        Some(whole) => hash::mix(whole.value(row) as u64),
        None => hash::number(array.as_primitive_opt::<Float64Type>().map_or(x, |a| a.value(row))),
    }
}

/// Text trimmed and in lower case.
fn folded(text: &str) -> u64 {
    let text = text.trim();
    if text.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        hash::bytes(text.to_lowercase().as_bytes())
    } else {
        hash::bytes(text.as_bytes())
    }
}

/// A number rounded to three significant digits, as its digits (100 to 999) and its power of ten.
fn three_digits(x: f64) -> u64 {
    let size = x.abs();
    if size == 0.0 {
        return hash::number(0.0);
    }
    let (digits, exponent) = if size < 1000.0 && x.fract() == 0.0 {
        let places = if size < 10.0 { 0 } else { 1 + i32::from(size >= 100.0) };
        (x * [100.0, 10.0, 1.0][places as usize], places)
    } else {
        let exponent = size.log10().floor() as i32;
        let digits = (x / 10_f64.powi(exponent - 2)).round();
        // 999.6 has its digits one place up, as 1000 does.
        if digits.abs() >= 1000.0 { ((digits / 10.0).round(), exponent + 1) } else { (digits, exponent) }
    };
    hash::join(hash::number(digits), exponent as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_to_three_digits() {
        for (a, b) in [(12.0, 12.04), (999.6, 1000.0), (1000.0, 1004.0), (0.001_234, 0.001_229_9), (-5.0, -5.001), (0.0, -0.0)] {
            assert_eq!(three_digits(a), three_digits(b), "{a} {b}");
        }
        for (a, b) in [(12.0, 12.1), (999.0, 1000.0), (1.0, 10.0), (5.0, -5.0), (0.0, 1e-9), (0.1, 1.0)] {
            assert_ne!(three_digits(a), three_digits(b), "{a} {b}");
        }
    }

    #[test]
    fn text_is_folded() {
        assert_eq!(folded("  Zürich "), folded("zÜRICH"));
        assert_ne!(folded("a b"), folded("ab"));
    }
}
