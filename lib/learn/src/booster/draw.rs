//! Seeded draws that stay the same on every platform and thread count.

use rand::Rng;
use rand_pcg::Pcg64Mcg;

/// A stream of random numbers for one purpose.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    state: Pcg64Mcg,
}

impl Draw {
    /// The stream number `stream` of `seed`.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mixed = mix(seed ^ mix(stream.wrapping_add(0x9E37_79B9_7F4A_7C15)));
        let state = (u128::from(mixed) << 64) | u128::from(mix(mixed));
        Self { state: Pcg64Mcg::new(state) }
    }

    /// A whole number below `bound`, which is above 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.state.next_u64()) * bound as u128) >> 64) as usize
    }

    /// A number in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.state.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// `take` of the numbers below `count` in ascending order; `None` when that is all of them.
    ///
    /// Each subset is equally likely (Knuth's selection sampling). Cost: O(count).
    pub(crate) fn subset(&mut self, count: usize, take: usize) -> Option<Vec<usize>> {
        if take >= count {
            return None;
        }
        let mut chosen = Vec::with_capacity(take);
        for item in 0..count {
            if self.below(count - item) < take - chosen.len() {
                chosen.push(item);
            }
        }
        Some(chosen)
    }
}

/// Spreads the bits of `value` (the finaliser of `SplitMix64`).
pub(crate) fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}
