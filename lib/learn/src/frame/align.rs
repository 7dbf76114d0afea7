use std::collections::BTreeMap;

use super::{Column, Frame, MISSING};
use crate::error::LearnError;

/// Names, kinds and labels of a training table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    columns: Vec<(String, ColumnKind)>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnKind {
    /// Numbers.
    Numeric,
    /// Labels; the code of a label is its place here.
    Category {
        /// Labels in code order.
        labels: Vec<String>,
    },
}

/// What becomes of a label that training did not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// It becomes missing.
    Missing,
    /// It gets one code behind the training labels, shared by all unseen labels.
    Extra,
}

impl ColumnKind {
    fn word(&self) -> &'static str {
        match self {
            Self::Numeric => "numeric",
            Self::Category { .. } => "a category",
        }
    }
}

impl Schema {
    /// Names that differ, with their kinds.
    pub(crate) fn new(columns: Vec<(String, ColumnKind)>) -> Self {
        Self { columns }
    }

    pub(super) fn of(columns: &[Column]) -> Self {
        let kind = |column: &Column| match column {
            Column::Numeric { .. } => ColumnKind::Numeric,
            Column::Category { labels, .. } => ColumnKind::Category { labels: labels.clone() },
        };
        Self { columns: columns.iter().map(|column| (column.name().to_owned(), kind(column))).collect() }
    }

    /// Name and kind of each column, in training order.
    pub fn columns(&self) -> &[(String, ColumnKind)] {
        &self.columns
    }
}

pub(super) fn align(ask: &Frame, training: &Schema, unseen: Unseen) -> Result<Vec<Column>, LearnError> {
    let one = |(name, kind): &(String, ColumnKind)| {
        let column = ask.column(name).ok_or_else(|| LearnError::MissingColumn { column: name.clone() })?;
        align_column(column, kind, unseen)
    };
    training.columns().iter().map(one).collect()
}

fn align_column(column: &Column, kind: &ColumnKind, unseen: Unseen) -> Result<Column, LearnError> {
    let name = column.name().to_owned();
    let rows = column.rows();
    match (column, kind) {
        (Column::Numeric { .. }, ColumnKind::Numeric) => Ok(column.clone()),
        (Column::Category { codes, labels: own, .. }, ColumnKind::Category { labels }) => {
            let (map, extra) = code_map(own, labels, unseen);
            let codes = codes.iter().map(|&code| if code == MISSING { MISSING } else { map[code as usize] }).collect();
            let labels = labels.iter().cloned().chain(extra).collect();
            Ok(Column::Category { name, codes, labels })
        }
        (_, ColumnKind::Numeric) if column.missing() == rows => Ok(Column::Numeric { name, values: vec![f64::NAN; rows] }),
        (_, ColumnKind::Category { labels }) if column.missing() == rows => {
            Ok(Column::Category { name, codes: vec![MISSING; rows], labels: labels.clone() })
        }
        (Column::Numeric { .. }, _) => Err(LearnError::KindChanged { column: name, trained: kind.word(), asked: "numeric" }),
        (Column::Category { .. }, _) => Err(LearnError::KindChanged { column: name, trained: kind.word(), asked: "a category" }),
    }
}

/// The training code of each own code, and the label of the extra code when one is wanted.
fn code_map(own: &[String], training: &[String], unseen: Unseen) -> (Vec<u32>, Option<String>) {
    let code_of: BTreeMap<&str, u32> = training.iter().map(String::as_str).zip(0..MISSING).collect();
    let spare = u32::try_from(training.len()).unwrap_or(MISSING);
    let (other, extra) = match unseen {
        Unseen::Missing => (MISSING, None),
        Unseen::Extra => (spare, Some(extra_label(training))),
    };
    (own.iter().map(|label| code_of.get(label.as_str()).copied().unwrap_or(other)).collect(), extra)
}

fn extra_label(training: &[String]) -> String {
    let mut label = "(unseen)".to_owned();
    while training.contains(&label) {
        label.push('\'');
    }
    label
}
