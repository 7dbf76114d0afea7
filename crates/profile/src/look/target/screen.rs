//! Which columns of a wide table a model is given: chosen in the training rows alone, or noise would look like knowledge.

use learn::frame::{Column, Frame, MISSING};

use super::models::Task;
use super::reach::COLUMNS_MAX;

const BINS: usize = 8;
const LEVELS_MAX: u32 = 30;

/// Codes of every column; no target was seen.
#[derive(Debug)]
pub(super) struct Screen {
    codes: Option<Vec<Vec<u32>>>,
    columns: usize,
}

impl Screen {
    /// Cuts every column into codes when there are too many columns.
    pub(super) fn new(frame: &Frame, wide: bool) -> Self {
        let codes = wide.then(|| frame.columns().iter().map(codes).collect());
        Self { codes, columns: frame.columns().len() }
    }

    /// The places of the most telling columns by the share of the target's variance between codes, without what chance explains.
    pub(super) fn choose(&self, rows: &[usize], y: &[f64], task: &Task) -> Vec<usize> {
        let Some(codes) = &self.codes else { return (0..self.columns).collect() };
        let classes = if let Task::Classes(classes) = task { *classes } else { 1 };
        let score = |codes: &Vec<u32>| -> f64 {
            let one = |class: usize| {
                let value = |y: f64| if classes > 1 { f64::from(u8::from(y as usize == class)) } else { y };
                explained(codes, rows, y.iter().map(|y| value(*y)))
            };
            (0..classes).map(one).sum()
        };
        let mut scored: Vec<(f64, usize)> = codes.iter().enumerate().map(|(at, codes)| (score(codes), at)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut chosen: Vec<usize> = scored.into_iter().take(COLUMNS_MAX).map(|(_, at)| at).collect();
        chosen.sort_unstable();
        chosen
    }
}

/// Bins or levels from 1, 0 where it is missing.
fn codes(column: &Column) -> Vec<u32> {
    match column {
        Column::Numeric { values, .. } => {
            let present: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
            let mut bins = stats::quantile_bins(&present, BINS).into_iter();
            values.iter().map(|x| if x.is_nan() { 0 } else { bins.next().map_or(0, |bin| bin + 1) }).collect()
        }
        Column::Category { codes, .. } => codes.iter().map(|&c| if c == MISSING { 0 } else { 1 + c.min(LEVELS_MAX) }).collect(),
    }
}

/// The F-like excess of the variance between codes, as a share: `eta^2 - (k - 1) / (n - 1)`.
fn explained(codes: &[u32], rows: &[usize], y: impl Iterator<Item = f64>) -> f64 {
    let mut sums = [(0.0_f64, 0.0_f64); LEVELS_MAX as usize + 2];
    let (mut total, mut squares) = (0.0, 0.0);
    for (&row, y) in rows.iter().zip(y) {
        let sum = &mut sums[codes[row] as usize];
        sum.0 += 1.0;
        sum.1 += y;
        total += y;
        squares += y * y;
    }
    let n = rows.len() as f64;
    let whole = squares - total * total / n;
    if whole <= 0.0 || n < 3.0 {
        return 0.0;
    }
    let filled = sums.iter().filter(|(count, _)| *count > 0.0);
    let between: f64 = filled.clone().map(|(count, sum)| sum * sum / count).sum::<f64>() - total * total / n;
    between / whole - (filled.count() as f64 - 1.0) / (n - 1.0)
}
