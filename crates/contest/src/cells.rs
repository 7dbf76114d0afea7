//! Cells of dates and labels as plain values.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use arrow::error::ArrowError;
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
