//! SQL of a model and of its points card beside their predictions, as JSON for `bench/learn/glm_sql.py`:
//! `glm_sql TABLE.csv FAMILY [CURVED [A B]]`, target column `target`; every third row is not trained on.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "booster_bench/table.rs"]
mod table;

use learn::encode::{EncodeSpec, Form};
use learn::glm::{CardSpec, Family, GlmSpec};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (all, all_y) = table::read(&arguments[1], "target");
    let index: Vec<usize> = (0..all_y.len()).filter(|row| row % 3 > 0).collect();
    let y: Vec<f64> = index.iter().map(|&row| all_y[row]).collect();
    let train = all.take(&index).unwrap();
    let family = match arguments[2].as_str() {
        "binomial" => Family::Binomial,
        "poisson" => Family::Poisson,
        _ => Family::Gaussian,
    };
    let curved = arguments.get(3).filter(|name| !name.is_empty());
    let forms = curved.map(|name| (name.clone(), Form::Curved { knots: 5 })).into_iter().collect();
    let interactions = arguments.get(4).cloned().zip(arguments.get(5).cloned()).into_iter().collect();
    let encode = EncodeSpec { forms, interactions, ..EncodeSpec::default() };
    let model = GlmSpec { family, encode, ..GlmSpec::default() }.fit(&train, &y, None).unwrap();
    let formula = model.formula();
    // A number in an interaction has no card.
    let card = formula.points_card(&train, &y, &CardSpec::default()).ok();
    let out = serde_json::json!({
        "sql": formula.sql("t", None),
        "prediction": formula.predict(&all).unwrap(),
        "card_sql": card.as_ref().map(|card| card.sql("t")),
        "card_prediction": card.as_ref().map(|card| card.predict(&all).unwrap()),
        "equation": formula.equation("target"),
        "card": card.as_ref().map(ToString::to_string),
    });
    println!("{out}");
}
