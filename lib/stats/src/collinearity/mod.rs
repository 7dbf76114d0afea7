//! Collinearity: columns that say what other columns say.

mod belsley;
mod dependence;
mod wide;

pub use belsley::{ConditionIndex, condition_indexes};
pub use dependence::{Dependence, Term};
pub use wide::{WideCollinearity, wide_collinearity};

use crate::StatsError;
use crate::linear::{DOUBLE_WORK_MAX, Double, Orthogonal, Real};

/// Part of a column's length around its mean below which it counts as made of other columns.
const EXACT: f64 = 1e-9;

/// Which columns are made of which, and how much the others inflate each coefficient's variance.
///
/// In this order: columns that do not vary, columns equal to an earlier one, columns that are to 9 digits a linear
/// combination of earlier ones ([`Dependence`], with whole or simple coefficients recognised); what remains is free of exact dependences and gets its
/// variance inflation `VIF_j = 1 / (1 - R_j^2)`, `R_j^2` of the regression of column `j` on all others and a constant.
#[derive(Debug, Clone, PartialEq)]
pub struct Collinearity {
    /// Columns that do not vary.
    pub constants: Vec<usize>,
    /// `(copy, original)`: columns equal to an earlier one in every row.
    pub duplicates: Vec<(usize, usize)>,
    /// Columns that others make up exactly.
    pub dependences: Vec<Dependence>,
    /// Columns without exact dependences, in order, with their variance inflation (at least 1).
    pub inflation: Vec<(usize, f64)>,
    /// Condition indexes of these columns and a constant, largest last.
    pub indexes: Vec<ConditionIndex>,
}

/// Examines columns of one length without missing values.
///
/// Orthogonalisation of the rows themselves, in twice the working precision while `n p^2` is below 4e7: a Gram matrix would lose half of the
/// digits. `O(n p^2)`; above some 200 columns use [`wide_collinearity`].
///
/// References: D. A. Belsley, E. Kuh and R. E. Welsch, "Regression diagnostics" (1980), doi:10.1002/0471725153, chapter 3. Checked against R `car::vif`
/// and statsmodels on Longley: all digits of the variance inflations, condition index 43275.0436.
///
/// # Errors
/// [`StatsError::Length`], [`StatsError::NotFinite`]; [`StatsError::TooFew`] unless there are at least two more rows than columns.
///
/// ```
/// let fare: Vec<f64> = (0..40).map(|i| 3.0 + f64::from(i * 7 % 23)).collect();
/// let tip: Vec<f64> = (0..40).map(|i| 0.1 * f64::from(i * 11 % 19)).collect();
/// let total: Vec<f64> = fare.iter().zip(&tip).map(|(a, b)| a + b).collect();
/// let found = stats::collinearity(&[&fare, &tip, &total])?;
/// assert_eq!(found.dependences[0].text(&["fare", "tip", "total"]), "total = fare + tip");
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn collinearity(columns: &[&[f64]]) -> Result<Collinearity, StatsError> {
    let n = columns.first().map_or(0, |c| c.len());
    for column in columns {
        if column.len() != n {
            return Err(StatsError::Length { left: column.len(), right: n });
        }
        if let Some(index) = column.iter().position(|x| !x.is_finite()) {
            return Err(StatsError::NotFinite { index });
        }
    }
    if n < columns.len() + 2 {
        return Err(StatsError::TooFew { what: "rows", found: n, needed: columns.len() + 2 });
    }
    let (constants, duplicates) = plain_repeats(columns);
    let repeats = |j: &usize| constants.contains(j) || duplicates.iter().any(|(copy, _)| copy == j);
    let rest: Vec<usize> = (0..columns.len()).filter(|j| !repeats(j)).collect();
    let (dependences, inflation) = if n.saturating_mul((rest.len() + 1).pow(2)) <= DOUBLE_WORK_MAX {
        orthogonalise::<Double>(columns, &rest)
    } else {
        orthogonalise::<f64>(columns, &rest)
    };
    let free: Vec<usize> = inflation.iter().map(|(j, _)| *j).collect();
    let indexes = condition_indexes(columns, &free);
    Ok(Collinearity { constants, duplicates, dependences, inflation, indexes })
}

/// Columns that do not vary, and columns equal to an earlier one.
fn plain_repeats(columns: &[&[f64]]) -> (Vec<usize>, Vec<(usize, usize)>) {
    let (mut constants, mut duplicates, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for (j, column) in columns.iter().enumerate() {
        if column.windows(2).all(|w| w[0].total_cmp(&w[1]).is_eq()) {
            constants.push(j);
        } else if let Some(&first) = kept.iter().find(|&&i: &&usize| columns[i] == *column) {
            duplicates.push((j, first));
        } else {
            kept.push(j);
        }
    }
    (constants, duplicates)
}

/// Exact dependences among the columns at `places`, and the variance inflation of those that are left.
fn orthogonalise<T: Real>(columns: &[&[f64]], places: &[usize]) -> (Vec<Dependence>, Vec<(usize, f64)>) {
    let ones = vec![1.0; columns.first().map_or(0, |c| c.len())];
    let with_constant = |places: &[usize]| -> Vec<&[f64]> {
        std::iter::once(ones.as_slice()).chain(places.iter().map(|&j| columns[j])).collect()
    };
    let mut basis = Orthogonal::<T>::of(&with_constant(places), true, EXACT);
    let mut dependences = Vec::new();
    let mut free = Vec::new();
    for (k, &j) in places.iter().enumerate() {
        if basis.live()[k + 1] {
            free.push(j);
        } else {
            let b = basis.combination(k + 1);
            let terms = (0..k).map(|i| (places[i], b[i + 1])).filter(|(_, b)| b.abs() > 0.0).collect();
            dependences.push(Dependence::recognise(columns, j, terms, b[0]));
        }
    }
    if free.len() < places.len() {
        basis = Orthogonal::<T>::of(&with_constant(&free), true, EXACT);
    }
    let inverse = basis.inverse_diagonal(free.len() + 1);
    let around_mean = |column: &[f64]| {
        let mean = crate::mean(column).unwrap_or(0.0);
        let squares: Vec<f64> = column.iter().map(|x| (x - mean) * (x - mean)).collect();
        crate::sum(&squares)
    };
    let inflation = free.iter().zip(&inverse[1..]).map(|(&j, v)| (j, (v * around_mean(columns[j])).max(1.0))).collect();
    (dependences, inflation)
}
