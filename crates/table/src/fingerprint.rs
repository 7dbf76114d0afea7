//! One hash over what a table says, however it was stored and however its rows were batched.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, PrimitiveArray, StringArray};
use arrow::datatypes::{ArrowPrimitiveType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType, ToByteSlice};
use sha2::{Digest, Sha256};

use crate::kind::{ColumnFacts, Kind};

/// Every column is hashed on its own, in two streams that do not see batch borders: `values` (little-endian values
/// with 0 for missing ones, or the bytes of text) and `shape` (the row numbers of missing values, or the lengths of
/// texts with `u32::MAX` for missing ones).
pub(crate) struct Fingerprint {
    columns: Vec<(Kind, Sha256, Sha256)>,
    names: Sha256,
    rows: u64,
}

impl Fingerprint {
    pub(crate) fn new(columns: &[ColumnFacts]) -> Self {
        let mut names = Sha256::new();
        for column in columns {
            names.update((column.name.len() as u64).to_le_bytes());
            names.update(column.name.as_bytes());
            names.update(column.kind.to_string().as_bytes());
        }
        let columns = columns.iter().map(|c| (c.kind, Sha256::new(), Sha256::new())).collect();
        Self { columns, names, rows: 0 }
    }

    /// Takes in the next rows; the arrays are of the canonical types, in the order of the columns.
    pub(crate) fn update(&mut self, arrays: &[ArrayRef], rows: usize) {
        for ((kind, values, shape), array) in self.columns.iter_mut().zip(arrays) {
            match kind {
                Kind::Integer => numbers::<Int64Type>(array.as_primitive(), values),
                Kind::Float => numbers::<Float64Type>(array.as_primitive(), values),
                Kind::Date => numbers::<Date32Type>(array.as_primitive(), values),
                Kind::Timestamp => numbers::<TimestampMicrosecondType>(array.as_primitive(), values),
                Kind::Boolean => booleans(array.as_boolean(), values),
                Kind::Text => {
                    texts(array.as_string::<i32>(), values, shape);
                    continue;
                }
            }
            missing(array, self.rows, shape);
        }
        self.rows += rows as u64;
    }

    /// 64 hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        let mut all = self.names;
        all.update(self.rows.to_le_bytes());
        for (_, values, shape) in self.columns {
            all.update(values.finalize());
            all.update(shape.finalize());
        }
        hexadecimal(&all.finalize())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).collect()
}

fn numbers<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>, to: &mut Sha256) {
    if array.null_count() == 0 {
        to.update(array.values().inner().as_slice());
    } else {
        let filled: Vec<T::Native> = array.iter().map(Option::unwrap_or_default).collect();
        to.update(filled.as_slice().to_byte_slice());
    }
}

fn booleans(array: &BooleanArray, to: &mut Sha256) {
    let bytes: Vec<u8> = array.iter().map(|v| u8::from(v.unwrap_or_default())).collect();
    to.update(bytes);
}

fn missing(array: &ArrayRef, first_row: u64, to: &mut Sha256) {
    let Some(nulls) = array.nulls().filter(|n| n.null_count() > 0) else { return };
    let rows = nulls.iter().enumerate().filter(|(_, valid)| !valid);
    let bytes: Vec<u8> = rows.flat_map(|(i, _)| (first_row + i as u64).to_le_bytes()).collect();
    to.update(bytes);
}

fn texts(array: &StringArray, values: &mut Sha256, shape: &mut Sha256) {
    let mut lengths = Vec::with_capacity(array.len() * 4);
    for (i, ends) in array.value_offsets().windows(2).enumerate() {
        let length = if array.is_null(i) { u32::MAX } else { (ends[1] - ends[0]) as u32 };
        lengths.extend_from_slice(&length.to_le_bytes());
        if array.null_count() > 0 && array.is_valid(i) {
            values.update(array.value(i).as_bytes());
        }
    }
    if array.null_count() == 0 {
        let (first, last) = (array.value_offsets()[0], array.value_offsets()[array.len()]);
        values.update(&array.value_data()[first as usize..last as usize]);
    }
    shape.update(lengths);
}
