//! **leakage**: one column that alone all but decides the target.
//!
//! # What it finds
//!
//! A column that would not be known when the prediction is made: the arrival delay in minutes when the question is
//! "late or not", the amount paid back when the question is "will it be paid back", a copy of the target. A contest
//! with such a column is won by whoever copies it, and the winner is useless.
//!
//! # How
//!
//! Each column predicts the target on its own, by a table: numbers, days and instants are cut into up to 64 bins of
//! equal count (a bin of their own for missing values), text and booleans are their own levels; each cell of the table
//! is the mean of the target, or the frequencies of its classes, drawn towards the overall value with the weight of two
//! rows. The table is learned on one half of the rows (by hash of the position) and scored on the other, both ways. A
//! level never seen in the learned half gets the overall value, so that names and ids explain nothing by themselves. An id may still tell by the way it is made: of texts
//! the first two characters, the last two, their number and the first number in them are tried besides, of whole numbers the last digit, and the best is taken.
//!
//! ```text
//! share(column) = 1 - loss(table of the column) / loss(overall value)
//! ```
//!
//! The loss is the log loss for classes, and for a regression the squared error of the target's **rank**: a copy of
//! a long-tailed target, or any monotone function of it, then has a share near 1 although bins are coarse.
//!
//! # Rule
//!
//! | task | suspicious when |
//! |---|---|
//! | both, *decides* | share >= 0.80 (classes) or >= 0.97 (regression) |
//! | classes, *cliff* | share >= 0.40 and at least 3 times that of the next column, for the first column or the first two or three together, when 4 or more columns follow |
//!
//! The cliff needs other columns to fall to: leaks stand alone, while columns that carry the matter itself come
//! in company (length, width and weight of a diamond). A regression has no cliff rule, since one size often does carry most
//! of a price honestly: with weight, x, y and z at 0.9 each and nothing after them, a rule by cliff would accuse weight
//! as soon as the other three were left out.
//!
//! # What it cannot see
//!
//! Leaks of several columns together (a difference of two clocks), leaks weaker than the thresholds, and a regression's
//! leak with a share below 0.97. It warns; only someone who knows when each column is filled in can decide.
//!
//! # Missing values, limits, cost
//!
//! Rows without a target are left out. Missing cells are a bin of their own. At most 65,536 rows are used, drawn by hash
//! of their position; at most 100 classes. Under 200 rows with a target, or with fewer than two classes of 20 rows, the report is
//! [`Leakage::TooFew`]. O(rows) to stream, O(columns x n log n) for the n rows used; 16 to 32 bytes a number, 80 a text of these.
//!
//! # Checked against
//!
//! `reference/profile/leakage.py` runs it over public data sets, results beside it: none of 31 sets without a known leak is
//! accused, and every leak of the seven others is (among them `dep_delay` of late flights, share 0.50 with 0.09 next).

use std::collections::HashMap;

use arrow::array::RecordBatch;
use serde::Serialize;

use crate::error::ProfileError;
use crate::sample::{Cells, Sample};

const ROWS_MIN: usize = 200;
const CLASS_ROWS_MIN: usize = 20;
const CLASSES_MAX: usize = 100;
const BINS_MAX: usize = 64;
/// A bin has at least this many rows to learn from.
const BIN_ROWS_MIN: usize = 20;
/// Every cell of a table is drawn towards the overall value with the weight of this many rows.
const PRIOR_ROWS: f64 = 2.0;
const DECIDES_CLASSES: f64 = 0.80;
const DECIDES_REGRESSION: f64 = 0.97;
const CLIFF_SHARE: f64 = 0.40;
const CLIFF_RATIO: f64 = 3.0;
/// A cliff may have up to this many columns on top.
const CLIFF_TOP_MAX: usize = 3;
/// A cliff needs at least this many columns below.
const CLIFF_BELOW_MIN: usize = 4;

/// What is predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// A number.
    Regression,
    /// One of two or more classes, of any type.
    Classes,
}

/// What each column explains on its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Leakage {
    /// There was enough to judge.
    Judged {
        /// Rows in the table.
        rows: u64,
        /// Rows that were used.
        rows_used: usize,
        /// Every column but the target and those skipped, the most telling first.
        columns: Vec<ColumnShare>,
    },
    /// There were too few rows, or too few of some class, to say anything.
    TooFew {
        /// Rows with a target.
        rows: usize,
        /// Rows that it takes (of which 20 in each of two classes).
        needed: usize,
    },
}

impl Leakage {
    /// The suspicious columns.
    pub fn suspects(&self) -> impl Iterator<Item = &ColumnShare> {
        let columns = if let Self::Judged { columns, .. } = self { columns.as_slice() } else { &[] };
        columns.iter().filter(|c| c.suspicion.is_some())
    }
}

/// What one column explains.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnShare {
    /// The column.
    pub name: String,
    /// The share of the target's loss that it explains alone, at most 1; below 0 where it only misleads.
    pub share: f64,
    /// The part of its cells that does so, where it is not the whole cell: `first two characters`, `last digit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'static str>,
    /// Why it is suspicious, if it is.
    pub suspicion: Option<Suspicion>,
}

/// Why a column is suspicious.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suspicion {
    /// It all but decides the target.
    Decides,
    /// It explains much, and all other columns little.
    Cliff {
        /// The best of the columns that are not suspicious.
        next: String,
        /// Its share.
        next_share: f64,
    },
}

/// Scores every column of the batches against the target; `skip` names columns to leave out (`row_id`, keys).
///
/// # Errors
///
/// A batch that cannot be read, a target that is not there or not a number (regression), more than 100 classes, a
/// column outside the six types.
pub fn leakage<E>(
    batches: impl IntoIterator<Item = Result<RecordBatch, E>>,
    target: &str,
    skip: &[&str],
    task: Task,
) -> Result<Leakage, ProfileError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let sample = Sample::take(batches, skip)?;
    let at = sample.column(target)?;
    let cells = &sample.columns[at].views[0];
    let Some(truth) = Truth::of(cells, target, task)? else {
        let rows = present(cells);
        return Ok(Leakage::TooFew { rows, needed: ROWS_MIN });
    };
    let halves: Vec<bool> = sample.rows.iter().map(|row| row & 1 == 1).collect();
    let base = truth.loss(&halves, &vec![None; halves.len()]);
    let loss = |cells: &Cells| -> f64 {
        [false, true].iter().map(|learn| truth.half(&halves, *learn, &places(cells, &halves, *learn))).sum()
    };
    let features = sample.columns.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, column)| column);
    let mut columns: Vec<ColumnShare> = features
        .map(|column| {
            let losses = column.views.iter().map(loss).enumerate();
            let (view, least) = losses.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, base));
            ColumnShare { name: column.name.clone(), share: 1.0 - least / base, part: column.part(view), suspicion: None }
        })
        .collect();
    columns.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.name.cmp(&b.name)));
    accuse(&mut columns, task);
    Ok(Leakage::Judged { rows: sample.seen, rows_used: truth.rows(), columns })
}

/// Applies the rule to columns sorted by share.
fn accuse(columns: &mut [ColumnShare], task: Task) {
    let decides = if task == Task::Classes { DECIDES_CLASSES } else { DECIDES_REGRESSION };
    let clear = columns.iter().take_while(|c| c.share >= decides).count();
    for column in &mut columns[..clear] {
        column.suspicion = Some(Suspicion::Decides);
    }
    if task == Task::Regression {
        return;
    }
    let rest = &mut columns[clear..];
    for top in 1..=CLIFF_TOP_MAX {
        let Some(next) = rest.get(top).cloned().filter(|_| rest.len() >= top + CLIFF_BELOW_MIN) else { return };
        let last = rest[top - 1].share;
        if last >= CLIFF_SHARE && last >= CLIFF_RATIO * next.share {
            for column in &mut rest[..top] {
                column.suspicion = Some(Suspicion::Cliff { next: next.name.clone(), next_share: next.share });
            }
            return;
        }
    }
}

fn present(cells: &Cells) -> usize {
    match cells {
        Cells::Numbers(all) => all.iter().flatten().count(),
        Cells::Levels(all) => all.iter().flatten().count(),
    }
}

/// The target, row by row; none where it is missing.
enum Truth {
    /// Ranks between 0 and 1.
    Ranks(Vec<Option<f64>>),
    Classes(Vec<Option<usize>>, usize),
}

impl Truth {
    fn of(cells: &Cells, name: &str, task: Task) -> Result<Option<Self>, ProfileError> {
        let truth = match (task, cells) {
            (Task::Regression, Cells::Numbers(values)) => Self::Ranks(ranks(values)),
            (Task::Regression, Cells::Levels(_)) => {
                let found = arrow::datatypes::DataType::Utf8;
                return Err(ProfileError::TargetType { name: name.to_owned(), found });
            }
            (Task::Classes, Cells::Numbers(values)) => classes(values.iter().map(|v| v.map(f64::to_bits)), name)?,
            (Task::Classes, Cells::Levels(values)) => classes(values.iter().copied(), name)?,
        };
        let enough = truth.rows() >= ROWS_MIN
            && match &truth {
                Self::Ranks(values) => values.iter().flatten().any(|v| *v > 0.5),
                Self::Classes(values, k) => {
                    let sizes = (0..*k).map(|c| values.iter().flatten().filter(|v| **v == c).count());
                    sizes.filter(|n| *n >= CLASS_ROWS_MIN).count() >= 2
                }
            };
        Ok(enough.then_some(truth))
    }

    fn rows(&self) -> usize {
        match self {
            Self::Ranks(all) => all.iter().flatten().count(),
            Self::Classes(all, _) => all.iter().flatten().count(),
        }
    }

    /// The loss of a table over both halves, each scored by the other; `places` are the same for both.
    fn loss(&self, halves: &[bool], places: &[Option<usize>]) -> f64 {
        [false, true].iter().map(|learn| self.half(halves, *learn, places)).sum()
    }

    /// The loss on the rows that are not in the half `learn`, of a table learned on those that are.
    ///
    /// `places` gives each row its cell of the table; none is a cell that was never seen.
    fn half(&self, halves: &[bool], learn: bool, places: &[Option<usize>]) -> f64 {
        let cells = places.iter().flatten().max().map_or(0, |m| m + 1);
        match self {
            Self::Ranks(truth) => {
                let learned = zip(halves, places, truth).filter(|(half, ..)| *half == learn);
                let (mut sums, mut counts) = (vec![0.0; cells], vec![0.0; cells]);
                let (mut sum, mut count) = (0.0, 0.0);
                for (_, place, y) in learned {
                    sum += y;
                    count += 1.0;
                    if let Some(p) = place {
                        sums[p] += y;
                        counts[p] += 1.0;
                    }
                }
                let overall = if count > 0.0 { sum / count } else { 0.5 };
                let guess =
                    |place: Option<usize>| place.map_or(overall, |p| (sums[p] + PRIOR_ROWS * overall) / (counts[p] + PRIOR_ROWS));
                let asked = zip(halves, places, truth).filter(|(half, ..)| *half != learn);
                asked.map(|(_, place, y)| (y - guess(place)).powi(2)).sum()
            }
            Self::Classes(truth, k) => {
                let learned = zip(halves, places, truth).filter(|(half, ..)| *half == learn);
                let (mut counts, mut totals) = (vec![0.0; cells * k], vec![0.0; cells]);
                let mut all = vec![0.5; *k];
                for (_, place, y) in learned {
                    all[y] += 1.0;
                    if let Some(p) = place {
                        counts[p * k + y] += 1.0;
                        totals[p] += 1.0;
                    }
                }
                let total: f64 = all.iter().sum();
                let chance = |place: Option<usize>, y: usize| {
                    let overall = all[y] / total;
                    place.map_or(overall, |p| (counts[p * k + y] + PRIOR_ROWS * overall) / (totals[p] + PRIOR_ROWS))
                };
                let asked = zip(halves, places, truth).filter(|(half, ..)| *half != learn);
                asked.map(|(_, place, y)| -chance(place, y).ln()).sum()
            }
        }
    }
}

/// Rows that have a target, with their half and cell.
fn zip<'a, T: Copy>(
    halves: &'a [bool],
    places: &'a [Option<usize>],
    truth: &'a [Option<T>],
) -> impl Iterator<Item = (bool, Option<usize>, T)> + 'a {
    halves.iter().zip(places).zip(truth).filter_map(|((half, place), y)| y.map(|y| (*half, *place, y)))
}

/// Mid-ranks scaled to 0..1.
fn ranks(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(f64, usize)> = values.iter().enumerate().filter_map(|(i, v)| v.map(|v| (v, i))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = vec![None; values.len()];
    for tied in order.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let below = order.partition_point(|x| x.0 < tied[0].0);
        let rank = (below as f64 + tied.len() as f64 / 2.0) / order.len() as f64;
        for (_, i) in tied {
            ranks[*i] = Some(rank);
        }
    }
    ranks
}

fn classes(values: impl Iterator<Item = Option<u64>>, name: &str) -> Result<Truth, ProfileError> {
    let mut known: HashMap<u64, usize> = HashMap::new();
    let mut all = Vec::new();
    for value in values {
        let next = known.len();
        all.push(value.map(|v| *known.entry(v).or_insert(next)));
        if known.len() > CLASSES_MAX {
            return Err(ProfileError::TooManyClasses { name: name.to_owned(), limit: CLASSES_MAX });
        }
    }
    Ok(Truth::Classes(all, known.len()))
}

/// The cell of the table that each row falls into, by bins or levels of the half `learn`.
fn places(cells: &Cells, halves: &[bool], learn: bool) -> Vec<Option<usize>> {
    match cells {
        Cells::Numbers(values) => {
            let mut learned: Vec<f64> =
                values.iter().zip(halves).filter(|(_, half)| **half == learn).filter_map(|(v, _)| *v).collect();
            learned.sort_by(f64::total_cmp);
            let bins = (learned.len() / BIN_ROWS_MIN).clamp(1, BINS_MAX);
            let mut edges: Vec<f64> = (1..bins).map(|i| learned[i * learned.len() / bins]).collect();
            edges.dedup();
            let missing = edges.len() + 1;
            values.iter().map(|v| Some(v.map_or(missing, |v| edges.partition_point(|e| *e <= v)))).collect()
        }
        Cells::Levels(values) => {
            // A missing value is a level like any other.
            let mut known: HashMap<Option<u64>, usize> = HashMap::new();
            for (value, _) in values.iter().zip(halves).filter(|(_, half)| **half == learn) {
                let next = known.len();
                known.entry(*value).or_insert(next);
            }
            values.iter().map(|v| known.get(v).copied()).collect()
        }
    }
}
