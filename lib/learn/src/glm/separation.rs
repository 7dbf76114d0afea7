use super::family::Law;
use super::irls::{Problem, Solution};
use super::report::{Convergence, Separation};

/// A last step that moves a row by this much, where the row has next to no weight left, leads to infinity.
const DRIFT_MIN: f64 = 0.05;
const WEIGHT_MAX: f64 = 1e-3;

/// Finds columns without a finite estimate. O(rows x columns in use).
///
/// Three looks: single columns that split the answers (exact), all rows on their side of the fitted
/// predictor (complete separation; a ridge may hide it when no column separates alone), and, without a ridge, the direction in which the last step still runs while the
/// rows that it moves have lost their weight (quasi-complete separation; Albert and Anderson, Biometrika 71
/// (1984) 1-10, 10.1093/biomet/71.1.1).
pub(super) fn find(problem: &Problem, names: &[String], solution: &Solution) -> Option<Separation> {
    let Problem { design, law, y, .. } = *problem;
    // The weight of a Gaussian or gamma row does not vanish anywhere.
    if !law.curved() || design.columns() < 2 {
        return None;
    }
    // A fit that was stopped half way still moves everywhere.
    let mut flagged = match solution.convergence {
        Convergence::Stopped => vec![false; design.columns()],
        _ => drifting(problem, solution),
    };
    let mut complete = false;
    if law == Law::Binomial && y.iter().all(|y| *y <= 0.0 || *y >= 1.0) {
        let single = design.splits(y);
        for (flag, single) in flagged.iter_mut().zip(&single) {
            *flag |= *single;
        }
        // A gap in one numeric column is complete by itself, even where a ridge keeps the predictor from saying so.
        complete = single[1..=design.numerics()].contains(&true)
            || y.iter().zip(&solution.eta).all(|(y, eta)| (*y > 0.5) == (*eta > 0.0));
    }
    if !complete && !flagged.contains(&true) {
        return None;
    }
    let columns = names.iter().zip(flagged).filter(|(_, flag)| *flag).map(|(name, _)| name.clone()).collect();
    Some(Separation { columns, complete })
}

fn drifting(problem: &Problem, solution: &Solution) -> Vec<bool> {
    let Problem { design, law, y, .. } = *problem;
    let along = design.times(&solution.step);
    let rows = y.iter().zip(&solution.eta).zip(&along);
    let adrift = |((y, eta), along): ((&f64, &f64), &f64)| along.abs() > DRIFT_MIN && law.point(*y, *eta).weight < WEIGHT_MAX;
    if !rows.into_iter().any(adrift) {
        return vec![false; design.columns()];
    }
    let largest = solution.step.iter().skip(1).fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let named = |(at, value): (usize, &f64)| at > 0 && value.abs() > 0.05 * largest;
    solution.step.iter().enumerate().map(named).collect()
}
