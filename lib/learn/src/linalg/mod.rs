//! The two triangular factors that the linear models solve with.
//!
//! Both give `L` with `L L' = X'WX + D`: [`Triangle::from_gram`] by Cholesky on the Gram matrix (cheap, loses
//! digits with the square of the condition number), [`Triangle::from_rows`] by Householder reflections on the rows
//! themselves (twice the work, loses digits with the condition number only).

mod cholesky;
mod householder;
mod triangle;

pub(crate) use cholesky::dependent_in_gram;
pub(crate) use householder::{Dense, dependent_in_rows};
pub(crate) use triangle::Triangle;

/// Inner product in eight lanes, so that the compiler can use vector registers; the order of summation is fixed.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (a_blocks, b_blocks) = (a.chunks_exact(8), b.chunks_exact(8));
    let tail: f64 = a_blocks.remainder().iter().zip(b_blocks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_blocks.zip(b_blocks) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    lanes.iter().sum::<f64>() + tail
}

/// `target += factor * source`.
pub(crate) fn add_scaled(target: &mut [f64], factor: f64, source: &[f64]) {
    for (slot, value) in target.iter_mut().zip(source) {
        *slot += factor * value;
    }
}

/// A symmetric matrix of which only the lower triangle is filled, row after row.
#[derive(Debug, Clone)]
pub(crate) struct Lower {
    size: usize,
    values: Vec<f64>,
}

impl Lower {
    pub(crate) fn zero(size: usize) -> Self {
        Self { size, values: vec![0.0; size * size] }
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Row `at` up to and with the diagonal.
    pub(crate) fn row(&self, at: usize) -> &[f64] {
        &self.values[at * self.size..=at * self.size + at]
    }

    pub(crate) fn row_mut(&mut self, at: usize) -> &mut [f64] {
        &mut self.values[at * self.size..=at * self.size + at]
    }

    pub(crate) fn diagonal(&self, at: usize) -> f64 {
        self.values[at * self.size + at]
    }

    pub(crate) fn add_diagonal(&mut self, extra: &[f64]) {
        for (at, value) in extra.iter().enumerate() {
            self.values[at * self.size + at] += value;
        }
    }

    /// All rows above `at`, and row `at` to write into.
    fn split_row(&mut self, at: usize) -> (&[f64], &mut [f64]) {
        let (above, below) = self.values.split_at_mut(at * self.size);
        (above, &mut below[..=at])
    }
}
