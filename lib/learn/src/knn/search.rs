use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::space::Points;
use crate::booster::draw::Draw;

/// Rows of a leaf of the tree.
const LEAF: usize = 16;
/// Stream of the draw of the order of rows.
const ORDER_STREAM: u64 = 8 << 32;
/// What rounding may add to a distance.
const SLACK: f64 = 1e-9;

/// Rows in a vantage-point tree. Places are numbers in a drawn order of rows.
///
/// Missing values make the distance break the triangle inequality (both ends are 1 from a missing value, whatever lies between them),
/// so that rows are cut off only by coordinates that are never missing.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    points: Points,
    /// Row of the table of each place.
    rows: Vec<usize>,
    /// Places, leaf after leaf.
    order: Vec<usize>,
    /// Coordinates without a missing value in training.
    whole: Vec<usize>,
    root: Node,
}

#[derive(Debug, Clone)]
enum Node {
    Leaf { from: usize, to: usize },
    Ball { place: usize, radius: f64, inner: Box<Node>, outer: Box<Node> },
}

/// A neighbour so far: the farthest, of equals the latest place, comes out of the heap first.
#[derive(PartialEq)]
struct Near(f64, usize);

impl Eq for Near {}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

impl Index {
    /// Takes in at most `rows_max` of the points, drawn at random.
    pub(crate) fn new(points: &Points, rows_max: usize, seed: u64) -> Self {
        let mut rows: Vec<usize> = (0..points.count()).collect();
        let mut draw = Draw::new(seed, ORDER_STREAM);
        for last in (1..rows.len()).rev() {
            rows.swap(last, draw.below(last + 1));
        }
        rows.truncate(rows_max);
        let points = points.take(&rows);
        let whole = (0..points.label.len()).filter(|&at| points.rows().iter().all(|point| !point[at].is_nan())).collect();
        let order = (0..rows.len()).collect();
        let mut index = Self { points, rows, order, whole, root: Node::Leaf { from: 0, to: 0 } };
        index.root = index.grow(0, index.order.len());
        index
    }

    /// Row of the table of each place.
    pub(crate) fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// The coordinates of a place.
    pub(crate) fn point(&self, place: usize) -> &[f64] {
        self.points.row(place)
    }

    /// Distance over the coordinates without missing values: a metric that is never above the whole distance.
    fn apart(&self, a: &[f64], b: &[f64]) -> f64 {
        let one = |&at: &usize| {
            let gap = if b[at].is_nan() || a[at].is_nan() { 0.0 } else { a[at] - b[at] };
            if self.points.label[at] { f64::from(u8::from(gap.abs() > 0.5)) } else { gap * gap }
        };
        self.whole.iter().map(one).sum::<f64>().sqrt()
    }

    fn grow(&mut self, from: usize, to: usize) -> Node {
        if to - from <= LEAF || self.whole.is_empty() {
            return Node::Leaf { from, to };
        }
        // The first place is the centre; the others are ordered by their distance to it.
        let place = self.order[from];
        let mut others: Vec<(f64, usize)> =
            self.order[from + 1..to].iter().map(|&other| (self.apart(self.point(place), self.point(other)), other)).collect();
        let middle = others.len() / 2;
        others.select_nth_unstable_by(middle, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let radius = others[middle].0;
        for (slot, (_, other)) in self.order[from + 1..to].iter_mut().zip(&others) {
            *slot = *other;
        }
        if radius <= 0.0 {
            return Node::Leaf { from, to };
        }
        let inner = Box::new(self.grow(from + 1, from + 1 + middle));
        let outer = Box::new(self.grow(from + 1 + middle, to));
        Node::Ball { place, radius, inner, outer }
    }

    /// The `count` nearest places with their squared distances, nearest first, without `except`.
    pub(crate) fn nearest(&self, point: &[f64], count: usize, except: Option<usize>) -> Vec<(f64, usize)> {
        let mut heap = BinaryHeap::with_capacity(count + 1);
        // A missing coordinate of the asked row cuts nothing off.
        let cuts = self.whole.iter().all(|&at| !point[at].is_nan());
        self.visit(&self.root, point, (count, except, cuts), &mut heap);
        heap.into_sorted_vec().into_iter().map(|Near(distance, place)| (distance, place)).collect()
    }

    fn offer(&self, place: usize, point: &[f64], (count, except): (usize, Option<usize>), heap: &mut BinaryHeap<Near>) {
        if except == Some(place) {
            return;
        }
        let most = if heap.len() < count { f64::INFINITY } else { heap.peek().map_or(f64::INFINITY, |near| near.0) };
        let near = Near(self.points.squared(point, self.point(place), most), place);
        if heap.len() < count {
            heap.push(near);
        } else if heap.peek().is_some_and(|last| near < *last) {
            heap.pop();
            heap.push(near);
        }
    }

    fn visit(&self, node: &Node, point: &[f64], of: (usize, Option<usize>, bool), heap: &mut BinaryHeap<Near>) {
        let (count, except, cuts) = of;
        match node {
            Node::Leaf { from, to } => {
                for &place in &self.order[*from..*to] {
                    self.offer(place, point, (count, except), heap);
                }
            }
            Node::Ball { place, radius, inner, outer } => {
                self.offer(*place, point, (count, except), heap);
                let distance = self.apart(point, self.point(*place));
                let (first, second) = if distance < *radius { (inner, outer) } else { (outer, inner) };
                self.visit(first, point, of, heap);
                let farthest = heap.peek().map_or(f64::INFINITY, |near| near.0.sqrt());
                let open = heap.len() < count || (distance - radius).abs() <= farthest + SLACK;
                if open || !cuts {
                    self.visit(second, point, of, heap);
                }
            }
        }
    }
}
