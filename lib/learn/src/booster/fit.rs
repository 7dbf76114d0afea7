//! The boosting loop.

use super::draw::Draw;
use super::fitted::{End, Fitted};
use super::grow::{Grower, Grown};
use super::loss::{Slope, quantile};
use super::matrix::Binned;
use super::pack::Packed;
use super::spec::Spec;
use super::tree::Tree;
use crate::error::LearnError;

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

    fn check(&self, spec: &Spec) -> Result<(), LearnError> {
        let expected = self.x.rows();
        if expected == 0 {
            return Err(LearnError::NoRows);
        }
        let length = |name: &str, found: usize| {
            if found == expected { Ok(()) } else { Err(LearnError::Length { name: name.to_owned(), expected, found }) }
        };
        length("target", self.y.len())?;
        spec.loss.check_targets(self.y)?;
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
    let mut boost = Boost::new(spec, *train, valid.copied());
    boost.run(should_stop);
    Ok(boost.fitted)
}

/// The state between rounds.
struct Boost<'a> {
    spec: &'a Spec,
    train: Rows<'a>,
    valid: Option<Rows<'a>>,
    grower: Grower<'a>,
    /// Output after output, rows within.
    scores: Vec<f64>,
    valid_scores: Vec<f64>,
    slopes: Vec<Slope>,
    packed: Packed,
    drawn: Option<Vec<u32>>,
    left_out: Vec<u32>,
    fitted: Fitted,
}

impl<'a> Boost<'a> {
    fn new(spec: &'a Spec, train: Rows<'a>, valid: Option<Rows<'a>>) -> Self {
        let start = spec.loss.start(train.y, train.weights);
        let spread = |rows: usize| start.iter().flat_map(|&score| std::iter::repeat_n(score, rows)).collect();
        let scores: Vec<f64> = spread(train.x.rows());
        Self {
            spec,
            train,
            valid,
            grower: Grower::new(spec, train.x),
            slopes: vec![[0.0; 2]; scores.len()],
            scores,
            valid_scores: valid.map_or_else(Vec::new, |valid| spread(valid.x.rows())),
            packed: Packed::new(),
            drawn: None,
            left_out: Vec::new(),
            fitted: Fitted::new(spec.loss, train.x.schema().clone(), start),
        }
    }

    fn run(&mut self, should_stop: &mut dyn FnMut() -> bool) {
        let outputs = self.spec.loss.outputs();
        let samples = self.spec.row_fraction < 1.0 || self.spec.column_fraction < 1.0;
        let mut best: Option<(usize, f64)> = None;
        for round in 0..self.spec.rounds {
            self.spec.loss.slopes(self.train.y, self.train.weights, &self.scores, &mut self.slopes);
            self.draw_rows(round);
            let open = self.draw_columns(round);
            let mut trees = Vec::with_capacity(outputs);
            for output in 0..outputs {
                if should_stop() {
                    return self.finish(End::Stopped, best);
                }
                trees.push(self.tree(output, &open));
            }
            let split = trees.iter().any(|tree| !tree.nodes.is_empty());
            if !split && !samples {
                return self.finish(End::NoSplit, best);
            }
            self.fitted.trees.extend(trees);
            if let Some(valid) = self.valid {
                let loss = self.spec.loss.mean_loss(valid.y, valid.weights, &self.valid_scores);
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

    /// Keeps the rounds up to the best one on the validation rows.
    fn finish(&mut self, end: End, best: Option<(usize, f64)>) {
        if let Some((round, _)) = best
            && self.spec.patience.is_some()
        {
            self.fitted.trees.truncate((round + 1) * self.spec.loss.outputs());
        }
        self.fitted.end = end;
    }

    fn draw_rows(&mut self, round: usize) {
        if self.spec.row_fraction >= 1.0 || !round.is_multiple_of(self.spec.row_draw_every) {
            return;
        }
        let mut draw = Draw::new(self.spec.seed, ROW_STREAM + round as u64);
        let mut drawn = self.drawn.take().unwrap_or_default();
        drawn.clear();
        self.left_out.clear();
        for row in 0..self.train.x.rows() as u32 {
            let to = if draw.unit() < self.spec.row_fraction { &mut drawn } else { &mut self.left_out };
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
            return Tree { nodes: Vec::new(), leaves: vec![0.0] };
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
        Tree { nodes: std::mem::take(&mut grown.nodes), leaves: values }
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
        -reach / (hessian + self.spec.l2 + leaf.extra_l2).max(1e-15) * self.spec.learning_rate
    }
}
