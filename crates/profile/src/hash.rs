//! A 64-bit hash of cells and rows, the same on every machine and in every run.

pub(crate) use summary::hash_number as number;

/// The mixer under all hashes: a bijection on 64 bits in which every bit depends on every other.
#[inline]
pub(crate) fn mix(x: u64) -> u64 {
    summary::hash_word(0, x)
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
