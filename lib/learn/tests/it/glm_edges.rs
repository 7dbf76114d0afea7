//! Known answers of the linear models.

use learn::LearnError;
use learn::encode::DropReason;
use learn::frame::{Column, Frame};
use learn::glm::{Convergence, Family, GlmFitted, GlmSpec, Separation, SoftmaxSpec};
use proptest::prelude::*;

fn spec(family: Family, ridge: f64) -> GlmSpec {
    GlmSpec { family, ridge, ..GlmSpec::default() }
}

fn numbers(rows: i32, f: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..rows).map(|i| f(f64::from(i))).collect()
}

fn labels(name: &str, rows: usize, f: impl Fn(usize) -> &'static str) -> Column {
    let all: Vec<&str> = (0..rows).map(f).collect();
    Column::from_labels(name, all.iter().map(|label| Some(*label)))
}

fn estimate(model: &GlmFitted, name: &str) -> f64 {
    model.report().coefficients.iter().find(|c| c.name == name).unwrap().estimate
}

/// NIST's Wampler 1 and 2: a polynomial of degree five without noise, all coefficients known.
#[test]
fn polynomials_of_degree_five_are_found_to_ten_digits() {
    for base in [1.0_f64, 0.1] {
        let powers = (1..6).map(|k| Column::numeric(format!("x{k}"), numbers(21, |x| x.powi(k))));
        let train = Frame::new(21, powers.collect()).unwrap();
        let y = numbers(21, |x| (0..6).map(|k| (base * x).powi(k)).sum());
        let model = spec(Family::Gaussian, 0.0).fit(&train, &y, None).unwrap();
        for (k, coefficient) in (0..6).zip(&model.report().coefficients) {
            let wanted = base.powi(k);
            assert!((coefficient.estimate / wanted - 1.0).abs() < 1e-9, "{base} {k}: {}", coefficient.estimate);
        }
    }
}

#[test]
fn a_constant_target_gives_the_constant() {
    let train = Frame::new(9, vec![Column::numeric("x", numbers(9, |x| x))]).unwrap();
    for (family, y, wanted) in [
        (Family::Gaussian, 4.0, 4.0),
        (Family::Binomial, 1.0, 9.5 / 10.0),
        (Family::Binomial, 0.0, 0.5 / 10.0),
        (Family::Poisson, 0.0, 0.5 / 9.0),
        (Family::Poisson, 3.0, 3.0),
    ] {
        let model = spec(family, 1.0).fit(&train, &[y; 9], None).unwrap();
        for p in model.predict(&train).unwrap() {
            assert!((p - wanted).abs() < 1e-12, "{family:?} {y}: {p}");
        }
    }
}

#[test]
fn complete_separation_is_named_with_and_without_a_ridge() {
    let noise = numbers(40, |x| (x * 13.0) % 7.0);
    let train = Frame::new(40, vec![Column::numeric("noise", noise), Column::numeric("x", numbers(40, |x| x))]).unwrap();
    let y = numbers(40, |x| if x > 20.0 { 1.0 } else { 0.0 });
    for ridge in [0.0, 1.0] {
        let model = spec(Family::Binomial, ridge).fit(&train, &y, None).unwrap();
        let Separation { columns, complete } = model.report().separation.clone().unwrap();
        assert!(complete && columns.contains(&"x".to_owned()), "{ridge}: {columns:?}");
        let p = model.predict(&train).unwrap();
        assert!(p.iter().all(|p| *p > 0.0 && *p < 1.0));
        assert!(p[0] < 0.05 && p[39] > 0.95);
    }
}

#[test]
fn a_label_with_one_answer_only_is_named() {
    let kind = labels("kind", 90, |i| ["a", "b", "c"][i % 3]);
    let x = Column::numeric("x", numbers(90, |x| (x * 31.0) % 17.0));
    let train = Frame::new(90, vec![kind, x]).unwrap();
    let never_c = numbers(90, |x| if x % 3.0 == 2.0 { 0.0 } else { f64::from(u8::from((x * 7.0) % 5.0 > 2.0)) });
    for family in [Family::Binomial, Family::Poisson] {
        let model = spec(family, 0.0).fit(&train, &never_c, None).unwrap();
        let found = model.report().separation.clone().unwrap();
        assert_eq!(found, Separation { columns: vec!["kind=c".to_owned()], complete: false }, "{family:?}");
    }
    let model = spec(Family::Binomial, 1.0).fit(&train, &never_c, None).unwrap();
    assert_eq!(model.report().separation.clone().unwrap().columns, ["kind=c"]);
}

/// Separation along a sum of columns, none of which separates alone.
#[test]
fn quasi_separation_by_two_columns_together_is_found_without_a_ridge() {
    let a = numbers(60, |x| x % 6.0);
    let b = numbers(60, |x| (x * 5.0 + 1.0) % 7.0);
    let y: Vec<f64> = a
        .iter()
        .zip(&b)
        .enumerate()
        .map(|(i, (a, b))| match a + b {
            sum if sum > 6.0 => 1.0,
            sum if sum < 6.0 => 0.0,
            _ => f64::from(u8::from(i % 2 == 0)),
        })
        .collect();
    let train = Frame::new(60, vec![Column::numeric("a", a), Column::numeric("b", b)]).unwrap();
    let model = spec(Family::Binomial, 0.0).fit(&train, &y, None).unwrap();
    let found = model.report().separation.clone().unwrap();
    assert_eq!(found, Separation { columns: vec!["a".to_owned(), "b".to_owned()], complete: false });
}

#[test]
fn useless_columns_are_dropped_by_name() {
    let x = numbers(50, |x| (x * 17.0) % 23.0);
    let twice: Vec<f64> = x.iter().map(|x| 2.0 * x + 3.0).collect();
    let keys: Vec<String> = (0..50).map(|i| format!("key{i}")).collect();
    let columns = vec![
        Column::numeric("x", x.clone()),
        Column::numeric("flat", vec![5.0; 50]),
        Column::numeric("twice", twice),
        Column::numeric("void", vec![f64::NAN; 50]),
        labels("kind", 50, |i| ["a", "b"][i % 2]),
        labels("same", 50, |i| ["A", "B"][i % 2]),
        labels("one", 50, |_| "one"),
        Column::from_labels("key", keys.iter().map(|key| Some(key.as_str()))),
    ];
    let train = Frame::new(50, columns).unwrap();
    let model = spec(Family::Gaussian, 1.0).fit(&train, &x, None).unwrap();
    let dropped: Vec<(&str, DropReason)> =
        model.report().dropped.iter().map(|dropped| (dropped.name.as_str(), dropped.reason)).collect();
    assert_eq!(
        dropped,
        [
            ("flat", DropReason::Constant),
            ("void", DropReason::AllMissing),
            ("one", DropReason::Constant),
            ("key", DropReason::RareLabels),
            ("twice", DropReason::Collinear),
            ("same=B", DropReason::Collinear),
        ]
    );
    let names: Vec<&str> = model.report().coefficients.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["(intercept)", "x", "kind=b"]);
}

#[test]
fn missing_numbers_get_an_indicator_and_the_training_mean() {
    // y = 3 x where x is known, and 10 where it is not.
    let x = numbers(40, |x| if x % 4.0 == 0.0 { f64::NAN } else { x });
    let y: Vec<f64> = x.iter().map(|x| if x.is_nan() { 10.0 } else { 3.0 * x }).collect();
    let train = Frame::new(40, vec![Column::numeric("x", x)]).unwrap();
    let model = spec(Family::Gaussian, 0.0).fit(&train, &y, None).unwrap();
    let p = model.predict(&train).unwrap();
    assert!(p.iter().zip(&y).all(|(p, y)| (p - y).abs() < 1e-9));
    assert!((estimate(&model, "x") - 3.0).abs() < 1e-9);
    // 20 is the mean of the known values; the indicator makes 10 of 3 * 20.
    assert!((estimate(&model, "x is missing") + 50.0).abs() < 1e-9);
}

#[test]
fn rare_labels_are_pooled_and_new_ones_follow_them() {
    let kind = labels("kind", 400, |i| {
        if i < 5 {
            "rare1"
        } else if i < 12 {
            "rare2"
        } else {
            ["a", "b"][i % 2]
        }
    });
    let y = numbers(400, |i| if i < 12.0 { 9.0 } else { i % 2.0 });
    let train = Frame::new(400, vec![kind]).unwrap();
    let model = spec(Family::Gaussian, 0.0).fit(&train, &y, None).unwrap();
    let names: Vec<&str> = model.report().coefficients.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["(intercept)", "kind=b", "kind=(other)"]);
    assert_eq!(model.report().pooled[0].labels, 2);
    assert_eq!(model.report().bases, [("kind".to_owned(), "a".to_owned())]);
    let ask = Frame::new(3, vec![Column::from_labels("kind", ["b", "new", "rare1"].into_iter().map(Some))]).unwrap();
    let p = model.predict(&ask).unwrap();
    assert!((p[0] - 1.0).abs() < 1e-9 && (p[1] - 9.0).abs() < 1e-9 && (p[2] - 9.0).abs() < 1e-9, "{p:?}");
}

#[test]
fn more_columns_than_rows_need_a_ridge() {
    let columns = (0..30).map(|k| Column::numeric(format!("x{k}"), numbers(12, |x| (x * f64::from(k + 3)).sin())));
    let train = Frame::new(12, columns.collect()).unwrap();
    let y = numbers(12, |x| x);
    let error = spec(Family::Gaussian, 0.0).fit(&train, &y, None).unwrap_err();
    assert!(matches!(error, LearnError::Singular { .. }) && error.hint().is_some());
    let model = spec(Family::Gaussian, 1.0).fit(&train, &y, None).unwrap();
    assert_eq!(model.report().convergence, Convergence::Converged);
    assert_eq!(model.report().coefficients.len(), 31);
    assert!(model.report().effective_parameters < 12.0);
}

#[test]
fn a_stop_keeps_the_best_so_far() {
    let train = Frame::new(30, vec![Column::numeric("x", numbers(30, |x| x))]).unwrap();
    let y = numbers(30, |x| f64::from(u8::from((x * 7.0) % 30.0 < x)));
    let at_once = || true;
    let model = spec(Family::Binomial, 1.0).fit(&train, &y, Some(&at_once)).unwrap();
    assert_eq!(model.report().convergence, Convergence::Stopped);
    let mean = y.iter().sum::<f64>() / 30.0;
    assert!(model.predict(&train).unwrap().iter().all(|p| (p - mean).abs() < 1e-12));
    let softmax = SoftmaxSpec::default().fit(&train, &y, Some(&at_once)).unwrap();
    assert_eq!(softmax.convergence(), Convergence::Stopped);
}

#[test]
fn softmax_with_two_classes_is_the_logistic_model_at_twice_the_ridge() {
    // Two opposite halves b/2 cost (b/2)^2 + (b/2)^2 = b^2 / 2.
    let train = Frame::new(60, vec![Column::numeric("x", numbers(60, |x| (x * 11.0) % 19.0))]).unwrap();
    let y = numbers(60, |x| f64::from(u8::from((x * 7.0) % 19.0 > 9.0)));
    let softmax = SoftmaxSpec { ridge: 2.0, ..SoftmaxSpec::default() }.fit(&train, &y, None).unwrap();
    let logistic = spec(Family::Binomial, 1.0).fit(&train, &y, None).unwrap();
    let p = softmax.predict(&train).unwrap().of_class(1);
    for (a, b) in p.iter().zip(logistic.predict(&train).unwrap()) {
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }
}

fn sample() -> impl Strategy<Value = (Vec<f64>, Vec<u8>, Vec<u8>)> {
    (30_usize..120).prop_flat_map(|rows| {
        (prop::collection::vec(-5.0..5.0_f64, rows), prop::collection::vec(0_u8..3, rows), prop::collection::vec(0_u8..6, rows))
    })
}

fn table(x: &[f64], kind: &[u8], names: [&'static str; 3]) -> Frame {
    let kind = Column::from_labels("kind", kind.iter().map(|k| Some(names[usize::from(*k)])));
    Frame::new(x.len(), vec![Column::numeric("x", x.to_vec()), kind]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// The intercept is free, so the residuals add up to nothing in every family, with any ridge.
    #[test]
    fn predictions_add_up_to_the_target((x, kind, draw) in sample(), ridge in 0.01..10.0_f64) {
        let train = table(&x, &kind, ["a", "b", "c"]);
        for family in [Family::Gaussian, Family::Binomial, Family::Poisson] {
            let y: Vec<f64> = draw
                .iter()
                .map(|d| if family == Family::Binomial { f64::from(u8::from(*d > 2)) } else { f64::from(*d) })
                .collect();
            let total: f64 = y.iter().sum();
            prop_assume!(total > 0.0 && (family != Family::Binomial || total < y.len() as f64));
            let model = spec(family, ridge).fit(&train, &y, None).unwrap();
            prop_assert_eq!(model.report().convergence, Convergence::Converged);
            let found: f64 = model.predict(&train).unwrap().iter().sum();
            prop_assert!((found - total).abs() < 1e-6 * total, "{:?}: {} {}", family, found, total);
        }
    }

    /// Other units, another order of rows and other label names change no prediction.
    #[test]
    fn units_order_and_names_do_not_matter((x, kind, draw) in sample(), shift in -1e6..1e6_f64, unit in 1e-6..1e6_f64) {
        let y: Vec<f64> = draw.iter().map(|d| f64::from(*d)).collect();
        let train = table(&x, &kind, ["a", "b", "c"]);
        let moved: Vec<f64> = x.iter().map(|x| shift + unit * x).collect();
        let order: Vec<usize> = (0..x.len()).rev().collect();
        let other = table(&moved, &kind, ["r", "s", "t"]).take(&order).unwrap();
        let back: Vec<f64> = order.iter().map(|&row| y[row]).collect();
        prop_assume!(unit * 1e9 > shift.abs());
        let one = spec(Family::Poisson, 1.0).fit(&train, &y, None).unwrap().predict(&train).unwrap();
        let two = spec(Family::Poisson, 1.0).fit(&other, &back, None).unwrap().predict(&other).unwrap();
        for (at, &row) in order.iter().enumerate() {
            prop_assert!((one[row] - two[at]).abs() < 1e-5 * (1.0 + one[row]), "{} {}", one[row], two[at]);
        }
    }
}
