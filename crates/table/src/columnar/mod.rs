//! Parquet and Arrow IPC: types come from the files, values are cast to the six canonical types.

pub(crate) mod canonical;
pub(crate) mod decode;
mod guard;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::compute::BatchCoalescer;
use arrow::datatypes::{Field, Schema, SchemaRef, UInt64Type};
use arrow::error::ArrowError;

use crate::error::{TableError, kinds_differ};
use crate::format::Format;
use crate::kind::{ColumnFacts, Kind};
use crate::names;
use crate::writer::{BLOCK_TEXT_BYTES, Blocks, OddNumbers, rows_max};
use canonical::{Fate, convert, fate};

/// One file: which of its columns are read and where each goes.
struct FilePlan {
    path: PathBuf,
    /// Positions in the file of the columns that are kept.
    kept: Vec<usize>,
    /// For each kept column its place in the table.
    places: Vec<usize>,
}

/// How a source of Parquet or Arrow IPC files is read.
pub(crate) struct Plan {
    format: Format,
    files: Vec<FilePlan>,
    pub(crate) columns: Vec<ColumnFacts>,
    pub(crate) notes: Vec<String>,
}

/// A kind, or none while all values are missing.
type MaybeKind = Option<Kind>;

/// Positions in a file of the columns that are kept, and their names and kinds.
type Kept = (Vec<usize>, Vec<(String, MaybeKind)>);

impl Plan {
    /// Reads the schema of every file; values only where the schema does not settle the kind (`UInt64`).
    pub(crate) fn open(files: &[PathBuf], format: Format) -> Result<Self, TableError> {
        let mut notes = Vec::new();
        let mut plans: Vec<FilePlan> = Vec::with_capacity(files.len());
        let mut table: Vec<(String, MaybeKind)> = Vec::new();
        for path in files {
            let mut told = Vec::new();
            let (kept, found) = keep(path, format, &mut told)?;
            let here = names::settle(path, found.iter().map(|(name, _)| name.clone()).collect(), &mut told)?;
            if let Some(first) = plans.first() {
                let expected: Vec<String> = table.iter().map(|(name, _)| name.clone()).collect();
                let places = names::line_up(path, &here, &first.path, &expected)?;
                for (place, (_, kind)) in places.iter().zip(&found) {
                    let (name, wide) = &mut table[*place];
                    *wide = unite(*wide, *kind).map_err(|(there, here)| TableError::DifferentColumns {
                        path: path.clone(),
                        first: first.path.clone(),
                        difference: kinds_differ(name, here, there),
                    })?;
                }
                plans.push(FilePlan { path: path.clone(), kept, places });
            } else {
                notes.append(&mut told);
                table = here.into_iter().zip(found).map(|(name, (_, kind))| (name, kind)).collect();
                plans.push(FilePlan { path: path.clone(), kept, places: (0..table.len()).collect() });
            }
        }
        for (name, _) in table.iter().filter(|(_, kind)| kind.is_none()) {
            notes.push(format!("column {name:?} holds no value at all"));
        }
        let columns: Vec<ColumnFacts> =
            table.into_iter().map(|(name, kind)| ColumnFacts { name, kind: kind.unwrap_or(Kind::Float) }).collect();
        Ok(Self { format, files: plans, columns, notes })
    }

    /// Reads every file into blocks; returns what happened to values on the way.
    pub(crate) fn ingest(&self, to: &mut dyn Blocks, progress: &mut dyn FnMut(u64)) -> Result<Vec<String>, TableError> {
        let fields = self.columns.iter().map(|c| Field::new(&c.name, c.kind.arrow(), true));
        let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let rows = rows_max(self.columns.len());
        let mut blocks = BatchCoalescer::new(Arc::clone(&schema), rows).with_biggest_coalesce_batch_size(Some(rows / 2));
        let odd = to.odd_numbers();
        let mut lost = vec![0; self.columns.len()];
        let mut bytes = 0;
        for plan in &self.files {
            let corrupt = |error: ArrowError| corrupt(&plan.path, self.format, &error);
            for batch in decode::batches(&plan.path, self.format, &plan.kept, rows)? {
                let batch = self.canonical(plan, &batch.map_err(corrupt)?, &schema, odd, &mut lost).map_err(corrupt)?;
                bytes += text_bytes(&batch);
                blocks.push_batch(batch).map_err(corrupt)?;
                if bytes > BLOCK_TEXT_BYTES {
                    blocks.finish_buffered_batch().map_err(corrupt)?;
                    bytes = 0;
                }
                drain(&mut blocks, to, progress)?;
            }
        }
        blocks.finish_buffered_batch().map_err(|e| TableError::Internal(e.to_string()))?;
        drain(&mut blocks, to, progress)?;
        let told = self.columns.iter().zip(lost).filter(|(_, n)| *n > 0);
        let what = if odd == OddNumbers::Missing { "NaN, infinite or out of range" } else { "out of range" };
        Ok(told.map(|(c, n)| format!("column {:?}: {n} values are {what} and counted as missing", c.name)).collect())
    }

    fn canonical(
        &self,
        plan: &FilePlan,
        batch: &RecordBatch,
        schema: &SchemaRef,
        odd: OddNumbers,
        lost: &mut [usize],
    ) -> Result<RecordBatch, ArrowError> {
        let mut arrays: Vec<Option<ArrayRef>> = vec![None; self.columns.len()];
        for (place, array) in plan.places.iter().zip(batch.columns()) {
            let (array, n) = convert(array, self.columns[*place].kind, odd)?;
            lost[*place] += n;
            arrays[*place] = Some(array);
        }
        RecordBatch::try_new(Arc::clone(schema), arrays.into_iter().flatten().collect())
    }
}

/// How long the texts of a batch are together.
fn text_bytes(batch: &RecordBatch) -> usize {
    let ends = batch.columns().iter().filter_map(|c| c.as_string_opt::<i32>()).map(arrow::array::GenericByteArray::value_offsets);
    ends.map(|ends| (ends[ends.len() - 1] - ends[0]) as usize).sum()
}

fn drain(blocks: &mut BatchCoalescer, to: &mut dyn Blocks, progress: &mut dyn FnMut(u64)) -> Result<(), TableError> {
    while let Some(block) = blocks.next_completed_batch() {
        let rows = block.num_rows();
        to.push(block.columns().to_vec(), rows)?;
        progress(to.rows());
    }
    Ok(())
}

/// Positions and kinds of the columns of a file that can be used; the others are noted.
fn keep(path: &Path, format: Format, notes: &mut Vec<String>) -> Result<Kept, TableError> {
    let schema = decode::schema(path, format)?;
    let mut kept = Vec::new();
    let mut found = Vec::new();
    for (i, field) in schema.fields().iter().enumerate() {
        let name = field.name();
        let kind = match fate(field.data_type()) {
            Fate::Becomes(kind, told) => {
                notes.extend(told.map(|told| format!("column {name:?}: {told}")));
                Some(kind)
            }
            Fate::Empty => None,
            Fate::Unsigned if fits_signed(path, format, i)? => Some(Kind::Integer),
            Fate::Unsigned => {
                notes.push(format!("column {name:?}: unsigned numbers beyond 63 bits, so it becomes text"));
                Some(Kind::Text)
            }
            Fate::Dropped(what) => {
                notes.push(format!("column {name:?} is left out: {what} cannot be used"));
                continue;
            }
        };
        kept.push(i);
        found.push((name.clone(), kind));
    }
    if kept.is_empty() {
        return Err(TableError::NoColumns { path: path.to_owned() });
    }
    Ok((kept, found))
}

/// Whether all values of an unsigned column are below 2^63.
fn fits_signed(path: &Path, format: Format, column: usize) -> Result<bool, TableError> {
    for batch in decode::batches(path, format, &[column], rows_max(1))? {
        let batch = batch.map_err(|e| corrupt(path, format, &e))?;
        let array = arrow::compute::cast(batch.column(0), &arrow::datatypes::DataType::UInt64);
        let array = array.map_err(|e| corrupt(path, format, &e))?;
        if array.as_primitive::<UInt64Type>().iter().flatten().any(|v| i64::try_from(v).is_err()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The kind that holds both; whole numbers widen to floats, nothing else mixes.
fn unite(there: MaybeKind, here: MaybeKind) -> Result<MaybeKind, (Kind, Kind)> {
    match (there, here) {
        (None, kind) | (kind, None) => Ok(kind),
        (Some(a), Some(b)) if a == b => Ok(Some(a)),
        (Some(Kind::Integer | Kind::Float), Some(Kind::Integer | Kind::Float)) => Ok(Some(Kind::Float)),
        (Some(a), Some(b)) => Err((a, b)),
    }
}

pub(crate) fn corrupt(path: &Path, format: Format, error: &ArrowError) -> TableError {
    TableError::Corrupt { path: path.to_owned(), format, message: error.to_string() }
}
