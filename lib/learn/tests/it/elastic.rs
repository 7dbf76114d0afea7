//! Elastic net: objectives of scikit-learn, laws of the path.

use learn::encode::EncodeSpec;
use learn::frame::{Column, Frame};
use learn::glm::{Choice, ElasticNetSpec, Family, GlmSpec, Lambdas, Sample};
use proptest::prelude::*;

use crate::tables::{results, table};

fn features(name: &str) -> (Frame, Vec<f64>) {
    let (all, y) = table(name);
    let own = all.columns().iter().filter(|c| !["weight", "offset", "cluster"].contains(&c.name())).cloned().collect();
    (Frame::new(y.len(), own).unwrap(), y)
}

fn spec(family: Family, mix: f64, lambdas: Lambdas) -> ElasticNetSpec {
    let encode = EncodeSpec { rare_rows: 1, ..EncodeSpec::default() };
    ElasticNetSpec { family, mix, lambdas, folds: 0, encode, ..ElasticNetSpec::default() }
}

#[test]
fn objectives_are_never_above_those_of_scikit_learn() {
    let fits = results("elastic.json");
    for fit in fits["fits"].as_array().unwrap() {
        let family = match fit["family"].as_str().unwrap() {
            "gaussian" => Family::Gaussian,
            "binomial" => Family::Binomial,
            _ => Family::Poisson,
        };
        let (train, y) = features(fit["set"].as_str().unwrap());
        let penalty = fit["penalty"].as_f64().unwrap();
        let spec = spec(family, fit["mix"].as_f64().unwrap(), Lambdas::Given(vec![penalty]));
        let model = spec.fit(&Sample::new(&train, &y), 0, None).unwrap();
        let (found, theirs) = (model.chosen().objective, fit["objective"].as_f64().unwrap());
        assert!(found <= theirs + 1e-9 * theirs.min(1.0), "{fit}: {found}");
        assert!(found >= theirs - 1e-4 * theirs, "{fit}: {found}");
    }
}

#[test]
fn without_absolute_values_it_is_the_ridge() {
    for (name, family) in [("mtcars", Family::Gaussian), ("mroz", Family::Binomial), ("epil", Family::Poisson)] {
        let (train, y) = features(name);
        let lambda = 0.03;
        let net = spec(family, 0.0, Lambdas::Given(vec![lambda])).fit(&Sample::new(&train, &y), 0, None).unwrap();
        let encode = EncodeSpec { rare_rows: 1, ..EncodeSpec::default() };
        let ridge = GlmSpec { family, ridge: lambda * y.len() as f64, encode, ..GlmSpec::default() };
        let ridge = ridge.fit(&train, &y, None).unwrap();
        for ((name, b), c) in net.formula().coefficients().iter().zip(&ridge.report().coefficients) {
            assert!((b - c.estimate).abs() < 1e-9 * (1.0 + b.abs()), "{name}: {b} {}", c.estimate);
        }
    }
}

/// Ten columns of which two matter.
fn sparse(rows: usize) -> (Frame, Vec<f64>) {
    let value = |row: usize, column: usize| ((row * (column * 2 + 37) + row * row * (column + 1)) % 101) as f64 / 25.0 - 2.0;
    let columns = (0..10).map(|c| Column::numeric(format!("x{c}"), (0..rows).map(|row| value(row, c)).collect()));
    let noise = |row: usize| ((row * 7919) % 997) as f64 / 997.0 - 0.5;
    let y = (0..rows).map(|row| 2.0 * value(row, 3) - value(row, 7) + noise(row)).collect();
    (Frame::new(rows, columns.collect()).unwrap(), y)
}

#[test]
fn cross_validation_finds_the_columns_that_matter() {
    let (train, y) = sparse(300);
    let spec = ElasticNetSpec { mix: 1.0, ..ElasticNetSpec::default() };
    let model = spec.fit(&Sample::new(&train, &y), 1, None).unwrap();
    assert_eq!(model.path()[0].columns, 0);
    assert!(model.path().windows(2).all(|pair| pair[1].deviance <= pair[0].deviance * (1.0 + 1e-12)));
    let (least, rule) = (model.least(), model.one_standard_error());
    assert!(rule.lambda >= least.lambda && rule.columns <= least.columns);
    let kept: Vec<&str> = model.formula().coefficients().iter().filter(|(_, b)| *b != 0.0).map(|(name, _)| *name).collect();
    assert_eq!(kept, ["(intercept)", "x3", "x7"]);
    assert_eq!(model.chosen(), rule);
    let same = spec.fit(&Sample::new(&train, &y), 1, None).unwrap();
    assert_eq!(same.path(), model.path());
    let other = ElasticNetSpec { choice: Choice::Least, ..spec }.fit(&Sample::new(&train, &y), 1, None).unwrap();
    assert_eq!(other.chosen().lambda, least.lambda);
}

#[test]
fn hostile_tables_and_settings() {
    let (train, y) = sparse(12);
    let sample = Sample::new(&train, &y);
    // More columns than rows.
    let model = ElasticNetSpec { folds: 3, ..ElasticNetSpec::default() }.fit(&sample, 0, None).unwrap();
    assert!(model.formula().predict(&train).unwrap().iter().all(|p| p.is_finite()));
    for bad in [
        ElasticNetSpec { mix: 1.5, ..ElasticNetSpec::default() },
        ElasticNetSpec { folds: 1, ..ElasticNetSpec::default() },
        ElasticNetSpec { lambdas: Lambdas::Given(vec![]), ..ElasticNetSpec::default() },
        ElasticNetSpec { lambdas: Lambdas::Path { count: 0, least: 0.1 }, ..ElasticNetSpec::default() },
        ElasticNetSpec { family: Family::Tweedie { power: None }, ..ElasticNetSpec::default() },
    ] {
        assert!(bad.fit(&sample, 0, None).is_err());
    }
    // Complete separation has a finite answer under a penalty; a constant target has none.
    let split: Vec<f64> = (0..12).map(|i| f64::from(u8::from(i > 5))).collect();
    let x = Frame::new(12, vec![Column::numeric("x", (0..12).map(f64::from).collect())]).unwrap();
    let binomial = ElasticNetSpec { family: Family::Binomial, folds: 4, ..ElasticNetSpec::default() };
    let model = binomial.fit(&Sample::new(&x, &split), 0, None).unwrap();
    assert!(model.formula().predict(&x).unwrap()[11] > 0.5);
    assert!(binomial.fit(&Sample::new(&x, &[1.0; 12]), 0, None).is_err());
    let none = Frame::new(12, vec![]).unwrap();
    let model = ElasticNetSpec::default().fit(&Sample::new(&none, &y), 0, None).unwrap();
    assert!((model.formula().predict(&none).unwrap()[0] - y.iter().sum::<f64>() / 12.0).abs() < 1e-12);
    assert!(ElasticNetSpec::default().fit(&sample, 0, Some(&|| true)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The conditions of a minimum: no slope beyond the penalty, and none left over where a coefficient is in use.
    #[test]
    fn slopes_balance_the_penalty(
        draws in prop::collection::vec((-3.0..3.0_f64, -3.0..3.0_f64, 0_u8..2), 25..80), mix in 0.05..1.0_f64, share in 0.005..0.9_f64
    ) {
        let y: Vec<f64> = draws.iter().map(|d| f64::from(d.2)).collect();
        prop_assume!(y.contains(&0.0) && y.contains(&1.0));
        let x: [Vec<f64>; 2] = [draws.iter().map(|d| d.0).collect(), draws.iter().map(|d| d.1).collect()];
        let train = Frame::new(y.len(), vec![Column::numeric("a", x[0].clone()), Column::numeric("b", x[1].clone())]).unwrap();
        let lambda = 0.5 * share;
        let model = spec(Family::Binomial, mix, Lambdas::Given(vec![lambda])).fit(&Sample::new(&train, &y), 0, None).unwrap();
        let p = model.formula().predict(&train).unwrap();
        let n = y.len() as f64;
        for (x, (_, b)) in x.iter().zip(&model.formula().coefficients()[1..]) {
            let mean = x.iter().sum::<f64>() / n;
            let sd = (x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
            let slope: f64 = x.iter().zip(&y).zip(&p).map(|((x, y), p)| (x - mean) / sd * (y - p)).sum::<f64>() / n;
            let scaled = b * sd;
            let rest = slope - lambda * (1.0 - mix) * scaled;
            if *b == 0.0 {
                prop_assert!(rest.abs() <= lambda * mix + 1e-9);
            } else {
                prop_assert!((rest - lambda * mix * b.signum()).abs() < 1e-8, "{} {}", rest, lambda * mix);
            }
        }
    }
}
