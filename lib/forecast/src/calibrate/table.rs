//! The shipped table of scores. The numbers are written by `bench/forecast/learn_scores.py` from M1, Tourism and classics.

use super::Family;

/// Steps ahead of the columns.
const STEPS: [f64; 9] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 18.0, 24.0];
/// Rows: yearly (period 1), quarterly (2 to 6), monthly (7 and more); within them [`Family`] in its order. Cells: the distances
/// within which 80 % and 95 % of scores lie.
#[rustfmt::skip]
const TABLE: [[[(f64, f64); 9]; 5]; 3] = [
    [
        [(1.71, 2.96), (1.84, 3.24), (2.11, 3.58), (2.34, 3.85), (2.54, 4.24), (2.54, 4.24), (2.54, 4.24), (2.54, 4.24), (2.54, 4.24)],
        [(1.86, 3.54), (2.03, 3.90), (2.31, 4.23), (2.53, 4.47), (2.79, 4.88), (2.79, 4.88), (2.79, 4.88), (2.79, 4.88), (2.79, 4.88)],
        [(1.75, 3.05), (1.93, 3.40), (2.20, 3.79), (2.47, 4.04), (2.72, 4.37), (2.72, 4.37), (2.72, 4.37), (2.72, 4.37), (2.72, 4.37)],
        [(1.82, 3.17), (1.99, 3.55), (2.34, 3.92), (2.60, 4.23), (2.86, 4.83), (2.86, 4.83), (2.86, 4.83), (2.86, 4.83), (2.86, 4.83)],
        [(2.02, 3.37), (2.28, 3.86), (2.68, 4.45), (3.01, 4.80), (3.34, 5.49), (3.34, 5.49), (3.34, 5.49), (3.34, 5.49), (3.34, 5.49)],
    ],
    [
        [(1.18, 2.25), (1.12, 2.15), (1.05, 1.93), (1.06, 1.98), (1.14, 2.08), (1.10, 2.06), (1.10, 2.06), (1.10, 2.06), (1.10, 2.06)],
        [(1.32, 2.59), (1.23, 2.53), (1.13, 2.25), (1.15, 2.30), (1.29, 2.40), (1.26, 2.28), (1.26, 2.28), (1.26, 2.28), (1.26, 2.28)],
        [(1.22, 2.27), (1.15, 2.21), (1.08, 2.00), (1.11, 2.02), (1.20, 2.22), (1.17, 2.18), (1.17, 2.18), (1.17, 2.18), (1.17, 2.18)],
        [(1.43, 2.62), (1.34, 2.52), (1.20, 2.22), (1.21, 2.25), (1.28, 2.53), (1.24, 2.38), (1.24, 2.38), (1.24, 2.38), (1.24, 2.38)],
        [(1.61, 2.59), (1.51, 2.44), (1.26, 2.24), (1.26, 2.29), (1.37, 2.56), (1.26, 2.36), (1.26, 2.36), (1.26, 2.36), (1.26, 2.36)],
    ],
    [
        [(0.82, 1.57), (0.80, 1.48), (0.74, 1.35), (0.72, 1.31), (0.71, 1.31), (0.69, 1.25), (0.67, 1.18), (0.68, 1.26), (0.65, 1.21)],
        [(0.84, 1.63), (0.83, 1.55), (0.79, 1.44), (0.78, 1.39), (0.76, 1.37), (0.72, 1.30), (0.71, 1.26), (0.76, 1.39), (0.72, 1.31)],
        [(0.84, 1.60), (0.81, 1.53), (0.76, 1.38), (0.74, 1.33), (0.73, 1.28), (0.70, 1.19), (0.68, 1.21), (0.72, 1.29), (0.68, 1.22)],
        [(0.96, 1.86), (0.93, 1.80), (0.88, 1.66), (0.88, 1.62), (0.84, 1.49), (0.79, 1.43), (0.76, 1.34), (0.78, 1.44), (0.72, 1.32)],
        [(1.37, 2.22), (1.27, 2.06), (1.10, 1.81), (1.01, 1.69), (0.92, 1.57), (0.82, 1.41), (0.74, 1.29), (0.82, 1.47), (0.74, 1.35)],
    ],
];

/// How scores shrink with the number of observed values where there is no season, as a power; with a season the
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
