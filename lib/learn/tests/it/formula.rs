//! Equations, points cards and SQL of fitted models.

use learn::encode::{EncodeSpec, Form};
use learn::frame::{Column, Frame};
use learn::glm::{CardSpec, Family, Formula, GlmSpec};
use proptest::prelude::*;

use crate::sql::{Cell, Row, select};

/// Rows of a frame as a SQL engine has them.
fn rows_of(frame: &Frame) -> Vec<Row> {
    let cell = |column: &Column, row: usize| match column {
        Column::Numeric { values, .. } if values[row].is_nan() => Cell::Null,
        Column::Numeric { values, .. } => Cell::Number(values[row]),
        Column::Category { codes, labels, .. } => {
            labels.get(codes[row] as usize).map_or(Cell::Null, |label| Cell::Text(label.clone()))
        }
    };
    let row = |row: usize| frame.columns().iter().map(|c| (c.name().to_owned(), cell(c, row))).collect();
    (0..frame.rows()).map(row).collect()
}

fn same_as_sql(formula: &Formula, ask: &Frame, tolerance: f64) {
    let query = formula.sql("a \"table\"", None);
    let found = select(&query, "a \"table\"", &rows_of(ask), "prediction");
    for (row, (a, b)) in found.iter().zip(formula.predict(ask).unwrap()).enumerate() {
        let Cell::Number(a) = a else { panic!("row {row}: {a:?} of\n{query}") };
        assert!((a - b).abs() <= tolerance * b.abs(), "row {row}: {a} {b}\n{query}");
    }
}

fn labels(name: &str, rows: usize, f: impl Fn(usize) -> Option<&'static str>) -> Column {
    let all: Vec<Option<&str>> = (0..rows).map(f).collect();
    Column::from_labels(name, all.into_iter())
}

/// Everything that a design can hold, with names and labels that need quotes.
fn mixed(rows: usize, seed: usize, later: bool) -> (Frame, Vec<f64>) {
    let draw = |row: usize, modulus: usize| (row * 7919 + seed * 104_729 + (row * row) % 13) % modulus;
    let number = |row: usize| if draw(row, 11) == 0 { f64::NAN } else { draw(row, 97) as f64 / 10.0 };
    let far = |row: usize| 1e9 + draw(row, 53) as f64;
    let plan = |row: usize| match draw(row, 17) {
        0 => None,
        1..=7 => Some("it's"),
        8..=12 => Some("\"b\""),
        13..=15 => Some("c, d"),
        _ if later => Some("never seen"),
        _ => Some("c, d"),
    };
    let size = |row: usize| match draw(row + 1, 19) {
        0 if later => Some("XXL"),
        0 => None,
        1..=6 => Some("S"),
        7..=12 => Some("M"),
        _ => Some("L"),
    };
    let side = |row: usize| Some(["left", "right", "; DROP TABLE x"][draw(row + 2, 23) % 3]);
    let frame = Frame::new(
        rows,
        vec![
            Column::numeric("bent \"x\"", (0..rows).map(number).collect()),
            Column::numeric("far", (0..rows).map(far).collect()),
            labels("plan", rows, plan),
            labels("size", rows, size),
            labels("score", rows, |row| size(row + 3).filter(|label| *label != "XXL")),
            labels("select", rows, side),
        ],
    );
    let y = (0..rows).map(|row| f64::from(u8::from(draw(row, 31) + draw(row, 97) / 8 > 20))).collect();
    (frame.unwrap(), y)
}

fn everything(interactions: &[(&str, &str)]) -> EncodeSpec {
    let order: Vec<String> = ["S", "M", "L"].map(str::to_owned).to_vec();
    EncodeSpec {
        forms: vec![
            ("bent \"x\"".to_owned(), Form::Curved { knots: 5 }),
            ("size".to_owned(), Form::Steps { order: order.clone() }),
            ("score".to_owned(), Form::Scores { order }),
        ],
        interactions: interactions.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        ..EncodeSpec::default()
    }
}

#[test]
fn sql_gives_the_predictions_whatever_the_cells_hold() {
    let all = [("plan", "select"), ("bent \"x\"", "plan"), ("far", "score")];
    for (seed, family) in
        [Family::Gaussian, Family::Binomial, Family::Poisson, Family::Tweedie { power: Some(1.3) }].into_iter().enumerate()
    {
        let (train, y) = mixed(400, seed, false);
        for ridge in [0.0, 1.0] {
            let spec = GlmSpec { family, ridge, encode: everything(&all), ..GlmSpec::default() };
            let model = spec.fit(&train, &y, None).unwrap();
            same_as_sql(model.formula(), &train, 1e-12);
            same_as_sql(model.formula(), &mixed(300, seed + 9, true).0, 1e-12);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Splines far outside the training range, infinities and huge values too.
    #[test]
    fn sql_agrees_on_any_number(x in prop_oneof![-1e3..1e3_f64, -1e9..1e9_f64, Just(f64::INFINITY), Just(f64::NAN)]) {
        let (train, y) = mixed(200, 3, false);
        let spec = GlmSpec { family: Family::Binomial, encode: everything(&[]), ..GlmSpec::default() };
        let model = spec.fit(&train, &y, None).unwrap();
        let columns = train.columns().iter().map(|column| match column {
            Column::Numeric { name, .. } => Column::numeric(name.clone(), vec![x]),
            Column::Category { name, .. } => Column::from_labels(name.clone(), [Some("S")].into_iter()),
        });
        same_as_sql(model.formula(), &Frame::new(1, columns.collect()).unwrap(), 1e-12);
    }
}

#[test]
fn an_offset_column_is_part_of_the_query() {
    let (train, y) = mixed(120, 1, false);
    let model = GlmSpec { family: Family::Poisson, ..GlmSpec::default() }.fit(&train, &y, None).unwrap();
    let offset: Vec<f64> = (0..120).map(|i| f64::from(i) / 60.0).collect();
    let mut rows = rows_of(&train);
    rows.iter_mut().zip(&offset).for_each(|(row, o)| row.push(("expo".to_owned(), Cell::Number(*o))));
    let found = select(&model.formula().sql("t", Some("expo")), "t", &rows, "prediction");
    for (a, b) in found.iter().zip(model.formula().predict_with(&train, &offset).unwrap()) {
        assert!(matches!(a, Cell::Number(a) if (a - b).abs() < 1e-12 * b));
    }
}

#[test]
fn equations_are_written_to_be_read() {
    let x: Vec<f64> = (0..60).map(|i| f64::from(i % 12)).collect();
    let year: Vec<f64> = (0..60).map(|i| f64::from(2000 + i % 7)).collect();
    let kind = labels("kind", 60, |row| Some(["a", "b", "b"][row % 3]));
    let y: Vec<f64> =
        (0..60).map(|i| 2.0 + 0.5 * x[i] - 0.25 * (year[i] - 2003.0) + if i % 3 == 0 { 1.5 } else { 0.0 }).collect();
    let train = Frame::new(60, vec![Column::numeric("x", x), Column::numeric("year", year), kind]).unwrap();
    let model = GlmSpec { ridge: 0.0, ..GlmSpec::default() }.fit(&train, &y, None).unwrap();
    let text = model.formula().equation("price");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "price =");
    assert_eq!(lines[2..5], ["  + 0.5 x", "  - 0.25 (year - 2002.9)", "  + 1.5 [kind=a]"], "{text}");
    assert!(text.contains("kind = b adds nothing"), "{text}");
    let coefficients = model.formula().coefficients();
    for ((name, value), c) in coefficients.iter().zip(&model.report().coefficients) {
        assert!(*name == c.name && (value - c.estimate).abs() < 1e-9 * c.estimate.abs());
    }
}

#[test]
fn points_cards_add_up_and_say_what_they_cost() {
    for (family, interactions) in
        [(Family::Binomial, vec![("plan", "select")]), (Family::Gaussian, vec![]), (Family::Poisson, vec![("plan", "select")])]
    {
        let (train, y) = mixed(600, 5, false);
        let spec = GlmSpec { family, encode: everything(&interactions), ..GlmSpec::default() };
        let model = spec.fit(&train, &y, None).unwrap();
        let coarse = model.formula().points_card(&train, &y, &CardSpec::default()).unwrap();
        let fine = CardSpec { bands: 50, doubling: 1e4, step: Some(1e-5) };
        let fine = model.formula().points_card(&train, &y, &fine).unwrap();
        assert!(fine.cost().moved_mean < 0.02 && fine.cost().moved_mean < coarse.cost().moved_mean, "{:?}", fine.cost());
        let (ask, _) = mixed(300, 8, true);
        for card in [&coarse, &fine] {
            let query = card.sql("t");
            let found = select(&query, "t", &rows_of(&ask), "prediction");
            for (row, (a, b)) in found.iter().zip(card.predict(&ask).unwrap()).enumerate() {
                assert!(matches!(a, Cell::Number(a) if (a - b).abs() <= 1e-12 * b.abs()), "{row} {a:?} {b}\n{query}");
            }
        }
        let text = coarse.to_string();
        assert!(text.contains("of the model's gain is kept") && text.contains("missing"), "{text}");
        assert_eq!(coarse.to_csv().lines().count(), coarse.lines().len() + 2);
        // The least answer of every question has no points, none has less.
        assert!(coarse.lines().iter().all(|(_, _, points)| *points >= 0));
    }
    let (train, y) = mixed(200, 5, false);
    let spec = GlmSpec { encode: everything(&[("far", "plan")]), ..GlmSpec::default() };
    let model = spec.fit(&train, &y, None).unwrap();
    assert!(model.formula().points_card(&train, &y, &CardSpec::default()).is_err());
}
