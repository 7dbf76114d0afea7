//! Orthogonal columns by Gram-Schmidt.

use super::double::Real;

/// What is left of a column, relative to it, when doubles can no longer tell it from nothing.
const ROUNDING: f64 = 1e-13;

/// Columns made orthogonal in the order given, and the upper triangle that leads back: `X = Q R`.
///
/// Modified Gram-Schmidt. A column of which less than `tolerance` is left is *explained* by those before it and left out of `Q`.
/// Behind a constant, the length that counts is the one around the mean. `O(n p^2)`.
/// Reference: Å. Björck, "Solving linear least squares problems by Gram-Schmidt orthogonalization" (1967), doi:10.1007/BF01934122.
pub(crate) struct Orthogonal<T> {
    columns: Vec<Vec<T>>,
    /// `R` by rows, `p` by `p`.
    triangle: Vec<T>,
    live: Vec<bool>,
    /// Power of two by which a column was divided, so that no square overflows.
    scales: Vec<f64>,
}

impl<T: Real> Orthogonal<T> {
    /// Orthogonalises columns of one length; the first one is the constant if `constant` is set.
    pub(crate) fn of(columns: &[&[f64]], constant: bool, tolerance: f64) -> Self {
        let p = columns.len();
        let scales: Vec<f64> = columns.iter().map(|c| power_of_two(c)).collect();
        let mut kept: Vec<Vec<T>> = columns.iter().zip(&scales).map(|(c, s)| c.iter().map(|x| T::of(x / s)).collect()).collect();
        let mut triangle = vec![T::default(); p * p];
        let mut live = vec![false; p];
        for j in 0..p {
            let whole = dot(&kept[j], &kept[j]).root().value();
            let mut around_mean = whole;
            let (earlier, rest) = kept.split_at_mut(j);
            for (i, column) in earlier.iter().enumerate().filter(|(i, _)| live[*i]) {
                triangle[i * p + j] = remove(&mut rest[0], column);
                if constant && i == 0 {
                    around_mean = dot(&rest[0], &rest[0]).root().value();
                }
            }
            let length = dot(&kept[j], &kept[j]).root();
            if length.value() > ROUNDING * whole && length.value() > tolerance * around_mean {
                live[j] = true;
                triangle[j * p + j] = length;
                let inverse = T::of(1.0) / length;
                kept[j].iter_mut().for_each(|x| *x = *x * inverse);
            }
        }
        Self { columns: kept, triangle, live, scales }
    }

    /// The first column that those before it explain.
    pub(crate) fn explained(&self) -> Option<usize> {
        self.live.iter().position(|live| !live)
    }

    /// Which columns are in `Q`.
    pub(crate) fn live(&self) -> &[bool] {
        &self.live
    }

    /// The coefficients that make an explained column of those before it.
    pub(crate) fn combination(&self, explained: usize) -> Vec<f64> {
        let p = self.live.len();
        let mut b = vec![T::default(); explained];
        for i in (0..explained).rev().filter(|&i| self.live[i]) {
            let known = (i + 1..explained).fold(T::default(), |sum, j| sum + self.triangle[i * p + j] * b[j]);
            b[i] = (self.triangle[i * p + explained] - known) / self.triangle[i * p + i];
        }
        b.iter().zip(&self.scales).map(|(b, s)| b.value() / s * self.scales[explained]).collect()
    }

    /// The columns of `R` in the original units of length, without those left out.
    pub(crate) fn triangle(&self) -> Vec<Vec<f64>> {
        let p = self.live.len();
        let live: Vec<usize> = (0..p).filter(|&i| self.live[i]).collect();
        live.iter().map(|&j| live.iter().map(|&i| self.triangle[i * p + j].value() * self.scales[j]).collect()).collect()
    }

    /// Takes the columns out of `y` one after the other: the coefficient on each unit column, and the sum of squares that is left after it.
    pub(crate) fn project(&self, y: &mut [T]) -> (Vec<T>, Vec<f64>) {
        let (mut parts, mut left) = (Vec::new(), Vec::new());
        for (column, &live) in self.columns.iter().zip(&self.live) {
            parts.push(if live { remove(y, column) } else { T::default() });
            left.push(dot(y, y).value());
        }
        (parts, left)
    }

    /// Solves `R b = parts` for the first `count` columns, none of which may be explained.
    pub(crate) fn solve(&self, parts: &[T], count: usize) -> Vec<T> {
        let p = self.columns.len();
        let mut b = parts[..count].to_vec();
        for i in (0..count).rev() {
            let known = (i + 1..count).fold(T::default(), |sum, j| sum + self.triangle[i * p + j] * b[j]);
            b[i] = (b[i] - known) / self.triangle[i * p + i];
        }
        b.iter().zip(&self.scales).map(|(b, s)| *b / T::of(*s)).collect()
    }

    /// Diagonal of `(X'X)^-1` of the first `count` columns: squared lengths of the rows of `R^-1`.
    pub(crate) fn inverse_diagonal(&self, count: usize) -> Vec<f64> {
        let p = self.columns.len();
        let mut inverse = vec![T::default(); count * count];
        for j in 0..count {
            inverse[j * count + j] = T::of(1.0) / self.triangle[j * p + j];
            for i in (0..j).rev() {
                let sum = (i + 1..=j).fold(T::default(), |sum, k| sum + self.triangle[i * p + k] * inverse[k * count + j]);
                inverse[i * count + j] = -(sum / self.triangle[i * p + i]);
            }
        }
        let row = |i: usize| (i..count).fold(T::default(), |sum, j| sum + inverse[i * count + j] * inverse[i * count + j]);
        (0..count).map(|i| row(i).value() / (self.scales[i] * self.scales[i])).collect()
    }
}

/// The power of two just above the largest value; 1 of zeros.
pub(crate) fn power_of_two(column: &[f64]) -> f64 {
    let largest = column.iter().fold(0.0_f64, |a, x| a.max(x.abs()));
    if largest > 0.0 && largest.is_finite() { largest.log2().ceil().clamp(-1000.0, 1000.0).exp2() } else { 1.0 }
}

/// Scalar product in four running sums, so that additions do not wait for each other.
pub(crate) fn dot<T: Real>(a: &[T], b: &[T]) -> T {
    const LANES: usize = 4;
    let mut sums = [T::default(); LANES];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] = sums[lane] + a[lane] * b[lane];
        }
    }
    let rest = a_rest.iter().zip(b_rest).fold(T::default(), |sum, (a, b)| sum + *a * *b);
    sums.into_iter().fold(rest, |sum, part| sum + part)
}

/// Takes the part along a unit column out of `y` and returns its size.
fn remove<T: Real>(y: &mut [T], unit: &[T]) -> T {
    let size = dot(y, unit);
    y.iter_mut().zip(unit).for_each(|(y, u)| *y = *y - size * *u);
    size
}
