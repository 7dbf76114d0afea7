use super::GamSpec;
use super::boost::Raced;
use super::centre::{Averaged, AveragedTerm};
use super::shape::{self, Shape, Value};
use super::terms::bins_like;
use crate::booster::matrix::{Feature, aligned};
use crate::booster::{Binned, End, Loss};
use crate::error::LearnError;
use crate::frame::{ColumnKind, Frame, Schema};

/// A fitted additive model.
#[derive(Debug, Clone, PartialEq)]
pub struct GamFitted {
    loss: Loss,
    schema: Schema,
    features: Vec<Feature>,
    intercept: Vec<f64>,
    terms: Vec<AveragedTerm>,
    quantile: f64,
    curves: [Vec<f64>; 2],
    cycles: [usize; 2],
    end: End,
}

impl GamFitted {
    pub(super) fn new(spec: &GamSpec, binned: &Binned, averaged: Averaged, raced: [Raced; 2]) -> Self {
        let [singles, paired] = raced;
        let end = if paired.curve.is_empty() { singles.end } else { paired.end };
        Self {
            loss: spec.loss,
            schema: binned.schema().clone(),
            features: binned.features().to_vec(),
            intercept: averaged.intercept,
            terms: averaged.terms,
            quantile: shape::quantile(spec.parts - 1),
            cycles: [singles.cycles, paired.cycles],
            curves: [singles.curve, paired.curve],
            end,
        }
    }

    /// What the loss asks for: mean or probability of 1; for [`Loss::Softmax`] the probabilities of all classes, row after
    /// row. Always finite.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x (columns x log bins + pairs)).
    pub fn predict(&self, x: &Frame) -> Result<Vec<f64>, LearnError> {
        let mut scores = self.scores(x)?;
        scores.chunks_mut(self.loss.outputs()).for_each(|row| self.loss.answer(row));
        Ok(scores)
    }

    /// Intercept and what all shapes add, before the link; row after row.
    ///
    /// # Errors
    /// As [`GamFitted::predict`].
    pub fn scores(&self, x: &Frame) -> Result<Vec<f64>, LearnError> {
        let outputs = self.loss.outputs();
        let mut scores: Vec<f64> = self.intercept.iter().copied().cycle().take(x.rows() * outputs).collect();
        let bins = bins_like(&self.features, &*aligned(x, &self.schema)?);
        for term in &self.terms {
            for (row, cell) in term.term.place(&bins).into_iter().enumerate() {
                for output in 0..outputs {
                    scores[row * outputs + output] += term.value(output, usize::from(cell));
                }
            }
        }
        Ok(scores)
    }

    /// What each shape adds to the score of each row, for one output (class): row after row, in the order of
    /// [`GamFitted::shapes`]. With the intercept they add up to the score.
    ///
    /// # Errors
    /// As [`GamFitted::predict`]; [`LearnError::Setting`] for an output that does not exist.
    pub fn contributions(&self, x: &Frame, output: usize) -> Result<Vec<f64>, LearnError> {
        self.check_output(output)?;
        let bins = bins_like(&self.features, &*aligned(x, &self.schema)?);
        let width = self.terms.len();
        let mut all = vec![0.0; x.rows() * width];
        for (at, term) in self.terms.iter().enumerate() {
            for (slot, cell) in all.iter_mut().skip(at).step_by(width).zip(term.term.place(&bins)) {
                *slot = term.value(output, usize::from(cell));
            }
        }
        Ok(all)
    }

    fn check_output(&self, output: usize) -> Result<(), LearnError> {
        if output < self.loss.outputs() {
            return Ok(());
        }
        Err(LearnError::Setting { name: "output", found: output.to_string(), wanted: "below the number of outputs" })
    }

    /// The tables of all terms for one output (class): columns in the order of the table, then pairs, the most telling first.
    /// Empty for an output that does not exist.
    pub fn shapes(&self, output: usize) -> Vec<Shape> {
        if self.check_output(output).is_err() {
            return Vec::new();
        }
        self.terms.iter().map(|term| self.shape(term, output)).collect()
    }

    fn shape(&self, term: &AveragedTerm, output: usize) -> Shape {
        let features: Vec<&Feature> = term.term.features.iter().map(|&place| &self.features[place]).collect();
        let column = |feature: &&Feature| &self.schema.columns()[feature.column];
        let names: Vec<&str> = features.iter().map(|feature| column(feature).0.as_str()).collect();
        let labels: Vec<&[String]> = features
            .iter()
            .map(|feature| match &column(feature).1 {
                ColumnKind::Category { labels } => labels.as_slice(),
                ColumnKind::Numeric => &[],
            })
            .collect();
        let from = output * (term.term.cells + 1);
        let value = |cell: usize| Value::new(term.values[from + cell], term.errors[from + cell], term.rows[cell], self.quantile);
        let values: Vec<Value> = (0..term.term.cells).map(value).collect();
        let rows: usize = term.rows.iter().sum();
        let size: f64 = values.iter().map(|value| value.value.abs() * value.rows as f64).sum();
        let axes = shape::axes(&term.term.kind, &features, &names, &labels);
        Shape { axes, values, importance: size / rows.max(1) as f64 }
    }

    /// The score of an average row; one an output.
    pub fn intercept(&self) -> &[f64] {
        &self.intercept
    }

    /// Mean loss on held-out rows after 0, 1, ... cycles, of columns alone and then of pairs; empty with fewer than 4 rows, a constant
    /// target or without pairs.
    pub fn curves(&self) -> &[Vec<f64>; 2] {
        &self.curves
    }

    /// Cycles that were best, of columns and of pairs; 0 says that nothing beat what was there before.
    pub fn cycles(&self) -> [usize; 2] {
        self.cycles
    }

    /// Why the fit ended.
    pub fn end(&self) -> End {
        self.end
    }

    /// The loss that was fitted.
    pub fn loss(&self) -> Loss {
        self.loss
    }

    /// Columns of the training table.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }
}
