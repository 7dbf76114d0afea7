//! The best split of one leaf on one feature.

use super::matrix::{Binning, Feature, SLOTS};
use super::pack::{hessian, unpack};
use super::spec::Spec;
use super::split_category;

/// A set of stored bytes.
pub(crate) type ByteSet = [u64; 4];

/// What the rules of a tree's splits come to in the units of its packed rows.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Absolute penalty, in gradient units.
    pub(crate) l1: f64,
    /// Quadratic penalty, in hessian units.
    pub(crate) l2: f64,
    /// Gain of a split at least, in packed units.
    pub(crate) gain_min: f64,
    /// Hessian of a child at least, in units and above 0.
    pub(crate) hessian_min: f64,
    /// One unit of gain.
    pub(crate) gain_unit: f64,
    /// One unit of hessian.
    pub(crate) hessian_unit: f64,
}

/// What a leaf knows when it looks for its split.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stock {
    /// Packed sum of its rows.
    pub(crate) sum: i64,
    /// Its rows.
    pub(crate) rows: usize,
}

/// Which rows go left.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rule {
    /// Bins up to and including `bin`, and missing values if `missing_left`.
    Number {
        /// Last bin on the left.
        bin: usize,
        /// Where missing values go.
        missing_left: bool,
    },
    /// The bins listed; missing and rare categories go right.
    Category {
        /// Bins on the left.
        left: Vec<usize>,
    },
}

/// A split and what it gains.
#[derive(Debug, Clone)]
pub(crate) struct Split {
    /// Gain over the leaf left whole, in packed units.
    pub(crate) gain: f64,
    /// Place of the feature.
    pub(crate) feature: usize,
    /// Which rows go left.
    pub(crate) rule: Rule,
    /// Packed sum of the left child.
    pub(crate) left: i64,
    /// Quadratic penalty that the children's values get on top.
    pub(crate) extra_l2: f64,
}

impl Limits {
    /// Translates the rules of `spec` into the units of a tree.
    pub(crate) fn new(spec: &Spec, gradient_unit: f64, hessian_unit: f64) -> Self {
        let gain_unit = gradient_unit * gradient_unit / hessian_unit;
        Self {
            l1: spec.l1 / gradient_unit,
            l2: spec.l2 / hessian_unit,
            gain_min: spec.gain_min / gain_unit,
            hessian_min: (spec.leaf_hessian_min / hessian_unit).max(1.0),
            gain_unit,
            hessian_unit,
        }
    }

    /// What a child of that sum takes off the loss, times two.
    #[inline]
    pub(crate) fn worth(&self, gradient: f64, hessian: f64, l2: f64) -> f64 {
        let reach = (gradient.abs() - self.l1).max(0.0);
        reach * reach / (hessian + l2)
    }
}

impl Split {
    /// The stored bytes of `feature` that go left.
    pub(crate) fn left_bytes(&self, feature: &Feature) -> ByteSet {
        let mut set = [0; 4];
        let mut put = |bin: usize| set[(feature.offset + bin) / 64] |= 1 << ((feature.offset + bin) % 64);
        match &self.rule {
            Rule::Number { bin, missing_left } => {
                (0..=*bin).for_each(&mut put);
                if feature.missing && *missing_left {
                    put(feature.bins - 1);
                }
            }
            Rule::Category { left } => left.iter().copied().for_each(put),
        }
        set
    }
}

/// The best split on `feature`, or `None` where no split keeps the rules.
///
/// `slots` are the feature's sums by bin. Rows of a child are estimated from its share of the hessian, as `LightGBM`
/// does. Cost: O(bins), for categories O(bins log bins).
pub(crate) fn best(spec: &Spec, limits: &Limits, place: usize, feature: &Feature, slots: &[i64], stock: Stock) -> Option<Split> {
    let (gradient, whole) = unpack(stock.sum);
    let least = ((spec.leaf_rows_min as f64 - 0.5) * whole / stock.rows as f64).max(limits.hessian_min).ceil();
    if whole < 2.0 * least {
        return None;
    }
    let parent = limits.worth(gradient, whole, limits.l2);
    let floor = parent + limits.gain_min + parent * 1e-12;
    let found = match &feature.binning {
        Binning::Number(_) => number(limits, feature, slots, stock.sum, least, floor)
            .map(|(gain, rule, left)| (gain, rule, left, 0.0)),
        Binning::Category(_) => split_category::best(spec, limits, slots, stock, least, floor),
    };
    found.map(|(gain, rule, left, extra_l2)| Split { gain: gain - parent, feature: place, rule, left, extra_l2 })
}

/// Gain of both children, rule and left sum of the best cut of a number.
fn number(limits: &Limits, feature: &Feature, slots: &[i64], sum: i64, least: f64, floor: f64) -> Option<(f64, Rule, i64)> {
    let values = if feature.missing { &slots[..slots.len() - 1] } else { slots };
    let missing = if feature.missing { slots[slots.len() - 1] } else { 0 };
    let right = scan(limits, values, 0, sum, least, floor);
    if missing == 0 {
        return right.map(|(gain, bin, left)| {
            let missing_left = 2 * i64::from(hessian(left)) >= i64::from(hessian(sum));
            (gain, Rule::Number { bin, missing_left }, left)
        });
    }
    let floor = right.map_or(floor, |(gain, _, _)| gain);
    let left = scan(limits, values, missing, sum, least, floor);
    let cut = |missing_left| move |(gain, bin, left)| (gain, Rule::Number { bin, missing_left }, left);
    left.map(cut(true)).or(right.map(cut(false)))
}

/// Best gain above `floor`, its last bin on the left and its left sum; `start` is in the left child from the beginning.
fn scan(limits: &Limits, values: &[i64], start: i64, sum: i64, least: f64, floor: f64) -> Option<(f64, usize, i64)> {
    let mut sums = [0_i64; SLOTS];
    let mut bins = [0_u8; SLOTS];
    let mut filled = 0_usize;
    let mut left = start;
    for (bin, &slot) in values.iter().enumerate() {
        left = left.wrapping_add(slot);
        sums[filled & (SLOTS - 1)] = left;
        bins[filled & (SLOTS - 1)] = bin as u8;
        filled = filled.wrapping_add(usize::from(slot != 0));
    }
    let least = least as i32;
    let most = hessian(sum).wrapping_sub(least);
    let sums = &sums[..filled];
    let from = sums.iter().position(|&left| hessian(left) >= least)?;
    let to = sums.iter().rposition(|&left| hessian(left) <= most)? + 1;
    let (mut best, mut at) = (floor, None);
    let (gradient, whole) = unpack(sum);
    for (place, &left) in sums.iter().enumerate().take(to).skip(from) {
        let (g, h) = unpack(left);
        let (a, b) = ((g.abs() - limits.l1).max(0.0), ((gradient - g).abs() - limits.l1).max(0.0));
        let (p, q) = (h + limits.l2, whole - h + limits.l2);
        let gain = (a * a * q + b * b * p) / (p * q);
        if gain > best {
            (best, at) = (gain, Some(place));
        }
    }
    let place = at?;
    let bin = match bins[..filled].get(place + 1) {
        Some(&next) => (usize::from(bins[place]) + usize::from(next) - 1) / 2,
        None => values.len() - 1,
    };
    Some((best, bin, sums[place]))
}
