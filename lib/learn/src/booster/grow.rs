//! One tree, leaf by leaf, the leaf with the largest gain first.

use rayon::prelude::*;

use super::histogram::{Members, gather, subtract};
use super::matrix::{Binned, Binning, Feature, SLOTS};
use super::pack::{Packed, Sum, minus, plus};
use super::partition::partition;
use super::spec::Spec;
use super::split::{self, ByteSet, Limits, Rule, Split};
use super::tree::{Next, Node, Test};

/// Features from which on a second thread pays in the search for splits.
const PARALLEL_FEATURES_MIN: usize = 64;

/// A test on stored bytes.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    block: usize,
    lane: usize,
    left_bytes: ByteSet,
    left: Next,
    right: Next,
}

/// A leaf while its tree grows, and when it is done.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// Its rows in [`Grower::order`].
    pub(crate) rows: std::ops::Range<usize>,
    /// Quadratic penalty on its value on top of the spec's.
    pub(crate) extra_l2: f64,
    /// Packed sum of its rows.
    pub(crate) sum: Sum,
    depth: usize,
    split: Option<Split>,
    histogram: usize,
    /// Node above and whether this is its left side.
    parent: Option<(usize, bool)>,
    /// Least and largest value, in packed units and before the learning rate; none without monotone columns.
    pub(crate) bounds: Option<[f64; 2]>,
}

/// A tree whose leaves have rows but no values yet.
#[derive(Debug, Default)]
pub(crate) struct Grown {
    /// Inner nodes.
    pub(crate) nodes: Vec<Node>,
    /// The same tests on stored bytes.
    pub(crate) steps: Vec<Step>,
    /// Leaves.
    pub(crate) leaves: Vec<Leaf>,
}

/// Grows trees on one binned table; keeps its buffers from tree to tree.
#[derive(Debug)]
pub(crate) struct Grower<'a> {
    spec: &'a Spec,
    binned: &'a Binned,
    /// Row numbers, leaf after leaf.
    pub(crate) order: Vec<u32>,
    spare: Vec<u32>,
    histograms: Vec<Vec<Sum>>,
    /// For each feature whether predictions must rise with it, or fall.
    rising: Vec<Option<bool>>,
}

impl<'a> Grower<'a> {
    pub(crate) fn new(spec: &'a Spec, binned: &'a Binned) -> Self {
        let columns = binned.schema().columns();
        let rising = |feature: &Feature| {
            let name = &columns[feature.column].0;
            spec.monotone.iter().find(|rule| rule.column == *name).map(|rule| rule.rising)
        };
        let rising = binned.features().iter().map(rising).collect();
        Self { spec, binned, order: Vec::new(), spare: vec![0; binned.rows()], histograms: Vec::new(), rising }
    }

    /// Grows a tree on the rows of `drawn` (all when `None`), splitting on the features with `open[feature]`.
    pub(crate) fn grow(&mut self, packed: &Packed, drawn: Option<&[u32]>, open: &[bool]) -> Grown {
        self.order.clear();
        match drawn {
            Some(rows) => self.order.extend_from_slice(rows),
            None => self.order.extend(0..self.binned.rows() as u32),
        }
        let limits = Limits::new(self.spec, packed.units);
        let total = |sum: Sum, row: &[i32; 2]| plus(sum, packed.units.one(*row));
        let sum = match drawn {
            Some(rows) => rows.iter().map(|&row| &packed.rows[row as usize]).fold([0; 2], total),
            None => packed.rows.iter().fold([0; 2], total),
        };
        let mut grown = Grown::default();
        let root = Leaf {
            rows: 0..self.order.len(),
            extra_l2: 0.0,
            sum,
            depth: 0,
            split: None,
            histogram: 0,
            parent: None,
            bounds: (!self.spec.monotone.is_empty()).then_some([f64::MIN, f64::MAX]),
        };
        grown.leaves.push(root);
        if self.splittable(&grown.leaves[0]) {
            self.gather(packed, drawn.is_none(), &grown.leaves[0]);
            self.seek(&limits, open, &mut grown.leaves[0]);
        }
        while let Some(leaf) = next_leaf(&grown.leaves) {
            self.split(&mut grown, leaf, &limits);
            if grown.leaves.len() >= self.spec.leaves_max {
                break;
            }
            self.seek_children(&mut grown, leaf, packed, &limits, open);
        }
        grown
    }

    fn splittable(&self, leaf: &Leaf) -> bool {
        leaf.rows.len() >= 2 * self.spec.leaf_rows_min.max(1)
            && self.spec.depth_max.is_none_or(|depth| leaf.depth < depth)
            && !self.binned.features().is_empty()
    }

    /// Carries out the split that `leaf` found: it keeps the left rows, a new leaf gets the right ones.
    fn split(&mut self, grown: &mut Grown, leaf: usize, limits: &Limits) {
        let node = grown.nodes.len();
        let fresh = grown.leaves.len();
        let old = &mut grown.leaves[leaf];
        let Some(split) = old.split.take() else { return };
        let feature = &self.binned.features()[split.feature];
        let block = &self.binned.blocks()[feature.block];
        let left_bytes = split.left_bytes(feature);
        let rows = old.rows.clone();
        let lefts = partition(block, feature.lane, &left_bytes, &mut self.order[rows.clone()], &mut self.spare);
        let right_sum = minus(old.sum, split.left);
        let (left_bounds, right_bounds) = self.bounds(&split, old.bounds, right_sum, limits);
        let right = Leaf {
            rows: rows.start + lefts..rows.end,
            extra_l2: split.extra_l2,
            sum: right_sum,
            depth: old.depth + 1,
            split: None,
            histogram: fresh,
            parent: Some((node, false)),
            bounds: right_bounds,
        };
        old.bounds = left_bounds;
        let parent = old.parent.replace((node, true));
        old.rows.end = rows.start + lefts;
        (old.sum, old.depth, old.extra_l2) = (split.left, old.depth + 1, split.extra_l2);
        grown.leaves.push(right);
        if let Some((above, left)) = parent {
            grown.link(above, left, Next::Node(node));
        }
        grown.nodes.push(Node {
            column: feature.column,
            test: self.test(&split),
            left: Next::Leaf(leaf),
            right: Next::Leaf(fresh),
            gain: split.gain * limits.gain_unit,
            rows: rows.len() as u32,
        });
        grown.steps.push(Step {
            block: feature.block,
            lane: feature.lane,
            left_bytes,
            left: Next::Leaf(leaf),
            right: Next::Leaf(fresh),
        });
    }

    /// Bounds of both children: below a split on a monotone column they part at the middle of their values.
    fn bounds(
        &self,
        split: &Split,
        bounds: Option<[f64; 2]>,
        right: Sum,
        limits: &Limits,
    ) -> (Option<[f64; 2]>, Option<[f64; 2]>) {
        let (Some([least, most]), Some(rising)) = (bounds, self.rising[split.feature]) else { return (bounds, bounds) };
        let limits = limits.within(right, bounds);
        let middle = limits.value(split.left, limits.l2) * 0.5 + limits.value(right, limits.l2) * 0.5;
        let (low, high) = (Some([least, most.min(middle)]), Some([least.max(middle), most]));
        if rising { (low, high) } else { (high, low) }
    }

    /// The split on raw values.
    fn test(&self, split: &Split) -> Test {
        match (&split.rule, &self.binned.features()[split.feature].binning) {
            (Rule::Number { bin, missing_left }, Binning::Number(cuts)) => {
                Test::Number { threshold: cuts.upper(*bin), missing_left: *missing_left, zero_missing: false }
            }
            (Rule::Category { left }, Binning::Category(groups)) => {
                let mut words = Vec::new();
                for code in left.iter().map(|&bin| groups.code(bin) as usize) {
                    if words.len() <= code / 64 {
                        words.resize(code / 64 + 1, 0);
                    }
                    words[code / 64] |= 1 << (code % 64);
                }
                Test::Category { left: words }
            }
            _ => Test::Category { left: Vec::new() },
        }
    }

    /// Finds the next splits of the two leaves that a split has made.
    fn seek_children(&mut self, grown: &mut Grown, leaf: usize, packed: &Packed, limits: &Limits, open: &[bool]) {
        let fresh = grown.leaves.len() - 1;
        let (left, right) = (&grown.leaves[leaf], &grown.leaves[fresh]);
        let small_left = left.rows.len() < right.rows.len();
        let (small, large) = if small_left { (leaf, fresh) } else { (fresh, leaf) };
        if !self.splittable(&grown.leaves[large]) {
            return;
        }
        let (spare, whole) = (fresh, grown.leaves[leaf].histogram);
        grown.leaves[small].histogram = spare;
        grown.leaves[large].histogram = whole;
        self.gather(packed, false, &grown.leaves[small]);
        let (head, tail) = self.histograms.split_at_mut(spare);
        subtract(&mut head[whole], &tail[0]);
        self.seek(limits, open, &mut grown.leaves[large]);
        if self.splittable(&grown.leaves[small]) {
            self.seek(limits, open, &mut grown.leaves[small]);
        }
    }

    /// Fills the histogram of `leaf` from its rows.
    fn gather(&mut self, packed: &Packed, all: bool, leaf: &Leaf) {
        let size = self.binned.tables() * SLOTS;
        while self.histograms.len() <= leaf.histogram {
            self.histograms.push(vec![[0; 2]; size]);
        }
        let histogram = &mut self.histograms[leaf.histogram];
        histogram.fill([0; 2]);
        let rows = leaf.rows.clone();
        let members = if all { Members::Span(rows) } else { Members::List(&self.order[rows]) };
        gather(self.binned, &members, packed, histogram);
    }

    /// Finds the best split of `leaf` from its histogram; of equal ones the first feature's.
    fn seek(&self, limits: &Limits, open: &[bool], leaf: &mut Leaf) {
        let histogram = &self.histograms[leaf.histogram];
        let limits = &limits.within(leaf.sum, leaf.bounds);
        let whole = leaf.sum;
        let features = self.binned.features();
        let best = |place: usize| {
            let feature = &features[place];
            let slots = &histogram[feature.slots()];
            if open[place] { split::best(self.spec, limits, (place, feature, self.rising[place]), slots, whole) } else { None }
        };
        let better = |a: Option<Split>, b: Option<Split>| match (a, b) {
            (Some(a), Some(b)) => Some(if b.gain > a.gain { b } else { a }),
            (a, b) => a.or(b),
        };
        leaf.split = if features.len() < PARALLEL_FEATURES_MIN || rayon::current_num_threads() == 1 {
            (0..features.len()).map(best).fold(None, better)
        } else {
            let found: Vec<Option<Split>> = (0..features.len()).into_par_iter().map(best).collect();
            found.into_iter().fold(None, better)
        };
    }
}

impl Grown {
    fn link(&mut self, node: usize, left: bool, next: Next) {
        if left {
            (self.nodes[node].left, self.steps[node].left) = (next, next);
        } else {
            (self.nodes[node].right, self.steps[node].right) = (next, next);
        }
    }

    /// The leaf of a row of `binned`.
    pub(crate) fn leaf(&self, binned: &Binned, row: usize) -> usize {
        let mut next = if self.steps.is_empty() { Next::Leaf(0) } else { Next::Node(0) };
        loop {
            match next {
                Next::Leaf(leaf) => return leaf,
                Next::Node(node) => {
                    let step = &self.steps[node];
                    let block = &binned.blocks()[step.block];
                    let byte = usize::from(block.bytes[row * block.lanes + step.lane]);
                    next = if step.left_bytes[byte / 64] >> (byte % 64) & 1 == 1 { step.left } else { step.right };
                }
            }
        }
    }
}

/// The leaf with the largest gain, the first of equals.
fn next_leaf(leaves: &[Leaf]) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (place, leaf) in leaves.iter().enumerate() {
        if let Some(split) = &leaf.split
            && best.is_none_or(|(_, gain)| split.gain > gain)
        {
            best = Some((place, split.gain));
        }
    }
    best.map(|(place, _)| place)
}
