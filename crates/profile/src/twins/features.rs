//! The features of rows as hashes, loose and exact.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Int64Type, SchemaRef};

use crate::error::ProfileError;
use crate::hash;
use crate::sample::{as_number, numeric};

const ROW_ID: &str = "row_id";

/// The columns that are compared, by name, settled by the first batch.
pub(super) struct Features<'a> {
    skip: &'a [&'a str],
    target: Option<&'a str>,
    columns: Vec<(String, DataType)>,
}

/// The rows of a batch.
pub(super) struct Hashed {
    pub(super) ids: Vec<u32>,
    /// One hash a row, over loosened cells.
    pub(super) loose: Vec<u64>,
    /// One hash a row, over exact cells.
    pub(super) exact: Vec<u32>,
    /// The loosened target, 0 where it is missing or there is none.
    pub(super) target: Vec<u32>,
    /// Column by column the hashes of the loosened cells.
    pub(super) cells: Vec<Vec<u64>>,
}

impl<'a> Features<'a> {
    pub(super) fn new(skip: &'a [&'a str], target: Option<&'a str>) -> Self {
        Self { skip, target, columns: Vec::new() }
    }

    fn settle(&mut self, schema: &SchemaRef) -> Result<(), ProfileError> {
        let feature = |name: &str| name != ROW_ID && Some(name) != self.target && !self.skip.contains(&name);
        let fields = schema.fields().iter().filter(|f| feature(f.name()));
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

    /// The rows of a batch as hashes.
    pub(super) fn hash(&mut self, batch: &RecordBatch) -> Result<Hashed, ProfileError> {
        self.settle(&batch.schema())?;
        let missing = |name: &str| ProfileError::NoColumn { name: name.to_owned() };
        let ids = batch.column_by_name(ROW_ID).and_then(|c| c.as_primitive_opt::<Int64Type>());
        let ids = ids.ok_or_else(|| missing(ROW_ID))?.values().iter();
        let ids = ids.map(|id| u32::try_from(*id).map_err(|_| ProfileError::RowId { id: *id })).collect::<Result<_, _>>()?;
        let mut loose = vec![0_u64; batch.num_rows()];
        let mut exact = vec![0_u64; batch.num_rows()];
        let mut cells = Vec::with_capacity(self.columns.len());
        for (name, _) in &self.columns {
            let array = batch.column_by_name(name).ok_or_else(|| missing(name))?;
            let column: Vec<u64> = (0..array.len()).map(|row| loosened(array, row)).collect();
            for (row, cell) in column.iter().enumerate() {
                loose[row] = hash::join(loose[row], *cell);
                exact[row] = hash::join(exact[row], precise(array, row));
            }
            cells.push(column);
        }
        let target = self.target.and_then(|name| batch.column_by_name(name));
        let code = |array: &ArrayRef, row| if array.is_null(row) { 0 } else { (loosened(array, row) >> 32) as u32 | 1 };
        let target = match target {
            Some(array) => (0..array.len()).map(|row| code(array, row)).collect(),
            None => vec![0; batch.num_rows()],
        };
        Ok(Hashed { ids, loose, exact: exact.iter().map(|h| (h >> 32) as u32).collect(), target, cells })
    }
}

/// What a missing cell hashes to.
const MISSING: u64 = 0x6D69_7373_696E_6721;

/// A cell so that near ones are the same: numbers to three digits, text trimmed and in lower case.
fn loosened(array: &ArrayRef, row: usize) -> u64 {
    if array.is_null(row) {
        MISSING
    } else if let Some(texts) = array.as_string_opt::<i32>() {
        folded(texts.value(row))
    } else {
        let rounded = matches!(array.data_type(), DataType::Int64 | DataType::Float64);
        as_number(array, row).map_or(MISSING, |x| if rounded { three_digits(x) } else { hash::number(x) })
    }
}

/// A cell as it is; whole numbers beyond 2^53 are told apart too.
fn precise(array: &ArrayRef, row: usize) -> u64 {
    if array.is_null(row) {
        MISSING
    } else if let Some(texts) = array.as_string_opt::<i32>() {
        hash::bytes(texts.value(row).as_bytes())
    } else if let Some(whole) = array.as_primitive_opt::<Int64Type>() {
        hash::mix(whole.value(row) as u64)
    } else if let Some(floats) = array.as_primitive_opt::<Float64Type>() {
        let x = floats.value(row);
        if x.is_finite() { hash::number(x) } else { MISSING }
    } else {
        as_number(array, row).map_or(MISSING, hash::number)
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
