//! Seeded random draws.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A seeded source of random numbers.
pub(crate) struct Draw {
    rng: Pcg64Mcg,
    spare: Option<f64>,
}

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self { rng: Pcg64Mcg::seed_from_u64(seed), spare: None }
    }

    /// Uniform on 0 to 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.rng.random::<f64>()
    }

    /// Uniform below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.rng.random_range(0..n)
    }

    /// Standard normal (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        let (sin, cos) = (std::f64::consts::TAU * self.uniform()).sin_cos();
        self.spare = Some(radius * sin);
        radius * cos
    }

    /// Student's t with `df` degrees of freedom.
    pub(crate) fn student(&mut self, df: usize) -> f64 {
        let chi: f64 = (0..df).map(|_| self.normal().powi(2)).sum();
        self.normal() / (chi / df as f64).sqrt()
    }

    /// Numbers `0..n` in random order.
    pub(crate) fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            order.swap(i, self.below(i + 1));
        }
        order
    }

    /// A fold number below `k` for each of `n` things, sizes as equal as can be.
    pub(crate) fn folds(&mut self, n: usize, k: usize) -> Vec<u32> {
        let mut fold = vec![0; n];
        for (at, i) in self.permutation(n).into_iter().enumerate() {
            fold[i] = (at % k) as u32;
        }
        fold
    }
}
