use super::{Lower, Triangle, add_scaled, dot};

/// A dense matrix, column after column.
#[derive(Debug, Clone)]
pub(crate) struct Dense {
    rows: usize,
    values: Vec<f64>,
}

impl Dense {
    pub(crate) fn zero(rows: usize, columns: usize) -> Self {
        Self { rows, values: vec![0.0; rows * columns] }
    }

    pub(crate) fn set(&mut self, row: usize, column: usize, value: f64) {
        self.values[column * self.rows + row] = value;
    }

    fn columns(&self) -> usize {
        self.values.len().checked_div(self.rows).unwrap_or(0)
    }

    fn column(&self, at: usize) -> &[f64] {
        &self.values[at * self.rows..(at + 1) * self.rows]
    }
}

impl Triangle {
    /// `L = R'` of the Householder QR of `rows`; `None` when a column is dependent in double precision.
    ///
    /// O(n p^2). Golub and Van Loan, Matrix Computations, 4th ed. 2013, algorithm 5.2.1.
    pub(crate) fn from_rows(rows: Dense) -> Option<Self> {
        let upper = rows.reduced();
        let size = upper.columns();
        let mut lower = Lower::zero(size);
        for at in 0..size {
            let column = upper.column(at);
            let pivot = column[at];
            if !(pivot.abs() > f64::EPSILON * norm(column) && pivot.is_finite()) {
                return None;
            }
            // The reflections fix the sign of a pivot; L L' does not depend on it.
            lower.row_mut(at).copy_from_slice(&column[..=at]);
        }
        Some(Self { lower })
    }
}

impl Dense {
    /// The square `R` of its QR, zero below the diagonal.
    pub(crate) fn reduced(mut self) -> Self {
        let size = self.columns();
        for at in 0..size.min(self.rows) {
            reflect(&mut self, at, at);
        }
        let mut upper = Self::zero(size, size);
        for at in 0..size {
            let count = (at + 1).min(self.rows);
            upper.values[at * size..at * size + count].copy_from_slice(&self.column(at)[..count]);
        }
        upper
    }

    /// Copies the rows of `other`, which has as many columns, from row `first` on.
    pub(crate) fn put(&mut self, first: usize, other: &Self) {
        for at in 0..self.columns() {
            let start = at * self.rows + first;
            self.values[start..start + other.rows].copy_from_slice(other.column(at));
        }
    }
}

/// Columns that earlier columns explain up to the share `tolerance` of their length.
pub(crate) fn dependent_in_rows(mut rows: Dense, tolerance: f64) -> Vec<usize> {
    let mut dependent = Vec::new();
    let mut rank = 0;
    for at in 0..rows.columns() {
        let length = norm(rows.column(at));
        let rest = norm(&rows.column(at)[rank.min(rows.rows)..]);
        if rest > tolerance * length {
            reflect(&mut rows, at, rank);
            rank += 1;
        } else {
            dependent.push(at);
        }
    }
    dependent
}

/// Turns column `at` below row `pivot` into a multiple of the unit vector, and the later columns with it.
fn reflect(rows: &mut Dense, at: usize, pivot: usize) -> f64 {
    let height = rows.rows;
    if pivot >= height {
        return 0.0;
    }
    let (done, later) = rows.values.split_at_mut((at + 1) * height);
    let column = &mut done[at * height + pivot..];
    let length = norm(column);
    if length == 0.0 {
        return 0.0;
    }
    let alpha = if column[0] > 0.0 { -length } else { length };
    column[0] -= alpha;
    let squares = dot(column, column);
    for other in later.chunks_exact_mut(height) {
        let tail = &mut other[pivot..];
        let factor = -2.0 * dot(column, tail) / squares;
        add_scaled(tail, factor, column);
    }
    column[0] = alpha;
    alpha
}

fn norm(values: &[f64]) -> f64 {
    dot(values, values).sqrt()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::dependent_in_gram;
    use super::*;

    fn gram_of(rows: &[Vec<f64>]) -> Lower {
        let size = rows[0].len();
        let mut gram = Lower::zero(size);
        for row in rows {
            for i in 0..size {
                for j in 0..=i {
                    gram.row_mut(i)[j] += row[i] * row[j];
                }
            }
        }
        gram
    }

    fn dense_of(rows: &[Vec<f64>]) -> Dense {
        let mut dense = Dense::zero(rows.len(), rows[0].len());
        for (i, row) in rows.iter().enumerate() {
            for (j, value) in row.iter().enumerate() {
                dense.set(i, j, *value);
            }
        }
        dense
    }

    fn example() -> Vec<Vec<f64>> {
        (0..9)
            .map(|i| {
                let x = f64::from(i);
                vec![1.0, x, (x - 4.0) * (x - 4.0), (x * 1.7).sin()]
            })
            .collect()
    }

    #[test]
    fn both_factors_solve_the_same_system() {
        let gram = gram_of(&example());
        let cholesky = Triangle::from_gram(&gram).unwrap();
        let householder = Triangle::from_rows(dense_of(&example())).unwrap();
        let b = [1.0, -2.0, 0.5, 3.0];
        let x = cholesky.solve(&b);
        for (one, two) in x.iter().zip(householder.solve(&b)) {
            assert!((one - two).abs() < 1e-12, "{one} {two}");
        }
        for (i, wanted) in b.iter().enumerate() {
            let value: f64 = (0..4).map(|j| if j <= i { gram.row(i)[j] } else { gram.row(j)[i] } * x[j]).sum();
            assert!((value - wanted).abs() < 1e-11);
        }
        let diagonal = householder.inverse_diagonal();
        for (at, value) in diagonal.iter().enumerate() {
            let mut unit = [0.0; 4];
            unit[at] = 1.0;
            assert!((cholesky.solve(&unit)[at] - value).abs() < 1e-12);
        }
    }

    #[test]
    fn dependent_columns_are_named_in_order() {
        let rows: Vec<Vec<f64>> = example().iter().map(|r| vec![r[0], r[1], 3.0 - 2.0 * r[1], r[2], r[3], r[3] + r[2]]).collect();
        assert_eq!(dependent_in_gram(&gram_of(&rows), 1e-6), [2, 5]);
        assert_eq!(dependent_in_rows(dense_of(&rows), 1e-12), [2, 5]);
        assert!(Triangle::from_gram(&gram_of(&rows)).is_none());
    }
}
