//! Writes a normalised file: whole or not at all.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::writer::FileWriter;
use tempfile::{NamedTempFile, TempPath};

use crate::error::TableError;
use crate::fingerprint::Fingerprint;
use crate::kind::{ColumnFacts, normal_schema};

/// Rows of one block of a normalised file.
const BLOCK_ROWS: usize = 16_384;
/// Cells of one block, so that very wide tables take small blocks.
const BLOCK_CELLS: usize = 4 << 20;
/// A block is also closed when its text reaches this many bytes.
pub(crate) const BLOCK_TEXT_BYTES: usize = 32 << 20;

/// How many rows a block has at most when the table has so many columns.
pub(crate) fn rows_max(columns: usize) -> usize {
    (BLOCK_CELLS / columns.max(1)).clamp(64, BLOCK_ROWS)
}

/// Where blocks of rows go, in order.
pub(crate) trait Blocks {
    /// Takes rows given as arrays of the canonical types, in the order of the columns, without `row_id`.
    fn push(&mut self, arrays: Vec<ArrayRef>, rows: usize) -> Result<(), TableError>;

    /// How many rows went in.
    fn rows(&self) -> u64;

    /// What becomes of numbers that are NaN or infinite.
    fn odd_numbers(&self) -> OddNumbers;
}

/// What becomes of numbers that are NaN or infinite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OddNumbers {
    /// They are missing.
    Missing,
    /// They stay as they are, to be counted apart.
    Kept,
}

/// Appends blocks under a temporary name, numbering rows and hashing values; `finish` gives the file its name.
pub(crate) struct Writer {
    to: PathBuf,
    part: TempPath,
    file: FileWriter<BufWriter<File>>,
    schema: SchemaRef,
    fingerprint: Fingerprint,
    rows: u64,
}

impl Writer {
    pub(crate) fn create(to: &Path, columns: &[ColumnFacts]) -> Result<Self, TableError> {
        let unwritable = |source| TableError::Unwritable { path: to.to_owned(), source };
        let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (file, part) = NamedTempFile::new_in(folder).map_err(unwritable)?.into_parts();
        let schema = normal_schema(columns);
        let file = FileWriter::try_new(BufWriter::with_capacity(1 << 18, file), &schema).map_err(|e| failed(to, e))?;
        Ok(Self { to: to.to_owned(), part, file, schema, fingerprint: Fingerprint::new(columns), rows: 0 })
    }

    /// Closes the file and gives it its name; returns its schema and fingerprint.
    pub(crate) fn finish(mut self) -> Result<(SchemaRef, String), TableError> {
        self.file.finish().map_err(|e| failed(&self.to, e))?;
        drop(self.file);
        self.part.persist(&self.to).map_err(|e| TableError::Unwritable { path: self.to, source: e.error })?;
        Ok((self.schema, self.fingerprint.finish()))
    }
}

impl Blocks for Writer {
    fn push(&mut self, arrays: Vec<ArrayRef>, rows: usize) -> Result<(), TableError> {
        self.fingerprint.update(&arrays, rows);
        let first = self.rows as i64;
        let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(first..first + rows as i64));
        let all = std::iter::once(ids).chain(arrays).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), all).map_err(|e| failed(&self.to, e))?;
        self.file.write(&batch).map_err(|e| failed(&self.to, e))?;
        self.rows += rows as u64;
        Ok(())
    }

    fn rows(&self) -> u64 {
        self.rows
    }

    fn odd_numbers(&self) -> OddNumbers {
        OddNumbers::Missing
    }
}

fn failed(to: &Path, error: ArrowError) -> TableError {
    match error {
        ArrowError::IoError(_, source) => TableError::Unwritable { path: to.to_owned(), source },
        other => TableError::Internal(other.to_string()),
    }
}
