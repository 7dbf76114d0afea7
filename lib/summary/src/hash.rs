//! 64-bit hashes that are the same on every machine and in every version, so that summaries of several machines merge.

const K0: u64 = 0x9e37_79b9_7f4a_7c15;
const K1: u64 = 0xd1b5_4a32_d192_ed03;

/// Both halves of the 128-bit product, folded.
#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Hash of a 64-bit word under a seed: a bijective mix, so different words never collide.
///
/// The finaliser is that of G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators" (2014),
/// doi:10.1145/2660193.2660195 (variant 13).
#[inline]
pub fn hash_word(seed: u64, word: u64) -> u64 {
    let mut z = word.wrapping_add(seed.wrapping_mul(K1)).wrapping_add(K0);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Hash of a number: equal numbers have equal hashes (`-0.0` is `0.0`).
#[inline]
pub fn hash_number(x: f64) -> u64 {
    hash_word(0, (x + 0.0).to_bits())
}

/// Hash of a text.
///
/// Words of 8 bytes are folded into the state by 128-bit products. Not for secrets: collisions can be made on purpose.
pub fn hash_text(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}

/// Hash of bytes; see [`hash_text`].
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut state = K1 ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.iter().rev().fold(0_u64, |w, &b| w << 8 | u64::from(b));
        state = fold(state ^ word, K0) ^ word.rotate_left(29);
    }
    let tail = chunks.remainder().iter().rev().fold(0_u64, |w, &b| w << 8 | u64::from(b));
    hash_word(tail, fold(state ^ tail, K0))
}

/// Hash of a row from the hashes of its cells: `row` starts at 0 and takes in the cells in column order.
#[inline]
pub fn hash_row(row: u64, cell: u64) -> u64 {
    fold(row ^ K1, cell ^ K0).wrapping_add(row.rotate_left(23)).wrapping_add(K0)
}

/// A set of hashes by open addressing, at most three quarters full.
///
/// A slot depends on the number of slots: hashes that come in the order of one table's slots are spread over another's, where the low bits of a hash alone would heap
/// them at its front, in runs as long as the table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hashes {
    slots: Vec<u64>,
    used: usize,
    zero: bool,
}

impl Hashes {
    pub(crate) fn len(&self) -> usize {
        self.used + usize::from(self.zero)
    }

    /// Adds a hash; whether it is new.
    pub(crate) fn insert(&mut self, hash: u64) -> bool {
        if hash == 0 {
            return !std::mem::replace(&mut self.zero, true);
        }
        if self.used >= self.slots.len() / 4 * 3 {
            self.grow();
        }
        let new = place(&mut self.slots, hash);
        self.used += usize::from(new);
        new
    }

    fn grow(&mut self) {
        let mut slots = vec![0; (self.slots.len() * 2).max(64)];
        for &hash in self.slots.iter().filter(|&&h| h != 0) {
            place(&mut slots, hash);
        }
        self.slots = slots;
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.slots.iter().copied().filter(|&h| h != 0).chain(self.zero.then_some(0))
    }

    /// The hashes in ascending order.
    pub(crate) fn sorted(&self) -> Vec<u64> {
        let mut all: Vec<u64> = self.iter().collect();
        all.sort_unstable();
        all
    }

    /// Keeps only the hashes that `keep` wants.
    pub(crate) fn retain(&mut self, keep: impl Fn(u64) -> bool) {
        let mut kept = Self::default();
        self.iter().filter(|&h| keep(h)).for_each(|h| {
            kept.insert(h);
        });
        *self = kept;
    }
}

impl PartialEq for Hashes {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.sorted() == other.sorted()
    }
}

fn place(slots: &mut [u64], hash: u64) -> bool {
    let mask = slots.len() - 1;
    let mut at = hash_word(slots.len() as u64, hash) as usize & mask;
    loop {
        match slots[at] {
            0 => {
                slots[at] = hash;
                return true;
            }
            held if held == hash => return false,
            _ => at = (at + 1) & mask,
        }
    }
}
