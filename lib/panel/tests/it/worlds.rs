//! Seeded series for the tests.

use forecast::{Method, Naive};
use panel::{Lags, Member, Spec};

/// A number in [0, 1) that belongs to this pair.
pub(crate) fn unit(a: usize, b: usize) -> f64 {
    let mut value = (a as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (b as u64 + 7).wrapping_mul(0xD1B5_4A32_D192_ED03);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((value ^ (value >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A growing season with noise; another one for each `seed`.
pub(crate) fn wave(seed: usize, n: usize, period: usize) -> Vec<f64> {
    let (level, growth) = (20.0 + 200.0 * unit(seed, 0), 0.3 * unit(seed, 1));
    let season: Vec<f64> = (0..period).map(|k| 1.0 + 0.3 * (unit(seed, 100 + k) - 0.5)).collect();
    (0..n).map(|t| (level + growth * t as f64) * season[t % period] * (1.0 + 0.05 * (unit(seed, 1000 + t) - 0.5))).collect()
}

pub(crate) fn members(count: usize, n: usize, period: usize) -> Vec<Member> {
    (0..count).map(|seed| Member::new(format!("s{seed}"), wave(seed, n, period), period)).collect()
}

/// A cheap method.
pub(crate) fn plain() -> Spec {
    Spec { method: Method::Naive(Naive::SeasonalDrift), lags: Lags::Never, horizon: 6, ..Spec::default() }
}
