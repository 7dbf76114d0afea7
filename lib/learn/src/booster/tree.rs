//! A fitted tree, on the values of the training table.

use super::cuts::ZERO;

/// Where a row goes at a node.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    /// Values up to `threshold` go left.
    Number {
        /// The threshold.
        threshold: f64,
        /// Where missing values go.
        missing_left: bool,
        /// Whether zeros go where missing values go: in models of other programs only.
        zero_missing: bool,
    },
    /// The category codes in this bit set go left; missing, rare and unseen ones go right.
    Category {
        /// Bit `code % 64` of word `code / 64`.
        left: Vec<u64>,
    },
}

/// What follows a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Another test.
    Node(usize),
    /// The end.
    Leaf(usize),
}

/// An inner node.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// Place of the column in the training table.
    pub(crate) column: usize,
    /// The test.
    pub(crate) test: Test,
    /// Next if the test holds.
    pub(crate) left: Next,
    /// Next if not.
    pub(crate) right: Next,
    /// What the split took off the loss, times two.
    pub(crate) gain: f64,
    /// Training rows that came by.
    pub(crate) rows: u32,
}

/// A tree; node 0 is the root, a tree without nodes is its only leaf.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tree {
    /// Inner nodes in the order in which they were split.
    pub(crate) nodes: Vec<Node>,
    /// Value of each leaf, learning rate included.
    pub(crate) leaves: Vec<f64>,
    /// Training rows of each leaf; empty where a model of another program does not tell.
    pub(crate) leaf_rows: Vec<u32>,
}

impl Tree {
    /// Where every row begins.
    pub(crate) fn root(&self) -> Next {
        if self.nodes.is_empty() { Next::Leaf(0) } else { Next::Node(0) }
    }

    /// Training rows that came by.
    pub(crate) fn rows(&self, next: Next) -> u32 {
        match next {
            Next::Leaf(leaf) => self.leaf_rows[leaf],
            Next::Node(node) => self.nodes[node].rows,
        }
    }

    /// Mean value of the training rows.
    pub(crate) fn mean(&self) -> f64 {
        let total = f64::from(self.rows(self.root()).max(1));
        if self.nodes.is_empty() {
            return self.leaves[0];
        }
        self.leaves.iter().zip(&self.leaf_rows).map(|(value, &rows)| value * (f64::from(rows) / total)).sum()
    }

    /// Value of the leaf of a row; `row[column]` is the number or the category code, NaN where missing.
    pub(crate) fn value(&self, row: &[f64]) -> f64 {
        let mut next = self.root();
        loop {
            match next {
                Next::Leaf(leaf) => return self.leaves[leaf],
                Next::Node(node) => {
                    let node = &self.nodes[node];
                    next = if node.test.holds(row[node.column]) { node.left } else { node.right };
                }
            }
        }
    }
}

impl Test {
    /// Whether a value goes left; NaN is a missing value.
    #[inline]
    pub(crate) fn holds(&self, value: f64) -> bool {
        match self {
            Self::Number { threshold, missing_left, zero_missing } => {
                let missing = value.is_nan() || (*zero_missing && value.abs() <= ZERO);
                if missing { *missing_left } else { value <= *threshold }
            }
            Self::Category { left } => {
                let code = value as usize;
                value > -1.0 && left.get(code / 64).is_some_and(|word| word >> (code % 64) & 1 == 1)
            }
        }
    }
}
