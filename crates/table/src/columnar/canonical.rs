//! From any Arrow type to the six canonical ones.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, new_null_array};
use arrow::compute::{CastOptions, cast, cast_with_options};
use arrow::datatypes::{DataType, Float64Type, TimeUnit, TimestampMicrosecondType};
use arrow::error::ArrowError;

use crate::kind::Kind;
use crate::writer::OddNumbers;

/// What an Arrow type becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// A column of this kind, and what is worth telling about the conversion.
    Becomes(Kind, Option<&'static str>),
    /// Unsigned 64-bit numbers: integer when all fit, else text, as the same digits in CSV: a float would make one of neighbours.
    Unsigned,
    /// No values at all; takes any kind.
    Empty,
    /// Left out, with the reason.
    Dropped(&'static str),
}

/// What a column of an Arrow type becomes.
pub(crate) fn fate(data: &DataType) -> Fate {
    use DataType as D;
    let becomes = |kind| Fate::Becomes(kind, None);
    match data {
        D::Int8 | D::Int16 | D::Int32 | D::Int64 | D::UInt8 | D::UInt16 | D::UInt32 => becomes(Kind::Integer),
        D::UInt64 => Fate::Unsigned,
        D::Float16 | D::Float32 | D::Float64 => becomes(Kind::Float),
        D::Decimal32(digits, 0) | D::Decimal64(digits, 0) | D::Decimal128(digits, 0) | D::Decimal256(digits, 0)
            if *digits <= 18 =>
        {
            becomes(Kind::Integer)
        }
        D::Decimal32(..) | D::Decimal64(..) | D::Decimal128(..) | D::Decimal256(..) => {
            Fate::Becomes(Kind::Float, Some("decimals become floats"))
        }
        D::Utf8 | D::LargeUtf8 | D::Utf8View => becomes(Kind::Text),
        D::Boolean => becomes(Kind::Boolean),
        D::Date32 | D::Date64 => becomes(Kind::Date),
        D::Timestamp(TimeUnit::Nanosecond, None) => Fate::Becomes(Kind::Timestamp, Some("nanoseconds are cut to microseconds")),
        D::Timestamp(_, None) => becomes(Kind::Timestamp),
        D::Timestamp(_, Some(_)) => Fate::Becomes(Kind::Timestamp, Some("times with a zone are converted to UTC")),
        D::Time32(_) | D::Time64(_) => Fate::Becomes(Kind::Text, Some("times of day become text")),
        D::Dictionary(_, values) => fate(values),
        D::RunEndEncoded(_, values) => fate(values.data_type()),
        D::Null => Fate::Empty,
        D::Binary | D::LargeBinary | D::BinaryView | D::FixedSizeBinary(_) => Fate::Dropped("binary"),
        D::List(_) | D::LargeList(_) | D::FixedSizeList(..) | D::ListView(_) | D::LargeListView(_) => Fate::Dropped("lists"),
        D::Struct(_) => Fate::Dropped("structs"),
        D::Map(..) => Fate::Dropped("maps"),
        D::Union(..) => Fate::Dropped("unions"),
        D::Duration(_) | D::Interval(_) => Fate::Dropped("durations"),
    }
}

/// An array in its canonical type, and how many values became missing because they are out of range, NaN or infinite.
pub(crate) fn convert(array: &ArrayRef, kind: Kind, odd: OddNumbers) -> Result<(ArrayRef, usize), ArrowError> {
    let flat = match array.data_type() {
        DataType::Null => return Ok((new_null_array(&kind.arrow(), array.len()), 0)),
        DataType::Dictionary(_, values) => cast(array, values)?,
        DataType::RunEndEncoded(_, values) => cast(array, values.data_type())?,
        _ => Arc::clone(array),
    };
    let before = flat.logical_null_count();
    let typed = match (flat.data_type(), kind) {
        // A cast from a zone to none would give the local clock; the instants are in UTC already.
        (DataType::Timestamp(_, zone), Kind::Timestamp) => {
            let micros = loose(&flat, &DataType::Timestamp(TimeUnit::Microsecond, zone.clone()))?;
            Arc::new(micros.as_primitive::<TimestampMicrosecondType>().clone().with_timezone_opt(None::<&str>))
        }
        _ => loose(&flat, &kind.arrow())?,
    };
    let typed = if kind == Kind::Float && odd == OddNumbers::Missing { finite(&typed) } else { typed };
    let lost = typed.null_count().saturating_sub(before);
    Ok((typed, lost))
}

/// A cast that makes missing what does not fit.
fn loose(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == to {
        return Ok(Arc::clone(array));
    }
    cast_with_options(array, to, &CastOptions { safe: true, ..CastOptions::default() })
}

/// NaN and infinity become missing.
fn finite(array: &ArrayRef) -> ArrayRef {
    let floats = array.as_primitive::<Float64Type>();
    if floats.values().iter().all(|x| x.is_finite()) {
        return Arc::clone(array);
    }
    Arc::new(floats.iter().map(|x| x.filter(|x| x.is_finite())).collect::<Float64Array>())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use arrow::array::{Date64Array, Decimal128Array, Float32Array, Int8Array, StringArray, TimestampSecondArray, UInt64Array};
    use arrow::compute::cast as arrow_cast;

    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they have just made")]
    fn converted(array: ArrayRef) -> (ArrayRef, usize) {
        let Fate::Becomes(kind, _) = fate(array.data_type()) else { panic!("no kind for {}", array.data_type()) };
        convert(&array, kind, OddNumbers::Missing).unwrap()
    }

    #[test]
    fn numbers() {
        let (out, lost) = converted(Arc::new(Float32Array::from(vec![Some(1.5), Some(f32::NAN), None, Some(f32::INFINITY)])));
        assert_eq!(out.as_primitive::<Float64Type>().iter().collect::<Vec<_>>(), [Some(1.5), None, None, None]);
        assert_eq!(lost, 2);
        let (out, _) = converted(Arc::new(Int8Array::from(vec![-128, 127])));
        assert_eq!(out.data_type(), &DataType::Int64);
        let cents = Decimal128Array::from(vec![123, -450]).with_precision_and_scale(10, 2).unwrap();
        let (out, _) = converted(Arc::new(cents));
        assert_eq!(out.as_primitive::<Float64Type>().values(), &[1.23, -4.5]);
        assert_eq!(fate(UInt64Array::from(vec![1]).data_type()), Fate::Unsigned);
    }

    #[test]
    fn a_zone_keeps_the_instant() {
        let noon = TimestampSecondArray::from(vec![43_200]).with_timezone("+05:00");
        let (out, _) = converted(Arc::new(noon));
        assert_eq!(out.data_type(), &Kind::Timestamp.arrow());
        assert_eq!(out.as_primitive::<TimestampMicrosecondType>().value(0), 43_200_000_000);
    }

    #[test]
    fn dates_and_dictionaries() {
        let (out, _) = converted(Arc::new(Date64Array::from(vec![86_400_000])));
        assert_eq!(out.data_type(), &DataType::Date32);
        let words: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None, Some("a")]));
        let coded = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::LargeUtf8));
        let (out, lost) = converted(arrow_cast(&words, &coded).unwrap());
        assert_eq!((out.as_string::<i32>(), lost), (words.as_string::<i32>(), 0));
    }

    #[test]
    fn times_out_of_range_are_counted() {
        let (out, lost) = converted(Arc::new(TimestampSecondArray::from(vec![0, i64::MAX])));
        assert_eq!((out.null_count(), lost), (1, 1));
    }
}
