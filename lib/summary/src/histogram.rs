//! Histograms: counted between given edges, or drawn from quantiles.

use crate::gram::Mismatch;
use crate::ranks::Ranks;
use crate::wire::{self, DecodeError, kind};

/// Counts between fixed edges: bin `i` holds `edges[i] <= x < edges[i + 1]`, the last one also its upper edge.
///
/// Values outside are counted below or above; NaN is skipped. For a second pass, or to compare two tables bin by bin.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    edges: Vec<f64>,
    counts: Vec<u64>,
    below: u64,
    above: u64,
}

impl Histogram {
    /// Nothing counted; `None` unless there are two or more finite edges in strictly ascending order.
    pub fn new(edges: Vec<f64>) -> Option<Self> {
        let bins = edges.len().checked_sub(1).filter(|&n| n > 0)?;
        let usable = edges.iter().all(|e| e.is_finite()) && edges.windows(2).all(|w| w[0] < w[1]);
        usable.then(|| Self { edges, counts: vec![0; bins], below: 0, above: 0 })
    }

    /// Counts values.
    pub fn add_slice(&mut self, values: &[f64]) {
        let bins = self.counts.len();
        for &x in values.iter().filter(|x| !x.is_nan()) {
            match self.edges.partition_point(|&e| e <= x) {
                0 => self.below += 1,
                at if at <= bins => self.counts[at - 1] += 1,
                _ if x <= self.edges[bins] => self.counts[bins - 1] += 1,
                _ => self.above += 1,
            }
        }
    }

    /// Adds the values that another histogram with the same edges has counted.
    pub fn merge(&mut self, other: &Self) -> Result<(), Mismatch> {
        if self.edges != other.edges {
            return Err(Mismatch("other edges"));
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(mine, theirs)| *mine += theirs);
        self.below += other.below;
        self.above += other.above;
        Ok(())
    }

    /// The edges: one more than bins.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// Values of each bin.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Values below the first edge.
    pub fn below(&self) -> u64 {
        self.below
    }

    /// Values above the last edge.
    pub fn above(&self) -> u64 {
        self.above
    }

    /// Appends the binary form.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::HISTOGRAM);
        wire::put_f64s(out, &self.edges);
        wire::put_u64s(out, &self.counts);
        wire::put_u64(out, self.below);
        wire::put_u64(out, self.above);
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::HISTOGRAM)?;
        let histogram = Self::new(wire::get_f64s(bytes)?).ok_or(DecodeError::Invalid("edges out of order"))?;
        let counts = wire::get_counts(bytes)?;
        wire::check(counts.len() == histogram.counts.len(), "another number of bins than edges")?;
        Ok(Self { counts, below: wire::get_count(bytes)?, above: wire::get_count(bytes)?, ..histogram })
    }
}

/// A histogram for the eye: round edges, single values that weigh much set apart, far tails counted beyond the last bins.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Values between the edges, without the points.
    pub histogram: Histogram,
    /// Single values that hold a large share by themselves, ascending; not in the bins.
    pub points: Vec<Point>,
}

/// A single value and how often it occurs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// How often it occurs.
    pub count: u64,
}

/// Fewest and most bins.
const BINS: (f64, f64) = (5.0, 60.0);
/// So many different values are drawn as points.
const FEW: usize = 30;
/// A value with this share of all is a point.
const POINT: f64 = 0.02;
/// A point also holds so many times the share of its neighbours' mean.
const STANDS_OUT: f64 = 5.0;
/// Bins end where the tails reach so many times the central 98 % beyond it.
const REACH: f64 = 1.0;

impl Drawn {
    /// Draws the histogram; `None` of nothing.
    ///
    /// At most 30 different values, or values that hold 2 % and more and stand out five times from the mean of the others, are points. The
    /// rest is binned by the rule of Freedman and Diaconis (1981, doi:10.1007/BF01025868), `2 IQR n^(-1/3)`, clamped to 5 to 60 bins between round edges (1, 2 or 5 times a power of ten). Where a
    /// tail reaches further from the central 98 % than these are wide, the bins end there and the rest is counted beyond.
    pub fn from_ranks(ranks: &Ranks) -> Option<Self> {
        let total = ranks.count();
        if total == 0 {
            return None;
        }
        let runs: Vec<(f64, u64)> = ranks.runs().collect();
        let few = runs.len() <= FEW;
        let mean = total as f64 / runs.len() as f64;
        let is_point = |count: u64| few || count as f64 >= (POINT * total as f64).max(STANDS_OUT * mean);
        let (points, rest): (Vec<_>, Vec<_>) = runs.iter().copied().partition(|run| is_point(run.1));
        let drawn = if rest.is_empty() { &points } else { &rest };
        let mut histogram = Histogram::new(edges(drawn))?;
        for &(x, count) in &rest {
            histogram.add_times(x, count);
        }
        Some(Self { histogram, points: points.into_iter().map(|(value, count)| Point { value, count }).collect() })
    }
}

impl Histogram {
    fn add_times(&mut self, x: f64, times: u64) {
        let bins = self.counts.len();
        match self.edges.partition_point(|&e| e <= x) {
            0 => self.below += times,
            at if at <= bins => self.counts[at - 1] += times,
            _ if x <= self.edges[bins] => self.counts[bins - 1] += times,
            _ => self.above += times,
        }
    }
}

/// Round edges for runs of values in ascending order.
fn edges(runs: &[(f64, u64)]) -> Vec<f64> {
    let total: u64 = runs.iter().map(|run| run.1).sum();
    let at = |p: f64| {
        let target = (p * total as f64).ceil() as u64;
        let mut sum = 0;
        let reaches = |run: &&(f64, u64)| {
            sum += run.1;
            sum >= target
        };
        runs.iter().find(reaches).or(runs.last()).map_or(0.0, |run| run.0)
    };
    let (low, high) = (at(0.0), at(1.0));
    let (inner_low, inner_high) = (at(0.01), at(0.99));
    let reach = REACH * (inner_high - inner_low);
    let (low, high) = if reach > 0.0 { (low.max(inner_low - reach), high.min(inner_high + reach)) } else { (low, high) };
    let range = high - low;
    if !(range > 0.0 && range.is_finite()) {
        return around(low, high);
    }
    let width = 2.0 * (at(0.75) - at(0.25)) / (total as f64).cbrt();
    let bins = if width > 0.0 { (range / width).clamp(BINS.0, BINS.1) } else { BINS.1 };
    let step = round_step(range / bins);
    let (first, last) = ((low / step).floor(), (high / step).ceil());
    // Where a step is below the spacing of doubles (tiny range, huge offset) edges would fall together.
    let edges: Vec<f64> = (0..=(last - first).min(2.0 * BINS.1) as u64).map(|i| edge(first + i as f64, step)).collect();
    if edges.len() > 1 && edges.windows(2).all(|w| w[0] < w[1]) && edges.iter().all(|e| e.is_finite()) {
        edges
    } else {
        around(low, high)
    }
}

/// Multiple of a step; where the step is `1 / k` the division rounds once, so that edges are the nearest doubles to their decimals.
fn edge(multiple: f64, step: f64) -> f64 {
    let inverse = (1.0 / step).round();
    if step < 1.0 && (inverse * step - 1.0).abs() < 1e-9 && inverse < 1e15 { multiple / inverse } else { multiple * step }
}

/// One bin around values without a range, or whose range is beyond doubles.
fn around(low: f64, high: f64) -> Vec<f64> {
    let pad = (low.abs().max(high.abs()) * 1e-3).clamp(f64::MIN_POSITIVE, f64::MAX / 4.0);
    vec![(low - pad).max(f64::MIN), (high + pad).min(f64::MAX)]
}

/// The largest of 1, 2 or 5 times a power of ten that is not above `width` (or the smallest of them).
fn round_step(width: f64) -> f64 {
    let power = 10_f64.powf(width.log10().floor()).max(f64::MIN_POSITIVE);
    let factor = width / power;
    let leading = if factor >= 5.0 {
        5.0
    } else if factor >= 2.0 {
        2.0
    } else {
        1.0
    };
    leading * power
}
