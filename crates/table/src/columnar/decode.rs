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
use crate::contain::{Contained, contain};
use crate::error::TableError;
use crate::format::Format;
use crate::writer::BLOCK_TEXT_BYTES;

/// No batch of an Arrow IPC file may take more than this: it is read whole.
const BATCH_BYTES_MAX: u64 = 2 << 30;

pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

/// The schema of a file.
pub(crate) fn schema(path: &Path, format: Format) -> Result<SchemaRef, TableError> {
    let file = open(path)?;
    let schema = if format == Format::Parquet {
        contain(|| Ok(parquet(file)?.schema().clone()))
    } else if checked(path)? {
        contain(|| Ok(StreamReader::try_new_buffered(file, None)?.schema()))
    } else {
        contain(|| Ok(FileReader::try_new_buffered(file, None)?.schema()))
    };
    schema.map_err(|error| corrupt(path, format, &error))
}

/// The rows of a file, `columns` only (positions, ascending), in batches of at most `rows` where the format allows.
pub(crate) fn batches(path: &Path, format: Format, columns: &[usize], rows: usize) -> Result<Contained<Batches>, TableError> {
    let file = open(path)?;
    let columns = columns.to_vec();
    let batches: Result<Batches, ArrowError> = if format == Format::Parquet {
        contain(|| {
            let builder = parquet(file)?;
            let mask = ProjectionMask::roots(builder.parquet_schema(), columns);
            // Rows of long texts are taken in smaller batches.
            let groups = builder.metadata().row_groups().iter();
            let row_bytes = groups.map(|g| g.total_byte_size() / g.num_rows().max(1)).max().unwrap_or(0).max(1) as usize;
            let rows = rows.min(BLOCK_TEXT_BYTES / row_bytes).max(1);
            Ok(Box::new(builder.with_projection(mask).with_batch_size(rows).build()?) as Batches)
        })
    } else if is_stream(path)? {
        contain(|| Ok(Box::new(StreamReader::try_new_buffered(file, Some(columns))?) as Batches))
    } else {
        contain(|| Ok(Box::new(FileReader::try_new_buffered(file, Some(columns))?) as Batches))
    };
    batches.map(Contained::new).map_err(|error| corrupt(path, format, &error))
}

fn parquet(file: File) -> Result<ParquetRecordBatchReaderBuilder<File>, ArrowError> {
    Ok(ParquetRecordBatchReaderBuilder::try_new_with_options(file, ArrowReaderOptions::new())?)
}

/// Whether an Arrow IPC file is in the stream format, once its lengths are known to be sound.
pub(crate) fn checked(path: &Path) -> Result<bool, TableError> {
    let stream = is_stream(path)?;
    let mut file = open(path)?;
    let sound = if stream { guard::check_stream(&mut file) } else { guard::check_file(&mut file) };
    let corrupt = |message| TableError::Corrupt { path: path.to_owned(), format: Format::ArrowIpc, message };
    let bytes = sound.map_err(corrupt)?;
    if bytes > BATCH_BYTES_MAX {
        return Err(TableError::BatchTooLarge { path: path.to_owned(), bytes, limit: BATCH_BYTES_MAX });
    }
    Ok(stream)
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
