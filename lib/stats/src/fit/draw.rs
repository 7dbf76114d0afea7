//! Random values of a fitted family.

use rand::RngExt;
use rand_pcg::Pcg64;

use super::{Family, Law};
use crate::{Discrete, StatsError};

/// Counts held at most in a table of probabilities; wider ones are drawn by their quantiles.
const TABLE_MAX: u64 = 100_000;

/// A source of values of one member of a family; the same generator state gives the same values.
pub(super) struct Source {
    family: Family,
    parameters: Vec<f64>,
    law: Law,
    /// First count and the probabilities of up to each.
    table: (u64, Vec<f64>),
}

impl Source {
    /// A source of values of this member.
    pub(super) fn new(family: Family, parameters: &[f64]) -> Result<Self, StatsError> {
        let law = family.law(parameters)?;
        let table = match &law {
            Law::Discrete(law) => table(law.as_ref())?,
            Law::Continuous(_) => (0, Vec::new()),
        };
        Ok(Self { family, parameters: parameters.to_vec(), law, table })
    }

    /// `n` values in no order.
    pub(super) fn draw(&self, rng: &mut Pcg64, n: usize) -> Result<Vec<f64>, StatsError> {
        (0..n).map(|_| self.one(rng)).collect()
    }

    fn one(&self, rng: &mut Pcg64) -> Result<f64, StatsError> {
        let p = |i: usize| self.parameters[i];
        Ok(match (&self.law, self.family) {
            (_, Family::Normal) => p(0) + p(1) * normal(rng),
            (_, Family::LogNormal) => (p(0) + p(1) * normal(rng)).exp(),
            (_, Family::Gamma) => p(1) * gamma(rng, p(0)).max(f64::MIN_POSITIVE),
            (_, Family::Beta) => {
                let (a, b) = (gamma(rng, p(0)), gamma(rng, p(1)));
                (a / (a + b)).clamp(f64::MIN_POSITIVE, 1.0 - 0.5 * f64::EPSILON)
            }
            (_, Family::StudentT) => p(0) + p(1) * normal(rng) / (2.0 / p(2) * gamma(rng, 0.5 * p(2))).sqrt(),
            (_, Family::InverseGaussian) => inverse_gaussian(rng, p(0), p(1)),
            (Law::Continuous(law), _) => law.upper_quantile(open(rng))?,
            (Law::Discrete(_), _) if !self.table.1.is_empty() => {
                let u = open(rng);
                (self.table.0 + self.table.1.partition_point(|&up_to| up_to < u) as u64) as f64
            }
            (Law::Discrete(law), _) => law.upper_quantile(open(rng))? as f64,
        })
    }
}

/// Probabilities of up to each count, as far as they differ from 0 and 1; empty where that takes too many.
fn table(law: &dyn Discrete) -> Result<(u64, Vec<f64>), StatsError> {
    let (low, high) = (law.quantile(1e-18)?, law.upper_quantile(1e-18)?);
    if high - low > TABLE_MAX {
        return Ok((low, Vec::new()));
    }
    let mut sum = 0.0;
    let up_to = |k| {
        sum += law.pmf(k);
        sum
    };
    Ok((low, (low..=high).map(up_to).collect()))
}

/// Uniform on the open interval from 0 to 1.
fn open(rng: &mut Pcg64) -> f64 {
    (rng.random::<u64>() >> 11) as f64 * f64::EPSILON * 0.5 + f64::EPSILON * 0.25
}

/// Standard normal by Marsaglia's polar method.
fn normal(rng: &mut Pcg64) -> f64 {
    loop {
        let (x, y) = (2.0 * open(rng) - 1.0, 2.0 * open(rng) - 1.0);
        let s = x * x + y * y;
        if s > 0.0 && s < 1.0 {
            return x * (-2.0 * s.ln() / s).sqrt();
        }
    }
}

/// Gamma of scale 1.
///
/// Reference: G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables" (2000), doi:10.1145/358407.358414.
fn gamma(rng: &mut Pcg64, shape: f64) -> f64 {
    if shape < 1.0 {
        return gamma(rng, shape + 1.0) * open(rng).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && open(rng).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// Inverse Gaussian from one chi-squared value and its two roots.
///
/// Reference: J. R. Michael, W. R. Schucany and R. W. Haas, "Generating random variates using transformations with multiple roots"
/// (1976), doi:10.1080/00031305.1976.10479147.
fn inverse_gaussian(rng: &mut Pcg64, mean: f64, shape: f64) -> f64 {
    let z = normal(rng);
    let half = 0.5 * mean * z * z / shape;
    // The smaller root as a quotient, free of cancellation: 1 / (1 + h + sqrt(h (2 + h))).
    let small = mean / (1.0 + half + (half * (2.0 + half)).sqrt());
    if open(rng) * (mean + small) <= mean { small } else { mean * (mean / small) }
}
