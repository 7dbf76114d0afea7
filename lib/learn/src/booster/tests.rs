//! Laws and known answers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp)]

use proptest::prelude::*;

use super::draw::Draw;
use super::tree::Next;
use super::{Binned, End, Fitted, HeldOut, Keep, Loss, Monotone, Rows, Spec, Stopping};
use crate::error::LearnError;
use crate::frame::{Column, Frame, MISSING};

const LOSSES: [Loss; 7] = [
    Loss::Squared,
    Loss::Absolute,
    Loss::Quantile { level: 0.9 },
    Loss::Logistic,
    Loss::Softmax { classes: 3 },
    Loss::Poisson,
    Loss::Tweedie { power: 1.5 },
];

/// Two numbers (one with missing values) and a category; the target depends on all three.
fn table(rows: usize, seed: u64) -> (Frame, Vec<f64>) {
    let mut draw = Draw::new(seed, 0);
    let (mut a, mut b, mut codes, mut y) = (vec![], vec![], vec![], vec![]);
    for _ in 0..rows {
        let (left, right, code) = (draw.unit() * 10.0, draw.unit() - 0.5, draw.below(6));
        y.push(left.sin() + 3.0 * right * right + [0.0, 1.0, 0.0, 2.0, 1.0, 0.0][code] + 0.3 * draw.unit());
        a.push(if draw.below(9) == 0 { f64::NAN } else { left });
        b.push(right);
        codes.push(if draw.below(20) == 0 { MISSING } else { code as u32 });
    }
    let labels = (0..6).map(|code| format!("c{code}")).collect();
    let category = Column::Category { name: "c".into(), codes, labels };
    (Frame::new(rows, vec![Column::numeric("a", a), Column::numeric("b", b), category]).unwrap(), y)
}

/// The target of `table` as this loss takes it.
fn target(loss: Loss, y: &[f64]) -> Vec<f64> {
    let map = |y: f64| match loss {
        Loss::Logistic => f64::from(u8::from(y > 1.0)),
        Loss::Softmax { .. } => y.clamp(0.0, 2.0).floor(),
        Loss::Poisson | Loss::Tweedie { .. } => y.max(0.0).floor(),
        _ => y,
    };
    y.iter().map(|&y| map(y)).collect()
}

fn fit(spec: &Spec, x: &Frame, y: &[f64]) -> Fitted {
    spec.fit(x, y, &mut || false).unwrap()
}

fn mean_loss(fitted: &Fitted, x: &Frame, y: &[f64]) -> f64 {
    let (rows, outputs) = (x.rows(), fitted.loss().unwrap().outputs());
    let scores = fitted.scores(x).unwrap();
    let turned: Vec<f64> = (0..outputs * rows).map(|at| scores[at % rows * outputs + at / rows]).collect();
    fitted.loss().unwrap().total(y, None, &turned, 0..rows).0 / rows as f64
}

#[test]
fn every_loss_falls_with_the_rounds() {
    let (x, y) = table(2000, 1);
    for loss in LOSSES {
        let y = target(loss, &y);
        let losses: Vec<f64> =
            [0, 5, 40].iter().map(|&rounds| mean_loss(&fit(&Spec { rounds, ..Spec::new(loss) }, &x, &y), &x, &y)).collect();
        assert!(losses[1] < losses[0] && losses[2] < losses[1], "{loss:?}: {losses:?}");
    }
}

#[test]
fn answers_match_what_the_loss_promises() {
    let (x, y) = table(4000, 2);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    for loss in [Loss::Squared, Loss::Logistic, Loss::Poisson] {
        let y = target(loss, &y);
        let answer = fit(&Spec::new(loss), &x, &y).predict(&x).unwrap();
        assert!((mean(&answer) - mean(&y)).abs() < 0.01 * mean(&y), "{loss:?}: {} of {}", mean(&answer), mean(&y));
    }
    for level in [0.1, 0.5, 0.9] {
        let answer = fit(&Spec::new(Loss::Quantile { level }), &x, &y).predict(&x).unwrap();
        let below = y.iter().zip(&answer).filter(|(y, q)| y <= q).count() as f64 / y.len() as f64;
        assert!((below - level).abs() < 0.03, "{below} of the targets are below the {level} quantile");
    }
    let classes = target(Loss::Softmax { classes: 3 }, &y);
    let answer = fit(&Spec::new(Loss::Softmax { classes: 3 }), &x, &classes).predict(&x).unwrap();
    assert!(answer.chunks(3).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    let hits = answer.chunks(3).zip(&classes).filter(|(row, class)| row[**class as usize] > 0.5).count();
    assert!(hits > 3600, "{hits} of 4000 rows");
}

#[test]
fn monotone_columns_bind_every_prediction() {
    let (x, y) = table(1500, 41);
    let rule = |column: &str, rising| Monotone { column: column.to_owned(), rising };
    for (loss, rising) in
        [(Loss::Squared, true), (Loss::Logistic, false), (Loss::Poisson, true), (Loss::Softmax { classes: 3 }, true)]
    {
        let spec = Spec {
            monotone: vec![rule("a", rising), rule("b", !rising)],
            rounds: 40,
            leaf_rows_min: 3,
            l1: 0.1,
            ..Spec::new(loss)
        };
        let fitted = fit(&spec, &x, &target(loss, &y));
        let Column::Category { codes, labels, .. } = &x.columns()[2] else { panic!() };
        for start in (0..1500).step_by(251) {
            for (moved, up) in [(0, rising), (1, !rising)] {
                let column = |place: usize| match &x.columns()[place] {
                    Column::Numeric { name, values } => {
                        let cell = |step: i32| if place == moved { f64::from(step) * 0.05 - 1.0 } else { values[start] };
                        Column::numeric(name.as_str(), (0..250).map(cell).collect())
                    }
                    Column::Category { .. } => {
                        Column::Category { name: "c".into(), codes: vec![codes[start]; 250], labels: labels.clone() }
                    }
                };
                let scores = fitted.scores(&Frame::new(250, (0..3).map(column).collect()).unwrap()).unwrap();
                let outputs = loss.outputs();
                let falls = |pair: &[f64]| if up { pair[0] > pair[outputs] + 1e-12 } else { pair[0] < pair[outputs] - 1e-12 };
                assert!(!scores.windows(outputs + 1).any(falls), "{loss:?}, column {moved}");
            }
        }
        assert!(fitted.leaves() > 10 * fitted.trees());
    }
    let refused = |spec: Spec| matches!(spec.fit(&x, &y, &mut || false), Err(LearnError::Setting { name: "monotone", .. }));
    assert!(refused(Spec { monotone: vec![rule("c", true)], ..Spec::default() }));
    assert!(refused(Spec { monotone: vec![rule("a", true)], ..Spec::new(Loss::Absolute) }));
}

#[test]
fn missing_values_go_to_the_better_side() {
    let values = |row: usize| if row.is_multiple_of(3) { f64::NAN } else { (row % 100) as f64 };
    let x = Frame::new(900, vec![Column::numeric("x", (0..900).map(values).collect())]).unwrap();
    for (low, high) in [(0.0, 1.0), (1.0, 0.0)] {
        let truth = |row: usize| if values(row).is_nan() || values(row) > 50.0 { high } else { low };
        let y: Vec<f64> = (0..900).map(truth).collect();
        let spec = Spec { leaves_max: 2, learning_rate: 1.0, rounds: 1, ..Spec::default() };
        let answer = fit(&spec, &x, &y).predict(&x).unwrap();
        assert!(y.iter().zip(answer).all(|(y, found)| (y - found).abs() < 1e-6));
    }
}

#[test]
fn categories_are_split_into_sets() {
    let codes: Vec<u32> = (0..3000).map(|row| (row * 7 % 20) as u32).collect();
    let good = |code: u32| [1, 4, 5, 11, 17].contains(&code);
    let y: Vec<f64> = codes.iter().map(|&code| f64::from(u8::from(good(code)))).collect();
    let labels = (0..20).map(|code| format!("c{code}")).collect();
    let x = Frame::new(3000, vec![Column::Category { name: "c".into(), codes, labels }]).unwrap();
    let fitted = fit(&Spec { leaves_max: 2, rounds: 200, ..Spec::default() }, &x, &y);
    let answer = fitted.predict(&x).unwrap();
    assert!(y.iter().zip(answer).all(|(y, found)| (y - found).abs() < 1e-6));
    assert_eq!(fitted.category_splits(), fitted.leaves() - fitted.trees());
    let other = Frame::new(2, vec![Column::from_labels("c", [Some("c4"), Some("new")].into_iter())]).unwrap();
    let answer = fitted.predict(&other).unwrap();
    assert!(answer[0] > 0.99 && answer[1] < 0.01);
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let (x, y) = table(70_000, 3);
    let spec = Spec { rounds: 5, row_fraction: 0.7, column_fraction: 0.7, seed: 5, ..Spec::new(Loss::Logistic) };
    let y = target(spec.loss, &y);
    // Enough columns for the parallel paths.
    let copies = (0..70_i32).map(|copy| match &x.columns()[copy as usize % 2] {
        Column::Numeric { values, .. } => {
            Column::numeric(format!("x{copy}"), values.iter().map(|v| v * (1.0 + f64::from(copy))).collect())
        }
        Column::Category { .. } => unreachable!(),
    });
    let wide = Frame::new(x.rows(), copies.collect()).unwrap();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| fit(&spec, &wide, &y))
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(4));
    assert!(one != fit(&Spec { seed: 6, ..spec }, &wide, &y));
}

#[test]
fn weights_count_like_repeated_rows() {
    let (x, y) = table(1500, 4);
    let x = Frame::new(1500, x.columns()[..2].to_vec()).unwrap();
    let weights: Vec<f64> = (0..1500).map(|row| f64::from(1 + row % 3)).collect();
    let repeated: Vec<usize> = (0..1500).flat_map(|row| std::iter::repeat_n(row, 1 + row % 3)).collect();
    let spec = Spec { leaf_rows_min: 1, leaf_hessian_min: 59.5, rounds: 10, ..Spec::default() };
    let bins = Binned::new(&x, &spec.bins).unwrap();
    let weighted = spec.fit_binned(&Rows { x: &bins, y: &y, weights: Some(&weights) }, None, &mut || false).unwrap();
    let long = bins.like(&x.take(&repeated).unwrap()).unwrap();
    let long_y: Vec<f64> = repeated.iter().map(|&row| y[row]).collect();
    let plain = spec.fit_binned(&Rows::new(&long, &long_y), None, &mut || false).unwrap();
    let (a, b) = (weighted.predict(&x).unwrap(), plain.predict(&x).unwrap());
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-6));
}

#[test]
fn the_early_stop_keeps_the_best_round() {
    let (x, y) = table(3000, 5);
    let (ask, truth) = table(1000, 6);
    let spec = Spec { rounds: 500, patience: Some(10), learning_rate: 0.3, ..Spec::default() };
    let fitted = spec.fit_valid((&x, &y), (&ask, &truth), &mut || false).unwrap();
    assert_eq!(fitted.end(), End::Patience);
    let least = fitted.curve().iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(fitted.curve().len(), fitted.rounds() + 10);
    assert_eq!(fitted.curve()[fitted.rounds() - 1], least);
    assert!((mean_loss(&fitted, &ask, &truth) - least).abs() < 1e-9);
}

#[test]
fn rounds_are_counted_on_rows_held_out() {
    let (x, y) = table(700, 31);
    let noise: Vec<f64> = (0..700).map(|row| f64::from(u8::from(Draw::new(9, row).unit() < 0.15))).collect();
    for held_out in [HeldOut::Parts(5), HeldOut::Drawn(20), HeldOut::Last(20)] {
        for keep in [Keep::Mean, Keep::Refit] {
            let rule = Stopping { held_out, keep, ..Stopping::new(Loss::Squared, 700) };
            let stopped = rule.fit(&x, &y, &mut || false).unwrap();
            let least = stopped.curve.iter().copied().fold(f64::INFINITY, f64::min);
            assert_eq!((stopped.curve[stopped.rounds], stopped.curve.len()), (least, stopped.rounds + 31));
            assert_eq!(stopped.fitted.end(), End::Patience);
            let models = if keep == Keep::Mean && held_out == HeldOut::Parts(5) { 5 } else { 1 };
            assert_eq!(stopped.fitted.trees(), models * stopped.rounds);
            let (ask, truth) = table(2000, 32);
            let constant = mean_loss(&fit(&Spec { rounds: 0, ..Spec::default() }, &x, &y), &ask, &truth);
            assert!(mean_loss(&stopped.fitted, &ask, &truth) < 0.2 * constant);

            let rule = Stopping { spec: Spec { loss: Loss::Logistic, ..rule.spec.clone() }, ..rule };
            let stopped = rule.fit(&x, &noise, &mut || false).unwrap();
            assert!(stopped.rounds < 15, "{} rounds on noise", stopped.rounds);
        }
    }
}

#[test]
fn a_stop_keeps_the_mean_of_the_models_so_far() {
    let (x, y) = table(700, 33);
    let mut asked = 0;
    let mut stop = || {
        asked += 1;
        asked > 28
    };
    let stopped = Stopping::new(Loss::Squared, 700).fit(&x, &y, &mut stop).unwrap();
    assert_eq!((stopped.fitted.end(), stopped.rounds, stopped.fitted.trees()), (End::Stopped, 5, 25));
    for rows in 1..12 {
        let (x, y) = table(rows, 34);
        for held_out in [HeldOut::Parts(5), HeldOut::Drawn(20), HeldOut::Last(20)] {
            let stopped = Stopping { held_out, ..Stopping::new(Loss::Squared, rows) }.fit(&x, &y, &mut || false).unwrap();
            assert!(stopped.fitted.predict(&x).unwrap()[0].is_finite());
        }
    }
    let wrong = Stopping { held_out: HeldOut::Last(0), ..Stopping::new(Loss::Squared, 700) };
    assert!(matches!(wrong.fit(&x, &y, &mut || false), Err(LearnError::Setting { .. })));
}

#[test]
fn the_stop_signal_is_asked_before_every_tree() {
    let (x, y) = table(500, 7);
    for loss in [Loss::Squared, Loss::Softmax { classes: 3 }] {
        let mut asked = 0;
        let y = target(loss, &y);
        let mut stop = || {
            asked += 1;
            asked > 7
        };
        let fitted = Spec::new(loss).fit(&x, &y, &mut stop).unwrap();
        assert_eq!((fitted.end(), fitted.rounds()), (End::Stopped, 7 / loss.outputs()));
    }
    let at_once = Spec::default().fit(&x, &y, &mut || true).unwrap();
    let mean = y.iter().sum::<f64>() / 500.0;
    assert!(at_once.predict(&x).unwrap().iter().all(|found| (found - mean).abs() < 1e-12));
}

/// Shapley values by their definition: all subsets of the columns, unknown columns averaged over the training rows.
fn shapley(fitted: &Fitted, tree: usize, row: &[f64]) -> Vec<f64> {
    let tree = &fitted.trees[tree];
    let count = row.len();
    let value = |known: usize| -> f64 {
        let mut sum = 0.0;
        let mut open = vec![(tree.root(), 1.0)];
        while let Some((next, share)) = open.pop() {
            match next {
                Next::Leaf(leaf) => sum += share * tree.leaves[leaf],
                Next::Node(place) => {
                    let node = &tree.nodes[place];
                    for (side, left) in [(node.left, true), (node.right, false)] {
                        if known >> node.column & 1 == 0 {
                            open.push((side, share * f64::from(tree.rows(side)) / f64::from(node.rows)));
                        } else if node.test.holds(row[node.column]) == left {
                            open.push((side, share));
                        }
                    }
                }
            }
        }
        sum
    };
    let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    let weight = |size: usize| factorial(size) * factorial(count - 1 - size) / factorial(count);
    let gain = |known: usize, column: usize| weight(known.count_ones() as usize) * (value(known | 1 << column) - value(known));
    (0..count)
        .map(|column| (0..1_usize << count).filter(|known| known >> column & 1 == 0).map(|known| gain(known, column)).sum())
        .collect()
}

#[test]
fn contributions_are_shapley_values_and_add_up() {
    let (x, y) = table(800, 21);
    for loss in [Loss::Squared, Loss::Softmax { classes: 3 }] {
        let spec = Spec { rounds: 3, leaves_max: 25, leaf_rows_min: 3, row_fraction: 0.8, ..Spec::new(loss) };
        let fitted = fit(&spec, &x, &target(loss, &y));
        let (found, scores) = (fitted.contributions(&x).unwrap(), fitted.scores(&x).unwrap());
        let outputs = loss.outputs();
        for row in (0..800).step_by(37) {
            let values: Vec<f64> = x
                .columns()
                .iter()
                .map(|column| match column {
                    Column::Numeric { values, .. } => values[row],
                    Column::Category { codes, .. } => {
                        if codes[row] == MISSING {
                            f64::NAN
                        } else {
                            f64::from(codes[row])
                        }
                    }
                })
                .collect();
            for output in 0..outputs {
                let own = (output..fitted.trees()).step_by(outputs).map(|tree| shapley(&fitted, tree, &values));
                let sum = own.fold(vec![0.0; 3], |sum, part| sum.iter().zip(&part).map(|(a, b)| a + b).collect::<Vec<f64>>());
                let of = found.of(row, output);
                assert!(of.iter().zip(&sum).all(|(a, b)| (a - b).abs() < 1e-12), "{of:?} instead of {sum:?}");
                assert!((of.iter().sum::<f64>() - scores[row * outputs + output]).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn long_paths_are_explained_too() {
    // One column a test and a hundred tests on a path: patterns of several words.
    let rows = 400;
    let column =
        |place: usize| Column::numeric(format!("x{place}"), (0..rows).map(|row| f64::from(u8::from(row == 2 * place))).collect());
    let x = Frame::new(rows, (0..100).map(column).collect()).unwrap();
    let y: Vec<f64> = (0..rows).map(|row| if row % 2 == 0 && row < 200 { 100.0 + row as f64 } else { 0.0 }).collect();
    let bins = crate::booster::BinSpec { bin_rows_min: 1, ..crate::booster::BinSpec::default() };
    let spec = Spec { rounds: 2, leaves_max: 101, leaf_rows_min: 1, learning_rate: 0.5, bins, ..Spec::default() };
    let fitted = fit(&spec, &x, &y);
    assert_eq!(fitted.leaves(), 202);
    let (found, scores) = (fitted.contributions(&x).unwrap(), fitted.scores(&x).unwrap());
    assert!((0..rows).all(|row| (found.of(row, 0).iter().sum::<f64>() - scores[row]).abs() < 1e-9));
}

#[test]
fn importance_finds_the_column_that_matters() {
    let (x, _) = table(1000, 8);
    let Column::Numeric { values, .. } = &x.columns()[1] else { panic!() };
    let table = fit(&Spec::default(), &x, &values.clone()).importance();
    assert_eq!(table[0].column, "b");
    assert!(table[0].gain > 100.0 * table[1].gain);
}

#[test]
fn tables_that_teach_nothing_give_a_constant() {
    let n = 60;
    let columns: Vec<Vec<f64>> = vec![vec![], vec![f64::NAN; n], vec![1.0; n], vec![f64::INFINITY; n]];
    for values in columns {
        let columns = if values.is_empty() { vec![] } else { vec![Column::numeric("x", values)] };
        let x = Frame::new(n, columns).unwrap();
        let y: Vec<f64> = (0..n).map(|row| (row % 2) as f64).collect();
        for loss in LOSSES {
            let fitted = fit(&Spec::new(loss), &x, &y);
            assert_eq!((fitted.trees(), fitted.end()), (0, End::NoSplit));
            assert!(fitted.predict(&x).unwrap().iter().all(|found| found.is_finite()));
        }
    }
    let (x, _) = table(500, 9);
    for loss in LOSSES {
        for constant in [0.0, 1.0] {
            let fitted = fit(&Spec::new(loss), &x, &vec![constant; 500]);
            let answer = fitted.predict(&x).unwrap();
            assert!(answer.iter().all(|found| (0.0..=1.0).contains(found)), "{loss:?} {constant}");
        }
    }
}

#[test]
fn ten_thousand_categories_and_one_row() {
    let labels: Vec<String> = (0..10_000).map(|code| format!("id{code}")).collect();
    let codes: Vec<u32> = (0..12_000).map(|row| (row % 10_000) as u32).collect();
    let x = Frame::new(12_000, vec![Column::Category { name: "id".into(), codes, labels }]).unwrap();
    let y: Vec<f64> = (0..12_000).map(|row| f64::from(u8::from(row % 7 == 0))).collect();
    for loss in [Loss::Squared, Loss::Logistic] {
        assert!(fit(&Spec::new(loss), &x, &y).predict(&x).unwrap().iter().all(|found| found.is_finite()));
    }
    let (x, y) = table(1, 10);
    for loss in LOSSES {
        assert!(fit(&Spec::new(loss), &x, &target(loss, &y)).predict(&x).unwrap()[0].is_finite());
    }
}

#[test]
fn mistakes_are_named() {
    let (x, y) = table(100, 11);
    let refused = |spec: Spec, y: &[f64]| spec.fit(&x, y, &mut || false).unwrap_err();
    assert!(matches!(refused(Spec::default(), &y[1..]), LearnError::Length { expected: 100, found: 99, .. }));
    assert!(matches!(refused(Spec::new(Loss::Logistic), &y), LearnError::Target { .. }));
    assert!(matches!(refused(Spec::new(Loss::Softmax { classes: 2 }), &[2.0; 100]), LearnError::Target { row: 0, .. }));
    assert!(matches!(refused(Spec::default(), &[f64::NAN; 100]), LearnError::Target { .. }));
    assert!(matches!(refused(Spec::new(Loss::Poisson), &[-1.0; 100]), LearnError::Target { .. }));
    assert!(matches!(refused(Spec::new(Loss::Quantile { level: 1.0 }), &y), LearnError::Setting { name: "level", .. }));
    assert!(matches!(refused(Spec { leaves_max: 1, ..Spec::default() }, &y), LearnError::Setting { .. }));
    assert!(matches!(refused(Spec { learning_rate: f64::NAN, ..Spec::default() }, &y), LearnError::Setting { .. }));
    let empty = Frame::new(0, vec![]).unwrap();
    assert_eq!(Spec::default().fit(&empty, &[], &mut || false), Err(LearnError::NoRows));
    let fitted = fit(&Spec::default(), &x, &y);
    let other = Frame::new(1, vec![Column::numeric("a", vec![1.0])]).unwrap();
    assert_eq!(fitted.predict(&other), Err(LearnError::MissingColumn { column: "b".into() }));
    let foreign = Binned::new(&table(50, 12).0, &Spec::default().bins).unwrap();
    let bins = Binned::new(&x, &Spec::default().bins).unwrap();
    let valid = Rows::new(&foreign, &y[..50]);
    assert!(Spec::default().fit_binned(&Rows::new(&bins, &y), Some(&valid), &mut || false).is_err());
}

/// Values that have broken other programs.
fn hostile() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -100.0..100.0,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(f64::NEG_INFINITY),
        1 => Just(0.0),
        1 => Just(-0.0),
        1 => Just(f64::MAX),
        1 => Just(f64::MIN),
        1 => Just(5e-324),
        1 => Just(1e300),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn hostile_tables_give_finite_answers(
        values in prop::collection::vec(hostile(), 1..120),
        codes in prop::collection::vec(0..4_u32, 120),
        seed in 0..1000_u64,
        loss in 0..LOSSES.len(),
    ) {
        let (rows, loss) = (values.len(), LOSSES[loss]);
        let mut draw = Draw::new(seed, 0);
        let codes = codes[..rows].iter().map(|&code| if code == 3 { MISSING } else { code }).collect();
        let labels = ["a", "b", "c"].map(str::to_owned).to_vec();
        let columns = vec![
            Column::Category { name: "c".into(), codes, labels },
            Column::numeric("x", values),
            Column::numeric("n", (0..rows).map(|_| draw.unit()).collect()),
        ];
        let x = Frame::new(rows, columns).unwrap();
        let y: Vec<f64> = (0..rows).map(|_| draw.below(3) as f64 * if draw.below(30) == 0 { 1e20 } else { 1.0 }).collect();
        let y = match loss {
            Loss::Logistic => y.iter().map(|y| y.min(1.0)).collect(),
            Loss::Softmax { .. } => y.iter().map(|y| y.min(2.0)).collect(),
            _ => y,
        };
        let spec = Spec { leaf_rows_min: draw.below(10), rounds: 10, row_fraction: 0.8, seed, ..Spec::new(loss) };
        let answer = fit(&spec, &x, &y).predict(&x).unwrap();
        prop_assert!(answer.iter().all(|found| found.is_finite()));
    }

    #[test]
    fn only_the_order_of_numbers_matters(seed in 0..1000_u64) {
        let (x, y) = table(400, seed);
        let bent = x.columns().iter().map(|column| match column {
            Column::Numeric { name, values } => {
                Column::numeric(name.as_str(), values.iter().map(|v| (v / 3.0).exp() + v).collect())
            }
            category @ Column::Category { .. } => category.clone(),
        });
        let bent = Frame::new(400, bent.collect()).unwrap();
        // Zero has a bin of its own, so keep all values of both tables on one side of it.
        let spec = Spec { rounds: 5, ..Spec::default() };
        let shifted = |frame: &Frame| {
            let columns = frame.columns().iter().map(|column| match column {
                Column::Numeric { name, values } => {
                    Column::numeric(name.as_str(), values.iter().map(|v| v + 10.0).collect())
                }
                category @ Column::Category { .. } => category.clone(),
            });
            Frame::new(400, columns.collect()).unwrap()
        };
        let (x, bent) = (shifted(&x), shifted(&bent));
        let (a, b) = (fit(&spec, &x, &y).predict(&x).unwrap(), fit(&spec, &bent, &y).predict(&bent).unwrap());
        prop_assert_eq!(a, b);
    }
}
