//! Delimited text as people and programs really write it: what is read, and what is said of what is not.

use std::io::Write;

use bzip2::write::BzEncoder;
use liblzma::write::XzEncoder;

use crate::{Folder, cells, schema};

/// What a text is read as: the schema, all cells row by row, and the notes.
fn read(name: &str, text: impl AsRef<[u8]>) -> (String, String, Vec<String>) {
    let folder = Folder::new();
    folder.put(name, text);
    let (ingested, rows) = folder.load(name).unwrap_or_else(|e| panic!("{name}: {e}"));
    let names: Vec<String> = rows.schema().fields().iter().skip(1).map(|f| f.name().clone()).collect();
    let columns: Vec<Vec<String>> = names.iter().map(|n| cells(&rows, n)).collect();
    let lines = (0..rows.num_rows()).map(|i| columns.iter().map(|c| c[i].as_str()).collect::<Vec<_>>().join(" | "));
    (schema(&rows), lines.collect::<Vec<_>>().join(" / "), ingested.notes)
}

fn rows(text: &str) -> String {
    let (schema, rows, _) = read("a.csv", text);
    format!("{schema}: {rows}")
}

/// Message and hint of a text that is refused.
fn refused(name: &str, text: impl AsRef<[u8]>) -> (String, String) {
    let folder = Folder::new();
    folder.put(name, text);
    let (message, _, hint) = folder.refused(name);
    (message, hint.unwrap_or_default())
}

#[test]
fn decimal_commas() {
    assert_eq!(rows("a;b\n1,5;x\n-2;y\n"), "a:Float64 b:Utf8: 1.5 | x / -2.0 | y");
    assert_eq!(rows("a\tb\n0,125\t7\n1000,5\t\n"), "a:Float64 b:Int64: 0.125 | 7 / 1000.5 | ~");
    // 1,234 alone may be a thousand; beside 1,5 it is not.
    assert_eq!(rows("a;b\n1,234;1,5\n5,678;2,5\n"), "a:Float64 b:Float64: 1.234 | 1.5 / 5.678 | 2.5");
    let (schema, _, notes) = read("a.csv", "a;b\n1,234;x\n5,678;y\n");
    assert_eq!(schema, "a:Utf8 b:Utf8");
    let expected = "column \"a\" is text: its numbers have commas or other signs in them (\"1,234\" in line 2); write them plain";
    assert!(notes.contains(&expected.to_owned()), "{notes:?}");
    // Between commas a comma in quotes may be a list.
    let (schema, _, notes) = read("a.csv", "a,b\n\"1,5\",x\n\"2,5\",y\n");
    assert_eq!(schema, "a:Utf8 b:Utf8");
    assert!(notes.iter().any(|n| n.starts_with("column \"a\" is text: its numbers have commas")), "{notes:?}");
    assert_eq!(read("a.csv", "a;b\n1,5;x\n1.5;y\n").0, "a:Utf8 b:Utf8");
}

#[test]
fn numbers_and_days_in_disguise_are_named() {
    let (schema, _, notes) = read("a.csv", "price,share,day,code\n\"$1,234.50\",12%,31.12.2020,A1\n$7,5 %,01.02.2021,B2\n");
    assert_eq!(schema, "price:Utf8 share:Utf8 day:Utf8 code:Utf8");
    let told: Vec<&String> = notes.iter().filter(|n| n.contains("is text")).collect();
    assert_eq!(
        told,
        [
            "column \"price\" is text: its numbers have commas or other signs in them (\"$1,234.50\" in line 2); write them plain",
            "column \"share\" is text: its numbers have commas or other signs in them (\"12%\" in line 2); write them plain",
            "column \"day\" is text: its days are not in ISO 8601 (\"31.12.2020\" in line 2); write them as 2020-12-31",
        ]
    );
}

#[test]
fn codes_for_missing() {
    let text = "n,t\n1,a\nNA,?\n?,#N/A\n#N/A,\\N\n<NA>,n/a\n\\N,<NA>\n n/a ,b\n-,\"?\"\n";
    assert_eq!(rows(text), "n:Int64 t:Utf8: 1 | a / ~ | ~ / ~ | ~ / ~ | ~ / ~ | ~ / ~ | ~ / ~ | b / ~ | ?");
}

#[test]
fn few_words_among_numbers_are_named_wherever_they_stand() {
    let text = (0..60).fold("n\n".to_owned(), |text, i| text + if i % 20 == 0 { "missing\n" } else { "5\n" });
    let (schema, _, notes) = read("a.csv", text);
    assert_eq!(schema, "n:Utf8");
    assert_eq!(notes.last().unwrap(), "column \"n\" is text because of \"missing\" in line 2 and 2 more of 60 cells");
}

#[test]
fn spreadsheets() {
    assert_eq!(rows("sep=;\r\na;b\r\n1;2\r\n"), "a:Int64 b:Int64: 1 | 2");
    assert_eq!(rows("SEP=|\na|b,c\n1|2\n"), "a:Int64 b,c:Int64: 1 | 2");
    assert_eq!(rows("sep=,\n1,2\n3,4\n"), "column_1:Int64 column_2:Int64: 1 | 2 / 3 | 4");
    assert_eq!(rows("a,b,\n1,2,\n3,4,\n"), "a:Int64 b:Int64 column_3:Float64: 1 | 2 | ~ / 3 | 4 | ~");
    assert_eq!(rows("country,2019,2020\nCH,1,2\nDE,3,4\n"), "country:Utf8 2019:Int64 2020:Int64: CH | 1 | 2 / DE | 3 | 4");
    assert_eq!(rows("x y\n1 2.5\n3 4.5\n"), "x:Int64 y:Float64: 1 | 2.5 / 3 | 4.5");
    assert_eq!(rows("\"a\nb\",\" c \"\r1,2\r"), "a\nb:Int64 c:Int64: 1 | 2");
    assert_eq!(rows("a,b\n1,\"x\" \n2,\"y\"\t\n"), "a:Int64 b:Utf8: 1 | x / 2 | y");
    assert_eq!(rows("A,a\n1,2\n"), "A:Int64 a:Int64: 1 | 2");
    assert_eq!(rows("a,b\r\n1,2\n3,4\r5,6"), "a:Int64 b:Int64: 1 | 2 / 3 | 4 / 5 | 6");
}

#[test]
fn quotes_escaped_by_a_backslash() {
    let text = "t,n\n\"say \\\"hi\\\", all\",1\n\"c:\\\\dir\\\\\",2\n\"\\\\\\\"x\",3\n\"a\\nb\",4\n";
    let (schema, rows, notes) = read("a.csv", text);
    assert_eq!(schema, "t:Utf8 n:Int64");
    assert_eq!(rows, "say \"hi\", all | 1 / c:\\dir\\ | 2 / \\\"x | 3 / a\\nb | 4");
    assert!(notes[1].contains("quotes escaped by a backslash"), "{notes:?}");
    // A backslash is a letter like any other where no quote needs it.
    assert_eq!(self::rows("t,n\n\"c:\\dir\\\",1\n\"d\\\"\"e\",2\n"), "t:Utf8 n:Int64: c:\\dir\\ | 1 / d\\\"e | 2");
}

#[test]
fn every_packing() {
    let plain = "a,b\n1,x\n2,y\n";
    let mut bz = BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bz.write_all(plain.as_bytes()).unwrap();
    let mut xz = XzEncoder::new(Vec::new(), 0);
    xz.write_all(plain.as_bytes()).unwrap();
    for (name, bytes) in [("a.csv.bz2", bz.finish().unwrap()), ("a.csv.xz", xz.finish().unwrap())] {
        assert_eq!(read(name, &bytes).1, "1 | x / 2 | y", "{name}");
        // Packed twice over, as some logs are: one after the other.
        let twice = [bytes.as_slice(), &bytes].concat();
        assert_eq!(read(name, twice).0, "a:Utf8 b:Utf8", "{name}");
        let (message, hint) = refused(name, &bytes[..bytes.len() - 9]);
        assert!(message.starts_with(&format!("cannot read {name}: ")), "{message}");
        assert_eq!(hint, "it is damaged or cut off: copy or pack it again");
    }
}

#[test]
fn what_stands_in_the_way_is_said() {
    let cases: [(&str, &[u8], &str, &str); 14] = [
        ("title.csv", b"My report\na,b\n1,2\n", "title.csv, line 2: 2 fields where the header has 1: \"a,b\"", "remove titles"),
        (
            "names.csv",
            b"a,b\nr1,1,2\nr2,3,4\n",
            "names.csv, line 2: 3 fields where the header has 2: \"r1,1,2\"",
            "give the header a name",
        ),
        ("trail.csv", b"a,b\n1,2,\n", "trail.csv, line 2: 3 fields where the header has 2: \"1,2,\"", "end in a delimiter"),
        (
            "blank.csv",
            b"a,b\n1, \"x, y, z\"\n",
            "blank.csv, line 2: 4 fields where the header has 2: \"1, \\\"x, y, z\\\"\"",
            "remove the blank",
        ),
        (
            "foot.csv",
            b"a,b,c\n1,2,3\n(1 row)\n",
            "foot.csv, line 3: 1 field where the header has 3: \"(1 row)\"",
            "as many fields",
        ),
        (
            "latin.csv",
            b"a,b\n1,2\n3,M\xfcller\n",
            "latin.csv, line 3: byte 4 of the line (0xFC) is not UTF-8",
            "iconv -f WINDOWS-1252 -t UTF-8 ",
        ),
        ("page.csv", b"<!DOCTYPE html>\n<html>", "page.csv is not CSV: it is an HTML page", "fetch the data again"),
        (
            "lfs.parquet",
            b"version https://git-lfs.github.com/spec/v1\n",
            "lfs.parquet is not Parquet: it is a Git LFS pointer, not the data",
            "git lfs pull",
        ),
        (
            "db.csv",
            b"SQLite format 3\0",
            "db.csv is not CSV: it is an SQLite database, which cannot be used",
            "write it as Parquet or CSV",
        ),
        ("book.csv", b"PK\x03\x04", "book.csv is not CSV: it is an Excel workbook or a zip archive", "export the sheet"),
        (
            "list.json",
            b"[{\"a\":1}]",
            "list.json, line 1: invalid type: sequence, expected a JSON object: \"[{\\\"a\\\":1}]\"",
            "jq -c '.[]'",
        ),
        ("pretty.json", b"{\n \"a\": 1\n}\n", "pretty.json, line 1: EOF while parsing an object: \"{\"", "jq -c ."),
        ("mark.csv", b"\xef\xbb\xbf", "mark.csv is empty", "check the program"),
        (
            "half.csv",
            b"a,b\n1,\"x\n2,y\n",
            "half.csv, line 2: a quote is opened here and never closed: \"\\\"x\"",
            "close the quote",
        ),
    ];
    for (name, content, message, hint) in cases {
        let said = refused(name, content);
        assert_eq!(said.0, message);
        assert!(said.1.contains(hint), "{name}: {}", said.1);
    }
}

#[test]
fn a_hint_is_a_command_that_can_be_pasted() {
    let folder = Folder::new();
    folder.put("o'my data.csv", b"a\nM\xfcller\n");
    let hint = folder.refused("o'my data.csv").2.unwrap();
    assert!(hint.ends_with("o'\\''my data.csv' > utf8.csv"), "{hint}");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(b"a\nM\xfcller\n").unwrap();
    folder.put("a.csv.gz", gz.finish().unwrap());
    let hint = folder.refused("a.csv.gz").2.unwrap();
    assert!(hint.starts_with("convert it first: zcat ") && hint.contains("| iconv"), "{hint}");
}

#[test]
fn files_of_one_source_that_differ() {
    let folder = Folder::new();
    folder.put("p/1.csv", (0..50).fold("a,b\n".to_owned(), |text, i| text + &format!("{i},x\n")));
    folder.put("p/2.csv", "b;a\ny;n/a\ny;7 apples\n");
    let (ingested, rows) = folder.load("p").unwrap();
    assert_eq!(schema(&rows), "a:Utf8 b:Utf8");
    assert_eq!(ingested.notes.last().unwrap(), "column \"a\" is text because of \"7 apples\" in line 3 of 2.csv");
    // The first file decides that there is a header.
    folder.put("p/2.csv", "5,7\n6,8\n");
    assert_eq!(folder.refused("p").0, "p/2.csv has no column \"a\" but \"5\", unlike p/1.csv");
    folder.put("q/1.csv", "name,city\nann,rome\n");
    folder.put("q/2.csv", "city,name,age\nbern,bob,5\n");
    assert_eq!(folder.refused("q").0, "q/2.csv has an extra column \"age\", unlike q/1.csv");
    folder.put("q/2.csv", "city,name\nbern,\n");
    assert_eq!(cells(&folder.load("q").unwrap().1, "city"), ["rome", "bern"]);
}

#[test]
fn folders_that_are_more_than_their_files() {
    let folder = Folder::new();
    folder.put("delta/_delta_log/0.json", "{}");
    folder.put("delta/part.parquet", "PAR1");
    let (message, _, hint) = folder.refused("delta");
    assert_eq!(message, "delta is a Delta table: its folder also holds files of rows that were deleted or rewritten");
    assert!(hint.unwrap().contains("as Parquet first"));
    folder.put("hive/year=2020/a.csv", "a\n1\n");
    assert!(folder.refused("hive").2.unwrap().contains("hive/**/*.parquet"));
}
