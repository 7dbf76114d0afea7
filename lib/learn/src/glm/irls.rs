use super::family::Law;
use super::report::Convergence;
use crate::Stop;
use crate::encode::{Design, rowwise};
use crate::linalg::{Triangle, add_scaled, dot};

/// A step whose squared length in standard errors is below this is the last one.
const DECREMENT_MAX: f64 = 1e-12;
/// The same where steps shrink by a constant share only, because the link is not the canonical one.
const DECREMENT_MAX_SCORING: f64 = 1e-22;
/// Halvings of one step before the fit counts as stalled.
const HALVINGS_MAX: usize = 40;
/// Refinements of a Gaussian solution.
const REFINEMENTS_MAX: usize = 5;
/// Where less than this is left of a column beside those before it, the inverse of the Gram matrix has less than ten digits.
const SHARE_MIN: f64 = 1e-3;
/// Most multiplications of reflections on the rows of a large table.
const ROWWISE_WORK_MAX: usize = 4_000_000_000;

/// `min_b sum_i weight_i deviance(y_i, offset_i + x_i b) + sum_j penalty_j b_j^2`.
pub(super) struct Problem<'a> {
    pub(super) design: &'a Design,
    pub(super) y: &'a [f64],
    pub(super) law: Law,
    pub(super) weight: Option<&'a [f64]>,
    pub(super) offset: Option<&'a [f64]>,
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

/// Scoring steps on the penalised deviance (Newton's where the link is canonical), each halved until it does not go uphill.
///
/// Every step solves `H d = X'(score) - D b` with the gradient taken afresh, so that a rounding error of the
/// factor slows the fit down but does not move its end. For the Gaussian this is iterative refinement of the
/// (corrected semi-)normal equations.
///
/// Green, J. Roy. Stat. Soc. B 46 (1984) 149-192; Bjorck, Lin. Alg. Appl. 88/89 (1987) 31-48, 10.1016/0024-3795(87)90101-7.
pub(super) fn solve(problem: &Problem, start: Vec<f64>, iterations_max: usize, stop: Option<Stop>) -> Solution {
    let columns = problem.design.columns();
    let mut beta = start;
    let mut eta = problem.eta(&beta);
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
        if problem.law.curved() || factor.is_none() {
            factor = problem.factor(&weight, false);
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
        if problem.done(decrement, previous, iterations, value) {
            convergence = Convergence::Converged;
            break;
        }
        previous = decrement;
    }
    eta = problem.eta(&beta);
    let deviance = problem.deviance(&eta);
    if problem.law.curved() || factor.as_ref().is_none_or(|factor| factor.rough) {
        factor = problem.factor(&problem.points(&eta).0, true);
    }
    let factor = factor.filter(|factor| !factor.damped).map(|factor| factor.triangle);
    Solution { beta, eta, deviance, iterations, convergence, factor, step }
}

pub(super) struct Factor {
    pub(super) triangle: Triangle,
    pub(super) damped: bool,
    /// Of a Gram matrix that has lost digits which its rows still have.
    rough: bool,
}

struct Next {
    beta: Vec<f64>,
    eta: Vec<f64>,
    value: f64,
}

impl Problem<'_> {
    pub(super) fn eta(&self, beta: &[f64]) -> Vec<f64> {
        let mut eta = self.design.times(beta);
        if let Some(offset) = self.offset {
            add_scaled(&mut eta, 1.0, offset);
        }
        eta
    }

    pub(super) fn deviance(&self, eta: &[f64]) -> f64 {
        let rows = self.y.iter().zip(eta).map(|(y, eta)| self.law.deviance(*y, *eta));
        match self.weight {
            None => rows.sum(),
            Some(weight) => rows.zip(weight).map(|(row, w)| w * row).sum(),
        }
    }

    fn penalty_of(&self, beta: &[f64]) -> f64 {
        self.penalty.iter().zip(beta).map(|(d, b)| d * b * b).sum()
    }

    /// Weights of the rows, and their scores.
    pub(super) fn points(&self, eta: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut weight = Vec::with_capacity(eta.len());
        let mut score = Vec::with_capacity(eta.len());
        for (y, eta) in self.y.iter().zip(eta) {
            let point = self.law.point(*y, *eta);
            weight.push(point.weight);
            score.push(point.score);
        }
        if let Some(prior) = self.weight {
            for ((weight, score), w) in weight.iter_mut().zip(&mut score).zip(prior) {
                *weight *= w;
                *score *= w;
            }
        }
        (weight, score)
    }

    /// Weights of the rows, and half the downhill gradient.
    pub(super) fn expand(&self, beta: &[f64], eta: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (weight, score) = self.points(eta);
        let mut gradient = self.design.transpose_times(&score);
        // No penalty at all is an empty one.
        for ((slot, d), b) in gradient.iter_mut().zip(self.penalty).zip(beta) {
            *slot -= d * b;
        }
        (weight, gradient)
    }

    /// The curvature's factor; with a growing share of its diagonal added when it is singular.
    ///
    /// By reflections on the rows for small tables, and for `exact` ones where the Gram matrix would lose too many digits.
    pub(super) fn factor(&self, weight: &[f64], exact: bool) -> Option<Factor> {
        let sound = |triangle, rough| Some(Factor { triangle, damped: false, rough });
        let small = rowwise(self.design);
        if small && let Some(triangle) = self.design.triangle(weight, self.penalty) {
            return sound(triangle, false);
        }
        let mut gram = self.design.gram(weight);
        gram.add_diagonal(self.penalty);
        let cheap = Triangle::from_gram(&gram);
        let rough = cheap.as_ref().is_none_or(|triangle| triangle.share_least() < SHARE_MIN);
        let work = self.design.rows().saturating_mul(self.design.columns().pow(2));
        if rough
            && exact
            && !small
            && work <= ROWWISE_WORK_MAX
            && let Some(triangle) = self.design.triangle(weight, self.penalty)
        {
            return sound(triangle, false);
        }
        if let Some(triangle) = cheap {
            return sound(triangle, rough);
        }
        let diagonal: Vec<f64> = (0..gram.size()).map(|at| gram.diagonal(at).max(f64::MIN_POSITIVE)).collect();
        let mut share = 1e-10;
        while share < 1e3 {
            let extra: Vec<f64> = diagonal.iter().map(|value| share * value).collect();
            gram.add_diagonal(&extra);
            if let Some(triangle) = Triangle::from_gram(&gram) {
                return Some(Factor { triangle, damped: true, rough: false });
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

    fn done(&self, decrement: f64, previous: f64, iterations: usize, deviance: f64) -> bool {
        let rows = self.y.len() as f64;
        // What a squared standard error is in units of the deviance.
        let unit = if self.law.fixed() { 1.0 } else { deviance / rows };
        if self.law == Law::Gaussian {
            // Linear: the second step refines the first; go on while that still gains digits.
            iterations > 1 && (decrement >= 0.01 * previous || decrement <= 1e-28 * rows) || iterations > REFINEMENTS_MAX
        } else if self.law.canonical() {
            decrement <= DECREMENT_MAX
        } else {
            decrement <= DECREMENT_MAX_SCORING * unit || decrement <= DECREMENT_MAX * unit && decrement >= 0.5 * previous
        }
    }
}
