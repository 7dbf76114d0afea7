use super::CellsLoss;
use crate::LearnError;
use crate::encode::Moments;
use crate::probabilities::bounded;

/// Compares cuts by the loss of rows that are left out of their own cell.
pub(super) struct Judge {
    loss: CellsLoss,
    smoothing: f64,
    /// Scaled for the squared error.
    y: Vec<f64>,
    mean: f64,
    moments: Moments,
}

/// Rows, sum and sum of squares of the target in a cell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell {
    pub(super) rows: f64,
    pub(super) sum: f64,
    squares: f64,
}

impl Judge {
    pub(super) fn new(loss: CellsLoss, smoothing: f64, y: &[f64]) -> Result<Self, LearnError> {
        let moments = Moments::of(y).ok_or(LearnError::NoRows)?;
        let (y, mean) = match loss {
            CellsLoss::Squared if moments.sd > 0.0 => (y.iter().map(|y| moments.scaled(*y)).collect(), 0.0),
            CellsLoss::Squared => (vec![0.0; y.len()], 0.0),
            CellsLoss::Log => (y.to_vec(), bounded(moments.mean)),
        };
        Ok(Self { loss, smoothing, y, mean, moments })
    }

    pub(super) fn rows(&self) -> usize {
        self.y.len()
    }

    /// Is there nothing to tell apart?
    pub(super) fn constant(&self) -> bool {
        self.moments.sd == 0.0
    }

    pub(super) fn fill(&self, cells: &[u32], count: usize) -> Vec<Cell> {
        let mut table = vec![Cell::default(); count];
        for (&cell, y) in cells.iter().zip(&self.y) {
            let cell = &mut table[cell as usize];
            cell.rows += 1.0;
            cell.sum += y;
            cell.squares += y * y;
        }
        table
    }

    /// Mean loss of a row whose own value is left out of its cell; O(rows + cells).
    pub(super) fn left_out(&self, cells: &[u32], count: usize) -> f64 {
        let total: f64 = self.fill(cells, count).iter().map(|cell| self.cell(*cell)).sum();
        total / self.y.len() as f64
    }

    fn cell(&self, Cell { rows, sum, squares }: Cell) -> f64 {
        if rows == 0.0 {
            return 0.0;
        }
        let weight = rows + self.smoothing;
        let prior = self.smoothing * self.mean;
        match self.loss {
            // y - (S - y + prior) / (weight - 1) = (weight y - S - prior) / (weight - 1)
            CellsLoss::Squared => {
                let shifted = sum + prior;
                (weight * weight * squares - 2.0 * weight * shifted * sum + rows * shifted * shifted) / (weight - 1.0).powi(2)
            }
            CellsLoss::Log => {
                let yes = |count: f64| (count + prior) / (weight - 1.0);
                let mut loss = 0.0;
                if sum > 0.0 {
                    loss -= sum * bounded(yes(sum - 1.0)).ln();
                }
                if rows > sum {
                    loss -= (rows - sum) * (1.0 - bounded(yes(sum))).ln();
                }
                loss
            }
        }
    }

    /// What a cell predicts, on the scale of the target.
    pub(super) fn prediction(&self, cell: Cell) -> f64 {
        let value = (cell.sum + self.smoothing * self.mean) / (cell.rows + self.smoothing);
        match self.loss {
            CellsLoss::Squared => self.moments.mean + self.moments.sd * value,
            CellsLoss::Log => bounded(value),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_closed_form_equals_leaving_each_row_out() {
        let y: Vec<f64> = (0..40).map(|i| f64::from(i * 7 % 11 > 4)).collect();
        let cells: Vec<u32> = (0..40).map(|i| i * i % 5).collect();
        for loss in [CellsLoss::Squared, CellsLoss::Log] {
            let judge = Judge::new(loss, 3.0, &y).unwrap();
            let mut total = 0.0;
            for row in 0..40 {
                let others = || (0..40).filter(|other| *other != row && cells[*other] == cells[row]);
                let sum: f64 = others().map(|other| judge.y[other]).sum();
                let p = (sum + 3.0 * judge.mean) / (others().count() as f64 + 3.0);
                total += match loss {
                    CellsLoss::Squared => (judge.y[row] - p).powi(2),
                    CellsLoss::Log => -(if y[row] > 0.5 { p } else { 1.0 - p }).ln(),
                };
            }
            assert!((judge.left_out(&cells, 5) - total / 40.0).abs() < 1e-12);
        }
    }
}
