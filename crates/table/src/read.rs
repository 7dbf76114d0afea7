//! Reads normalised files: all of it, some columns, or some rows.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch, UInt64Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::{Int64Type, SchemaRef};
use arrow::error::ArrowError;
use arrow::ipc::reader::FileReader;

use crate::columnar::{corrupt, decode};
use crate::contain::{Contained, contain};
use crate::error::TableError;
use crate::format::Format;
use crate::kind::ROW_ID;
use crate::source::closest;

/// The batches of a normalised file, one at a time.
pub struct Batches {
    path: PathBuf,
    schema: SchemaRef,
    reader: Contained<FileReader<BufReader<File>>>,
}

impl Batches {
    fn new(path: &Path, reader: FileReader<BufReader<File>>) -> Self {
        Self { path: path.to_owned(), schema: reader.schema(), reader: Contained::new(reader) }
    }

    /// The schema of every batch.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// All of them as one. Memory is twice that of the columns read.
    ///
    /// # Errors
    /// When the file cannot be read to its end.
    pub fn whole(mut self) -> Result<RecordBatch, TableError> {
        let batches = self.by_ref().collect::<Result<Vec<_>, _>>()?;
        concat_batches(&self.schema, &batches).map_err(|e| corrupt(&self.path, Format::ArrowIpc, &e))
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.reader.next().map(|batch| batch.map_err(|e| corrupt(&self.path, Format::ArrowIpc, &e)))
    }
}

/// Opens a normalised file (or any Arrow IPC file) for streaming, all columns or those named, in file order.
///
/// Batches have at most 16,384 rows; only one is held at a time.
pub fn read(path: &Path, columns: Option<&[&str]>) -> Result<Batches, TableError> {
    let reader = open(path, None)?;
    let Some(names) = columns else { return Ok(Batches::new(path, reader)) };
    let schema = reader.schema();
    let mut places = names
        .iter()
        .map(|name| schema.index_of(name).map_err(|_| unknown(path, &schema, name)))
        .collect::<Result<Vec<_>, _>>()?;
    places.sort_unstable();
    places.dedup();
    // The reader's own schema is that of the file, whatever it projects.
    let schema = Arc::new(schema.project(&places).map_err(|e| corrupt(path, Format::ArrowIpc, &e))?);
    Ok(Batches { schema, ..Batches::new(path, open(path, Some(places))?) })
}

/// Opens a stranger's Arrow IPC file for streaming, all columns: lengths that lie are refused before anything is decoded.
pub fn read_foreign(path: &Path) -> Result<Batches, TableError> {
    decode::checked(path)?;
    read(path, None)
}

/// The rows of these ids, in the order of the file; ids that are not there are left out. O(rows of the file).
///
/// Meant for naming a few rows to a user.
pub fn look_up(path: &Path, row_ids: &[i64]) -> Result<RecordBatch, TableError> {
    let failed = |error: ArrowError| corrupt(path, Format::ArrowIpc, &error);
    let mut wanted = row_ids.to_vec();
    wanted.sort_unstable();
    let batches = read(path, None)?;
    let schema = batches.schema();
    let mut found = Vec::new();
    for batch in batches {
        let batch = batch?;
        let ids = batch.column_by_name(ROW_ID).ok_or_else(|| unknown(path, &schema, ROW_ID))?;
        let ids = ids.as_primitive_opt::<Int64Type>().ok_or_else(|| unknown(path, &schema, ROW_ID))?;
        let here = ids.values().iter().enumerate().filter(|(_, id)| wanted.binary_search(id).is_ok());
        let here: UInt64Array = here.map(|(i, _)| i as u64).collect();
        if !here.is_empty() {
            found.push(take_record_batch(&batch, &here).map_err(failed)?);
        }
    }
    concat_batches(&schema, &found).map_err(failed)
}

pub(crate) fn open(path: &Path, places: Option<Vec<usize>>) -> Result<FileReader<BufReader<File>>, TableError> {
    let file = File::open(path).map_err(|source| TableError::Unreadable { path: path.to_owned(), source })?;
    contain(|| FileReader::try_new_buffered(file, places)).map_err(|e| corrupt(path, Format::ArrowIpc, &e))
}

fn unknown(path: &Path, schema: &SchemaRef, name: &str) -> TableError {
    let similar = closest(name, schema.fields().iter().map(|f| f.name().clone()));
    TableError::UnknownColumn { path: path.to_owned(), name: name.to_owned(), similar }
}
