//! Tables of all models brought to one scale: pairs without a share of their columns, every table with mean 0.

use super::boost::{Bag, Placed, Table};
use super::terms::{Kind, Term};

/// Sweeps over rows and columns of a pair's table at most.
const SWEEPS_MAX: usize = 200;
/// Shares smaller than this, relative to the largest value, are left in the pair.
const SETTLED: f64 = 1e-12;

/// The mean of several models, term by term.
pub(super) struct Averaged {
    /// One a score.
    pub(super) intercept: Vec<f64>,
    pub(super) terms: Vec<AveragedTerm>,
}

/// Tables of one term; output after output, each with a last entry 0 for what training never had.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AveragedTerm {
    pub(super) term: Term,
    /// Training rows in each cell, once for all outputs, with a last entry 0.
    pub(super) rows: Vec<usize>,
    pub(super) values: Table,
    /// Standard errors of the values.
    pub(super) errors: Table,
}

impl AveragedTerm {
    /// What a cell adds to the score of an output.
    pub(super) fn value(&self, output: usize, cell: usize) -> f64 {
        self.values[output * (self.term.cells + 1) + cell]
    }
}

impl Averaged {
    /// A model without terms.
    pub(super) fn constant(intercept: Vec<f64>) -> Self {
        Self { intercept, terms: Vec::new() }
    }
}

/// The mean of the bags' tables, with the jackknife's standard errors; bags stand in repeats of `parts` models.
pub(super) fn average(placed: &Placed, bags: &[Bag<'_>], parts: usize, outputs: usize) -> Averaged {
    let rows: Vec<Vec<usize>> = placed
        .terms
        .iter()
        .zip(&placed.cells)
        .map(|(term, cells)| {
            let mut rows = vec![0; term.cells + 1];
            for &cell in cells {
                rows[usize::from(cell)] += 1;
            }
            rows
        })
        .collect();
    let mut intercept = vec![0.0; outputs];
    let mut models: Vec<Vec<Table>> = Vec::with_capacity(bags.len());
    for bag in bags {
        let mut tables: Vec<Table> = bag.tables[..placed.terms.len()].to_vec();
        for (output, intercept) in intercept.iter_mut().enumerate() {
            *intercept += (bag.start[output] + centre(&placed.terms, &rows, &mut tables, output)) / bags.len() as f64;
        }
        models.push(tables);
    }
    let terms = placed.terms.iter().zip(rows).enumerate().map(|(at, (term, rows))| {
        let tables: Vec<&Table> = models.iter().map(|model| &model[at]).collect();
        let (values, errors) = (0..tables[0].len()).map(|cell| jackknife(&tables, parts, cell)).unzip();
        AveragedTerm { term: term.clone(), rows, values, errors }
    });
    Averaged { intercept, terms: terms.collect() }
}

/// Mean and standard error of one entry.
fn jackknife(tables: &[&Table], parts: usize, cell: usize) -> (f64, f64) {
    let mean = |tables: &[&Table]| tables.iter().map(|table| table[cell]).sum::<f64>() / tables.len() as f64;
    let variance = |tables: &[&Table]| {
        let mean = mean(tables);
        let squares: f64 = tables.iter().map(|table| (table[cell] - mean).powi(2)).sum();
        squares * (parts as f64 - 1.0) / parts as f64
    };
    let repeats = (tables.len() / parts) as f64;
    let sum: f64 = tables.chunks(parts).map(variance).sum();
    (mean(tables), (sum / repeats).sqrt())
}

/// Centres the tables of one output; what they lose is the share of the intercept.
fn centre(terms: &[Term], rows: &[Vec<usize>], tables: &mut [Table], output: usize) -> f64 {
    for at in 0..terms.len() {
        if let Kind::Paired { size, steps } = &terms[at].kind {
            let from = output * (terms[at].cells + 1);
            let shares = purify(*size, &rows[at], &mut tables[at][from..from + terms[at].cells]);
            for (axis, shares) in shares.iter().enumerate() {
                let single = terms[at].features[axis];
                let from = output * (terms[single].cells + 1);
                for (bin, &step) in steps[axis].iter().enumerate() {
                    tables[single][from + bin] += shares[usize::from(step)];
                }
            }
        }
    }
    let mut lost = 0.0;
    for ((term, rows), table) in terms.iter().zip(rows).zip(tables) {
        let table = &mut table[output * (term.cells + 1)..][..term.cells];
        let total: usize = rows.iter().sum();
        let mean = table.iter().zip(rows).map(|(value, &rows)| value * rows as f64).sum::<f64>() / total.max(1) as f64;
        for value in table {
            *value -= mean;
        }
        lost += mean;
    }
    lost
}

/// Takes the means of rows and columns out of a pair's table and gives them back, by step of each axis.
fn purify((wide, high): (usize, usize), rows: &[usize], table: &mut [f64]) -> [Vec<f64>; 2] {
    let mut shares = [vec![0.0; wide], vec![0.0; high]];
    for _ in 0..SWEEPS_MAX {
        let largest = table.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        let mut moved = 0.0_f64;
        for (axis, shares) in shares.iter_mut().enumerate() {
            for (step, share) in shares.iter_mut().enumerate() {
                let cells = |other: usize| if axis == 0 { step * high + other } else { other * high + step };
                let others = [high, wide][axis];
                let weight: usize = (0..others).map(|other| rows[cells(other)]).sum();
                if weight == 0 {
                    continue;
                }
                let sum: f64 = (0..others).map(|other| table[cells(other)] * rows[cells(other)] as f64).sum();
                let mean = sum / weight as f64;
                (0..others).for_each(|other| table[cells(other)] -= mean);
                *share += mean;
                moved = moved.max(mean.abs());
            }
        }
        if moved <= SETTLED * largest {
            break;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purified_table_has_no_means_left_and_adds_up_to_the_same() {
        let rows = [3, 1, 4, 1, 5, 9];
        let before = [1.0, 5.0, -2.0, 0.5, 3.0, 7.0];
        let mut table = before;
        let shares = purify((2, 3), &rows, &mut table);
        for i in 0..2 {
            let mean: f64 = (0..3).map(|j| table[3 * i + j] * f64::from(rows[3 * i + j] as u32)).sum();
            assert!(mean.abs() < 1e-9);
            for j in 0..3 {
                assert!((table[3 * i + j] + shares[0][i] + shares[1][j] - before[3 * i + j]).abs() < 1e-9);
            }
        }
    }
}
