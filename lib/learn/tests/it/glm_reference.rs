use learn::glm::{Convergence, Family, GlmFitted, GlmSpec, Solver};
use serde_json::Value;

use crate::tables::{apart, numbers, results, table};

const SETS: [&str; 9] = ["longley", "stackloss", "statecrime", "spector", "fair", "offsets", "cpunish", "randhie", "claims"];

fn family(set: &Value) -> Family {
    match set["family"].as_str().unwrap() {
        "gaussian" => Family::Gaussian,
        "binomial" => Family::Binomial,
        _ => Family::Poisson,
    }
}

fn model(name: &str, set: &Value, ridge: f64) -> GlmFitted {
    let (frame, y) = table(name);
    let spec = GlmSpec { family: family(set), ridge, ..GlmSpec::default() };
    spec.fit(&frame, &y, None).unwrap()
}

fn estimates(model: &GlmFitted) -> Vec<f64> {
    model.report().coefficients.iter().map(|c| c.estimate).collect()
}

fn errors(model: &GlmFitted) -> Vec<f64> {
    model.report().coefficients.iter().map(|c| c.standard_error.unwrap()).collect()
}

fn agree(what: &str, found: &[f64], wanted: &Value, tolerance: f64) {
    let wanted = wanted.as_f64().map_or_else(|| numbers(wanted), |one| vec![one]);
    let apart = apart(found, &wanted);
    assert!(apart < tolerance, "{what}: {apart:e} apart");
}

#[test]
fn plain_models_equal_forty_digit_arithmetic_statsmodels_and_r() {
    let python = results("glm.json");
    let r = results("glm_r.json");
    for name in SETS {
        let set = &python["sets"][name];
        let model = model(name, set, 0.0);
        let report = model.report();
        assert_eq!(report.convergence, Convergence::Converged, "{name}");
        assert_eq!(report.separation, None, "{name}");
        let names: Vec<&str> = report.coefficients.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(Value::from(names), set["names"]);
        let (b, se) = (estimates(&model), errors(&model));
        let exact = &set["exact"];
        agree(name, &b, &exact["coefficients"], 1e-12);
        agree(name, &se, &exact["standard_errors"], 1e-12);
        agree(name, &[report.deviance], &exact["deviance"], 1e-12);
        agree(name, &[report.log_likelihood.unwrap()], &exact["log_likelihood"], 1e-12);
        let p: Vec<f64> = report.coefficients.iter().map(|c| c.p_value.unwrap()).collect();
        agree(name, &p, &exact["p_values"], 1e-9);
        // The others' own distance from the exact values is up to 1e-8 (statsmodels on longley).
        for other in [&set["statsmodels"], &r["sets"][name]] {
            agree(name, &b, &other["coefficients"], 1e-10);
            agree(name, &se, &other["standard_errors"], 2e-8);
            agree(name, &[report.deviance], &other["deviance"], 1e-10);
        }
        let r = &r["sets"][name];
        agree(name, &[report.aic.unwrap()], &r["aic"], 1e-10);
        agree(name, &[report.null_deviance], &r["null_deviance"], 1e-10);
    }
}

#[test]
fn ridge_models_equal_forty_digit_arithmetic_and_scikit_learn() {
    let python = results("glm.json");
    for name in SETS {
        let set = &python["sets"][name];
        let model = model(name, set, 1.0);
        let exact = &set["exact_ridge"];
        agree(name, &estimates(&model), &exact["coefficients"], 1e-12);
        agree(name, &errors(&model), &exact["standard_errors"], 1e-12);
        let effective = model.report().effective_parameters;
        agree(name, &[effective], &exact["effective_parameters"], 1e-12);
        agree(name, &estimates(&model), &set["sklearn_ridge"]["coefficients"], 1e-12);
    }
}

#[test]
fn many_copies_of_a_table_go_through_cholesky_to_the_same_coefficients() {
    let python = results("glm.json");
    for (name, copies) in [("longley", 700), ("offsets", 30), ("claims", 25)] {
        let (frame, y) = table(name);
        let rows: Vec<usize> = (0..copies * y.len()).map(|at| at % y.len()).collect();
        let many_y: Vec<f64> = rows.iter().map(|&row| y[row]).collect();
        let set = &python["sets"][name];
        let spec = GlmSpec { family: family(set), ridge: 0.0, ..GlmSpec::default() };
        let model = spec.fit(&frame.take(&rows).unwrap(), &many_y, None).unwrap();
        assert_eq!(model.report().solver, Solver::Cholesky);
        let mut scale = (copies as f64).sqrt();
        if name == "longley" {
            // The residual variance changes its divisor: 16 - 7 rows against 700 * 16 - 7.
            scale *= ((copies * 16 - 7) as f64 / (copies as f64 * 9.0)).sqrt();
        }
        let se: Vec<f64> = errors(&model).iter().map(|se| se * scale).collect();
        agree(name, &estimates(&model), &set["exact"]["coefficients"], 1e-12);
        agree(name, &se, &set["exact"]["standard_errors"], 1e-9);
    }
}
