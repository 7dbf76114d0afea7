//! Families with a parameter of their own: theta of the negative binomial, the power of Tweedie.

use super::family::Law;
use super::fitted::{Prepared, stopped};
use super::irls::{Solution, solve};
use super::likelihood::Fit;
use super::report::Theta;
use super::sample::Rows;
use super::theta::Counts;
use super::tweedie::Series;
use super::{Family, GlmSpec};
use crate::Stop;

/// Rounds of coefficients at a theta and theta at the coefficients.
const ROUNDS_MAX: usize = 100;
/// Powers between which the profile likelihood is searched.
const POWERS: (f64, f64) = (1.02, 1.98);

pub(super) struct Solved {
    pub(super) solution: Solution,
    pub(super) law: Law,
    pub(super) theta: Option<Theta>,
    /// The power, and whether it was estimated.
    pub(super) power: Option<(f64, bool)>,
}

/// The law that a fit starts from.
pub(super) fn first(family: Family, rows: &Rows) -> Law {
    match family {
        Family::Gaussian => Law::Gaussian,
        Family::Binomial => Law::Binomial,
        Family::Poisson => Law::Poisson,
        Family::Gamma => Law::Gamma,
        Family::NegativeBinomial { theta: Some(theta) } => Law::NegativeBinomial(theta),
        Family::NegativeBinomial { theta: None } => {
            let n = rows.y.len() as f64;
            let mean = rows.y.iter().sum::<f64>() / n;
            let variance = rows.y.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / n;
            Law::NegativeBinomial((mean * mean / (variance - mean).max(1e-3 * mean)).max(1e-3))
        }
        Family::Tweedie { power } => Law::Tweedie(power.unwrap_or(1.5)),
    }
}

pub(super) fn solve_family(spec: &GlmSpec, prepared: &Prepared, law: Law, penalty: &[f64], stop: Option<Stop>) -> Solved {
    let at =
        |law: Law, start: Vec<f64>| solve(&prepared.problem(&prepared.design, law, penalty), start, spec.iterations_max, stop);
    let solution = at(law, prepared.start_of(law));
    match (spec.family, law) {
        (Family::NegativeBinomial { theta: None }, Law::NegativeBinomial(theta)) => alternate(prepared, &at, theta, solution),
        (Family::Tweedie { power: None }, _) => search(prepared, &at, &solution),
        (Family::NegativeBinomial { theta: Some(theta) }, _) => {
            Solved { solution, law, theta: Some(Theta::Given(theta)), power: None }
        }
        (_, Law::Tweedie(power)) => Solved { solution, law, theta: None, power: Some((power, false)) },
        _ => Solved { solution, law, theta: None, power: None },
    }
}

/// Coefficients and theta in turns: at the maximum they do not depend on each other to first order, so that a few rounds do.
fn alternate(prepared: &Prepared, at: &dyn Fn(Law, Vec<f64>) -> Solution, start: f64, solution: Solution) -> Solved {
    let weight = |row| prepared.weight_of(row);
    let y = prepared.target_values();
    let counts = Counts::of(y, weight);
    let (mut theta, mut solution) = (start, solution);
    let mut error = None;
    let mut iterations = solution.iterations;
    for _ in 0..ROUNDS_MAX {
        if stopped(&solution) {
            break;
        }
        let mean: Vec<f64> = solution.eta.iter().map(|eta| Law::Poisson.mean(*eta)).collect();
        let Some((next, standard_error)) = counts.most_likely(y, &mean, weight, theta) else {
            let mut solution = at(Law::Poisson, solution.beta);
            solution.iterations += iterations;
            return Solved { solution, law: Law::Poisson, theta: Some(Theta::Poisson), power: None };
        };
        let moved = (next / theta - 1.0).abs();
        (theta, error) = (next, Some(standard_error));
        solution = at(Law::NegativeBinomial(theta), solution.beta);
        iterations += solution.iterations;
        if moved < 1e-12 {
            break;
        }
    }
    solution.iterations = iterations;
    let theta_found = error.map_or(Theta::Given(theta), |standard_error| Theta::Estimated { value: theta, standard_error });
    Solved { solution, law: Law::NegativeBinomial(theta), theta: Some(theta_found), power: None }
}

/// Golden section on the profile likelihood of the power, after a coarse grid.
fn search(prepared: &Prepared, at: &dyn Fn(Law, Vec<f64>) -> Solution, first: &Solution) -> Solved {
    let mut beta = first.beta.clone();
    let mut likelihood = |power: f64| {
        let solution = at(Law::Tweedie(power), beta.clone());
        let mean: Vec<f64> = solution.eta.iter().map(|eta| Law::Poisson.mean(*eta)).collect();
        let law = Law::Tweedie(power);
        let fit = Fit { law, y: prepared.target_values(), mean: &mean, weight: prepared.weight, deviance: solution.deviance };
        let value = Series::new(power).best(&fit).map_or(f64::NEG_INFINITY, |(_, value)| value);
        beta.clone_from(&solution.beta);
        (value, solution)
    };
    let grid: Vec<f64> = (1..10).map(|k| 1.0 + 0.1 * f64::from(k)).collect();
    let values: Vec<f64> = grid.iter().map(|power| likelihood(*power).0).collect();
    let best = (0..grid.len()).max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap_or(4);
    let mut low = if best == 0 { POWERS.0 } else { grid[best - 1] };
    let mut high = grid.get(best + 1).copied().unwrap_or(POWERS.1);
    let ratio = 0.5 * (5.0_f64.sqrt() - 1.0);
    let (mut a, mut b) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut at_a, mut at_b) = (likelihood(a).0, likelihood(b).0);
    while high - low > 1e-6 {
        if at_a > at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - ratio * (high - low);
            at_a = likelihood(a).0;
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + ratio * (high - low);
            at_b = likelihood(b).0;
        }
    }
    let power = 0.5 * (low + high);
    let (_, solution) = likelihood(power);
    Solved { solution, law: Law::Tweedie(power), theta: None, power: Some((power, true)) }
}
