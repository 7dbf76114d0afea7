//! A source of data, opened: its files, its columns, and its way into one normalised file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use crate::columnar;
use crate::csv::{self, Wish};
use crate::error::TableError;
use crate::format::{self, Format, Packing};
use crate::kind::{ColumnFacts, Kind};
use crate::ndjson;
use crate::source;
use crate::visits::Visits;
use crate::writer::{Blocks, Writer};

/// What the user may say about a source; everything left out is found by looking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The format, instead of what the ending and the first bytes tell.
    pub format: Option<Format>,
    /// The delimiter of CSV.
    pub delimiter: Option<u8>,
    /// Whether the first row of CSV holds the names of the columns.
    pub header: Option<bool>,
}

/// An opened source: files of one format with the same columns.
///
/// Opening settles columns and kinds over **all** rows: text formats are read once from end to end (in bounded
/// memory), Parquet and Arrow files only by their schemas.
pub struct Table {
    files: Vec<PathBuf>,
    format: Format,
    plan: Plan,
}

enum Plan {
    Csv(csv::Plan),
    Ndjson(ndjson::Plan),
    Columnar(columnar::Plan),
}

/// What became of a source.
#[derive(Debug, Clone)]
pub struct Ingested {
    /// The number of rows; row ids run from 0 to one less.
    pub rows: u64,
    /// The schema of the normalised file: `row_id`, then the columns in the order of the (first) file.
    pub schema: SchemaRef,
    /// SHA-256 over names, kinds and values, 64 hexadecimal digits: the same for the same table however it is
    /// stored (CSV, Parquet, ...) and however its rows are batched or cut into files.
    pub fingerprint: String,
    /// What was inferred, converted, renamed or left out, each a short sentence.
    pub notes: Vec<String>,
}

/// What was seen on the way through a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// The number of rows handed over.
    pub rows: u64,
    /// What was inferred, converted, renamed or left out, each a short sentence; empty when the scan was ended early.
    pub notes: Vec<String>,
}

impl Table {
    /// Opens a file, a folder or a pattern, relative to `base`.
    ///
    /// A path that exists is opened as it is written, also when its name holds `*`, `[`, `%20` or a line end.
    /// Several files are taken in the order of their names and must have the same columns (in any order).
    pub fn open(source: &str, base: &Path, options: &Options) -> Result<Self, TableError> {
        Self::open_all(&[source], base, options)
    }

    /// Opens several files, folders or patterns as one table, in the order in which they are named; a file that is named twice is read once.
    pub fn open_all(sources: &[&str], base: &Path, options: &Options) -> Result<Self, TableError> {
        let mut files: Vec<PathBuf> = Vec::new();
        for source in sources {
            files.extend(source::files(source, base)?);
        }
        let mut named = HashSet::new();
        files.retain(|file| named.insert(file.clone()));
        let mut kinds = files.iter().map(|path| format::of_file(path, options.format)).collect::<Result<Vec<_>, _>>()?;
        let format = kinds.first().map_or(Format::Csv, |k| k.0);
        if let Some(other) = kinds.iter().find(|k| k.0 != format) {
            let found = format!("{format} and {}", other.0);
            return Err(TableError::MixedFormats { path: base.join(sources.join(" ")), found });
        }
        let packed: Vec<(PathBuf, Packing)> = files.iter().cloned().zip(kinds.drain(..).map(|k| k.1)).collect();
        let plan = match format {
            Format::Csv | Format::Tsv => {
                let wish = Wish { delimiter: options.delimiter, header: options.header };
                Plan::Csv(csv::Plan::open(&packed, format, wish)?)
            }
            Format::Ndjson => Plan::Ndjson(ndjson::Plan::open(&packed)?),
            Format::Parquet | Format::ArrowIpc => Plan::Columnar(columnar::Plan::open(&files, format)?),
        };
        let table = Self { files, format, plan };
        if table.rows() == Some(0) { Err(table.no_rows()) } else { Ok(table) }
    }

    /// The files, in the order in which their rows are numbered.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The format of all files.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The columns, in the order of the (first) file.
    pub fn columns(&self) -> &[ColumnFacts] {
        match &self.plan {
            Plan::Csv(plan) => &plan.columns,
            Plan::Ndjson(plan) => &plan.columns,
            Plan::Columnar(plan) => &plan.columns,
        }
    }

    /// The number of rows where opening had to count them (text formats).
    pub fn rows(&self) -> Option<u64> {
        match &self.plan {
            Plan::Csv(plan) => Some(plan.rows),
            Plan::Ndjson(plan) => Some(plan.rows),
            Plan::Columnar(_) => None,
        }
    }

    /// Writes the table as one Arrow IPC file at `to`: `row_id: Int64` (0, 1, ... in file order), then every
    /// column in one of the six types of [`Kind`].
    ///
    /// The file appears whole or not at all. Missing: empty, `NA`, `N/A`, `n/a`, `NaN`, `nan`, `null`, `NULL`, `-`, `?`,
    /// `#N/A`, `<NA>`, `NaT` and `\N` in text (a quoted `"NA"` in a text column stays text), null in the other formats; NaN
    /// and infinite numbers are missing too, counted in the notes. Decimal commas are read where the delimiter is no comma. Memory is a few blocks of at most 16,384 rows. `progress` is told the number of rows
    /// written so far after each block. O(bytes).
    pub fn ingest(&self, to: &Path, progress: &mut dyn FnMut(u64)) -> Result<Ingested, TableError> {
        let mut writer = Writer::create(to, self.columns())?;
        let notes = self.pour(&mut writer, progress)?;
        let rows = writer.rows();
        let (schema, fingerprint) = writer.finish()?;
        Ok(Ingested { rows, schema, fingerprint, notes })
    }

    /// Hands every row to `visit`, in order, in batches of the columns in their types of [`Kind`], without `row_id` and
    /// without writing a file; ends early, without error, when `visit` returns false.
    ///
    /// Unlike in a normalised file, numbers that are NaN or infinite stay in [`Kind::Float`] columns, so that whoever looks
    /// at the data can count them apart from what is missing. Memory is a few blocks of at most 16,384 rows. O(bytes).
    pub fn scan(&self, visit: &mut dyn FnMut(RecordBatch) -> bool) -> Result<Scanned, TableError> {
        let mut visits = Visits::new(self.columns(), visit);
        match self.pour(&mut visits, &mut |_| {}) {
            Err(_) if visits.refused() => Ok(Scanned { rows: visits.rows(), notes: Vec::new() }),
            poured => Ok(Scanned { rows: visits.rows(), notes: poured? }),
        }
    }

    /// Sends all rows into `blocks`; returns what was inferred, converted, renamed or left out.
    fn pour(&self, blocks: &mut dyn Blocks, progress: &mut dyn FnMut(u64)) -> Result<Vec<String>, TableError> {
        let mut notes = vec![self.summary()];
        match &self.plan {
            Plan::Csv(plan) => {
                plan.ingest(blocks, progress)?;
                notes.extend(plan.notes.iter().cloned());
            }
            Plan::Ndjson(plan) => {
                plan.ingest(blocks, progress)?;
                notes.extend(plan.notes.iter().cloned());
            }
            Plan::Columnar(plan) => {
                notes.extend(plan.notes.iter().cloned());
                notes.extend(plan.ingest(blocks, progress)?);
            }
        }
        let rows = blocks.rows();
        if rows == 0 {
            return Err(self.no_rows());
        }
        if let Some(expected) = self.rows().filter(|expected| *expected != rows) {
            let detail = format!("{rows} rows instead of {expected}");
            return Err(TableError::Changed { path: self.files.first().cloned().unwrap_or_default(), detail });
        }
        Ok(notes)
    }

    fn no_rows(&self) -> TableError {
        TableError::NoRows { path: self.files.first().cloned().unwrap_or_default() }
    }

    /// `2 files, CSV: 3 columns integer, 1 text`.
    fn summary(&self) -> String {
        const KINDS: [Kind; 6] = [Kind::Integer, Kind::Float, Kind::Text, Kind::Boolean, Kind::Date, Kind::Timestamp];
        let count = |kind| self.columns().iter().filter(|c| c.kind == kind).count();
        let kinds: Vec<String> =
            KINDS.iter().map(|k| (count(*k), k)).filter(|(n, _)| *n > 0).map(|(n, k)| format!("{n} {k}")).collect();
        let files = if self.files.len() == 1 { String::new() } else { format!("{} files, ", self.files.len()) };
        format!("{files}{}, columns: {}", self.format, kinds.join(", "))
    }
}
