//! One fold as a built-in contender sees it.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::ipc::reader::FileReader;
use contest::protocol::{FoldFiles, Kind, Task};
use learn::frame::{Column, Frame};

use crate::ContenderError;

/// Task and tables of a fold.
pub(crate) struct Game {
    /// The folder.
    pub(crate) dir: PathBuf,
    /// `task.json`.
    pub(crate) task: Task,
    /// Row ids in the order asked.
    pub(crate) asked: Vec<i64>,
    /// Rows to answer.
    pub(crate) ask: RecordBatch,
    train: RecordBatch,
}

impl Game {
    pub(crate) fn open(dir: &Path) -> Result<Self, ContenderError> {
        let path = dir.join("task.json");
        let text = std::fs::read(&path).map_err(ContenderError::file(&path))?;
        let task: Task = serde_json::from_slice(&text)?;
        let files = FoldFiles::in_dir(dir);
        let ask = read(&files.ask)?;
        // A query reads the training rows by itself.
        let train = match task.contender.kind {
            problem::Kind::Sql { .. } => RecordBatch::new_empty(ask.schema()),
            _ => read(&files.train)?,
        };
        let asked = match ask.column_by_name("row_id").and_then(|c| c.as_primitive_opt::<Int64Type>()) {
            Some(ids) => ids.values().to_vec(),
            None => return Err(ContenderError::Unfit("ask.arrow has no column row_id".into())),
        };
        Ok(Self { dir: dir.to_owned(), task, asked, ask, train })
    }

    /// Where the two tables stand.
    pub(crate) fn files(&self) -> FoldFiles {
        FoldFiles::in_dir(&self.dir)
    }

    /// A column of the training rows.
    pub(crate) fn train(&self, name: &str) -> Result<&ArrayRef, ContenderError> {
        column(&self.train, name)
    }

    /// A column of the rows to answer.
    pub(crate) fn ask(&self, name: &str) -> Result<&ArrayRef, ContenderError> {
        column(&self.ask, name)
    }

    /// The target of each training row: numbers; 0 and 1; or the number of the class. NaN where missing.
    pub(crate) fn target(&self) -> Result<Vec<f64>, ContenderError> {
        let column = self.train(&self.task.target)?;
        if self.task.task == problem::Task::Multiclass {
            let class = |label: &str| self.task.classes.iter().position(|c| c == label);
            let codes = column.as_string::<i32>().iter();
            return Ok(codes.map(|l| l.and_then(class).map_or(f64::NAN, |c| c as f64)).collect());
        }
        Ok(numbers(column))
    }

    /// The features of both tables as frames whose categories agree; time and group are keys, not features,
    /// but the calendar parts of time are.
    pub(crate) fn frames(&self) -> Result<(Frame, Frame), ContenderError> {
        let train = self.frame(&self.train)?;
        let ask = self.frame(&self.ask)?;
        Ok((train, ask))
    }

    /// The same for some columns only.
    pub(crate) fn frames_of(&self, names: Option<&[String]>) -> Result<(Frame, Frame), ContenderError> {
        let (train, ask) = self.frames()?;
        let Some(names) = names else { return Ok((train, ask)) };
        if let Some(unknown) = names.iter().find(|n| train.column(n).is_none()) {
            return Err(ContenderError::Unfit(format!("there is no feature `{unknown}`")));
        }
        let pick = |frame: &Frame| {
            let columns = frame.columns().iter().filter(|c| names.iter().any(|n| n == c.name())).cloned();
            Frame::new(frame.rows(), columns.collect())
        };
        Ok((pick(&train)?, pick(&ask)?))
    }

    fn frame(&self, batch: &RecordBatch) -> Result<Frame, ContenderError> {
        let mut columns = Vec::new();
        for feature in &self.task.columns {
            let array = column(batch, &feature.name)?;
            if self.task.time.as_ref() == Some(&feature.name) {
                columns.extend(calendar_parts(&feature.name, feature.kind, array));
            } else if self.task.group.as_ref() != Some(&feature.name) {
                columns.push(feature_column(&feature.name, feature.kind, array));
            }
        }
        Ok(Frame::new(batch.num_rows(), columns)?)
    }
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, ContenderError> {
    batch.column_by_name(name).ok_or_else(|| ContenderError::Unfit(format!("there is no column `{name}`")))
}

fn read(path: &Path) -> Result<RecordBatch, ContenderError> {
    let file = File::open(path).map_err(ContenderError::file(path))?;
    let reader = FileReader::try_new_buffered(file, None).map_err(ContenderError::arrow(path))?;
    let schema = reader.schema();
    let batches = reader.collect::<Result<Vec<_>, _>>().map_err(ContenderError::arrow(path))?;
    concat_batches(&schema, &batches).map_err(ContenderError::arrow(path))
}

/// Numbers of a column, NaN where missing; dates count in days, stamps in seconds.
pub(crate) fn numbers(column: &dyn Array) -> Vec<f64> {
    let scale = if matches!(column.data_type(), DataType::Timestamp(..)) { 1e-6 } else { 1.0 };
    let plain = match column.data_type() {
        DataType::Date32 => cast(column, &DataType::Int32).and_then(|days| cast(&days, &DataType::Float64)),
        DataType::Timestamp(..) => cast(column, &DataType::Int64).and_then(|us| cast(&us, &DataType::Float64)),
        _ => cast(column, &DataType::Float64),
    };
    match plain {
        Ok(values) => values.as_primitive::<Float64Type>().iter().map(|v| v.map_or(f64::NAN, |x| x * scale)).collect(),
        Err(_) => vec![f64::NAN; column.len()],
    }
}

fn feature_column(name: &str, kind: Kind, array: &ArrayRef) -> Column {
    match kind {
        Kind::Text => Column::from_labels(name, array.as_string::<i32>().iter()),
        Kind::Boolean => {
            let label = |v: bool| if v { "true" } else { "false" };
            Column::from_labels(name, array.as_boolean().iter().map(|v| v.map(label)))
        }
        _ => Column::numeric(name, numbers(array)),
    }
}

/// Month, weekday and hour of a time column: what repeats, and so can be learned.
fn calendar_parts(name: &str, kind: Kind, array: &ArrayRef) -> Vec<Column> {
    use chrono::{DateTime, Datelike, Timelike};
    let seconds = match kind {
        Kind::Date => numbers(array).iter().map(|days| days * 86_400.0).collect::<Vec<_>>(),
        Kind::Timestamp => numbers(array),
        _ => return Vec::new(),
    };
    let part = |what: &str, of: fn(DateTime<chrono::Utc>) -> u32| {
        let values = seconds.iter().map(|&s| {
            let stamp = if s.is_finite() { DateTime::from_timestamp(s.floor() as i64, 0) } else { None };
            stamp.map_or(f64::NAN, |stamp| f64::from(of(stamp)))
        });
        Column::numeric(format!("{what} of {name}"), values.collect())
    };
    let mut parts = vec![part("month", |t| t.month()), part("weekday", |t| t.weekday().number_from_monday())];
    if kind == Kind::Timestamp {
        parts.push(part("hour", |t| t.hour()));
    }
    parts
}
