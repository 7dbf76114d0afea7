use super::GamSpec;
use super::boost::{Bag, Placed, Raced, race};
use super::centre::{self, Averaged};
use super::fitted::GamFitted;
use super::pairs;
use super::terms::{Term, bins_of};
use crate::booster::draw::Draw;
use crate::booster::{Binned, End, Loss};
use crate::error::LearnError;
use crate::frame::Frame;

/// Stream of the draw that cuts rows into parts.
const PART_STREAM: u64 = 6 << 32;

/// Fits `spec`; see [`GamSpec::fit`].
pub(super) fn fit(spec: &GamSpec, x: &Frame, y: &[f64], should_stop: &mut dyn FnMut() -> bool) -> Result<GamFitted, LearnError> {
    let binned = Binned::new(x, &spec.bins)?;
    if y.len() != x.rows() {
        return Err(LearnError::Length { name: "target".to_owned(), expected: x.rows(), found: y.len() });
    }
    spec.loss.check_targets(y)?;
    let bins = bins_of(&binned);
    let terms: Vec<Term> = binned.features().iter().enumerate().map(|(place, feature)| Term::single(place, feature)).collect();
    let cells = terms.iter().map(|term| term.place(&bins)).collect();
    let mut placed = Placed { terms, cells };
    let parts = spec.parts.min(y.len() / 2);
    let learnable = parts >= 2 && y.iter().any(|value| value.total_cmp(&y[0]).is_ne());
    if !learnable {
        let intercept = spec.loss.start(y, None);
        let raced = Raced { curve: Vec::new(), cycles: 0, end: End::NoSplit };
        return Ok(GamFitted::new(spec, &binned, Averaged::constant(intercept), [raced, none()]));
    }
    let mut bags: Vec<Bag<'_>> = (0..spec.repeats as u64)
        .flat_map(|repeat| held_out(spec, y, parts, repeat))
        .enumerate()
        .map(|(place, held)| Bag::new(spec.loss, y, held, spec.seed.wrapping_add(place as u64)))
        .collect();
    let singles = race(spec, &placed, &mut bags, 0, should_stop);
    let mut paired = none();
    if spec.pairs > 0 && singles.end != End::Stopped && !should_stop() {
        let from = placed.terms.len();
        for term in pairs::telling(spec, &placed, &bags, &bins, spec.loss.outputs()) {
            placed.cells.push(term.place(&bins));
            placed.terms.push(term);
        }
        if placed.terms.len() > from {
            paired = race(spec, &placed, &mut bags, from, should_stop);
        }
        if paired.cycles == 0 {
            placed.terms.truncate(from);
            placed.cells.truncate(from);
        }
    }
    let averaged = centre::average(&placed, &bags, parts, spec.loss.outputs());
    Ok(GamFitted::new(spec, &binned, averaged, [singles, paired]))
}

fn none() -> Raced {
    Raced { curve: Vec::new(), cycles: 0, end: End::NoSplit }
}

/// Each row in one of the parts; shares of classes are kept.
fn held_out(spec: &GamSpec, y: &[f64], parts: usize, repeat: u64) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..y.len()).collect();
    let mut draw = Draw::new(spec.seed, PART_STREAM + repeat);
    for last in (1..order.len()).rev() {
        order.swap(last, draw.below(last + 1));
    }
    if matches!(spec.loss, Loss::Logistic | Loss::Softmax { .. }) {
        order.sort_by(|&a, &b| y[a].total_cmp(&y[b]));
    }
    let mut held = vec![Vec::new(); parts];
    order.iter().enumerate().for_each(|(place, &row)| held[place % parts].push(row));
    for rows in &mut held {
        rows.sort_unstable();
    }
    held
}
