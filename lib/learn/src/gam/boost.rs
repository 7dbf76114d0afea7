//! Cyclic boosting of all terms on several parts of the rows at once.

use rayon::prelude::*;

use super::GamSpec;
use super::step::{self, Rules, Sums};
use super::terms::{Kind, Term};
use crate::booster::draw::Draw;
use crate::booster::{End, Loss};

/// Random stream of the grids of cuts.
const GRID_STREAM: u64 = 5 << 32;

/// Share of what was saved so far that counts as progress.
const PROGRESS_MIN: f64 = 1e-5;

/// A value for each cell of a term, output after output, each with the entry for what training never had.
pub(super) type Table = Vec<f64>;

/// A model that does not learn from the rows held out.
pub(super) struct Bag<'a> {
    loss: Loss,
    y: &'a [f64],
    /// The rows held out, ascending.
    pub(super) held: Vec<usize>,
    /// Whether a row is not held out.
    inside: Vec<bool>,
    /// Best constants of the rows inside.
    pub(super) start: Vec<f64>,
    /// One score a row, output after output.
    scores: Vec<f64>,
    /// Derivatives at the scores, 0 in rows held out.
    slopes: Vec<[f32; 2]>,
    /// Rows inside in each cell of each term.
    rows: Vec<Vec<usize>>,
    /// What was learned so far.
    pub(super) tables: Vec<Table>,
    best: Vec<Table>,
    sums: Vec<Sums>,
    change: Vec<f64>,
    seed: u64,
}

/// Terms with the cell of every row.
pub(super) struct Placed {
    pub(super) terms: Vec<Term>,
    pub(super) cells: Vec<Vec<u16>>,
}

impl<'a> Bag<'a> {
    pub(super) fn new(loss: Loss, y: &'a [f64], held: Vec<usize>, seed: u64) -> Self {
        let mut inside = vec![true; y.len()];
        for &row in &held {
            inside[row] = false;
        }
        let learned: Vec<f64> = y.iter().zip(&inside).filter(|(_, inside)| **inside).map(|(y, _)| *y).collect();
        let start = loss.start(&learned, None);
        let scores: Vec<f64> = start.iter().flat_map(|&score| std::iter::repeat_n(score, y.len())).collect();
        let slopes = vec![[0.0; 2]; scores.len()];
        let (rows, tables, best, sums, change) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { loss, y, held, inside, start, scores, slopes, rows, tables, best, sums, change, seed }
    }

    /// Takes in further terms, whose tables are 0.
    fn extend(&mut self, placed: &Placed) {
        for (term, cells) in placed.terms.iter().zip(&placed.cells).skip(self.tables.len()) {
            self.tables.push(vec![0.0; self.loss.outputs() * (term.cells + 1)]);
            let mut rows = vec![0; term.cells + 1];
            for (row, &cell) in cells.iter().enumerate() {
                rows[usize::from(cell)] += usize::from(self.inside[row]);
            }
            rows.truncate(term.cells);
            self.rows.push(rows);
        }
        self.best.clone_from(&self.tables);
    }

    /// Derivatives at the present scores.
    fn differentiate(&mut self) {
        self.loss.slopes(self.y, None, &self.scores, &mut self.slopes);
        for output in self.slopes.chunks_mut(self.y.len()) {
            for &row in &self.held {
                output[row] = [0.0; 2];
            }
        }
    }

    /// One update of each term from `from` on. Between exact derivatives, at the begin of a cycle, gradients follow the
    /// updates to first order.
    fn cycle(&mut self, spec: &GamSpec, placed: &Placed, from: usize, cycle: usize) {
        self.differentiate();
        let mut draw = Draw::new(self.seed, GRID_STREAM + cycle as u64);
        let inside = (self.y.len() - self.held.len()) as f64;
        for at in from..placed.terms.len() {
            let (term, cells) = (&placed.terms[at], &placed.cells[at]);
            let stride = term.cells.div_ceil(spec.grid).max(1);
            let grid = (draw.below(stride), stride);
            for output in 0..self.loss.outputs() {
                let part = output * self.y.len()..(output + 1) * self.y.len();
                let slopes = &mut self.slopes[part.clone()];
                self.sums.clear();
                self.sums.resize(term.cells + 1, [0.0; 2]);
                for (&cell, slope) in cells.iter().zip(slopes.iter()) {
                    let sum = &mut self.sums[usize::from(cell)];
                    *sum = [sum[0] + f64::from(slope[0]), sum[1] + f64::from(slope[1])];
                }
                let sums = &self.sums[..term.cells];
                let weight = sums.iter().map(|sum| sum[1]).sum::<f64>() / inside;
                let rules = Rules {
                    rate: spec.learning_rate,
                    rows_min: spec.leaf_rows_min,
                    leaves_max: spec.leaves_max,
                    ridge: 0.0,
                    smooth: spec.smooth_rows * weight,
                };
                self.change.clear();
                self.change.resize(term.cells + 1, 0.0);
                let change = &mut self.change[..term.cells];
                let of = (sums, self.rows[at].as_slice());
                match &term.kind {
                    Kind::Ordered { missing } => step::ordered(&rules, *missing, grid, of, change),
                    Kind::Sorted => step::sorted(&rules, of, change),
                    Kind::Paired { size, .. } => step::paired(&rules, *size, of, change),
                }
                let table = &mut self.tables[at][output * (term.cells + 1)..];
                table.iter_mut().zip(&self.change).for_each(|(value, change)| *value += change);
                let scores = &mut self.scores[part];
                for ((&cell, slope), score) in cells.iter().zip(slopes.iter_mut()).zip(scores) {
                    let change = self.change[usize::from(cell)];
                    *score += change;
                    slope[0] += slope[1] * change as f32;
                }
            }
        }
    }

    /// Sum of the loss of the rows held out.
    fn held_loss(&self) -> f64 {
        self.loss.total(self.y, None, &self.scores, self.held.iter().copied()).0
    }

    /// Goes back to the tables that were best.
    fn restore(&mut self, placed: &Placed) {
        self.tables.clone_from(&self.best);
        for (output, scores) in self.scores.chunks_mut(self.y.len()).enumerate() {
            scores.fill(self.start[output]);
            for ((table, term), cells) in self.tables.iter().zip(&placed.terms).zip(&placed.cells) {
                let table = &table[output * (term.cells + 1)..];
                scores.iter_mut().zip(cells).for_each(|(score, &cell)| *score += table[usize::from(cell)]);
            }
        }
    }

    /// Derivatives of the rows held out at the scores of this model, which has not seen them; output after output.
    pub(super) fn held_slopes(&self) -> Vec<[f32; 2]> {
        let mut slopes = vec![[0.0; 2]; self.scores.len()];
        self.loss.slopes(self.y, None, &self.scores, &mut slopes);
        slopes
    }
}

/// What came of a race.
pub(super) struct Raced {
    /// Mean loss on the held-out rows after 0, 1, ... cycles.
    pub(super) curve: Vec<f64>,
    /// Cycles that were best.
    pub(super) cycles: usize,
    pub(super) end: End,
}

/// Adds terms from `from` on to all bags, cycle by cycle, until their common loss on held-out rows makes no progress.
///
/// Bags learn side by side; each is serial, so that the result is the same for any number of threads.
pub(super) fn race(
    spec: &GamSpec,
    placed: &Placed,
    bags: &mut [Bag<'_>],
    from: usize,
    should_stop: &mut dyn FnMut() -> bool,
) -> Raced {
    let held: usize = bags.iter().map(|bag| bag.held.len()).sum();
    let loss = |bags: &[Bag<'_>]| bags.iter().map(Bag::held_loss).sum::<f64>() / held as f64;
    for bag in bags.iter_mut() {
        bag.extend(placed);
    }
    let mut raced = Raced { curve: vec![loss(bags)], cycles: 0, end: End::Rounds };
    // The cycle with the last progress worth the wait.
    let mut progress = 0;
    for cycle in 0..spec.cycles {
        if should_stop() {
            raced.end = End::Stopped;
            break;
        }
        bags.par_iter_mut().for_each(|bag| bag.cycle(spec, placed, from, cycle));
        raced.curve.push(loss(bags));
        if raced.curve[cycle + 1] < raced.curve[raced.cycles] {
            raced.cycles = cycle + 1;
            for bag in bags.iter_mut() {
                bag.best.clone_from(&bag.tables);
            }
        }
        let (saved, now) = (raced.curve[0] - raced.curve[progress], raced.curve[raced.cycles]);
        if raced.curve[progress] - now > PROGRESS_MIN * saved {
            progress = raced.cycles;
        }
        if cycle + 1 - progress >= spec.patience {
            raced.end = End::Patience;
            break;
        }
    }
    bags.par_iter_mut().for_each(|bag| bag.restore(placed));
    raced
}
