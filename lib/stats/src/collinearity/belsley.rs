//! Condition indexes and variance proportions.

use crate::linear::{Orthogonal, Singular};

/// One near-dependence among columns.
#[derive(Debug, Clone, PartialEq)]
pub struct ConditionIndex {
    /// Largest singular value over this one, of the columns and a constant, all scaled to unit length and not centred. Above 30 is
    /// worth a look.
    pub index: f64,
    /// Part of the variance of the constant's coefficient that hangs on this dependence.
    pub constant: f64,
    /// `(column, part)`: part of the variance of each column's coefficient; two or more above one half name the members.
    pub proportions: Vec<(usize, f64)>,
}

/// Condition indexes of the columns at `places` and a constant, smallest first, with Belsley's variance proportions.
///
/// With `X = U D V'` of the unit-length columns, index `d_1 / d_k`, proportion `(v_jk / d_k)^2 / sum_l (v_jl / d_l)^2`. The proportions of a column sum to
/// 1. Columns that others make up exactly are left out. `O(n p^2 + 10 p^3)`.
///
/// Reference: D. A. Belsley, E. Kuh and R. E. Welsch, "Regression diagnostics" (1980), doi:10.1002/0471725153, section 3.2. Checked against R and
/// `NumPy` on Longley.
pub fn condition_indexes(columns: &[&[f64]], places: &[usize]) -> Vec<ConditionIndex> {
    let n = columns.first().map_or(0, |c| c.len());
    let ones = vec![1.0; n];
    let all: Vec<&[f64]> = std::iter::once(ones.as_slice()).chain(places.iter().map(|&j| columns[j])).collect();
    let basis = Orthogonal::<f64>::of(&all, true, 1e-13);
    let kept: Vec<usize> = (1..all.len()).filter(|&k| basis.live()[k]).map(|k| places[k - 1]).collect();
    let mut triangle = basis.triangle();
    for column in &mut triangle {
        let length = column.iter().map(|x| x * x).sum::<f64>().sqrt();
        for x in column {
            *x /= length;
        }
    }
    let found = Singular::of(&triangle);
    let Some(&largest) = found.values.first() else { return Vec::new() };
    let part = |k: usize, j: usize| (found.vectors[k][j] / found.values[k]).powi(2);
    let totals: Vec<f64> = (0..=kept.len()).map(|j| (0..found.values.len()).map(|k| part(k, j)).sum()).collect();
    let proportion = |k: usize, j: usize| part(k, j) / totals[j];
    let one = |k: usize| ConditionIndex {
        index: largest / found.values[k],
        constant: proportion(k, 0),
        proportions: kept.iter().enumerate().map(|(j, &column)| (column, proportion(k, j + 1))).collect(),
    };
    (0..found.values.len()).map(one).collect()
}
