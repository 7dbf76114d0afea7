//! `bakeoff look`: what must change nothing - how the rows are cut into files and batches, in which format they come, how many threads look - changes nothing.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::ipc::writer::FileWriter;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use serde_json::Value;

use crate::program::Bench;

const ROWS: usize = 3000;
const FIRST_DAY: i32 = 19_723;

/// A number from 0 to 1, the same in every run.
fn chance(row: usize, column: u64) -> f64 {
    let mut x = (row as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ column.wrapping_mul(0xd1b5_4a32_d192_ed03);
    for _ in 0..3 {
        x = (x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    (x >> 11) as f64 / (1_u64 << 53) as f64
}

/// Days, two amounts of which one hangs on the other, a count, a category with a rare level, a flag, a code of each row.
fn table() -> RecordBatch {
    let rows = || 0..ROWS;
    let amount = |i: usize| 1e6 + (chance(i, 1) * 8000.0).round() / 8.0 + 300.0 * (chance(i, 2) + chance(i, 3)).round();
    let gap = |i: usize| chance(i, 4) < 0.07;
    let shop = |i: usize| {
        if i % 991 == 5 { "קטן" } else { ["Köln", "Bonn", "東京", "Aachen"][(4.0 * chance(i, 5).powi(2)) as usize] }
    };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("day", Arc::new(rows().map(|i| Some(FIRST_DAY + (i / 30) as i32)).collect::<Date32Array>())),
        ("amount", Arc::new(rows().map(|i| (!gap(i)).then(|| amount(i))).collect::<Float64Array>())),
        (
            "cost",
            Arc::new(rows().map(|i| Some(amount(i) / 2.0 + (chance(i, 6) * 800.0).round() / 4.0)).collect::<Float64Array>()),
        ),
        ("pieces", Arc::new(rows().map(|i| Some((-3.0 * chance(i, 7).ln()) as i64)).collect::<Int64Array>())),
        ("shop", Arc::new(rows().map(|i| Some(shop(i))).collect::<StringArray>())),
        ("late", Arc::new(rows().map(|i| Some(chance(i, 8) < 0.2 + 0.2 * chance(i, 6))).collect::<BooleanArray>())),
        ("code", Arc::new(rows().map(|i| Some(format!("c-{:07}", i * 7919 % 1_000_003))).collect::<StringArray>())),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

/// The rows as CSV, with their header.
fn csv(batch: &RecordBatch) -> String {
    let mut bytes = Vec::new();
    let mut writer = arrow::csv::Writer::new(&mut bytes);
    writer.write(batch).unwrap();
    drop(writer);
    String::from_utf8(bytes).unwrap()
}

fn parquet(bench: &Bench, name: &str, batch: &RecordBatch, group: usize) {
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
    let mut writer =
        ArrowWriter::try_new(File::create(bench.path().join(name)).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

/// Parts of a look that do not depend on the order of rows: the others draw rows by their position, or fold them.
const ORDERLESS: [&str; 4] = ["rows", "columns", "duplicates", "collinearity"];

const ROLES: [&str; 6] = ["--target", "late", "--time", "day", "--group", "shop"];

fn look(bench: &Bench, sources: &[&str], more: &[&str], out: &str) -> Value {
    let ran = bench.run(&[&["look"], sources, more, &["--out", out, "--quiet"]].concat());
    assert_eq!(ran.code, 0, "{sources:?}: {}", ran.stderr);
    let mut document: Value = serde_json::from_slice(&fs::read(bench.path().join(out).join("look.json")).unwrap()).unwrap();
    document["source"] = Value::Null;
    document["notes"] = Value::Null;
    document
}

/// Every difference beyond rounding, by its place.
fn differences(a: &Value, b: &Value, place: &str, found: &mut String) {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) if x.keys().eq(y.keys()) => {
            x.iter().zip(y.values()).for_each(|((key, x), y)| differences(x, y, &format!("{place}.{key}"), found));
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            x.iter().zip(y).enumerate().for_each(|(at, (x, y))| differences(x, y, &format!("{place}[{at}]"), found));
        }
        (Value::Number(x), Value::Number(y)) if x.is_f64() && y.is_f64() => {
            let (x, y) = (x.as_f64().unwrap(), y.as_f64().unwrap());
            if (x - y).abs() > 1e-9 * x.abs().max(y.abs()).max(1e-3) {
                writeln!(found, "{place}: {x} and {y}").unwrap();
            }
        }
        _ if a == b => {}
        _ => writeln!(found, "{place}: {a} and {b}").unwrap(),
    }
}

fn same(a: &Value, b: &Value, what: &str) {
    let mut found = String::new();
    differences(a, b, "look", &mut found);
    assert!(found.is_empty(), "{what}:\n{found}");
}

#[test]
fn threads_change_no_byte() {
    let bench = Bench::new();
    bench.write("table.csv", csv(&table()));
    let files = |threads: &str| {
        let out = format!("t{threads}");
        look(&bench, &["table.csv"], &[&ROLES[..], &["--threads", threads, "--suggest-rules"]].concat(), &out);
        ["look.json", "look.html", "look.baseline", "rules.toml"]
            .map(|name| fs::read(bench.path().join(&out).join(name)).unwrap())
    };
    let one = files("1");
    for threads in ["2", "4"] {
        assert!(files(threads) == one, "{threads} threads");
    }
}

#[test]
fn formats_and_row_groups_change_nothing() {
    let bench = Bench::new();
    let table = table();
    bench.write("table.csv", csv(&table));
    parquet(&bench, "table.parquet", &table, 100_000);
    parquet(&bench, "groups.parquet", &table, 7);
    let mut writer = FileWriter::try_new(File::create(bench.path().join("table.arrow")).unwrap(), &table.schema()).unwrap();
    [0, 1, 1700].iter().zip([1, 1699, 1300]).for_each(|(at, rows)| writer.write(&table.slice(*at, rows)).unwrap());
    writer.finish().unwrap();
    let expected = look(&bench, &["table.csv"], &ROLES, "csv");
    for name in ["table.parquet", "groups.parquet", "table.arrow"] {
        same(&expected, &look(&bench, &[name], &ROLES, "other"), name);
    }
}

#[test]
fn files_change_nothing() {
    let bench = Bench::new();
    let table = table();
    bench.write("table.csv", csv(&table));
    let cuts = [0, 1, 30, 400, 401, 1500, 2999, ROWS];
    for (part, name) in cuts.windows(2).zip("abcdefg".chars()) {
        bench.write(&format!("part-{name}.csv"), csv(&table.slice(part[0], part[1] - part[0])));
    }
    let whole = look(&bench, &["table.csv"], &ROLES, "whole");
    same(&whole, &look(&bench, &["part-*.csv"], &ROLES, "parts"), "seven files");
    // In another order: all that does not depend on the order of rows.
    let renamed = ["g", "c", "a", "f", "d", "b", "e"];
    for (part, name) in cuts.windows(2).zip(renamed) {
        bench.write(&format!("mixed-{name}.csv"), csv(&table.slice(part[0], part[1] - part[0])));
    }
    let mixed = look(&bench, &["mixed-*.csv"], &ROLES, "mixed");
    let orderless = |document: &Value| {
        let mut kept = document.clone();
        kept["columns"].as_array_mut().unwrap().iter_mut().for_each(|column| column["order"] = Value::Null);
        ORDERLESS.map(|part| kept[part].take())
    };
    for ((a, b), part) in orderless(&whole).iter().zip(&orderless(&mixed)).zip(ORDERLESS) {
        same(a, b, part);
    }
}
