use super::{Lower, dot};

/// A lower triangular factor `L` of a positive definite matrix `H = L L'`.
#[derive(Debug, Clone)]
pub(crate) struct Triangle {
    pub(super) lower: Lower,
}

impl Triangle {
    pub(crate) fn size(&self) -> usize {
        self.lower.size()
    }

    /// `H^-1 b` by two substitutions; O(p^2).
    pub(crate) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        self.forward(&mut x, 0);
        for at in (0..self.size()).rev() {
            let row = self.lower.row(at);
            x[at] /= row[at];
            let value = x[at];
            super::add_scaled(&mut x[..at], -value, &row[..at]);
        }
        x
    }

    /// `c' H^-1 c`, the variance of the linear form `c` at unit dispersion; O(p^2).
    pub(crate) fn variance(&self, c: &[f64]) -> f64 {
        let mut x = c.to_vec();
        let first = c.iter().position(|value| *value != 0.0).unwrap_or(0);
        self.forward(&mut x, first);
        dot(&x[first..], &x[first..])
    }

    /// The diagonal of `H^-1`; O(p^3 / 6).
    pub(crate) fn inverse_diagonal(&self) -> Vec<f64> {
        let unit = |at: usize| {
            let mut c = vec![0.0; self.size()];
            c[at] = 1.0;
            self.variance(&c)
        };
        (0..self.size()).map(unit).collect()
    }

    /// `x := L^-1 x` for an `x` that is zero before `first`.
    fn forward(&self, x: &mut [f64], first: usize) {
        for at in first..self.size() {
            let row = self.lower.row(at);
            x[at] = (x[at] - dot(&row[first..at], &x[first..at])) / row[at];
        }
    }
}
