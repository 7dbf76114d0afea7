//! The shipped table of scores. The numbers are written by `bench/forecast/learn_scores.py` from M1 and Tourism.

use super::Family;

/// Steps ahead of the columns.
const STEPS: [f64; 9] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 18.0, 24.0];
/// Rows: yearly (period 1), quarterly (2 to 6), monthly (7 and more); within them [`Family`] in its order. Cells: the distances
/// within which 80 % and 95 % of scores lie.
#[rustfmt::skip]
const TABLE: [[[(f64, f64); 9]; 5]; 3] = [
    [
        [(1.73, 3.07), (1.87, 3.40), (2.13, 3.74), (2.40, 3.96), (2.58, 4.33), (2.58, 4.33), (2.58, 4.33), (2.58, 4.33), (2.58, 4.33)],
        [(1.95, 3.83), (2.11, 4.24), (2.40, 4.53), (2.66, 4.71), (2.90, 5.11), (2.90, 5.11), (2.90, 5.11), (2.90, 5.11), (2.90, 5.11)],
        [(1.82, 3.13), (1.97, 3.56), (2.25, 3.94), (2.58, 4.21), (2.83, 4.54), (2.83, 4.54), (2.83, 4.54), (2.83, 4.54), (2.83, 4.54)],
        [(1.81, 3.30), (1.98, 3.70), (2.36, 4.08), (2.63, 4.36), (2.83, 4.98), (2.83, 4.98), (2.83, 4.98), (2.83, 4.98), (2.83, 4.98)],
        [(2.00, 3.49), (2.28, 3.97), (2.67, 4.60), (3.00, 4.91), (3.24, 5.44), (3.24, 5.44), (3.24, 5.44), (3.24, 5.44), (3.24, 5.44)],
    ],
    [
        [(1.21, 2.24), (1.14, 2.12), (1.05, 1.84), (1.05, 1.92), (1.13, 2.09), (1.09, 2.11), (1.09, 2.11), (1.09, 2.11), (1.09, 2.11)],
        [(1.37, 2.47), (1.26, 2.50), (1.16, 2.27), (1.18, 2.32), (1.35, 2.50), (1.32, 2.40), (1.32, 2.40), (1.32, 2.40), (1.32, 2.40)],
        [(1.25, 2.22), (1.16, 2.15), (1.05, 1.89), (1.07, 1.91), (1.16, 2.23), (1.13, 2.25), (1.13, 2.25), (1.13, 2.25), (1.13, 2.25)],
        [(1.56, 2.76), (1.43, 2.64), (1.23, 2.26), (1.24, 2.31), (1.30, 2.67), (1.24, 2.55), (1.24, 2.55), (1.24, 2.55), (1.24, 2.55)],
        [(1.71, 2.78), (1.59, 2.56), (1.29, 2.30), (1.25, 2.35), (1.35, 2.65), (1.22, 2.47), (1.22, 2.47), (1.22, 2.47), (1.22, 2.47)],
    ],
    [
        [(1.05, 1.88), (0.99, 1.74), (0.87, 1.54), (0.82, 1.44), (0.77, 1.38), (0.71, 1.27), (0.66, 1.14), (0.64, 1.17), (0.60, 1.11)],
        [(1.13, 1.97), (1.08, 1.87), (0.97, 1.71), (0.92, 1.62), (0.86, 1.50), (0.77, 1.36), (0.72, 1.26), (0.75, 1.36), (0.68, 1.23)],
        [(1.10, 1.94), (1.02, 1.83), (0.92, 1.61), (0.86, 1.50), (0.82, 1.38), (0.74, 1.25), (0.70, 1.22), (0.68, 1.23), (0.63, 1.13)],
        [(1.28, 2.35), (1.20, 2.26), (1.08, 2.01), (1.03, 1.88), (0.92, 1.61), (0.81, 1.46), (0.74, 1.30), (0.73, 1.34), (0.65, 1.18)],
        [(1.42, 2.34), (1.31, 2.20), (1.15, 1.94), (1.05, 1.79), (0.96, 1.63), (0.84, 1.43), (0.71, 1.23), (0.77, 1.39), (0.66, 1.23)],
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
