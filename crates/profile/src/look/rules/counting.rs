//! Rules whose rows are counted one by one while the pass goes on.

use std::collections::HashSet;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type};
use problem::Rule;
use summary::{RowHashes, hash_number, hash_text};

use crate::look::gathered::{Floats, hash_whole};

/// Different values of a column that must be unique up to which this is exact.
const UNIQUE_MAX: usize = 4 << 20;

/// In how many rows a rule was looked at, and in how many it failed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// Rows that the rule speaks of.
    pub rows: u64,
    /// Rows in which it fails.
    pub broken: f64,
    /// Standard error of that number where it is an estimate.
    pub error: Option<f64>,
}

/// Counts for rules in the order of the rules; those that summaries answer are left alone.
#[derive(Debug)]
pub(crate) struct Counting(Vec<Option<Counter>>);

#[derive(Debug)]
struct Counter {
    what: What,
    rows: u64,
    broken: u64,
}

#[derive(Debug)]
enum What {
    Range { place: usize, min: f64, max: f64 },
    Texts { place: usize, allowed: HashSet<String> },
    Numbers { place: usize, allowed: HashSet<u64> },
    Unique { place: usize, hashes: Box<RowHashes> },
    Sum { places: Vec<usize>, factors: Vec<f64>, constant: f64, tolerance: f64, relative: f64 },
}

impl Counting {
    /// For a table of these columns.
    pub(crate) fn new(rules: &[Rule], fields: &[(&str, &DataType)]) -> Self {
        let place = |name: &str| fields.iter().position(|(known, _)| *known == name);
        let of = |rule: &Rule| {
            let what = match rule {
                Rule::Range { column, min, max, .. } => What::Range {
                    place: place(column)?,
                    min: min.unwrap_or(f64::NEG_INFINITY),
                    max: max.unwrap_or(f64::INFINITY),
                },
                Rule::Levels { column, allowed, .. } => {
                    let place = place(column)?;
                    match fields[place].1 {
                        DataType::Utf8 => What::Texts { place, allowed: allowed.iter().cloned().collect() },
                        DataType::Int64 | DataType::Float64 => {
                            let numbers = allowed.iter().filter_map(|level| level.parse::<f64>().ok());
                            What::Numbers { place, allowed: numbers.map(hash_number).collect() }
                        }
                        DataType::Boolean => {
                            let number = |level: &String| match level.as_str() {
                                "true" => Some(1.0),
                                "false" => Some(0.0),
                                _ => None,
                            };
                            What::Numbers { place, allowed: allowed.iter().filter_map(number).map(hash_number).collect() }
                        }
                        _ => return None,
                    }
                }
                Rule::Unique { column } => What::Unique { place: place(column)?, hashes: Box::new(RowHashes::new(UNIQUE_MAX)) },
                Rule::Sum { column, terms, constant, tolerance, relative, .. } => {
                    let names = std::iter::once(column).chain(terms.iter().map(|(_, name)| name));
                    let places = names.map(|name| place(name)).collect::<Option<_>>()?;
                    let factors = terms.iter().map(|(factor, _)| *factor).collect();
                    What::Sum { places, factors, constant: *constant, tolerance: *tolerance, relative: *relative }
                }
                _ => return None,
            };
            Some(Counter { what, rows: 0, broken: 0 })
        };
        Self(rules.iter().map(of).collect())
    }

    /// Takes in the next rows.
    pub(crate) fn push(&mut self, batch: &RecordBatch, floats: &[Floats]) {
        self.0.iter_mut().flatten().for_each(|counter| counter.push(batch, floats));
    }

    /// The counts, in the order of the rules.
    pub(crate) fn finish(self) -> Vec<Option<Counted>> {
        let of = |counter: Counter| match counter.what {
            What::Unique { hashes, .. } => {
                let repeated = hashes.duplicates();
                let error = (!hashes.exact()).then_some(repeated.error);
                Counted { rows: counter.rows, broken: repeated.value, error }
            }
            _ => Counted { rows: counter.rows, broken: counter.broken as f64, error: None },
        };
        self.0.into_iter().map(|counter| counter.map(of)).collect()
    }
}

impl Counter {
    fn push(&mut self, batch: &RecordBatch, floats: &[Floats]) {
        let (rows, broken) = match &mut self.what {
            What::Range { place, min, max } => {
                let (min, max) = (*min, *max);
                count(numbers(&floats[*place]), |x| x < min || x > max)
            }
            What::Numbers { place, allowed } => count(numbers(&floats[*place]), |x| !allowed.contains(&hash_number(x))),
            What::Texts { place, allowed } => match batch.column(*place).as_string_opt::<i32>() {
                Some(texts) => count(texts.iter().flatten(), |text| !allowed.contains(text)),
                None => (0, 0),
            },
            What::Unique { place, hashes } => {
                let array = batch.column(*place);
                let before = hashes.rows();
                if let Some(texts) = array.as_string_opt::<i32>() {
                    texts.iter().flatten().for_each(|text| hashes.add_hash(hash_text(text)));
                } else if let Some(stamps) = crate::look::gathered::micros(array) {
                    stamps.into_iter().flatten().for_each(|t| hashes.add_hash(summary::hash_word(0, t.cast_unsigned())));
                } else if let Some(whole) = array.as_primitive_opt::<Int64Type>() {
                    whole.iter().flatten().for_each(|n| hashes.add_hash(hash_whole(n)));
                } else {
                    numbers(&floats[*place]).for_each(|x| hashes.add_hash(hash_number(x)));
                }
                (hashes.rows() - before, 0)
            }
            What::Sum { places, factors, constant, tolerance, relative } => {
                let columns: Vec<summary::Column> = places.iter().filter_map(|place| floats[*place].column()).collect();
                if columns.len() != places.len() {
                    return;
                }
                let complete = (0..batch.num_rows())
                    .filter(|row| columns.iter().all(|c| c.validity.get(*row) && c.values[*row].is_finite()));
                count(complete, |row| {
                    let sum: f64 = factors.iter().zip(&columns[1..]).map(|(factor, c)| factor * c.values[row]).sum();
                    let x = columns[0].values[row];
                    (x - sum - *constant).abs() > *tolerance + *relative * x.abs()
                })
            }
        };
        self.rows += rows;
        self.broken += broken;
    }
}

/// Finite numbers of a column.
fn numbers(floats: &Floats) -> impl Iterator<Item = f64> + '_ {
    let column = floats.column();
    column
        .into_iter()
        .flat_map(|c| c.values.iter().enumerate().filter(move |(row, x)| c.validity.get(*row) && x.is_finite()).map(|(_, x)| *x))
}

fn count<T>(items: impl Iterator<Item = T>, mut breaks: impl FnMut(T) -> bool) -> (u64, u64) {
    items.fold((0, 0), |(rows, broken), item| (rows + 1, broken + u64::from(breaks(item))))
}
