//! Exact path-dependent Shapley values of trees.
//!
//! A tree is the sum of its leaves, and a leaf is a game of the `d` columns on its path: with column `i` known it is
//! reached with `o_i` (1 or 0, what the row's own value does at all tests of the column on the path), unknown with `z_i`
//! (the share of the training rows that pass these tests). Writing the Shapley weight as
//! `s! (d - 1 - s)! / d! = integral over t in [0, 1] of t^s (1 - t)^(d - 1 - s)` gives, with `A` the columns that are on
//! (`o = 1`), `b` the number of those that are off, `Z` the product of their `z`, and `v` the value of the leaf:
//!
//! - on: `v Z (1 - z_i) * integral of (1 - t)^b prod over j in A without i of (t + (1 - t) z_j)`
//! - off: `-v Z * integral of (1 - t)^(b - 1) prod over j in A of (t + (1 - t) z_j)`, the same for all
//!
//! The integrands are polynomials of degree `d - 1` with terms above 0, so that Gauss-Legendre quadrature with `(d + 1) / 2`
//! points is exact and nothing cancels. A leaf with few columns meets few patterns of on and off: each is worked out once
//! for all rows.
//!
//! References: Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees, Nature
//! Machine Intelligence 2, doi:10.1038/s42256-019-0138-9 (the game); Yang (2021), Fast `TreeSHAP`, arXiv:2109.09847
//! (values by pattern); the integral is Owen's (1972), Multilinear extensions of games, doi:10.1287/mnsc.18.5.64.2.

use rayon::prelude::*;

use super::fitted::Fitted;
use super::matrix::aligned;
use super::quadrature::rule;
use super::tree::{Next, Tree};
use crate::error::LearnError;
use crate::frame::{Column, Frame, MISSING};

/// Rows that are explained together.
const CHUNK: usize = 1024;
/// Columns on a path up to which the values of all patterns are kept.
const TABLE_COLUMNS_MAX: usize = 10;
/// Bits of a word of a pattern.
const WORD: usize = 64;

/// What each column adds to the score of each row, above or below the mean score of the training rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions {
    columns: usize,
    outputs: usize,
    values: Vec<f64>,
}

impl Contributions {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / ((self.columns + 1) * self.outputs)
    }

    /// One value a column of the training table, then the mean score of the training rows; they add up to the row's score.
    ///
    /// `output` is 0, or the class for [`Loss::Softmax`](super::Loss::Softmax).
    pub fn of(&self, row: usize, output: usize) -> &[f64] {
        let start = (row * self.outputs + output) * (self.columns + 1);
        &self.values[start..=start + self.columns]
    }

    /// All rows, outputs within, columns within: the layout of `LightGBM`'s `pred_contrib`.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

impl Fitted {
    /// The exact path-dependent Shapley values of every row's score (`TreeSHAP`).
    ///
    /// They explain [`Fitted::scores`], so for [`Loss::Logistic`](super::Loss::Logistic) log-odds. Missing values are
    /// values like any other.
    ///
    /// # Errors
    /// As [`Fitted::predict`]; [`LearnError::Setting`] for a model of another program that does not tell how many rows its
    /// leaves had.
    ///
    /// Cost: O(rows x trees x leaves x columns on a path) when paths are short, at worst another factor of half the
    /// columns on a path. Threads share the rows; the values are the same for any number of threads.
    pub fn contributions(&self, x: &Frame) -> Result<Contributions, LearnError> {
        if self.trees.iter().any(|tree| tree.leaf_rows.len() != tree.leaves.len()) {
            return Err(LearnError::Setting {
                name: "model",
                found: "without the number of rows of its leaves".to_owned(),
                wanted: "saved with `leaf_count` and `internal_count`",
            });
        }
        let x = aligned(x, &self.schema)?;
        let (columns, outputs) = (x.columns().len(), self.outputs());
        let wide = (columns + 1) * outputs;
        let mut base = self.start.clone();
        for (tree, output) in self.trees.iter().zip((0..outputs).cycle()) {
            base[output] += tree.mean();
        }
        let plans: Vec<Plan> = self.trees.iter().map(Plan::new).collect();
        let longest = plans.iter().map(|plan| plan.longest).max().unwrap_or(0);
        let rules: Vec<Vec<(f64, f64)>> = (0..=longest.div_ceil(2)).map(rule).collect();
        let mut values = vec![0.0; x.rows() * wide];
        values.par_chunks_mut(CHUNK * wide).enumerate().for_each(|(chunk, values)| {
            let mut rows = Explained::new(&x, chunk * CHUNK, wide, &rules, values);
            for (place, (tree, plan)) in self.trees.iter().zip(&plans).enumerate() {
                rows.add(tree, plan, place % outputs * (columns + 1));
            }
            for row in values.chunks_mut(wide) {
                row.chunks_mut(columns + 1).zip(&base).for_each(|(part, base)| part[columns] = *base);
            }
        });
        Ok(Contributions { columns, outputs, values })
    }
}

/// The way from the root to a leaf.
#[derive(Debug, Clone)]
struct Path {
    /// Leaf value.
    value: f64,
    /// Columns in the order of their first test.
    columns: Vec<usize>,
    /// Share of the training rows that pass all tests of the column.
    shares: Vec<f64>,
}

/// What a tree's games have in common for all rows.
#[derive(Debug)]
struct Plan {
    /// One a leaf.
    paths: Vec<Path>,
    /// For each node the place of its column on the paths through it.
    slots: Vec<usize>,
    /// Columns of the longest path.
    longest: usize,
}

impl Plan {
    /// Cost: O(leaves x depth).
    fn new(tree: &Tree) -> Self {
        let empty = Path { value: 0.0, columns: Vec::new(), shares: Vec::new() };
        let mut paths = vec![empty.clone(); tree.leaves.len()];
        let mut slots = vec![0; tree.nodes.len()];
        let mut open = vec![(tree.root(), empty)];
        while let Some((next, mut path)) = open.pop() {
            match next {
                Next::Leaf(leaf) => {
                    path.value = tree.leaves[leaf];
                    paths[leaf] = path;
                }
                Next::Node(place) => {
                    let node = &tree.nodes[place];
                    let slot = path.slot(node.column);
                    slots[place] = slot;
                    for side in [node.left, node.right] {
                        let mut path = path.clone();
                        path.shares[slot] *= f64::from(tree.rows(side)) / f64::from(node.rows.max(1));
                        open.push((side, path));
                    }
                }
            }
        }
        let longest = paths.iter().map(|path| path.columns.len()).max().unwrap_or(0);
        Self { paths, slots, longest }
    }
}

impl Path {
    /// The place of `column`, which is added if it is new.
    fn slot(&mut self, column: usize) -> usize {
        self.columns.iter().position(|&known| known == column).unwrap_or_else(|| {
            self.columns.push(column);
            self.shares.push(1.0);
            self.columns.len() - 1
        })
    }

    /// Shapley values of the path's columns where `on` says which tests the row passes.
    fn values(&self, rule: &[(f64, f64)], on: impl Fn(usize) -> bool, out: &mut [f64]) {
        let count = self.columns.len();
        let mut offs = 0;
        let mut scale = self.value;
        for slot in (0..count).filter(|&slot| !on(slot)) {
            offs += 1;
            scale *= self.shares[slot];
        }
        out.fill(0.0);
        if scale == 0.0 {
            return;
        }
        let mut off = 0.0;
        for &(t, weight) in rule {
            let factor = |slot: usize| t + (1.0 - t) * self.shares[slot];
            let mut product = weight;
            (0..count).filter(|&slot| on(slot)).for_each(|slot| product *= factor(slot));
            if offs > 0 {
                let rest = (1.0 - t).powi(offs - 1);
                off += product * rest;
                product *= rest * (1.0 - t);
            }
            (0..count).filter(|&slot| on(slot)).for_each(|slot| out[slot] += product / factor(slot));
        }
        for (slot, (out, share)) in out.iter_mut().zip(&self.shares).enumerate() {
            *out = if on(slot) { scale * (1.0 - share) * *out } else { -scale * off };
        }
    }
}

/// A chunk of rows and what is known of their values.
struct Explained<'a> {
    wide: usize,
    rules: &'a [Vec<(f64, f64)>],
    /// Values of each column.
    cells: Vec<Vec<f64>>,
    out: &'a mut [f64],
    /// Spare pattern buffers.
    spare: Vec<Vec<u64>>,
    known: Vec<bool>,
    table: Vec<f64>,
}

impl<'a> Explained<'a> {
    fn new(x: &Frame, first: usize, wide: usize, rules: &'a [Vec<(f64, f64)>], out: &'a mut [f64]) -> Self {
        let span = first..first + out.len() / wide;
        let cells = x.columns().iter().map(|column| match column {
            Column::Numeric { values, .. } => values[span.clone()].to_vec(),
            Column::Category { codes, .. } => {
                let value = |&code: &u32| if code == MISSING { f64::NAN } else { f64::from(code) };
                codes[span.clone()].iter().map(value).collect()
            }
        });
        Self { wide, rules, cells: cells.collect(), out, spare: Vec::new(), known: Vec::new(), table: Vec::new() }
    }

    /// Adds the values of one tree to the columns from `offset` on.
    ///
    /// A pattern has a bit a slot of the path: 1 while the row has passed all tests of that column.
    fn add(&mut self, tree: &Tree, plan: &Plan, offset: usize) {
        if tree.nodes.is_empty() {
            return;
        }
        let rows = self.out.len() / self.wide;
        let words = plan.longest.div_ceil(WORD);
        let mut open = vec![(tree.root(), vec![u64::MAX; rows * words])];
        while let Some((next, mut left)) = open.pop() {
            match next {
                Next::Leaf(leaf) => {
                    self.add_leaf(&plan.paths[leaf], &left, rows, offset);
                    self.spare.push(left);
                }
                Next::Node(place) => {
                    let node = &tree.nodes[place];
                    let mut right = self.spare.pop().unwrap_or_default();
                    right.clone_from(&left);
                    let slot = plan.slots[place];
                    let part = slot / WORD * rows..(slot / WORD + 1) * rows;
                    let pairs = left[part.clone()].iter_mut().zip(&mut right[part]);
                    for ((left, right), &value) in pairs.zip(&self.cells[node.column]) {
                        let holds = u64::from(node.test.holds(value));
                        *right &= !(holds << (slot % WORD));
                        *left &= !((1 - holds) << (slot % WORD));
                    }
                    open.push((node.right, right));
                    open.push((node.left, left));
                }
            }
        }
        self.spare.clear();
    }

    fn add_leaf(&mut self, path: &Path, patterns: &[u64], rows: usize, offset: usize) {
        let count = path.columns.len();
        let rule = &self.rules[count.div_ceil(2)];
        let tabled = count <= TABLE_COLUMNS_MAX;
        let kept = if tabled { 1 << count } else { 1 };
        self.known.clear();
        self.known.resize(kept, false);
        if self.table.len() < kept * count {
            self.table.resize(kept * count, 0.0);
        }
        for row in 0..rows {
            let at = if tabled { patterns[row] as usize & (kept - 1) } else { 0 };
            let values = &mut self.table[at * count..(at + 1) * count];
            if !self.known[at] {
                self.known[at] = tabled;
                path.values(rule, |slot| patterns[slot / WORD * rows + row] >> (slot % WORD) & 1 == 1, values);
            }
            let start = row * self.wide + offset;
            let out = &mut self.out[start..self.wide * (row + 1)];
            path.columns.iter().zip(&*values).for_each(|(&column, value)| out[column] += value);
        }
    }
}
