//! Weights, offsets, families and designs that are meant to break a fit.

use learn::LearnError;
use learn::encode::{EncodeSpec, Form};
use learn::frame::{Column, Frame};
use learn::glm::{Convergence, Errors, Family, GlmSpec, Sample, Theta};

use crate::tables::results;

const FAMILIES: [Family; 7] = [
    Family::Gaussian,
    Family::Binomial,
    Family::Poisson,
    Family::NegativeBinomial { theta: None },
    Family::NegativeBinomial { theta: Some(1.5) },
    Family::Gamma,
    Family::Tweedie { power: Some(1.5) },
];

fn spec(family: Family) -> GlmSpec {
    GlmSpec { family, ridge: 0.0, iterations_max: 100, ..GlmSpec::default() }
}

fn sample(family: Family, rows: usize) -> (Frame, Vec<f64>) {
    let x: Vec<f64> = (0..rows).map(|i| ((i * 37) % 41) as f64 / 10.0).collect();
    let y = (0..rows).map(|i| match family {
        Family::Binomial => f64::from(u8::from((i * 7) % 11 > 5)),
        Family::Gamma => 0.5 + ((i * 13) % 17) as f64,
        _ => ((i * 13) % 17 / 3) as f64,
    });
    (Frame::new(rows, vec![Column::numeric("x", x)]).unwrap(), y.collect())
}

#[test]
fn rows_of_weight_zero_are_not_there_and_whole_weights_are_copies() {
    for family in FAMILIES {
        let (train, y) = sample(family, 60);
        let weight: Vec<f64> = (0..60).map(|i| f64::from(i % 3)).collect();
        let sample = Sample::new(&train, &y).weighted(&weight);
        let model = spec(family).fit_sample(&sample, None).unwrap();
        let copies: Vec<usize> = (0..60).flat_map(|i| std::iter::repeat_n(i, i % 3)).collect();
        let many: Vec<f64> = copies.iter().map(|&row| y[row]).collect();
        let long = spec(family).fit(&train.take(&copies).unwrap(), &many, None).unwrap();
        for (a, b) in model.report().coefficients.iter().zip(&long.report().coefficients) {
            assert!((a.estimate - b.estimate).abs() < 1e-8, "{family:?}: {} {}", a.estimate, b.estimate);
        }
        assert!((model.report().deviance - long.report().deviance).abs() < 1e-8 * long.report().deviance, "{family:?}");
        let influence = model.influence(&sample).unwrap();
        assert_eq!((influence.rows.len(), influence.rows[0], model.report().rows), (40, 1, 40));
        assert!((influence.leverage.iter().sum::<f64>() - 2.0).abs() < 1e-9);
        let none = Sample::new(&train, &y).weighted(&[0.0; 60]);
        assert_eq!(spec(family).fit_sample(&none, None).unwrap_err(), LearnError::NoRows);
    }
    let (train, y) = sample(Family::Gaussian, 3);
    let bad = Sample::new(&train, &y).weighted(&[1.0, -1.0, 1.0]);
    assert!(matches!(spec(Family::Gaussian).fit_sample(&bad, None), Err(LearnError::RowValue { row: 1, .. })));
    let bad = Sample::new(&train, &y).offset(&[1.0, 0.0, f64::NAN]);
    assert!(matches!(spec(Family::Gaussian).fit_sample(&bad, None), Err(LearnError::RowValue { row: 2, .. })));
}

#[test]
fn huge_offsets_move_the_intercept_only() {
    for family in FAMILIES {
        let (train, y) = sample(family, 60);
        let plain = spec(family).fit(&train, &y, None).unwrap();
        let offset = vec![1e9; 60];
        let moved = spec(family).fit_sample(&Sample::new(&train, &y).offset(&offset), None).unwrap();
        let (a, b) = (&plain.report().coefficients, &moved.report().coefficients);
        assert!((a[1].estimate - b[1].estimate).abs() < 1e-6 * a[1].estimate.abs().max(0.1), "{family:?} {a:?} {b:?}");
        assert!((a[0].estimate - 1e9 - b[0].estimate).abs() < 1e-5, "{family:?}");
        assert!((plain.report().null_deviance - moved.report().null_deviance).abs() < 1e-6 * plain.report().null_deviance);
        for (p, q) in plain.predict(&train).unwrap().iter().zip(moved.formula().predict_with(&train, &offset).unwrap()) {
            assert!((p - q).abs() < 1e-5 * p.abs().max(1.0), "{family:?}: {p} {q}");
        }
    }
}

#[test]
fn small_and_empty_tables() {
    for family in FAMILIES {
        for ridge in [0.0, 1.0] {
            let spec = GlmSpec { ridge, ..spec(family) };
            let one = Frame::new(1, vec![Column::numeric("x", vec![3.0]), Column::numeric("void", vec![f64::NAN])]).unwrap();
            let model = spec.fit(&one, &[1.0], None).unwrap();
            assert!(model.predict(&one).unwrap()[0].is_finite(), "{family:?}");
            let none = Frame::new(20, vec![]).unwrap();
            let y = sample(family, 20).1;
            let model = spec.fit(&none, &y, None).unwrap();
            let mean = y.iter().sum::<f64>() / 20.0;
            assert!((model.predict(&none).unwrap()[0] - mean).abs() < 1e-9, "{family:?}");
            let (errors, rows) = (Errors::Clustered(&[0; 20]), Sample::new(&none, &y));
            assert!(model.inference(&rows, errors, 0.95).is_err(), "one cluster");
            assert!(model.inference(&rows, Errors::Hc3, 1.5).is_err(), "level");
        }
    }
}

#[test]
fn counts_without_spread_are_poisson_and_parameters_are_checked() {
    let (train, _) = sample(Family::Poisson, 60);
    let even: Vec<f64> = (0..60).map(|i| f64::from(4 + i % 2)).collect();
    let model = spec(Family::NegativeBinomial { theta: None }).fit(&train, &even, None).unwrap();
    assert_eq!((model.report().theta, model.report().convergence), (Some(Theta::Poisson), Convergence::Converged));
    let zero = spec(Family::NegativeBinomial { theta: None }).fit(&train, &[0.0; 60], None).unwrap();
    assert_eq!(zero.report().convergence, Convergence::ConstantTarget);
    for bad in [Family::NegativeBinomial { theta: Some(0.0) }, Family::Tweedie { power: Some(2.0) }] {
        assert!(matches!(spec(bad).fit(&train, &even, None), Err(LearnError::Setting { .. })));
    }
    let half = vec![0.5; 60];
    assert!(matches!(spec(Family::NegativeBinomial { theta: None }).fit(&train, &half, None), Err(LearnError::Target { .. })));
    assert!(matches!(spec(Family::Gamma).fit(&train, &[0.0; 60], None), Err(LearnError::Target { .. })));
}

/// Sums of gamma amounts, a Poisson number of them: the power is found again.
#[test]
fn the_power_of_tweedie_is_found_by_its_likelihood() {
    let rows = 1500;
    let mut state = 12345_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    };
    let x: Vec<f64> = (0..rows).map(|_| uniform()).collect();
    // Amounts are exponential (shape 1), so that the power is (1 + 2) / (1 + 1) = 1.5.
    let y: Vec<f64> = x
        .iter()
        .map(|x| {
            let mut left = (0.2 + x).sqrt();
            let mut total = 0.0;
            while {
                left += uniform().ln();
                left > 0.0
            } {
                total -= (0.2 + x).sqrt() * uniform().ln();
            }
            total
        })
        .collect();
    let train = Frame::new(rows, vec![Column::numeric("x", x.iter().map(|x| (0.2 + x).ln()).collect())]).unwrap();
    let model = spec(Family::Tweedie { power: None }).fit(&train, &y, None).unwrap();
    let power = model.report().power.unwrap();
    assert!((power - 1.5).abs() < 0.05, "{power}");
    let fixed = spec(Family::Tweedie { power: Some(1.4) }).fit(&train, &y, None).unwrap();
    assert!(model.report().log_likelihood.unwrap() > fixed.report().log_likelihood.unwrap());
}

#[test]
fn forms_that_do_not_fit_the_table_are_named() {
    let (train, y) = sample(Family::Gaussian, 30);
    let labels = Column::from_labels("k", (0..30).map(|i| Some(["a", "b"][i % 2])));
    let train = Frame::new(30, vec![train.columns()[0].clone(), labels]).unwrap();
    let fit = |name: &str, form: Form| {
        let encode = EncodeSpec { forms: vec![(name.to_owned(), form)], ..EncodeSpec::default() };
        GlmSpec { encode, ..spec(Family::Gaussian) }.fit(&train, &y, None)
    };
    assert!(fit("nowhere", Form::Straight).is_err());
    assert!(fit("k", Form::Curved { knots: 4 }).is_err() && fit("x", Form::Curved { knots: 9 }).is_err());
    assert!(fit("k", Form::Steps { order: vec!["a".to_owned()] }).is_err());
    assert!(fit("k", Form::OneHot { base: Some("z".to_owned()) }).is_err());
    let based = fit("k", Form::OneHot { base: Some("b".to_owned()) }).unwrap();
    assert_eq!(based.report().coefficients[2].name, "k=a");
    let absent = fit("x", Form::Absent).unwrap();
    assert_eq!(absent.report().coefficients.len(), 2);
}

/// The certified linear regressions of NIST with a constant, as a table of powers: standard errors, and coefficients relative to the larger of
/// themselves and their errors. Filip's tenth powers leave 1e-10 of their length beside each other.
#[test]
fn nist_linear_sets_are_met() {
    let sets = results("../stats/nist_regression.json");
    let list =
        |value: &serde_json::Value| -> Vec<f64> { value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect() };
    for (name, set) in sets.as_object().unwrap() {
        if set["intercept"] != true {
            continue;
        }
        let powers = list(&set["powers"]);
        let (x, y) = (set["x"].as_array().unwrap(), list(&set["y"]));
        let mut columns = Vec::new();
        for (at, x) in x.iter().enumerate() {
            for power in &powers {
                let values = list(x).iter().map(|x| x.powi(*power as i32)).collect();
                columns.push(Column::numeric(format!("x{at}^{power}"), values));
            }
        }
        let model = spec(Family::Gaussian).fit(&Frame::new(y.len(), columns).unwrap(), &y, None).unwrap();
        let report = model.report();
        let digits = |found: f64, wanted: f64, unit: f64| -((found - wanted).abs() / unit).max(1e-16).log10();
        let mut least = 16.0_f64;
        for (c, wanted) in report.coefficients.iter().zip(set["coefficients"].as_array().unwrap()) {
            let (b, se) = (wanted[0].as_f64().unwrap(), wanted[1].as_f64().unwrap());
            least = least.min(digits(c.estimate, b, b.abs().max(se)));
            if se > 0.0 {
                least = least.min(digits(c.standard_error.unwrap(), se, se));
            }
        }
        assert!(least > if name == "Filip" { 7.0 } else { 10.0 }, "{name}: {least}");
    }
}
