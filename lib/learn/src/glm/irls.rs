use super::Family;
use super::report::Convergence;
use crate::Stop;
use crate::encode::{Design, rowwise};
use crate::linalg::{Triangle, add_scaled, dot};

/// A step whose squared length in standard errors is below this is the last one.
const DECREMENT_MAX: f64 = 1e-12;
/// Halvings of one step before the fit counts as stalled.
const HALVINGS_MAX: usize = 40;
/// Refinements of a Gaussian solution.
const REFINEMENTS_MAX: usize = 5;

/// `min_b deviance(y, X b) + sum_j penalty_j b_j^2`.
pub(super) struct Problem<'a> {
    pub(super) design: &'a Design,
    pub(super) y: &'a [f64],
    pub(super) family: Family,
    pub(super) penalty: &'a [f64],
}

pub(super) struct Solution {
    pub(super) beta: Vec<f64>,
    pub(super) eta: Vec<f64>,
    pub(super) deviance: f64,
    pub(super) iterations: usize,
    pub(super) convergence: Convergence,
    /// Factor of `X'WX + D` at the solution; `None` when it is singular in double precision.
    pub(super) factor: Option<Triangle>,
    /// The last step: what still grows when the fit has no finite solution.
    pub(super) step: Vec<f64>,
}

/// Newton steps on the penalised deviance (Fisher scoring: the links are canonical), each halved until it does not go uphill.
///
/// Every step solves `H d = X'(y - m) - D b` with the gradient taken afresh, so that a rounding error of the
/// factor slows the fit down but does not move its end. For the Gaussian this is iterative refinement of the
/// (corrected semi-)normal equations.
///
/// Green, J. Roy. Stat. Soc. B 46 (1984) 149-192; Bjorck, Lin. Alg. Appl. 88/89 (1987) 31-48, 10.1016/0024-3795(87)90101-7.
pub(super) fn solve(problem: &Problem, start: f64, iterations_max: usize, stop: Option<Stop>) -> Solution {
    let columns = problem.design.columns();
    let mut beta = vec![0.0; columns];
    beta[0] = start;
    let mut eta = vec![start; problem.y.len()];
    let mut value = problem.deviance(&eta);
    let mut step = vec![0.0; columns];
    let mut convergence = Convergence::IterationLimit;
    let mut factor: Option<Factor> = None;
    let mut previous = f64::INFINITY;
    let mut iterations = 0;
    while iterations < iterations_max {
        if stop.is_some_and(|stop| stop()) {
            convergence = Convergence::Stopped;
            break;
        }
        let (weight, gradient) = problem.expand(&beta, &eta);
        if problem.family.curved() || factor.is_none() {
            factor = problem.factor(&weight);
        }
        let Some(current) = &factor else {
            convergence = Convergence::Stalled;
            break;
        };
        iterations += 1;
        step = current.triangle.solve(&gradient);
        let decrement = dot(&step, &gradient);
        let Some(next) = problem.descend(&beta, &eta, &step, value) else {
            let settled = decrement.abs() <= 1e-8 * (1.0 + value.abs());
            convergence = if settled { Convergence::Converged } else { Convergence::Stalled };
            break;
        };
        (beta, eta, value) = (next.beta, next.eta, next.value);
        if problem.done(decrement, previous, iterations) {
            convergence = Convergence::Converged;
            break;
        }
        previous = decrement;
    }
    eta = problem.design.times(&beta);
    let deviance = problem.deviance(&eta);
    if problem.family.curved() || factor.is_none() {
        factor = problem.factor(&problem.expand(&beta, &eta).0);
    }
    let factor = factor.filter(|factor| !factor.damped).map(|factor| factor.triangle);
    Solution { beta, eta, deviance, iterations, convergence, factor, step }
}

struct Factor {
    triangle: Triangle,
    damped: bool,
}

struct Next {
    beta: Vec<f64>,
    eta: Vec<f64>,
    value: f64,
}

impl Problem<'_> {
    fn deviance(&self, eta: &[f64]) -> f64 {
        self.y.iter().zip(eta).map(|(y, eta)| self.family.deviance(*y, *eta)).sum()
    }

    fn penalty_of(&self, beta: &[f64]) -> f64 {
        self.penalty.iter().zip(beta).map(|(d, b)| d * b * b).sum()
    }

    /// Weights of the rows, and half the downhill gradient.
    fn expand(&self, beta: &[f64], eta: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut weight = Vec::with_capacity(eta.len());
        let mut score = Vec::with_capacity(eta.len());
        for (y, eta) in self.y.iter().zip(eta) {
            let point = self.family.point(*y, *eta);
            weight.push(point.weight);
            score.push(point.score);
        }
        let mut gradient = self.design.transpose_times(&score);
        for ((slot, d), b) in gradient.iter_mut().zip(self.penalty).zip(beta) {
            *slot -= d * b;
        }
        (weight, gradient)
    }

    /// The curvature's factor; with a growing share of its diagonal added when it is singular.
    fn factor(&self, weight: &[f64]) -> Option<Factor> {
        if rowwise(self.design) {
            let rows = self.design.weighted_rows(weight, self.penalty);
            if let Some(triangle) = Triangle::from_rows(rows) {
                return Some(Factor { triangle, damped: false });
            }
        }
        let mut gram = self.design.gram(weight);
        gram.add_diagonal(self.penalty);
        if let Some(triangle) = Triangle::from_gram(&gram) {
            return Some(Factor { triangle, damped: false });
        }
        let diagonal: Vec<f64> = (0..gram.size()).map(|at| gram.diagonal(at).max(f64::MIN_POSITIVE)).collect();
        let mut share = 1e-10;
        while share < 1e3 {
            let extra: Vec<f64> = diagonal.iter().map(|value| share * value).collect();
            gram.add_diagonal(&extra);
            if let Some(triangle) = Triangle::from_gram(&gram) {
                return Some(Factor { triangle, damped: true });
            }
            share *= 100.0;
        }
        None
    }

    /// The longest of the steps 1, 1/2, 1/4, ... that does not raise the penalised deviance.
    fn descend(&self, beta: &[f64], eta: &[f64], step: &[f64], deviance: f64) -> Option<Next> {
        let along = self.design.times(step);
        let now = deviance + self.penalty_of(beta);
        let allowance = 1e-12 * (now.abs() + 1.0);
        let mut share = 1.0;
        for _ in 0..HALVINGS_MAX {
            let mut next_beta = beta.to_vec();
            add_scaled(&mut next_beta, share, step);
            let mut next_eta = eta.to_vec();
            add_scaled(&mut next_eta, share, &along);
            let value = self.deviance(&next_eta);
            if value + self.penalty_of(&next_beta) <= now + allowance {
                return Some(Next { beta: next_beta, eta: next_eta, value });
            }
            share *= 0.5;
        }
        None
    }

    fn done(&self, decrement: f64, previous: f64, iterations: usize) -> bool {
        if self.family.curved() {
            decrement <= DECREMENT_MAX
        } else {
            // Linear: the second step refines the first; go on while that still gains digits.
            iterations > 1 && (decrement >= 0.01 * previous || decrement <= 1e-28 * self.y.len() as f64)
                || iterations > REFINEMENTS_MAX
        }
    }
}
