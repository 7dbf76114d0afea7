use super::{Lower, Triangle, dot};

/// A pivot below this share of its diagonal is noise of the summation, not information.
const PIVOT_MIN: f64 = 1e-14;

impl Triangle {
    /// Cholesky factor of `gram`; `None` when it is not positive definite in double precision.
    ///
    /// Row by row, O(p^3 / 3). Golub and Van Loan, Matrix Computations, 4th ed. 2013, algorithm 4.2.1.
    pub(crate) fn from_gram(gram: &Lower) -> Option<Self> {
        let size = gram.size();
        let mut lower = Lower::zero(size);
        for i in 0..size {
            let source = gram.row(i);
            let (above, row) = lower.split_row(i);
            for j in 0..i {
                let pivot_row = &above[j * size..=j * size + j];
                row[j] = (source[j] - dot(&row[..j], &pivot_row[..j])) / pivot_row[j];
            }
            let rest = source[i] - dot(&row[..i], &row[..i]);
            if !(rest > PIVOT_MIN * source[i] && rest.is_finite()) {
                return None;
            }
            row[i] = rest.sqrt();
        }
        Some(Self { lower })
    }

    /// The least share of a column's length that the columns before it leave of it: how far the Gram matrix can be trusted.
    pub(crate) fn share_least(&self) -> f64 {
        let share = |at: usize| {
            let row = self.lower.row(at);
            row[at] / dot(row, row).sqrt()
        };
        (0..self.size()).map(share).fold(1.0, |a, b| a.min(b.abs()))
    }
}

/// Columns that earlier columns explain up to the share `tolerance` of their length.
///
/// The same elimination as above, but a column without a pivot is left out and named. A Gram matrix holds squares:
/// a share below about 1e-7 cannot be seen in it.
pub(crate) fn dependent_in_gram(gram: &Lower, tolerance: f64) -> Vec<usize> {
    let size = gram.size();
    let mut lower = Lower::zero(size);
    let mut kept: Vec<usize> = Vec::with_capacity(size);
    let mut dependent = Vec::new();
    for i in 0..size {
        let source = gram.row(i);
        let (above, row) = lower.split_row(i);
        for (place, &j) in kept.iter().enumerate() {
            let pivot_row = &above[j * size..=j * size + place];
            row[place] = (source[j] - dot(&row[..place], &pivot_row[..place])) / pivot_row[place];
        }
        let place = kept.len();
        let rest = source[i] - dot(&row[..place], &row[..place]);
        if rest > tolerance * tolerance * source[i] {
            row[place] = rest.sqrt();
            kept.push(i);
        } else {
            dependent.push(i);
        }
    }
    dependent
}
