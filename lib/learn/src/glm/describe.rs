use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::erf::erfc;

use super::fitted::TargetScale;
use super::irls::{Problem, Solution};
use super::report::{Coefficient, Convergence, GlmReport, Solver};
use super::{Family, separation};
use crate::encode::{Design, Encoder, rowwise};
use crate::linalg::Triangle;

/// A solved problem with what is needed to take its coefficients back to the scale of the data.
pub(super) struct Case<'a> {
    pub(super) problem: &'a Problem<'a>,
    /// The target as it was given.
    pub(super) y: &'a [f64],
    pub(super) encoder: &'a Encoder,
    pub(super) target: TargetScale,
    /// Linear predictor of the constant model.
    pub(super) start: f64,
}

pub(super) fn describe(case: &Case, solution: &Solution) -> GlmReport {
    let Problem { design, family, penalty, y: working, .. } = *case.problem;
    let diagonal = solution.factor.as_ref().map(Triangle::inverse_diagonal);
    let columns = design.columns() as f64;
    let penalised = |diagonal: &Vec<f64>| diagonal.iter().zip(penalty).map(|(v, d)| v * d).sum::<f64>();
    let effective = columns - diagonal.as_ref().map_or(0.0, penalised);
    let freedom = design.rows() as f64 - effective;
    let unit = case.target.unit;
    // Dispersion of the problem as it was solved: a Gaussian one on the scaled target.
    let dispersion = match family {
        Family::Gaussian => (freedom > 1e-9).then(|| solution.deviance / freedom),
        Family::Binomial | Family::Poisson => Some(1.0),
    };
    let null: f64 = working.iter().map(|y| family.deviance(*y, case.start)).sum();
    let mut report = bare(family, case.encoder, design, case.y, unit * unit * solution.deviance, effective);
    report.null_deviance = unit * unit * null;
    report.dispersion = dispersion.map(|phi| unit * unit * phi);
    report.iterations = solution.iterations;
    report.convergence = solution.convergence;
    report.separation = separation::find(family, design, case.encoder.names(), working, solution);
    report.coefficients = coefficients(case, solution, diagonal.as_deref(), dispersion, freedom);
    report
}

/// The report of a model that is a constant because its target is.
pub(super) fn describe_constant(family: Family, encoder: &Encoder, design: &Design, y: &[f64], eta: f64) -> GlmReport {
    let deviance = y.iter().map(|y| family.deviance(*y, eta)).sum();
    let mut report = bare(family, encoder, design, y, deviance, 1.0);
    let estimate = |at| if at == 0 { eta } else { 0.0 };
    let names = encoder.names().iter().enumerate();
    report.coefficients = names
        .map(|(at, name)| Coefficient { name: name.clone(), estimate: estimate(at), standard_error: None, p_value: None })
        .collect();
    report
}

fn bare(family: Family, encoder: &Encoder, design: &Design, y: &[f64], deviance: f64, effective: f64) -> GlmReport {
    let log_likelihood = family.log_likelihood(y, deviance);
    let parameters = effective + f64::from(u8::from(family == Family::Gaussian));
    let owned = |(column, label): (&str, &str)| (column.to_owned(), label.to_owned());
    GlmReport {
        coefficients: Vec::new(),
        rows: y.len(),
        deviance,
        null_deviance: deviance,
        log_likelihood,
        aic: log_likelihood.map(|l| 2.0 * (parameters - l)),
        effective_parameters: effective,
        dispersion: (family != Family::Gaussian).then_some(1.0),
        iterations: 0,
        convergence: Convergence::ConstantTarget,
        separation: None,
        solver: if rowwise(design) { Solver::Householder } else { Solver::Cholesky },
        dropped: encoder.dropped().to_vec(),
        pooled: encoder.pooled().to_vec(),
        bases: encoder.bases().into_iter().map(owned).collect(),
    }
}

/// Undoes the scaling: slope `u b / s`, intercept `shift + u (b_0 - sum_j b_j m_j / s_j)`.
fn coefficients(
    case: &Case,
    solution: &Solution,
    diagonal: Option<&[f64]>,
    dispersion: Option<f64>,
    freedom: f64,
) -> Vec<Coefficient> {
    let scales = case.encoder.scales();
    let unit = case.target.unit;
    let beta = &solution.beta;
    let mut shift = vec![0.0; beta.len()];
    shift[0] = 1.0;
    for (slot, (mean, sd)) in shift[1..].iter_mut().zip(&scales) {
        *slot = -mean / sd;
    }
    let spread = dispersion.map(f64::sqrt);
    let one = |(at, name): (usize, &String)| {
        let (estimate, variance) = if at == 0 {
            let level: f64 = shift.iter().zip(beta).map(|(c, b)| c * b).sum();
            let variance = solution.factor.as_ref().map(|factor| factor.variance(&shift));
            (case.target.shift + unit * level, variance.map(f64::sqrt))
        } else {
            let sd = scales.get(at - 1).map_or(1.0, |(_, sd)| *sd);
            (unit * beta[at] / sd, diagonal.map(|diagonal| diagonal[at].sqrt() / sd))
        };
        let standard_error = spread.zip(variance).map(|(spread, root)| spread * unit * root).filter(|se| se.is_finite());
        let p_value = standard_error.and_then(|se| p_value(case.problem.family, estimate / se, freedom));
        Coefficient { name: name.clone(), estimate, standard_error, p_value }
    };
    case.encoder.names().iter().enumerate().map(one).collect()
}

fn p_value(family: Family, ratio: f64, freedom: f64) -> Option<f64> {
    if !ratio.is_finite() {
        return None;
    }
    match family {
        Family::Gaussian => StudentsT::new(0.0, 1.0, freedom).ok().map(|t| 2.0 * t.sf(ratio.abs())),
        Family::Binomial | Family::Poisson => Some(erfc(ratio.abs() / std::f64::consts::SQRT_2)),
    }
}
