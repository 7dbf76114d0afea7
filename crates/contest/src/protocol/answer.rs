//! An answer, read and checked.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type, Schema};
use arrow::ipc::reader::FileReader;
use arrow::ipc::writer::FileWriter;
use problem::Task;

/// Longest answer that is read, in bytes for each asked row and column.
const BYTES_A_VALUE_MAX: u64 = 64;
/// Columns of the bounds: those of 95 %, those of 80 %.
const BOUNDS: [(&str, &str); 2] = [("lo", "hi"), ("lo80", "hi80")];
/// Probabilities of a row may miss 1 by this much.
const SUM_TOLERANCE: f64 = 1e-6;

/// A contender's predictions, one a row, in the order they were asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The predictions.
    pub values: Values,
    /// Where 95 % of what comes should lie (`lo` and `hi`), where the contender says so.
    pub bounds: Option<Bounds>,
    /// Where 80 % should lie (`lo80` and `hi80`), likewise.
    pub inner: Option<Bounds>,
}

/// Lower and upper bound of each prediction.
pub type Bounds = (Vec<f64>, Vec<f64>);

/// Predictions by task.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// A number, or the probability of the positive class.
    Points(Vec<f64>),
    /// Probabilities of the classes, row after row.
    Classes {
        /// Number of classes.
        count: usize,
        /// `count` values a row, summing to 1.
        probabilities: Vec<f64>,
    },
}

impl Values {
    /// The predictions as one number a row; for classes the number of the likeliest one.
    pub fn points(&self) -> Vec<f64> {
        match self {
            Self::Points(values) => values.clone(),
            Self::Classes { count, probabilities } => {
                let likeliest =
                    |row: &[f64]| row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0.0, |(class, _)| class as f64);
                probabilities.chunks((*count).max(1)).map(likeliest).collect()
            }
        }
    }
}

impl Answer {
    /// Predictions without bounds.
    pub fn of(values: Values) -> Self {
        Self { values, bounds: None, inner: None }
    }

    /// Whether a column of this name belongs to an answer's values.
    pub fn has(name: &str) -> bool {
        name == "prediction" || name.starts_with("p_") || BOUNDS.iter().any(|(lo, hi)| name == *lo || name == *hi)
    }

    /// The answer file in `dir`: the newer one, if both forms stand there.
    pub fn find(dir: &Path) -> Option<PathBuf> {
        let newest = |path: &PathBuf| std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file)?.modified().ok();
        let files = [dir.join("answer.arrow"), dir.join("answer.csv")];
        files.into_iter().filter_map(|path| newest(&path).map(|time| (time, path))).max().map(|(_, path)| path)
    }

    /// Whether the file at `path` is no longer than an answer to `rows` rows can be.
    ///
    /// # Errors
    /// In words: how long it is, or why it cannot be read.
    pub fn fits(path: &Path, classes: &[String], rows: usize) -> Result<(), String> {
        let name = named(path);
        let size = std::fs::metadata(path).map_err(|error| format!("{name} cannot be read: {error}"))?.len();
        let limit = 1_048_576 + BYTES_A_VALUE_MAX * (rows as u64 + 1) * (classes.len() as u64 + 6);
        if size <= limit {
            Ok(())
        } else {
            Err(format!("{name} is {size} bytes long, more than the {limit} that {rows} rows can need"))
        }
    }

    /// Reads the answer file at `path` and puts it in the order of `asked`.
    ///
    /// Every asked row must be answered once; predictions must be finite, probabilities between 0 and 1.
    ///
    /// # Errors
    /// In words for the board: what is wrong with the answer, and in which row.
    pub fn read(path: &Path, task: Task, classes: &[String], asked: &[i64]) -> Result<Self, String> {
        Self::fits(path, classes, asked.len())?;
        let name = named(path);
        let open = || File::open(path).map_err(|error| error.to_string());
        let raw = if path.extension().is_some_and(|ending| ending == "csv") {
            open().and_then(from_csv)
        } else {
            open().and_then(from_arrow)
        };
        raw.and_then(|raw| checked(&raw, task, classes, asked)).map_err(|error| format!("{name}: {error}"))
    }

    /// Reads an answer from the batches of an Arrow file that somebody else decodes, as [`Answer::read`] does.
    ///
    /// # Errors
    /// In words: what is wrong with the answer, and in which row.
    pub fn from_batches<E: Display>(
        batches: impl Iterator<Item = Result<RecordBatch, E>>,
        task: Task,
        classes: &[String],
        asked: &[i64],
    ) -> Result<Self, String> {
        checked(&from_batches(batches)?, task, classes, asked)
    }

    /// Reads an answer back from the bytes of an Arrow IPC file, as [`Answer::read`] does.
    ///
    /// # Errors
    /// In words: what is wrong with the answer, and in which row.
    pub fn from_ipc(bytes: &[u8], task: Task, classes: &[String], asked: &[i64]) -> Result<Self, String> {
        checked(&from_arrow(std::io::Cursor::new(bytes))?, task, classes, asked)
    }

    /// Writes `answer.arrow` into `dir`, whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, dir: &Path, classes: &[String], asked: &[i64]) -> Result<(), arrow::error::ArrowError> {
        let part = dir.join("answer.arrow.part");
        std::fs::write(&part, self.to_ipc(classes, asked)?)?;
        Ok(std::fs::rename(part, dir.join("answer.arrow"))?)
    }

    /// The answer as an Arrow IPC file.
    ///
    /// # Errors
    /// When the answer does not have one prediction for each asked row.
    pub fn to_ipc(&self, classes: &[String], asked: &[i64]) -> Result<Vec<u8>, arrow::error::ArrowError> {
        let mut fields = vec![Field::new("row_id", DataType::Int64, false)];
        let mut arrays: Vec<ArrayRef> = vec![std::sync::Arc::new(Int64Array::from(asked.to_vec()))];
        let mut push = |name: String, values: Vec<f64>| {
            fields.push(Field::new(name, DataType::Float64, false));
            arrays.push(std::sync::Arc::new(Float64Array::from(values)));
        };
        match &self.values {
            Values::Points(values) => push("prediction".into(), values.clone()),
            Values::Classes { count, probabilities } => {
                for (class, label) in classes.iter().enumerate() {
                    push(format!("p_{label}"), probabilities.iter().skip(class).step_by((*count).max(1)).copied().collect());
                }
            }
        }
        for ((lo, hi), bounds) in BOUNDS.into_iter().zip([&self.bounds, &self.inner]) {
            if let Some((low, high)) = bounds {
                push(lo.into(), low.clone());
                push(hi.into(), high.clone());
            }
        }
        let batch = RecordBatch::try_new(std::sync::Arc::new(Schema::new(fields)), arrays)?;
        let mut writer = FileWriter::try_new(Vec::new(), batch.schema_ref())?;
        writer.write(&batch)?;
        writer.finish()?;
        writer.into_inner()
    }
}

fn named(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// An answer as columns of numbers, before it is checked.
struct Raw {
    ids: Vec<i64>,
    columns: HashMap<String, Vec<f64>>,
}

fn from_arrow(file: impl Read + Seek) -> Result<Raw, String> {
    from_batches(FileReader::try_new(BufReader::new(file), None).map_err(|error| format!("no Arrow IPC file ({error})"))?)
}

fn from_batches<E: Display>(batches: impl Iterator<Item = Result<RecordBatch, E>>) -> Result<Raw, String> {
    let mut raw = Raw { ids: Vec::new(), columns: HashMap::new() };
    for batch in batches {
        let batch = batch.map_err(|error| error.to_string())?;
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            if field.name() == "row_id" {
                let ids = cast(column, &DataType::Int64).map_err(|_| "row_id does not hold whole numbers".to_owned())?;
                if ids.null_count() > 0 {
                    return Err("row_id is missing in a row".into());
                }
                raw.ids.extend(ids.as_primitive::<Int64Type>().values());
            } else if Answer::has(field.name()) {
                let values =
                    cast(column, &DataType::Float64).map_err(|_| format!("column {} does not hold numbers", field.name()))?;
                let into = raw.columns.entry(field.name().clone()).or_default();
                into.extend(values.as_primitive::<Float64Type>().iter().map(|v| v.unwrap_or(f64::NAN)));
            }
        }
    }
    Ok(raw)
}

fn from_csv(file: File) -> Result<Raw, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let header: Vec<String> =
        reader.headers().map_err(|e| e.to_string())?.iter().map(|h| h.trim_start_matches('\u{feff}').to_owned()).collect();
    let id_at = header.iter().position(|h| h == "row_id").ok_or("there is no column row_id")?;
    let mut raw = Raw { ids: Vec::new(), columns: HashMap::new() };
    let used: Vec<usize> = (0..header.len()).filter(|&i| Answer::has(&header[i])).collect();
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); used.len()];
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let id = record.get(id_at).unwrap_or_default();
        // Data frames with gaps write whole numbers as `12.0`.
        let id = id.strip_suffix(".0").unwrap_or(id);
        raw.ids.push(id.parse().map_err(|_| format!("line {line}: row_id `{id}` is no whole number"))?);
        for (&at, column) in used.iter().zip(&mut columns) {
            let text = record.get(at).unwrap_or_default();
            column.push(if text.is_empty() {
                f64::NAN
            } else {
                text.parse().map_err(|_| format!("line {line}: {} `{text}` is no number", header[at]))?
            });
        }
    }
    raw.columns = used.iter().map(|&at| header[at].clone()).zip(columns).collect();
    Ok(raw)
}

/// Position in the answer of each asked row.
fn order(raw: &Raw, asked: &[i64]) -> Result<Vec<usize>, String> {
    if raw.ids == asked {
        return Ok((0..asked.len()).collect());
    }
    let mut at: HashMap<i64, usize> = HashMap::with_capacity(raw.ids.len());
    for (position, &id) in raw.ids.iter().enumerate() {
        if at.insert(id, position).is_some() {
            return Err(format!("row_id {id} is answered twice"));
        }
    }
    let order: Vec<usize> = asked
        .iter()
        .map(|id| {
            at.remove(id).ok_or_else(|| {
                let answered: HashSet<i64> = raw.ids.iter().copied().collect();
                let missing = asked.iter().filter(|id| !answered.contains(id)).count();
                format!("row_id {id} is not answered ({missing} of {} rows are missing)", asked.len())
            })
        })
        .collect::<Result<_, _>>()?;
    match at.keys().min() {
        None => Ok(order),
        Some(extra) => Err(format!("row_id {extra} was not asked ({} such rows)", at.len())),
    }
}

fn checked(raw: &Raw, task: Task, classes: &[String], asked: &[i64]) -> Result<Answer, String> {
    let order = order(raw, asked)?;
    let column = |name: &str| -> Result<Vec<f64>, String> {
        let values = raw.columns.get(name).ok_or_else(|| format!("there is no column {name}"))?;
        order
            .iter()
            .zip(asked)
            .map(|(&at, id)| match values.get(at) {
                Some(v) if v.is_finite() => Ok(*v),
                Some(v) if v.is_nan() => Err(format!("{name} of row_id {id} is missing")),
                _ => Err(format!("{name} of row_id {id} is infinite")),
            })
            .collect()
    };
    let probability = |name: &str| -> Result<Vec<f64>, String> {
        let values = column(name)?;
        match values.iter().zip(asked).find(|(v, _)| !(0.0..=1.0).contains(*v)) {
            None => Ok(values),
            Some((v, id)) => Err(format!("{name} of row_id {id} is {v}, but must be a probability between 0 and 1")),
        }
    };
    let values = match task {
        Task::Regression | Task::Forecast => Values::Points(column("prediction")?),
        Task::Binary => Values::Points(probability("prediction")?),
        Task::Multiclass => {
            let columns = classes.iter().map(|c| probability(&format!("p_{c}"))).collect::<Result<Vec<_>, _>>()?;
            let mut probabilities = Vec::with_capacity(asked.len() * classes.len());
            for (row, id) in asked.iter().enumerate() {
                let sum: f64 = columns.iter().map(|c| c[row]).sum();
                if (sum - 1.0).abs() > SUM_TOLERANCE {
                    return Err(format!("the probabilities of row_id {id} sum to {sum}, not to 1"));
                }
                probabilities.extend(columns.iter().map(|c| c[row]));
            }
            Values::Classes { count: classes.len(), probabilities }
        }
    };
    let bounds = |(lo, hi): (&str, &str)| match (raw.columns.contains_key(lo), raw.columns.contains_key(hi)) {
        (true, true) => {
            let (low, high) = (column(lo)?, column(hi)?);
            match low.iter().zip(&high).zip(asked).find(|((low, high), _)| low > high) {
                None => Ok(Some((low, high))),
                Some(((low, high), id)) => Err(format!("{lo} {low} of row_id {id} is above {hi} {high}")),
            }
        }
        (false, false) => Ok(None),
        _ => Err(format!("{lo} and {hi} belong together")),
    };
    let [outer, inner] = BOUNDS;
    Ok(Answer { values, bounds: bounds(outer)?, inner: bounds(inner)? })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(csv: &str, task: Task, classes: &[&str]) -> Result<Answer, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("answer.csv");
        std::fs::write(&path, csv).unwrap();
        let classes: Vec<String> = classes.iter().map(|c| (*c).to_owned()).collect();
        Answer::read(&path, task, &classes, &[3, 5, 9])
    }

    #[test]
    fn rows_in_any_order_are_put_in_the_order_asked() {
        let answer = read("row_id,prediction\n9,1\n3.0,2\n5,3\n", Task::Regression, &[]).unwrap();
        assert_eq!(answer.values, Values::Points(vec![2.0, 3.0, 1.0]));
    }

    #[test]
    fn every_flaw_is_named() {
        let flaw = |csv, task| read(csv, task, &["a", "b", "c"]).unwrap_err();
        let number = Task::Regression;
        assert!(flaw("row_id,prediction\n3,1\n5,1\n", number).contains("row_id 9 is not answered (1 of 3"));
        assert!(flaw("row_id,prediction\n3,1\n5,1\n9,1\n10,1\n", number).contains("row_id 10 was not asked"));
        assert!(flaw("row_id,prediction\n3,1\n3,1\n9,1\n", number).contains("row_id 3 is answered twice"));
        assert!(flaw("row_id,prediction\n3,\n5,1\n9,1\n", number).contains("row_id 3 is missing"));
        assert!(flaw("row_id,prediction\n3,inf\n5,1\n9,1\n", number).contains("row_id 3 is infinite"));
        assert!(flaw("row_id,prediction\n3,x\n5,1\n9,1\n", number).contains("line 2: prediction `x`"));
        assert!(flaw("id,prediction\n3,1\n", number).contains("no column row_id"));
        assert!(flaw("row_id,p\n3,1\n5,1\n9,1\n", number).contains("no column prediction"));
        assert!(flaw("", number).contains("no column row_id"));
        assert!(flaw("row_id,prediction\n3,1.5\n5,1\n9,1\n", Task::Binary).contains("between 0 and 1"));
        assert!(flaw("row_id,prediction,lo\n3,1,0\n5,1,0\n9,1,0\n", number).contains("lo and hi belong together"));
        assert!(flaw("row_id,prediction,lo80\n3,1,0\n5,1,0\n9,1,0\n", number).contains("lo80 and hi80 belong together"));
        assert!(flaw("row_id,prediction,lo,hi\n3,1,2,1\n5,1,0,1\n9,1,0,1\n", number).contains("above hi"));
        let classes = "row_id,p_a,p_b,p_c\n3,.5,.5,.5\n5,0,0,1\n9,0,0,1\n";
        assert!(flaw(classes, Task::Multiclass).contains("sum to 1.5"));
    }

    #[test]
    fn what_is_written_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let classes = ["a".to_owned(), "b".to_owned()];
        let answer = Answer::of(Values::Classes { count: 2, probabilities: vec![0.25, 0.75, 1.0, 0.0] });
        answer.write(dir.path(), &classes, &[0, 7]).unwrap();
        let path = Answer::find(dir.path()).unwrap();
        assert_eq!(Answer::read(&path, Task::Multiclass, &classes, &[0, 7]).unwrap(), answer);
        assert_eq!(answer.values.points(), [1.0, 0.0]);
        let bounds = |by: f64| Some((vec![-by, 1.0 - by], vec![by, 1.0 + by]));
        for (outer, inner) in [(Some(2.0), None), (Some(2.0), Some(1.0)), (None, Some(1.0))] {
            let answer = Answer {
                bounds: outer.and_then(bounds),
                inner: inner.and_then(bounds),
                ..Answer::of(Values::Points(vec![0.0, 1.0]))
            };
            answer.write(dir.path(), &[], &[0, 7]).unwrap();
            assert_eq!(Answer::read(&path, Task::Forecast, &[], &[0, 7]).unwrap(), answer);
        }
    }

    #[test]
    fn garbage_is_a_bad_answer() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("answer.arrow");
        std::fs::write(&path, b"ARROW1 not really").unwrap();
        assert!(Answer::read(&path, Task::Binary, &[], &[1]).unwrap_err().contains("no Arrow IPC file"));
    }
}
