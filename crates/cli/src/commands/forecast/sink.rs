//! Forecasts as rows, in the format that the file's ending tells.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Builder, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::csv::{Writer as CsvWriter, WriterBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::error::ArrowError;
use arrow::ipc::writer::FileWriter;
use arrow::json::{ArrayWriter, LineDelimitedWriter};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use series::DAY;
use table::Kind;

use super::columns::Columns;
use super::request::level_name;
use crate::exit::Failure;

/// One step ahead of one series.
#[derive(Debug, Clone)]
pub(super) struct Ahead<'a> {
    /// One label a group column.
    pub(super) labels: &'a [String],
    /// When.
    pub(super) stamp: i64,
    /// Steps ahead, from 1.
    pub(super) step: usize,
    /// Which model.
    pub(super) model: &'a str,
    /// The forecast.
    pub(super) mean: f64,
    /// Lower and upper bound of each level; none where they could not be measured.
    pub(super) bounds: Vec<Option<(f64, f64)>>,
}

type Out = Box<dyn Write + Send>;

enum Format {
    Text(CsvWriter<Out>),
    Parquet(Box<ArrowWriter<Out>>),
    Arrow(FileWriter<Out>),
    Json(ArrayWriter<Out>),
    Lines(LineDelimitedWriter<Out>),
    /// Nothing is written: the forecasts are part of a document.
    Nothing,
}

/// A file of forecasts being written, or standard output.
pub(super) struct Sink {
    format: Format,
    schema: SchemaRef,
    time: Kind,
    levels: usize,
    /// The file, and its name while it is not complete.
    file: Option<(PathBuf, PathBuf)>,
}

impl Sink {
    /// Opens `path`, or standard output.
    pub(super) fn open(path: Option<&Path>, columns: &Columns, levels: &[f64]) -> Result<Self, Failure> {
        let schema = schema(columns, levels);
        let ending = path.map_or(Some("csv".into()), |p| p.extension().map(|e| e.to_string_lossy().to_lowercase()));
        let ending = ending.unwrap_or_default();
        if !["csv", "tsv", "parquet", "pq", "arrow", "ipc", "feather", "json", "ndjson", "jsonl"].contains(&ending.as_str()) {
            let shown = path.map(|p| p.display().to_string()).unwrap_or_default();
            let hint = "end its name in .csv, .tsv, .parquet, .arrow, .json or .ndjson".to_owned();
            return Err(Failure::input(format!("cannot tell a format from `{shown}`"), Some(hint)));
        }
        let file = path.map(|p| (p.to_owned(), part(p)));
        let out: Out = match &file {
            Some((path, part)) => Box::new(BufWriter::with_capacity(1 << 18, File::create(part).map_err(|e| cannot(path, &e))?)),
            None => Box::new(BufWriter::with_capacity(1 << 16, io::stdout())),
        };
        let shown = path.unwrap_or(Path::new("standard output"));
        let failed = |error: String| cannot(shown, &error);
        let format = match ending.as_str() {
            "parquet" | "pq" => {
                let zstd = Compression::ZSTD(ZstdLevel::default());
                let properties = WriterProperties::builder().set_compression(zstd).build();
                let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties));
                Format::Parquet(Box::new(writer.map_err(|e| failed(e.to_string()))?))
            }
            "arrow" | "ipc" | "feather" => Format::Arrow(FileWriter::try_new(out, &schema).map_err(|e| failed(e.to_string()))?),
            "json" => Format::Json(ArrayWriter::new(out)),
            "ndjson" | "jsonl" => Format::Lines(LineDelimitedWriter::new(out)),
            "tsv" => Format::Text(WriterBuilder::new().with_header(true).with_delimiter(b'\t').build(out)),
            _ => Format::Text(WriterBuilder::new().with_header(true).build(out)),
        };
        Ok(Self { format, schema, time: columns.time_kind, levels: levels.len(), file })
    }

    /// A sink that writes nothing.
    pub(super) fn nowhere(columns: &Columns, levels: &[f64]) -> Self {
        let schema = schema(columns, levels);
        Self { format: Format::Nothing, schema, time: columns.time_kind, levels: levels.len(), file: None }
    }

    /// Writes rows.
    pub(super) fn write(&mut self, rows: &[Ahead<'_>]) -> Result<(), Failure> {
        if rows.is_empty() || matches!(self.format, Format::Nothing) {
            return Ok(());
        }
        let batch = self.batch(rows).map_err(|e| self.failed(&e))?;
        let done = match &mut self.format {
            Format::Text(w) => w.write(&batch),
            Format::Parquet(w) => w.write(&batch).map_err(|e| ArrowError::ExternalError(Box::new(e))),
            Format::Arrow(w) => w.write(&batch),
            Format::Json(w) => w.write(&batch),
            Format::Lines(w) => w.write(&batch),
            Format::Nothing => Ok(()),
        };
        done.map_err(|e| self.failed(&e))
    }

    /// Ends the file and gives it its name.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let Self { format, file, .. } = self;
        let shown = file.as_ref().map_or(Path::new("standard output"), |(path, _)| path).to_owned();
        let flush = |mut out: Out| out.flush().map_err(ArrowError::from);
        let done = match format {
            Format::Text(w) => flush(w.into_inner()),
            Format::Parquet(w) => w.into_inner().map_err(|e| ArrowError::ExternalError(Box::new(e))).and_then(flush),
            Format::Arrow(w) => w.into_inner().and_then(flush),
            Format::Json(mut w) => w.finish().and_then(|()| flush(w.into_inner())),
            Format::Lines(mut w) => w.finish().and_then(|()| flush(w.into_inner())),
            Format::Nothing => Ok(()),
        };
        done.map_err(|e| cannot(&shown, &e))?;
        match file {
            Some((path, part)) => std::fs::rename(part, &path).map_err(|e| cannot(&path, &e)),
            None => Ok(()),
        }
    }

    fn failed(&self, error: &ArrowError) -> Failure {
        cannot(self.file.as_ref().map_or(Path::new("standard output"), |(path, _)| path), error)
    }

    fn batch(&self, rows: &[Ahead<'_>]) -> Result<RecordBatch, ArrowError> {
        let groups = rows.first().map_or(0, |r| r.labels.len());
        let text =
            |of: &dyn Fn(&Ahead<'_>) -> String| Arc::new(rows.iter().map(of).map(Some).collect::<StringArray>()) as ArrayRef;
        let mut arrays: Vec<ArrayRef> = (0..groups).map(|g| text(&|r| r.labels[g].clone())).collect();
        let stamps = rows.iter().map(|r| r.stamp);
        arrays.push(match self.time {
            Kind::Date => Arc::new(stamps.map(|s| s.div_euclid(DAY) as i32).map(Some).collect::<Date32Array>()),
            Kind::Timestamp => Arc::new(stamps.map(Some).collect::<TimestampMicrosecondArray>()),
            _ => Arc::new(stamps.map(Some).collect::<Int64Array>()),
        });
        arrays.push(Arc::new(rows.iter().map(|r| Some(r.step as i64)).collect::<Int64Array>()));
        arrays.push(text(&|r| r.model.to_owned()));
        let numbers = |of: &dyn Fn(&Ahead<'_>) -> Option<f64>| {
            let mut builder = Float64Builder::with_capacity(rows.len());
            for row in rows {
                builder.append_option(of(row));
            }
            Arc::new(builder.finish()) as ArrayRef
        };
        arrays.push(numbers(&|r| Some(r.mean)));
        for level in 0..self.levels {
            let bound = |r: &Ahead<'_>| r.bounds.get(level).copied().flatten();
            arrays.push(numbers(&|r| bound(r).map(|b| b.0)));
            arrays.push(numbers(&|r| bound(r).map(|b| b.1)));
        }
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
    }
}

/// The name of a file that is not complete.
pub(super) fn part(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

fn cannot(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::input(format!("cannot write {}: {error}", path.display()), None)
}

fn schema(columns: &Columns, levels: &[f64]) -> SchemaRef {
    let time = match columns.time_kind {
        Kind::Date => DataType::Date32,
        Kind::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
        _ => DataType::Int64,
    };
    let mut fields: Vec<Field> = columns.group.iter().map(|name| Field::new(name, DataType::Utf8, false)).collect();
    fields.push(Field::new(&columns.time, time, false));
    let mut own =
        vec![("ahead".to_owned(), DataType::Int64), ("model".into(), DataType::Utf8), ("forecast".into(), DataType::Float64)];
    for level in levels.iter().map(|l| level_name(*l)) {
        own.extend([(format!("lo{level}"), DataType::Float64), (format!("hi{level}"), DataType::Float64)]);
    }
    for (mut name, data) in own {
        // A column of the table keeps its name.
        while fields.iter().any(|f| *f.name() == name) {
            name.push('_');
        }
        fields.push(Field::new(name, data, true));
    }
    Arc::new(Schema::new(fields))
}
