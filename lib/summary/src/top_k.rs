//! The most frequent keys.

use std::cmp::Ordering;

use crate::hash::{hash_number, hash_text, hash_word};
use crate::wire::{self, DecodeError, kind};

/// What can be counted by [`TopK`]: numbers (`f64`), whole numbers and instants (`i64`), texts (`String`).
pub trait Key: Clone + PartialEq + sealed::Wire {
    /// Order in which equally frequent keys are listed.
    fn order(&self, other: &Self) -> Ordering;
}

mod sealed {
    use super::DecodeError;

    /// The binary form of a key.
    pub trait Wire: Sized {
        /// Appends the key.
        fn put(&self, out: &mut Vec<u8>);
        /// Reads a key.
        fn get(bytes: &mut &[u8]) -> Result<Self, DecodeError>;
    }
}

impl Key for f64 {
    fn order(&self, other: &Self) -> Ordering {
        self.total_cmp(other)
    }
}

impl sealed::Wire for f64 {
    fn put(&self, out: &mut Vec<u8>) {
        wire::put_f64(out, *self);
    }

    fn get(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        let x = wire::get_f64(bytes)?;
        wire::check(x.is_finite(), "a key that is not finite")?;
        Ok(x)
    }
}

impl Key for i64 {
    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl sealed::Wire for i64 {
    fn put(&self, out: &mut Vec<u8>) {
        wire::put_u64(out, self.cast_unsigned());
    }

    fn get(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::get_u64(bytes).map(u64::cast_signed)
    }
}

impl Key for String {
    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl sealed::Wire for String {
    fn put(&self, out: &mut Vec<u8>) {
        wire::put_bytes(out, self.as_bytes());
    }

    fn get(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        let text = std::str::from_utf8(wire::get_bytes(bytes)?).map_err(|_| DecodeError::Invalid("a key that is not a text"))?;
        wire::check(text.len() <= KEY_BYTES_MAX, "a key beyond its length")?;
        Ok(text.to_owned())
    }
}

/// Most frequent keys: exact counts while at most `cap` keys differ, then counts with one error bound for all.
///
/// Beyond the cap every count is lowered by the median count and what falls to zero is dropped (Misra and Gries, purged by halves). A key held with count
/// `c` then occurs between `c` and `c + error` times, one that is not held at most `error` times, and `error <= 2 n / cap`.
/// Nothing is drawn at random; batching changes nothing, nor does the order while exact. Keys are told apart by their 64-bit hashes. Texts are
/// kept up to 256 bytes.
///
/// References: J. Misra, D. Gries, "Finding repeated elements" (1982), doi:10.1016/0167-6423(82)90012-0; P. Agarwal et al., "Mergeable summaries" (2013),
/// doi:10.1145/2500128.
///
/// ```
/// let mut top = summary::TopK::new(1000);
/// ["a", "b", "a"].into_iter().for_each(|text| top.add_text(text));
/// assert_eq!((top.top(1)[0].key.as_str(), top.top(1)[0].at_least), ("a", 2));
/// ```
#[derive(Debug, Clone)]
pub struct TopK<K> {
    cap: usize,
    total: u64,
    /// What has been taken off every count.
    error: u64,
    entries: Vec<Entry<K>>,
    /// Where a hash stands in `entries`, plus one; open addressing.
    slots: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry<K> {
    hash: u64,
    count: u64,
    key: K,
}

/// A key with the bounds of its count.
#[derive(Debug, Clone, PartialEq)]
pub struct Frequent<K> {
    /// The key.
    pub key: K,
    /// It occurs at least so often.
    pub at_least: u64,
    /// It occurs at most so often.
    pub at_most: u64,
}

/// Bytes of a text that are kept.
const KEY_BYTES_MAX: usize = 256;
/// No cap is larger.
const CAP_MAX: usize = 1 << 26;

impl<K: Key> TopK<K> {
    /// Nothing seen; at most `cap` keys are held (at least 2).
    pub fn new(cap: usize) -> Self {
        Self { cap: cap.clamp(2, CAP_MAX), total: 0, error: 0, entries: Vec::new(), slots: Vec::new() }
    }

    /// Counts a key `times` times under its hash; `key` is called when the key is not held yet. Equal keys must have equal hashes.
    #[inline]
    pub fn add_hashed(&mut self, hash: u64, times: u64, key: impl FnOnce() -> K) {
        self.total += times;
        self.count(hash, times, key);
    }

    #[inline]
    fn count(&mut self, hash: u64, times: u64, key: impl FnOnce() -> K) {
        if self.entries.len() * 2 >= self.slots.len() {
            self.index((self.slots.len() * 2).max(16));
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] != 0 {
            let entry = &mut self.entries[self.slots[at] as usize - 1];
            if entry.hash == hash {
                entry.count += times;
                return;
            }
            at = (at + 1) & mask;
        }
        self.entries.push(Entry { hash, count: times, key: key() });
        self.slots[at] = self.entries.len() as u32;
        if self.entries.len() > self.cap {
            self.purge();
        }
    }

    /// Builds the index of the entries anew.
    fn index(&mut self, slots: usize) {
        self.slots.clear();
        self.slots.resize(slots, 0);
        let mask = slots - 1;
        for (place, entry) in self.entries.iter().enumerate() {
            let mut at = entry.hash as usize & mask;
            while self.slots[at] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = place as u32 + 1;
        }
    }

    /// Takes the median count off every entry until the cap holds.
    fn purge(&mut self) {
        if self.entries.len() <= self.cap {
            return;
        }
        while self.entries.len() > self.cap {
            let mut counts: Vec<u64> = self.entries.iter().map(|e| e.count).collect();
            let middle = counts.len() / 2;
            let median = *counts.select_nth_unstable(middle).1;
            self.error += median;
            self.entries.retain_mut(|entry| {
                entry.count = entry.count.saturating_sub(median);
                entry.count > 0
            });
        }
        self.index(self.slots.len());
    }

    /// Adds what another summary has seen; this one's cap stays.
    pub fn merge(&mut self, other: &Self) {
        self.total += other.total;
        self.error += other.error;
        let cap = std::mem::replace(&mut self.cap, usize::MAX);
        for entry in &other.entries {
            self.count(entry.hash, entry.count, || entry.key.clone());
        }
        self.cap = cap;
        self.purge();
    }

    /// The `k` most frequent keys, by falling count, then by key.
    pub fn top(&self, k: usize) -> Vec<Frequent<K>> {
        let mut order: Vec<&Entry<K>> = self.entries.iter().collect();
        order.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.order(&b.key)).then(a.hash.cmp(&b.hash)));
        let bounds = |e: &Entry<K>| Frequent { key: e.key.clone(), at_least: e.count, at_most: e.count + self.error };
        order.into_iter().take(k).map(bounds).collect()
    }

    /// Whether all counts are exact and all keys are held.
    pub fn exact(&self) -> bool {
        self.error == 0
    }

    /// No count is off by more; 0 while exact.
    pub fn error(&self) -> u64 {
        self.error
    }

    /// How many keys were counted, repeats included.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Keys held: how many different ones there are while exact.
    pub fn held(&self) -> usize {
        self.entries.len()
    }

    /// Appends the binary form; it holds the keys.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::TOP_K);
        for n in [self.cap as u64, self.total, self.error, self.entries.len() as u64] {
            wire::put_u64(out, n);
        }
        for entry in &self.entries {
            wire::put_u64(out, entry.hash);
            wire::put_u64(out, entry.count);
            entry.key.put(out);
        }
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::TOP_K)?;
        let cap = wire::get_limit(bytes, CAP_MAX)?;
        let (total, error) = (wire::get_count(bytes)?, wire::get_count(bytes)?);
        let len = wire::get_len(bytes, 24)?;
        wire::check((2..=CAP_MAX).contains(&cap) && len <= cap, "more keys than the cap")?;
        let mut top = Self { cap, total, error, entries: Vec::with_capacity(len), slots: Vec::new() };
        let mut sum = 0_u64;
        for _ in 0..len {
            let (hash, count) = (wire::get_u64(bytes)?, wire::get_u64(bytes)?);
            sum = sum
                .checked_add(count)
                .filter(|&s| count > 0 && s <= total)
                .ok_or(DecodeError::Invalid("counts beyond the total"))?;
            let (key, held) = (K::get(bytes)?, top.entries.len());
            top.count(hash, count, || key);
            wire::check(top.entries.len() == held + 1, "the same key twice")?;
        }
        wire::check(error <= total && (error > 0 || sum == total), "an error bound beyond the total")?;
        Ok(top)
    }
}

/// Equal when they answer alike: the order in which keys came does not matter.
impl<K: Key> PartialEq for TopK<K> {
    fn eq(&self, other: &Self) -> bool {
        (self.cap, self.total, self.error) == (other.cap, other.total, other.error)
            && self.top(usize::MAX) == other.top(usize::MAX)
    }
}

impl TopK<f64> {
    /// Counts finite numbers; others are skipped and `-0.0` is `0.0`.
    pub fn add_slice(&mut self, values: &[f64]) {
        for &x in values.iter().filter(|x| x.is_finite()) {
            self.add_hashed(hash_number(x), 1, || x + 0.0);
        }
    }
}

impl TopK<i64> {
    /// Counts whole numbers.
    pub fn add_slice(&mut self, values: &[i64]) {
        for &x in values {
            self.add_hashed(hash_word(0, x.cast_unsigned()), 1, || x);
        }
    }
}

impl TopK<String> {
    /// Counts a text.
    pub fn add_text(&mut self, text: &str) {
        self.add_text_hashed(hash_text(text), text);
    }

    /// Counts a text whose [`hash_text`] is known.
    pub fn add_text_hashed(&mut self, hash: u64, text: &str) {
        self.add_hashed(hash, 1, || text[..text.floor_char_boundary(KEY_BYTES_MAX)].to_owned());
    }
}
