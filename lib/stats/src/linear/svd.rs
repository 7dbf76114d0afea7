//! Singular values by rotations.

/// Singular values, largest first, and the right singular vectors of a tall matrix.
///
/// One-sided Jacobi: columns are rotated against each other until all are orthogonal. Small singular values keep
/// their relative accuracy as far as the scaling of the columns allows. `O(n p^2)` a sweep, about ten sweeps.
/// Reference: J. Demmel and K. Veselić, "Jacobi's method is more accurate than QR" (1992), doi:10.1137/0613074.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Singular {
    /// Singular values, descending.
    pub(crate) values: Vec<f64>,
    /// `vectors[k][j]`: weight of column `j` in the `k`-th right singular vector.
    pub(crate) vectors: Vec<Vec<f64>>,
}

impl Singular {
    /// Decomposes columns of one length, at least as long as there are columns.
    pub(crate) fn of(columns: &[Vec<f64>]) -> Self {
        const SWEEPS_MAX: usize = 60;
        let p = columns.len();
        let mut u = columns.to_vec();
        let mut v: Vec<Vec<f64>> = (0..p).map(|j| (0..p).map(|i| f64::from(u8::from(i == j))).collect()).collect();
        for _ in 0..SWEEPS_MAX {
            let mut turned = false;
            for i in 0..p {
                for j in i + 1..p {
                    turned |= rotate(&mut u, &mut v, i, j);
                }
            }
            if !turned {
                break;
            }
        }
        let length = |c: &[f64]| c.iter().map(|x| x * x).sum::<f64>().sqrt();
        let mut found: Vec<(f64, Vec<f64>)> = u.iter().map(|c| length(c)).zip(v).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (values, vectors) = found.into_iter().unzip();
        Self { values, vectors }
    }
}

/// Makes two columns orthogonal; false where they were already, to the last digits.
fn rotate(u: &mut [Vec<f64>], v: &mut [Vec<f64>], i: usize, j: usize) -> bool {
    let (mut a, mut b, mut c) = (0.0, 0.0, 0.0);
    for (x, y) in u[i].iter().zip(&u[j]) {
        a += x * x;
        b += y * y;
        c += x * y;
    }
    if c.abs() <= 1e-15 * (a * b).sqrt() {
        return false;
    }
    let zeta = (b - a) / (2.0 * c);
    let tangent = zeta.signum() / (zeta.abs() + zeta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = cosine * tangent;
    for matrix in [u, v] {
        let (front, back) = matrix.split_at_mut(j);
        for (x, y) in front[i].iter_mut().zip(&mut back[0]) {
            (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hilbert_has_its_singular_values() {
        let columns: Vec<Vec<f64>> = (0..5).map(|j| (0..5).map(|i| 1.0 / f64::from(i + j + 1)).collect()).collect();
        let found = Singular::of(&columns);
        // mpmath, 40 digits, of the entries rounded to doubles
        let expected = [
            1.567_050_691_098_230_8,
            0.208_534_218_611_013_33,
            1.140_749_162_341_980_2e-2,
            3.058_980_401_511_854e-4,
            3.287_928_772_175_816e-6,
        ];
        for (a, b) in found.values.iter().zip(expected) {
            // Scaling its columns does not help this matrix: condition 4.8e5.
            assert!((a - b).abs() < 1e-11 * b, "{a} {b}");
        }
    }
}
