//! A seeded sample of rows, the same however the rows are batched.

use std::collections::BinaryHeap;

use crate::hash::hash_word;
use crate::wire::{self, DecodeError, kind};

/// The `k` rows with the smallest seeded hash of their position: a uniform sample without replacement.
///
/// Which rows are taken depends on seed, `k` and the number of rows only; batches, threads, files and merge order change nothing. The rows' values are the
/// caller's to keep: [`add_range`](Self::add_range) names the rows that enter; those no longer [`held`](Self::threshold) may be dropped. About 1 ns a row.
///
/// Reference: E. Cohen, H. Kaplan, "Summarizing data using bottom-k sketches" (2007), doi:10.1145/1281100.1281133.
///
/// ```
/// let mut bottom = summary::Bottom::new(3, 42);
/// bottom.add_range(0, 100, &mut Vec::new());
/// assert_eq!(bottom.rows().len(), 3);
/// ```
#[derive(Debug, Clone)]
pub struct Bottom {
    k: usize,
    seed: u64,
    rows: u64,
    /// Hash and row; the largest hash first.
    heap: BinaryHeap<(u64, u64)>,
}

/// No sample is larger.
const K_MAX: usize = 1 << 28;

impl Bottom {
    /// No rows yet; at most `k` are sampled.
    pub fn new(k: usize, seed: u64) -> Self {
        Self { k: k.min(K_MAX), seed, rows: 0, heap: BinaryHeap::new() }
    }

    /// Offers the rows `first..first + count` of the whole table; those that enter the sample are appended to `entered` (a later one may push an earlier
    /// one out again). Each row of the table is to be offered once.
    pub fn add_range(&mut self, first: u64, count: u64, entered: &mut Vec<u64>) {
        self.rows += count;
        let mut threshold = self.threshold();
        for row in first..first.saturating_add(count) {
            let hash = self.hash(row);
            if hash < threshold && self.enter(hash, row) {
                entered.push(row);
                threshold = self.threshold();
            }
        }
    }

    fn enter(&mut self, hash: u64, row: u64) -> bool {
        if self.heap.len() < self.k {
            self.heap.push((hash, row));
            return true;
        }
        let Some(mut largest) = self.heap.peek_mut().filter(|largest| **largest > (hash, row)) else { return false };
        *largest = (hash, row);
        true
    }

    /// Hash of a row under the seed: rows enter in its order.
    pub fn hash(&self, row: u64) -> u64 {
        hash_word(hash_word(0, self.seed), row)
    }

    /// Rows with a smaller hash enter; a row is held as long as its hash is not above this one's.
    pub fn threshold(&self) -> u64 {
        if self.heap.len() < self.k { u64::MAX } else { self.heap.peek().map_or(0, |largest| largest.0) }
    }

    /// Whether a row that was offered is (still) in the sample.
    pub fn holds(&self, row: u64) -> bool {
        self.hash(row) <= self.threshold() && (self.heap.len() == self.k || self.heap.iter().any(|held| held.1 == row))
    }

    /// Adds the rows that another summary with the same seed has seen; this one's `k` stays.
    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        for &(_, row) in &other.heap {
            let hash = self.hash(row);
            self.enter(hash, row);
        }
    }

    /// The rows of the sample, ascending.
    pub fn rows(&self) -> Vec<u64> {
        let mut rows: Vec<u64> = self.heap.iter().map(|held| held.1).collect();
        rows.sort_unstable();
        rows
    }

    /// Rows offered.
    pub fn offered(&self) -> u64 {
        self.rows
    }

    /// Whether every row offered is in the sample.
    pub fn complete(&self) -> bool {
        self.heap.len() as u64 == self.rows
    }

    /// Appends the binary form: row numbers only.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::BOTTOM);
        for n in [self.k as u64, self.seed, self.rows] {
            wire::put_u64(out, n);
        }
        wire::put_u64s(out, &self.rows());
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::BOTTOM)?;
        let k = wire::get_limit(bytes, K_MAX)?;
        let (seed, rows) = (wire::get_u64(bytes)?, wire::get_count(bytes)?);
        let held = wire::get_u64s(bytes)?;
        let fits = held.len() <= k && held.len() as u64 <= rows;
        wire::check(fits && held.windows(2).all(|w| w[0] < w[1]), "a sample larger than it may be, or out of order")?;
        let mut bottom = Self { k, seed, rows, heap: BinaryHeap::new() };
        for row in held {
            let hash = bottom.hash(row);
            bottom.enter(hash, row);
        }
        Ok(bottom)
    }
}

impl PartialEq for Bottom {
    fn eq(&self, other: &Self) -> bool {
        (self.k, self.seed, self.rows) == (other.k, other.seed, other.rows) && self.rows() == other.rows()
    }
}
