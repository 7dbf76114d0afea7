//! Broken input: nothing panics, and every message names its place.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::ipc::writer::FileWriter;
use parquet::arrow::ArrowWriter;
use proptest::prelude::*;
use table::TableError;

use crate::Folder;

#[test]
fn broken_text_is_named() {
    let long = "x".repeat((16 << 20) + 1);
    let cases: Vec<(&str, Vec<u8>, &str, Option<u64>)> = vec![
        ("empty.csv", vec![], "empty.csv is empty", None),
        ("blank.csv", b"\n\n\n".to_vec(), "blank.csv is empty", None),
        ("header.csv", b"a,b\n".to_vec(), "header.csv has a header but no rows", None),
        ("wide.csv", b"a,b\n1,2\n1,2,3\n".to_vec(), "wide.csv, line 3: 3 fields where the header has 2: \"1,2,3\"", Some(3)),
        ("narrow.csv", b"a,b\n\"x\ny\",2\n1\n".to_vec(), "narrow.csv, line 4: 1 field where the header has 2: \"1\"", Some(4)),
        (
            "open.csv",
            b"a,b\n1,2\n1,\"abc\n3,4\n".to_vec(),
            "open.csv, line 3: a quote is opened here and never closed: \"\\\"abc\"",
            Some(3),
        ),
        ("stray.csv", b"a,b\n1,\"x\"y\n".to_vec(), "stray.csv, line 2: text after a closing quote: \"\\\"x\\\"y\"", Some(2)),
        ("latin.csv", b"a,b\n1,caf\xe9\n".to_vec(), "latin.csv, line 2: byte 6 of the line (0xE9) is not UTF-8", Some(2)),
        ("cut.csv", b"a,b\n1,\xc3".to_vec(), "cut.csv, line 2: byte 3 of the line (0xC3) is not UTF-8", Some(2)),
        ("nul.csv", b"a,b\n1,2\n\0,3\n".to_vec(), "nul.csv, line 3: a NUL byte, so this is not a text file", Some(3)),
        (
            "odd16.csv",
            b"\xff\xfea\0,\0b\0\n\x001\0,\0\x00\xd8".to_vec(),
            "odd16.csv, line 2: byte 3 of the line (0xFF) is not UTF-8",
            Some(2),
        ),
        ("twice.csv", b"a,b,a\n1,2,3\n".to_vec(), "twice.csv: columns 1 and 3 are both called \"a\"", None),
        ("long.csv", format!("a,b\n1,2\n{long},2\n").into_bytes(), "long.csv, line 3: field 1 is longer than 16 MiB", Some(3)),
        (
            "long-quoted.csv",
            format!("a,b\n1,\"{long}\"\n").into_bytes(),
            "long-quoted.csv, line 2: field 2 is longer than 16 MiB",
            Some(2),
        ),
        ("parquet.csv", b"PAR1xxxx".to_vec(), "parquet.csv is not CSV: it is a Parquet file", None),
        ("book.csv", b"PK\x03\x04xxxx".to_vec(), "book.csv is not CSV: it is an Excel workbook or a zip archive", None),
        ("text.parquet", b"a,b\n1,2\n".to_vec(), "text.parquet is not Parquet: it is text", None),
        ("short.parquet", b"PAR1".to_vec(), "short.parquet is damaged or not Parquet: ", None),
        ("short.arrow", b"ARROW1".to_vec(), "short.arrow is damaged or not Arrow IPC: ", None),
        ("bad.csv.gz", b"\x1f\x8b\x08zzzzzzzzzz".to_vec(), "cannot read bad.csv.gz: ", None),
        ("bad.csv.zst", b"\x28\xb5\x2f\xfdzzzzzz".to_vec(), "cannot read bad.csv.zst: ", None),
        ("bad.csv.xz", b"\xfd7zXZ\0zzzzzz".to_vec(), "cannot read bad.csv.xz: ", None),
        ("bad.csv.bz2", b"BZh9zzzzzzz".to_vec(), "cannot read bad.csv.bz2: ", None),
    ];
    for (name, content, expected, line) in cases {
        let folder = Folder::new();
        folder.put(name, content);
        let (message, found, hint) = folder.refused(name);
        assert!(message == expected || (expected.ends_with(": ") && message.starts_with(expected)), "{name}: {message}");
        assert_eq!(found, line, "{name}");
        assert!(hint.is_some() || message.starts_with("cannot read"), "{name} has no hint");
    }
}

/// A small valid file of each format.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let batch = RecordBatch::try_from_iter([
        ("i", Arc::new(Int64Array::from(vec![Some(1), None, Some(3)])) as ArrayRef),
        ("f", Arc::new(Float64Array::from(vec![0.5, 1.5, 2.5])) as ArrayRef),
        ("t", Arc::new(StringArray::from(vec!["a", "bb", "ccc"])) as ArrayRef),
    ])
    .unwrap();
    let folder = Folder::new();
    let (parquet, ipc) = (folder.path().join("p"), folder.path().join("i"));
    let mut writer = ArrowWriter::try_new(File::create(&parquet).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let mut writer = FileWriter::try_new(File::create(&ipc).unwrap(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    let csv = "i,f,t,d\n1,0.5,\"a\",2020-01-01\n2,1e5,\"b\"\"b\",2020-02-01\n,inf,é,\n";
    vec![
        ("a.csv", csv.as_bytes().to_vec()),
        ("a16.csv", format!("\u{feff}{csv}").encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("a.ndjson", b"{\"i\":1,\"t\":\"a\"}\n{\"i\":2.5,\"t\":null,\"b\":true}\n".to_vec()),
        ("a.csv.zst", zstd::encode_all(csv.as_bytes(), 1).unwrap()),
        ("a.parquet", std::fs::read(parquet).unwrap()),
        ("a.arrow", std::fs::read(ipc).unwrap()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    /// Bytes changed, cut off, doubled or put in: taken or refused with a place, never a panic, never an internal error.
    #[test]
    fn damaged_files(
        seed in 0_usize..6,
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..6),
    ) {
        let (name, mut bytes) = seeds().swap_remove(seed);
        for (at, value, how) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = value,
                1 => bytes.insert(at, value),
                2 => drop(bytes.remove(at)),
                _ => bytes.truncate(at),
            }
        }
        let folder = Folder::new();
        folder.put(name, bytes);
        let loaded = folder.load(name).map(drop);
        let read = match std::path::Path::new(name).extension() {
            Some(ending) if ending == "arrow" => {
                table::read_foreign(&folder.path().join(name)).and_then(|mut batches| batches.try_for_each(|batch| batch.map(drop)))
            }
            _ => Ok(()),
        };
        for error in [loaded, read].into_iter().filter_map(Result::err) {
            prop_assert!(error.place().is_some_and(|p| p.file.is_some()), "{error}");
            prop_assert!(!matches!(error, TableError::Internal(_)), "{error}");
        }
    }

    /// Any bytes at all as CSV.
    #[test]
    fn any_text(text in prop::collection::vec(prop::sample::select(b"a1,;\"'\n\r\t -.e\xc3\xa9\0".to_vec()), 0..60)) {
        let folder = Folder::new();
        folder.put("a.csv", text);
        if let Err(error) = folder.load("a.csv") {
            prop_assert!(error.place().is_some_and(|p| p.file.is_some()), "{error}");
            prop_assert!(!matches!(error, TableError::Internal(_)), "{error}");
        }
    }
}
