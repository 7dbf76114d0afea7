//! Null distributions of the distances when the parameters were fitted to the same values.

use super::null_table::{LEVELS, SIZES, TABLE};

/// What was fitted before the distances were taken; within each the distances do not depend on the true parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Null {
    /// Nothing: the distribution was known.
    Known,
    /// Mean and standard deviation of a normal distribution (also of logarithms).
    Normal,
    /// The rate of an exponential distribution.
    Exponential,
    /// Location and scale of a logistic distribution.
    Logistic,
    /// Location and scale of a Gumbel distribution (also shape and scale of a Weibull distribution).
    Gumbel,
}

impl Null {
    /// The p-value of Anderson and Darling's A² of `n` values; [`P_LEAST`] stands for "or less". Below eight values those of eight are taken.
    pub fn p_anderson_darling(self, n: u64, statistic: f64) -> f64 {
        p_value(self, 2, n as f64, statistic)
    }
}

/// Smallest p-value of the tables.
pub const P_LEAST: f64 = 0.001;

/// Fewest values that the tables hold.
pub(super) const N_LEAST: f64 = SIZES[0];

/// The p-value of a statistic (0: `sqrt(n) D`, 1: W², 2: A²) for `n` values, from the simulated tables; [`P_LEAST`] stands for "or less".
///
/// Linear in the statistic and in `ln p` between the levels and in `1/sqrt n` between the sizes; from the largest size on as there.
pub(super) fn p_value(null: Null, statistic: usize, n: f64, value: f64) -> f64 {
    let rows = &TABLE[null as usize][statistic];
    let at = SIZES.partition_point(|&size| size <= n).clamp(1, SIZES.len() - 1);
    let place = |size: f64| 1.0 / size.sqrt();
    let weight = ((place(n) - place(SIZES[at - 1])) / (place(SIZES[at]) - place(SIZES[at - 1]))).clamp(0.0, 1.0);
    let point = |level: usize| rows[at - 1][level] * (1.0 - weight) + rows[at][level] * weight;
    let (mut x, mut ln_p) = (0.0, 0.0);
    for (level, p) in LEVELS.iter().enumerate() {
        let (next, ln_next) = (point(level), p.ln());
        if value < next {
            return (ln_p + (ln_next - ln_p) * (value - x) / (next - x)).exp();
        }
        (x, ln_p) = (next, ln_next);
    }
    P_LEAST
}
