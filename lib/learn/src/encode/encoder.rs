use super::level::{BASE, Flat, Levels};
use super::{Design, EncodeSpec, Moments, rank};
use crate::error::LearnError;
use crate::frame::{Column, Frame, Schema, Unseen};

/// Means, scales and labels of a training table: encodes any later table the same way.
#[derive(Debug, Clone)]
pub struct Encoder {
    schema: Schema,
    features: Vec<Feature>,
    names: Vec<String>,
    dropped: Vec<Dropped>,
    pooled: Vec<Pooled>,
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

/// One source column and the design columns it feeds.
#[derive(Debug, Clone)]
enum Feature {
    Numeric { source: usize, moments: Moments, dense: bool, indicator: bool },
    Category { source: usize, levels: Levels },
}

pub(super) fn fit(spec: &EncodeSpec, train: &Frame) -> Result<(Encoder, Design), LearnError> {
    if train.rows() == 0 {
        return Err(LearnError::NoRows);
    }
    let mut encoder =
        Encoder { schema: train.schema(), features: Vec::new(), names: Vec::new(), dropped: Vec::new(), pooled: Vec::new() };
    for (source, column) in train.columns().iter().enumerate() {
        encoder.learn(spec, source, column, train.rows());
    }
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
    /// Names of the design columns in order: `(intercept)`, numerics, `x is missing`, `column=label`.
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
        for feature in &self.features {
            if let Feature::Category { source, levels } = feature
                && !levels.names.is_empty()
            {
                bases.push((self.source_name(*source), levels.base.as_str()));
            }
        }
        bases
    }

    /// Mean and standard deviation by which each numeric design column was scaled, from design column 1 on.
    pub fn scales(&self) -> Vec<(f64, f64)> {
        let scale = |feature: &Feature| match feature {
            Feature::Numeric { moments, dense: true, .. } => Some((moments.mean, moments.sd)),
            _ => None,
        };
        self.features.iter().filter_map(scale).collect()
    }

    /// Encodes `ask` as the training table was encoded.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x columns).
    pub fn encode(&self, ask: &Frame) -> Result<Design, LearnError> {
        Ok(self.design(&ask.align_with(&self.schema, Unseen::Extra)?))
    }

    fn source_name(&self, source: usize) -> &str {
        &self.schema.columns()[source].0
    }

    fn learn(&mut self, spec: &EncodeSpec, source: usize, column: &Column, rows: usize) {
        match column {
            Column::Numeric { name, values } => match Moments::of(values) {
                None => self.drop(name.clone(), DropReason::AllMissing),
                Some(moments) => {
                    let (dense, indicator) = (moments.sd > 0.0, moments.count < rows);
                    if !dense {
                        self.drop(name.clone(), DropReason::Constant);
                    }
                    if dense || indicator {
                        self.features.push(Feature::Numeric { source, moments, dense, indicator });
                    }
                }
            },
            Column::Category { name, codes, labels } => match Levels::of(codes, labels, spec.rare(rows), spec.levels_max) {
                Err(Flat::Empty) => self.drop(name.clone(), DropReason::AllMissing),
                Err(Flat::Constant) => self.drop(name.clone(), DropReason::Constant),
                Err(Flat::RareOnly) => self.drop(name.clone(), DropReason::RareLabels),
                Ok(levels) => {
                    if levels.pooled > 0 {
                        self.pooled.push(Pooled { column: name.clone(), labels: levels.pooled });
                    }
                    self.features.push(Feature::Category { source, levels });
                }
            },
        }
    }

    fn drop(&mut self, name: String, reason: DropReason) {
        self.dropped.push(Dropped { name, reason });
    }

    fn name_columns(&mut self) {
        let mut names = vec!["(intercept)".to_owned()];
        let mut indicators = Vec::new();
        let mut labels = Vec::new();
        for feature in &self.features {
            match feature {
                Feature::Numeric { source, dense, indicator, .. } => {
                    let name = self.source_name(*source);
                    if *dense {
                        names.push(name.to_owned());
                    }
                    if *indicator {
                        indicators.push(format!("{name} is missing"));
                    }
                }
                Feature::Category { source, levels } => {
                    let name = self.source_name(*source);
                    labels.extend(levels.names.iter().map(|label| format!("{name}={label}")));
                }
            }
        }
        names.extend(indicators);
        names.extend(labels);
        self.names = names;
    }

    /// Takes design columns out again; a label without a column counts like the base.
    fn drop_columns(&mut self, dependent: &[usize]) {
        let keep: Vec<bool> = (0..self.names.len()).map(|at| !dependent.contains(&at)).collect();
        let gone: Vec<String> = dependent.iter().map(|&at| self.names[at].clone()).collect();
        let numerics = self.numerics();
        let indicators = self.indicators();
        let (mut number, mut indicator_at, mut label) = (1, 1 + numerics, 1 + numerics + indicators);
        for feature in &mut self.features {
            match feature {
                Feature::Numeric { dense, indicator, .. } => {
                    if *dense {
                        *dense = keep[number];
                        number += 1;
                    }
                    if *indicator {
                        *indicator = keep[indicator_at];
                        indicator_at += 1;
                    }
                }
                Feature::Category { levels, .. } => {
                    let count = levels.names.len();
                    levels.retain(&keep[label..label + count]);
                    label += count;
                }
            }
        }
        for name in gone {
            self.drop(name, DropReason::Collinear);
        }
        self.name_columns();
    }

    fn numerics(&self) -> usize {
        self.features.iter().filter(|feature| matches!(feature, Feature::Numeric { dense: true, .. })).count()
    }

    fn indicators(&self) -> usize {
        self.features.iter().filter(|feature| matches!(feature, Feature::Numeric { indicator: true, .. })).count()
    }

    /// `frame` has the training columns in training order.
    fn design(&self, frame: &Frame) -> Design {
        let (rows, numerics) = (frame.rows(), self.numerics());
        let in_use = |feature: &&Feature| matches!(feature, Feature::Category { levels, .. } if !levels.names.is_empty());
        let slots = self.indicators() + self.features.iter().filter(in_use).count();
        let mut dense = vec![0.0; rows * numerics];
        let mut active = vec![BASE; rows * slots];
        let (mut number, mut slot) = (0, 0);
        let mut indicator_at = (1 + numerics) as u32;
        let mut label_at = indicator_at + self.indicators() as u32;
        for feature in &self.features {
            match feature {
                Feature::Numeric { source, moments, dense: in_dense, indicator } => {
                    let Column::Numeric { values, .. } = &frame.columns()[*source] else {
                        continue;
                    };
                    if *in_dense {
                        write(&mut dense, numerics, number, values.iter().map(|&value| moments.scaled(value)));
                        number += 1;
                    }
                    if *indicator {
                        let on = |value: &f64| if value.is_nan() { indicator_at } else { BASE };
                        write(&mut active, slots, slot, values.iter().map(on));
                        slot += 1;
                        indicator_at += 1;
                    }
                }
                Feature::Category { source, levels } => {
                    let Column::Category { codes, .. } = &frame.columns()[*source] else {
                        continue;
                    };
                    if levels.names.is_empty() {
                        continue;
                    }
                    let column = |code: &u32| match levels.place(*code) {
                        BASE => BASE,
                        place => label_at + place,
                    };
                    write(&mut active, slots, slot, codes.iter().map(column));
                    slot += 1;
                    label_at += levels.names.len() as u32;
                }
            }
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
