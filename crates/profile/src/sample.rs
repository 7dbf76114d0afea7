//! A sample of rows by the hash of their position: the same rows however the table is batched.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType};

use crate::error::ProfileError;
use crate::hash;

/// A sample never has more rows than this.
pub(crate) const ROWS_MAX: usize = 65_536;

/// The cells of one column in the sample.
#[derive(Debug, Clone)]
pub(crate) enum Cells {
    /// Numbers, days, instants, booleans; none is missing.
    Numbers(Vec<Option<f64>>),
    /// Text, by hash; none is missing.
    Levels(Vec<Option<u64>>),
}

/// A column and the ways in which its cells can be read.
pub(crate) struct Column {
    pub(crate) name: String,
    /// The cells as they are; then, of text, their first two characters, their last two, their number of characters and the first number in them;
    /// of whole numbers, their last digit.
    pub(crate) views: Vec<Cells>,
}

impl Column {
    /// What of a cell a view reads; none for the cell as it is.
    pub(crate) fn part(&self, view: usize) -> Option<&'static str> {
        let of_text = ["first two characters", "last two characters", "length", "first number"];
        let parts: &[&str] = if self.views.len() > 2 { &of_text } else { &["last digit"] };
        view.checked_sub(1).map(|at| parts[at])
    }
}

/// Some columns of some rows.
pub(crate) struct Sample {
    pub(crate) columns: Vec<Column>,
    /// The hash of each row's position.
    pub(crate) rows: Vec<u64>,
    /// How many rows went by.
    pub(crate) seen: u64,
    /// Rows whose hash is below are kept.
    below: u64,
}

impl Sample {
    /// Takes a sample of the rows; `skip` names columns to leave out.
    ///
    /// All rows up to [`ROWS_MAX`]; beyond it those whose hash is below 2^(64-k), with the smallest k that fits.
    pub(crate) fn take<E>(batches: impl IntoIterator<Item = Result<RecordBatch, E>>, skip: &[&str]) -> Result<Self, ProfileError>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let mut sample = Self { columns: Vec::new(), rows: Vec::new(), seen: 0, below: u64::MAX };
        for batch in batches {
            let batch = batch.map_err(|e| ProfileError::Input(Box::new(e)))?;
            if sample.columns.is_empty() {
                sample.begin(&batch, skip)?;
            }
            sample.push(&batch)?;
        }
        Ok(sample)
    }

    fn begin(&mut self, batch: &RecordBatch, skip: &[&str]) -> Result<(), ProfileError> {
        for field in batch.schema().fields().iter().filter(|f| !skip.contains(&f.name().as_str())) {
            let (numbers, levels) = (|| Cells::Numbers(Vec::new()), || Cells::Levels(Vec::new()));
            let views = match field.data_type() {
                DataType::Utf8 => vec![levels(), levels(), levels(), numbers(), numbers()],
                DataType::Int64 => vec![numbers(), numbers()],
                data if numeric(data) => vec![numbers()],
                found => return Err(ProfileError::ColumnType { name: field.name().clone(), found: found.clone() }),
            };
            self.columns.push(Column { name: field.name().clone(), views });
        }
        Ok(())
    }

    fn push(&mut self, batch: &RecordBatch) -> Result<(), ProfileError> {
        let first = self.seen;
        self.seen += batch.num_rows() as u64;
        let mut kept = Vec::new();
        for (i, position) in (first..self.seen).enumerate() {
            let row = hash::mix(position);
            if row < self.below {
                kept.push(i);
                self.rows.push(row);
            }
        }
        for Column { name, views } in &mut self.columns {
            let different = || ProfileError::DifferentColumns { name: name.clone() };
            let array = batch.column_by_name(name).ok_or_else(|| ProfileError::NoColumn { name: name.clone() })?;
            match views.as_mut_slice() {
                [
                    Cells::Levels(whole),
                    Cells::Levels(start),
                    Cells::Levels(end),
                    Cells::Numbers(length),
                    Cells::Numbers(number),
                ] => {
                    let texts = array.as_string_opt::<i32>().ok_or_else(different)?;
                    for row in &kept {
                        let text = texts.is_valid(*row).then(|| texts.value(*row));
                        let of = |part: fn(&str) -> &str| text.map(|text| hash::bytes(part(text).as_bytes()));
                        whole.push(of(|text| text));
                        start.push(of(first_two));
                        end.push(of(last_two));
                        length.push(text.map(|text| text.chars().count() as f64));
                        number.push(text.and_then(number_in));
                    }
                }
                [Cells::Numbers(values), Cells::Numbers(digits)] => {
                    let numbers = array.as_primitive_opt::<Int64Type>().ok_or_else(different)?;
                    values.extend(kept.iter().map(|row| as_number(array, *row)));
                    digits
                        .extend(kept.iter().map(|row| numbers.is_valid(*row).then(|| numbers.value(*row).rem_euclid(10) as f64)));
                }
                [Cells::Numbers(values)] => values.extend(kept.iter().map(|row| as_number(array, *row))),
                _ => return Err(different()),
            }
        }
        while self.rows.len() > ROWS_MAX {
            self.halve();
        }
        Ok(())
    }

    /// Drops the rows whose hash is in the upper half.
    fn halve(&mut self) {
        self.below /= 2;
        let keep: Vec<bool> = self.rows.iter().map(|row| *row < self.below).collect();
        for cells in self.columns.iter_mut().flat_map(|column| &mut column.views) {
            match cells {
                Cells::Numbers(all) => retain(all, &keep),
                Cells::Levels(all) => retain(all, &keep),
            }
        }
        retain(&mut self.rows, &keep);
    }

    /// The position of a column.
    pub(crate) fn column(&self, name: &str) -> Result<usize, ProfileError> {
        self.columns.iter().position(|c| c.name == name).ok_or_else(|| ProfileError::NoColumn { name: name.to_owned() })
    }
}

fn first_two(text: &str) -> &str {
    text.char_indices().nth(2).map_or(text, |(at, _)| &text[..at])
}

fn last_two(text: &str) -> &str {
    text.char_indices().nth_back(1).map_or(text, |(at, _)| &text[at..])
}

/// The first number in a text, without its sign: 1234.5 of `USD 1,234.50`.
fn number_in(text: &str) -> Option<f64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits = text[start..].chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let digits: String = digits.filter(|c| *c != ',').take(64).collect();
    digits.trim_end_matches('.').parse().ok().filter(|x: &f64| x.is_finite())
}

pub(crate) fn retain<T>(all: &mut Vec<T>, keep: &[bool]) {
    let mut flags = keep.iter();
    all.retain(|_| flags.next().copied().unwrap_or(false));
}

/// Whether a canonical type is read as a number.
pub(crate) fn numeric(data: &DataType) -> bool {
    matches!(
        data,
        DataType::Int64
            | DataType::Float64
            | DataType::Boolean
            | DataType::Date32
            | DataType::Timestamp(TimeUnit::Microsecond, None)
    )
}

/// A cell as a number, if it is there and finite.
pub(crate) fn as_number(array: &ArrayRef, row: usize) -> Option<f64> {
    if array.is_null(row) {
        return None;
    }
    let value = match array.data_type() {
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row) as f64,
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row),
        DataType::Boolean => f64::from(u8::from(array.as_boolean().value(row))),
        DataType::Date32 => f64::from(array.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp(TimeUnit::Microsecond, None) => array.as_primitive::<TimestampMicrosecondType>().value(row) as f64,
        _ => return None,
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_texts() {
        assert_eq!(["", "a", "äöü", "abcd"].map(first_two), ["", "a", "äö", "ab"]);
        assert_eq!(["", "a", "äöü", "abcd"].map(last_two), ["", "a", "öü", "cd"]);
        let numbers = ["USD 1,234.50", "x-007", "none", "1.2.3", "5."].map(number_in);
        assert_eq!(numbers, [Some(1234.5), Some(7.0), None, None, Some(5.0)]);
    }
}
