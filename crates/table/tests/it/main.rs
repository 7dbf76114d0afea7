//! Whole paths through the crate: files on disk to normalised files, and questions over them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp, clippy::print_stdout, missing_docs)]

mod columnar;
mod dialect;
mod hostile;
mod memory;
mod ndjson;
mod query;
mod sources;
mod text;

use std::fs;
use std::path::{Path, PathBuf};

use arrow::array::{Array, RecordBatch};
use arrow::compute::concat_batches;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use table::{Ingested, Options, Table, TableError};
use tempfile::TempDir;

/// A folder of test files.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn open(&self, source: &str) -> Result<Table, TableError> {
        Table::open(source, self.path(), &Options::default())
    }

    /// Opens, ingests and reads back.
    pub(crate) fn load(&self, source: &str) -> Result<(Ingested, RecordBatch), TableError> {
        let table = self.open(source)?;
        let to = self.path().join(format!("{}.normal", table.format()));
        let ingested = table.ingest(&to, &mut |_| {})?;
        Ok((ingested, all(&to)))
    }

    /// What a source that cannot be used says: message, line, hint.
    pub(crate) fn refused(&self, source: &str) -> (String, Option<u64>, Option<String>) {
        let error = match self.load(source) {
            Ok((_, rows)) => panic!("{source} was taken: {rows:?}"),
            Err(error) => error,
        };
        let message = error.to_string().replace(&format!("{}/", self.path().display()), "");
        (message, error.place().and_then(|p| p.line), error.hint())
    }
}

/// All rows of a normalised file.
pub(crate) fn all(path: &Path) -> RecordBatch {
    let batches = table::read(path, None).unwrap();
    let schema = batches.schema();
    let batches: Vec<RecordBatch> = batches.map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

/// The cells of a column as text, `~` where missing.
pub(crate) fn cells(rows: &RecordBatch, column: &str) -> Vec<String> {
    let array = rows.column_by_name(column).unwrap();
    let options = FormatOptions::default();
    let format = ArrayFormatter::try_new(array, &options).unwrap();
    (0..array.len()).map(|i| if array.is_null(i) { "~".to_owned() } else { format.value(i).to_string() }).collect()
}

/// `a:Int64 b:Utf8 ...`, without `row_id`.
pub(crate) fn schema(rows: &RecordBatch) -> String {
    let schema = rows.schema();
    let fields = schema.fields().iter().skip(1).map(|f| format!("{}:{}", f.name(), f.data_type()));
    fields.collect::<Vec<_>>().join(" ")
}
