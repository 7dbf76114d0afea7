use stats::{Continuous, Normal, StudentT};

use super::formula::TargetScale;
use super::irls::{Problem, Solution};
use super::likelihood::Fit;
use super::report::{Coefficient, Convergence, GlmReport, Solver, Theta};
use super::separation;
use crate::encode::{Encoder, rowwise};
use crate::linalg::Triangle;

/// A solved problem with what is needed to take its coefficients back to the scale of the data.
pub(super) struct Case<'a> {
    pub(super) problem: &'a Problem<'a>,
    pub(super) encoder: &'a Encoder,
    pub(super) target: TargetScale,
    /// Deviance of the constant model.
    pub(super) null_deviance: f64,
    pub(super) theta: Option<Theta>,
    /// A Tweedie power, and whether it was estimated.
    pub(super) power: Option<(f64, bool)>,
}

pub(super) fn describe(case: &Case, solution: &Solution) -> GlmReport {
    let Problem { design, penalty, .. } = *case.problem;
    let diagonal = solution.factor.as_ref().map(Triangle::inverse_diagonal);
    let penalised = |diagonal: &Vec<f64>| diagonal.iter().zip(penalty).map(|(v, d)| v * d).sum::<f64>();
    let effective = design.columns() as f64 - diagonal.as_ref().map_or(0.0, penalised);
    let mut report = bare(case, &solution.eta, solution.deviance, effective);
    report.iterations = solution.iterations;
    report.convergence = solution.convergence;
    report.separation = separation::find(case.problem, case.encoder.names(), solution);
    report.coefficients = coefficients(case, solution, diagonal.as_deref(), &report);
    report
}

/// The report of a model that is a constant because its target is.
pub(super) fn describe_constant(case: &Case, beta: &[f64], deviance: f64, eta: &[f64]) -> GlmReport {
    let mut report = bare(case, eta, deviance, 1.0);
    report.null_deviance = report.deviance;
    let named = case.encoder.names().iter().zip(beta).enumerate();
    let shift = |at: usize| if at == 0 { case.target.shift } else { 0.0 };
    report.coefficients = named
        .map(|(at, (name, b))| Coefficient { name: name.clone(), estimate: b + shift(at), standard_error: None, p_value: None })
        .collect();
    report
}

fn bare(case: &Case, eta: &[f64], deviance: f64, effective: f64) -> GlmReport {
    let Problem { design, law, y, weight, .. } = *case.problem;
    let unit = case.target.unit;
    let mean: Vec<f64> = eta.iter().map(|eta| law.mean(*eta)).collect();
    let fit = Fit { law, y, mean: &mean, weight, deviance };
    let pearson = fit.pearson();
    let rows = y.len() as f64;
    let freedom = rows - effective;
    // A Gaussian target was scaled: its density is lower by the unit in every row.
    let log_likelihood = fit.log_likelihood().map(|l| l - rows * unit.ln());
    let parameters = effective + law.extra_parameters() + f64::from(u8::from(case.power.is_some_and(|(_, estimated)| estimated)));
    let owned = |(column, label): (&str, &str)| (column.to_owned(), label.to_owned());
    let dispersion = if law.fixed() { Some(1.0) } else { (freedom > 1e-9).then(|| unit * unit * pearson / freedom) };
    GlmReport {
        coefficients: Vec::new(),
        rows: y.len(),
        deviance: unit * unit * deviance,
        null_deviance: unit * unit * case.null_deviance,
        log_likelihood,
        aic: log_likelihood.map(|l| 2.0 * (parameters - l)),
        bic: log_likelihood.map(|l| parameters * rows.ln() - 2.0 * l),
        pearson: unit * unit * pearson,
        residual_freedom: freedom,
        theta: case.theta,
        power: case.power.map(|(power, _)| power),
        effective_parameters: effective,
        dispersion,
        iterations: 0,
        convergence: Convergence::ConstantTarget,
        separation: None,
        solver: if rowwise(design) { Solver::Householder } else { Solver::Cholesky },
        dropped: case.encoder.dropped().to_vec(),
        pooled: case.encoder.pooled().to_vec(),
        bases: case.encoder.bases().into_iter().map(owned).collect(),
    }
}

/// The linear form of the scaled coefficients that is coefficient `at` on the scale of the data, for a target of unit 1.
///
/// Slope `b / s`, intercept `b_0 - sum_j b_j m_j / s_j`.
pub(super) fn form_of(encoder: &Encoder, at: usize) -> Vec<f64> {
    let mut form = vec![0.0; encoder.names().len()];
    let scales = encoder.scales();
    if at == 0 {
        form[0] = 1.0;
        for (slot, (mean, sd)) in form[1..].iter_mut().zip(&scales) {
            *slot = -mean / sd;
        }
    } else {
        form[at] = scales.get(at - 1).map_or(1.0, |(_, sd)| 1.0 / sd);
    }
    form
}

/// Undoes the scaling.
fn coefficients(case: &Case, solution: &Solution, diagonal: Option<&[f64]>, report: &GlmReport) -> Vec<Coefficient> {
    let scales = case.encoder.scales();
    let unit = case.target.unit;
    let beta = &solution.beta;
    let law = case.problem.law;
    // Of the problem as it was solved.
    let spread = report.dispersion.map(|phi| (phi / (unit * unit)).sqrt());
    let freedom = (!law.fixed()).then_some(report.residual_freedom);
    let one = |(at, name): (usize, &String)| {
        let (estimate, root) = if at == 0 {
            let form = form_of(case.encoder, 0);
            let level: f64 = form.iter().zip(beta).map(|(c, b)| c * b).sum();
            (case.target.shift + unit * level, solution.factor.as_ref().map(|factor| factor.variance(&form).sqrt()))
        } else {
            let sd = scales.get(at - 1).map_or(1.0, |(_, sd)| *sd);
            (unit * beta[at] / sd, diagonal.map(|diagonal| diagonal[at].sqrt() / sd))
        };
        let standard_error = spread.zip(root).map(|(spread, root)| spread * unit * root).filter(|se| se.is_finite());
        let p_value = standard_error.and_then(|se| two_sided(estimate / se, freedom));
        Coefficient { name: name.clone(), estimate, standard_error, p_value }
    };
    case.encoder.names().iter().enumerate().map(one).collect()
}

/// Probability of a ratio at least as far from 0: Student's t with that many degrees of freedom, or normal.
pub(super) fn two_sided(ratio: f64, freedom: Option<f64>) -> Option<f64> {
    if !ratio.is_finite() {
        return None;
    }
    let tail = match freedom {
        Some(freedom) => StudentT::new(freedom).ok()?.sf(ratio.abs()),
        None => Normal::new(0.0, 1.0).ok()?.sf(ratio.abs()),
    };
    Some(2.0 * tail)
}

/// Half the width of an interval in standard errors.
pub(super) fn half_width(level: f64, freedom: Option<f64>) -> Option<f64> {
    let tail = 0.5 * (1.0 - level);
    match freedom {
        Some(freedom) => StudentT::new(freedom).ok()?.upper_quantile(tail).ok(),
        None => Normal::new(0.0, 1.0).ok()?.upper_quantile(tail).ok(),
    }
}
