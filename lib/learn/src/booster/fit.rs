//! The boosting loop.

use super::draw::Draw;
use super::fitted::{End, Fitted};
use super::grow::{Grower, Grown};
use super::lightgbm::objective::Objective;
use super::loss::{Slope, quantile};
use super::matrix::Binned;
use super::pack::Packed;
use super::spec::Spec;
use super::tree::Tree;
use crate::error::LearnError;
use crate::frame::ColumnKind;

/// Random streams of one seed.
const ROW_STREAM: u64 = 1 << 32;
const COLUMN_STREAM: u64 = 2 << 32;

/// Binned rows with their targets.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// The columns.
    pub x: &'a Binned,
    /// One target a row.
    pub y: &'a [f64],
    /// One weight a row, finite and above 0; `None` weighs all rows 1.
    pub weights: Option<&'a [f64]>,
}

impl<'a> Rows<'a> {
    /// Rows that all weigh 1.
    pub fn new(x: &'a Binned, y: &'a [f64]) -> Self {
        Self { x, y, weights: None }
    }

    pub(crate) fn check(&self, spec: &Spec) -> Result<(), LearnError> {
        let expected = self.x.rows();
        if expected == 0 {
            return Err(LearnError::NoRows);
        }
        let length = |name: &str, found: usize| {
            if found == expected { Ok(()) } else { Err(LearnError::Length { name: name.to_owned(), expected, found }) }
        };
        length("target", self.y.len())?;
        spec.loss.check_targets(self.y)?;
        let numeric =
            |name: &str| self.x.schema().columns().iter().any(|(own, kind)| own == name && *kind == ColumnKind::Numeric);
        if let Some(rule) = spec.monotone.iter().find(|rule| !numeric(&rule.column)) {
            return Err(LearnError::Setting {
                name: "monotone",
                found: format!("`{}`", rule.column),
                wanted: "the name of a numeric column",
            });
        }
        let Some(weights) = self.weights else { return Ok(()) };
        length("weights", weights.len())?;
        match weights.iter().find(|weight| !(**weight > 0.0 && **weight <= 1e15)) {
            Some(weight) => {
                Err(LearnError::Setting { name: "weights", found: weight.to_string(), wanted: "above 0 and at most 1e15" })
            }
            None => Ok(()),
        }
    }
}

/// Fits `spec`; see [`Spec::fit_binned`].
pub(crate) fn fit(
    spec: &Spec,
    train: &Rows<'_>,
    valid: Option<&Rows<'_>>,
    should_stop: &mut dyn FnMut() -> bool,
) -> Result<Fitted, LearnError> {
    train.check(spec)?;
    if let Some(valid) = valid {
        valid.check(spec)?;
        if !valid.x.alike(train.x) {
            return Err(LearnError::Setting {
                name: "valid",
                found: "rows with other bins".to_owned(),
                wanted: "binned by `like` of the training rows",
            });
        }
    }
    let mut boost = Boost::new(spec, *train, None, valid.copied());
    boost.run(should_stop);
    Ok(boost.fitted)
}

/// The state between rounds.
pub(crate) struct Boost<'a> {
    spec: &'a Spec,
    train: Rows<'a>,
    /// The rows of `train` that trees may learn from; all when `None`.
    inside: Option<&'a [u32]>,
    valid: Option<Rows<'a>>,
    grower: Grower<'a>,
    /// Output after output, rows within; those of rows outside are predictions of rows never learned from.
    scores: Vec<f64>,
    valid_scores: Vec<f64>,
    slopes: Vec<Slope>,
    packed: Packed,
    drawn: Option<Vec<u32>>,
    left_out: Vec<u32>,
    /// The model so far.
    pub(crate) fitted: Fitted,
}

impl<'a> Boost<'a> {
    /// `inside` holds ascending row numbers of `train`, one at least.
    pub(crate) fn new(spec: &'a Spec, train: Rows<'a>, inside: Option<&'a [u32]>, valid: Option<Rows<'a>>) -> Self {
        let start = match inside {
            None => spec.loss.start(train.y, train.weights),
            Some(rows) => {
                let take = |values: &[f64]| rows.iter().map(|&row| values[row as usize]).collect::<Vec<f64>>();
                spec.loss.start(&take(train.y), train.weights.map(take).as_deref())
            }
        };
        let spread = |rows: usize| start.iter().flat_map(|&score| std::iter::repeat_n(score, rows)).collect();
        let scores: Vec<f64> = spread(train.x.rows());
        let mut boost = Self {
            spec,
            train,
            inside,
            valid,
            grower: Grower::new(spec, train.x),
            slopes: vec![[0.0; 2]; scores.len()],
            scores,
            valid_scores: valid.map_or_else(Vec::new, |valid| spread(valid.x.rows())),
            packed: Packed::new(),
            drawn: None,
            left_out: Vec::new(),
            fitted: Fitted::new(Objective::Ours(spec.loss), train.x.schema().clone(), start),
        };
        if inside.is_some() {
            boost.draw_rows(0);
        }
        boost
    }

    pub(crate) fn run(&mut self, should_stop: &mut dyn FnMut() -> bool) {
        let mut best: Option<(usize, f64)> = None;
        for round in 0..self.spec.rounds {
            if let Some(end) = self.advance(round, should_stop) {
                return self.finish(end, best);
            }
            if let Some(valid) = self.valid {
                let all = 0..valid.y.len();
                let (sum, weight) = self.spec.loss.total(valid.y, valid.weights, &self.valid_scores, all);
                let loss = sum / weight;
                self.fitted.curve.push(loss);
                if best.is_none_or(|(_, least)| loss < least) {
                    best = Some((round, loss));
                }
                let waited = round - best.map_or(0, |(round, _)| round);
                if self.spec.patience.is_some_and(|patience| waited >= patience) {
                    return self.finish(End::Patience, best);
                }
            }
        }
        self.finish(End::Rounds, best);
    }

    /// Adds the trees of a round to the model, or says why there are none.
    pub(crate) fn advance(&mut self, round: usize, should_stop: &mut dyn FnMut() -> bool) -> Option<End> {
        self.spec.loss.slopes(self.train.y, self.train.weights, &self.scores, &mut self.slopes);
        if self.spec.row_fraction < 1.0 && round.is_multiple_of(self.spec.row_draw_every) {
            self.draw_rows(round);
        }
        let open = self.draw_columns(round);
        let mut trees = Vec::with_capacity(self.spec.loss.outputs());
        for output in 0..self.spec.loss.outputs() {
            if should_stop() {
                return Some(End::Stopped);
            }
            trees.push(self.tree(output, &open));
        }
        let samples = self.spec.row_fraction < 1.0 || self.spec.column_fraction < 1.0;
        if !samples && trees.iter().all(|tree| tree.nodes.is_empty()) {
            return Some(End::NoSplit);
        }
        self.fitted.trees.extend(trees);
        None
    }

    /// Sum of the loss and of the weights of `rows` of the training table, at the model so far.
    pub(crate) fn loss_of(&self, rows: &[u32]) -> (f64, f64) {
        let rows = rows.iter().map(|&row| row as usize);
        self.spec.loss.total(self.train.y, self.train.weights, &self.scores, rows)
    }

    /// Keeps the rounds up to the best one on the validation rows.
    fn finish(&mut self, end: End, best: Option<(usize, f64)>) {
        if let Some((round, _)) = best
            && self.spec.patience.is_some()
        {
            self.fitted.truncate(round + 1);
        }
        self.fitted.end = end;
    }

    /// Draws the rows of the next trees from those inside.
    fn draw_rows(&mut self, round: usize) {
        let mut draw = Draw::new(self.spec.seed, ROW_STREAM + round as u64);
        let mut drawn = self.drawn.take().unwrap_or_default();
        drawn.clear();
        self.left_out.clear();
        let mut inside = self.inside.map(|rows| rows.iter().copied().peekable());
        for row in 0..self.train.x.rows() as u32 {
            let open = inside.as_mut().is_none_or(|rows| rows.next_if_eq(&row).is_some());
            let taken = open && (self.spec.row_fraction >= 1.0 || draw.unit() < self.spec.row_fraction);
            let to = if taken { &mut drawn } else { &mut self.left_out };
            to.push(row);
        }
        self.drawn = Some(drawn);
    }

    fn draw_columns(&self, round: usize) -> Vec<bool> {
        let count = self.train.x.features().len();
        let take = ((count as f64 * self.spec.column_fraction).round() as usize).max(count.min(2));
        match Draw::new(self.spec.seed, COLUMN_STREAM + round as u64).subset(count, take) {
            None => vec![true; count],
            Some(chosen) => {
                let mut open = vec![false; count];
                for feature in chosen {
                    open[feature] = true;
                }
                open
            }
        }
    }

    /// Grows the tree of one output and adds it to the scores.
    fn tree(&mut self, output: usize, open: &[bool]) -> Tree {
        let rows = self.train.x.rows();
        let part = output * rows..(output + 1) * rows;
        let flat = self.spec.loss.flat() && self.train.weights.is_none();
        self.packed.fill(&self.slopes[part.clone()], flat);
        let mut grown = self.grower.grow(&self.packed, self.drawn.as_deref(), open);
        if grown.nodes.is_empty() {
            return Tree { nodes: Vec::new(), leaves: vec![0.0], leaf_rows: vec![self.grower.order.len() as u32] };
        }
        let values: Vec<f64> = (0..grown.leaves.len()).map(|leaf| self.leaf_value(&grown, leaf, &part)).collect();
        let scores = &mut self.scores[part];
        for (leaf, &value) in grown.leaves.iter().zip(&values) {
            for &row in &self.grower.order[leaf.rows.clone()] {
                scores[row as usize] += value;
            }
        }
        for &row in &self.left_out {
            scores[row as usize] += values[grown.leaf(self.train.x, row as usize)];
        }
        if let Some(valid) = self.valid {
            let rows = valid.x.rows();
            for (row, score) in self.valid_scores[output * rows..(output + 1) * rows].iter_mut().enumerate() {
                *score += values[grown.leaf(valid.x, row)];
            }
        }
        let leaf_rows = grown.leaves.iter().map(|leaf| leaf.rows.len() as u32).collect();
        Tree { nodes: std::mem::take(&mut grown.nodes), leaves: values, leaf_rows }
    }

    /// The value of a leaf from the unrounded derivatives, or from its residuals where the loss asks for it.
    fn leaf_value(&self, grown: &Grown, leaf: usize, part: &std::ops::Range<usize>) -> f64 {
        let leaf = &grown.leaves[leaf];
        let rows = &self.grower.order[leaf.rows.clone()];
        if rows.is_empty() {
            return 0.0;
        }
        if let Some(level) = self.spec.loss.leaf_level() {
            let scores = &self.scores[part.clone()];
            let residual = |&row: &u32| {
                let row = row as usize;
                (self.train.y[row] - scores[row], self.train.weights.map_or(1.0, |weights| weights[row]))
            };
            let mut residuals: Vec<(f64, f64)> = rows.iter().map(residual).collect();
            return quantile(&mut residuals, level) * self.spec.learning_rate;
        }
        let units = self.packed.units;
        let (gradient, hessian) = units.parts(leaf.sum);
        let (gradient, hessian) = (gradient * units.gradient, hessian * units.hessian);
        let reach = (gradient.abs() - self.spec.l1).max(0.0).copysign(gradient);
        let value = -reach / (hessian + self.spec.l2 + leaf.extra_l2).max(1e-15);
        let unit = units.gradient / units.hessian;
        let value = leaf.bounds.map_or(value, |[least, most]| value.clamp(least * unit, most * unit));
        value * self.spec.learning_rate
    }
}
