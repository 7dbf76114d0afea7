//! Bayesian linear and logistic regression.

use learn::LearnError;
use learn::frame::{Column, Frame};
use learn::glm::{BayesSpec, BayesTask, Family, GlmSpec};

fn numbers(rows: i32, f: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..rows).map(|i| f(f64::from(i))).collect()
}

/// The conjugate posterior of one slope, written out: centred columns make intercept and slope independent.
#[test]
fn the_linear_posterior_is_the_textbook_one() {
    let x = numbers(30, |i| (i * 7.0) % 11.0);
    let y: Vec<f64> = x.iter().enumerate().map(|(i, x)| 3.0 + 2.0 * x + ((i * 5) % 7) as f64).collect();
    let train = Frame::new(30, vec![Column::numeric("x", x.clone())]).unwrap();
    let spec = BayesSpec { effect: 0.7, ..BayesSpec::default() };
    let model = spec.fit(&train, &y, None).unwrap();
    let n = 30.0;
    let scale = |v: &[f64]| {
        let mean = v.iter().sum::<f64>() / n;
        let sd = (v.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
        (mean, sd, v.iter().map(|v| (v - mean) / sd).collect::<Vec<f64>>())
    };
    let ((x_mean, x_sd, u), (y_mean, y_sd, v)) = (scale(&x), scale(&y));
    let precision = 1.0 / (0.7 * 0.7);
    let product: f64 = u.iter().zip(&v).map(|(u, v)| u * v).sum();
    let b = product / (n + precision);
    let rest: f64 = u.iter().zip(&v).map(|(u, v)| (v - b * u).powi(2)).sum();
    let (shape, rate) = (0.5 + 0.5 * (n - 1.0), 0.5 + 0.5 * (rest + precision * b * b));
    let believed = model.coefficients(0.9).unwrap();
    assert!((believed[1].mean - b * y_sd / x_sd).abs() < 1e-12);
    // 95 % point of t with 30 degrees of freedom.
    let half = 1.697_260_886_593_957_2 * (rate / shape / (n + precision)).sqrt() * y_sd / x_sd;
    assert!((believed[1].interval.1 - believed[1].mean - half).abs() < 1e-12);
    assert!(believed[1].positive > 0.999_999);
    let ask = Frame::new(1, vec![Column::numeric("x", vec![20.0])]).unwrap();
    let z = (20.0 - x_mean) / x_sd;
    let wide = 1.697_260_886_593_957_2 * (rate / shape * (1.0 + 1.0 / n + z * z / (n + precision))).sqrt() * y_sd;
    let (low, high) = model.interval(&ask, 0.9).unwrap()[0];
    assert!((model.predict(&ask).unwrap()[0] - (y_mean + y_sd * b * z)).abs() < 1e-11);
    assert!((0.5 * (high - low) - wide).abs() < 1e-11);
    assert!(spec.prior().contains("95 %"));
}

#[test]
fn the_logistic_posterior_is_a_ridge_that_knows_how_little_it_knows() {
    let x = numbers(40, |i| i);
    let y = numbers(40, |i| f64::from(u8::from((i * 7.0) % 40.0 < i)));
    let train = Frame::new(40, vec![Column::numeric("x", x)]).unwrap();
    let spec = BayesSpec { task: BayesTask::Logistic, effect: 2.0, ..BayesSpec::default() };
    let model = spec.fit(&train, &y, None).unwrap();
    let ridge = GlmSpec { family: Family::Binomial, ridge: 0.25, ..GlmSpec::default() }.fit(&train, &y, None).unwrap();
    assert!(model.converged());
    for (believed, c) in model.coefficients(0.95).unwrap().iter().zip(&ridge.report().coefficients) {
        let half = 1.959_963_984_540_054 * c.standard_error.unwrap();
        assert!((believed.mean - c.estimate).abs() < 1e-9 && (believed.interval.1 - c.estimate - half).abs() < 1e-8);
    }
    // Farther away less is known, so that the prediction is nearer to one half than the ridge's.
    let ask = Frame::new(2, vec![Column::numeric("x", vec![30.0, 400.0])]).unwrap();
    let (p, q) = (model.predict(&ask).unwrap(), ridge.predict(&ask).unwrap());
    assert!(p[0] < q[0] && p[1] < q[1] && p[0] > 0.5);
    let (low, high) = model.interval(&ask, 0.95).unwrap()[0];
    assert!(low < p[0] && p[0] < high);
}

#[test]
fn hostile_tables_have_a_posterior_or_a_reason() {
    let wide: Vec<Column> =
        (0..20).map(|k| Column::numeric(format!("x{k}"), numbers(6, |i| (i * f64::from(k + 2)).sin()))).collect();
    let train = Frame::new(6, wide).unwrap();
    for y in [numbers(6, |i| i), vec![5.0; 6], numbers(6, |i| 1e9 + i)] {
        let model = BayesSpec::default().fit(&train, &y, None).unwrap();
        assert!(model.interval(&train, 0.9).unwrap().iter().all(|(low, high)| low < high && high.is_finite()));
    }
    let logistic = BayesSpec { task: BayesTask::Logistic, ..BayesSpec::default() };
    let split = numbers(6, |i| f64::from(u8::from(i > 2.0)));
    assert!(logistic.fit(&train, &split, None).unwrap().predict(&train).unwrap().iter().all(|p| *p > 0.0 && *p < 1.0));
    assert!(matches!(logistic.fit(&train, &[1.0; 6], None), Err(LearnError::Singular { .. })));
    assert!(matches!(
        BayesSpec { effect: 0.0, ..BayesSpec::default() }.fit(&train, &split, None),
        Err(LearnError::Setting { .. })
    ));
    let one = Frame::new(1, vec![Column::numeric("x", vec![3.0])]).unwrap();
    let model = BayesSpec::default().fit(&one, &[2.0], None).unwrap();
    assert!((model.predict(&one).unwrap()[0] - 2.0).abs() < 1e-12);
}
