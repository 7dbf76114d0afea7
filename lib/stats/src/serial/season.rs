//! Is there a season of a given length?

use std::f64::consts::PI;

use super::check;
use crate::{Continuous, FisherF, StatsError};

/// Harmonics that are looked at.
const HARMONICS_MAX: usize = 6;
/// Frequencies on each side of a harmonic that make its background.
const NEIGHBOURS_MAX: usize = 6;
/// Cycles that a series needs.
const CYCLES_MIN: usize = 4;

/// A test of one seasonal period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeasonTest {
    /// Steps in a season.
    pub period: usize,
    /// Whole seasons that were used, the last ones.
    pub cycles: usize,
    /// The harmonic that stands out most, 1 for the season itself.
    pub harmonic: usize,
    /// Its power over that of the neighbouring frequencies.
    pub ratio: f64,
    /// p-value of "nothing repeats with this period", corrected for the harmonics looked at.
    pub p: f64,
    /// Share of the variance around a line that the harmonics carry.
    pub share: f64,
}

/// Tests whether a series repeats every `period` steps.
///
/// The line is taken out and the series cut to whole seasons, so that the harmonics fall on Fourier frequencies. The power of each of up to 6 harmonics
/// is compared with the mean power of up to 12 neighbouring frequencies: `F(2, 2 x neighbours)` when the spectrum is flat there, whatever it is
/// elsewhere, so that autocorrelation makes no season. The smallest p-value counts as often as there are harmonics (Bonferroni). `O(n x 78)`.
///
/// Reference: D. J. Thomson, "Spectrum estimation and harmonic analysis" (1982), doi:10.1109/PROC.1982.12433 (the F test of a line against its
/// background).
///
/// # Errors
/// [`StatsError::TooFew`] below 4 seasons, [`StatsError::Parameter`] for a period below 2, [`StatsError::NotFinite`], [`StatsError::Constant`].
pub fn season_test(y: &[f64], period: usize) -> Result<SeasonTest, StatsError> {
    if period < 2 {
        return Err(StatsError::Parameter { name: "period", value: period as f64, domain: "at least 2" });
    }
    let cycles = y.len() / period;
    check(y, CYCLES_MIN * period)?;
    let x = without_line(&y[y.len() - cycles * period..]);
    let n = x.len();
    let total: f64 = x.iter().map(|v| v * v).sum();
    if total <= 0.0 {
        return Err(StatsError::Constant);
    }
    let count = (period / 2).min(HARMONICS_MAX);
    let reach = ((cycles - 1) / 2).min(NEIGHBOURS_MAX);
    let (mut best, mut carried): (Option<(usize, f64, f64)>, f64) = (None, 0.0);
    for harmonic in 1..=count {
        let at = harmonic * cycles;
        let own = power(&x, at);
        let is_half = 2 * at == n;
        let near: Vec<f64> = (1..=reach).flat_map(|d| [at - d, at + d]).filter(|k| 2 * k < n).map(|k| power(&x, k)).collect();
        let background = near.iter().sum::<f64>() / near.len() as f64;
        // At half the sampling rate there is one number instead of two, and it is counted once in the variance.
        let (df, copies) = if is_half { (1.0, 1.0) } else { (2.0, 2.0) };
        carried += copies * own;
        let ratio = if background > 0.0 { own / background } else { f64::INFINITY };
        let p = FisherF::new(df, 2.0 * near.len() as f64)?.sf(ratio);
        if best.is_none_or(|(_, _, least)| p < least) {
            best = Some((harmonic, ratio, p));
        }
    }
    let (harmonic, ratio, p) = best.unwrap_or((1, 0.0, 1.0));
    Ok(SeasonTest { period, cycles, harmonic, ratio, p: (p * count as f64).min(1.0), share: (carried / total).min(1.0) })
}

/// Deviations from the least-squares line.
fn without_line(y: &[f64]) -> Vec<f64> {
    let n = y.len() as f64;
    let mean = crate::mean(y).unwrap_or(0.0);
    let middle = 0.5 * (n - 1.0);
    let slope = y.iter().enumerate().map(|(t, y)| (t as f64 - middle) * (y - mean)).sum::<f64>() * 12.0 / (n * (n * n - 1.0));
    y.iter().enumerate().map(|(t, y)| y - mean - slope * (t as f64 - middle)).collect()
}

/// `|sum x_t exp(-2 pi i k t / n)|^2 / n`, by turning a pointer.
fn power(x: &[f64], k: usize) -> f64 {
    let n = x.len() as f64;
    let (turn_sin, turn_cos) = (2.0 * PI * k as f64 / n).sin_cos();
    let (mut sin, mut cos) = (0.0_f64, 1.0_f64);
    let (mut a, mut b) = (0.0, 0.0);
    for x in x {
        a += x * cos;
        b += x * sin;
        (sin, cos) = (sin * turn_cos + cos * turn_sin, cos * turn_cos - sin * turn_sin);
    }
    (a * a + b * b) / n
}
