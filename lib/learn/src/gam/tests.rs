//! Laws, known answers and the coverage of the intervals.

#![allow(clippy::unwrap_used, clippy::float_cmp)]

use super::{GamFitted, GamSpec, Step};
use crate::booster::draw::Draw;
use crate::booster::{BinSpec, End, Loss};
use crate::error::LearnError;
use crate::frame::{Column, Frame};

const SIDES: [Option<&str>; 4] = [Some("north"), Some("south"), Some("it's"), None];

/// Two numbers, one of them with gaps, a label and a column of noise.
fn table(rows: usize, seed: u64) -> Frame {
    let mut draw = Draw::new(seed, 1);
    let mut unit = || (0..rows).map(|_| draw.unit()).collect::<Vec<f64>>();
    let (a, mut b, noise, side) = (unit(), unit(), unit(), unit());
    b.iter_mut().step_by(7).for_each(|value| *value = f64::NAN);
    let labels = side.iter().map(|side| SIDES[(side * 4.0) as usize]);
    let columns = vec![
        Column::numeric("a", a),
        Column::from_labels("side", labels),
        Column::numeric("b", b),
        Column::numeric("noise", noise),
    ];
    Frame::new(rows, columns).unwrap()
}

fn number(x: &Frame, column: &str, row: usize) -> f64 {
    let Some(Column::Numeric { values, .. }) = x.column(column) else { return 0.0 };
    values[row]
}

fn label(x: &Frame, row: usize) -> f64 {
    let Some(Column::Category { codes, labels, .. }) = x.column("side") else { return 0.0 };
    match labels.get(codes[row] as usize).map(String::as_str) {
        Some("north") => 1.0,
        Some("south") => -1.0,
        Some(_) => 0.5,
        None => 0.0,
    }
}

/// The score of a row: a wave in a, a jump at missing b, a label; with `cross` also a product.
fn truth(x: &Frame, row: usize, cross: f64) -> f64 {
    let (a, b) = (number(x, "a", row), number(x, "b", row));
    let gap = if b.is_nan() { 1.0 } else { b };
    let product = if b.is_nan() { 0.0 } else { (a - 0.5) * (b - 0.5) };
    (6.0 * a).sin() + gap + label(x, row) + cross * product
}

fn noisy(x: &Frame, sd: f64, cross: f64, seed: u64) -> Vec<f64> {
    let mut draw = Draw::new(seed, 2);
    let noise = |draw: &mut Draw| (0..12).map(|_| draw.unit()).sum::<f64>() - 6.0;
    (0..x.rows()).map(|row| truth(x, row, cross) + sd * noise(&mut draw)).collect()
}

fn fit(x: &Frame, y: &[f64], pairs: usize) -> GamFitted {
    GamSpec { pairs, ..GamSpec::new(Loss::Squared) }.fit(x, y, &mut || false).unwrap()
}

fn mean_square(a: &[f64], b: impl Iterator<Item = f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / a.len() as f64
}

#[test]
fn shapes_come_close_to_the_truth() {
    let (x, ask) = (table(3000, 1), table(1000, 2));
    let fitted = fit(&x, &noisy(&x, 0.5, 0.0, 3), 0);
    let error = mean_square(&fitted.predict(&ask).unwrap(), (0..1000).map(|row| truth(&ask, row, 0.0)));
    // A fiftieth of the noise's variance, 0.25: about what 40 free parameters cost on 3,000 rows.
    assert!(error < 0.012, "{error}");
    let shapes = fitted.shapes(0);
    let names: Vec<&str> = shapes.iter().map(|shape| shape.axes[0].column.as_str()).collect();
    assert_eq!(names, ["a", "side", "b", "noise"]);
    assert!(shapes[3].importance < 0.05 * shapes[0].importance);
    assert_eq!(shapes[2].axes[0].steps.last(), Some(&Step::Missing));
    let missing = shapes[2].values.last().unwrap();
    assert!((missing.value - 0.5 * 6.0 / 7.0).abs() < 0.1, "{missing:?}");
    assert!(shapes.iter().flat_map(|shape| &shape.values).all(|v| v.error >= 0.0 && v.interval[0] <= v.value));
}

#[test]
fn contributions_add_up_to_scores_and_shapes_have_mean_0() {
    let x = table(800, 4);
    let fitted = fit(&x, &noisy(&x, 0.3, 4.0, 5), 2);
    let (scores, parts) = (fitted.scores(&x).unwrap(), fitted.contributions(&x, 0).unwrap());
    let width = fitted.shapes(0).len();
    for (score, parts) in scores.iter().zip(parts.chunks(width)) {
        assert!((fitted.intercept()[0] + parts.iter().sum::<f64>() - score).abs() < 1e-10);
    }
    for shape in fitted.shapes(0) {
        let mean: f64 = shape.values.iter().map(|value| value.value * value.rows as f64).sum();
        assert!(mean.abs() < 1e-8, "{:?}", shape.axes[0].column);
        assert_eq!(shape.values.iter().map(|value| value.rows).sum::<usize>(), 800);
    }
    assert!(matches!(fitted.contributions(&x, 1), Err(LearnError::Setting { .. })));
}

#[test]
fn the_pair_that_matters_is_found_and_helps() {
    let (x, ask) = (table(3000, 6), table(1000, 7));
    let y = noisy(&x, 0.5, 8.0, 8);
    let error = |fitted: &GamFitted| mean_square(&fitted.predict(&ask).unwrap(), (0..1000).map(|row| truth(&ask, row, 8.0)));
    let (alone, paired) = (fit(&x, &y, 0), fit(&x, &y, 1));
    let pair = &paired.shapes(0)[4];
    let names: Vec<&str> = pair.axes.iter().map(|axis| axis.column.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(pair.values.len(), pair.axes[0].steps.len() * pair.axes[1].steps.len());
    assert!(error(&paired) < 0.35 * error(&alone), "{} and {}", error(&alone), error(&paired));
}

#[test]
fn every_loss_predicts_in_its_range() {
    let x = table(600, 9);
    let scores: Vec<f64> = (0..600).map(|row| truth(&x, row, 0.0)).collect();
    let yes: Vec<f64> = scores.iter().map(|score| f64::from(u8::from(*score > 0.8))).collect();
    let class: Vec<f64> = scores.iter().map(|score| score.clamp(0.0, 2.0).floor()).collect();
    let count: Vec<f64> = scores.iter().map(|score| score.exp().floor()).collect();
    let answer = |loss, y: &[f64]| GamSpec::new(loss).fit(&x, y, &mut || false).unwrap().predict(&x).unwrap();
    let p = answer(Loss::Logistic, &yes);
    assert!(p.iter().zip(&yes).filter(|(p, y)| (**p > 0.5) == (**y > 0.5)).count() > 560);
    let p = answer(Loss::Softmax { classes: 3 }, &class);
    assert!(p.chunks(3).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    let hits = p.chunks(3).zip(&class).filter(|(row, y)| row[**y as usize] > 0.5).count();
    assert!(hits > 500, "{hits}");
    for loss in [Loss::Poisson, Loss::Tweedie { power: 1.5 }] {
        let mean = answer(loss, &count);
        assert!(mean.iter().all(|value| *value > 0.0));
        assert!(mean_square(&mean, count.iter().copied()) < 1.0);
    }
    for loss in [Loss::Absolute, Loss::Quantile { level: 0.5 }] {
        assert!(matches!(GamSpec::new(loss).fit(&x, &yes, &mut || false), Err(LearnError::Setting { name: "loss", .. })));
    }
}

#[test]
fn any_number_of_threads_gives_the_same_model() {
    let x = table(500, 10);
    let y = noisy(&x, 0.5, 4.0, 11);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| fit(&x, &y, 2))
    };
    assert_eq!(on(1), on(4));
    let other = GamSpec { seed: 1, ..GamSpec::new(Loss::Squared) }.fit(&x, &y, &mut || false).unwrap();
    assert!(other.intercept() != on(1).intercept());
}

#[test]
fn a_stopped_fit_has_an_answer() {
    let x = table(500, 12);
    let y = noisy(&x, 0.5, 0.0, 13);
    for cycles in [0, 1, 5] {
        let mut asked = 0;
        let mut stop = || {
            asked += 1;
            asked > cycles
        };
        let fitted = GamSpec { pairs: 2, ..GamSpec::new(Loss::Squared) }.fit(&x, &y, &mut stop).unwrap();
        assert_eq!((fitted.end(), fitted.cycles()), (End::Stopped, [cycles, 0]));
        assert!(fitted.predict(&x).unwrap().iter().all(|value| value.is_finite()));
    }
}

#[test]
fn noise_is_left_alone_and_tiny_tables_have_an_answer() {
    let x = table(300, 14);
    let mut draw = Draw::new(15, 0);
    let y: Vec<f64> = (0..300).map(|_| f64::from(u8::from(draw.unit() < 0.3))).collect();
    let fitted = GamSpec { pairs: 3, ..GamSpec::new(Loss::Logistic) }.fit(&x, &y, &mut || false).unwrap();
    // What the shapes cost on new rows, whose probability is 0.3 whatever they hold.
    let cost = |p: &f64| 0.3 * (0.3 / p).ln() + 0.7 * (0.7 / (1.0 - p)).ln();
    let cost = fitted.predict(&table(300, 16)).unwrap().iter().map(cost).sum::<f64>() / 300.0;
    assert!(cost < 0.02, "{cost}");
    for rows in 1..6 {
        let few = x.take(&(0..rows).collect::<Vec<_>>()).unwrap();
        let answer = GamSpec::new(Loss::Logistic).fit(&few, &y[..rows], &mut || false).unwrap().predict(&x).unwrap();
        assert!(answer.iter().all(|p| *p > 0.0 && *p < 1.0));
    }
    let constant = GamSpec::new(Loss::Squared).fit(&x, &[3.0; 300], &mut || false).unwrap();
    assert_eq!(constant.predict(&x).unwrap(), [3.0; 300]);
    assert!(matches!(GamSpec::new(Loss::Squared).fit(&x, &y[..9], &mut || false), Err(LearnError::Length { .. })));
    let none = Frame::new(5, vec![]).unwrap();
    assert!(GamSpec::new(Loss::Squared).fit(&none, &y[..5], &mut || false).unwrap().shapes(0).is_empty());
}

#[test]
fn labels_and_gaps_that_are_new_add_what_an_average_row_has() {
    let x = table(400, 16);
    let fitted = fit(&x, &noisy(&x, 0.2, 0.0, 17), 0);
    let gap = Column::numeric("a", vec![f64::NAN, 0.5]);
    let side = Column::from_labels("side", [Some("north"), Some("west")].into_iter());
    let rest = ["b", "noise"].map(|name| Column::numeric(name, vec![0.5, 0.5]));
    let ask = Frame::new(2, [gap, side].into_iter().chain(rest).collect()).unwrap();
    let parts = fitted.contributions(&ask, 0).unwrap();
    assert_eq!(parts[0], 0.0);
    // Missing labels were seen, and unseen ones go with them.
    let rest = fitted.shapes(0)[1].values[0].value;
    assert_eq!(parts[4 + 1], rest);
}

#[test]
fn the_sql_holds_every_step() {
    let x = table(300, 18);
    let spec = GamSpec { bins: BinSpec { bins_max: 4, ..BinSpec::default() }, pairs: 1, ..GamSpec::new(Loss::Squared) };
    let fitted = spec.fit(&x, &noisy(&x, 0.2, 8.0, 19), &mut || false).unwrap();
    let sql = fitted.to_sql().unwrap();
    assert!(sql.contains("WHEN \"b\" IS NULL THEN ") && sql.contains("WHEN \"a\" IS NULL THEN 0.0"), "{sql}");
    assert!(sql.contains("\"side\" IN ('it''s') THEN "), "{sql}");
    assert_eq!(sql.matches("CASE").count(), sql.matches("END").count());
    let yes: Vec<f64> = (0..300).map(|row| f64::from(row % 2)).collect();
    let odds = GamSpec::new(Loss::Logistic).fit(&x, &yes, &mut || false).unwrap().to_sql().unwrap();
    assert!(odds.starts_with("1.0 / (1.0 + EXP(-("));
    let class = GamSpec::new(Loss::Softmax { classes: 2 }).fit(&x, &yes, &mut || false).unwrap();
    assert_eq!(class.to_sql(), None);
}

/// Share of rows whose shape value is inside its interval of 95 %, by table size.
fn coverage(rows: usize, rounds: u64) -> f64 {
    let (mut inside, mut total) = (0.0, 0.0);
    for round in 0..rounds {
        let x = table(rows, 100 + round);
        let fitted = fit(&x, &noisy(&x, 0.5, 0.0, 200 + round), 0);
        let shapes = fitted.shapes(0);
        let wave = |a: f64| (6.0 * a).sin();
        let mean = (0..rows).map(|row| wave(number(&x, "a", row))).sum::<f64>() / rows as f64;
        for (step, value) in shapes[0].axes[0].steps.iter().zip(&shapes[0].values) {
            let Step::Range { low, high } = step else { continue };
            let inner: Vec<f64> = (0..rows).map(|row| number(&x, "a", row)).filter(|a| a > low && a <= high).collect();
            let truth = inner.iter().map(|a| wave(*a)).sum::<f64>() / inner.len().max(1) as f64 - mean;
            let held = (value.interval[0]..=value.interval[1]).contains(&truth);
            inside += f64::from(u8::from(held)) * value.rows as f64;
            total += value.rows as f64;
        }
    }
    inside / total
}

/// The intervals of 95 % are too narrow in small tables: 88.8 % of the rows at 500 over 100 tables; the flatness of a shape is not in them.
#[test]
#[ignore = "long"]
fn intervals_cover_the_truth() {
    for rows in [500, 2000] {
        let share = coverage(rows, 100);
        assert!((0.86..0.995).contains(&share), "{rows} rows: {share}");
    }
}
