//! Which pairs of columns say more than the sum of both.

use rayon::prelude::*;

use super::GamSpec;
use super::boost::{Bag, Placed};
use super::step::{self, Rules, Sums};
use super::terms::{Steps, Term};

/// Columns, the most important ones, among which pairs are looked for at most.
const COLUMNS_MAX: usize = 60;

/// The most telling pairs, best first, at most `spec.pairs`.
///
/// A pair is judged by what the best four corners of its table take off the loss that is left, measured at predictions for
/// rows that were held out. Follows FAST of Lou, Caruana, Gehrke, Hooker (2013), Accurate intelligible models with pairwise
/// interactions, KDD, doi:10.1145/2487575.2487579.
///
/// Cost: O(pairs x (rows + cells)).
pub(super) fn telling(spec: &GamSpec, placed: &Placed, bags: &[Bag<'_>], bins: &[Vec<u8>], outputs: usize) -> Vec<Term> {
    let (places, steps) = steps(spec, placed, bags, outputs);
    let rows = bins.first().map_or(0, Vec::len);
    let slopes = held_out_slopes(bags, rows, outputs);
    let all: Vec<(usize, usize)> = (0..places.len()).flat_map(|a| (a + 1..places.len()).map(move |b| (a, b))).collect();
    let mut judged: Vec<(f64, Term)> = all
        .par_iter()
        .filter_map(|&(a, b)| {
            let term = Term::pair([places[a], places[b]], [&steps[a], &steps[b]]);
            let size = (steps[a].count, steps[b].count);
            let cells = term.place(bins);
            let mut counts = vec![0; term.cells];
            for &cell in &cells {
                counts[usize::from(cell)] += 1;
            }
            let rules = Rules { rate: 1.0, rows_min: spec.leaf_rows_min, leaves_max: 4, ridge: 0.0, smooth: 0.0 };
            let gain: f64 = slopes
                .chunks(rows)
                .filter_map(|slopes| {
                    let mut sums: Vec<Sums> = vec![[0.0; 2]; term.cells];
                    for (&cell, slope) in cells.iter().zip(slopes) {
                        let sum = &mut sums[usize::from(cell)];
                        *sum = [sum[0] + slope[0], sum[1] + slope[1]];
                    }
                    step::corners(&rules, size, (&sums, &counts)).map(|best| best.gain)
                })
                .sum();
            (gain > 0.0).then_some((gain, term))
        })
        .collect();
    judged.sort_by(|a, b| b.0.total_cmp(&a.0));
    judged.into_iter().take(spec.pairs).map(|(_, term)| term).collect()
}

/// The columns to look at, and their steps.
fn steps(spec: &GamSpec, placed: &Placed, bags: &[Bag<'_>], outputs: usize) -> (Vec<usize>, Vec<Steps>) {
    let mut judged: Vec<(f64, usize)> = Vec::new();
    let mut steps = Vec::new();
    for (place, (term, cells)) in placed.terms.iter().zip(&placed.cells).enumerate() {
        let mut rows = vec![0; term.cells];
        for &cell in cells {
            rows[usize::from(cell)] += 1;
        }
        let mut effect = vec![0.0; term.cells];
        for bag in bags {
            effect.iter_mut().zip(&bag.tables[place]).for_each(|(sum, value)| *sum += value);
        }
        let sizes = (0..outputs).flat_map(|output| {
            let from = output * (term.cells + 1);
            let table = &bags[0].tables[place][from..from + term.cells];
            table.iter().zip(&rows).map(|(value, &rows)| value.abs() * rows as f64)
        });
        judged.push((sizes.sum(), place));
        steps.push(Steps::new(&term.kind, &rows, &effect, spec.pair_steps));
    }
    judged.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut places: Vec<usize> = judged.into_iter().take(COLUMNS_MAX).map(|(_, place)| place).collect();
    places.sort_unstable();
    let steps = places.iter().map(|&place| steps[place].clone()).collect();
    (places, steps)
}

/// Derivatives of every row at the mean over the models that have not seen it; output after output.
fn held_out_slopes(bags: &[Bag<'_>], rows: usize, outputs: usize) -> Vec<Sums> {
    let mut slopes = vec![[0.0; 2]; rows * outputs];
    for bag in bags {
        let found = bag.held_slopes();
        for (sums, found) in slopes.chunks_mut(rows).zip(found.chunks(rows)) {
            for &row in &bag.held {
                sums[row] = [sums[row][0] + f64::from(found[row][0]), sums[row][1] + f64::from(found[row][1])];
            }
        }
    }
    slopes
}
