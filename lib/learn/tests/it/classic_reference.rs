//! Softmax, naive Bayes, trees and k-means against scikit-learn.

use learn::Probabilities;
use learn::bayes::NaiveBayesSpec;
use learn::frame::{Column, Frame};
use learn::glm::{Convergence, SoftmaxSpec};
use learn::kmeans::KMeansSpec;
use learn::tree::{TreeSpec, TreeTask};
use serde_json::Value;

use crate::tables::{numbers, results, table};

/// Largest difference from a list of rows.
fn worst(found: &Probabilities, wanted: &Value) -> f64 {
    let rows = wanted.as_array().unwrap();
    let row = |(at, row): (usize, &Value)| numbers(row).iter().zip(found.row(at)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    rows.iter().enumerate().map(row).fold(0.0, f64::max)
}

#[test]
fn softmax_equals_scikit_learn() {
    let wanted = &results("classic.json")["softmax"];
    let (frame, y) = table("anes96");
    let model = SoftmaxSpec { classes: 7, ..SoftmaxSpec::default() }.fit(&frame, &y, None).unwrap();
    assert_eq!(model.convergence(), Convergence::Converged);
    let p = model.predict(&frame).unwrap();
    let loss = y.iter().enumerate().map(|(row, y)| -p.row(row)[*y as usize].ln()).sum::<f64>() / y.len() as f64;
    let apart = worst(&p, &wanted["rows"]);
    assert!(apart < 1e-7, "{apart} after {} steps", model.iterations());
    assert!((loss - wanted["loss"].as_f64().unwrap()).abs() < 1e-8);
}

#[test]
fn naive_bayes_equals_scikit_learn() {
    let wanted = results("classic.json");
    let (frame, y) = table("anes96");
    let spec = NaiveBayesSpec { classes: 7, tempered: false, variance_floor: 1e-30, ..NaiveBayesSpec::default() };
    let p = spec.fit(&frame, &y).unwrap().predict(&frame).unwrap();
    assert!(worst(&p, &wanted["gaussian_bayes"]) < 1e-10);

    let as_labels = |name: &str| {
        let Some(Column::Numeric { values, .. }) = frame.column(name) else { panic!("{name}") };
        let text: Vec<String> = values.iter().map(f64::to_string).collect();
        Column::from_labels(name, text.iter().map(|label| Some(label.as_str())))
    };
    let labels = Frame::new(y.len(), ["selfLR", "educ", "income"].map(as_labels).to_vec()).unwrap();
    let p = spec.fit(&labels, &y).unwrap().predict(&labels).unwrap();
    assert!(worst(&p, &wanted["categorical_bayes"]) < 1e-10);
}

#[test]
fn trees_have_the_leaves_and_values_of_scikit_learn() {
    let wanted = results("classic.json");
    for (key, tree) in wanted["trees"].as_object().unwrap() {
        let (name, kind) = key.split_once('_').unwrap();
        let (frame, y) = table(name);
        let classes = if name == "anes96" { 7 } else { 2 };
        let task = match kind.split('_').next().unwrap() {
            "gini" => TreeTask::Gini { classes },
            "entropy" => TreeTask::Entropy { classes },
            _ => TreeTask::Regression,
        };
        let number = |key: &str| tree[key].as_f64().unwrap();
        let spec = TreeSpec {
            task,
            depth_max: number("depth") as usize,
            leaf_rows_min: number("leaf") as usize,
            complexity: number("alpha") / number("root"),
            smoothing: 0.0,
        };
        let model = spec.fit(&frame, &y, None).unwrap();
        let found: Vec<Vec<f64>> = if task == TreeTask::Regression {
            model.predict(&frame).unwrap().into_iter().map(|value| vec![value]).collect()
        } else {
            let p = model.predict_classes(&frame).unwrap();
            (0..y.len()).map(|row| p.row(row).to_vec()).collect()
        };
        let squares: f64 = found.iter().flatten().map(|p| p * p).sum();
        assert_eq!(model.leaves() as f64, number("leaves"), "{key}");
        assert!((squares / number("squares") - 1.0).abs() < 1e-9, "{key}");
        for (found, wanted) in found.iter().zip(tree["rows"].as_array().unwrap()) {
            for (a, b) in found.iter().zip(numbers(wanted)) {
                assert!((a - b).abs() < 1e-9, "{key}");
            }
        }
    }
}

#[test]
fn kmeans_finds_the_spread_that_scikit_learn_finds() {
    let wanted = results("classic.json");
    let (frame, y) = table("statecrime");
    for (cells, spread) in wanted["cells"].as_object().unwrap() {
        let spec = KMeansSpec { cells: cells.parse().unwrap(), log: false, restarts: 200, ..KMeansSpec::default() };
        let model = spec.fit(&frame, &y, 1, None).unwrap();
        assert!((model.spread() / spread.as_f64().unwrap() - 1.0).abs() < 1e-9, "{cells}: {}", model.spread());
    }
}
