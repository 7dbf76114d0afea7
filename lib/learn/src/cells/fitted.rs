use super::cut::{CellColumn, Cut};
use super::loss::{Cell, Judge};
use super::search::Found;
use crate::LearnError;
use crate::frame::{Column, Frame, Schema, Unseen};

/// Chosen columns with their filled cells.
#[derive(Debug, Clone)]
pub struct CellsFitted {
    schema: Schema,
    columns: Vec<CellColumn>,
    places: Vec<usize>,
    ranking: Vec<(String, f64)>,
    values: Vec<f64>,
    empty: f64,
    constant_loss: f64,
    loss: f64,
    stopped: bool,
}

impl CellsFitted {
    pub(super) fn new(train: &Frame, judge: &Judge, found: Found) -> Self {
        let (places, columns): (Vec<usize>, Vec<CellColumn>) = found.chosen.into_iter().unzip();
        let mut cells = vec![0; train.rows()];
        let mut count = 1;
        for (place, column) in places.iter().zip(&columns) {
            cells = column.cut.refine(&train.columns()[*place], &cells);
            count *= column.cut.size();
        }
        let values = judge.fill(&cells, count).into_iter().map(|cell| judge.prediction(cell)).collect();
        Self {
            schema: train.schema(),
            columns,
            places,
            ranking: found.ranking,
            values,
            empty: judge.prediction(Cell::default()),
            constant_loss: found.constant_loss,
            loss: found.loss,
            stopped: found.stopped,
        }
    }

    /// The value of each row's cell; the overall mean for an empty cell or a label that training did not have.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x chosen columns).
    pub fn predict(&self, ask: &Frame) -> Result<Vec<f64>, LearnError> {
        let ask = ask.align_with(&self.schema, Unseen::Extra)?;
        let mut cells = vec![0; ask.rows()];
        let mut known = vec![true; ask.rows()];
        for (place, column) in self.places.iter().zip(&self.columns) {
            let source = &ask.columns()[*place];
            if let (Cut::Labels { labels }, Column::Category { codes, .. }) = (&column.cut, source) {
                for (known, code) in known.iter_mut().zip(codes) {
                    *known &= *code as usize != labels.len();
                }
            }
            cells = column.cut.refine(source, &cells);
        }
        let value = |(cell, known): (&u32, &bool)| match self.values.get(*cell as usize) {
            Some(value) if *known => *value,
            _ => self.empty,
        };
        Ok(cells.iter().zip(&known).map(value).collect())
    }

    /// The chosen columns, the most telling first.
    pub fn columns(&self) -> &[CellColumn] {
        &self.columns
    }

    /// Every column with the share of the constant's loss that its best cut saves alone, best first; negative when
    /// the column only adds noise.
    pub fn ranking(&self) -> &[(String, f64)] {
        &self.ranking
    }

    /// Mean left-out loss of the constant, for the squared error in variances of the target.
    pub fn constant_loss(&self) -> f64 {
        self.constant_loss
    }

    /// Mean left-out loss of the chosen cells, in the same units; a little too good, since the cuts were chosen by it.
    pub fn loss(&self) -> f64 {
        self.loss
    }

    /// Did the caller stop the search?
    pub fn stopped(&self) -> bool {
        self.stopped
    }
}
