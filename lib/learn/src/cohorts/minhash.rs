use std::collections::HashMap;

use rayon::prelude::*;

use crate::booster::draw::mix;
use crate::error::LearnError;
use crate::frame::{Column, Frame, MISSING};

/// Rows of one bucket that are compared with its first row at most; the others are joined in later bands or not at all.
const BUCKET_MAX: usize = 1_000;

/// Cohorts of sets that overlap, by `MinHash` and locality-sensitive hashing.
///
/// The overlap of two sets is Jaccard's: elements in both over elements in either. Each set gets `bands x rows_a_band` least hashes; sets that
/// agree in all hashes of a band are compared with the first set of that bucket, and joined when their exact overlap is `overlap_min` or more. A cohort is what is
/// joined, directly or through others. Two sets of overlap s meet with probability `1 - (1 - s^r)^b`: for the defaults 0.5
/// at s = 0.43, 0.99 at s = 0.68.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `bands` | 20 | bands of hashes |
/// | `rows_a_band` | 4 | hashes of a band |
/// | `overlap_min` | 0.6 | overlap from which on two sets are joined |
/// | `seed` | 0 | of the hashes |
///
/// Reference: Broder (1997), On the resemblance and containment of documents, doi:10.1109/SEQUEN.1997.666900; Indyk, Motwani
/// (1998), Approximate nearest neighbors, STOC, doi:10.1145/276698.276876.
#[derive(Debug, Clone, PartialEq)]
pub struct MinHashSpec {
    /// Bands of hashes.
    pub bands: usize,
    /// Hashes of a band.
    pub rows_a_band: usize,
    /// Overlap from which on two sets are joined, in (0, 1].
    pub overlap_min: f64,
    /// Seed of the hashes.
    pub seed: u64,
}

impl Default for MinHashSpec {
    fn default() -> Self {
        Self { bands: 20, rows_a_band: 4, overlap_min: 0.6, seed: 0 }
    }
}

impl MinHashSpec {
    /// The cohort of each set, numbered in the order of their first sets; all empty sets are one cohort.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Setting`].
    ///
    /// Cost: O(elements x bands x `rows_a_band`), and O(bands x rows) comparisons of two sets.
    pub fn group(&self, sets: &[Vec<u64>]) -> Result<Vec<usize>, LearnError> {
        let hashes = self.bands.saturating_mul(self.rows_a_band);
        let sound = (1..=10_000).contains(&hashes) && self.overlap_min > 0.0 && self.overlap_min <= 1.0;
        if !sound {
            let wanted = "1 to 10000 hashes, and an overlap above 0 and at most 1";
            return Err(LearnError::Setting { name: "bands or overlap", found: format!("{self:?}"), wanted });
        }
        if sets.is_empty() {
            return Err(LearnError::NoRows);
        }
        let sorted: Vec<Vec<u64>> = sets
            .par_iter()
            .map(|set| {
                let mut set = set.clone();
                set.sort_unstable();
                set.dedup();
                set
            })
            .collect();
        let mut above: Vec<usize> = (0..sets.len()).collect();
        for band in 0..self.bands {
            let keys: Vec<u64> = sorted.par_iter().map(|set| self.key(set, band)).collect();
            // First set of each bucket, and how many were compared with it.
            let mut buckets: HashMap<u64, (usize, usize)> = HashMap::new();
            for (row, key) in keys.into_iter().enumerate() {
                let (first, compared) = buckets.entry(key).or_insert((row, 0));
                let (a, b) = (root(&mut above, *first), root(&mut above, row));
                if a != b && *compared < BUCKET_MAX {
                    *compared += 1;
                    if overlap(&sorted[*first], &sorted[row]) >= self.overlap_min {
                        above[a.max(b)] = a.min(b);
                    }
                }
            }
        }
        let mut number: HashMap<usize, usize> = HashMap::new();
        Ok((0..sets.len())
            .map(|row| {
                let next = number.len();
                *number.entry(root(&mut above, row)).or_insert(next)
            })
            .collect())
    }

    /// The least hashes of a band as one number.
    fn key(&self, set: &[u64], band: usize) -> u64 {
        (0..self.rows_a_band).fold(0, |key, row| {
            let salt = mix(self.seed ^ mix((band * self.rows_a_band + row) as u64 + 1));
            let least = set.iter().map(|&element| mix(mix(element) ^ salt)).min();
            mix(key ^ least.unwrap_or(u64::MAX))
        })
    }
}

/// The least set that a set is joined to.
fn root(above: &mut [usize], mut at: usize) -> usize {
    while above[at] != at {
        above[at] = above[above[at]];
        at = above[at];
    }
    at
}

/// Jaccard's overlap of two ascending sets; 1 for two empty ones.
fn overlap(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        both += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    let either = a.len() + b.len() - both;
    if either == 0 { 1.0 } else { both as f64 / either as f64 }
}

/// The set of each row's labels: one element for each category column that is not missing. Numbers are left out.
///
/// Cost: O(rows x columns).
pub fn tokens(x: &Frame) -> Vec<Vec<u64>> {
    let mut sets = vec![Vec::new(); x.rows()];
    for (place, column) in x.columns().iter().enumerate() {
        let Column::Category { codes, .. } = column else { continue };
        for (set, &code) in sets.iter_mut().zip(codes).filter(|(_, code)| **code != MISSING) {
            set.push(((place as u64) << 32) | u64::from(code));
        }
    }
    sets
}
