//! The triangular factor of a correlation matrix.

/// `A = L L'` of a symmetric matrix, with the rows and columns left out that those before them explain.
///
/// By blocks of rows, `O(p^3 / 3)`.
pub(crate) struct Cholesky {
    /// `L` by rows, `p` by `p`, zero above the diagonal and in columns left out.
    lower: Vec<f64>,
    live: Vec<bool>,
    p: usize,
}

impl Cholesky {
    /// Factors `a` (row-major, only its lower half is read); a row is left out when less than `tolerance` of its diagonal remains.
    pub(crate) fn of(a: &[f64], p: usize, tolerance: f64) -> Self {
        let mut lower = vec![0.0; p * p];
        let mut live = vec![false; p];
        for i in 0..p {
            let (above, row) = lower.split_at_mut(i * p);
            for j in (0..i).filter(|&j| live[j]) {
                let other = &above[j * p..=j * p + j];
                row[j] = (a[i * p + j] - dot(&row[..j], &other[..j])) / other[j];
            }
            let left = a[i * p + i] - dot(&row[..i], &row[..i]);
            live[i] = left > tolerance * a[i * p + i];
            if live[i] {
                row[i] = left.sqrt();
            }
        }
        Self { lower, live, p }
    }

    /// Which rows are in the factor.
    pub(crate) fn live(&self) -> &[bool] {
        &self.live
    }

    /// The coefficients that make a row left out of those before it.
    pub(crate) fn combination(&self, explained: usize) -> Vec<f64> {
        let mut x = self.lower[explained * self.p..explained * self.p + explained].to_vec();
        self.back_substitute(&mut x);
        x
    }

    /// Solves `L' x = b` in place for as many rows as `x` has.
    fn back_substitute(&self, x: &mut [f64]) {
        for i in (0..x.len()).rev().filter(|&i| self.live[i]) {
            let row = &self.lower[i * self.p..=i * self.p + i];
            x[i] /= row[i];
            let value = x[i];
            x[..i].iter_mut().zip(row).for_each(|(x, l)| *x -= value * l);
        }
    }

    /// Solves `L L' x = b` in place; 0 at rows left out.
    pub(crate) fn solve(&self, x: &mut [f64]) {
        let p = self.p;
        for i in 0..p {
            let row = &self.lower[i * p..=i * p + i];
            x[i] = if self.live[i] { (x[i] - dot(&row[..i], &x[..i])) / row[i] } else { 0.0 };
        }
        self.back_substitute(x);
    }

    /// Diagonal of the inverse; 0 at rows left out. `O(p^3 / 3)`.
    pub(crate) fn inverse_diagonal(&self) -> Vec<f64> {
        // Column j of L^-1 is kept as row j of M, so that the sums run along rows: M_ji for i >= j.
        let p = self.p;
        let mut diagonal = vec![0.0; p];
        let mut m = vec![0.0; p];
        for j in (0..p).filter(|&j| self.live[j]) {
            m[j] = 1.0 / self.lower[j * p + j];
            let mut square = m[j] * m[j];
            for i in (j + 1..p).filter(|&i| self.live[i]) {
                let row = &self.lower[i * p..=i * p + i];
                m[i] = -dot(&row[j..i], &m[j..i]) / row[i];
                square += m[i] * m[i];
            }
            diagonal[j] = square;
            m[j..].fill(0.0);
        }
        diagonal
    }
}

/// Scalar product in eight running sums.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}
