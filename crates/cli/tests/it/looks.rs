//! `bakeoff look`: the whole command, its files and what it keeps to itself.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
use parquet::arrow::ArrowWriter;
use serde_json::Value;

use crate::program::{Bench, Ran};

/// A table of shops with one huge sale, one rare shop and gaps.
fn shops(rows: usize) -> String {
    let mut text = String::from("day,shop,sold,price,note\n");
    for i in 0..rows {
        let shop = if i == 7 { "Zwickau" } else { ["Aachen", "Bonn", "Celle"][i % 3] };
        let sold = if i == 11 { "987654.25".to_owned() } else { format!("{:.2}", 50.0 + ((i * 7919) % 101) as f64 / 7.0) };
        let sold = if i % 9 == 4 { String::new() } else { sold };
        let day = format!("20{:02}-{:02}-{:02}", 10 + i / 336, 1 + (i / 28) % 12, 1 + i % 28);
        writeln!(text, "{day},{shop},{sold},{},row {i} of a diary", 3 + (i * 31) % 17).unwrap();
    }
    text
}

fn look(bench: &Bench, args: &[&str]) -> Ran {
    let ran = bench.run(args);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran
}

fn page(bench: &Bench, folder: &str) -> String {
    fs::read_to_string(bench.path().join(folder).join("look.html")).unwrap()
}

fn document(bench: &Bench, folder: &str) -> Value {
    serde_json::from_slice(&fs::read(bench.path().join(folder).join("look.json")).unwrap()).unwrap()
}

#[test]
fn a_table_is_told_without_its_values() {
    let bench = Bench::new();
    bench.write("shops.csv", shops(600));
    let ran = look(&bench, &["look", "shops.csv", "--target", "sold"]);
    assert!(ran.stdout.contains("shops.csv: 600 rows, 5 columns"), "{}", ran.stdout);
    assert!(ran.stdout.contains("far outside") || ran.stdout.contains("more in look.html"), "{}", ran.stdout);
    assert!(ran.stdout.lines().count() <= 48, "{} lines", ran.stdout.lines().count());
    assert!(ran.stderr.contains("look.html"), "{}", ran.stderr);
    let html = page(&bench, "");
    assert!(html.contains("Aachen") && html.contains("<svg") && !html.contains("<script") && !html.contains("src="));
    for secret in ["987654", "987,654", "Zwickau", "2010-01-01", "row 7 of"] {
        assert!(!html.contains(secret) && !ran.stdout.contains(secret), "{secret} is shown");
    }
    let document = document(&bench, "");
    assert_eq!((document["version"].as_u64(), document["rows"].as_u64()), (Some(1), Some(600)));
    assert!(!document.to_string().contains("row 7 of"), "a document holds no rows");
    look(&bench, &["look", "shops.csv", "--target", "sold", "--show-values", "--out", "all"]);
    let all = page(&bench, "all");
    assert!(all.contains("987,654") && all.contains("Zwickau") && all.contains("2010-01-01"));
}

#[test]
fn a_look_is_the_same_each_time() {
    let bench = Bench::new();
    bench.write("shops.csv", shops(400));
    let ran = look(&bench, &["look", "shops.csv", "--threads", "1", "--out", "one", "--quiet", "--format", "json"]);
    assert!(ran.stderr.is_empty(), "{}", ran.stderr);
    assert_eq!(ran.json(), document(&bench, "one"), "what is printed is what is written");
    look(&bench, &["look", "shops.csv", "--threads", "2", "--out", "two", "--quiet"]);
    assert!(page(&bench, "one") == page(&bench, "two"), "threads change nothing");
    look(&bench, &["look", "shops.csv", "--out", "two"]);
}

#[test]
fn several_files_are_one_table() {
    let bench = Bench::new();
    let text = shops(300);
    let (head, rows) = text.split_once('\n').unwrap();
    let lines: Vec<&str> = rows.lines().collect();
    for (name, part) in [("a.csv", &lines[..100]), ("b.csv", &lines[100..])] {
        bench.write(name, format!("{head}\n{}\n", part.join("\n")));
    }
    look(&bench, &["look", "a.csv", "b.csv", "a.csv", "--out", "named"]);
    look(&bench, &["look", "?.csv", "--out", "pattern"]);
    assert_eq!(document(&bench, "named")["rows"], 300);
    assert_eq!(document(&bench, "named")["columns"], document(&bench, "pattern")["columns"]);
}

#[test]
fn small_and_odd_tables_are_looked_at_too() {
    let bench = Bench::new();
    bench.write("one.csv", "a,b\n1,x\n");
    bench.write("same.csv", "a,b,c\n".to_owned() + &"1,,x\n".repeat(50));
    bench.write(
        "names.csv",
        "größe,日付,<b>&\n".to_owned()
            + &(0..60).map(|i| format!("{i},2024-01-{:02},{}\n", 1 + i % 28, i % 3)).collect::<String>(),
    );
    for (name, told) in [("one.csv", "1 row, 2 columns"), ("same.csv", "50 rows, 3 columns"), ("names.csv", "60 rows, 3 columns")]
    {
        let ran = look(&bench, &["look", name]);
        assert!(ran.stdout.contains(told), "{}", ran.stdout);
        assert!(!page(&bench, "").contains(">NaN"), "{name}");
    }
    let html = page(&bench, "");
    assert!(html.contains("größe") && html.contains("日付") && html.contains("&lt;b&gt;&amp;") && !html.contains("<b>"));
}

#[test]
fn numbers_that_are_none_are_counted() {
    let bench = Bench::new();
    let ratio = (0..200).map(|i| match i {
        3 => f64::NAN,
        5 | 6 => f64::INFINITY,
        _ => f64::from(i) / 7.0,
    });
    let columns: [(&str, ArrayRef); 2] =
        [("ratio", Arc::new(Float64Array::from_iter_values(ratio))), ("step", Arc::new(Int64Array::from_iter_values(0..200)))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(bench.path().join("odd.parquet")).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let ran = look(&bench, &["look", "odd.parquet"]);
    assert!(ran.stdout.contains("ratio holds 1 NaN and 2 infinite values"), "{}", ran.stdout);
    let column = &document(&bench, "")["columns"][0];
    assert_eq!((column["nan"].as_u64(), column["infinite"].as_u64(), column["missing"].as_u64()), (Some(1), Some(2), Some(0)));
    assert!(page(&bench, "").contains("Missing values"));
}

#[test]
fn pages_stay_small() {
    let bench = Bench::new();
    for (columns, bytes_max) in [(20, 1_000_000), (1_500, 5_000_000)] {
        let mut text = (0..columns).map(|c| format!("column_{c}")).collect::<Vec<_>>().join(",") + "\n";
        for row in 0..120_u64 {
            let cell = |c: u64| (row * 7919 + c * 104_729 + row * row * (c + 1)) % (3 + c * 13 % 997);
            text += &((0..columns).map(|c| cell(c).to_string()).collect::<Vec<_>>().join(",") + "\n");
        }
        bench.write("wide.csv", text);
        let ran = look(&bench, &["look", "wide.csv"]);
        assert!(ran.stdout.lines().count() <= 48, "{}", ran.stdout);
        let bytes = page(&bench, "").len();
        assert!(bytes < bytes_max, "{columns} columns take {bytes} bytes");
    }
}

#[test]
fn what_is_wrong_is_said_with_a_hint() {
    let bench = Bench::new();
    bench.write("shops.csv", shops(60));
    fs::create_dir(bench.path().join("other")).unwrap();
    bench.write("other/look.json", "{}");
    let wrong: [(&[&str], &str); 8] = [
        (&["look"], "DATA"),
        (&["look", "shop.csv"], "did you mean \"shops.csv\"?"),
        (&["look", "shops.csv", "--target", "prices"], "did you mean `price`?"),
        (&["look", "shops.csv", "--target", "price", "--group", "price"], "two parts to play"),
        (&["look", "shops.csv", "--delimiter", ";;"], "one ASCII character"),
        (&["look", "shops.csv", "--source-format", "xlsx"], "one of: csv, tsv"),
        (&["look", "shops.csv", "--out", "other"], "is not an earlier look"),
        (&["look", "shops.csv", "--out", "shops.csv"], "--out"),
    ];
    for (args, told) in wrong {
        let ran = bench.run(args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(told), "{args:?}: {}", ran.stderr);
        assert!(ran.stdout.is_empty());
    }
    assert!(!bench.path().join("look.json").exists(), "nothing is written where the input is wrong");
    bench.write("ragged.csv", "a,b\n1,2\n3\n");
    let ran = bench.run(&["look", "ragged.csv"]);
    assert!(ran.code == 2 && ran.stderr.contains("line 3") && ran.stderr.contains("hint:"), "{}", ran.stderr);
}
