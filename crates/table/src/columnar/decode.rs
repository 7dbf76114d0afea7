//! Batches from one Parquet or Arrow IPC file.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use super::{corrupt, guard};
use crate::error::TableError;
use crate::format::Format;

pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

/// The schema of a file.
pub(crate) fn schema(path: &Path, format: Format) -> Result<SchemaRef, TableError> {
    let failed = |error| corrupt(path, format, &error);
    Ok(match format {
        Format::Parquet => parquet(path)?.schema().clone(),
        _ if checked(path)? => StreamReader::try_new_buffered(open(path)?, None).map_err(failed)?.schema(),
        _ => FileReader::try_new_buffered(open(path)?, None).map_err(failed)?.schema(),
    })
}

/// The rows of a file, `columns` only (positions, ascending), in batches of at most `rows` where the format allows.
pub(crate) fn batches(path: &Path, format: Format, columns: &[usize], rows: usize) -> Result<Batches, TableError> {
    let failed = |error| corrupt(path, format, &error);
    let columns = columns.to_vec();
    Ok(match format {
        Format::Parquet => {
            let builder = parquet(path)?;
            let mask = ProjectionMask::roots(builder.parquet_schema(), columns);
            let reader = builder.with_projection(mask).with_batch_size(rows).build();
            Box::new(reader.map_err(|e| failed(e.into()))?)
        }
        _ if is_stream(path)? => Box::new(StreamReader::try_new_buffered(open(path)?, Some(columns)).map_err(failed)?),
        _ => Box::new(FileReader::try_new_buffered(open(path)?, Some(columns)).map_err(failed)?),
    })
}

fn parquet(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, TableError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(open(path)?, ArrowReaderOptions::new());
    builder.map_err(|e| corrupt(path, Format::Parquet, &e.into()))
}

/// Whether an Arrow IPC file is in the stream format, once its lengths are known to be sound.
fn checked(path: &Path) -> Result<bool, TableError> {
    let stream = is_stream(path)?;
    let mut file = open(path)?;
    let sound = if stream { guard::check_stream(&mut file) } else { guard::check_file(&mut file) };
    let corrupt = |message| TableError::Corrupt { path: path.to_owned(), format: Format::ArrowIpc, message };
    sound.map(|()| stream).map_err(corrupt)
}

/// A stream lacks the magic bytes of a file.
fn is_stream(path: &Path) -> Result<bool, TableError> {
    let unreadable = |source| TableError::Unreadable { path: path.to_owned(), source };
    let mut file = open(path)?;
    let mut head = [0; 6];
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let n = BufReader::new(file).read(&mut head).map_err(unreadable)?;
    Ok(&head[..n] != b"ARROW1")
}

fn open(path: &Path) -> Result<File, TableError> {
    File::open(path).map_err(|source| TableError::Unreadable { path: path.to_owned(), source })
}
