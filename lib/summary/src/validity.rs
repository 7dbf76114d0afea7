//! Which rows of a column hold a value.

/// Which rows of a slice hold a value: all of them, or those whose bit is set in a bitmap.
///
/// The bitmap is the usual columnar one: least significant bit first, row `i` at bit `offset + i`. A bitmap too short for its rows
/// makes the rows beyond its end missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Validity<'a> {
    bits: Option<(&'a [u8], usize)>,
}

impl<'a> Validity<'a> {
    /// Every row holds a value.
    pub fn all() -> Self {
        Self { bits: None }
    }

    /// Row `i` holds a value where bit `offset + i` is set.
    pub fn bitmap(bytes: &'a [u8], offset: usize) -> Self {
        Self { bits: Some((bytes, offset)) }
    }

    /// Whether there is no bitmap.
    pub fn is_all(self) -> bool {
        self.bits.is_none()
    }

    /// Whether row `row` holds a value.
    pub fn get(self, row: usize) -> bool {
        let Some((bytes, offset)) = self.bits else { return true };
        let at = offset.wrapping_add(row);
        bytes.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    }

    /// The same validity as seen from row `rows` on.
    #[must_use]
    pub fn skip(self, rows: usize) -> Self {
        Self { bits: self.bits.map(|(bytes, offset)| (bytes, offset.saturating_add(rows))) }
    }
}

/// Values of a column and which of them are there: the input of [`Numbers`] and [`Gram`](crate::Gram).
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// One number a row; where the row is missing, anything.
    pub values: &'a [f64],
    /// Which rows hold a value.
    pub validity: Validity<'a>,
}

impl<'a> Column<'a> {
    /// A column with gaps.
    pub fn new(values: &'a [f64], validity: Validity<'a>) -> Self {
        Self { values, validity }
    }

    /// A column without gaps.
    pub fn complete(values: &'a [f64]) -> Self {
        Self { values, validity: Validity::all() }
    }
}

/// A batch of a numeric column, sorted out: the finite values in their order, and how many rows were something else.
///
/// Sift each batch once and give [`finite`](Self::finite) to every summary of numbers. A batch without gaps, NaN and infinity is
/// not copied.
#[derive(Debug, Clone, Copy)]
pub struct Numbers<'a> {
    /// The finite values in row order.
    pub finite: &'a [f64],
    /// Rows of the batch.
    pub rows: u64,
    /// Rows without a value.
    pub missing: u64,
    /// Values that are not a number.
    pub nan: u64,
    /// Values that are plus infinity.
    pub plus_infinity: u64,
    /// Values that are minus infinity.
    pub minus_infinity: u64,
}

impl<'a> Numbers<'a> {
    /// Sorts out a batch; `scratch` holds the values when they have to be copied and may be used again for the next batch.
    pub fn sift(column: Column<'a>, scratch: &'a mut Vec<f64>) -> Self {
        let values = column.values;
        let mut numbers =
            Self { finite: values, rows: values.len() as u64, missing: 0, nan: 0, plus_infinity: 0, minus_infinity: 0 };
        if column.validity.is_all() && all_finite(values) {
            return numbers;
        }
        scratch.clear();
        scratch.reserve(values.len());
        for (row, &x) in values.iter().enumerate() {
            if !column.validity.get(row) {
                numbers.missing += 1;
            } else if x.is_finite() {
                scratch.push(x);
            } else if x.is_nan() {
                numbers.nan += 1;
            } else if x > 0.0 {
                numbers.plus_infinity += 1;
            } else {
                numbers.minus_infinity += 1;
            }
        }
        numbers.finite = scratch;
        numbers
    }
}

/// Whether no value is NaN or infinite.
pub(crate) fn all_finite(values: &[f64]) -> bool {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    values.chunks(1024).all(|block| block.iter().fold(0, |bad, x| bad | u64::from(x.to_bits() & EXPONENT == EXPONENT)) == 0)
}
