//! The table that every model of this crate learns from and predicts for.

mod align;
mod column;

pub use align::{ColumnKind, Schema, Unseen};
pub use column::{Column, MISSING};

use crate::error::LearnError;

/// Columns of equal length with checked codes, unique names and no infinities.
///
/// The target is never in the frame; it travels beside it as `y: &[f64]`.
///
/// Missing values: NaN in numeric columns, [`MISSING`] in categories. Infinities are turned into missing
/// values when the frame is made and counted in [`Frame::infinities`].
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    columns: Vec<Column>,
    rows: usize,
    infinities: usize,
}

impl Frame {
    /// Checks `columns` and takes them in.
    ///
    /// `rows` is given apart from the columns so that a frame without columns still knows how many
    /// predictions it asks for.
    ///
    /// # Errors
    /// [`LearnError::Length`], [`LearnError::Code`], [`LearnError::DuplicateColumn`],
    /// [`LearnError::DuplicateLabel`].
    ///
    /// Cost: O(rows x columns).
    pub fn new(rows: usize, mut columns: Vec<Column>) -> Result<Self, LearnError> {
        let mut infinities = 0;
        for at in 0..columns.len() {
            let (before, rest) = columns.split_at_mut(at);
            let column = &mut rest[0];
            if before.iter().any(|other| other.name() == column.name()) {
                return Err(LearnError::DuplicateColumn { column: column.name().to_owned() });
            }
            column.check(rows)?;
            infinities += column.drop_infinities();
        }
        Ok(Self { columns, rows, infinities })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// All columns in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name() == name)
    }

    /// Infinite values that were turned into missing ones when the frame was made.
    pub fn infinities(&self) -> usize {
        self.infinities
    }

    /// The rows at `index`, in that order; labels stay as they are.
    ///
    /// # Errors
    /// [`LearnError::NoSuchRow`].
    ///
    /// Cost: O(index x columns).
    pub fn take(&self, index: &[usize]) -> Result<Self, LearnError> {
        if let Some(&row) = index.iter().find(|row| **row >= self.rows) {
            return Err(LearnError::NoSuchRow { row, rows: self.rows });
        }
        let columns = self.columns.iter().map(|column| column.take(index)).collect();
        Ok(Self { columns, rows: index.len(), infinities: 0 })
    }

    /// Names, kinds and labels, without the rows: what a fitted model remembers of its training table.
    pub fn schema(&self) -> Schema {
        Schema::of(&self.columns)
    }

    /// This frame with the columns, the order and the category codes of `training`.
    ///
    /// Columns that training did not have are left out. A label that training did not have becomes
    /// missing (see [`Unseen`] and [`Frame::align_with`] for the other choice). A column without a single value may
    /// change its kind. `frame.align(&training.schema())` on the training frame itself is a copy.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x columns + labels log labels).
    pub fn align(&self, training: &Schema) -> Result<Self, LearnError> {
        self.align_with(training, Unseen::Missing)
    }

    /// [`Frame::align`] with a choice of what becomes of labels that training did not have.
    ///
    /// # Errors
    /// As [`Frame::align`].
    pub fn align_with(&self, training: &Schema, unseen: Unseen) -> Result<Self, LearnError> {
        let columns = align::align(self, training, unseen)?;
        Ok(Self { columns, rows: self.rows, infinities: self.infinities })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::float_cmp)]
    use super::*;

    fn category(name: &str, values: &[Option<&str>]) -> Column {
        Column::from_labels(name, values.iter().copied())
    }

    #[test]
    fn infinities_are_missing_and_counted() {
        let frame = Frame::new(3, vec![Column::numeric("x", vec![f64::INFINITY, 1.0, f64::NEG_INFINITY])]).unwrap();
        assert_eq!(frame.infinities(), 2);
        assert_eq!(frame.columns()[0].missing(), 2);
    }

    #[test]
    fn lengths_codes_and_names_are_checked() {
        let short = Frame::new(3, vec![Column::numeric("x", vec![1.0])]);
        assert_eq!(short, Err(LearnError::Length { name: "x".into(), expected: 3, found: 1 }));
        let code =
            Frame::new(1, vec![Column::Category { name: "c".into(), codes: vec![2], labels: vec!["a".into(), "b".into()] }]);
        assert_eq!(code, Err(LearnError::Code { column: "c".into(), row: 0, code: 2, labels: 2 }));
        let twice = Frame::new(1, vec![Column::numeric("x", vec![1.0]), Column::numeric("x", vec![1.0])]);
        assert_eq!(twice, Err(LearnError::DuplicateColumn { column: "x".into() }));
        let label =
            Frame::new(1, vec![Column::Category { name: "c".into(), codes: vec![0], labels: vec!["a".into(), "a".into()] }]);
        assert_eq!(label, Err(LearnError::DuplicateLabel { column: "c".into(), label: "a".into() }));
    }

    #[test]
    fn labels_are_mapped_to_training_and_unseen_ones_are_missing_or_extra() {
        let train = Frame::new(3, vec![category("c", &[Some("b"), Some("a"), None])]).unwrap();
        let ask =
            Frame::new(4, vec![category("c", &[Some("z"), Some("b"), None, Some("a")]), category("d", &[None; 4])]).unwrap();
        let aligned = ask.align(&train.schema()).unwrap();
        let Column::Category { codes, labels, .. } = &aligned.columns()[0] else { unreachable!() };
        assert_eq!(labels, &["a", "b"]);
        assert_eq!(codes, &[MISSING, 1, MISSING, 0]);
        assert_eq!(aligned.columns().len(), 1);
        let extra = ask.align_with(&train.schema(), Unseen::Extra).unwrap();
        let Column::Category { codes, labels, .. } = &extra.columns()[0] else { unreachable!() };
        assert_eq!(labels.len(), 3);
        assert_eq!(codes, &[2, 1, MISSING, 0]);
    }

    #[test]
    fn an_empty_column_may_change_its_kind() {
        let train = Frame::new(1, vec![Column::numeric("x", vec![1.0]), category("c", &[Some("a")])]).unwrap();
        let ask = Frame::new(1, vec![category("x", &[None]), Column::numeric("c", vec![f64::NAN])]).unwrap();
        let aligned = ask.align(&train.schema()).unwrap();
        assert!(matches!(&aligned.columns()[0], Column::Numeric { values, .. } if values[0].is_nan()));
        assert!(matches!(&aligned.columns()[1], Column::Category { codes, .. } if codes[0] == MISSING));
        let bad = Frame::new(1, vec![category("x", &[Some("1")]), category("c", &[None])]).unwrap();
        assert!(matches!(bad.align(&train.schema()), Err(LearnError::KindChanged { .. })));
        let absent = Frame::new(1, vec![category("x", &[None])]).unwrap();
        assert_eq!(absent.align(&train.schema()), Err(LearnError::MissingColumn { column: "c".into() }));
    }

    #[test]
    fn rows_are_taken_in_order() {
        let frame =
            Frame::new(3, vec![Column::numeric("x", vec![1.0, 2.0, 3.0]), category("c", &[Some("a"), None, Some("b")])]).unwrap();
        let taken = frame.take(&[2, 0, 2]).unwrap();
        assert_eq!(taken.rows(), 3);
        assert_eq!(taken.columns()[0], Column::numeric("x", vec![3.0, 1.0, 3.0]));
        assert_eq!(frame.take(&[3]), Err(LearnError::NoSuchRow { row: 3, rows: 3 }));
    }
}
