//! `bakeoff look` on tables that nobody wishes for: a sensible look or an error with a hint, never a panic, a wrong figure or a stranger's markup.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray, UInt64Array,
};
use parquet::arrow::ArrowWriter;
use serde_json::Value;

use crate::program::{Bench, Ran};

/// Looks, and checks what holds of any look; none where the input is refused.
fn look(bench: &Bench, args: &[&str]) -> Option<(Value, String, Ran)> {
    let ran = bench.run(&[&["look"], args, &["--out", "out", "--quiet"]].concat());
    let _ = fs::remove_file(bench.path().join("out/rules.toml"));
    if ran.code == 2 {
        assert!(ran.stderr.contains("hint:"), "{args:?}: {}", ran.stderr);
        return None;
    }
    assert_eq!(ran.code, 0, "{args:?}: {}", ran.stderr);
    let html = fs::read_to_string(bench.path().join("out/look.html")).unwrap();
    for odd in ["<script", "onerror=\"", "<img", ">NaN</td>", ">inf</td>", ">-inf</td>", "NaN %", "NaN to "] {
        assert!(!html.contains(odd), "{args:?}: the page holds {odd}");
    }
    let unruly = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!ran.stdout.contains(unruly), "{args:?}: {:?}", ran.stdout);
    let document = serde_json::from_slice(&fs::read(bench.path().join("out/look.json")).unwrap()).unwrap();
    Some((document, html, ran))
}

fn seen(bench: &Bench, args: &[&str]) -> Value {
    look(bench, args).unwrap_or_else(|| panic!("{args:?} is refused")).0
}

fn refused(bench: &Bench, args: &[&str]) {
    assert!(look(bench, args).is_none(), "{args:?} is looked at");
}

fn column<'a>(document: &'a Value, name: &str) -> &'a Value {
    document["columns"].as_array().unwrap().iter().find(|column| column["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

fn distinct(document: &Value, name: &str) -> u64 {
    column(document, name)["distinct"]["count"].as_u64().unwrap()
}

fn parquet(bench: &Bench, name: &str, columns: Vec<(&str, ArrayRef)>) {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(bench.path().join(name)).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// Rows of cells, each made from its number.
fn csv(header: &str, rows: usize, row: impl Fn(usize) -> String) -> String {
    (0..rows).fold(format!("{header}\n"), |mut text, i| {
        writeln!(text, "{}", row(i)).unwrap();
        text
    })
}

#[test]
fn an_offset_harms_no_figure() {
    let bench = Bench::new();
    let (mut first, eighths) = (None, |i: usize, k: usize| ((i * k + i * i % 37) % 97) as f64 / 8.0);
    for offset in [0.0, 1e6, 1e9, 1e12] {
        let row = |i: usize| {
            let (a, b) = (eighths(i, 31), eighths(i, 57));
            format!("{},{},{}", offset + a, offset + b + a / 2.0, offset + 2.0 * a - b + eighths(i, 71))
        };
        bench.write("table.csv", csv("a,b,c", 2000, row));
        let document = seen(&bench, &["table.csv"]);
        let sd: Vec<f64> =
            ["a", "b", "c"].iter().map(|name| column(&document, name)["numbers"]["sd"].as_f64().unwrap()).collect();
        let mut vif: Vec<(String, f64)> = document["collinearity"]["inflation"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["column"].to_string(), one["vif"].as_f64().unwrap()))
            .collect();
        vif.sort_by(|x, y| x.0.cmp(&y.0));
        let r = |one: &Value| one["measures"]["pearson"]["value"].as_f64().unwrap();
        let r: Vec<f64> = document["pairs"]["strongest"].as_array().unwrap().iter().map(r).collect();
        let figures: Vec<f64> = sd.into_iter().chain(vif.into_iter().map(|v| v.1)).chain(r).collect();
        let expected = first.get_or_insert_with(|| figures.clone());
        assert_eq!(figures.len(), expected.len(), "{offset}");
        for (x, y) in figures.iter().zip(expected) {
            assert!((*x - *y).abs() <= 1e-9 * y.abs(), "{offset}: {x} and {y}");
        }
    }
}

#[test]
fn whole_numbers_beyond_doubles_stay_apart() {
    let bench = Bench::new();
    let n = 600;
    let from = |first: i64| Arc::new(Int64Array::from_iter_values((0..n).map(|i| first + i))) as ArrayRef;
    let one = || Arc::new(Int64Array::from_iter_values((0..n).map(|_| 1))) as ArrayRef;
    for first in [1_i64 << 53, 1 << 60, i64::MAX - 2 * n, i64::MIN] {
        parquet(&bench, "keys.parquet", vec![("key", from(first)), ("one", one())]);
        let document = seen(&bench, &["keys.parquet"]);
        assert_eq!((distinct(&document, "key"), document["duplicates"]["rows"].as_f64()), (600, Some(0.0)), "{first}");
        assert!(["key", "id"].contains(&column(&document, "key")["meaning"].as_str().unwrap()), "{first}");
        assert!(column(&document, "key")["numbers"]["sd"].as_f64().is_none_or(|sd| sd > 100.0), "{first}");
    }
    let unsigned = UInt64Array::from_iter_values((0..n).map(|i| u64::MAX - i.cast_unsigned()));
    parquet(&bench, "keys.parquet", vec![("key", Arc::new(unsigned)), ("one", one())]);
    let document = seen(&bench, &["keys.parquet"]);
    assert_eq!((distinct(&document, "key"), document["duplicates"]["rows"].as_f64()), (600, Some(0.0)));
    bench.write("rules.toml", "[[rule]]\ncheck = \"unique\"\ncolumn = \"key\"\n");
    parquet(&bench, "keys.parquet", vec![("key", from(1 << 60)), ("one", one())]);
    assert_eq!(bench.run(&["look", "keys.parquet", "--rules", "rules.toml"]).code, 0);
    bench.write("huge.csv", csv("key,e", 300, |i| format!("1844674407370955{:04}{i:03},1e400", 1616)));
    assert_eq!(distinct(&seen(&bench, &["huge.csv"]), "key"), 300);
}

#[test]
fn what_doubles_cannot_hold_is_not_told() {
    let bench = Bench::new();
    let wave = |i: usize| (i as f64 * 0.7).sin();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("huge", Arc::new((0..500).map(|i| Some(1e300 * wave(i))).collect::<Float64Array>())),
        ("tiny", Arc::new((0..500).map(|i| Some(1e-310 * wave(i))).collect::<Float64Array>())),
        ("one", Arc::new((0..500).map(|i| Some(if i == 9 { 1e308 } else { 0.0 })).collect::<Float64Array>())),
        ("ends", Arc::new((0..500).map(|i| Some(if i % 2 == 0 { f64::MAX } else { f64::MIN })).collect::<Float64Array>())),
        ("odd", Arc::new((0..500).map(|i| Some(if i < 250 { f64::NAN } else { f64::INFINITY })).collect::<Float64Array>())),
    ];
    parquet(&bench, "table.parquet", columns);
    for target in ["huge", "tiny", "ends", "odd"] {
        let document = seen(&bench, &["table.parquet", "--target", target, "--show-values"]);
        for name in ["huge", "tiny", "one", "ends"] {
            let sd = column(&document, name)["numbers"]["sd"].as_f64();
            assert!(sd.is_none_or(|sd| sd > 0.0), "{name}: {sd:?}");
        }
        assert_eq!(
            (column(&document, "odd")["nan"].as_u64(), column(&document, "odd")["meaning"].as_str()),
            (Some(250), Some("empty"))
        );
    }
}

#[test]
fn names_and_labels_of_strangers_stay_text() {
    let bench = Bench::new();
    let names = [
        "שלום",
        "😀🎉",
        "zero\u{200b}width",
        "<script>alert(1)</script>",
        "quo\"te's",
        "new\nline",
        "\u{202e}live",
        "\u{1b}[31mred",
    ];
    let labels = ["مرحبا", "<img src=x onerror=\"alert(1)\">", "\"", "&amp;", "😀", "\u{200b}", "a\nb", "\u{1b}[2J"];
    let long = "x".repeat(5000);
    let mut columns: Vec<(&str, ArrayRef)> = names
        .iter()
        .enumerate()
        .map(|(k, name)| {
            (*name, Arc::new((0..240).map(|i| Some(((i * (k + 3)) % 41) as i64)).collect::<Int64Array>()) as ArrayRef)
        })
        .collect();
    columns.push((&long, Arc::new((0..240).map(|i| Some(labels[i % 8])).collect::<StringArray>())));
    parquet(&bench, "table.parquet", columns);
    for target in names {
        let (document, html, _) =
            look(&bench, &["table.parquet", "--target", target, "--group", &long, "--show-values"]).unwrap();
        assert!(html.contains("&lt;script&gt;") && html.contains("שלום") && html.contains("😀🎉"));
        assert_eq!(column(&document, target)["rows"], 240);
    }
    seen(&bench, &["table.parquet", "--target", &long]);
    refused(&bench, &["table.parquet", "--target", "new line"]);
}

#[test]
fn small_empty_and_lopsided_tables() {
    let bench = Bench::new();
    for (name, text) in [("none.csv", ""), ("header.csv", "a,b\n"), ("none.ndjson", ""), ("twice.csv", "a,a\n1,2\n")] {
        bench.write(name, text);
        refused(&bench, &[name]);
    }
    parquet(&bench, "none.parquet", vec![("a", Arc::new(Int64Array::from(Vec::<i64>::new())))]);
    refused(&bench, &["none.parquet"]);
    let roles = ["--target", "a", "--time", "d", "--group", "g"];
    for rows in [1, 2, 3, 5, 10, 19, 40] {
        let day = |i: usize| format!("2024-{:02}-{:02}", 1 + i / 28, 1 + i % 28);
        bench.write("table.csv", csv("a,g,d", rows, |i| format!("{},{},{}", i * 7 % 11, ["x", "y"][i % 2], day(i))));
        let document = seen(&bench, &[&["table.csv"], &roles[..]].concat());
        assert_eq!(document["rows"], rows);
        // Too few deliveries are an error with a hint.
        look(&bench, &["table.csv", "--time", "d", "--suggest-rules"]);
    }
    bench.write("void.csv", csv("a,b,c", 300, |i| format!(",{i},k")));
    for target in ["a", "b", "c"] {
        assert!(seen(&bench, &["void.csv", "--target", target])["target"]["unfit"].is_string(), "{target}");
    }
    bench.write("void.csv", csv("a,b", 300, |_| ",NA".to_owned()));
    assert_eq!(column(&seen(&bench, &["void.csv"]), "a")["meaning"], "empty");
    bench.write("narrow.csv", csv("a", 300, |i| format!("{}", i * i % 89)));
    seen(&bench, &["narrow.csv", "--target", "a"]);
    let header: Vec<String> = (0..3000).map(|c| format!("c{c}")).collect();
    for rows in [8, 90] {
        let row = |i: usize| (0..3000).map(|c| ((i * 31 + c * (i + 7)) % (3 + c % 50)).to_string()).collect::<Vec<_>>().join(",");
        bench.write("wide.csv", csv(&header.join(","), rows, row));
        let document = seen(&bench, &["wide.csv", "--target", "c7"]);
        assert_eq!(document["columns"].as_array().unwrap().len(), 3000);
    }
}

#[test]
fn texts_that_are_long_or_empty() {
    let bench = Bench::new();
    let long = "word ".repeat(40_000);
    bench.write("long.csv", csv("t,x", 40, |i| format!("{long}{i},{i}")));
    let (_, html, ran) = look(&bench, &["long.csv", "--target", "t"]).unwrap();
    assert!(html.len() < 300_000 && ran.stdout.len() < 10_000);
    parquet(
        &bench,
        "empty.parquet",
        vec![
            ("s", Arc::new((0..400).map(|i| [Some(""), Some("a"), None, Some("b")][i % 4]).collect::<StringArray>())),
            ("x", Arc::new(Int64Array::from_iter_values(0..400))),
        ],
    );
    let document = seen(&bench, &["empty.parquet"]);
    let s = column(&document, "s");
    assert_eq!((s["missing"].as_u64(), s["texts"]["blank"].as_u64(), distinct(&document, "s")), (Some(100), Some(100), 3));
}

#[test]
fn days_of_all_ages() {
    let bench = Bench::new();
    let years = |i: usize| if i < 200 { 1 + 9 * i } else { 9800 + i / 2 };
    bench.write("old.csv", csv("d,x", 399, |i| format!("{:04}-03-01,{i}", years(i))));
    let document = seen(&bench, &["old.csv", "--time", "d", "--target", "x", "--show-values"]);
    assert_eq!(
        (&column(&document, "d")["kind"], &column(&document, "d")["instants"]["first"]),
        (&"date".into(), &"0001-03-01".into())
    );
    look(&bench, &["old.csv", "--time", "d", "--suggest-rules"]);
    let x = || Arc::new(Int64Array::from_iter_values(0..120)) as ArrayRef;
    for days in [[i32::MIN, i32::MAX, 0], [-800_000, 3_000_000, 7], [2_932_896, 2_932_897, 2_932_898]] {
        parquet(
            &bench,
            "days.parquet",
            vec![("d", Arc::new(Date32Array::from_iter_values((0..120).map(|i| days[i % 3])))), ("x", x())],
        );
        seen(&bench, &["days.parquet", "--time", "d", "--target", "x", "--show-values"]);
        look(&bench, &["days.parquet", "--time", "d", "--suggest-rules"]);
    }
    for stamps in [[i64::MIN, i64::MAX, 0], [i64::MIN + 1, -1, 1 << 62]] {
        let stamps = TimestampMicrosecondArray::from_iter_values((0..120).map(|i| stamps[i % 3]));
        parquet(&bench, "stamps.parquet", vec![("d", Arc::new(stamps)), ("x", x())]);
        seen(&bench, &["stamps.parquet", "--time", "d", "--target", "x", "--show-values"]);
        look(&bench, &["stamps.parquet", "--time", "d", "--suggest-rules"]);
        look(&bench, &["stamps.parquet", "--time", "d", "--suggest-rules", "--every", "day"]);
    }
    let times = Int64Array::from_iter_values((0..120).map(|i| if i % 2 == 0 { i64::MIN + i } else { i64::MAX - i }));
    parquet(&bench, "units.parquet", vec![("d", Arc::new(times)), ("x", x())]);
    look(&bench, &["units.parquet", "--time", "d", "--suggest-rules"]);
}

#[test]
fn files_that_do_not_agree() {
    let bench = Bench::new();
    bench.write("mix-1.csv", csv("a,b", 100, |i| format!("{i},{i}")));
    bench.write("mix-2.csv", csv("b,a", 100, |i| format!("x{},{}", i % 3, i as f64 / 3.0)));
    let document = seen(&bench, &["mix-*.csv"]);
    assert_eq!((&column(&document, "a")["kind"], &column(&document, "b")["kind"]), (&"float".into(), &"text".into()));
    parquet(&bench, "one.parquet", vec![("a", Arc::new(Int64Array::from_iter_values(0..100)))]);
    parquet(&bench, "two.parquet", vec![("a", Arc::new((0..100).map(|i| Some(i.to_string())).collect::<StringArray>()))]);
    refused(&bench, &["one.parquet", "two.parquet"]);
    refused(&bench, &["one.parquet", "mix-1.csv"]);
}
