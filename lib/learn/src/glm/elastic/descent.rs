use crate::glm::family::Law;
use crate::glm::fitted::Prepared;
use crate::glm::irls::Problem;
use crate::linalg::{Lower, Triangle, add_scaled, dot};

/// Scoring steps of one penalty.
const STEPS_MAX: usize = 100;
/// Sweeps of coordinate descent inside one step.
const SWEEPS_MAX: usize = 2_000;
/// A step that promises less than this of the objective is the last one.
const FALL_MIN: f64 = 1e-16;
/// Sweeps end when no coefficient moves the quadratic by more than this.
const SWEEP_FALL_MIN: f64 = 1e-18;
const HALVINGS_MAX: usize = 40;

/// `absolute sum |b| + square / 2 sum b^2`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Penalty {
    pub(super) absolute: f64,
    pub(super) square: f64,
}

impl Penalty {
    fn of(self, beta: &[f64]) -> f64 {
        beta[1..].iter().map(|b| self.absolute * b.abs() + 0.5 * self.square * b * b).sum()
    }
}

/// A minimum that moves along with the penalty.
pub(super) struct Descent<'a> {
    problem: Problem<'a>,
    /// Sum of the weights.
    total: f64,
    beta: Vec<f64>,
    eta: Vec<f64>,
    deviance: f64,
    /// Curvature where it does not depend on the coefficients.
    curvature: Option<Square>,
}

/// A symmetric matrix with both halves.
struct Square {
    size: usize,
    values: Vec<f64>,
}

impl Square {
    fn of(lower: &Lower, scale: f64) -> Self {
        let size = lower.size();
        let mut values = vec![0.0; size * size];
        for i in 0..size {
            for (j, value) in lower.row(i).iter().enumerate() {
                values[i * size + j] = value * scale;
                values[j * size + i] = value * scale;
            }
        }
        Self { size, values }
    }

    fn row(&self, at: usize) -> &[f64] {
        &self.values[at * self.size..(at + 1) * self.size]
    }

    fn times(&self, x: &[f64]) -> Vec<f64> {
        (0..self.size).map(|at| dot(self.row(at), x)).collect()
    }
}

/// `min_b b'Hb / 2 - r'b + penalty(b)`, with the free intercept first.
struct Quadratic<'a> {
    h: &'a Square,
    r: Vec<f64>,
    penalty: Penalty,
}

impl<'a> Descent<'a> {
    /// At the constant model.
    pub(super) fn new(prepared: &'a Prepared, law: Law) -> Self {
        let problem = prepared.problem(&prepared.design, law, &[]);
        let total = problem.weight.map_or(problem.y.len() as f64, |weight| weight.iter().sum());
        let mut beta = vec![0.0; prepared.design.columns()];
        beta[0] = prepared.constant(law).0;
        let eta = problem.eta(&beta);
        let deviance = problem.deviance(&eta);
        Self { problem, total, beta, eta, deviance, curvature: None }
    }

    pub(super) fn beta(&self) -> &[f64] {
        &self.beta
    }

    pub(super) fn deviance(&self) -> f64 {
        self.deviance
    }

    /// The largest slope of the mean half deviance along a column.
    pub(super) fn slope_most(&self) -> f64 {
        let (_, gradient) = self.problem.expand(&self.beta, &self.eta);
        gradient[1..].iter().fold(0.0, |a: f64, g| a.max(g.abs())) / self.total
    }

    fn objective(&self, penalty: Penalty) -> f64 {
        0.5 * self.deviance / self.total + penalty.of(&self.beta)
    }

    /// Moves to the minimum at `penalty` and returns its objective.
    pub(super) fn minimise(&mut self, penalty: Penalty) -> f64 {
        let mut now = self.objective(penalty);
        for _ in 0..STEPS_MAX {
            let (weight, gradient) = self.problem.expand(&self.beta, &self.eta);
            let curvature = match self.curvature.take() {
                Some(known) => known,
                None => Square::of(&self.problem.design.gram(&weight), 1.0 / self.total),
            };
            let mut r = curvature.times(&self.beta);
            add_scaled(&mut r, 1.0 / self.total, &gradient);
            let mut target = self.beta.clone();
            Quadratic { h: &curvature, r, penalty }.minimise(&mut target);
            let mut step = target;
            add_scaled(&mut step, -1.0, &self.beta);
            let promise = dot(&step, &curvature.times(&step));
            if !self.problem.law.curved() {
                self.curvature = Some(curvature);
            }
            let Some(next) = self.move_along(&step, penalty, now) else {
                return now;
            };
            let fell = now - next;
            now = next;
            if promise <= FALL_MIN * (1e-3 + now.abs()) || (promise <= 1e-9 * now.abs() && fell <= 0.0) {
                break;
            }
        }
        now
    }

    /// Takes the longest of the steps 1, 1/2, 1/4, ... that does not go uphill beyond rounding.
    fn move_along(&mut self, step: &[f64], penalty: Penalty, now: f64) -> Option<f64> {
        let along = self.problem.design.times(step);
        let mut share = 1.0;
        for _ in 0..HALVINGS_MAX {
            let mut beta = self.beta.clone();
            add_scaled(&mut beta, share, step);
            // A full step keeps the zeros that coordinate descent has set.
            for (b, (old, step)) in beta.iter_mut().zip(self.beta.iter().zip(step)) {
                if *old + *step == 0.0 && share >= 1.0 {
                    *b = 0.0;
                }
            }
            let mut eta = self.eta.clone();
            add_scaled(&mut eta, share, &along);
            let deviance = self.problem.deviance(&eta);
            let value = 0.5 * deviance / self.total + penalty.of(&beta);
            if value <= now + 1e-15 * (1.0 + now.abs()) {
                (self.beta, self.eta, self.deviance) = (beta, eta, deviance);
                return Some(value);
            }
            share *= 0.5;
        }
        None
    }
}

impl Quadratic<'_> {
    fn minimise(&self, b: &mut [f64]) {
        let mut q = self.r.clone();
        add_scaled(&mut q, -1.0, &self.h.times(b));
        for _ in 0..SWEEPS_MAX {
            let all: Vec<usize> = (0..b.len()).collect();
            if self.sweep(&all, b, &mut q) <= SWEEP_FALL_MIN {
                break;
            }
            // Columns in use until they settle, then exactly.
            let used: Vec<usize> = (0..b.len()).filter(|at| *at == 0 || b[*at] != 0.0).collect();
            for _ in 0..SWEEPS_MAX {
                if self.sweep(&used, b, &mut q) <= 1e-10 {
                    break;
                }
            }
            self.polish(&used, b);
            q.clone_from(&self.r);
            add_scaled(&mut q, -1.0, &self.h.times(b));
        }
    }

    /// One pass of coordinate descent over `columns`; the largest move in units of the quadratic.
    fn sweep(&self, columns: &[usize], b: &mut [f64], q: &mut [f64]) -> f64 {
        let mut largest: f64 = 0.0;
        for &at in columns {
            let row = self.h.row(at);
            let own = row[at];
            if own <= 0.0 {
                continue;
            }
            let pull = own * b[at] + q[at];
            let next = if at == 0 {
                pull / own
            } else {
                (pull.abs() - self.penalty.absolute).max(0.0).copysign(pull) / (own + self.penalty.square)
            };
            let moved = next - b[at];
            if moved != 0.0 {
                add_scaled(q, -moved, row);
                b[at] = next;
                largest = largest.max(own * moved * moved);
            }
        }
        largest
    }

    /// The exact minimum over `used` with the signs as they are; kept if they stay.
    fn polish(&self, used: &[usize], b: &mut [f64]) {
        let used: Vec<usize> = used.iter().copied().filter(|at| *at == 0 || b[*at] != 0.0).collect();
        let mut gram = Lower::zero(used.len());
        let mut right = Vec::with_capacity(used.len());
        for (place, &at) in used.iter().enumerate() {
            let row = self.h.row(at);
            for (slot, &other) in gram.row_mut(place).iter_mut().zip(&used) {
                *slot = row[other];
            }
            if at > 0 {
                gram.row_mut(place)[place] += self.penalty.square;
            }
            right.push(self.r[at] - if at > 0 { self.penalty.absolute.copysign(b[at]) } else { 0.0 });
        }
        let Some(triangle) = Triangle::from_gram(&gram) else {
            return;
        };
        let found = triangle.solve(&right);
        let same = used.iter().zip(&found).all(|(&at, value)| at == 0 || *value * b[at] > 0.0);
        if same {
            used.iter().zip(found).for_each(|(&at, value)| b[at] = value);
        }
    }
}
