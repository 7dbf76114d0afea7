//! Parquet and Arrow IPC.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, Float32Array, Int32Array, Int64Array, ListArray, RecordBatch, StringArray, TimestampNanosecondArray,
    UInt64Array,
};
use arrow::datatypes::Int64Type;
use arrow::ipc::writer::{FileWriter, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

use crate::{Folder, cells, schema};

fn write_parquet(path: &Path, batch: &RecordBatch, group_rows: usize) {
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group_rows)).build();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

fn sample(n: i64) -> RecordBatch {
    let list = ListArray::from_iter_primitive::<Int64Type, _, _>((0..n).map(|i| Some(vec![Some(i)])));
    RecordBatch::try_from_iter([
        ("i", Arc::new((0..n as i32).collect::<Int32Array>()) as ArrayRef),
        (
            "f",
            Arc::new((0..n).map(|i| (i % 7 != 0).then_some(if i == 1 { f32::NAN } else { 0.5 })).collect::<Float32Array>())
                as ArrayRef,
        ),
        ("t", Arc::new((0..n).map(|i| (i % 5 != 0).then(|| format!("s{i}"))).collect::<StringArray>()) as ArrayRef),
        ("u", Arc::new(UInt64Array::from_iter_values((0..n).map(|i| i as u64))) as ArrayRef),
        ("big", Arc::new(UInt64Array::from_iter_values((0..n).map(|i| u64::MAX - i as u64))) as ArrayRef),
        (
            "z",
            Arc::new(TimestampNanosecondArray::from_iter_values((0..n).map(|i| i * 1_000)).with_timezone("Europe/Zurich"))
                as ArrayRef,
        ),
        ("raw", Arc::new(BinaryArray::from_iter_values((0..n).map(|_| b"x"))) as ArrayRef),
        ("list", Arc::new(list) as ArrayRef),
    ])
    .unwrap()
}

#[test]
fn formats_and_row_groups_do_not_show() {
    let folder = Folder::new();
    let batch = sample(40_000);
    write_parquet(&folder.path().join("a.parquet"), &batch, 100_000);
    write_parquet(&folder.path().join("b.parquet"), &batch, 137);
    let mut file = FileWriter::try_new(File::create(folder.path().join("c.arrow")).unwrap(), &batch.schema()).unwrap();
    let mut stream = StreamWriter::try_new(File::create(folder.path().join("d.arrows")).unwrap(), &batch.schema()).unwrap();
    for start in (0..40_000).step_by(1000) {
        file.write(&batch.slice(start, 1000)).unwrap();
        stream.write(&batch.slice(start, 1000)).unwrap();
    }
    file.finish().unwrap();
    stream.finish().unwrap();
    let (expected, rows) = folder.load("a.parquet").unwrap();
    assert_eq!(schema(&rows), "i:Int64 f:Float64 t:Utf8 u:Int64 big:Utf8 z:Timestamp(µs)");
    assert_eq!(cells(&rows, "f")[..3], ["~", "~", "0.5"]);
    assert_eq!(cells(&rows, "z")[1], "1970-01-01T00:00:00.000001");
    let has = |text: &str| assert!(expected.notes.iter().any(|n| n.contains(text)), "{text}: {:?}", expected.notes);
    has("column \"raw\" is left out: binary");
    has("column \"list\" is left out: lists");
    has("column \"big\": unsigned numbers beyond 63 bits");
    has("column \"f\": 1 values are NaN");
    for other in ["b.parquet", "c.arrow", "d.arrows"] {
        let (ingested, _) = folder.load(other).unwrap_or_else(|e| panic!("{other}: {e}"));
        assert_eq!(ingested.fingerprint, expected.fingerprint, "{other}");
    }
}

#[test]
fn mixed_schemas_are_named() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("p")).unwrap();
    let column = |name, array: ArrayRef| RecordBatch::try_from_iter([(name, array)]).unwrap();
    write_parquet(&folder.path().join("p/1.parquet"), &column("x", Arc::new(Int64Array::from(vec![1]))), 10);
    write_parquet(&folder.path().join("p/2.parquet"), &column("x", Arc::new(Float32Array::from(vec![0.5]))), 10);
    assert_eq!(cells(&folder.load("p").unwrap().1, "x"), ["1.0", "0.5"]);
    write_parquet(&folder.path().join("p/3.parquet"), &column("x", Arc::new(StringArray::from(vec!["a"]))), 10);
    assert_eq!(folder.refused("p").0, "p/3.parquet has \"x\" as text instead of float, unlike p/1.parquet");
    write_parquet(&folder.path().join("p/3.parquet"), &column("y", Arc::new(Int64Array::from(vec![1]))), 10);
    assert_eq!(folder.refused("p").0, "p/3.parquet has no column \"x\" but \"y\", unlike p/1.parquet");
}

#[test]
fn no_rows_no_columns() {
    let folder = Folder::new();
    write_parquet(&folder.path().join("a.parquet"), &sample(5).slice(0, 0), 10);
    assert_eq!(folder.refused("a.parquet").0, "a.parquet has a header but no rows");
    write_parquet(&folder.path().join("b.parquet"), &sample(5).project(&[6, 7]).unwrap(), 10);
    assert_eq!(folder.refused("b.parquet").0, "b.parquet has no column that can be used");
}
