//! Newton's method for a maximum of few parameters.

/// A smooth function at one point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surface<const P: usize> {
    pub(super) value: f64,
    pub(super) gradient: [f64; P],
    pub(super) hessian: [[f64; P]; P],
}

/// A point where the gradient is zero and the Hessian negative definite.
#[derive(Debug, Clone, Copy)]
pub(super) struct Maximum<const P: usize> {
    pub(super) at: [f64; P],
    pub(super) value: f64,
    /// Inverse of the negative Hessian.
    pub(super) covariance: [[f64; P]; P],
}

/// Squared distance to the maximum, in standard errors, at which a point is the maximum.
const DISTANCE_MAX: f64 = 1e-18;
const STEPS_MAX: usize = 200;

/// Climbs from `start` to a maximum of `surface`, which is `None` outside its domain; `None` where there is no way up to one.
///
/// Newton's step, shortened to 2 in every coordinate (they are locations in units of a scale, or logarithms), damped as by Levenberg and
/// Marquardt until the Hessian is negative definite and the value does not fall. Ends when the score is zero to rounding: the last step has
/// to be below 1e-9 standard errors.
pub(super) fn maximise<const P: usize>(
    start: [f64; P],
    mut surface: impl FnMut(&[f64; P]) -> Option<Surface<P>>,
) -> Option<Maximum<P>> {
    let mut at = start;
    let mut here = surface(&at)?;
    let mut damping = 0.0;
    let mut refused = 0;
    for _ in 0..STEPS_MAX {
        let Some(step) = direction(&here, damping) else {
            damping = (damping * 4.0_f64).max(1e-3);
            continue;
        };
        let distance: f64 = (0..P).map(|i| step[i] * here.gradient[i]).sum();
        if damping == 0.0 && distance <= DISTANCE_MAX {
            return Some(Maximum { at, value: here.value, covariance: inverse(&here.hessian)? });
        }
        let next: [f64; P] = std::array::from_fn(|i| at[i] + step[i].clamp(-2.0, 2.0));
        // A rise below the rounding of the sum cannot be told from a fall.
        let slack = 1e-13 * here.value.abs();
        match surface(&next).filter(|there| there.value >= here.value - slack) {
            Some(there) => {
                (at, here) = (next, there);
                damping = if damping < 1e-3 { 0.0 } else { damping * 0.1 };
                refused = 0;
            }
            None if refused > 40 => return None,
            None => {
                damping = (damping * 4.0_f64).max(1e-3);
                refused += 1;
            }
        }
    }
    // The last digits of a long sum may keep the score from getting nearer; a thousandth of a standard error would be no maximum.
    let step = direction(&here, 0.0)?;
    let distance: f64 = (0..P).map(|i| step[i] * here.gradient[i]).sum();
    (distance < 1e-12).then_some(Maximum { at, value: here.value, covariance: inverse(&here.hessian)? })
}

/// `(-H + damping |diagonal|)^-1 gradient`; `None` unless positive definite.
fn direction<const P: usize>(here: &Surface<P>, damping: f64) -> Option<[f64; P]> {
    let mut matrix = here.hessian.map(|row| row.map(|h| -h));
    let largest = (0..P).map(|i| matrix[i][i].abs()).fold(0.0, f64::max);
    for (i, row) in matrix.iter_mut().enumerate() {
        row[i] += damping * row[i].abs().max(1e-3 * largest);
    }
    let root = cholesky(matrix)?;
    Some(solve(&root, here.gradient))
}

/// Inverse of `-H`.
fn inverse<const P: usize>(hessian: &[[f64; P]; P]) -> Option<[[f64; P]; P]> {
    let root = cholesky(hessian.map(|row| row.map(|h| -h)))?;
    Some(std::array::from_fn(|i| solve(&root, std::array::from_fn(|j| if i == j { 1.0 } else { 0.0 }))))
}

/// The lower triangular root; `None` unless positive definite.
fn cholesky<const P: usize>(mut a: [[f64; P]; P]) -> Option<[[f64; P]; P]> {
    for j in 0..P {
        for i in j..P {
            let dot: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            let rest = a[i][j] - dot;
            if i > j {
                a[i][j] = rest / a[j][j];
            } else if rest > 1e-14 * a[j][j].abs() && rest.is_finite() {
                a[j][j] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(a)
}

/// Forward and back substitution.
fn solve<const P: usize>(root: &[[f64; P]; P], mut b: [f64; P]) -> [f64; P] {
    for i in 0..P {
        let dot: f64 = (0..i).map(|k| root[i][k] * b[k]).sum();
        b[i] = (b[i] - dot) / root[i][i];
    }
    for i in (0..P).rev() {
        let dot: f64 = (i + 1..P).map(|k| root[k][i] * b[k]).sum();
        b[i] = (b[i] - dot) / root[i][i];
    }
    b
}
