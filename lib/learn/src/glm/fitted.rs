use std::borrow::Cow;

use super::describe::{Case, describe, describe_constant};
use super::irls::{Problem, solve};
use super::report::GlmReport;
use super::{Family, GlmSpec};
use crate::encode::{Encoder, Moments};
use crate::frame::Frame;
use crate::{LearnError, Stop};

/// A fitted generalised linear model.
#[derive(Debug, Clone)]
pub struct GlmFitted {
    family: Family,
    encoder: Encoder,
    /// Coefficients of the scaled design.
    beta: Vec<f64>,
    target: TargetScale,
    report: GlmReport,
}

/// The linear predictor is `shift + unit * (X b)`; only a Gaussian target is scaled.
#[derive(Debug, Clone, Copy)]
pub(super) struct TargetScale {
    pub(super) shift: f64,
    pub(super) unit: f64,
}

impl GlmFitted {
    /// The mean of each row of `ask`: a number, a probability inside (0, 1), or a rate above 0; always finite.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x columns).
    pub fn predict(&self, ask: &Frame) -> Result<Vec<f64>, LearnError> {
        let TargetScale { shift, unit } = self.target;
        let eta = self.encoder.encode(ask)?.times(&self.beta);
        Ok(eta.into_iter().map(|eta| self.family.mean(shift + unit * eta)).collect())
    }

    /// Coefficients, deviance, convergence and what was left out.
    pub fn report(&self) -> &GlmReport {
        &self.report
    }

    /// Distribution and link.
    pub fn family(&self) -> Family {
        self.family
    }
}

pub(super) fn fit(spec: &GlmSpec, train: &Frame, y: &[f64], stop: Option<Stop>) -> Result<GlmFitted, LearnError> {
    let family = spec.family;
    let (encoder, design) = spec.encode.fit(train)?;
    if spec.ridge == 0.0 && design.columns() > design.rows() {
        let reason = format!("{} columns for {} rows and no ridge", design.columns(), design.rows());
        return Err(LearnError::Singular { what: "the linear model", reason });
    }
    let moments = Moments::of(y).ok_or(LearnError::NoRows)?;
    if let Some(mean) = constant_mean(family, y, &moments) {
        let mut beta = vec![0.0; design.columns()];
        beta[0] = family.link(mean);
        let report = describe_constant(family, &encoder, &design, y, beta[0]);
        let target = TargetScale { shift: 0.0, unit: 1.0 };
        return Ok(GlmFitted { family, encoder, beta, target, report });
    }
    let (target, scaled, start) = match family {
        Family::Gaussian => {
            let scaled = y.iter().map(|y| moments.scaled(*y)).collect();
            (TargetScale { shift: moments.mean, unit: moments.sd }, Cow::Owned(scaled), 0.0)
        }
        Family::Binomial | Family::Poisson => {
            (TargetScale { shift: 0.0, unit: 1.0 }, Cow::Borrowed(y), family.link(moments.mean))
        }
    };
    let mut penalty = vec![spec.ridge; design.columns()];
    penalty[0] = 0.0;
    let problem = Problem { design: &design, y: &scaled, family, penalty: &penalty };
    let solution = solve(&problem, start, spec.iterations_max, stop);
    let case = Case { problem: &problem, y, encoder: &encoder, target, start };
    let report = describe(&case, &solution);
    Ok(GlmFitted { family, encoder, beta: solution.beta, target, report })
}

/// The mean to use when the family has no finite coefficients for `y`.
fn constant_mean(family: Family, y: &[f64], moments: &Moments) -> Option<f64> {
    let n = y.len() as f64;
    match family {
        Family::Binomial if moments.sd == 0.0 => Some((y[0] * n + 0.5) / (n + 1.0)),
        Family::Poisson if moments.mean == 0.0 => Some(0.5 / n),
        _ => None,
    }
}
