//! Collinearity of wide tables from their correlations.

use super::{Dependence, EXACT};
use crate::StatsError;
use crate::linear::Cholesky;

/// Steps of the iterations for the two ends of the spectrum.
const STEPS_MAX: usize = 200;

/// What a correlation matrix tells of collinearity.
#[derive(Debug, Clone, PartialEq)]
pub struct WideCollinearity {
    /// `(column, terms)`: columns that earlier ones make up, with coefficients in units of standard deviations.
    pub explained: Vec<(usize, Vec<(usize, f64)>)>,
    /// The other columns with their variance inflation (at least 1).
    pub inflation: Vec<(usize, f64)>,
    /// Root of the largest over the smallest eigenvalue of the correlations of these columns: a condition index of centred columns.
    pub index: f64,
    /// Members of the nearest dependence: `(column, part of its variance that hangs on it)`, largest first.
    pub nearest: Vec<(usize, f64)>,
}

impl WideCollinearity {
    /// The explained columns as equations, checked and made simple on sample rows (`columns`, in the order of the matrix).
    pub fn dependences(&self, columns: &[&[f64]]) -> Vec<Dependence> {
        let moments = |j: usize| {
            let moments: crate::Moments = columns[j].iter().copied().collect();
            (moments.mean().unwrap_or(0.0), moments.variance().unwrap_or(0.0).sqrt())
        };
        let one = |(column, terms): &(usize, Vec<(usize, f64)>)| {
            let (mean, sd) = moments(*column);
            let mut constant = mean;
            let mut raw = Vec::new();
            for &(j, weight) in terms {
                let (centre, spread) = moments(j);
                if spread > 0.0 {
                    raw.push((j, weight * sd / spread));
                    constant -= weight * sd / spread * centre;
                }
            }
            Dependence::recognise(columns, *column, raw, constant)
        };
        self.explained.iter().map(one).collect()
    }
}

/// Examines a correlation matrix (row-major, `p` by `p`), say of 1,500 columns.
///
/// `VIF_j` is the `j`-th diagonal of the inverse, by Cholesky's factor; columns of which less than `tolerance` of the variance is left beside
/// earlier ones are explained (1e-9 suits correlations of complete rows). Correlations of pairwise complete rows need not be a possible
/// correlation matrix: columns that make it impossible come out as explained too. The ends of the spectrum by power and inverse iteration.
/// A Gram matrix has half of the digits of its rows: VIF above 1e7 are rough. `O(p^3)`, 1,500 columns in about 2 CPU seconds.
///
/// # Errors
/// [`StatsError::Length`] unless there are `p^2` entries, [`StatsError::NotFinite`] when one is NaN (a column that does not vary).
pub fn wide_collinearity(correlations: &[f64], p: usize, tolerance: f64) -> Result<WideCollinearity, StatsError> {
    if correlations.len() != p * p {
        return Err(StatsError::Length { left: correlations.len(), right: p * p });
    }
    if let Some(index) = correlations.iter().position(|r| !r.is_finite()) {
        return Err(StatsError::NotFinite { index });
    }
    let factor = Cholesky::of(correlations, p, tolerance.max(EXACT * EXACT));
    let live = factor.live();
    let explain = |j: usize| {
        let weights = factor.combination(j);
        (j, weights.into_iter().enumerate().filter(|(_, w)| w.abs() > 1e-6).collect())
    };
    let explained = (0..p).filter(|&j| !live[j]).map(explain).collect();
    let inverse = factor.inverse_diagonal();
    let inflation: Vec<(usize, f64)> = (0..p).filter(|&j| live[j]).map(|j| (j, inverse[j].max(1.0))).collect();
    let multiply = |x: &mut Vec<f64>| {
        let row = |i: usize| correlations[i * p..(i + 1) * p].iter().zip(&*x).map(|(r, x)| r * x).sum();
        *x = (0..p).map(|i| if live[i] { row(i) } else { 0.0 }).collect();
    };
    let (largest, _) = iterate(live, 30, multiply);
    let (inverse_smallest, vector) = iterate(live, STEPS_MAX, |x| factor.solve(x));
    let part = |&(j, vif): &(usize, f64)| (j, (vector[j] * vector[j] * inverse_smallest / vif).min(1.0));
    let mut nearest: Vec<(usize, f64)> = inflation.iter().map(part).filter(|(_, part)| *part > 0.1).collect();
    nearest.sort_by(|a, b| b.1.total_cmp(&a.1));
    Ok(WideCollinearity { explained, inflation, index: (largest * inverse_smallest).sqrt(), nearest })
}

/// Power iteration from a fixed start: the dominant eigenvalue and its unit vector.
fn iterate(live: &[bool], steps: usize, mut apply: impl FnMut(&mut Vec<f64>)) -> (f64, Vec<f64>) {
    // A start without symmetry, so that no eigenvector is missed by design: fractional parts of multiples of the golden ratio.
    let start = |(j, &live): (usize, &bool)| if live { (j as f64 * 0.618_033_988_749_895).fract() - 0.45 } else { 0.0 };
    let mut x: Vec<f64> = live.iter().enumerate().map(start).collect();
    let mut size = 0.0;
    for _ in 0..steps {
        let length = x.iter().map(|x| x * x).sum::<f64>().sqrt();
        if length <= 0.0 {
            break;
        }
        for x in &mut x {
            *x /= length;
        }
        let before = size;
        let old = x.clone();
        apply(&mut x);
        size = x.iter().zip(&old).map(|(a, b)| a * b).sum();
        if (size - before).abs() <= 1e-12 * size {
            return (size, old);
        }
    }
    let length = x.iter().map(|x| x * x).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    (size, x.into_iter().map(|x| x / length).collect())
}
