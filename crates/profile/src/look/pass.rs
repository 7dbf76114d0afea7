//! The one pass: every batch goes once through the summaries of each column, columns side by side.

use std::collections::HashMap;

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type, SchemaRef};
use rayon::prelude::*;
use summary::{Column, Gram, RowHashes, hash_row};

use super::baseline::Baseline;
use super::deliveries::{Deliveries, History};
use super::describe::describe;
use super::gathered::{Floats, Gathered, micros, on_the_clock};
use super::panel::Panel;
use super::rules::{Counted, Counting};
use super::sample::Draw;
use super::timeline::COARSE_MAX;
use super::{Asked, Duplicates, Facts, Timeline, Wanted};
use crate::error::ProfileError;

/// Row hashes kept for counting duplicates exactly.
const HASHES_MAX: usize = 3 << 20;
/// Columns of a Gram matrix.
const GRAM_MAX: usize = 4096;

/// What was gathered so far.
#[derive(Debug)]
pub(crate) struct Pass {
    schema: SchemaRef,
    asked: Asked,
    gathered: Vec<Gathered>,
    /// A hash over all cells of each column.
    column_hashes: Vec<u64>,
    row_hashes: RowHashes,
    gram: Gram,
    gram_places: Vec<usize>,
    draw: Draw,
    /// The time column that was asked for.
    time: Option<usize>,
    /// That, or the first column of dates as long as it does not fall, and all numbers over it.
    timeline: Option<(usize, Timeline)>,
    /// The place of group and target, and the target over time by group.
    panel: Option<(usize, usize, Panel)>,
    counting: Counting,
    deliveries: Option<Deliveries>,
    rows: u64,
}

/// What the pass gives.
pub(crate) struct Gathering {
    pub(crate) facts: Facts,
    pub(crate) baseline: Baseline,
    pub(crate) counted: Vec<Option<Counted>>,
    pub(crate) history: Option<History>,
}

impl Pass {
    /// Nothing seen; the columns must have the six canonical types, and those named in `asked` be there.
    pub(crate) fn new(schema: &SchemaRef, asked: &Asked, wanted: &Wanted) -> Result<Self, ProfileError> {
        let fields = schema.fields();
        for field in fields {
            if !canonical(field.data_type()) {
                return Err(ProfileError::ColumnType { name: field.name().clone(), found: field.data_type().clone() });
            }
        }
        for name in [&asked.target, &asked.time, &asked.group].into_iter().flatten() {
            if schema.index_of(name).is_err() {
                return Err(ProfileError::NoColumn { name: name.clone() });
            }
        }
        let columns = fields.len();
        let numeric = |data: &DataType| matches!(data, DataType::Int64 | DataType::Float64 | DataType::Boolean);
        let mut gram_places: Vec<usize> = (0..columns).filter(|i| numeric(fields[*i].data_type())).collect();
        gram_places.truncate(GRAM_MAX);
        let time = asked.time.as_ref().and_then(|name| schema.index_of(name).ok());
        let time = time.filter(|place| !matches!(fields[*place].data_type(), DataType::Utf8 | DataType::Boolean));
        let clock = |place: usize| !matches!(fields[place].data_type(), DataType::Int64 | DataType::Float64);
        let followed = fields.iter().map(|f| numeric(f.data_type())).collect();
        let dates =
            || (0..columns).find(|place| matches!(fields[*place].data_type(), DataType::Date32 | DataType::Timestamp(..)));
        let timed = if asked.time.is_some() { time } else { dates() };
        let place = |name: &Option<String>| name.as_ref().and_then(|name| schema.index_of(name).ok());
        let panel = match (time, place(&asked.group), place(&asked.target)) {
            (Some(time), Some(group), Some(target)) if time != group => Some((group, target, Panel::new(clock(time)))),
            _ => None,
        };
        let named: Vec<(&str, &DataType)> = fields.iter().map(|f| (f.name().as_str(), f.data_type())).collect();
        let deliveries = wanted.history.then(|| Deliveries::new(schema, time.map(clock), wanted.every));
        Ok(Self {
            schema: schema.clone(),
            counting: Counting::new(&wanted.rules, &named),
            deliveries,
            asked: asked.clone(),
            gathered: fields.iter().enumerate().map(|(i, f)| Gathered::new(f.data_type(), columns, i)).collect(),
            column_hashes: vec![0; columns],
            row_hashes: RowHashes::new(HASHES_MAX),
            gram: Gram::new(gram_places.len()),
            gram_places,
            draw: Draw::new(columns, asked.seed),
            time,
            timeline: timed.map(|place| (place, Timeline::new(followed, clock(place)))),
            panel,
            rows: 0,
        })
    }

    /// How many rows went by.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes in the next rows.
    pub(crate) fn push(&mut self, batch: &RecordBatch) -> Result<(), ProfileError> {
        if batch.schema().fields() != self.schema.fields() {
            let odd =
                batch.schema().fields().iter().zip(self.schema.fields()).find(|(a, b)| a != b).map(|(a, _)| a.name().clone());
            return Err(ProfileError::DifferentColumns { name: odd.unwrap_or_default() });
        }
        let floats: Vec<Floats> = batch.columns().par_iter().map(Floats::of).collect();
        let (gram, gram_places) = (&mut self.gram, &self.gram_places);
        let (gathered, column_hashes) = (&mut self.gathered, &mut self.column_hashes);
        let (hashes, drawn) = rayon::join(
            || {
                let columns: Vec<Column> = gram_places.iter().filter_map(|place| floats[*place].column()).collect();
                gram.add(&columns);
                let cells = gathered.par_iter_mut().zip(column_hashes).zip(batch.columns()).zip(&floats);
                let cells: Vec<Vec<u64>> = cells
                    .map(|(((of, whole), array), floats)| {
                        let cells = of.push(array, floats);
                        *whole = cells.iter().fold(*whole, |whole, cell| hash_row(whole, *cell));
                        cells
                    })
                    .collect();
                join(&cells, batch.num_rows())
            },
            || self.draw.push(batch),
        );
        drawn?;
        self.row_hashes.add_slice(&hashes);
        self.counting.push(batch, &floats);
        if self.time.is_none() {
            let falls =
                |(place, _): &mut (usize, Timeline)| matches!(&self.gathered[*place], Gathered::Instants(of) if of.falls());
            self.timeline.take_if(falls);
        }
        let times = self.timeline.as_ref().map(|(place, _)| times(batch.column(*place), &floats[*place]));
        if let (Some((_, timeline)), Some(times)) = (&mut self.timeline, &times) {
            let values: Vec<Vec<Option<f64>>> = floats.iter().map(values).collect();
            timeline.push(times, &values);
            if let Some((group, target, panel)) = &mut self.panel {
                panel.push(batch.column(*group), times, &values[*target]);
            }
        }
        if let Some(deliveries) = &mut self.deliveries {
            deliveries.push(batch, times.as_deref().filter(|_| self.time.is_some()), &hashes)?;
        }
        self.rows += batch.num_rows() as u64;
        Ok(())
    }

    /// The facts that checks read, what stays of the table, and what else was wanted.
    pub(crate) fn finish(self) -> Result<Gathering, ProfileError> {
        let sample = self.draw.finish()?.ok_or(ProfileError::NoRows)?;
        if self.rows == 0 {
            return Err(ProfileError::NoRows);
        }
        let names: Vec<&String> = self.schema.fields().iter().map(|f| f.name()).collect();
        let columns: Vec<_> =
            names.par_iter().zip(&self.gathered).map(|(name, of)| describe(name, of, &self.schema, &sample)).collect();
        let repeated = self.row_hashes.duplicates();
        let duplicates = Duplicates {
            rows: repeated.value,
            error: (!self.row_hashes.exact()).then_some(repeated.error),
            share: repeated.value / self.rows as f64,
            columns: same(&columns, &self.column_hashes),
        };
        let log_sums = self.gathered.iter().map(|of| match of {
            Gathered::Numbers(of) => Some(of.log_sums),
            _ => None,
        });
        let log_sums = log_sums.collect();
        let fine = self.timeline.map(|(place, timeline)| (names[place].clone(), timeline.finish()));
        let coarse = fine.as_ref().filter(|_| self.time.is_some()).map(|(_, fine)| fine.clone().coarse(COARSE_MAX));
        let baseline = Baseline::of(self.rows, self.gathered, &columns, &self.gram, &self.row_hashes);
        let facts = Facts {
            asked: self.asked,
            rows: self.rows,
            columns,
            duplicates,
            sample,
            log_sums,
            gram: self.gram,
            gram_places: self.gram_places,
            timeline: coarse,
            fine,
            panel: self.panel.map(|(.., panel)| panel.finish()),
        };
        let (counted, history) = (self.counting.finish(), self.deliveries.map(Deliveries::finish));
        Ok(Gathering { facts, baseline, counted, history })
    }
}

/// Whether a type is one of the six of a table.
fn canonical(data: &DataType) -> bool {
    matches!(data, DataType::Utf8) || crate::sample::numeric(data)
}

/// The hash of each row from the hashes of its cells, column by column.
fn join(columns: &[Vec<u64>], rows: usize) -> Vec<u64> {
    let mut hashes = vec![0; rows];
    for cells in columns {
        hashes.iter_mut().zip(cells).for_each(|(row, cell)| *row = hash_row(*row, *cell));
    }
    hashes
}

/// Finite values of a column of numbers; empty for others.
fn values(floats: &Floats) -> Vec<Option<f64>> {
    let Some(column) = floats.column() else { return Vec::new() };
    column.values.iter().enumerate().map(|(i, x)| Some(*x).filter(|x| x.is_finite() && column.validity.get(i))).collect()
}

/// The times of a batch: microseconds, or units of a column of numbers.
fn times(array: &ArrayRef, floats: &Floats) -> Vec<Option<i64>> {
    match array.as_primitive_opt::<Int64Type>() {
        Some(units) => units.iter().map(|t| t.map(on_the_clock)).collect(),
        None => micros(array)
            .unwrap_or_else(|| values(floats).into_iter().map(|x| x.map(|x| on_the_clock(x.floor() as i64))).collect()),
    }
}

/// Sets of columns whose cells are the same in every row; those with one value or none are told apart elsewhere.
fn same(columns: &[super::Column], hashes: &[u64]) -> Vec<Vec<String>> {
    let mut seen: HashMap<u64, Vec<String>> = HashMap::new();
    for (column, whole) in columns.iter().zip(hashes).filter(|(c, _)| c.distinct.count > 1) {
        seen.entry(*whole).or_default().push(column.name.clone());
    }
    let mut sets: Vec<Vec<String>> = seen.into_values().filter(|set| set.len() > 1).collect();
    sets.sort_by_key(|set| columns.iter().position(|c| c.name == set[0]));
    sets
}
