//! An exam for a finished contender: the same rows again and again, with something changed each time.
//!
//! The rows that a fold asks are asked once as they are, once with each column shuffled, and once with a column set to each of a few of its own
//! values. The contender learns once and answers all, in its box, whatever it is: a rule, a model, a command. Three columns of noise stand among the
//! features: what they carry is what nothing carries.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, UInt32Array};
use arrow::compute::{take, take_record_batch};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::ipc::writer::FileWriter;
use contest::protocol::{Column, FoldFiles, Kind};
use contest::{Cells, FoldId};
use problem::Value;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::{BakeoffError, Stage};

/// Rows that are asked again and again, at most and at least.
const ROWS: (usize, usize) = (1_000, 100);
/// Rows of the whole exam at most.
const EXAM_ROWS_MAX: usize = 200_000;
/// Rows asked for a curve.
const CURVE_ROWS: usize = 200;
/// Columns with a curve at most.
const CURVES_MAX: usize = 40;
/// Points of a curve at most.
const POINTS_MAX: usize = 10;
/// Rows that a label must stand in to have a point.
const LABEL_ROWS_MIN: usize = 10;
/// Columns of noise.
const NOISE: usize = 3;

/// What was changed in a block of rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// Nothing.
    None,
    /// These columns, shuffled together.
    Shuffled(Vec<String>),
    /// One column, set to one of its values.
    Set { column: String, number: Option<f64>, label: Option<String>, density: f64 },
}

/// One block of rows of the exam.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) change: Change,
    /// Rows of the table, in the order asked.
    pub(crate) rows: Vec<usize>,
}

/// What every fold is asked.
pub(crate) struct Questions {
    /// The features, and the noise at their end.
    pub(crate) columns: Vec<Column>,
    /// Names of the columns of noise.
    pub(crate) noise: Vec<String>,
    /// Columns that are shuffled together: each alone, all known drivers, all others.
    shuffles: Vec<Vec<String>>,
    /// The points of all curves.
    points: Vec<Point>,
}

/// A value of a column that a curve asks for.
struct Point {
    /// Always [`Change::Set`].
    change: Change,
    /// The value, in a column of one row.
    cell: ArrayRef,
}

impl Questions {
    /// Shuffles and noise by the problem; points of curves from rows that the first fold asks, the same in every fold.
    ///
    /// # Errors
    /// When the table of the fold cannot be read.
    pub(crate) fn of(stage: &Stage) -> Result<Self, BakeoffError> {
        let noise: Vec<String> = (1..=NOISE).map(|number| format!("noise of bakeoff {number}")).collect();
        let mut columns = stage.plan.columns(&stage.keys.schema);
        let points = points(stage, &columns)?;
        columns.extend(noise.iter().map(|name| Column { name: name.clone(), kind: Kind::Float }));
        let known = &stage.problem.known_drivers;
        let others = stage.plan.features.iter().filter(|name| !known.contains(name)).cloned().collect();
        let groups = [known.clone(), others].into_iter().filter(|group: &Vec<String>| group.len() > 1);
        let shuffles = columns.iter().map(|column| vec![column.name.clone()]).chain(groups).collect();
        Ok(Self { columns, noise, shuffles, points })
    }
}

fn points(stage: &Stage, features: &[Column]) -> Result<Vec<Point>, BakeoffError> {
    let mut random = Pcg64::seed_from_u64(stage.plan.seed);
    let given = stage.fold_files(FoldId::Inner(0))?;
    let (asked, _) = sample(stage, &given, 0, 0, &mut random)?;
    let mut points = Vec::new();
    for column in features.iter().take(CURVES_MAX) {
        let Some(cells) = asked.column_by_name(&column.name) else { continue };
        let found = grid(&asked, column)?.into_iter();
        points.extend(found.map(|(change, at)| Point { change, cell: cells.slice(at, 1) }));
    }
    Ok(points)
}

/// The files of an exam, and what their rows are.
pub(crate) struct Exam {
    pub(crate) files: FoldFiles,
    pub(crate) blocks: Vec<Block>,
}

impl Exam {
    /// Writes the exam of a fold into `dir`.
    ///
    /// # Errors
    /// When the tables of the fold cannot be read, or those of the exam not be written.
    pub(crate) fn write(stage: &Stage, fold: u32, questions: &Questions, dir: &Path) -> Result<Self, BakeoffError> {
        std::fs::create_dir_all(dir).map_err(BakeoffError::file("cannot create", dir))?;
        let given = stage.fold_files(FoldId::Inner(fold))?;
        let mut random = Pcg64::seed_from_u64(stage.plan.seed ^ (u64::from(fold) << 32));
        let Questions { noise, shuffles, points, .. } = questions;
        let files = FoldFiles::in_dir(dir);
        let train = with_noise(&table::read(&given.train, None)?.whole()?, noise, &mut random)?;
        write(&files.train, std::slice::from_ref(&train))?;
        let (asked, rows) = sample(stage, &given, fold, shuffles.len(), &mut random)?;
        let asked = with_noise(&asked, noise, &mut random)?;
        let mut sheets = Sheets { asked: &asked, rows: &rows, batches: Vec::new(), blocks: Vec::new() };
        sheets.push(Change::None, &BTreeMap::new(), rows.len())?;
        for columns in shuffles {
            let order = shuffled(rows.len(), &mut random);
            let taken = columns.iter().filter_map(|name| Some((name.as_str(), asked.column_by_name(name)?)));
            let changed = taken.map(|(name, column)| Ok((name, take(column, &order, None)?)));
            let changed = changed.collect::<Result<BTreeMap<&str, ArrayRef>, _>>().map_err(BakeoffError::Exam)?;
            sheets.push(Change::Shuffled(columns.clone()), &changed, rows.len())?;
        }
        let count = rows.len().min(CURVE_ROWS);
        for Point { change, cell } in points {
            let Change::Set { column, .. } = change else { continue };
            let all = take(cell, &UInt32Array::from(vec![0; count]), None).map_err(BakeoffError::Exam)?;
            sheets.push(change.clone(), &BTreeMap::from([(column.as_str(), all)]), count)?;
        }
        let Sheets { batches, blocks, .. } = sheets;
        write(&files.ask, &batches)?;
        Ok(Self { files, blocks })
    }

    /// Ids of the rows to answer.
    pub(crate) fn asked(&self) -> Vec<i64> {
        (0..self.blocks.iter().map(|block| block.rows.len() as i64).sum()).collect()
    }
}

/// The rows to ask, as they are written.
struct Sheets<'a> {
    asked: &'a RecordBatch,
    rows: &'a [usize],
    batches: Vec<RecordBatch>,
    blocks: Vec<Block>,
}

impl Sheets<'_> {
    /// The first `count` rows, with other cells in some columns.
    fn push(&mut self, change: Change, changed: &BTreeMap<&str, ArrayRef>, count: usize) -> Result<(), BakeoffError> {
        let first: i64 = self.blocks.iter().map(|block| block.rows.len() as i64).sum();
        let schema = self.asked.schema();
        let columns = schema.fields().iter().zip(self.asked.columns()).map(|(field, column)| {
            if field.name() == "row_id" {
                return Arc::new((first..first + count as i64).collect::<Int64Array>()) as ArrayRef;
            }
            changed.get(field.name().as_str()).unwrap_or(column).slice(0, count)
        });
        let columns = columns.collect();
        self.batches.push(RecordBatch::try_new(schema, columns).map_err(BakeoffError::Exam)?);
        self.blocks.push(Block { change, rows: self.rows[..count].to_vec() });
        Ok(())
    }
}

/// Drawn rows among those that the fold asks and whose truth is known, in drawn order.
fn sample(
    stage: &Stage,
    given: &FoldFiles,
    fold: u32,
    shuffles: usize,
    random: &mut Pcg64,
) -> Result<(RecordBatch, Vec<usize>), BakeoffError> {
    let asked = stage.folds.asked(FoldId::Inner(fold));
    let order = shuffled(asked.len(), random);
    let known = order.values().iter().filter(|&&at| stage.truth[asked[at as usize]].is_finite());
    let wanted = (EXAM_ROWS_MAX / (shuffles + 1)).clamp(ROWS.1, ROWS.0);
    let taken: Vec<u32> = known.take(wanted).copied().collect();
    let rows = taken.iter().map(|&at| asked[at as usize]).collect();
    let batch =
        take_record_batch(&table::read(&given.ask, None)?.whole()?, &UInt32Array::from(taken)).map_err(BakeoffError::Exam)?;
    Ok((batch, rows))
}

/// Values of a column that a curve asks for, each with the row that holds it.
fn grid(asked: &RecordBatch, column: &Column) -> Result<Vec<(Change, usize)>, BakeoffError> {
    let Some(array) = asked.column_by_name(&column.name) else { return Ok(Vec::new()) };
    let cells = Cells::of(array).map_err(BakeoffError::Exam)?;
    let count = asked.num_rows();
    if let Cells::Numbers(_) = cells {
        return Ok(quantiles(&cells, count, column));
    }
    let mut labels: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in 0..count {
        let label = match cells.value(row) {
            Value::Text(text) if column.kind == Kind::Text => text.to_owned(),
            Value::Flag(flag) => flag.to_string(),
            _ => continue,
        };
        labels.entry(label).or_insert((0, row)).0 += 1;
    }
    let mut found: Vec<_> = labels.into_iter().filter(|(_, (rows, _))| *rows >= LABEL_ROWS_MIN).collect();
    found.sort_by_key(|(_, (rows, _))| std::cmp::Reverse(*rows));
    let set = |(label, (rows, at)): (String, (usize, usize))| {
        let density = rows as f64 / count as f64;
        (Change::Set { column: column.name.clone(), number: None, label: Some(label), density }, at)
    };
    Ok(if found.len() < 2 { Vec::new() } else { found.into_iter().take(POINTS_MAX).map(set).collect() })
}

/// Evenly spaced quantiles from 5 to 95 %, equal ones once.
fn quantiles(cells: &Cells, count: usize, column: &Column) -> Vec<(Change, usize)> {
    let mut sorted: Vec<(f64, usize)> = (0..count)
        .filter_map(|row| match cells.value(row) {
            Value::Number(number) => Some((number, row)),
            _ => None,
        })
        .collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    if sorted.len() < LABEL_ROWS_MIN {
        return Vec::new();
    }
    let share = |point: usize| 0.05 + 0.9 * point as f64 / (POINTS_MAX - 1) as f64;
    let mut picked: Vec<(f64, usize)> =
        (0..POINTS_MAX).map(|point| sorted[(share(point) * (sorted.len() - 1) as f64).round() as usize]).collect();
    picked.dedup_by(|a, b| a.0.total_cmp(&b.0).is_eq());
    if picked.len() < 2 {
        return Vec::new();
    }
    let nearest = |value: f64| {
        let above = picked.partition_point(|(at, _)| *at < value).min(picked.len() - 1);
        if above > 0 && value - picked[above - 1].0 < picked[above].0 - value { above - 1 } else { above }
    };
    let mut near = vec![0_usize; picked.len()];
    for (value, _) in &sorted {
        near[nearest(*value)] += 1;
    }
    let set = |((number, at), rows): (&(f64, usize), &usize)| {
        let density = *rows as f64 / count as f64;
        (Change::Set { column: column.name.clone(), number: Some(*number), label: None, density }, *at)
    };
    picked.iter().zip(&near).map(set).collect()
}

/// The table with columns of standard normal noise at its end.
fn with_noise(batch: &RecordBatch, names: &[String], random: &mut Pcg64) -> Result<RecordBatch, BakeoffError> {
    let mut fields: Vec<_> = batch.schema().fields().iter().cloned().collect();
    let mut columns = batch.columns().to_vec();
    for name in names {
        let normal = |_| {
            // Box and Muller.
            let (u, v): (f64, f64) = (1.0 - random.random::<f64>(), random.random());
            (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
        };
        let values: Vec<f64> = (0..batch.num_rows()).map(normal).collect();
        fields.push(Arc::new(Field::new(name, DataType::Float64, true)));
        columns.push(Arc::new(Float64Array::from(values)));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(BakeoffError::Exam)
}

/// Numbers below `count` in random order.
fn shuffled(count: usize, random: &mut Pcg64) -> UInt32Array {
    let mut order: Vec<u32> = (0..count as u32).collect();
    for last in (1..count).rev() {
        order.swap(last, random.random_range(0..=last));
    }
    order.into()
}

fn write(path: &Path, batches: &[RecordBatch]) -> Result<(), BakeoffError> {
    let Some(first) = batches.first() else { return Ok(()) };
    let file = File::create(path).map_err(BakeoffError::file("cannot create", path))?;
    let mut writer = FileWriter::try_new_buffered(file, &first.schema()).map_err(BakeoffError::Exam)?;
    for batch in batches {
        writer.write(batch).map_err(BakeoffError::Exam)?;
    }
    writer.finish().map_err(BakeoffError::Exam)
}
