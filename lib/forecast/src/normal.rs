//! The standard normal distribution of `lib/stats`, numbers in and out.

use stats::{Continuous, Normal};

/// Quantile of the standard normal, infinite outside (0, 1). Accuracy: [`Normal`].
pub fn quantile(p: f64) -> f64 {
    Normal::standard().quantile(p.clamp(0.0, 1.0)).unwrap_or(f64::NAN)
}

/// Distribution function of the standard normal, digits kept in the lower tail. Accuracy: [`Normal`].
pub fn cdf(x: f64) -> f64 {
    Normal::standard().cdf(x)
}

/// Standard normal numbers by inversion, the same for the same seed. Reference: Steele, Lea & Flood (2014),
/// doi:10.1145/2660193.2660195 (`SplitMix64`).
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn draw(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        quantile(((z >> 11) as f64 + 0.5) / (1u64 << 53) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_quantiles() {
        for (p, z) in [(0.975, 1.959_963_984_540_054), (0.9, 1.281_551_565_544_600_4), (1e-9, -5.997_807_015_007_686)] {
            assert!((quantile(p) - z).abs() < 1e-12, "{p}");
        }
        assert!(quantile(0.5).abs() < 1e-15 && quantile(0.0) == f64::NEG_INFINITY && quantile(1.5) == f64::INFINITY);
    }
}
