use std::ops::Range;

use crate::linalg::{Dense, Lower, Triangle, add_scaled, dot};

use super::level::BASE;

/// Rows that are reduced at a time.
const ROWWISE_BLOCK: usize = 256;
/// Rows of a block of the Gram matrix.
const GRAM_BLOCK: usize = 256;

/// A design matrix of `rows` rows and `columns` columns, the first of which is the constant 1.
///
/// Stored as a dense block of the scaled numerics, row after row, and for each row the few 0/1 columns that are on. A
/// row costs `8 q + 4 c` bytes for q numerics and c categories, however many labels these have.
#[derive(Debug, Clone)]
pub struct Design {
    pub(super) rows: usize,
    pub(super) numerics: usize,
    pub(super) slots: usize,
    pub(super) columns: usize,
    /// `rows x numerics`.
    pub(super) dense: Vec<f64>,
    /// `rows x slots`: a column of the design, or `BASE` for none.
    pub(super) active: Vec<u32>,
}

impl Design {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns with the constant.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Number of numeric columns; they follow the constant.
    pub(crate) fn numerics(&self) -> usize {
        self.numerics
    }

    fn dense_row(&self, row: usize) -> &[f64] {
        &self.dense[row * self.numerics..(row + 1) * self.numerics]
    }

    fn active_row(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let slots = &self.active[row * self.slots..(row + 1) * self.slots];
        slots.iter().filter(|slot| **slot != BASE).map(|slot| *slot as usize)
    }

    /// `X b`, one value a row; O(rows x (q + c)).
    pub(crate) fn times(&self, b: &[f64]) -> Vec<f64> {
        let slopes = &b[1..=self.numerics];
        let one = |row| b[0] + dot(self.dense_row(row), slopes) + self.active_row(row).map(|at| b[at]).sum::<f64>();
        (0..self.rows).map(one).collect()
    }

    /// `X' v`, one value a column; O(rows x (q + c)).
    pub(crate) fn transpose_times(&self, v: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.columns];
        for (row, &value) in v.iter().enumerate() {
            sums[0] += value;
            add_scaled(&mut sums[1..=self.numerics], value, self.dense_row(row));
            for at in self.active_row(row) {
                sums[at] += value;
            }
        }
        sums
    }

    /// `X' W X` from the sparse rows, the numerics by blocks of rows; O(rows x (q + c)^2).
    pub(crate) fn gram(&self, weight: &[f64]) -> Lower {
        let mut gram = Lower::zero(self.columns);
        self.add_numerics(weight, &mut gram);
        let mut on: Vec<usize> = Vec::with_capacity(self.slots);
        for (row, &w) in weight.iter().enumerate().take(if self.slots > 0 { self.rows } else { 0 }) {
            let x = self.dense_row(row);
            on.clear();
            on.extend(self.active_row(row));
            for &at in &on {
                let target = gram.row_mut(at);
                target[0] += w;
                add_scaled(&mut target[1..=self.numerics], w, x);
                for &other in on.iter().filter(|other| **other <= at) {
                    target[other] += w;
                }
            }
        }
        gram
    }

    /// The part of the constant and the numerics, turned into columns so that products run along them.
    fn add_numerics(&self, weight: &[f64], gram: &mut Lower) {
        let (height, width) = (GRAM_BLOCK, self.numerics + 1);
        let mut plain = vec![1.0; height * width];
        let mut weighted = vec![0.0; height];
        for (block, weight) in weight.chunks(height).enumerate() {
            let count = weight.len();
            for place in 0..count {
                for (at, value) in self.dense_row(block * height + place).iter().enumerate() {
                    plain[(at + 1) * height + place] = *value;
                }
            }
            for at in 0..width {
                let own = &plain[at * height..at * height + count];
                weighted.iter_mut().zip(own).zip(weight).for_each(|((slot, x), w)| *slot = w * x);
                let target = gram.row_mut(at);
                for (other, slot) in target.iter_mut().enumerate() {
                    *slot += dot(&weighted[..count], &plain[other * height..other * height + count]);
                }
            }
        }
    }

    /// The rows `range` of `sqrt(W) X`, with `spare` rows of zeros below.
    pub(crate) fn weighted_rows(&self, range: Range<usize>, weight: &[f64], spare: usize) -> Dense {
        let mut dense = Dense::zero(range.len() + spare, self.columns);
        let first = range.start;
        for row in range {
            let root = weight[row].sqrt();
            let place = row - first;
            dense.set(place, 0, root);
            for (at, value) in self.dense_row(row).iter().enumerate() {
                dense.set(place, at + 1, root * value);
            }
            for at in self.active_row(row) {
                dense.set(place, at, root);
            }
        }
        dense
    }

    /// `R'` with `R'R = X'WX + D` by reflections on the rows, a block at a time, for a diagonal `D`; O(rows x p^2).
    pub(crate) fn triangle(&self, weight: &[f64], diagonal: &[f64]) -> Option<Triangle> {
        let height = ROWWISE_BLOCK.max(4 * self.columns);
        let mut above = Dense::zero(self.columns, self.columns);
        for (at, value) in diagonal.iter().enumerate() {
            above.set(at, at, value.sqrt());
        }
        let mut first = 0;
        while first + height < self.rows {
            let mut block = self.weighted_rows(first..first + height, weight, self.columns);
            block.put(height, &above);
            above = block.reduced();
            first += height;
        }
        let mut block = self.weighted_rows(first..self.rows, weight, self.columns);
        block.put(self.rows - first, &above);
        Triangle::from_rows(block)
    }

    /// One row written out.
    pub(crate) fn full_row(&self, row: usize, x: &mut [f64]) {
        x.fill(0.0);
        x[0] = 1.0;
        x[1..=self.numerics].copy_from_slice(self.dense_row(row));
        for at in self.active_row(row) {
            x[at] = 1.0;
        }
    }

    /// The design of the constant model.
    pub(crate) fn constant(rows: usize) -> Self {
        Self { rows, numerics: 0, slots: 0, columns: 1, dense: Vec::new(), active: Vec::new() }
    }
}

impl Design {
    /// Which single columns split a 0/1 target without an exception: a 0/1 column whose rows all have the same answer, or a
    /// numeric with a gap between the answers. O(rows x (q + c)).
    pub(crate) fn splits(&self, y: &[f64]) -> Vec<bool> {
        let mut on = vec![[0_usize; 2]; self.columns];
        let mut range = vec![[(f64::INFINITY, f64::NEG_INFINITY); 2]; self.numerics];
        for (row, y) in y.iter().enumerate() {
            let class = usize::from(*y > 0.5);
            for (slot, x) in range.iter_mut().zip(self.dense_row(row)) {
                slot[class] = (slot[class].0.min(*x), slot[class].1.max(*x));
            }
            for at in self.active_row(row) {
                on[at][class] += 1;
            }
        }
        let mut splits: Vec<bool> = on.iter().map(|[no, yes]| (*no == 0) != (*yes == 0)).collect();
        for (at, [no, yes]) in range.iter().enumerate() {
            splits[at + 1] = no.1 < yes.0 || yes.1 < no.0;
        }
        splits
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use crate::encode::EncodeSpec;
    use crate::frame::{Column, Frame};

    proptest! {
        /// The sparse products are those of the matrix written out.
        #[test]
        fn products_equal_those_of_the_full_matrix(
            rows in prop::collection::vec((-3.0..3.0_f64, prop::option::of(-3.0..3.0_f64), 0_u8..4, 0_u8..3), 30..60)
        ) {
            let label = |code: u8| Some(["a", "b", "c", "d"][usize::from(code)]);
            let frame = Frame::new(rows.len(), vec![
                Column::numeric("x", rows.iter().map(|row| row.0).collect()),
                Column::numeric("z", rows.iter().map(|row| row.1.unwrap_or(f64::NAN)).collect()),
                Column::from_labels("k", rows.iter().map(|row| label(row.2))),
                Column::from_labels("l", rows.iter().map(|row| label(row.3))),
            ]).unwrap();
            let (_, design) = EncodeSpec::default().fit(&frame).unwrap();
            let columns = design.columns();
            let full: Vec<Vec<f64>> = (0..columns)
                .map(|at| design.times(&(0..columns).map(|j| f64::from(u8::from(j == at))).collect::<Vec<f64>>()))
                .collect();
            let weight: Vec<f64> = (0..rows.len()).map(|i| 1.0 / (1.0 + i as f64)).collect();
            let gram = design.gram(&weight);
            let sums = design.transpose_times(&weight);
            for i in 0..columns {
                let sum: f64 = full[i].iter().zip(&weight).map(|(x, w)| x * w).sum();
                prop_assert!((sums[i] - sum).abs() < 1e-12);
                for j in 0..=i {
                    let wanted: f64 = full[i].iter().zip(&full[j]).zip(&weight).map(|((a, b), w)| a * b * w).sum();
                    prop_assert!((gram.row(i)[j] - wanted).abs() < 1e-11);
                }
            }
        }
    }
}
