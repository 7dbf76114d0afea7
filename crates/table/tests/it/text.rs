//! CSV and TSV.

use std::io::Write;

use flate2::write::GzEncoder;
use proptest::prelude::*;
use table::{Kind, Options, Table};

use crate::{Folder, all, cells, schema};

#[test]
fn types_are_those_of_all_rows() {
    let folder = Folder::new();
    let mut text = "i,f,t,b,d,s,late\n".to_owned();
    for i in 0..3000 {
        text += &format!("{i},{i}.5,x{i},true,2020-01-31,2020-01-31 10:00:00,{i}\n");
    }
    text += "NA,,\"NA\",FALSE,2021-02,2021-02-01T00:00:00.5Z,7a\n";
    folder.put("a.csv", text);
    let (ingested, rows) = folder.load("a.csv").unwrap();
    assert_eq!(schema(&rows), "i:Int64 f:Float64 t:Utf8 b:Boolean d:Date32 s:Timestamp(µs) late:Utf8");
    let last = |column| cells(&rows, column).pop().unwrap();
    assert_eq!(
        ["i", "f", "t", "b", "d", "s", "late"].map(last),
        ["~", "~", "NA", "false", "2021-02-01", "2021-02-01T00:00:00.500", "7a"]
    );
    assert_eq!(cells(&rows, "row_id")[3000], "3000");
    assert!(ingested.notes.iter().any(|n| n == "column \"late\" is text because of \"7a\" in line 3002"), "{:?}", ingested.notes);
}

#[test]
fn dialects_say_the_same() {
    let folder = Folder::new();
    let plain = "name,n,x\n\"a, \"\"b\"\"\",1,0.5\n c ,2,\n";
    folder.put("plain.csv", plain);
    folder.put("semicolon.csv", plain.replace("a, ", "a§ ").replace(',', ";").replace('§', ","));
    folder.put("tab.tsv", plain.replace("a, ", "a§ ").replace(',', "\t").replace('§', ","));
    folder.put("pipe.txt", plain.replace("a, ", "a§ ").replace(',', "|").replace('§', ","));
    folder.put("crlf.csv", plain.replace('\n', "\r\n"));
    folder.put("mac.csv", plain.replace('\n', "\r"));
    folder.put("blank.csv", plain.replace('\n', "\n\n"));
    folder.put("open-end.csv", plain.trim_end_matches('\n'));
    folder.put("bom.csv", format!("\u{feff}{plain}"));
    let wide = |bytes: fn(u16) -> [u8; 2]| format!("\u{feff}{plain}").encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    folder.put("utf16le.csv", wide(u16::to_le_bytes));
    folder.put("utf16be.csv", wide(u16::to_be_bytes));
    let mut gz = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(plain.as_bytes()).unwrap();
    folder.put("plain.csv.gz", gz.finish().unwrap());
    folder.put("plain.csv.zst", zstd::encode_all(plain.as_bytes(), 1).unwrap());
    let (expected, rows) = folder.load("plain.csv").unwrap();
    assert_eq!(cells(&rows, "name"), ["a, \"b\"", " c "]);
    assert_eq!(schema(&rows), "name:Utf8 n:Int64 x:Float64");
    for file in [
        "semicolon.csv",
        "tab.tsv",
        "pipe.txt",
        "crlf.csv",
        "mac.csv",
        "blank.csv",
        "open-end.csv",
        "bom.csv",
        "utf16le.csv",
        "utf16be.csv",
        "plain.csv.gz",
        "plain.csv.zst",
    ] {
        let (ingested, _) = folder.load(file).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert_eq!(ingested.fingerprint, expected.fingerprint, "{file}");
    }
}

#[test]
fn a_first_row_of_values_is_no_header() {
    let folder = Folder::new();
    folder.put("a.csv", "1,x\n2,y\n");
    let (_, rows) = folder.load("a.csv").unwrap();
    assert_eq!(schema(&rows), "column_1:Int64 column_2:Utf8");
    assert_eq!(rows.num_rows(), 2);
    let told = Options { header: Some(true), ..Options::default() };
    let table = Table::open("a.csv", folder.path(), &told).unwrap();
    assert_eq!(table.columns()[0].name, "1");
    assert_eq!((table.rows(), table.columns()[0].kind), (Some(1), Kind::Integer));
}

#[test]
fn files_line_up_by_name() {
    let folder = Folder::new();
    folder.put("part/b.csv", "y,x\n0.5,3\n");
    folder.put("part/a.csv", "x,y\n1,2\n");
    let (_, rows) = folder.load("part").unwrap();
    assert_eq!(schema(&rows), "x:Int64 y:Float64");
    assert_eq!((cells(&rows, "x"), cells(&rows, "y")), (vec!["1".into(), "3".into()], vec!["2.0".into(), "0.5".into()]));
    folder.put("part/c.csv", "x,z\n1,2\n");
    assert_eq!(folder.refused("part").0, "part/c.csv has no column \"y\" but \"z\", unlike part/a.csv");
}

#[test]
fn csv_written_reads_back() {
    let folder = Folder::new();
    folder.put("a.csv", "t,x,n,b,d,s\n\"q\"\"u,o\",0.1,1,true,2020-01-31,2020-01-31 10:00\n\"two\nlines\",1e-300,,false,,\n");
    let (first, _) = folder.load("a.csv").unwrap();
    let written = folder.path().join("out.csv");
    table::write_csv(&folder.path().join("CSV.normal"), &written).unwrap();
    let back = Table::open("out.csv", folder.path(), &Options::default()).unwrap();
    let names: Vec<&str> = back.columns().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["row_id_1", "t", "x", "n", "b", "d", "s"]);
    let to = folder.path().join("back.arrow");
    assert_eq!(back.ingest(&to, &mut |_| {}).unwrap().rows, first.rows);
    let (there, back) = (all(&folder.path().join("CSV.normal")), all(&to));
    for column in ["t", "x", "n", "b", "d", "s"] {
        assert_eq!(cells(&there, column), cells(&back, column));
    }
}

#[test]
fn looked_up_rows_are_those_asked_for() {
    let folder = Folder::new();
    folder.put("a.csv", (0..40_000).fold("n\n".to_owned(), |text, i| text + &format!("{}\n", i * 3)));
    folder.load("a.csv").unwrap();
    let rows = table::look_up(&folder.path().join("CSV.normal"), &[39_999, 5, 20_000, 40_000]).unwrap();
    assert_eq!(cells(&rows, "n"), ["15", "60000", "119997"]);
    let error = table::read(&folder.path().join("CSV.normal"), Some(&["m"])).err().unwrap();
    assert_eq!(error.to_string().rsplit_once(" has").unwrap().1, " no column \"m\"");
}

/// A field as any program might write it.
fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ,\"\n\r;é]{0,12}",
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(|x| x.to_string()),
        Just("NA".to_owned()),
        Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever is quoted comes back: text as it is, but empty or blank-free missing strings.
    #[test]
    fn quoted_fields_come_back(table in prop::collection::vec(prop::collection::vec(field(), 3), 1..30)) {
        let folder = Folder::new();
        let quoted = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
        let rows = table.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(","));
        let text = format!("a,b,c\nx,y,z\n{}\n", rows.collect::<Vec<_>>().join("\n"));
        folder.put("a.csv", text);
        let options = Options { delimiter: Some(b','), header: Some(true), ..Options::default() };
        let opened = Table::open("a.csv", folder.path(), &options).unwrap();
        let to = folder.path().join("a.arrow");
        opened.ingest(&to, &mut |_| {}).unwrap();
        let back = all(&to);
        for (i, name) in ["a", "b", "c"].iter().enumerate() {
            let found = cells(&back, name);
            for (row, cell) in table.iter().zip(found.iter().skip(1)) {
                let expected = if row[i].is_empty() { "~" } else { &row[i] };
                prop_assert_eq!(cell.as_str(), expected);
            }
        }
    }
}
