//! A sample of training rows: how many twins chance makes, and how far the targets of rows alike agree.

use super::Pairs;
use super::features::Hashed;
use crate::hash;
use crate::sample::retain;

const ROWS_MAX: usize = 16_384;
const CELLS_MAX: usize = 4 << 20;
/// With fewer pairs of rows alike, any pairs are taken.
const PAIRS_MIN: u64 = 50;

/// Rows by the hash of their id, the same however they are batched.
#[derive(Default)]
pub(super) struct Alike {
    /// The hash of each row's id; those are kept whose hash is below 2^(64 - halvings).
    ids: Vec<u64>,
    halvings: u32,
    loose: Vec<u64>,
    target: Vec<u32>,
    /// Column by column.
    cells: Vec<Vec<u64>>,
}

impl Alike {
    pub(super) fn push(&mut self, rows: &Hashed) {
        self.cells.resize(rows.cells.len(), Vec::new());
        for (i, id) in rows.ids.iter().enumerate() {
            let id = hash::mix(u64::from(*id));
            if id > u64::MAX >> self.halvings {
                continue;
            }
            self.ids.push(id);
            self.loose.push(rows.loose[i]);
            self.target.push(rows.target[i]);
            for (to, from) in self.cells.iter_mut().zip(&rows.cells) {
                to.push(from[i]);
            }
        }
        while self.ids.len() > ROWS_MAX.min(CELLS_MAX / self.cells.len().max(1)).max(1) {
            self.halvings += 1;
            let keep: Vec<bool> = self.ids.iter().map(|id| *id <= u64::MAX >> self.halvings).collect();
            retain(&mut self.ids, &keep);
            retain(&mut self.loose, &keep);
            retain(&mut self.target, &keep);
            self.cells.iter_mut().for_each(|column| retain(column, &keep));
        }
    }

    /// The share of rows that would have a near twin among `train_rows` rows if the columns were independent.
    pub(super) fn by_chance(&self, train_rows: u64) -> f64 {
        let n = self.ids.len();
        if n < 2 {
            return 0.0;
        }
        let mut chances = vec![1.0; n];
        for column in &self.cells {
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_unstable_by_key(|i| column[*i]);
            for same in order.chunk_by(|a, b| column[*a] == column[*b]) {
                let others = (same.len() - 1) as f64 / (n - 1) as f64;
                for i in same {
                    chances[*i] *= others;
                }
            }
        }
        chances.iter().map(|chance| -(-chance * train_rows as f64).exp_m1()).sum::<f64>() / n as f64
    }

    /// Pairs that agree in every other column, but not in all.
    pub(super) fn pairs(&self) -> Pairs {
        let mut pairs = Pairs::default();
        for half in 0..2 {
            let mut rows: Vec<(u64, u64, usize)> = (0..self.ids.len()).map(|i| (0, self.ids[i], i)).collect();
            for column in self.cells.iter().skip(half).step_by(2) {
                for row in &mut rows {
                    row.0 = hash::join(row.0, column[row.2]);
                }
            }
            rows.sort_unstable();
            for pair in rows.windows(2).filter(|p| p[0].0 == p[1].0) {
                let (one, other) = (pair[0].2, pair[1].2);
                if self.loose[one] != self.loose[other] {
                    pairs.add(self.target[one], self.target[other]);
                }
            }
        }
        if pairs.all < PAIRS_MIN {
            let mut rows: Vec<usize> = (0..self.ids.len()).collect();
            rows.sort_unstable_by_key(|i| self.ids[*i]);
            rows.windows(2).for_each(|pair| pairs.add(self.target[pair[0]], self.target[pair[1]]));
        }
        pairs
    }
}
