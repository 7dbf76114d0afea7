use super::level::BASE;
use super::number::Number;
use super::slot::Slot;
use super::{Design, EncodeSpec, learn, rank};
use crate::error::LearnError;
use crate::frame::{ColumnKind, Frame, Schema, Unseen};

/// Means, scales, knots and labels of a training table: encodes any later table the same way.
#[derive(Debug, Clone)]
pub struct Encoder {
    pub(super) schema: Schema,
    pub(super) numbers: Vec<Number>,
    pub(super) slots: Vec<Slot>,
    names: Vec<String>,
    pub(super) dropped: Vec<Dropped>,
    pub(super) pooled: Vec<Pooled>,
}

/// A column that carries nothing the other columns do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Column name, or `column=label` for a label.
    pub name: String,
    /// Why it was dropped.
    pub reason: DropReason,
}

/// Why a column was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// Not a single value.
    AllMissing,
    /// A single distinct value.
    Constant,
    /// Every label is rare: an identifier or free text.
    RareLabels,
    /// A linear combination of the columns before it.
    Collinear,
}

/// A category whose rare labels were pooled into `(other)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pooled {
    /// Column name.
    pub column: String,
    /// Labels that went into `(other)`.
    pub labels: usize,
}

pub(super) fn fit(spec: &EncodeSpec, train: &Frame) -> Result<(Encoder, Design), LearnError> {
    if train.rows() == 0 {
        return Err(LearnError::NoRows);
    }
    let mut encoder = Encoder {
        schema: train.schema(),
        numbers: Vec::new(),
        slots: Vec::new(),
        names: Vec::new(),
        dropped: Vec::new(),
        pooled: Vec::new(),
    };
    learn::learn(&mut encoder, spec, train)?;
    encoder.name_columns();
    if encoder.names.len() > spec.columns_max {
        let found = encoder.names.len();
        return Err(LearnError::Limit { what: "columns of the design", found, limit: spec.columns_max });
    }
    let mut design = encoder.design(train);
    let dependent = rank::dependent(&design);
    if !dependent.is_empty() {
        encoder.drop_columns(&dependent);
        design = encoder.design(train);
    }
    Ok((encoder, design))
}

impl Encoder {
    /// Names of the design columns in order: `(intercept)`, numbers, `x is missing`, `x>=label`, `column=label`, pairs.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Columns that were dropped, in the order in which that was found.
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// Categories with pooled labels.
    pub fn pooled(&self) -> &[Pooled] {
        &self.pooled
    }

    /// Base label of each category that is in use, as `(column, label)`.
    pub fn bases(&self) -> Vec<(&str, &str)> {
        let mut bases = Vec::new();
        for slot in &self.slots {
            if let Slot::Levels { source, levels } = slot {
                bases.push((self.source_name(*source), levels.base.as_str()));
            }
        }
        bases
    }

    /// Mean and standard deviation by which each numeric design column was scaled, from design column 1 on.
    pub fn scales(&self) -> Vec<(f64, f64)> {
        self.numbers.iter().map(|number| (number.moments.mean, number.moments.sd)).collect()
    }

    /// Encodes `ask` as the training table was encoded.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x columns).
    pub fn encode(&self, ask: &Frame) -> Result<Design, LearnError> {
        Ok(self.design(&self.align(ask)?))
    }

    /// `ask` with the columns and codes of training; a label that training did not have gets the code behind the last.
    pub(crate) fn align(&self, ask: &Frame) -> Result<Frame, LearnError> {
        ask.align_with(&self.schema, Unseen::Extra)
    }

    /// Kinds and labels of the training table.
    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Numeric columns of the design; they follow the constant.
    pub(crate) fn numbers(&self) -> &[Number] {
        &self.numbers
    }

    /// Groups of 0/1 columns; they follow the numbers.
    pub(crate) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Name of a column of the table.
    pub(crate) fn source_name(&self, source: usize) -> &str {
        &self.schema.columns()[source].0
    }

    /// Labels of a column of the table; none of a number.
    pub(crate) fn labels(&self, source: usize) -> &[String] {
        match &self.schema.columns()[source].1 {
            ColumnKind::Category { labels } => labels,
            ColumnKind::Numeric => &[],
        }
    }

    pub(super) fn drop(&mut self, name: String, reason: DropReason) {
        self.dropped.push(Dropped { name, reason });
    }

    fn name_columns(&mut self) {
        let mut names = vec!["(intercept)".to_owned()];
        names.extend(self.numbers.iter().map(|number| number.name.clone()));
        for slot in &self.slots {
            names.extend(slot.names(|source| self.source_name(source).to_owned()));
        }
        self.names = names;
    }

    /// Takes design columns out again; a label without a column counts like the base.
    fn drop_columns(&mut self, dependent: &[usize]) {
        let mut keep = vec![true; self.names.len()];
        for &at in dependent {
            keep[at] = false;
            self.dropped.push(Dropped { name: self.names[at].clone(), reason: DropReason::Collinear });
        }
        let (numbers, mut rest) = keep[1..].split_at(self.numbers.len());
        let mut at = numbers.iter();
        self.numbers.retain(|_| at.next().is_some_and(|keep| *keep));
        self.slots.retain_mut(|slot| {
            let (own, later) = rest.split_at(slot.width());
            rest = later;
            slot.retain(own);
            own.contains(&true)
        });
        self.name_columns();
    }

    /// `frame` has the training columns in training order.
    fn design(&self, frame: &Frame) -> Design {
        let (rows, numerics, slots) = (frame.rows(), self.numbers.len(), self.slots.len());
        let mut dense = vec![0.0; rows * numerics];
        let mut active = vec![BASE; rows * slots];
        for (at, number) in self.numbers.iter().enumerate() {
            let values = number.raw.values(frame).into_iter();
            write(&mut dense, numerics, at, values.map(|value| number.moments.scaled(value)));
        }
        let mut first = (1 + numerics) as u32;
        for (at, slot) in self.slots.iter().enumerate() {
            let column = |place: u32| if place == BASE { BASE } else { first + place };
            write(&mut active, slots, at, slot.places(frame).into_iter().map(column));
            first += slot.width() as u32;
        }
        Design { rows, numerics, slots, columns: self.names.len(), dense, active }
    }
}

/// Fills column `at` of a row-major block.
fn write<T>(block: &mut [T], width: usize, at: usize, values: impl Iterator<Item = T>) {
    for (slot, value) in block.iter_mut().skip(at).step_by(width.max(1)).zip(values) {
        *slot = value;
    }
}
