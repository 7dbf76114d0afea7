//! Target, time and group of every row: all that the rules need of a table.

use std::collections::HashMap;
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, SchemaRef, TimestampMicrosecondType};
use arrow::ipc::reader::FileReader;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use problem::Data;
use series::{Clock, Step, infer_all};

use crate::ContestError;
use crate::nearest::column_hint;

/// Code of a missing label.
pub(crate) const MISSING: u32 = u32::MAX;
const MICROS_A_DAY: i64 = 86_400_000_000;

/// The columns of a table that decide how it is split and scored.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Rows of the table.
    pub rows: usize,
    /// The target as it stands in the table.
    pub target: Target,
    /// Time stamp of each row: microseconds for dates, else the whole number itself.
    pub time: Option<Vec<i64>>,
    /// The usual step between stamps.
    pub step: Option<Step>,
    /// Whether the time column holds dates (not plain whole numbers).
    pub time_is_date: bool,
    /// Group number of each row, in order of first appearance.
    pub group: Option<Vec<u32>>,
    /// Name of each group.
    pub group_labels: Vec<String>,
    /// An undeclared date column in whose order the rows stand, when there is one.
    pub dated: Option<String>,
    /// Columns of the table, `row_id` left out.
    pub schema: SchemaRef,
}

/// A target as it stands in the table.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Numbers; NaN is missing.
    Numeric(Vec<f64>),
    /// Labels: a code for each row, `MISSING` where there is none, and the sorted names.
    Labels {
        /// Code of each row.
        codes: Vec<u32>,
        /// Names, sorted.
        names: Vec<String>,
    },
}

impl Target {
    /// Whether the row has a target.
    pub fn is_known(&self, row: usize) -> bool {
        match self {
            Self::Numeric(values) => values.get(row).is_some_and(|v| v.is_finite()),
            Self::Labels { codes, .. } => codes.get(row).is_some_and(|&c| c != MISSING),
        }
    }
}

impl Keys {
    /// Reads the key columns of a normalised table in one pass.
    ///
    /// # Errors
    /// When target, time or group are not columns of the table, or time holds no dates or whole numbers.
    pub fn read(path: &Path, data: &Data) -> Result<Self, ContestError> {
        let file = std::fs::File::open(path).map_err(ContestError::file("cannot open", path))?;
        let reader = FileReader::try_new_buffered(file, None).map_err(ContestError::arrow(path))?;
        let schema = reader.schema();
        let place = |name: &str, key: &'static str| column(&schema, name, key);
        let target = place(&data.target, "data.target")?;
        let time = data.time.as_deref().map(|n| place(n, "data.time")).transpose()?;
        let group = data.group.as_deref().map(|n| place(n, "data.group")).transpose()?;
        let dates: Vec<usize> = (0..schema.fields().len())
            .filter(|&i| is_date(schema.field(i).data_type()) && Some(i) != time && i != target)
            .collect();
        let mut gather = Gather::new(dates.len(), is_text(schema.field(target).data_type()));
        for batch in reader {
            let batch = batch.map_err(ContestError::arrow(path))?;
            gather.take(&batch, target, time, group, &dates, data)?;
        }
        gather.into_keys(schema, &dates, time)
    }

    /// The step of most series.
    fn infer_step(&self) -> Step {
        let clock = if self.time_is_date { Clock::Dates } else { Clock::Numbers };
        let Some(time) = &self.time else { return Step::Other };
        let group = |row: usize| self.group.as_ref().map_or(0, |g| g[row]);
        let mut stamps: Vec<(u32, i64)> = (0..time.len()).map(|row| (group(row), time[row])).collect();
        stamps.sort_unstable();
        stamps.dedup();
        let series: Vec<Vec<i64>> = stamps.chunk_by(|a, b| a.0 == b.0).map(|s| s.iter().map(|(_, t)| *t).collect()).collect();
        infer_all(series.iter().map(Vec::as_slice), clock)
    }

    /// Sorted distinct time stamps of the rows for which `keep` holds.
    pub fn distinct_times(&self, keep: impl Fn(usize) -> bool) -> Vec<i64> {
        let Some(time) = &self.time else { return Vec::new() };
        let mut stamps: Vec<i64> = (0..time.len()).filter(|&r| keep(r)).map(|r| time[r]).collect();
        stamps.sort_unstable();
        stamps.dedup();
        stamps
    }
}

/// What is gathered while the table streams by.
struct Gather {
    rows: usize,
    text_target: bool,
    numbers: Vec<f64>,
    target: Labels,
    time: Vec<i64>,
    group: Labels,
    orders: Vec<Order>,
}

impl Gather {
    fn new(dates: usize, text_target: bool) -> Self {
        Self {
            rows: 0,
            text_target,
            numbers: Vec::new(),
            target: Labels::default(),
            time: Vec::new(),
            group: Labels::default(),
            orders: vec![Order::default(); dates],
        }
    }

    fn take(
        &mut self,
        batch: &RecordBatch,
        target: usize,
        time: Option<usize>,
        group: Option<usize>,
        dates: &[usize],
        data: &Data,
    ) -> Result<(), ContestError> {
        if self.text_target {
            self.target.extend(batch.column(target));
        } else {
            numbers(batch.column(target), &data.target, &mut self.numbers)?;
        }
        if let (Some(index), Some(name)) = (time, &data.time) {
            stamps(batch.column(index), name, self.rows, &mut self.time)?;
        }
        if let Some(index) = group {
            self.group.extend(batch.column(index));
        }
        for (order, &index) in self.orders.iter_mut().zip(dates) {
            order.extend(batch.column(index));
        }
        self.rows += batch.num_rows();
        Ok(())
    }

    fn into_keys(self, schema: SchemaRef, dates: &[usize], time: Option<usize>) -> Result<Keys, ContestError> {
        let target = if self.text_target {
            let (codes, names) = self.target.sorted();
            Target::Labels { codes, names }
        } else {
            Target::Numeric(self.numbers)
        };
        let dated = dates.iter().zip(&self.orders).find(|(_, order)| order.is_ascending());
        let mut keys = Keys {
            rows: self.rows,
            target,
            time: time.map(|_| self.time),
            step: None,
            time_is_date: time.is_some_and(|i| is_date(schema.field(i).data_type())),
            group: (!self.group.codes.is_empty()).then_some(self.group.codes),
            group_labels: self.group.names,
            dated: dated.map(|(&i, _)| schema.field(i).name().clone()),
            schema,
        };
        if keys.rows == 0 {
            return Err(ContestError::refused("data.source", "the table has no rows", "check the source"));
        }
        if keys.time.is_some() {
            keys.step = Some(keys.infer_step());
        }
        Ok(keys)
    }
}

fn column(schema: &SchemaRef, name: &str, key: &'static str) -> Result<usize, ContestError> {
    let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).filter(|n| *n != "row_id").collect();
    if let Some((index, _)) = schema.column_with_name(name).filter(|_| name != "row_id") {
        return Ok(index);
    }
    Err(ContestError::refused(key, format!("the table has no column `{name}`"), column_hint(name, &names)))
}

fn is_date(kind: &DataType) -> bool {
    matches!(kind, DataType::Date32 | DataType::Timestamp(..))
}

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::Boolean)
}

fn numbers(column: &dyn Array, name: &str, into: &mut Vec<f64>) -> Result<(), ContestError> {
    match column.data_type() {
        DataType::Float64 => {
            let values = column.as_primitive::<Float64Type>().iter();
            into.extend(values.map(|v| v.filter(|x| x.is_finite()).unwrap_or(f64::NAN)));
        }
        DataType::Int64 => {
            into.extend(column.as_primitive::<Int64Type>().iter().map(|v| v.map_or(f64::NAN, |x| x as f64)));
        }
        other => {
            let message = format!("the target `{name}` holds {other}, neither numbers nor labels");
            return Err(ContestError::refused("data.target", message, "choose a column of numbers, text or true/false"));
        }
    }
    Ok(())
}

fn stamps(column: &dyn Array, name: &str, first: usize, into: &mut Vec<i64>) -> Result<(), ContestError> {
    let before = into.len();
    match column.data_type() {
        DataType::Date32 => {
            into.extend(column.as_primitive::<Date32Type>().iter().flatten().map(|d| i64::from(d) * MICROS_A_DAY));
        }
        DataType::Timestamp(..) => into.extend(column.as_primitive::<TimestampMicrosecondType>().iter().flatten()),
        DataType::Int64 => into.extend(column.as_primitive::<Int64Type>().iter().flatten()),
        _ => {
            let example = example(column);
            return Err(ContestError::refused(
                "data.time",
                format!("the time column `{name}` does not hold dates{example}"),
                "write dates as 2024-01-31, months as 2024-01, stamps as 2024-01-31T13:00:00, or use whole numbers",
            ));
        }
    }
    if into.len() - before < column.len() {
        let row = (0..column.len()).find(|&r| column.is_null(r)).unwrap_or(0) + first;
        return Err(ContestError::refused(
            "data.time",
            format!("the time column `{name}` has no value in data row {}", row + 1),
            "every row needs a date; drop or complete such rows",
        ));
    }
    Ok(())
}

fn example(column: &dyn Array) -> String {
    let Some(texts) = column.as_any().downcast_ref::<arrow::array::StringArray>() else { return String::new() };
    match texts.iter().flatten().next() {
        Some(text) => format!(", but texts such as `{}`", text.chars().take(40).collect::<String>()),
        None => ", it is empty".to_owned(),
    }
}

/// Numbers labels in order of first appearance.
#[derive(Debug, Clone, Default)]
struct Labels {
    codes: Vec<u32>,
    names: Vec<String>,
    known: HashMap<String, u32>,
}

impl Labels {
    fn extend(&mut self, column: &dyn Array) {
        match column.data_type() {
            DataType::Utf8 => column.as_string::<i32>().iter().for_each(|v| self.push(v)),
            DataType::Boolean => {
                column.as_boolean().iter().for_each(|v| self.push(v.map(|b| if b { "true" } else { "false" })));
            }
            DataType::Int64 => {
                column.as_primitive::<Int64Type>().iter().for_each(|v| self.push(v.map(|x| x.to_string()).as_deref()));
            }
            _ => {
                let shown = ArrayFormatter::try_new(column, &FormatOptions::default());
                for row in 0..column.len() {
                    let text = shown.as_ref().ok().map(|f| f.value(row).to_string());
                    self.push(text.filter(|_| column.is_valid(row)).as_deref());
                }
            }
        }
    }

    fn push(&mut self, label: Option<&str>) {
        let Some(label) = label else {
            self.codes.push(MISSING);
            return;
        };
        if let Some(&code) = self.known.get(label) {
            self.codes.push(code);
            return;
        }
        let code = self.names.len() as u32;
        self.names.push(label.to_owned());
        self.known.insert(label.to_owned(), code);
        self.codes.push(code);
    }

    /// Codes that number the labels in sorted order, and the sorted labels.
    fn sorted(self) -> (Vec<u32>, Vec<String>) {
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by(|&a, &b| self.names[a].cmp(&self.names[b]));
        let mut rank = vec![0_u32; order.len()];
        for (position, &old) in order.iter().enumerate() {
            rank[old] = position as u32;
        }
        let codes = self.codes.iter().map(|&c| if c == MISSING { MISSING } else { rank[c as usize] }).collect();
        (codes, order.iter().map(|&i| self.names[i].clone()).collect())
    }
}

/// How closely the rows follow the order of a date column: the correlation of stamp and row number.
#[derive(Debug, Clone, Default)]
struct Order {
    rows: f64,
    row_mean: f64,
    stamp_mean: f64,
    row_square: f64,
    stamp_square: f64,
    product: f64,
}

impl Order {
    fn extend(&mut self, column: &dyn Array) {
        match column.data_type() {
            DataType::Date32 => {
                column.as_primitive::<Date32Type>().iter().flatten().for_each(|d| self.push(f64::from(d)));
            }
            DataType::Timestamp(..) => {
                column.as_primitive::<TimestampMicrosecondType>().iter().flatten().for_each(|t| self.push(t as f64));
            }
            _ => {}
        }
    }

    /// Welford's update of means, squares and the cross product.
    fn push(&mut self, stamp: f64) {
        self.rows += 1.0;
        let (row_step, stamp_step) = (self.rows - self.row_mean, stamp - self.stamp_mean);
        self.row_mean += row_step / self.rows;
        self.stamp_mean += stamp_step / self.rows;
        self.row_square += row_step * (self.rows - self.row_mean);
        self.stamp_square += stamp_step * (stamp - self.stamp_mean);
        self.product += row_step * (stamp - self.stamp_mean);
    }

    /// Rows that were written down as time went by correlate almost perfectly; shuffled rows do not at all.
    fn is_ascending(&self) -> bool {
        const CORRELATION_MIN: f64 = 0.9;
        let scale = (self.row_square * self.stamp_square).sqrt();
        self.rows >= 10.0 && scale > 0.0 && self.product / scale >= CORRELATION_MIN
    }
}
