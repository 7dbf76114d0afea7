//! Cells as plain values.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::error::ArrowError;
use problem::Value;
use series::DAY;

/// Microseconds of days and instants, whole numbers as they are; anything where a cell is missing.
///
/// # Errors
/// When the column holds neither dates nor numbers.
pub fn stamps(column: &dyn Array) -> Result<Vec<i64>, ArrowError> {
    let (scale, whole) = match column.data_type() {
        DataType::Date32 => (DAY, cast(&cast(column, &DataType::Int32)?, &DataType::Int64)?),
        _ => (1, cast(column, &DataType::Int64)?),
    };
    Ok(whole.as_primitive::<Int64Type>().values().iter().map(|t| t * scale).collect())
}

/// Cells as text; empty where one is missing.
///
/// # Errors
/// When the column cannot be written as text.
pub fn labels(column: &dyn Array) -> Result<Vec<String>, ArrowError> {
    let text = cast(column, &DataType::Utf8)?;
    Ok(text.as_string::<i32>().iter().map(|label| label.unwrap_or_default().to_owned()).collect())
}

/// A column as a [condition](problem::Condition) sees it: dates are texts such as `2024-01-31`, what is not finite is missing.
#[derive(Debug)]
pub enum Cells {
    /// Numbers.
    Numbers(ArrayRef),
    /// Texts and dates.
    Texts(ArrayRef),
    /// Truth values.
    Flags(ArrayRef),
}

impl Cells {
    /// Of a column of the normalised table.
    ///
    /// # Errors
    /// When the column cannot be written as text.
    pub fn of(column: &ArrayRef) -> Result<Self, ArrowError> {
        Ok(match column.data_type() {
            DataType::Int64 | DataType::Float64 => Self::Numbers(cast(column, &DataType::Float64)?),
            DataType::Boolean => Self::Flags(column.clone()),
            _ => Self::Texts(cast(column, &DataType::Utf8)?),
        })
    }

    /// The cell of a row, which must be there.
    pub fn value(&self, row: usize) -> Value<'_> {
        match self {
            Self::Numbers(array) if array.is_valid(row) => match array.as_primitive::<Float64Type>().value(row) {
                number if number.is_finite() => Value::Number(number),
                _ => Value::Missing,
            },
            Self::Texts(array) if array.is_valid(row) => Value::Text(array.as_string::<i32>().value(row)),
            Self::Flags(array) if array.is_valid(row) => Value::Flag(array.as_boolean().value(row)),
            _ => Value::Missing,
        }
    }
}
