use std::borrow::Cow;

use super::describe::{Case, describe, describe_constant};
use super::family::Law;
use super::formula::{Formula, TargetScale};
use super::irls::{Problem, Solution, solve};
use super::report::{Convergence, GlmReport, Theta};
use super::sample::Rows;
use super::{Family, GlmSpec, profile};
use crate::encode::{Design, Encoder, Moments};
use crate::frame::Frame;
use crate::{LearnError, Stop};

/// A fitted generalised linear model.
#[derive(Debug, Clone)]
pub struct GlmFitted {
    family: Family,
    pub(super) law: Law,
    pub(super) ridge: f64,
    formula: Formula,
    report: GlmReport,
}

impl GlmFitted {
    /// The mean of each row of `ask`: a number, a probability inside (0, 1), or a rate above 0; always finite.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x columns).
    pub fn predict(&self, ask: &Frame) -> Result<Vec<f64>, LearnError> {
        self.formula.predict(ask)
    }

    /// Coefficients, deviance, convergence and what was left out.
    pub fn report(&self) -> &GlmReport {
        &self.report
    }

    /// Distribution and link as they were asked for.
    pub fn family(&self) -> Family {
        self.family
    }

    /// What it predicts with, to be printed in several ways.
    pub fn formula(&self) -> &Formula {
        &self.formula
    }
}

/// The training rows as they are solved: a Gaussian target less its offset, centred and scaled; other offsets centred.
pub(super) struct Prepared<'a> {
    pub(super) encoder: Encoder,
    pub(super) design: Design,
    y: Cow<'a, [f64]>,
    pub(super) weight: Option<&'a [f64]>,
    offset: Option<Vec<f64>>,
    pub(super) target: TargetScale,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(rows: &'a Rows, encoded: (Encoder, Design), law: Law) -> Result<Self, LearnError> {
        let (encoder, design) = encoded;
        let weight = rows.weight.as_deref();
        let (y, offset, target) = match (law, rows.offset.as_deref()) {
            (Law::Gaussian, offset) => {
                let less = |at: usize| rows.y[at] - offset.map_or(0.0, |offset| offset[at]);
                let y: Vec<f64> = (0..rows.y.len()).map(less).collect();
                let moments = Moments::of(&y).ok_or(LearnError::NoRows)?;
                let unit = if moments.sd > 0.0 { moments.sd } else { 1.0 };
                let scaled: Vec<f64> = y.iter().map(|y| if moments.sd > 0.0 { moments.scaled(*y) } else { 0.0 }).collect();
                (Cow::Owned(scaled), None, TargetScale { shift: moments.mean, unit })
            }
            (_, None) => (Cow::Borrowed(&*rows.y), None, TargetScale { shift: 0.0, unit: 1.0 }),
            (_, Some(offset)) => {
                let middle = stats::mean(offset).unwrap_or(0.0);
                let centred = offset.iter().map(|o| o - middle).collect();
                (Cow::Borrowed(&*rows.y), Some(centred), TargetScale { shift: -middle, unit: 1.0 })
            }
        };
        Ok(Self { encoder, design, y, weight, offset, target })
    }

    pub(super) fn problem<'b>(&'b self, design: &'b Design, law: Law, penalty: &'b [f64]) -> Problem<'b> {
        Problem { design, y: &self.y, law, weight: self.weight, offset: self.offset.as_deref(), penalty }
    }

    fn weighted_mean(&self, value: impl Fn(usize) -> f64) -> f64 {
        let weight = |row: usize| self.weight.map_or(1.0, |weight| weight[row]);
        let total: f64 = (0..self.y.len()).map(weight).sum();
        (0..self.y.len()).map(|row| weight(row) * value(row)).sum::<f64>() / total
    }

    /// The linear predictor of the mean, without regard to offsets of a binomial.
    fn start(&self, law: Law) -> f64 {
        let mean = self.weighted_mean(|row| self.y[row]);
        match (law, &self.offset) {
            (Law::Gaussian | Law::Binomial, _) | (_, None) => law.link().of(mean),
            (_, Some(offset)) => {
                let highest = offset.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b));
                mean.ln() - highest - self.weighted_mean(|row| (offset[row] - highest).exp()).ln()
            }
        }
    }

    /// Intercept and deviance of the constant model.
    pub(super) fn constant(&self, law: Law) -> (f64, f64) {
        let design = Design::constant(self.y.len());
        let problem = self.problem(&design, law, &[0.0]);
        let start = self.start(law);
        if self.offset.is_some() {
            let solution = solve(&problem, vec![start], 200, None);
            return (solution.beta[0], solution.deviance);
        }
        (start, problem.deviance(&vec![start; self.y.len()]))
    }

    /// The intercept to use when the family has no finite coefficients for the target.
    pub(super) fn only_constant(&self, law: Law) -> Option<f64> {
        let total: f64 = self.weight.map_or(self.y.len() as f64, |weight| weight.iter().sum());
        let mean = self.weighted_mean(|row| self.y[row]);
        match law {
            Law::Binomial if mean <= 0.0 || mean >= 1.0 => Some(law.link().of((mean * total + 0.5) / (total + 1.0))),
            Law::Gaussian | Law::Binomial => None,
            // As if half an event had been seen.
            _ if mean == 0.0 => {
                let exposure = self.offset.as_ref().map_or(0.0, |offset| {
                    let highest = offset.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b));
                    highest + self.weighted_mean(|row| (offset[row] - highest).exp()).ln()
                });
                Some((0.5 / total).ln() - exposure)
            }
            _ => None,
        }
    }
}

pub(super) fn fit(spec: &GlmSpec, rows: &Rows, stop: Option<Stop>) -> Result<GlmFitted, LearnError> {
    let encoded = spec.encode.fit(&rows.train)?;
    let design = &encoded.1;
    if spec.ridge == 0.0 && design.columns() > design.rows() {
        let reason = format!("{} columns for {} rows and no ridge", design.columns(), design.rows());
        return Err(LearnError::Singular { what: "the linear model", reason });
    }
    let law = profile::first(spec.family, rows);
    let prepared = Prepared::new(rows, encoded, law)?;
    if let Some(level) = prepared.only_constant(law) {
        return Ok(constant(spec, prepared, law, level));
    }
    let mut penalty = vec![spec.ridge; prepared.design.columns()];
    penalty[0] = 0.0;
    let solved = profile::solve_family(spec, &prepared, law, &penalty, stop);
    let law = solved.law;
    let case = Case {
        problem: &prepared.problem(&prepared.design, law, &penalty),
        encoder: &prepared.encoder,
        target: prepared.target,
        null_deviance: prepared.constant(law).1,
        theta: solved.theta,
        power: solved.power,
    };
    let report = describe(&case, &solved.solution);
    Ok(assemble(spec, prepared, law, solved.solution.beta, report))
}

fn assemble(spec: &GlmSpec, prepared: Prepared, law: Law, beta: Vec<f64>, report: GlmReport) -> GlmFitted {
    let Prepared { encoder, target, .. } = prepared;
    let formula = Formula { link: law.link(), encoder, beta, target };
    GlmFitted { family: spec.family, law, ridge: spec.ridge, formula, report }
}

fn constant(spec: &GlmSpec, prepared: Prepared, law: Law, level: f64) -> GlmFitted {
    let mut beta = vec![0.0; prepared.design.columns()];
    beta[0] = level;
    let penalty = vec![0.0; beta.len()];
    let problem = prepared.problem(&prepared.design, law, &penalty);
    let eta = problem.eta(&beta);
    let deviance = problem.deviance(&eta);
    let theta = match (spec.family, law) {
        (Family::NegativeBinomial { theta: Some(theta) }, _) => Some(Theta::Given(theta)),
        (Family::NegativeBinomial { theta: None }, _) => Some(Theta::Poisson),
        _ => None,
    };
    let power = match law {
        Law::Tweedie(power) => Some((power, false)),
        _ => None,
    };
    let case =
        Case { problem: &problem, encoder: &prepared.encoder, target: prepared.target, null_deviance: deviance, theta, power };
    let report = describe_constant(&case, &beta, deviance, &eta);
    assemble(spec, prepared, law, beta, report)
}

impl Prepared<'_> {
    /// Coefficients of the constant model on the full design: where a fit starts.
    pub(super) fn start_of(&self, law: Law) -> Vec<f64> {
        let mut beta = vec![0.0; self.design.columns()];
        beta[0] = self.start(law);
        beta
    }

    pub(super) fn target_values(&self) -> &[f64] {
        &self.y
    }

    pub(super) fn weight_of(&self, row: usize) -> f64 {
        self.weight.map_or(1.0, |weight| weight[row])
    }
}

/// A fit that the caller stopped keeps what it has.
pub(super) fn stopped(solution: &Solution) -> bool {
    solution.convergence == Convergence::Stopped
}
