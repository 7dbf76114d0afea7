//! **written**: times that are written as text or coded in numbers.
//!
//! # What it finds
//!
//! Columns of text whose cells are dates (`31.01.2024 14:05`, `Jan 2024`, `2024-W05`, `2024-Q1`), whole numbers that code them (`20240131`, `202401`, seconds or
//! milliseconds since 1970), and dates whose year, month and day stand in columns of their own (`--time year,month,day`). They are read as dates before any
//! check, so that they serve as the time of the table.
//!
//! # How
//!
//! The first batch of rows (up to 16,384) settles the form: the one that reads most cells, at least 98 % of them. Numbers are codes only where every one of
//! at least 20 different is a date; seconds since 1970 only where the name says so (`time`, `date`, `created_at`, ...) or `--time` does. Where no day is
//! above 12, day first and month first both read: then the one in which times never fall, else day first after dots and dashes, month first after slashes;
//! it is said aloud that this is a guess. When later rows contradict a guess, the table is read again the other way. Columns with a part to play other than time, or with a
//! rule, are left as they are.
//!
//! # Limits
//!
//! English names of months, years 1000 to 2999, two digits of a year from 1969 to 2068. A date without a time of the day has none in any later row.

mod form;
mod parts;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, RecordBatch, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};
use arrow::error::ArrowError;
use serde::{Deserialize, Serialize};
use series::DAY;

pub use form::Form;
use form::Stamp;
use parts::Parts;
pub(crate) use parts::suggested;

use super::{Asked, Finding, Rule, Wanted};
use crate::error::ProfileError;

/// Share of cells that a form must read.
const READ_MIN: f64 = 0.98;
/// Cells that are tried before all others,
const TRIED: usize = 20;
/// and different numbers that must all be dates.
const NUMBERS_MIN: usize = 20;

/// A column whose times are written as text, in numbers, or in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The column, or the name made of the columns that hold the parts.
    pub column: String,
    /// How it writes them; none for parts.
    pub form: Option<Form>,
    /// Whether it is stored as text; else as numbers.
    pub text: bool,
    /// Whether day and month may be the other way round.
    pub guessed: bool,
    /// Cells with something in them.
    pub cells: u64,
    /// Of these, those that could not be read and are counted as missing.
    pub unreadable: u64,
}

/// Columns that are read before anything else sees them.
#[derive(Debug)]
pub(crate) struct Reader {
    columns: Vec<Read>,
    parts: Option<(Parts, Written)>,
    /// The schema as it comes.
    schema: SchemaRef,
    /// What the user said, with the name of the column that the parts make.
    pub(crate) asked: Asked,
}

#[derive(Debug)]
struct Read {
    place: usize,
    form: Form,
    timed: bool,
    written: Written,
    /// Cells that read the other way round.
    otherwise: u64,
}

impl Reader {
    /// What the first batch shows.
    pub(crate) fn of(batch: &RecordBatch, asked: &Asked, wanted: &Wanted) -> Self {
        let schema = batch.schema();
        let mut asked = asked.clone();
        let parts = asked.time.as_ref().filter(|name| schema.index_of(name).is_err()).and_then(|time| Parts::of(time, &schema));
        if let Some(parts) = &parts {
            asked.time = Some(parts.name.clone());
        }
        let ruled = |name: &String| wanted.rules.iter().any(|rule| Rule::columns(rule).contains(&name.as_str()));
        let mut columns = Vec::new();
        for (place, field) in schema.fields().iter().enumerate() {
            let name = field.name();
            let is_time = asked.time.as_ref() == Some(name);
            let free = asked.target.as_ref() != Some(name) && asked.group.as_ref() != Some(name) && !ruled(name);
            if is_time || free {
                columns.extend(Read::of(batch.column(place), place, name, is_time, wanted.day_first));
            }
        }
        let written = |parts: Parts| {
            let column = parts.name.clone();
            (parts, Written { column, form: None, text: false, guessed: false, cells: 0, unreadable: 0 })
        };
        Self { columns, parts: parts.map(written), schema, asked }
    }

    /// The batch with these columns read.
    pub(crate) fn read(&mut self, batch: RecordBatch) -> Result<RecordBatch, ProfileError> {
        // A batch of other columns is refused by whoever gets it.
        if self.columns.is_empty() && self.parts.is_none() || batch.schema().fields() != self.schema.fields() {
            return Ok(batch);
        }
        let mut fields: Vec<Arc<Field>> = self.schema.fields().iter().cloned().collect();
        let mut arrays = batch.columns().to_vec();
        for read in &mut self.columns {
            arrays[read.place] = read.array(batch.column(read.place));
            fields[read.place] = Arc::new(Field::new(&read.written.column, arrays[read.place].data_type().clone(), true));
        }
        if let Some((parts, written)) = &mut self.parts {
            let array = parts.read(&batch, written);
            fields.push(Arc::new(Field::new(&parts.name, array.data_type().clone(), true)));
            arrays.push(array);
        }
        let failed = |error: ArrowError| ProfileError::Input(Box::new(error));
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(failed)
    }

    /// What was read; refused where a guess about day and month turned out wrong.
    pub(crate) fn finish(self) -> Result<Vec<Written>, ProfileError> {
        if let Some(wrong) = self.columns.iter().find(|read| read.is_wrong()) {
            let (name, day_first) = (wrong.written.column.clone(), wrong.form == Form::MonthFirst);
            return Err(ProfileError::DayOrder { name, day_first });
        }
        Ok(self.columns.into_iter().map(|read| read.written).chain(self.parts.map(|(_, written)| written)).collect())
    }
}

impl Read {
    /// The form of a column, where it has one.
    fn of(array: &ArrayRef, place: usize, name: &str, is_time: bool, day_first: Option<bool>) -> Option<Self> {
        let text = matches!(array.data_type(), DataType::Utf8);
        let (form, guessed) = match array.data_type() {
            DataType::Utf8 => of_texts(array, day_first)?,
            DataType::Int64 => (of_numbers(array, name, is_time)?, false),
            _ => return None,
        };
        let timed = stamps(array, form).iter().flatten().any(|stamp| stamp.timed);
        let written = Written { column: name.to_owned(), form: Some(form), text, guessed, cells: 0, unreadable: 0 };
        Some(Self { place, form, timed, written, otherwise: 0 })
    }

    fn array(&mut self, array: &ArrayRef) -> ArrayRef {
        let timed = self.timed;
        let read = stamps(array, self.form);
        let fits = |stamp: &Stamp| timed || !stamp.timed;
        let read: Vec<Option<i64>> = read.into_iter().map(|stamp| stamp.filter(fits).map(|stamp| stamp.micros)).collect();
        let cells = (array.len() - array.null_count()) as u64;
        let unreadable = cells - read.iter().flatten().count() as u64;
        self.written.cells += cells;
        self.written.unreadable += unreadable;
        if let Some(other) = other(self.form).filter(|_| unreadable > 0) {
            let both = read.iter().zip(stamps(array, other));
            self.otherwise += both.filter(|(read, other)| read.is_none() && other.is_some()).count() as u64;
            // A day above 12 settles it.
        }
        if let (Some(other), true) = (other(self.form), self.written.guessed) {
            let settled = |(read, other): (&Option<i64>, Option<Stamp>)| read.is_some() && other.is_none();
            self.written.guessed = !read.iter().zip(stamps(array, other)).any(settled);
        }
        if timed {
            Arc::new(read.into_iter().collect::<TimestampMicrosecondArray>())
        } else {
            Arc::new(read.into_iter().map(|stamp| stamp.map(|micros| micros.div_euclid(DAY) as i32)).collect::<Date32Array>())
        }
    }

    /// Whether more cells read the other way round only than this way only.
    fn is_wrong(&self) -> bool {
        self.otherwise > 0
            && self.written.guessed
            && self.written.unreadable as f64 > (1.0 - READ_MIN) * self.written.cells as f64
    }
}

fn other(form: Form) -> Option<Form> {
    match form {
        Form::DayFirst => Some(Form::MonthFirst),
        Form::MonthFirst => Some(Form::DayFirst),
        _ => None,
    }
}

/// The times of a column in one form.
fn stamps(array: &ArrayRef, form: Form) -> Vec<Option<Stamp>> {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().map(|text| form.text(text?)).collect(),
        _ => array.as_primitive::<Int64Type>().iter().map(|n| form.number(n?)).collect(),
    }
}

/// The form that reads most texts, and whether day and month are guessed.
fn of_texts(array: &ArrayRef, day_first: Option<bool>) -> Option<(Form, bool)> {
    let texts: Vec<&str> = array.as_string::<i32>().iter().flatten().collect();
    let enough = |read: usize, of: usize| of > 0 && read as f64 >= READ_MIN * of as f64;
    let tried = &texts[..texts.len().min(TRIED)];
    let reads = |form: &Form, of: &[&str]| of.iter().filter(|text| form.text(text).is_some()).count();
    // A few odd cells at the top do not hide a form.
    let hopeful = Form::TEXTS.into_iter().filter(|form| 2 * reads(form, tried) > tried.len());
    let counted: Vec<(usize, Form)> =
        hopeful.map(|form| (reads(&form, &texts), form)).filter(|(n, _)| enough(*n, texts.len())).collect();
    let (most, form) = *counted.iter().max_by_key(|(n, _)| *n)?;
    let both = counted.iter().filter(|(n, form)| *n == most && other(*form).is_some()).count() == 2;
    if !both || texts.len() < 2 {
        return Some((form, both));
    }
    if let Some(day_first) = day_first {
        return Some((if day_first { Form::DayFirst } else { Form::MonthFirst }, false));
    }
    let falls = |form: Form| {
        let read: Vec<i64> = texts.iter().filter_map(|text| form.text(text)).map(|stamp| stamp.micros).collect();
        read.windows(2).filter(|w| w[1] < w[0]).count()
    };
    let form = match (falls(Form::DayFirst), falls(Form::MonthFirst)) {
        (0, 1..) => Form::DayFirst,
        (1.., 0) => Form::MonthFirst,
        _ if texts[0].contains('/') => Form::MonthFirst,
        _ => Form::DayFirst,
    };
    Some((form, true))
}

/// The form in which all numbers are dates.
fn of_numbers(array: &ArrayRef, name: &str, is_time: bool) -> Option<Form> {
    let mut numbers: Vec<i64> = array.as_primitive::<Int64Type>().iter().flatten().collect();
    numbers.sort_unstable();
    numbers.dedup();
    let named = is_time || says_time(name);
    let enough = if is_time { 3 } else { NUMBERS_MIN };
    let all = |form: &Form| (named || !form.is_epoch()) && numbers.iter().all(|n| form.number(*n).is_some());
    Form::NUMBERS.into_iter().find(all).filter(|_| numbers.len() >= enough)
}

/// Whether a name says that the column holds times.
fn says_time(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let known = ["time", "date", "datetime", "timestamp", "ts", "epoch", "unixtime", "created", "updated", "unix"];
    words.iter().any(|word| known.contains(word)) || lower.ends_with("timestamp") || lower.ends_with("_at")
}

/// What is worth saying: one finding a column.
pub(crate) fn findings(seen: &[Written]) -> Vec<Finding> {
    seen.iter().filter_map(finding).collect()
}

fn finding(of: &Written) -> Option<Finding> {
    let form = of.form?;
    let (column, stored) = (&of.column, if of.text { "as text" } else { "as whole numbers" });
    let unread = match of.unreadable {
        0 => String::new(),
        n => format!("; {n} of them could not be read and count as missing"),
    };
    if of.guessed {
        let both = if form == Form::DayFirst { "day.month" } else { "month/day" };
        return Some(Finding::new(
            "written.ambiguous",
            &[column],
            0.6,
            format!("{column} holds its dates {stored}, and may be read day first or month first: taken as {both}"),
            format!("{} cells, no day above 12 among them{unread}", of.cells),
            "ask whoever writes the file, and have it written as 2024-01-31: the other way round nearly every date of this look is wrong".to_owned(),
        ));
    }
    let advice = if of.text {
        "write them as 2024-01-31 (or 2024-01-31 14:05): a contest reads only these as dates and takes others as texts"
    } else {
        "write them as 2024-01-31 (or 2024-01-31 14:05): a contest takes them as plain numbers, in which months differ in length at whim"
    };
    Some(Finding::new(
        "written.dates",
        &[column],
        if of.unreadable > 0 { 0.4 } else { 0.25 },
        format!("{column} holds its dates {stored}, {}; this look has read them as dates", form.words()),
        format!("{} cells{unread}", of.cells),
        advice.to_owned(),
    ))
}
