use super::CellsSpec;
use super::cut::{CellColumn, Cut, cuts};
use super::loss::Judge;
use crate::Stop;
use crate::frame::{Column, Frame};

/// What the search ends with.
pub(super) struct Found {
    /// Chosen columns with their place in the frame.
    pub(super) chosen: Vec<(usize, CellColumn)>,
    /// Columns with the share of the constant's loss that each saves alone, best first.
    pub(super) ranking: Vec<(String, f64)>,
    pub(super) constant_loss: f64,
    pub(super) loss: f64,
    pub(super) stopped: bool,
}

/// A column that may be cut in several ways.
struct Candidate<'a> {
    place: usize,
    column: &'a Column,
    cuts: Vec<Cut>,
    alone: f64,
}

/// One cut of one candidate, with the loss of the cells that it leads to.
struct Step {
    candidate: usize,
    cut: usize,
    loss: f64,
}

pub(super) fn search(spec: &CellsSpec, train: &Frame, judge: &Judge, stop: Option<Stop>) -> Found {
    let constant_loss = judge.left_out(&vec![0; train.rows()], 1);
    let mut found = Found { chosen: Vec::new(), ranking: Vec::new(), constant_loss, loss: constant_loss, stopped: false };
    if judge.constant() {
        return found;
    }
    let stopped = || stop.is_some_and(|stop| stop());
    let mut candidates = Vec::new();
    for (place, column) in train.columns().iter().enumerate() {
        found.stopped = stopped();
        if found.stopped {
            break;
        }
        candidates.push(Candidate::of(spec, judge, place, column, constant_loss));
    }
    candidates.sort_by(|a, b| a.alone.total_cmp(&b.alone).then(a.place.cmp(&b.place)));
    let gain = |loss: f64| (constant_loss - loss) / constant_loss;
    found.ranking = candidates.iter().map(|one| (one.column.name().to_owned(), gain(one.alone))).collect();
    candidates.truncate(spec.shortlist);

    // Candidate and cut of each chosen column.
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    let mut gains = Vec::new();
    while chosen.len() < spec.columns_max && !found.stopped {
        let Some(step) = best_step(spec, judge, &candidates, &chosen) else {
            break;
        };
        let saved = gain(step.loss) - gain(found.loss);
        if saved <= 0.0 || saved < spec.gain_min {
            break;
        }
        chosen.push((step.candidate, step.cut));
        gains.push(saved);
        found.loss = step.loss;
        retry_cuts(spec, judge, &candidates, &mut chosen, &mut found.loss);
        found.stopped = stopped();
    }
    let name = |((candidate, cut), gain): (&(usize, usize), f64)| {
        let one = &candidates[*candidate];
        let column = CellColumn { name: one.column.name().to_owned(), cut: one.cuts[*cut].clone(), gain };
        (one.place, column)
    };
    found.chosen = chosen.iter().zip(gains).map(name).collect();
    found
}

impl<'a> Candidate<'a> {
    fn of(spec: &CellsSpec, judge: &Judge, place: usize, column: &'a Column, constant_loss: f64) -> Self {
        let mut candidate = Self { place, column, cuts: cuts(column, &spec.buckets), alone: constant_loss };
        if let Some(step) = best_cut(spec, judge, &vec![0; column.rows()], 1, 0, &candidate) {
            candidate.alone = step.loss;
        }
        candidate
    }
}

/// The further column, and its cut, that lowers the loss most.
fn best_step(spec: &CellsSpec, judge: &Judge, candidates: &[Candidate], chosen: &[(usize, usize)]) -> Option<Step> {
    let (cells, count) = cells_of(candidates, chosen, None, judge.rows());
    let free = (0..candidates.len()).filter(|at| chosen.iter().all(|(used, _)| used != at));
    free.filter_map(|at| best_cut(spec, judge, &cells, count, at, &candidates[at])).min_by(|a, b| a.loss.total_cmp(&b.loss))
}

/// The cut of a column that lowers the loss most when the cells are refined by it.
fn best_cut(spec: &CellsSpec, judge: &Judge, cells: &[u32], count: usize, candidate: usize, of: &Candidate) -> Option<Step> {
    let affordable = |(_, cut): &(usize, &Cut)| count * cut.size() <= spec.cells_max;
    let weigh = |(at, cut): (usize, &Cut)| {
        let loss = judge.left_out(&cut.refine(of.column, cells), count * cut.size());
        Step { candidate, cut: at, loss }
    };
    of.cuts.iter().enumerate().filter(affordable).map(weigh).min_by(|a, b| a.loss.total_cmp(&b.loss))
}

/// Tries other cuts of the columns that were chosen before.
fn retry_cuts(spec: &CellsSpec, judge: &Judge, candidates: &[Candidate], chosen: &mut [(usize, usize)], loss: &mut f64) {
    if chosen.len() < 2 {
        return;
    }
    for at in 0..chosen.len() {
        let candidate = chosen[at].0;
        let (cells, count) = cells_of(candidates, chosen, Some(at), judge.rows());
        if let Some(step) = best_cut(spec, judge, &cells, count, candidate, &candidates[candidate])
            && step.loss < *loss
        {
            chosen[at].1 = step.cut;
            *loss = step.loss;
        }
    }
}

/// Cell number of each row under the chosen cuts, without the one at `except`, and the number of cells.
fn cells_of(candidates: &[Candidate], chosen: &[(usize, usize)], except: Option<usize>, rows: usize) -> (Vec<u32>, usize) {
    let mut cells = vec![0; rows];
    let mut count = 1;
    for (at, (candidate, cut)) in chosen.iter().enumerate() {
        if Some(at) != except {
            let cut = &candidates[*candidate].cuts[*cut];
            cells = cut.refine(candidates[*candidate].column, &cells);
            count *= cut.size();
        }
    }
    (cells, count)
}
