#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use serde_json::Value;

use crate::booster::reference::table;
use crate::booster::{End, Fitted, Loss, Spec};
use crate::error::LearnError;
use crate::frame::{Column, Frame};

/// Models of `LightGBM` 4.7 with its answers; `reference/booster/models.py` makes them.
fn cases() -> (usize, Vec<(String, Value)>) {
    let text = include_str!("../../../../../reference/booster/models.json");
    let all: Value = serde_json::from_str(text).unwrap();
    let cases = all["cases"].as_object().unwrap().iter().map(|(name, case)| (name.clone(), case.clone())).collect();
    (usize::try_from(all["asked"].as_u64().unwrap()).unwrap(), cases)
}

/// The rows that the cases predict, with the missing values and zeros of `models.py`.
fn asked(every: usize, pandas: bool) -> Frame {
    let (frame, _) = table();
    let columns = frame.columns().iter().enumerate().map(|(place, column)| {
        let name = if pandas { ["a", "b_b", "c", "d"][place].to_owned() } else { format!("Column_{place}") };
        match column {
            Column::Numeric { values, .. } => {
                let value = |(row, &value): (usize, &f64)| match place {
                    3 if row % 17 == 0 => 0.0,
                    1 if row % 11 == 0 => f64::NAN,
                    _ => value,
                };
                Column::numeric(name, values.iter().enumerate().map(value).collect())
            }
            Column::Category { codes, .. } if pandas => {
                let labels: Vec<String> = codes.iter().map(|code| format!("\"{code}\", ä")).collect();
                Column::from_labels(name, labels.iter().map(|label| Some(label.as_str())))
            }
            Column::Category { codes, .. } => Column::numeric(name, codes.iter().map(|&code| f64::from(code)).collect()),
        }
    });
    let frame = Frame::new(frame.rows(), columns.collect()).unwrap();
    let rows: Vec<usize> = (0..frame.rows()).step_by(every).collect();
    frame.take(&rows).unwrap()
}

fn close(name: &str, found: &[f64], expected: &Value, tolerance: f64) {
    let expected: Vec<f64> = expected.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
    assert_eq!(found.len(), expected.len(), "{name}");
    for (place, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{name} {place}: {found}, not {expected}");
    }
}

#[test]
fn models_of_lightgbm_predict_and_explain_the_same() {
    let (every, cases) = cases();
    for (name, case) in cases {
        let model = Fitted::from_lightgbm(case["model"].as_str().unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let x = asked(every, name == "pandas");
        close(&name, &model.predict(&x).unwrap(), &case["predict"], 1e-12);
        // LightGBM explains the sum of a forest's three trees and predicts their mean.
        let times = if name == "forest" { 3.0 } else { 1.0 };
        let contributions: Vec<f64> = model.contributions(&x).unwrap().values().iter().map(|value| value * times).collect();
        close(&name, &contributions, &case["contrib"], 1e-10);
        let again = Fitted::from_lightgbm(&model.to_lightgbm()).unwrap();
        assert_eq!(again.predict(&x).unwrap(), model.predict(&x).unwrap(), "{name}");
        assert_eq!(again.contributions(&x).unwrap(), model.contributions(&x).unwrap(), "{name}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    let (frame, y) = table();
    for loss in
        [Loss::Squared, Loss::Absolute, Loss::Quantile { level: 0.3 }, Loss::Softmax { classes: 4 }, Loss::Tweedie { power: 1.2 }]
    {
        let y: Vec<f64> = match loss {
            Loss::Squared | Loss::Absolute | Loss::Quantile { .. } => y.clone(),
            _ => y.iter().map(|y| (y / 20.0).floor().clamp(0.0, 3.0)).collect(),
        };
        for rounds in [0, 6] {
            let fitted = Spec { rounds, leaves_max: 12, ..Spec::new(loss) }.fit(&frame, &y, &mut || false).unwrap();
            let read = Fitted::from_lightgbm(&fitted.to_lightgbm()).unwrap();
            assert_eq!((read.loss(), read.end(), read.schema()), (Some(loss), End::Read, fitted.schema()));
            let (a, b) = (read.scores(&frame).unwrap(), fitted.scores(&frame).unwrap());
            assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-12 * b.abs().max(1.0)));
        }
    }
}

#[test]
fn a_wrong_line_is_named() {
    let (_, cases) = cases();
    let text = cases.iter().find(|(name, _)| name == "deep").unwrap().1["model"].as_str().unwrap().to_owned();
    let number = |start: &str| text.lines().position(|line| line.starts_with(start)).unwrap() + 1;
    let broken = [
        ("version=v4", "version=v2", number("version"), "version"),
        ("num_tree_per_iteration=1", "num_tree_per_iteration=0", number("num_tree_per"), "trees a round"),
        ("max_feature_idx=3", "max_feature_idx=9", number("feature_names"), "names"),
        ("objective=regression", "objective=lambdarank", number("objective"), "lambdarank"),
        ("leaf_value=", "leaf_value=nan ", number("leaf_value"), "leaf_value"),
        ("split_feature=", "split_feature=7 ", number("split_feature"), "split_feature"),
        ("left_child=1 ", "left_child=0 ", number("left_child"), "root"),
        ("left_child=1 ", "left_child=2 ", number("left_child"), "two parents"),
        ("left_child=1 ", "left_child=500 ", number("left_child"), "does not exist"),
        ("is_linear=0", "is_linear=1", number("is_linear"), "linear"),
        ("Tree=0", "Tree=4", number("Tree=0"), "Tree=0"),
        ("cat_boundaries=0", "cat_boundaries=1", number("cat_boundaries"), "ascend"),
    ];
    for (old, new, line, word) in broken {
        assert!(text.contains(old), "{old}");
        let error = Fitted::from_lightgbm(&text.replacen(old, new, 1)).unwrap_err();
        let LearnError::ModelFile { line: found, reason } = &error else { panic!("{error}") };
        let near = line.abs_diff(*found) <= 2;
        assert!(near && error.to_string().contains(word), "{new}: line {found} instead of {line}: {reason}");
    }
    assert!(Fitted::from_lightgbm(text.split("end of trees").next().unwrap()).is_err());
    assert!(Fitted::from_lightgbm("").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(case in 0_usize..20, cuts in prop::collection::vec((0_usize..4000, 0_usize..12, 0_usize..9), 1..4)) {
        let (every, cases) = cases();
        let (name, case) = &cases[case % cases.len()];
        let mut text = case["model"].as_str().unwrap().to_owned();
        for (at, length, with) in cuts {
            let with = ["", "\n", "=", "-1", "99999999999", "nan", "[", " ", "\""][with];
            let from = (at..text.len()).find(|&place| text.is_char_boundary(place)).unwrap_or(text.len());
            let to = (from + length..text.len()).find(|&place| text.is_char_boundary(place)).unwrap_or(text.len());
            text.replace_range(from..to, with);
        }
        if let Ok(model) = Fitted::from_lightgbm(&text) {
            let x = asked(every * 8, name == "pandas");
            let _ = (model.predict(&x), model.contributions(&x), model.to_lightgbm(), model.importance());
        }
    }
}
