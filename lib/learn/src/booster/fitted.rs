use super::lightgbm::objective::Objective;
use super::loss::Loss;
use super::matrix::aligned;
use super::tree::{Test, Tree};
use crate::error::LearnError;
use crate::frame::{Column, Frame, MISSING, Schema};

/// Rows that are predicted together.
const CHUNK: usize = 256;

/// Why a fit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// All rounds are done.
    Rounds,
    /// The validation loss made no progress for the rounds of [`Spec::patience`](super::Spec::patience).
    Patience,
    /// The caller said so.
    Stopped,
    /// No split keeps the rules any more.
    NoSplit,
    /// It did not happen here: the model was read from a file.
    Read,
}

/// What a column did in the splits.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// Column name.
    pub column: String,
    /// Sum of the gains of its splits: what they took off the loss, times two.
    pub gain: f64,
    /// Number of its splits.
    pub splits: usize,
}

/// A fitted booster.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    pub(crate) objective: Objective,
    pub(crate) schema: Schema,
    pub(crate) start: Vec<f64>,
    /// Round after round, outputs within.
    pub(crate) trees: Vec<Tree>,
    pub(crate) curve: Vec<f64>,
    pub(crate) end: End,
}

impl Fitted {
    pub(crate) fn new(objective: Objective, schema: Schema, start: Vec<f64>) -> Self {
        Self { objective, schema, start, trees: Vec::new(), curve: Vec::new(), end: End::Rounds }
    }

    /// The mean of the scores of `models`, each cut to its first `rounds` rounds; `None` of none.
    pub(crate) fn mean(mut models: Vec<Self>, rounds: usize) -> Option<Self> {
        let share = 1.0 / models.len() as f64;
        for model in &mut models {
            model.truncate(rounds);
        }
        let mut mean = models.into_iter().reduce(|mut mean, model| {
            mean.trees.extend(model.trees);
            mean.start.iter_mut().zip(model.start).for_each(|(sum, start)| *sum += start);
            mean
        })?;
        mean.start.iter_mut().for_each(|start| *start *= share);
        mean.trees.iter_mut().flat_map(|tree| &mut tree.leaves).for_each(|leaf| *leaf *= share);
        Some(mean)
    }

    /// Keeps the first `rounds` rounds.
    pub(crate) fn truncate(&mut self, rounds: usize) {
        self.trees.truncate(rounds * self.outputs());
    }

    /// What the loss asks for: mean, probability of 1, quantile; for [`Loss::Softmax`] the probabilities of all classes,
    /// row after row.
    ///
    /// Always finite. Missing values follow the side that training found better; a label that training did not have counts
    /// as missing.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x trees x depth).
    pub fn predict(&self, x: &Frame) -> Result<Vec<f64>, LearnError> {
        let mut scores = self.scores(x)?;
        scores.chunks_mut(self.outputs()).for_each(|row| self.objective.answer(row));
        Ok(scores)
    }

    /// Sums of leaf values before the link: log-odds, log mean or the prediction itself; row after row.
    ///
    /// # Errors
    /// As [`Fitted::predict`].
    pub fn scores(&self, x: &Frame) -> Result<Vec<f64>, LearnError> {
        let x = aligned(x, &self.schema)?;
        let outputs = self.outputs();
        let columns = x.columns().len();
        let mut scores: Vec<f64> = self.start.iter().copied().cycle().take(x.rows() * outputs).collect();
        let mut values = vec![0.0; CHUNK * columns];
        for (chunk, scores) in scores.chunks_mut(CHUNK * outputs).enumerate() {
            let rows = scores.len() / outputs;
            fill(&x, chunk * CHUNK, rows, &mut values);
            for (tree, output) in self.trees.iter().zip((0..outputs).cycle()) {
                for row in 0..rows {
                    scores[row * outputs + output] += tree.value(&values[row * columns..(row + 1) * columns]);
                }
            }
        }
        Ok(scores)
    }

    /// What each column of the training table did, the largest gain first.
    pub fn importance(&self) -> Vec<Importance> {
        let mut table: Vec<Importance> =
            self.schema.columns().iter().map(|(name, _)| Importance { column: name.clone(), gain: 0.0, splits: 0 }).collect();
        for node in self.trees.iter().flat_map(|tree| &tree.nodes) {
            table[node.column].gain += node.gain;
            table[node.column].splits += 1;
        }
        table.sort_by(|a, b| b.gain.total_cmp(&a.gain));
        table
    }

    /// Scores of a row.
    pub(crate) fn outputs(&self) -> usize {
        self.objective.outputs()
    }

    /// The loss that was fitted; `None` for a model of another program with an objective that is not among ours.
    pub fn loss(&self) -> Option<Loss> {
        match self.objective {
            Objective::Ours(loss) => Some(loss),
            Objective::Foreign { .. } => None,
        }
    }

    /// Columns of the training table.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Rounds that are in the model.
    pub fn rounds(&self) -> usize {
        self.trees.len() / self.outputs()
    }

    /// Trees: rounds times outputs.
    pub fn trees(&self) -> usize {
        self.trees.len()
    }

    /// Leaves of all trees.
    pub fn leaves(&self) -> usize {
        self.trees.iter().map(|tree| tree.leaves.len()).sum()
    }

    /// Splits on categories in all trees.
    pub fn category_splits(&self) -> usize {
        let category = |test: &Test| matches!(test, Test::Category { .. });
        self.trees.iter().flat_map(|tree| &tree.nodes).filter(|node| category(&node.test)).count()
    }

    /// Mean loss on the validation rows after each round that was tried; empty without validation rows.
    pub fn curve(&self) -> &[f64] {
        &self.curve
    }

    /// Why the fit ended.
    pub fn end(&self) -> End {
        self.end
    }
}

/// Values of `rows` rows from `first` on, row after row.
fn fill(x: &Frame, first: usize, rows: usize, values: &mut [f64]) {
    let count = x.columns().len();
    for (place, column) in x.columns().iter().enumerate() {
        let cells = values.iter_mut().skip(place).step_by(count.max(1));
        match column {
            Column::Numeric { values, .. } => {
                cells.zip(&values[first..first + rows]).for_each(|(cell, &value)| *cell = value);
            }
            Column::Category { codes, .. } => {
                let value = |code: u32| if code == MISSING { f64::NAN } else { f64::from(code) };
                cells.zip(&codes[first..first + rows]).for_each(|(cell, &code)| *cell = value(code));
            }
        }
    }
}
