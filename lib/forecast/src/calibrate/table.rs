//! The shipped table of scores. The numbers are written by `bench/forecast/learn_scores.py` from M1 and Tourism.

use super::Family;

/// Steps ahead of the columns.
const STEPS: [f64; 9] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 18.0, 24.0];
/// Rows: yearly (period 1), quarterly (2 to 6), monthly (7 and more); within them [`Family`] in its order. Cells: the distances
/// within which 80 % and 95 % of scores lie.
#[rustfmt::skip]
#[allow(clippy::approx_constant, reason = "3.14 is measured here")]
const TABLE: [[[(f64, f64); 9]; 5]; 3] = [
    [
        [(1.76, 3.15), (1.93, 3.43), (2.20, 3.92), (2.42, 4.29), (2.60, 4.77), (2.60, 4.77), (2.60, 4.77), (2.60, 4.77), (2.60, 4.77)],
        [(2.11, 4.27), (2.26, 4.74), (2.59, 5.17), (2.88, 5.48), (3.12, 5.96), (3.12, 5.96), (3.12, 5.96), (3.12, 5.96), (3.12, 5.96)],
        [(1.82, 3.13), (2.01, 3.57), (2.30, 4.14), (2.58, 4.46), (2.87, 4.70), (2.87, 4.70), (2.87, 4.70), (2.87, 4.70), (2.87, 4.70)],
        [(1.96, 3.47), (2.15, 3.89), (2.56, 4.55), (2.83, 5.06), (3.08, 5.62), (3.08, 5.62), (3.08, 5.62), (3.08, 5.62), (3.08, 5.62)],
        [(2.12, 3.67), (2.41, 4.25), (2.79, 4.81), (3.17, 5.33), (3.43, 6.15), (3.43, 6.15), (3.43, 6.15), (3.43, 6.15), (3.43, 6.15)],
    ],
    [
        [(1.31, 2.37), (1.26, 2.28), (1.21, 2.19), (1.25, 2.28), (1.36, 2.48), (1.32, 2.58), (1.32, 2.58), (1.32, 2.58), (1.32, 2.58)],
        [(1.59, 2.89), (1.50, 2.92), (1.43, 2.84), (1.49, 2.84), (1.69, 3.10), (1.63, 3.13), (1.63, 3.13), (1.63, 3.13), (1.63, 3.13)],
        [(1.37, 2.36), (1.29, 2.31), (1.20, 2.19), (1.25, 2.26), (1.38, 2.54), (1.30, 2.58), (1.30, 2.58), (1.30, 2.58), (1.30, 2.58)],
        [(1.77, 3.03), (1.69, 2.92), (1.49, 2.76), (1.52, 3.01), (1.68, 3.35), (1.63, 3.36), (1.63, 3.36), (1.63, 3.36), (1.63, 3.36)],
        [(1.80, 2.98), (1.71, 2.89), (1.46, 2.69), (1.43, 2.70), (1.55, 3.33), (1.46, 3.04), (1.46, 3.04), (1.46, 3.04), (1.46, 3.04)],
    ],
    [
        [(1.16, 2.03), (1.11, 1.94), (1.01, 1.81), (0.97, 1.75), (0.96, 1.67), (0.90, 1.59), (0.84, 1.55), (0.82, 1.52), (0.80, 1.48)],
        [(1.30, 2.28), (1.27, 2.23), (1.18, 2.07), (1.13, 2.02), (1.09, 1.99), (1.01, 1.81), (0.95, 1.78), (1.02, 1.94), (0.93, 1.78)],
        [(1.22, 2.14), (1.15, 1.99), (1.05, 1.81), (1.00, 1.79), (1.00, 1.68), (0.92, 1.60), (0.86, 1.61), (0.85, 1.61), (0.83, 1.55)],
        [(1.46, 2.64), (1.40, 2.59), (1.29, 2.39), (1.23, 2.28), (1.16, 2.08), (1.08, 1.88), (1.00, 1.83), (0.97, 1.82), (0.92, 1.71)],
        [(1.52, 2.56), (1.45, 2.47), (1.32, 2.26), (1.25, 2.18), (1.18, 2.06), (1.04, 1.84), (0.91, 1.60), (0.97, 1.77), (0.86, 1.56)],
    ],
];

/// How scores shrink with the number of observed values where there is no season, as a power; with a season the two
/// collections disagree about the sign.
const SLOPE: f64 = -0.3;
/// The lengths within which that was seen, and the one at which the table holds.
const LENGTHS: (f64, f64, f64) = (10.0, 50.0, 20.0);

/// The standard normal deviates of the two columns: quantiles of 90 % and 97.5 %.
const DEVIATES: (f64, f64) = (1.281_551_565_544_600_4, 1.959_963_984_540_054);

/// Factor of all distances of the table for a series of `n` observed values.
pub(super) fn stretch(period: usize, n: usize) -> f64 {
    let (shortest, longest, unit) = LENGTHS;
    if period == 1 { ((n as f64).clamp(shortest, longest) / unit).powf(SLOPE) } else { 1.0 }
}

/// The distances within which 80 % and 95 % of the scores of one step lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    inner: f64,
    outer: f64,
}

impl Cell {
    /// The cell for this kind of series, between the steps of the table by a straight line; all distances times `stretch`.
    pub(super) fn new(period: usize, family: Family, step: usize, stretch: f64) -> Self {
        let class = match period {
            1 => 0,
            2..=6 => 1,
            _ => 2,
        };
        let row = &TABLE[class][family as usize];
        let k = (step + 1) as f64;
        let right = STEPS.iter().position(|s| *s >= k).unwrap_or(STEPS.len() - 1);
        let left = right.saturating_sub(1);
        let part = if right > left { ((k - STEPS[left]) / (STEPS[right] - STEPS[left])).clamp(0.0, 1.0) } else { 0.0 };
        let between = |a: f64, b: f64| stretch * (a + part * (b - a));
        Self { inner: between(row[left].0, row[right].0), outer: between(row[left].1, row[right].1) }
    }

    /// The score that belongs to a standard normal deviate: a straight line from 0 to the first distance, from there through
    /// the second and on, on both sides alike.
    pub(super) fn score(self, deviate: f64) -> f64 {
        let z = deviate.abs();
        let slope = (self.outer - self.inner) / (DEVIATES.1 - DEVIATES.0);
        let size = if z <= DEVIATES.0 { z * self.inner / DEVIATES.0 } else { self.inner + (z - DEVIATES.0) * slope };
        size.copysign(deviate)
    }

    /// The inverse of [`Cell::score`].
    pub(super) fn deviate(self, score: f64) -> f64 {
        let s = score.abs();
        let slope = (self.outer - self.inner) / (DEVIATES.1 - DEVIATES.0);
        let size = if s <= self.inner { s * DEVIATES.0 / self.inner } else { DEVIATES.0 + (s - self.inner) / slope };
        size.copysign(score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_increasing_and_inverts() {
        for (class, period) in [1, 4, 12].into_iter().enumerate() {
            for family in [Family::Combined, Family::Arima, Family::Ets, Family::Theta, Family::Naive] {
                let row = TABLE[class][family as usize];
                assert!(row.iter().all(|(inner, outer)| 0.0 < *inner && inner < outer), "{period} {family:?}");
                for (step, z) in [(0, 0.3), (4, -1.7), (16, 3.0), (40, -0.0)] {
                    let cell = Cell::new(period, family, step, 1.3);
                    assert!((cell.deviate(cell.score(z)) - z).abs() < 1e-12);
                }
            }
        }
    }
}
