//! NDJSON.

use crate::{Folder, cells, schema};

#[test]
fn types_of_all_lines() {
    let folder = Folder::new();
    folder.put(
        "a.ndjson",
        concat!(
            "{\"a\":1,\"b\":\"x\",\"d\":\"2020-01-31\",\"m\":1}\n\n",
            "{\"b\":null,\"a\":2.5,\"t\":true,\"d\":null,\"m\":\"two\",\"z\":\"12\"}\r\n",
            "{\"c\":18446744073709551615,\"b\":\"NA\\n\\u00e9\",\"m\":false}",
        ),
    );
    let (_, rows) = folder.load("a.ndjson").unwrap();
    assert_eq!(schema(&rows), "a:Float64 b:Utf8 d:Date32 m:Utf8 t:Boolean z:Utf8 c:Float64");
    assert_eq!(cells(&rows, "a"), ["1.0", "2.5", "~"]);
    assert_eq!(cells(&rows, "b"), ["x", "~", "NA\né"]);
    assert_eq!(cells(&rows, "m"), ["1", "two", "false"]);
    assert_eq!(cells(&rows, "d"), ["2020-01-31", "~", "~"]);
}

#[test]
fn the_same_table_as_csv_has_the_same_fingerprint() {
    let folder = Folder::new();
    folder.put("a.jsonl", "{\"a\":1,\"b\":\"x\"}\n{\"a\":null,\"b\":\"y\"}\n");
    folder.put("a.csv", "a,b\n1,x\nNA,y\n");
    assert_eq!(folder.load("a.jsonl").unwrap().0.fingerprint, folder.load("a.csv").unwrap().0.fingerprint);
}

#[test]
fn several_files_of_one_line_each() {
    let folder = Folder::new();
    for i in 0..4 {
        folder.put(&format!("p/{i}.json"), format!("{{\"a\":{i}}}"));
    }
    assert_eq!(cells(&folder.load("p").unwrap().1, "a"), ["0", "1", "2", "3"]);
}

#[test]
fn bad_lines_are_named() {
    let folder = Folder::new();
    let refused = |text: &str| {
        folder.put("a.ndjson", format!("{{\"a\":1}}\n{text}\n"));
        let (message, line, _) = folder.refused("a.ndjson");
        assert_eq!(line, Some(2), "{message}");
        message.strip_prefix("a.ndjson, line 2: ").unwrap().to_owned()
    };
    assert_eq!(refused("{\"a\":[1]}"), "column \"a\" holds a list");
    assert_eq!(refused("{\"b\":{\"c\":1}}"), "column \"b\" holds an object");
    assert!(refused("5").starts_with("invalid type: integer `5`, expected a JSON object"));
    assert!(refused("{\"a\":1,\"a\":2}").starts_with("the key \"a\" comes twice"));
    assert!(refused("{\"a\":1}}").starts_with("trailing characters"));
    assert!(refused("{\"a\":").starts_with("EOF while parsing"));
    assert!(refused("{\"a\":NaN}").starts_with("expected value") || refused("{\"a\":NaN}").starts_with("expected ident"));
    // However deep: what a list holds is skipped without recursion.
    for deep in [500, 1_000_000] {
        let (open, close) = ("[".repeat(deep), "]".repeat(deep));
        assert!(refused(&format!("{{\"a\":{open}")).starts_with("EOF while parsing a list"));
        assert_eq!(refused(&format!("{{\"a\":{open}{close}}}")), "column \"a\" holds a list");
        assert_eq!(refused(&format!("{{\"a\":{{\"b\":{open}{close}}}}}")), "column \"a\" holds an object");
    }
    folder.put("b.ndjson", "[{\"a\":1}]");
    assert!(folder.refused("b.ndjson").2.unwrap().contains("jq -c"));
}
