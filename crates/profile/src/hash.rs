//! A 64-bit hash of cells and rows, the same on every machine and in every run.

/// The mixer of `SplitMix64`: a bijection on 64 bits in which every bit depends on every other
/// (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).
#[inline]
pub(crate) fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The hash of a sequence, given that of its beginning.
#[inline]
pub(crate) fn join(before: u64, next: u64) -> u64 {
    mix(before.rotate_left(5) ^ next)
}

/// The hash of some bytes.
pub(crate) fn bytes(text: &[u8]) -> u64 {
    let mut words = text.chunks_exact(8);
    let mut state = mix(text.len() as u64);
    for word in &mut words {
        let mut all = [0; 8];
        all.copy_from_slice(word);
        state = join(state, u64::from_le_bytes(all));
    }
    let mut rest = [0; 8];
    rest[..words.remainder().len()].copy_from_slice(words.remainder());
    join(state, u64::from_le_bytes(rest))
}

/// The hash of a number; minus zero counts as zero.
#[inline]
pub(crate) fn number(x: f64) -> u64 {
    mix((x + 0.0).to_bits())
}
