//! Predictions against `LightGBM` 4.7; `reference/booster/generate.py` makes the figures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{BinSpec, Binned, CategorySpec, Loss, Monotone, Rows, Spec};
use crate::frame::{Column, Frame};

const ROWS: usize = 2000;
const EFFECT: [f64; 12] = [0.0, 5.0, -3.0, 2.0, 9.0, 1.0, 7.0, 4.0, -6.0, 3.0, 0.0, 2.0];

/// The table of `generate.py`.
pub(super) fn table() -> (Frame, Vec<f64>) {
    let (mut a_values, mut b_values, mut codes, mut d_values, mut y) = (vec![], vec![], vec![], vec![], vec![]);
    for i in 0..ROWS {
        let a = (i * 7919 % 1009) as f64 / 8.0;
        let b = (i * 104_729 % 2003) as f64 / 16.0 - 60.0;
        let (c, d) = ((i * 31 % 97) % 12, (i * i % 7) as f64);
        let noise = (i * 2_654_435 % 1000) as f64 / 125.0;
        let step = if a > 40.0 { 16.0 } else { 0.0 };
        y.push(((step + b * b.abs() / 64.0 + EFFECT[c] + d * a / 32.0 + noise) * 8.0 + 0.5).floor() / 8.0);
        a_values.push(if i % 13 == 0 { f64::NAN } else { a });
        b_values.push(b);
        codes.push(c as u32);
        d_values.push(d);
    }
    let labels = (0..12).map(|code| format!("{code:02}")).collect();
    let columns = vec![
        Column::numeric("a", a_values),
        Column::numeric("b", b_values),
        Column::Category { name: "c".into(), codes, labels },
        Column::numeric("d", d_values),
    ];
    (Frame::new(ROWS, columns).unwrap(), y)
}

/// The category by its code: in small leaves `LightGBM`'s estimated counts leave out other categories than ours.
fn without_categories(frame: &Frame) -> Frame {
    let columns = frame.columns().iter().map(|column| match column {
        Column::Category { name, codes, .. } => {
            Column::numeric(name.as_str(), codes.iter().map(|&code| f64::from(code)).collect())
        }
        numeric @ Column::Numeric { .. } => numeric.clone(),
    });
    Frame::new(ROWS, columns.collect()).unwrap()
}

fn spec(loss: Loss, leaf_hessian_min: f64) -> Spec {
    let category = match loss {
        Loss::Squared => CategorySpec::default(),
        _ => CategorySpec { smooth: 1.0, group_rows_min: 1, ..CategorySpec::default() },
    };
    Spec { rounds: 8, learning_rate: 0.2, leaves_max: 8, leaf_rows_min: 1, leaf_hessian_min, category, ..Spec::new(loss) }
}

/// Same trees give the same predictions up to `LightGBM`'s 32-bit gradients and targets.
fn check(case: &str, spec: &Spec, y: &[f64], weights: Option<&[f64]>, tolerance: f64) {
    let text = include_str!("../../../../reference/booster/lightgbm.json");
    let reference: serde_json::Value = serde_json::from_str(text).unwrap();
    let expected = reference["cases"][case].as_array().unwrap();
    let (mut frame, _) = table();
    if case == "logistic" {
        frame = without_categories(&frame);
    }
    let binned = Binned::new(&frame, &spec.bins).unwrap();
    let fitted = spec.fit_binned(&Rows { x: &binned, y, weights }, None, &mut || false).unwrap();
    let outputs = spec.loss.outputs();
    let found = fitted.predict(&frame).unwrap();
    for (row, expected) in expected.iter().enumerate() {
        for output in 0..outputs {
            let expected = if outputs == 1 { expected.as_f64().unwrap() } else { expected[output].as_f64().unwrap() };
            let found = found[row * 97 * outputs + output];
            let error = (found - expected).abs() / expected.abs().max(1e-3);
            assert!(error < tolerance, "{case}, row {}, output {output}: {found} instead of {expected}", row * 97);
        }
    }
}

#[test]
fn squared_loss_with_missing_values_and_categories() {
    check("squared", &spec(Loss::Squared, 20.0), &table().1, None, 1e-6);
}

#[test]
fn penalties_and_depth() {
    let spec = Spec { l1: 25.0, l2: 10.0, gain_min: 200.0, depth_max: Some(3), ..spec(Loss::Squared, 20.0) };
    check("penalties", &spec, &table().1, None, 1e-6);
}

#[test]
fn monotone_columns() {
    let rule = |column: &str| Monotone { column: column.into(), rising: column == "b" };
    let cases = [("monotone", 8, vec![rule("b"), rule("d")]), ("rising", 24, vec![rule("b")]), ("falling", 24, vec![rule("d")])];
    for (case, leaves_max, monotone) in cases {
        check(case, &Spec { leaves_max, monotone, ..spec(Loss::Squared, 20.0) }, &table().1, None, 1e-6);
    }
}

#[test]
fn weights() {
    let weights: Vec<f64> = (0..ROWS).map(|row| (1 + row % 3) as f64).collect();
    check("weighted", &spec(Loss::Squared, 20.0), &table().1, Some(&weights), 1e-6);
}

#[test]
fn few_bins() {
    let bins = BinSpec { bins_max: 16, ..BinSpec::default() };
    check("few_bins", &Spec { bins, ..spec(Loss::Squared, 20.0) }, &table().1, None, 1e-6);
}

#[test]
fn logistic_loss() {
    let y: Vec<f64> = table().1.iter().map(|&y| f64::from(u8::from(y > 10.0))).collect();
    check("logistic", &spec(Loss::Logistic, 5.0), &y, None, 1e-5);
}

fn counts() -> Vec<f64> {
    table().1.iter().map(|y| ((y + 40.0) / 16.0).floor().max(0.0)).collect()
}

#[test]
fn softmax_loss() {
    let y: Vec<f64> = counts().iter().map(|y| y.min(3.0)).collect();
    check("softmax", &spec(Loss::Softmax { classes: 4 }, 5.0), &y, None, 1e-5);
}

#[test]
fn poisson_loss() {
    check("poisson", &spec(Loss::Poisson, 20.0), &counts(), None, 1e-5);
}

#[test]
fn tweedie_loss() {
    check("tweedie", &spec(Loss::Tweedie { power: 1.5 }, 20.0), &counts(), None, 1e-5);
}
