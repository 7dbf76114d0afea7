use super::check_ridge;
use crate::encode::{Design, EncodeSpec, Encoder};
use crate::frame::Frame;
use crate::linalg::{Triangle, add_scaled, dot};
use crate::probabilities::Probabilities;
use crate::{LearnError, Stop, target};

use super::Convergence;

/// Step pairs that the quasi-Newton method remembers.
const MEMORY: usize = 12;
/// No step is taken for a predicted fall of the objective below this share of it.
const FALL_MIN: f64 = 1e-15;
/// A fall that rounding hides is good enough below this share.
const FALL_HIDDEN: f64 = 1e-10;

/// Multinomial logistic regression (softmax) with a ridge.
///
/// `P(k | x) = exp(x' b_k) / sum_j exp(x' b_j)`; minimises the negative log likelihood `+ ridge / 2 sum b^2` over all classes (the
/// intercepts are free). Every class has coefficients of its own; the ridge makes them unique, so it must be above 0.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `classes` | 2 | number of classes; the target holds 0, 1, ... as numbers |
/// | `ridge` | 1.0 | as in [`GlmSpec`](super::GlmSpec); equals scikit-learn's `LogisticRegression(C=1)` behind a scaler |
/// | `iterations_max` | 500 | steps |
/// | `encode` | [`EncodeSpec::default`] | design matrix, missing values, rare labels |
///
/// Limited-memory BFGS, started from Bohning's bound of the curvature, `X'X / 2 + ridge`, so that a few dozen passes
/// suffice (Bohning, Ann. Inst. Stat. Math. 44 (1992) 197-200, 10.1007/BF00048682; Nocedal, Math. Comp. 35 (1980)
/// 773-782). No standard errors: use one [`GlmSpec`](super::GlmSpec) a class for these.
#[derive(Debug, Clone, PartialEq)]
pub struct SoftmaxSpec {
    /// Number of classes.
    pub classes: usize,
    /// Penalty, above 0.
    pub ridge: f64,
    /// Limit of steps.
    pub iterations_max: usize,
    /// Design matrix.
    pub encode: EncodeSpec,
}

impl Default for SoftmaxSpec {
    fn default() -> Self {
        Self { classes: 2, ridge: 1.0, iterations_max: 500, encode: EncodeSpec::default() }
    }
}

/// A fitted softmax model.
#[derive(Debug, Clone)]
pub struct SoftmaxFitted {
    encoder: Encoder,
    classes: usize,
    /// `classes x columns` coefficients of the scaled design.
    beta: Vec<f64>,
    convergence: Convergence,
    iterations: usize,
}

impl SoftmaxSpec {
    /// Fits to `train` and the classes `y`, one value a row. A class without a row gets a small probability.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Setting`],
    /// [`LearnError::Limit`].
    ///
    /// Cost: O(rows x (q + c) x classes + classes x p^2) a step; memory `rows x (8 q + 4 c + 16 classes)` bytes.
    pub fn fit(&self, train: &Frame, y: &[f64], stop: Option<Stop>) -> Result<SoftmaxFitted, LearnError> {
        check_ridge(self.ridge)?;
        if self.ridge == 0.0 {
            return Err(LearnError::Setting { name: "ridge", found: "0".to_owned(), wanted: "above 0" });
        }
        let class = target::classes(train, y, self.classes)?;
        let (encoder, design) = self.encode.fit(train)?;
        let problem = Softmax { design: &design, class: &class, classes: self.classes, ridge: self.ridge };
        let (beta, iterations, convergence) = problem.minimise(self.iterations_max, stop)?;
        Ok(SoftmaxFitted { encoder, classes: self.classes, beta, convergence, iterations })
    }
}

impl SoftmaxFitted {
    /// Class probabilities of each row of `ask`.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x columns x classes).
    pub fn predict(&self, ask: &Frame) -> Result<Probabilities, LearnError> {
        let design = self.encoder.encode(ask)?;
        Ok(Probabilities::from_scores(self.classes, scores(&design, &self.beta, self.classes)))
    }

    /// How the fit ended.
    pub fn convergence(&self) -> Convergence {
        self.convergence
    }

    /// Steps taken.
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// What was left out of the design and how it is coded.
    pub fn encoder(&self) -> &Encoder {
        &self.encoder
    }
}

/// `rows x classes` linear predictors.
fn scores(design: &Design, beta: &[f64], classes: usize) -> Vec<f64> {
    let mut scores = vec![0.0; design.rows() * classes];
    for (k, beta) in beta.chunks_exact(design.columns()).enumerate() {
        for (slot, value) in scores.iter_mut().skip(k).step_by(classes).zip(design.times(beta)) {
            *slot = value;
        }
    }
    scores
}

struct Softmax<'a> {
    design: &'a Design,
    class: &'a [usize],
    classes: usize,
    ridge: f64,
}

struct Value {
    objective: f64,
    gradient: Vec<f64>,
}

/// One remembered step `s` and change of gradient `g`.
struct Pair {
    s: Vec<f64>,
    g: Vec<f64>,
    inverse: f64,
}

impl Softmax<'_> {
    /// Log of the class shares, with half a row added to each class.
    fn start(&self) -> Vec<f64> {
        let columns = self.design.columns();
        let mut beta = vec![0.0; self.classes * columns];
        for k in 0..self.classes {
            let rows = self.class.iter().filter(|class| **class == k).count() as f64;
            beta[k * columns] = (rows + 0.5).ln();
        }
        beta
    }

    fn value(&self, beta: &[f64]) -> Value {
        let columns = self.design.columns();
        let mut residual = scores(self.design, beta, self.classes);
        let mut objective = 0.0;
        for (row, class) in residual.chunks_exact_mut(self.classes).zip(self.class) {
            let highest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let own = row[*class];
            let mut total = 0.0;
            for score in row.iter_mut() {
                *score = (*score - highest).exp();
                total += *score;
            }
            objective += total.ln() + highest - own;
            for share in row.iter_mut() {
                *share /= total;
            }
            row[*class] -= 1.0;
        }
        let mut gradient = Vec::with_capacity(beta.len());
        for k in 0..self.classes {
            let own: Vec<f64> = residual.iter().skip(k).step_by(self.classes).copied().collect();
            gradient.extend(self.design.transpose_times(&own));
        }
        for (beta, gradient) in beta.chunks_exact(columns).zip(gradient.chunks_exact_mut(columns)) {
            objective += 0.5 * self.ridge * dot(&beta[1..], &beta[1..]);
            add_scaled(&mut gradient[1..], self.ridge, &beta[1..]);
        }
        Value { objective, gradient }
    }

    /// Bohning's bound `X'X / 2` with the ridge; the free intercept gets a trace of it.
    fn bound(&self) -> Result<Triangle, LearnError> {
        let mut gram = self.design.gram(&vec![0.5; self.design.rows()]);
        let mut ridge = vec![self.ridge; self.design.columns()];
        ridge[0] = 1e-6;
        gram.add_diagonal(&ridge);
        Triangle::from_gram(&gram).ok_or_else(|| LearnError::Singular {
            what: "the softmax model",
            reason: "the design is singular in double precision".to_owned(),
        })
    }

    fn minimise(&self, iterations_max: usize, stop: Option<Stop>) -> Result<(Vec<f64>, usize, Convergence), LearnError> {
        let bound = self.bound()?;
        let mut beta = self.start();
        let mut now = self.value(&beta);
        let mut memory: Vec<Pair> = Vec::new();
        for iteration in 0..iterations_max {
            if stop.is_some_and(|stop| stop()) {
                return Ok((beta, iteration, Convergence::Stopped));
            }
            let step = direction(&now.gradient, &memory, &bound);
            let slope = dot(&step, &now.gradient);
            if -slope <= FALL_MIN * (1.0 + now.objective) {
                return Ok((beta, iteration, Convergence::Converged));
            }
            let Some((moved, next)) = self.search(&beta, &step, slope, now.objective) else {
                let hidden = -slope <= FALL_HIDDEN * (1.0 + now.objective);
                let end = if hidden { Convergence::Converged } else { Convergence::Stalled };
                return Ok((beta, iteration, end));
            };
            let s: Vec<f64> = moved.iter().zip(&beta).map(|(a, b)| a - b).collect();
            let g: Vec<f64> = next.gradient.iter().zip(&now.gradient).map(|(a, b)| a - b).collect();
            let curvature = dot(&s, &g);
            if curvature > 0.0 {
                if memory.len() == MEMORY {
                    memory.remove(0);
                }
                memory.push(Pair { s, g, inverse: 1.0 / curvature });
            }
            (beta, now) = (moved, next);
        }
        Ok((beta, iterations_max, Convergence::IterationLimit))
    }

    /// The first of the steps 1, 1/2, 1/4, ... that falls by at least a ten-thousandth of what the slope promises.
    fn search(&self, beta: &[f64], step: &[f64], slope: f64, objective: f64) -> Option<(Vec<f64>, Value)> {
        let mut share = 1.0;
        for _ in 0..40 {
            let mut moved = beta.to_vec();
            add_scaled(&mut moved, share, step);
            let value = self.value(&moved);
            if value.objective <= objective + 1e-4 * share * slope {
                return Some((moved, value));
            }
            share *= 0.5;
        }
        None
    }
}

/// The two-loop recursion, with the bound's inverse in the middle.
fn direction(gradient: &[f64], memory: &[Pair], bound: &Triangle) -> Vec<f64> {
    let mut q: Vec<f64> = gradient.iter().map(|value| -value).collect();
    let mut shares = Vec::with_capacity(memory.len());
    for pair in memory.iter().rev() {
        let share = pair.inverse * dot(&pair.s, &q);
        add_scaled(&mut q, -share, &pair.g);
        shares.push(share);
    }
    let mut direction: Vec<f64> = q.chunks_exact(bound.size()).flat_map(|block| bound.solve(block)).collect();
    for (pair, share) in memory.iter().zip(shares.iter().rev()) {
        let back = pair.inverse * dot(&pair.g, &direction);
        add_scaled(&mut direction, share - back, &pair.s);
    }
    direction
}
