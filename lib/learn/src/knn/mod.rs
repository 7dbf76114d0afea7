//! Nearest neighbours: predictions from the rows most alike.

mod search;
mod space;
#[cfg(test)]
mod tests;

pub(crate) use search::Index;
pub(crate) use space::Space;

use rayon::prelude::*;

use crate::error::LearnError;
use crate::frame::Frame;
use crate::probabilities::bounded;
use crate::target;

/// Rows that are searched between two questions whether to stop.
const CHUNK: usize = 512;
/// Numbers of neighbours that are tried.
const TRIED: [usize; 15] = [1, 2, 3, 5, 8, 12, 18, 25, 35, 50, 70, 100, 150, 200, 300];
/// Rows of the overall mean added to the neighbours.
const SMOOTHING: f64 = 1.0;

/// What neighbours are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnnTask {
    /// Numbers: their mean; the number of neighbours is chosen by the squared error.
    Mean,
    /// Classes 0, 1, ...: their shares; chosen by the log loss.
    Classes {
        /// Number of classes, 2 or more.
        classes: usize,
    },
}

/// The mean, or the class shares, of the k most similar rows, with one row of the overall mean added.
///
/// The squared distance of two rows is the sum over columns of `(a - b)^2` for numbers scaled to unit variance (and kept within 4 deviations), 1 for two
/// different labels, 1 where one of both is missing, 0 where both are. Labels that training did not have differ from all.
/// Ties are broken by a drawn order of rows, not by the order of the table.
///
/// | field | default | meaning |
/// |---|---|---|
/// | `task` | mean | target and loss |
/// | `neighbours` | none | their number; `None` takes the best of 1 to 300 by leaving each row out |
/// | `rows_max` | 50,000 | training rows that are kept, drawn at random |
/// | `choice_rows_max` | 4,000 | rows that the number of neighbours is chosen on |
/// | `seed` | 0 | of draws |
///
/// Exact: rows lie in a vantage-point tree (Yianilos 1993, SODA, 311-321), and sums of squares end early.
///
/// ```
/// use learn::frame::{Column, Frame};
/// use learn::knn::KnnSpec;
///
/// let x: Vec<f64> = (0..100).map(f64::from).collect();
/// let y: Vec<f64> = x.iter().map(|x| if *x < 50.0 { 1.0 } else { 9.0 }).collect();
/// let train = Frame::new(100, vec![Column::numeric("x", x)])?;
/// let knn = KnnSpec::default().fit(&train, &y, &mut || false)?;
/// let ask = Frame::new(1, vec![Column::numeric("x", vec![80.2])])?;
/// assert!(knn.predict(&ask)?[0] > 7.0);
/// # Ok::<(), learn::LearnError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnnSpec {
    /// Target and loss.
    pub task: KnnTask,
    /// Number of neighbours.
    pub neighbours: Option<usize>,
    /// Training rows that are kept.
    pub rows_max: usize,
    /// Rows that the number of neighbours is chosen on.
    pub choice_rows_max: usize,
    /// Seed of draws.
    pub seed: u64,
}

impl Default for KnnSpec {
    fn default() -> Self {
        Self { task: KnnTask::Mean, neighbours: None, rows_max: 50_000, choice_rows_max: 4_000, seed: 0 }
    }
}

/// Training rows in a tree.
#[derive(Debug, Clone)]
pub struct KnnFitted {
    space: Space,
    index: Index,
    /// Target of each place of the index.
    y: Vec<f64>,
    task: KnnTask,
    /// Mean, or share of each class.
    overall: Vec<f64>,
    neighbours: usize,
    curve: Vec<(usize, f64)>,
    stopped: bool,
}

impl KnnSpec {
    /// Keeps the rows of `train` with their target `y`, and chooses the number of neighbours.
    ///
    /// `should_stop` is asked every 512 rows of that choice; on `true` the rows so far decide.
    ///
    /// # Errors
    /// [`LearnError::NoRows`], [`LearnError::Length`], [`LearnError::Target`], [`LearnError::Setting`].
    ///
    /// Cost: O(rows log rows x columns), and up to O(rows) a search where columns are many.
    pub fn fit(&self, train: &Frame, y: &[f64], should_stop: &mut dyn FnMut() -> bool) -> Result<KnnFitted, LearnError> {
        let positive = [("rows_max", Some(self.rows_max)), ("neighbours", self.neighbours)];
        if let Some((name, _)) = positive.into_iter().find(|(_, value)| *value == Some(0)) {
            return Err(LearnError::Setting { name, found: "0".to_owned(), wanted: "1 or more" });
        }
        let classes = match self.task {
            KnnTask::Mean => target::numbers(train, y).map(|()| 1)?,
            KnnTask::Classes { classes } => target::classes(train, y, classes).map(|_| classes)?,
        };
        let space = Space::new(train);
        let points = space.points(train)?;
        let index = Index::new(&points, self.rows_max, self.seed);
        let kept: Vec<f64> = index.rows().iter().map(|&row| y[row]).collect();
        let n = kept.len() as f64;
        let overall = match self.task {
            KnnTask::Mean => vec![kept.iter().map(|y| y / n).sum()],
            KnnTask::Classes { .. } => {
                (0..classes).map(|class| kept.iter().filter(|y| **y as usize == class).count() as f64 / n).collect()
            }
        };
        let most = kept.len().saturating_sub(1).max(1);
        let neighbours = self.neighbours.unwrap_or(0).min(most);
        let (task, curve) = (self.task, Vec::new());
        let mut fitted = KnnFitted { space, index, y: kept, task, overall, neighbours, curve, stopped: false };
        if self.neighbours.is_none() {
            fitted.choose(self.choice_rows_max, should_stop);
        }
        Ok(fitted)
    }
}

impl KnnFitted {
    /// The best number of neighbours, each row left out of its own prediction.
    fn choose(&mut self, rows_max: usize, should_stop: &mut dyn FnMut() -> bool) {
        let most = (self.y.len() / 2).max(1);
        let tried: Vec<usize> = TRIED.into_iter().filter(|k| *k <= most).collect();
        let last = tried.last().copied().unwrap_or(1);
        // Places are in a drawn order, so that the first ones are a sample.
        let asked: Vec<usize> = (0..self.y.len().min(rows_max)).collect();
        let (mut sums, mut count) = (vec![0.0; tried.len()], 0);
        for chunk in asked.chunks(CHUNK) {
            if should_stop() {
                self.stopped = true;
                break;
            }
            let losses: Vec<Vec<f64>> = chunk
                .par_iter()
                .map(|&place| {
                    let near = self.index.nearest(self.index.point(place), last, Some(place));
                    tried.iter().map(|&k| self.loss(self.y[place], &near[..k.min(near.len())])).collect()
                })
                .collect();
            for losses in losses {
                sums.iter_mut().zip(losses).for_each(|(sum, loss)| *sum += loss);
                count += 1;
            }
        }
        if count == 0 {
            self.neighbours = ((self.y.len() as f64).sqrt() as usize).clamp(1, most);
            return;
        }
        self.curve = tried.into_iter().zip(sums).map(|(k, sum)| (k, sum / f64::from(count))).collect();
        let best = self.curve.iter().copied().reduce(|a, b| if b.1 < a.1 { b } else { a });
        self.neighbours = best.map_or(1, |(k, _)| k);
    }

    fn loss(&self, y: f64, near: &[(f64, usize)]) -> f64 {
        let answer = self.answer(near);
        match self.task {
            KnnTask::Mean => (y - answer[0]) * (y - answer[0]),
            KnnTask::Classes { .. } => -answer[y as usize].ln(),
        }
    }

    fn answer(&self, near: &[(f64, usize)]) -> Vec<f64> {
        let weight = near.len() as f64 + SMOOTHING;
        let mut answer: Vec<f64> = self.overall.iter().map(|value| value * (SMOOTHING / weight)).collect();
        for &(_, place) in near {
            match self.task {
                KnnTask::Mean => answer[0] += self.y[place] / weight,
                KnnTask::Classes { .. } => answer[self.y[place] as usize] += 1.0 / weight,
            }
        }
        if self.task != KnnTask::Mean {
            for p in &mut answer {
                *p = bounded(*p);
            }
        }
        answer
    }

    /// The mean, or the probability of 1 for two classes, or those of all classes row after row.
    ///
    /// # Errors
    /// [`LearnError::MissingColumn`], [`LearnError::KindChanged`].
    ///
    /// Cost: O(rows x training rows x columns) at worst.
    pub fn predict(&self, ask: &Frame) -> Result<Vec<f64>, LearnError> {
        let points = self.space.points(ask)?;
        let rows: Vec<Vec<f64>> =
            points.rows().into_par_iter().map(|point| self.answer(&self.index.nearest(point, self.neighbours, None))).collect();
        let two = self.task == KnnTask::Classes { classes: 2 };
        Ok(rows.into_iter().flat_map(|row| if two { vec![row[1]] } else { row }).collect())
    }

    /// Neighbours that a prediction rests on.
    pub fn neighbours(&self) -> usize {
        self.neighbours
    }

    /// Numbers of neighbours that were tried, with their mean loss; empty when the number was given.
    pub fn curve(&self) -> &[(usize, f64)] {
        &self.curve
    }

    /// Did the caller stop the choice?
    pub fn stopped(&self) -> bool {
        self.stopped
    }
}
