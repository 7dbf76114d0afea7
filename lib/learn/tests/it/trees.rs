//! Laws of the decision tree.

use learn::frame::{Column, Frame};
use learn::tree::{TreeSpec, TreeTask};
use proptest::prelude::*;

fn stump(task: TreeTask) -> TreeSpec {
    TreeSpec { task, depth_max: 1, leaf_rows_min: 1, complexity: 0.0, smoothing: 0.0 }
}

fn sum_of_squares(y: &[f64]) -> f64 {
    let mean = y.iter().sum::<f64>() / y.len().max(1) as f64;
    y.iter().map(|y| (y - mean).powi(2)).sum()
}

/// The least sum of squares over all ways to send labels (and the missing rows) left or right.
fn best_subset(codes: &[Option<u8>], y: &[f64], labels: u8) -> f64 {
    let mut best = f64::INFINITY;
    for mask in 0..1_u32 << (labels + 1) {
        let goes_left = |code: &Option<u8>| mask >> code.unwrap_or(labels) & 1 == 1;
        let (left, right): (Vec<_>, Vec<_>) = codes.iter().zip(y).partition(|(code, _)| goes_left(code));
        let loss = |side: Vec<(&Option<u8>, &f64)>| sum_of_squares(&side.into_iter().map(|(_, y)| *y).collect::<Vec<f64>>());
        best = best.min(loss(left) + loss(right));
    }
    best
}

proptest! {
    /// Sorting the labels by their mean finds the best of all subsets, with the missing rows on the better side.
    #[test]
    fn the_split_of_a_category_is_the_best_of_all_subsets(
        rows in prop::collection::vec((prop::option::weighted(0.8, 0_u8..5), -9.0..9.0_f64), 4..40)
    ) {
        let codes: Vec<Option<u8>> = rows.iter().map(|row| row.0).collect();
        let y: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let names = ["a", "b", "c", "d", "e"];
        let column = Column::from_labels("c", codes.iter().map(|code| code.map(|code| names[usize::from(code)])));
        let train = Frame::new(y.len(), vec![column]).unwrap();
        let tree = stump(TreeTask::Regression).fit(&train, &y, None).unwrap();
        let p = tree.predict(&train).unwrap();
        let found: f64 = p.iter().zip(&y).map(|(p, y)| (p - y).powi(2)).sum();
        let wanted = best_subset(&codes, &y, 5);
        prop_assert!((found - wanted).abs() < 1e-6 * (1.0 + wanted), "{} {}", found, wanted);
    }

    /// A dearer leaf never gives more leaves, and every leaf has its least number of rows.
    #[test]
    fn pruning_is_nested(seed in 0_u32..1000, leaf in 1_usize..20) {
        let number = |i: u32, k: u32| f64::from((i * 2_654_435 + k * 97 + seed * 31) % 1009) / 1009.0;
        let x = |k| (0..200).map(|i| number(i, k)).collect::<Vec<f64>>();
        let y: Vec<f64> = (0..200).map(|i| number(i, 1) * number(i, 2) + number(i, 3)).collect();
        let train = Frame::new(200, vec![Column::numeric("a", x(1)), Column::numeric("b", x(2))]).unwrap();
        let mut last = usize::MAX;
        for complexity in [0.0, 1e-3, 1e-2, 0.1, 1.0] {
            let spec = TreeSpec { complexity, leaf_rows_min: leaf, ..TreeSpec::default() };
            let tree = spec.fit(&train, &y, None).unwrap();
            prop_assert!(tree.leaves() <= last);
            last = tree.leaves();
            let rules = tree.rules();
            prop_assert_eq!(rules.len(), tree.leaves());
            prop_assert_eq!(rules.iter().map(|rule| rule.rows).sum::<usize>(), 200);
            prop_assert!(rules.iter().all(|rule| rule.rows >= leaf && rule.conditions.len() <= 6));
        }
        prop_assert_eq!(last, 1);
    }
}

#[test]
fn missing_values_go_where_they_belong() {
    for missing_is_high in [false, true] {
        let x: Vec<f64> = (0..90).map(|i| if i % 3 == 0 { f64::NAN } else { f64::from(i % 2) }).collect();
        let high = |x: &f64| {
            if x.is_nan() { missing_is_high } else { *x > 0.5 }
        };
        let y: Vec<f64> = x.iter().map(|x| if high(x) { 8.0 } else { 2.0 }).collect();
        let train = Frame::new(90, vec![Column::numeric("x", x)]).unwrap();
        let tree = stump(TreeTask::Regression).fit(&train, &y, None).unwrap();
        let p = tree.predict(&train).unwrap();
        assert!(p.iter().zip(&y).all(|(p, y)| (p - y).abs() < 1e-12));
    }
}

#[test]
fn values_are_told_from_missing_ones() {
    let x: Vec<f64> = (0..40).map(|i| if i < 10 { f64::NAN } else { f64::from(i % 7) }).collect();
    let y: Vec<f64> = x.iter().map(|x| if x.is_nan() { 1.0 } else { 0.0 }).collect();
    let train = Frame::new(40, vec![Column::numeric("x", x)]).unwrap();
    let tree = stump(TreeTask::Gini { classes: 2 }).fit(&train, &y, None).unwrap();
    assert_eq!(tree.to_string(), "x <= 6: 0.000 (30 rows)\nx > 6 or missing: 1.000 (10 rows)\n");
}

#[test]
fn rules_are_readable() {
    let plan: Vec<&str> = (0..120).map(|i| ["month", "year", "two years"][i % 3]).collect();
    let tenure: Vec<f64> = (0..120).map(|i| f64::from(i / 3)).collect();
    let left: Vec<f64> = (0..120).map(|i| if i % 3 == 0 && i < 60 { 1.0 } else { 0.0 }).collect();
    let columns = vec![Column::from_labels("plan", plan.iter().map(|p| Some(*p))), Column::numeric("tenure", tenure)];
    let train = Frame::new(120, columns).unwrap();
    let spec = TreeSpec { task: TreeTask::Gini { classes: 2 }, smoothing: 0.0, ..TreeSpec::default() };
    let tree = spec.fit(&train, &left, None).unwrap();
    let text = "\
plan in {two years, year} or missing: 0.000 (80 rows)
plan in {month}
  tenure <= 19.5 or missing: 1.000 (20 rows)
  tenure > 19.5: 0.000 (20 rows)
";
    assert_eq!(tree.to_string(), text);
    assert_eq!(tree.rules()[1].conditions, ["plan in {month}", "tenure <= 19.5 or missing"]);
}

#[test]
fn a_stop_leaves_a_tree_that_predicts() {
    let x: Vec<f64> = (0..500).map(|i| f64::from(i * 37 % 500)).collect();
    let y: Vec<f64> = x.iter().map(|x| (x / 40.0).sin()).collect();
    let train = Frame::new(500, vec![Column::numeric("x", x)]).unwrap();
    let asked = std::cell::Cell::new(0);
    let after_three = || {
        asked.set(asked.get() + 1);
        asked.get() > 3
    };
    let tree = TreeSpec::default().fit(&train, &y, Some(&after_three)).unwrap();
    assert!(tree.stopped());
    assert_eq!(tree.leaves(), 4);
}
