//! The tables and results under `reference/learn`.

use std::path::PathBuf;

use learn::frame::{Column, Frame};
use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../reference/learn"))
}

/// The committed results in `file`.
pub(crate) fn results(file: &str) -> Value {
    let path = folder().join(file);
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).unwrap()
}

/// The table `data/{name}.csv` (no quotes) and its column `target`.
pub(crate) fn table(name: &str) -> (Frame, Vec<f64>) {
    parse(&std::fs::read_to_string(folder().join("data").join(format!("{name}.csv"))).unwrap())
}

/// A table with a header, commas and no quotes; an empty cell is missing.
pub(crate) fn parse(text: &str) -> (Frame, Vec<f64>) {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let mut columns = Vec::new();
    let mut y = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let cells = || rows.iter().map(move |row| row[at]);
        let number = |cell: &str| {
            if cell.is_empty() { Ok(f64::NAN) } else { cell.parse::<f64>() }
        };
        match cells().map(number).collect::<Result<Vec<f64>, _>>() {
            Ok(values) if *name == "target" => y = values,
            Ok(values) => columns.push(Column::numeric(*name, values)),
            Err(_) => columns.push(Column::from_labels(*name, cells().map(|cell| (!cell.is_empty()).then_some(cell)))),
        }
    }
    (Frame::new(rows.len(), columns).unwrap(), y)
}

/// A list of numbers out of the results.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// Largest relative difference.
pub(crate) fn apart(found: &[f64], wanted: &[f64]) -> f64 {
    assert_eq!(found.len(), wanted.len());
    found.iter().zip(wanted).map(|(a, b)| (a - b).abs() / b.abs()).fold(0.0, f64::max)
}
