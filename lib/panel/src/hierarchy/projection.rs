//! The linear map from forecasts of all nodes to forecasts that add up.

use super::sums::{Hierarchy, HierarchyError, SUMS_MAX};

/// Variances below this share of the largest count as this, so that the matrix can be inverted.
const VARIANCE_MIN: f64 = 1e-14;

/// The map; it keeps vectors that add up as they are.
#[derive(Debug, Clone)]
pub(crate) struct Projection<'a> {
    hierarchy: &'a Hierarchy,
    weights: Option<Weights>,
}

/// What [`Projection::min_trace`] needs.
#[derive(Debug, Clone)]
struct Weights {
    /// Error variances of the leaves.
    leaves: Vec<f64>,
    /// Square roots of the diagonal that the matrix was divided by.
    scale: Vec<f64>,
    /// Cholesky factor of `(W_a + C W_b C')`, both sides over `scale`; row after row, lower triangle.
    factor: Vec<f64>,
}

impl<'a> Projection<'a> {
    pub(crate) fn bottom_up(hierarchy: &'a Hierarchy) -> Self {
        Self { hierarchy, weights: None }
    }

    /// `variances` of all nodes, sums first; of a sum with `None` nothing is known, a leaf with `None` does not move. Without a
    /// positive one this is bottom-up.
    pub(crate) fn min_trace(hierarchy: &'a Hierarchy, variances: &[Option<f64>]) -> Result<Self, HierarchyError> {
        let sums = hierarchy.sums();
        if sums.len() > SUMS_MAX {
            return Err(HierarchyError::TooManySums { got: sums.len() });
        }
        let top = variances.iter().flatten().copied().fold(0.0, f64::max);
        if !(top > 0.0 && top.is_finite()) {
            return Ok(Self::bottom_up(hierarchy));
        }
        let (above, leaves) = variances.split_at(sums.len());
        let share = |variance: &Option<f64>, unknown: f64| variance.map_or(unknown, |v| v / top).max(VARIANCE_MIN);
        let above: Vec<f64> = above.iter().map(|variance| share(variance, 1.0 / VARIANCE_MIN)).collect();
        let leaves: Vec<f64> = leaves.iter().map(|variance| share(variance, 0.0)).collect();
        let mut holders: Vec<Vec<usize>> = vec![Vec::new(); leaves.len()];
        for (place, sum) in sums.iter().enumerate() {
            sum.leaves.iter().for_each(|&leaf| holders[leaf].push(place));
        }
        let n = sums.len();
        let mut matrix = vec![0.0; n * n];
        for (place, variance) in above.iter().enumerate() {
            matrix[place * n + place] = *variance;
        }
        for (holders, variance) in holders.iter().zip(&leaves) {
            for &row in holders {
                for &column in holders.iter().filter(|column| **column <= row) {
                    matrix[row * n + column] += variance;
                }
            }
        }
        let scale: Vec<f64> = (0..n).map(|i| matrix[i * n + i].sqrt()).collect();
        for row in 0..n {
            for column in 0..=row {
                matrix[row * n + column] /= scale[row] * scale[column];
            }
        }
        factorise(&mut matrix, n);
        Ok(Self { hierarchy, weights: Some(Weights { leaves, scale, factor: matrix }) })
    }

    /// Values of all nodes, sums first, made to add up.
    pub(crate) fn apply(&self, nodes: &[f64]) -> Vec<f64> {
        let sums = self.hierarchy.sums();
        let mut leaves = nodes[sums.len()..].to_vec();
        if let Some(weights) = &self.weights {
            let gap = sums.iter().zip(nodes).map(|(sum, value)| value - sum.leaves.iter().map(|&leaf| leaves[leaf]).sum::<f64>());
            let pull = weights.solve(gap.collect());
            for (sum, pull) in sums.iter().zip(pull) {
                for &leaf in &sum.leaves {
                    leaves[leaf] += weights.leaves[leaf] * pull;
                }
            }
        }
        self.hierarchy.complete(&leaves)
    }
}

impl Weights {
    fn solve(&self, mut x: Vec<f64>) -> Vec<f64> {
        let n = x.len();
        x.iter_mut().zip(&self.scale).for_each(|(x, s)| *x /= s);
        for row in 0..n {
            let line = &self.factor[row * n..=row * n + row];
            let done: f64 = line[..row].iter().zip(&x).map(|(l, x)| l * x).sum();
            x[row] = (x[row] - done) / line[row];
        }
        for row in (0..n).rev() {
            let line = &self.factor[row * n..=row * n + row];
            x[row] /= line[row];
            let value = x[row];
            x[..row].iter_mut().zip(line).for_each(|(x, l)| *x -= l * value);
        }
        x.iter_mut().zip(&self.scale).for_each(|(x, s)| *x /= s);
        x
    }
}

/// Cholesky factor in place of the lower triangle of a matrix with ones on its diagonal; O(n^3).
fn factorise(matrix: &mut [f64], n: usize) {
    for row in 0..n {
        let (above, rest) = matrix.split_at_mut(row * n);
        let line = &mut rest[..=row];
        for column in 0..row {
            let other = &above[column * n..=column * n + column];
            let dot: f64 = line[..column].iter().zip(other).map(|(a, b)| a * b).sum();
            line[column] = (line[column] - dot) / other[column];
        }
        let square: f64 = line[..row].iter().map(|v| v * v).sum();
        line[row] = (line[row] - square).max(VARIANCE_MIN).sqrt();
    }
}
