//! The six types of a column.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// The name of the first column of every normalised file: `Int64`, from 0, in file order.
pub const ROW_ID: &str = "row_id";

/// The type of a column, one of six; each has exactly one Arrow type in a normalised file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Whole numbers: `Int64`.
    Integer,
    /// Numbers: `Float64`, never NaN or infinite.
    Float,
    /// Text: `Utf8`.
    Text,
    /// True or false: `Boolean`.
    Boolean,
    /// Days: `Date32`.
    Date,
    /// Instants without a zone (UTC where the source had one): `Timestamp(Microsecond, None)`.
    Timestamp,
}

impl Kind {
    /// The Arrow type of this kind in a normalised file.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Integer => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Text => DataType::Utf8,
            Self::Boolean => DataType::Boolean,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
        }
    }

    /// The kind of a canonical Arrow type, or none when the type is not one of the six.
    pub fn of(data: &DataType) -> Option<Self> {
        Some(match data {
            DataType::Int64 => Self::Integer,
            DataType::Float64 => Self::Float,
            DataType::Utf8 => Self::Text,
            DataType::Boolean => Self::Boolean,
            DataType::Date32 => Self::Date,
            DataType::Timestamp(TimeUnit::Microsecond, None) => Self::Timestamp,
            _ => return None,
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Text => "text",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Timestamp => "timestamp",
        })
    }
}

/// What is known of a column before its rows are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnFacts {
    /// Its name, unique in its table.
    pub name: String,
    /// Its type, over all rows of all files.
    pub kind: Kind,
}

/// The schema of a normalised file: `row_id`, then the columns, all nullable.
pub(crate) fn normal_schema(columns: &[ColumnFacts]) -> SchemaRef {
    let row_id = Field::new(ROW_ID, DataType::Int64, false);
    let rest = columns.iter().map(|c| Field::new(&c.name, c.kind.arrow(), true));
    Arc::new(Schema::new(std::iter::once(row_id).chain(rest).collect::<Vec<_>>()))
}
