//! The table files of a fold.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::ipc::reader::FileReader;
use arrow::ipc::writer::FileWriter;

use super::{Column, Kind};
use crate::{ContestError, FoldId, Folds, Plan, Role};

/// The two tables of a fold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldFiles {
    /// Rows to learn from.
    pub train: PathBuf,
    /// Rows to answer.
    pub ask: PathBuf,
}

impl FoldFiles {
    /// Where the tables of a fold stand in a folder.
    pub fn in_dir(dir: &Path) -> Self {
        Self { train: dir.join("train.arrow"), ask: dir.join("ask.arrow") }
    }
}

/// Writes `train.arrow` and `ask.arrow` of a fold into `dir`, streaming over the normalised table once.
///
/// `truth` is [`Plan::truth`]. Memory is that of one batch. O(rows).
///
/// # Errors
/// When the table cannot be read or the files cannot be written.
pub fn write_fold(
    table: &Path,
    dir: &Path,
    plan: &Plan,
    target: &str,
    folds: &Folds,
    fold: FoldId,
    truth: &[f64],
) -> Result<FoldFiles, ContestError> {
    let files = FoldFiles::in_dir(dir);
    let file = File::open(table).map_err(ContestError::file("cannot open", table))?;
    let (columns, features) = projection(&file, table, plan)?;
    let reader = FileReader::try_new_buffered(file, Some(columns)).map_err(ContestError::arrow(table))?;
    let schema = with_target(&features, target, plan);
    let mut train = writer(&files.train, &schema)?;
    let mut ask = writer(&files.ask, &features)?;
    let mut first = 0;
    for batch in reader {
        let batch = batch.map_err(ContestError::arrow(table))?;
        let rows = first..first + batch.num_rows();
        first = rows.end;
        let mask = |wanted: Role| -> BooleanArray { rows.clone().map(|row| Some(folds.role(fold, row) == wanted)).collect() };
        let pick =
            |wanted: Role, batch: &RecordBatch| filter_record_batch(batch, &mask(wanted)).map_err(ContestError::arrow(table));
        let asked = pick(Role::Ask, &batch)?;
        if asked.num_rows() > 0 {
            ask.write(&asked).map_err(ContestError::arrow(&files.ask))?;
        }
        let mut arrays = batch.columns().to_vec();
        arrays.push(target_array(&truth[rows.clone()], plan));
        let full = RecordBatch::try_new(schema.clone(), arrays).map_err(ContestError::arrow(table))?;
        let learned = pick(Role::Train, &full)?;
        if learned.num_rows() > 0 {
            train.write(&learned).map_err(ContestError::arrow(&files.train))?;
        }
    }
    train.finish().map_err(ContestError::arrow(&files.train))?;
    ask.finish().map_err(ContestError::arrow(&files.ask))?;
    Ok(files)
}

impl Plan {
    /// The feature columns as `task.json` lists them, from the schema of the normalised table.
    pub fn columns(&self, schema: &Schema) -> Vec<Column> {
        let wanted = schema.fields().iter().filter(|f| self.features.contains(f.name()));
        wanted.map(|f| Column { name: f.name().clone(), kind: kind(f.data_type()) }).collect()
    }
}

fn kind(of: &DataType) -> Kind {
    match of {
        DataType::Int64 => Kind::Integer,
        DataType::Float64 => Kind::Float,
        DataType::Boolean => Kind::Boolean,
        DataType::Date32 => Kind::Date,
        DataType::Timestamp(..) => Kind::Timestamp,
        _ => Kind::Text,
    }
}

fn projection(file: &File, path: &Path, plan: &Plan) -> Result<(Vec<usize>, SchemaRef), ContestError> {
    let reader = FileReader::try_new_buffered(file, None).map_err(ContestError::arrow(path))?;
    let schema = reader.schema();
    let wanted = |name: &String| name == "row_id" || plan.features.contains(name);
    let columns: Vec<usize> = (0..schema.fields().len()).filter(|&i| wanted(schema.field(i).name())).collect();
    let features = schema.project(&columns).map_err(ContestError::arrow(path))?;
    Ok((columns, Arc::new(features)))
}

fn with_target(features: &SchemaRef, target: &str, plan: &Plan) -> SchemaRef {
    let kind = match plan.task {
        problem::Task::Regression | problem::Task::Forecast => DataType::Float64,
        problem::Task::Binary => DataType::Int64,
        problem::Task::Multiclass => DataType::Utf8,
    };
    let mut fields: Vec<_> = features.fields().iter().cloned().collect();
    fields.push(Arc::new(Field::new(target, kind, true)));
    Arc::new(Schema::new(fields))
}

fn target_array(truth: &[f64], plan: &Plan) -> ArrayRef {
    let known = truth.iter().map(|&v| v.is_finite().then_some(v));
    match plan.task {
        problem::Task::Regression | problem::Task::Forecast => Arc::new(known.collect::<Float64Array>()),
        problem::Task::Binary => Arc::new(known.map(|v| v.map(|x| x as i64)).collect::<Int64Array>()),
        problem::Task::Multiclass => {
            let label = |v: f64| plan.classes.get(v as usize).map(String::as_str);
            Arc::new(known.map(|v| v.and_then(label)).collect::<StringArray>())
        }
    }
}

fn writer(path: &Path, schema: &SchemaRef) -> Result<FileWriter<std::io::BufWriter<File>>, ContestError> {
    let file = File::create(path).map_err(ContestError::file("cannot create", path))?;
    FileWriter::try_new_buffered(file, schema).map_err(ContestError::arrow(path))
}
