//! Small dense linear algebra: symmetric systems in row-major order.

/// Values that the inner loops take at a time.
pub(crate) const LANES: usize = 4;

/// `sum_i a_i b_i`, in [`LANES`] partial sums.
#[inline]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let (x, y) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f64 = x.remainder().iter().zip(&b[a.len() - x.remainder().len()..]).map(|(a, b)| a * b).sum();
    for (a, b) in x.zip(y) {
        for i in 0..LANES {
            sums[i] += a[i] * b[i];
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// `y + scale x` into `y`.
#[inline]
pub(crate) fn add_scaled(y: &mut [f64], scale: f64, x: &[f64]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y += scale * x);
}

/// Cholesky factor (lower, row-major k x k) of a symmetric matrix; `None` where it is not positive definite
/// to a relative `1e-13` of its diagonal. O(k^3).
pub(crate) fn cholesky(a: &[f64], k: usize) -> Option<Vec<f64>> {
    let mut l = vec![0.0; k * k];
    for i in 0..k {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|p| l[i * k + p] * l[j * k + p]).sum();
            let rest = a[i * k + j] - dot;
            if i == j {
                if rest.is_nan() || rest <= 1e-13 * a[i * k + i].abs() || rest <= 0.0 {
                    return None;
                }
                l[i * k + i] = rest.sqrt();
            } else {
                l[i * k + j] = rest / l[j * k + j];
            }
        }
    }
    Some(l)
}

/// Solves `L L' x = b` from the factor.
pub(crate) fn cholesky_solve(l: &[f64], k: usize, b: &[f64]) -> Vec<f64> {
    let mut x = b.to_vec();
    for i in 0..k {
        let dot: f64 = (0..i).map(|p| l[i * k + p] * x[p]).sum();
        x[i] = (x[i] - dot) / l[i * k + i];
    }
    for i in (0..k).rev() {
        let dot: f64 = (i + 1..k).map(|p| l[p * k + i] * x[p]).sum();
        x[i] = (x[i] - dot) / l[i * k + i];
    }
    x
}

/// The inverse of `L L'`, row-major.
pub(crate) fn cholesky_inverse(l: &[f64], k: usize) -> Vec<f64> {
    let mut inv = vec![0.0; k * k];
    for j in 0..k {
        let mut unit = vec![0.0; k];
        unit[j] = 1.0;
        for (i, v) in cholesky_solve(l, k, &unit).into_iter().enumerate() {
            inv[i * k + j] = v;
        }
    }
    inv
}

/// `log det` of `L L'`.
pub(crate) fn cholesky_log_det(l: &[f64], k: usize) -> f64 {
    (0..k).map(|i| 2.0 * l[i * k + i].ln()).sum()
}

/// Least squares by orthogonalisation: coefficients of `y` on the columns `x`, 0 for a column that
/// the earlier ones already explain. O(n k^2).
pub(crate) fn least_squares(x: &[Vec<f64>], y: &[f64]) -> Vec<f64> {
    let k = x.len();
    let mut q = x.to_vec();
    let mut rhs = y.to_vec();
    let mut r = vec![0.0; k * k];
    let mut live = vec![false; k];
    // Modified Gram-Schmidt, twice, which is as stable as reflections at these sizes.
    for j in 0..k {
        let before = norm(&q[j]);
        for _ in 0..2 {
            let (earlier, rest) = q.split_at_mut(j);
            for (p, column) in earlier.iter().enumerate().filter(|(p, _)| live[*p]) {
                let dot: f64 = column.iter().zip(&rest[0]).map(|(a, b)| a * b).sum();
                r[p * k + j] += dot;
                rest[0].iter_mut().zip(column).for_each(|(v, c)| *v -= dot * c);
            }
        }
        let after = norm(&q[j]);
        if after > 1e-10 * before && after > 0.0 {
            live[j] = true;
            r[j * k + j] = after;
            q[j].iter_mut().for_each(|v| *v /= after);
        }
    }
    let mut beta = vec![0.0; k];
    for j in (0..k).filter(|&j| live[j]) {
        let dot: f64 = q[j].iter().zip(&rhs).map(|(q, r)| q * r).sum();
        beta[j] = dot;
        rhs.iter_mut().zip(&q[j]).for_each(|(r, q)| *r -= dot * q);
    }
    for j in (0..k).rev().filter(|&j| live[j]) {
        let dot: f64 = (j + 1..k).filter(|&p| live[p]).map(|p| r[j * k + p] * beta[p]).sum();
        beta[j] = (beta[j] - dot) / r[j * k + j];
    }
    beta
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|a| a * a).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_inverts() {
        let a = [4.0, 2.0, 0.6, 2.0, 5.0, 1.0, 0.6, 1.0, 3.0];
        let l = cholesky(&a, 3).unwrap_or_default();
        let x = cholesky_solve(&l, 3, &[1.0, 2.0, 3.0]);
        for i in 0..3 {
            let back: f64 = (0..3).map(|j| a[i * 3 + j] * x[j]).sum();
            assert!((back - (i + 1) as f64).abs() < 1e-12);
        }
        let inv = cholesky_inverse(&l, 3);
        let one: f64 = (0..3).map(|j| a[j] * inv[j * 3]).sum();
        assert!((one - 1.0).abs() < 1e-12);
        assert!(cholesky(&[1.0, 2.0, 2.0, 1.0], 2).is_none());
    }

    #[test]
    fn least_squares_drops_a_repeated_column() {
        let x = vec![vec![1.0; 4], vec![1.0, 2.0, 3.0, 4.0], vec![2.0; 4]];
        let beta = least_squares(&x, &[3.0, 5.0, 7.0, 9.0]);
        assert!((beta[0] - 1.0).abs() < 1e-12 && (beta[1] - 2.0).abs() < 1e-12 && beta[2].abs() < f64::EPSILON);
    }
}
