use learn::glm::{Convergence, Family, GlmFitted, GlmSpec, Solver};
use serde_json::Value;

use crate::tables::{apart, numbers, results, table};

const SETS: [&str; 9] = [
    "longley",
    "stackloss",
    "statecrime",
    "spector",
    "fair",
    "offsets",
    "cpunish",
    "randhie",
    "claims",
];

fn family(set: &Value) -> Family {
    match set["family"].as_str().unwrap() {
        "gaussian" => Family::Gaussian,
        "binomial" => Family::Binomial,
        _ => Family::Poisson,
    }
}

fn estimates(model: &GlmFitted) -> Vec<f64> {
    model
        .report()
        .coefficients
        .iter()
        .map(|c| c.estimate)
        .collect()
}

fn errors(model: &GlmFitted) -> Vec<f64> {
    model
        .report()
        .coefficients
        .iter()
        .map(|c| c.standard_error.unwrap())
        .collect()
}

#[test]
fn plain_models_equal_forty_digit_arithmetic_statsmodels_and_r() {
    let python = results("glm.json");
    let r = results("glm_r.json");
    for name in SETS {
        let (frame, y) = table(name);
        let set = &python["sets"][name];
        let model = GlmSpec {
            family: family(set),
            ridge: 0.0,
            ..GlmSpec::default()
        }
        .fit(&frame, &y, None)
        .unwrap();
        let report = model.report();
        assert_eq!(report.convergence, Convergence::Converged, "{name}");
        assert_eq!(report.separation, None, "{name}");
        let names: Vec<&str> = report
            .coefficients
            .iter()
            .map(|c| c.name.as_str())
            .collect();
        let wanted: Vec<&str> = set["names"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_str().unwrap())
            .collect();
        assert_eq!(names, wanted);
        let (b, se) = (estimates(&model), errors(&model));
        let exact = &set["exact"];
        let (db, dse) = (
            apart(&b, &numbers(&exact["coefficients"])),
            apart(&se, &numbers(&exact["standard_errors"])),
        );
        let ddev = apart(&[report.deviance], &[exact["deviance"].as_f64().unwrap()]);
        let dll = apart(
            &[report.log_likelihood.unwrap()],
            &[exact["log_likelihood"].as_f64().unwrap()],
        );
        eprintln!(
            "{name}: coefficients {db:.1e}, errors {dse:.1e}, deviance {ddev:.1e}, log likelihood {dll:.1e}, {} steps",
            report.iterations
        );
        assert!(
            db < 1e-10 && dse < 1e-10 && ddev < 1e-10 && dll < 1e-10,
            "{name}"
        );
        for other in [&set["statsmodels"], &r["sets"][name]] {
            assert!(apart(&b, &numbers(&other["coefficients"])) < 1e-8, "{name}");
            assert!(
                apart(&se, &numbers(&other["standard_errors"])) < 2e-8,
                "{name}"
            );
            assert!(
                apart(&[report.deviance], &[other["deviance"].as_f64().unwrap()]) < 1e-10,
                "{name}"
            );
        }
        assert!(
            apart(
                &[report.aic.unwrap()],
                &[r["sets"][name]["aic"].as_f64().unwrap()]
            ) < 1e-10,
            "{name}"
        );
        assert!(
            apart(
                &[report.null_deviance],
                &[r["sets"][name]["null_deviance"].as_f64().unwrap()]
            ) < 1e-10,
            "{name}"
        );
    }
}

#[test]
fn ridge_models_equal_forty_digit_arithmetic_and_scikit_learn() {
    let python = results("glm.json");
    for name in SETS {
        let (frame, y) = table(name);
        let set = &python["sets"][name];
        let model = GlmSpec {
            family: family(set),
            ..GlmSpec::default()
        }
        .fit(&frame, &y, None)
        .unwrap();
        let exact = &set["exact_ridge"];
        let (db, dse) = (
            apart(&estimates(&model), &numbers(&exact["coefficients"])),
            apart(&errors(&model), &numbers(&exact["standard_errors"])),
        );
        let effective = apart(
            &[model.report().effective_parameters],
            &[exact["effective_parameters"].as_f64().unwrap()],
        );
        eprintln!(
            "{name}: coefficients {db:.1e}, errors {dse:.1e}, effective parameters {effective:.1e}"
        );
        assert!(db < 1e-10 && dse < 1e-10 && effective < 1e-10, "{name}");
        assert!(
            apart(
                &estimates(&model),
                &numbers(&set["sklearn_ridge"]["coefficients"])
            ) < 1e-9,
            "{name}"
        );
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
        let spec = GlmSpec {
            family: family(set),
            ridge: 0.0,
            ..GlmSpec::default()
        };
        let model = spec
            .fit(&frame.take(&rows).unwrap(), &many_y, None)
            .unwrap();
        assert_eq!(model.report().solver, Solver::Cholesky);
        let exact = &set["exact"];
        let mut scale = (copies as f64).sqrt();
        if name == "longley" {
            // The residual variance changes its divisor: 16 - 7 rows against 700 * 16 - 7.
            scale *= ((copies * 16 - 7) as f64 / (copies as f64 * 9.0)).sqrt();
        }
        let se: Vec<f64> = errors(&model).iter().map(|se| se * scale).collect();
        let (db, dse) = (
            apart(&estimates(&model), &numbers(&exact["coefficients"])),
            apart(&se, &numbers(&exact["standard_errors"])),
        );
        eprintln!("{name} x {copies}: coefficients {db:.1e}, errors {dse:.1e}");
        assert!(db < 1e-9 && dse < 1e-9, "{name}");
    }
}
