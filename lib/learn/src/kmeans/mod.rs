//! Cohorts: k-means cells that predict their mean.

mod lloyd;
mod seeding;

use rand::SeedableRng;
use rand_pcg::Pcg64;

use crate::encode::Moments;
use crate::frame::{Column, Frame, Schema};
use crate::probabilities::bounded;
use crate::{LearnError, Stop, target};

/// k-means cells on scaled numeric columns; each cell predicts its mean, drawn towards the overall mean.
///
/// `prediction = (sum of y in the cell + smoothing * mean of y) / (rows of the cell + smoothing)`.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `cells` | 100 | number of cells, at most 10,000; fewer come out when there are fewer distinct rows |
/// | `columns` | empty | numeric columns to use; empty means all of them |
/// | `log` | true | take `sign(x) ln(1 + abs x)` first: right for counts, amounts and days |
/// | `restarts` | 4 | fresh starts; the tightest cells win |
/// | `iterations_max` | 100 | rounds of one start |
/// | `rows_max` | 50,000 | rows that the centres are looked for on, drawn at random; the means are those of all rows |
/// | `smoothing` | 5.0 | rows of the overall mean added to each cell |
///
/// Starts with k-means++ (Arthur and Vassilvitskii, SODA 2007, 1027-1035), moves with Lloyd's rounds, skipping
/// distances by Hamerly's bounds (SDM 2010, 10.1137/1.9781611972801.12), which change nothing but the time.
///
/// Missing values: the column's mean. Categories are not used; columns without a value or with a single one are left out.
/// For a 0/1 target the predictions stay inside (0, 1).
///
/// ```
/// use learn::frame::{Column, Frame};
/// use learn::kmeans::KMeansSpec;
///
/// let days: Vec<f64> = (0..60).map(|i| if i % 2 == 0 { 3.0 } else { 300.0 }).collect();
/// let back: Vec<f64> = (0..60).map(|i| if i % 2 == 0 { 1.0 } else { 0.0 }).collect();
/// let train = Frame::new(60, vec![Column::numeric("days", days)])?;
/// let cohorts = KMeansSpec { cells: 2, ..KMeansSpec::default() }.fit(&train, &back, 7, None)?;
/// let p = cohorts.predict(&train)?;
/// assert!((p[0] - 32.5 / 35.0).abs() < 1e-12 && (p[1] - 2.5 / 35.0).abs() < 1e-12);
/// # Ok::<(), learn::LearnError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansSpec {
    /// Number of cells.
    pub cells: usize,
    /// Columns to use; empty for all numeric ones.
    pub columns: Vec<String>,
    /// Take signed logarithms first?
    pub log: bool,
    /// Fresh starts.
    pub restarts: usize,
    /// Rounds of one start.
    pub iterations_max: usize,
    /// Rows that the centres are looked for on.
    pub rows_max: usize,
    /// Rows of the overall mean added to each cell.
    pub smoothing: f64,
}

impl Default for KMeansSpec {
    fn default() -> Self {
        Self { cells: 100, columns: Vec::new(), log: true, restarts: 4, iterations_max: 100, rows_max: 50_000, smoothing: 5.0 }
    }
}

/// Fitted cells.
#[derive(Debug, Clone)]
pub struct KMeansFitted {
    schema: Schema,
    axes: Vec<Axis>,
    log: bool,
    /// `cells x axes`.
    centres: Vec<f64>,
    rows: Vec<usize>,
    values: Vec<f64>,
    spread: f64,
    stopped: bool,
}

/// A column in use.
#[derive(Debug, Clone)]
struct Axis {
    column: usize,
    moments: Moments,
}

const CELLS_MAX: usize = 10_000;

impl KMeansSpec {
    /// Finds cells in `train` and the mean of `y`, one value a row, in each.
    ///
    /// `stop` is asked before every round; when it says so the tightest cells so far are kept.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Setting`],
    /// [`LearnError::MissingColumn`], [`LearnError::NoColumns`], [`LearnError::Limit`].
    ///
    /// Cost: at most O(restarts x rounds x `rows_max` x cells x columns), in practice a fraction of it, and
    /// O(rows x cells x columns).
    pub fn fit(&self, train: &Frame, y: &[f64], seed: u64, stop: Option<Stop>) -> Result<KMeansFitted, LearnError> {
        self.check()?;
        target::numbers(train, y)?;
        let axes = self.axes(train)?;
        let points = points(train, &axes, self.log);
        let mut rng = Pcg64::seed_from_u64(seed);
        let sample = seeding::sample(&points, axes.len(), self.rows_max, &mut rng);
        let mut best: Option<lloyd::Cells> = None;
        let mut stopped = false;
        for _ in 0..self.restarts {
            let centres = seeding::spread_out(&sample, axes.len(), self.cells, &mut rng);
            let cells = lloyd::settle(&sample, centres, axes.len(), self.iterations_max, stop);
            stopped |= cells.stopped;
            if best.as_ref().is_none_or(|best| cells.spread < best.spread) {
                best = Some(cells);
            }
            if stopped {
                break;
            }
        }
        let best = best.ok_or(LearnError::Stopped)?;
        let (rows, values) = self.values(&points, &best.centres, axes.len(), y)?;
        Ok(KMeansFitted {
            schema: train.schema(),
            axes,
            log: self.log,
            centres: best.centres,
            rows,
            values,
            spread: best.spread,
            stopped,
        })
    }

    fn check(&self) -> Result<(), LearnError> {
        if self.cells > CELLS_MAX {
            return Err(LearnError::Limit { what: "cells", found: self.cells, limit: CELLS_MAX });
        }
        let counts = [
            ("cells", self.cells),
            ("restarts", self.restarts),
            ("iterations_max", self.iterations_max),
            ("rows_max", self.rows_max),
        ];
        for (name, value) in counts {
            if value == 0 {
                return Err(LearnError::Setting { name, found: "0".to_owned(), wanted: "1 or more" });
            }
        }
        if !(self.smoothing >= 0.0 && self.smoothing.is_finite()) {
            let found = self.smoothing.to_string();
            return Err(LearnError::Setting { name: "smoothing", found, wanted: "a finite number, 0 or more" });
        }
        Ok(())
    }

    fn axes(&self, train: &Frame) -> Result<Vec<Axis>, LearnError> {
        for name in &self.columns {
            match train.column(name) {
                None => {
                    return Err(LearnError::MissingColumn { column: name.clone() });
                }
                Some(Column::Category { .. }) => {
                    let found = format!("`{name}`");
                    let wanted = "names of numeric columns";
                    return Err(LearnError::Setting { name: "columns", found, wanted });
                }
                Some(Column::Numeric { .. }) => {}
            }
        }
        let axis = |(column, source): (usize, &Column)| {
            let Column::Numeric { name, values } = source else {
                return None;
            };
            if !self.columns.is_empty() && !self.columns.contains(name) {
                return None;
            }
            let scaled: Vec<f64> = values.iter().map(|value| bent(*value, self.log)).collect();
            Moments::of(&scaled).filter(|moments| moments.sd > 0.0).map(|moments| Axis { column, moments })
        };
        let axes: Vec<Axis> = train.columns().iter().enumerate().filter_map(axis).collect();
        if axes.is_empty() {
            let reason = "cells need a numeric column with two distinct values".to_owned();
            return Err(LearnError::NoColumns { reason });
        }
        Ok(axes)
    }

    /// Rows and smoothed mean of each cell.
    fn values(&self, points: &[f64], centres: &[f64], width: usize, y: &[f64]) -> Result<(Vec<usize>, Vec<f64>), LearnError> {
        let moments = Moments::of(y).ok_or(LearnError::NoRows)?;
        let unit = if moments.sd > 0.0 { moments.sd } else { 1.0 };
        let binary = y.iter().all(|y| [0.0, 1.0].contains(y));
        let count = centres.len() / width;
        let mut rows = vec![0; count];
        let mut sums = vec![0.0; count];
        for (point, y) in points.chunks_exact(width).zip(y) {
            let cell = lloyd::nearest_two(point, centres).0;
            rows[cell] += 1;
            sums[cell] += moments.scaled(*y);
        }
        let value = |(rows, sum): (&usize, &f64)| {
            let weight = *rows as f64 + self.smoothing;
            let mean = if weight > 0.0 { moments.mean + unit * (sum / weight) } else { moments.mean };
            if binary { bounded(mean) } else { mean }
        };
        let values = rows.iter().zip(&sums).map(value).collect();
        Ok((rows, values))
    }
}

impl KMeansFitted {
    /// The value of the nearest cell for each row of `ask`.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x cells x columns).
    pub fn predict(&self, ask: &Frame) -> Result<Vec<f64>, LearnError> {
        Ok(self.cell_of(ask)?.into_iter().map(|cell| self.values[cell]).collect())
    }

    /// The nearest cell of each row of `ask`, the first of equals.
    ///
    /// # Errors
    /// As [`KMeansFitted::predict`].
    pub fn cell_of(&self, ask: &Frame) -> Result<Vec<usize>, LearnError> {
        let points = points(&ask.align(&self.schema)?, &self.axes, self.log);
        let nearest = |point: &[f64]| lloyd::nearest_two(point, &self.centres).0;
        Ok(points.chunks_exact(self.axes.len()).map(nearest).collect())
    }

    /// Training rows of each cell.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// Prediction of each cell.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Sum of squared distances of the rows that the centres were looked for on, in scaled units.
    pub fn spread(&self) -> f64 {
        self.spread
    }

    /// Did the caller stop the search?
    pub fn stopped(&self) -> bool {
        self.stopped
    }
}

/// `rows x axes`, scaled.
fn points(frame: &Frame, axes: &[Axis], log: bool) -> Vec<f64> {
    let mut points = vec![0.0; frame.rows() * axes.len()];
    for (at, axis) in axes.iter().enumerate() {
        let Column::Numeric { values, .. } = &frame.columns()[axis.column] else {
            continue;
        };
        for (slot, value) in points.iter_mut().skip(at).step_by(axes.len()).zip(values) {
            *slot = axis.moments.scaled(bent(*value, log));
        }
    }
    points
}

/// `sign(x) ln(1 + |x|)`.
fn bent(value: f64, log: bool) -> f64 {
    if log { value.abs().ln_1p().copysign(value) } else { value }
}
