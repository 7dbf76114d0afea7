use super::impurity::{Sums, Target};
use crate::frame::MISSING;

/// A question that sends a row to the left (yes) or to the right (no).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Split {
    pub(super) column: usize,
    pub(super) question: Question,
    /// Where missing values go.
    pub(super) missing_left: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Question {
    /// `x <= threshold`.
    AtMost(f64),
    /// By code: is the label in the left set, in the right one, or unknown to the node?
    Labels(Vec<Option<bool>>),
}

impl Split {
    pub(super) fn number_goes_left(&self, value: f64) -> bool {
        match self.question {
            Question::AtMost(threshold) if !value.is_nan() => value <= threshold,
            _ => self.missing_left,
        }
    }

    pub(super) fn code_goes_left(&self, code: u32) -> bool {
        match &self.question {
            Question::Labels(sides) if code != MISSING => {
                sides.get(code as usize).copied().flatten().unwrap_or(self.missing_left)
            }
            _ => self.missing_left,
        }
    }
}

/// The best split of a node so far.
pub(super) struct Search<'a> {
    target: &'a Target,
    node: &'a Sums,
    leaf_rows_min: usize,
    explained: f64,
    pub(super) best: Option<(f64, Split)>,
}

impl<'a> Search<'a> {
    pub(super) fn new(target: &'a Target, node: &'a Sums, leaf_rows_min: usize) -> Self {
        Self { target, node, leaf_rows_min, explained: target.explained(node), best: None }
    }

    /// Tries every threshold between the values of `sorted`, the node's rows without the missing ones.
    pub(super) fn numeric(&mut self, column: usize, values: &[f64], sorted: &[u32]) {
        let present = self.target.sum(sorted);
        let missing = self.node.minus(&present);
        let mut left = self.target.empty();
        for pair in sorted.windows(2) {
            let (row, next) = (pair[0] as usize, pair[1] as usize);
            self.target.add(&mut left, row);
            let (low, high) = (values[row], values[next]);
            if low < high {
                self.offer(column, &left, &missing, || Question::AtMost(between(low, high)));
            }
        }
        // All values against the missing ones.
        if let Some(&last) = sorted.last()
            && missing.rows > 0
        {
            self.try_side(column, &present, false, &|| Question::AtMost(values[last as usize]));
        }
    }

    /// Tries every cut through the labels in the order of their target.
    pub(super) fn category(&mut self, column: usize, codes: &[u32], labels: usize, rows: &[u32]) {
        let mut by_label: Vec<Sums> = vec![self.target.empty(); labels];
        let mut missing = self.target.empty();
        for &row in rows {
            let sums = by_label.get_mut(codes[row as usize] as usize).unwrap_or(&mut missing);
            self.target.add(sums, row as usize);
        }
        let mut order: Vec<(f64, usize)> = (0..labels)
            .filter(|&label| by_label[label].rows > 0)
            .map(|label| (self.target.rank(&by_label[label], self.node), label))
            .collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let sides = |cut: usize| {
            let mut sides = vec![None; labels];
            for (at, (_, label)) in order.iter().enumerate() {
                sides[*label] = Some(at < cut);
            }
            Question::Labels(sides)
        };
        let mut left = self.target.empty();
        for cut in 1..order.len() {
            left.plus(&by_label[order[cut - 1].1]);
            self.offer(column, &left, &missing, || sides(cut));
        }
        if let Some((_, last)) = order.last()
            && missing.rows > 0
        {
            left.plus(&by_label[*last]);
            self.try_side(column, &left, false, &|| sides(order.len()));
        }
    }

    /// Weighs a question with the missing rows on either side.
    fn offer(&mut self, column: usize, left: &Sums, missing: &Sums, question: impl Fn() -> Question) {
        if missing.rows == 0 {
            let missing_left = 2 * left.rows >= self.node.rows;
            self.try_side(column, left, missing_left, &question);
            return;
        }
        self.try_side(column, left, false, &question);
        let mut with_missing = left.clone();
        with_missing.plus(missing);
        self.try_side(column, &with_missing, true, &question);
    }

    fn try_side(&mut self, column: usize, left: &Sums, missing_left: bool, question: &dyn Fn() -> Question) {
        let right_rows = self.node.rows - left.rows;
        if left.rows < self.leaf_rows_min || right_rows < self.leaf_rows_min {
            return;
        }
        let right = self.target.explained_rest(self.node, left);
        let gain = self.target.explained(left) + right - self.explained;
        let floor = self.best.as_ref().map_or(0.0, |(best, _)| *best);
        // A tie within rounding keeps the earlier question, so that column order decides and not the last bit.
        if gain > floor + 1e-12 * (1.0 + floor) {
            self.best = Some((gain, Split { column, question: question(), missing_left }));
        }
    }
}

/// A number that is at least `low` and below `high`, half way where there is room.
fn between(low: f64, high: f64) -> f64 {
    let middle = low / 2.0 + high / 2.0;
    if middle >= low && middle < high { middle } else { low }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_lie_between_their_values() {
        for (low, high) in [(1.0, 2.0), (-f64::MAX, f64::MAX), (0.0, f64::from_bits(1)), (1.0, 1.0 + f64::EPSILON)] {
            let middle = between(low, high);
            assert!(low <= middle && middle < high, "{low} {middle} {high}");
        }
    }
}
