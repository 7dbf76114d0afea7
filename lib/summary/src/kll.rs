//! The sketch behind [`Quantiles`](crate::Quantiles).

use crate::hash::hash_word;
use crate::ranks::Ranks;
use crate::wire::{self, DecodeError};

/// Values that are sorted at once.
const BASE: usize = 4096;
/// Capacity of the highest level; lower ones shrink by two thirds each.
const TOP: usize = 4096;
/// No level is smaller.
const LEAST: usize = 8;
/// More levels than any count needs.
const LEVELS_MAX: usize = 50;

/// A KLL sketch: sorted levels whose items stand for `2^level` values each, and an unsorted base.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kll {
    seed: u64,
    /// Coins thrown so far.
    thrown: u64,
    count: u64,
    min: f64,
    max: f64,
    base: Vec<f64>,
    levels: Vec<Vec<f64>>,
    /// Sum of `w^2` over all halvings.
    variance: f64,
}

impl Kll {
    fn new(seed: u64) -> Self {
        let (min, max) = (f64::INFINITY, f64::NEG_INFINITY);
        Self { seed, thrown: 0, count: 0, min, max, base: Vec::new(), levels: Vec::new(), variance: 0.0 }
    }

    /// The sketch of finite values in any order.
    pub(crate) fn from_values(mut values: Vec<f64>, seed: u64) -> Self {
        let mut kll = Self::new(seed);
        values.sort_unstable_by(f64::total_cmp);
        if let (Some(&min), Some(&max)) = (values.first(), values.last()) {
            (kll.min, kll.max) = (min, max);
            kll.count = values.len() as u64;
            kll.levels.push(values);
            kll.compress();
        }
        kll
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn add_slice(&mut self, mut values: &[f64]) {
        self.count += values.len() as u64;
        while !values.is_empty() {
            let room = BASE - self.base.len();
            let (first, rest) = values.split_at(room.min(values.len()));
            self.base.extend(first.iter().map(|x| x + 0.0));
            values = rest;
            if self.base.len() == BASE {
                self.flush();
                self.compress();
            }
        }
    }

    /// Sorts the base into the lowest level.
    fn flush(&mut self) {
        sort_by_key(&mut self.base);
        if let (Some(&min), Some(&max)) = (self.base.first(), self.base.last()) {
            self.min = self.min.min(min);
            self.max = self.max.max(max);
        }
        if self.levels.is_empty() {
            self.levels.push(Vec::new());
        }
        self.levels[0] = merged(&self.levels[0], &self.base);
        self.base.clear();
    }

    /// Halves levels, from the lowest, while they hold more than their share.
    fn compress(&mut self) {
        let mut level = 0;
        while level < self.levels.len() {
            if self.levels[level].len() > capacity(self.levels.len() - 1 - level) {
                self.halve(level);
            }
            level += 1;
        }
    }

    /// Moves every second item of a level one level up, where it stands for two; of an odd number the first stays.
    fn halve(&mut self, level: usize) {
        let items = std::mem::take(&mut self.levels[level]);
        let (stay, pairs) = items.split_at(items.len() % 2);
        let coin = hash_word(self.seed, self.thrown) & 1;
        let up: Vec<f64> = pairs.iter().skip(coin as usize).step_by(2).copied().collect();
        self.thrown += 1;
        self.variance += 4_f64.powi(level as i32);
        self.levels[level] = stay.to_vec();
        if level + 1 == self.levels.len() {
            self.levels.push(up);
        } else {
            self.levels[level + 1] = merged(&self.levels[level + 1], &up);
        }
    }

    /// Halves levels from the lowest until at most `items` values are held; a few more where levels are many and `items` few.
    pub(crate) fn thin(&mut self, items: usize) {
        if !self.base.is_empty() {
            self.flush();
        }
        let mut level = 0;
        while self.held() > items.max(LEAST) && level < self.levels.len() && level + 1 < LEVELS_MAX {
            if self.levels[level].len() > 1 {
                self.halve(level);
            }
            level += 1;
        }
    }

    /// Values held.
    pub(crate) fn held(&self) -> usize {
        self.base.len() + self.levels.iter().map(Vec::len).sum::<usize>()
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        let before = self.count;
        self.add_slice(&other.base);
        self.count = before + other.count;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.thrown += other.thrown;
        self.variance += other.variance;
        if self.levels.len() < other.levels.len() {
            self.levels.resize(other.levels.len(), Vec::new());
        }
        for (mine, theirs) in self.levels.iter_mut().zip(&other.levels) {
            *mine = merged(mine, theirs);
        }
        self.compress();
    }

    pub(crate) fn rank_error(&self) -> f64 {
        (2.576 * self.variance.sqrt() / (self.count.max(1)) as f64).min(1.0)
    }

    pub(crate) fn ranks(&self) -> Ranks {
        let mut items: Vec<(f64, u64)> = self.base.iter().map(|&x| (x, 1)).collect();
        for (level, values) in self.levels.iter().enumerate() {
            items.extend(values.iter().map(|&x| (x, 1 << level)));
        }
        // The extremes are known exactly: each takes over one value of the outermost item.
        let min = self.base.iter().fold(self.min, |a, &b| a.min(b));
        let max = self.base.iter().fold(self.max, |a, &b| a.max(b));
        items.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some(first) = items.first_mut().filter(|i| i.0 > min) {
            first.1 -= 1;
            items.push((min, 1));
        }
        items.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some(last) = items.last_mut().filter(|i| i.0 < max) {
            last.1 -= 1;
            items.push((max, 1));
        }
        items.retain(|i| i.1 > 0);
        Ranks::weighted(items, self.rank_error())
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        for n in [self.seed, self.thrown, self.count] {
            wire::put_u64(out, n);
        }
        for x in [self.min, self.max, self.variance] {
            wire::put_f64(out, x);
        }
        wire::put_f64s(out, &self.base);
        wire::put_u64(out, self.levels.len() as u64);
        for level in &self.levels {
            wire::put_f64s(out, level);
        }
    }

    pub(crate) fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        let (seed, thrown, count) = (wire::get_u64(bytes)?, wire::get_count(bytes)?, wire::get_count(bytes)?);
        let (min, max, variance) = (wire::get_f64(bytes)?, wire::get_f64(bytes)?, wire::get_f64(bytes)?);
        let base = wire::get_f64s(bytes)?;
        wire::check(base.len() < BASE && base.iter().all(|x| x.is_finite()), "a damaged base of a quantile sketch")?;
        let levels = (0..wire::get_limit(bytes, LEVELS_MAX)?).map(|_| wire::get_f64s(bytes)).collect::<Result<Vec<_>, _>>()?;
        let weight = levels
            .iter()
            .enumerate()
            .try_fold(base.len() as u64, |sum, (level, items)| sum.checked_add((items.len() as u64).checked_mul(1 << level)?));
        wire::check(weight == Some(count), "weights of a quantile sketch that do not match its count")?;
        let within = |x: &f64| (min..=max).contains(x);
        let sorted = levels.iter().all(|items| items.is_sorted() && items.iter().all(within));
        let finite = levels.iter().flatten().all(|x| x.is_finite())
            && (levels.iter().all(Vec::is_empty) || min.is_finite() && max.is_finite());
        wire::check(sorted && finite && variance >= 0.0, "a level of a quantile sketch out of order")?;
        Ok(Self { seed, thrown, count, min, max, base, levels, variance })
    }
}

/// Items that a level may hold, by how many levels stand above it.
fn capacity(above: usize) -> usize {
    let mut size = TOP;
    for _ in 0..above {
        size = (size * 2 / 3).max(LEAST);
    }
    size
}

/// Sorts by whole-number keys in the order of `total_cmp`: the comparison of a sort is then one instruction.
fn sort_by_key(values: &mut [f64]) {
    let flip = |bits: i64| bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed();
    let mut keys: Vec<i64> = values.iter().map(|x| flip(x.to_bits().cast_signed())).collect();
    keys.sort_unstable();
    for (x, key) in values.iter_mut().zip(keys) {
        *x = f64::from_bits(flip(key).cast_unsigned());
    }
}

/// Two sorted lists as one.
fn merged(a: &[f64], b: &[f64]) -> Vec<f64> {
    if a.is_empty() || b.is_empty() {
        return [a, b].concat();
    }
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let first = a[i] <= b[j];
        out.push(if first { a[i] } else { b[j] });
        i += usize::from(first);
        j += usize::from(!first);
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
    out
}
