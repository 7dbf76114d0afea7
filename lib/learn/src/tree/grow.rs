use std::collections::VecDeque;
use std::ops::Range;

use super::TreeSpec;
use super::impurity::{Sums, Target};
use super::split::{Search, Split};
use crate::frame::{Column, Frame};
use crate::{LearnError, Stop};

/// A node of the tree; children come after their parent.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) sums: Sums,
    pub(super) impurity: f64,
    /// The split with its left and right child; `None` for a leaf.
    pub(super) split: Option<(Split, usize, usize)>,
}

pub(super) struct Grown {
    pub(super) nodes: Vec<Node>,
    pub(super) stopped: bool,
}

/// Row numbers in the order of one column, node by node; each node owns a range.
struct Orders {
    /// All rows, for labels.
    all: Vec<u32>,
    /// Rows with a value, sorted, for each numeric column.
    sorted: Vec<Vec<u32>>,
}

struct Open {
    node: usize,
    depth: usize,
    all: Range<usize>,
    sorted: Vec<Range<usize>>,
}

/// Level by level, so that a stop leaves a balanced tree.
pub(super) fn grow(spec: &TreeSpec, train: &Frame, target: &Target, stop: Option<Stop>) -> Result<Grown, LearnError> {
    let mut orders = Orders::of(train)?;
    let mut nodes = vec![node(target, &orders.all)];
    let root =
        Open { node: 0, depth: 0, all: 0..orders.all.len(), sorted: orders.sorted.iter().map(|order| 0..order.len()).collect() };
    let mut left_side = vec![false; train.rows()];
    let mut queue = VecDeque::from([root]);
    while let Some(open) = queue.pop_front() {
        if stop.is_some_and(|stop| stop()) {
            return Ok(Grown { nodes, stopped: true });
        }
        if open.depth == spec.depth_max || open.all.len() < 2 * spec.leaf_rows_min {
            continue;
        }
        let Some(split) = best_split(spec, train, target, &orders, &open, &nodes[open.node].sums) else {
            continue;
        };
        for &row in &orders.all[open.all.clone()] {
            left_side[row as usize] = goes_left(&split, &train.columns()[split.column], row as usize);
        }
        let (mut left, mut right) = orders.partition(&open, &left_side);
        for child in [&mut left, &mut right] {
            child.node = nodes.len();
            nodes.push(node(target, &orders.all[child.all.clone()]));
        }
        nodes[open.node].split = Some((split, left.node, right.node));
        queue.extend([left, right]);
    }
    Ok(Grown { nodes, stopped: false })
}

pub(super) fn goes_left(split: &Split, column: &Column, row: usize) -> bool {
    match column {
        Column::Numeric { values, .. } => split.number_goes_left(values[row]),
        Column::Category { codes, .. } => split.code_goes_left(codes[row]),
    }
}

fn node(target: &Target, rows: &[u32]) -> Node {
    let sums = target.sum(rows);
    let impurity = target.impurity(&sums, rows);
    Node { sums, impurity, split: None }
}

fn best_split(spec: &TreeSpec, train: &Frame, target: &Target, orders: &Orders, open: &Open, sums: &Sums) -> Option<Split> {
    let mut search = Search::new(target, sums, spec.leaf_rows_min);
    let mut number = 0;
    for (at, column) in train.columns().iter().enumerate() {
        match column {
            Column::Numeric { values, .. } => {
                search.numeric(at, values, &orders.sorted[number][open.sorted[number].clone()]);
                number += 1;
            }
            Column::Category { codes, labels, .. } => {
                search.category(at, codes, labels.len(), &orders.all[open.all.clone()]);
            }
        }
    }
    search.best.map(|(_, split)| split)
}

impl Orders {
    fn of(train: &Frame) -> Result<Self, LearnError> {
        let limit = u32::MAX as usize;
        let rows =
            u32::try_from(train.rows()).map_err(|_| LearnError::Limit { what: "rows of a tree", found: train.rows(), limit })?;
        let sorted = |column: &Column| {
            let Column::Numeric { values, .. } = column else {
                return None;
            };
            let mut order: Vec<u32> = (0..rows).filter(|row| !values[*row as usize].is_nan()).collect();
            order.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
            Some(order)
        };
        Ok(Self { all: (0..rows).collect(), sorted: train.columns().iter().filter_map(sorted).collect() })
    }

    /// Moves the rows of `open` that go left before those that go right, in every order.
    fn partition(&mut self, open: &Open, left_side: &[bool]) -> (Open, Open) {
        let mut spare = Vec::with_capacity(open.all.len());
        let (all_left, all_right) = partition(&mut self.all, &open.all, left_side, &mut spare);
        let mut children = [all_left, all_right].map(|all| Open {
            node: 0,
            depth: open.depth + 1,
            all,
            sorted: Vec::with_capacity(open.sorted.len()),
        });
        for (order, range) in self.sorted.iter_mut().zip(&open.sorted) {
            let (left, right) = partition(order, range, left_side, &mut spare);
            children[0].sorted.push(left);
            children[1].sorted.push(right);
        }
        let [left, right] = children;
        (left, right)
    }
}

/// Stable, so that a sorted order stays sorted.
fn partition(order: &mut [u32], range: &Range<usize>, left_side: &[bool], spare: &mut Vec<u32>) -> (Range<usize>, Range<usize>) {
    spare.clear();
    let mut at = range.start;
    for from in range.clone() {
        let row = order[from];
        if left_side[row as usize] {
            order[at] = row;
            at += 1;
        } else {
            spare.push(row);
        }
    }
    order[at..range.end].copy_from_slice(spare);
    (range.start..at, at..range.end)
}
