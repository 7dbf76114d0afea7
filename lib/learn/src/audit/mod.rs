//! Label audit: the rows whose label the out-of-fold predictions contradict most.
//!
//! ```
//! use learn::audit::suspects;
//!
//! let y = [0.0, 0.0, 1.0, 1.0, 0.0, 1.0];
//! let p = [0.1, 0.2, 0.9, 0.8, 0.95, 0.7]; // of class 1, from models that have not seen the row
//! assert_eq!(suspects(&y, &p, 1)?[0].row, 4);
//! # Ok::<(), learn::LearnError>(())
//! ```

use crate::error::LearnError;
use crate::probabilities::bounded;

/// Cells of the calibration at most.
const BINS_MAX: usize = 20;
/// Rows of a calibration cell at least.
const BIN_ROWS_MIN: usize = 50;

/// A row with how much its label is doubted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suspect {
    /// Zero-based row.
    pub row: usize,
    /// The class it is labelled with.
    pub label: usize,
    /// The class that the prediction favours most against its usual level.
    pub likely: usize,
    /// Log of the odds of `likely` over `label`, each measured against how sure predictions are of the class where it is the label.
    pub doubt: f64,
    /// Whether the prediction of `likely` is at least as high as it usually is where that is the label: the row counts as mislabelled
    /// in confident learning.
    pub confident: bool,
}

/// All rows, the most doubtful label first; ties in the order of rows.
///
/// `predictions` are rows x `outputs` probabilities of models that have not seen the row, row after row; `outputs` 1 holds the
/// probability of class 1. Probabilities are calibrated class by class on the labels (monotone, by pooling neighbours), so that a model that
/// is always too sure does not accuse. A class's usual level is the geometric mean of its calibrated probability over the rows
/// labelled with it.
///
/// # Errors
/// [`LearnError::NoRows`], [`LearnError::Length`]; [`LearnError::Target`] for a label that is no class and for a
/// probability outside 0 to 1.
///
/// Cost: O(outputs x rows log rows).
///
/// Reference: Northcutt, Jiang, Chuang (2021), Confident learning: estimating uncertainty in dataset labels, JAIR 70,
/// doi:10.1613/jair.1.12125; the ranking here is by calibrated odds instead of raw margins.
pub fn suspects(y: &[f64], predictions: &[f64], outputs: usize) -> Result<Vec<Suspect>, LearnError> {
    let classes = outputs.max(2);
    let labels = labels(y, predictions, outputs, classes)?;
    let at = |row: usize, class: usize| match outputs {
        1 if class == 0 => 1.0 - predictions[row],
        1 => predictions[row],
        _ => predictions[row * outputs + class],
    };
    let calibrated: Vec<Vec<f64>> = (0..classes)
        .map(|class| {
            let raw: Vec<f64> = (0..y.len()).map(|row| at(row, class)).collect();
            let hit: Vec<bool> = labels.iter().map(|label| *label == class).collect();
            calibrate(&raw, &hit)
        })
        .collect();
    let usual: Vec<Option<f64>> = (0..classes).map(|class| usual(&calibrated[class], &labels, class)).collect();
    let mut all: Vec<Suspect> = (0..y.len())
        .map(|row| {
            let label = labels[row];
            let level = |class: usize| Some(calibrated[class][row].ln() - usual[class]?);
            let others = (0..classes).filter(|class| *class != label).filter_map(|class| Some((level(class)?, class)));
            // A class without rows cannot be meant.
            let (highest, likely) = others.reduce(|a, b| if b.0 > a.0 { b } else { a }).unwrap_or((f64::MIN, label));
            let doubt = if likely == label { f64::MIN } else { highest - level(label).unwrap_or(0.0) };
            Suspect { row, label, likely, doubt, confident: likely != label && highest >= 0.0 && doubt > 0.0 }
        })
        .collect();
    all.sort_by(|a, b| b.doubt.total_cmp(&a.doubt));
    Ok(all)
}

fn labels(y: &[f64], predictions: &[f64], outputs: usize, classes: usize) -> Result<Vec<usize>, LearnError> {
    if y.is_empty() {
        return Err(LearnError::NoRows);
    }
    let expected = y.len() * outputs.max(1);
    if outputs == 0 || predictions.len() != expected {
        return Err(LearnError::Length { name: "predictions".to_owned(), expected, found: predictions.len() });
    }
    if let Some(at) = predictions.iter().position(|p| !(0.0..=1.0).contains(p)) {
        let found = predictions[at].to_string();
        return Err(LearnError::Target { row: at / outputs, found, wanted: "probabilities from 0 to 1" });
    }
    let class = |(row, value): (usize, &f64)| {
        let good = *value >= 0.0 && *value < classes as f64 && value.fract() == 0.0;
        let refused = || LearnError::Target { row, found: value.to_string(), wanted: "a class number from 0" };
        if good { Ok(*value as usize) } else { Err(refused()) }
    };
    y.iter().enumerate().map(class).collect()
}

/// Mean log of a class's probability where it is the label; none without such rows.
fn usual(calibrated: &[f64], labels: &[usize], class: usize) -> Option<f64> {
    let own = || labels.iter().zip(calibrated).filter(|(label, _)| **label == class);
    let count = own().count();
    (count > 0).then(|| own().map(|(_, p)| p.ln()).sum::<f64>() / count as f64)
}

/// Probabilities that rise with the raw ones and are right on average in cells of many rows.
///
/// Only the order of the raw ones counts: cells of about equally many rows, smoothed by one row of the overall share, made
/// monotone by pooling; in between lines through the cells' middles, which end half way to 0 and to 1.
fn calibrate(raw: &[f64], hit: &[bool]) -> Vec<f64> {
    let n = raw.len() as f64;
    let mut order: Vec<usize> = (0..raw.len()).collect();
    order.sort_by(|&a, &b| raw[a].total_cmp(&raw[b]));
    // Middle of each row among its equals, as a share of all rows.
    let mut at = vec![0.0; raw.len()];
    let mut from = 0;
    for equals in order.chunk_by(|&a, &b| raw[a].total_cmp(&raw[b]).is_eq()) {
        for &row in equals {
            at[row] = (from as f64 + equals.len() as f64 / 2.0) / n;
        }
        from += equals.len();
    }
    let count = (raw.len() / BIN_ROWS_MIN).clamp(1, BINS_MAX);
    let share = hit.iter().filter(|hit| **hit).count() as f64 / n;
    // Rows, sum of places, smoothed sum of hits of each pool.
    let mut pools: Vec<[f64; 3]> = Vec::new();
    for cell in 0..count {
        let rows = &order[cell * raw.len() / count..(cell + 1) * raw.len() / count];
        let hits = rows.iter().filter(|&&row| hit[row]).count() as f64;
        let size = rows.len() as f64;
        pools.push([size, rows.iter().map(|&row| at[row]).sum(), (hits + share) * size / (size + 1.0)]);
        while let [.., a, b] = pools.as_slice()
            && a[2] * b[0] > b[2] * a[0]
        {
            let joined = [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
            pools.truncate(pools.len() - 2);
            pools.push(joined);
        }
    }
    let middles = pools.iter().map(|[rows, places, hits]| (places / rows, hits / rows));
    let (low, high) = (pools[0][2] / pools[0][0], pools[pools.len() - 1][2] / pools[pools.len() - 1][0]);
    let knots: Vec<(f64, f64)> =
        std::iter::once((0.0, low / 2.0)).chain(middles).chain([(1.0, f64::midpoint(high, 1.0))]).collect();
    at.iter().map(|&at| bounded(between(&knots, at))).collect()
}

/// The line through neighbouring knots at `x`.
fn between(knots: &[(f64, f64)], x: f64) -> f64 {
    let next = knots.partition_point(|knot| knot.0 < x).clamp(1, knots.len() - 1);
    let ((a, low), (b, high)) = (knots[next - 1], knots[next]);
    if b > a { low + (high - low) * ((x - a) / (b - a)).clamp(0.0, 1.0) } else { f64::midpoint(low, high) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::booster::draw::Draw;
    use crate::booster::{Loss, Stopping};
    use crate::frame::{Column, Frame};

    /// Share of 5 % planted flips among the most doubtful tenth, with out-of-fold predictions of the booster.
    fn found(seed: u64, classes: usize, steep: f64) -> f64 {
        let rows = 2000;
        let mut draw = Draw::new(seed, 0);
        let columns: Vec<Vec<f64>> = (0..5).map(|_| (0..rows).map(|_| draw.unit()).collect()).collect();
        let mut y: Vec<f64> = (0..rows)
            .map(|row| {
                let score = steep * (columns[0][row] + columns[1][row] - 1.0);
                let high = draw.unit() < 1.0 / (1.0 + (-score).exp());
                if classes == 2 || high { f64::from(u8::from(high)) } else { 2.0 * f64::from(u8::from(columns[2][row] > 0.5)) }
            })
            .collect();
        let flipped: Vec<usize> = (0..rows).filter(|_| draw.unit() < 0.05).collect();
        for &row in &flipped {
            y[row] = (y[row] + 1.0 + draw.below(classes - 1) as f64) % classes as f64;
        }
        let columns = columns.into_iter().enumerate().map(|(at, values)| Column::numeric(format!("x{at}"), values));
        let x = Frame::new(rows, columns.collect()).unwrap();
        let outputs = if classes == 2 { 1 } else { classes };
        let loss = if classes == 2 { Loss::Logistic } else { Loss::Softmax { classes } };
        let mut p = vec![0.0; rows * outputs];
        for fold in 0..5 {
            let (ask, train): (Vec<usize>, Vec<usize>) = (0..rows).partition(|row| row % 5 == fold);
            let target: Vec<f64> = train.iter().map(|&row| y[row]).collect();
            let model = Stopping::new(loss, train.len()).fit(&x.take(&train).unwrap(), &target, &mut || false).unwrap();
            let answer = model.fitted.predict(&x.take(&ask).unwrap()).unwrap();
            for (row, answer) in ask.iter().zip(answer.chunks(outputs)) {
                p[row * outputs..(row + 1) * outputs].copy_from_slice(answer);
            }
        }
        let doubted = suspects(&y, &p, outputs).unwrap();
        let top: Vec<usize> = doubted[..rows / 10].iter().map(|suspect| suspect.row).collect();
        flipped.iter().filter(|row| top.contains(row)).count() as f64 / flipped.len() as f64
    }

    #[test]
    fn planted_flips_stand_at_the_top() {
        for (classes, seed) in [(2, 1), (2, 2), (3, 3)] {
            let share = found(seed, classes, 60.0);
            assert!(share >= 0.8, "{classes} classes, seed {seed}: {share}");
        }
    }

    #[test]
    fn a_model_that_is_too_sure_accuses_no_more_than_one_that_is_not() {
        let mut draw = Draw::new(5, 0);
        let p: Vec<f64> = (0..4000).map(|_| draw.unit()).collect();
        let y: Vec<f64> = p.iter().map(|p| f64::from(u8::from(draw.unit() < *p))).collect();
        let sure: Vec<f64> = p.iter().map(|p| p.powi(3) / (p.powi(3) + (1.0 - p).powi(3))).collect();
        let accused = |p: &[f64]| suspects(&y, p, 1).unwrap().iter().filter(|suspect| suspect.confident).count() as f64;
        assert!((accused(&sure) / accused(&p) - 1.0).abs() < 0.05);
    }

    #[test]
    fn bad_input_is_refused() {
        assert_eq!(suspects(&[], &[], 1), Err(LearnError::NoRows));
        assert!(matches!(suspects(&[0.0], &[0.5, 0.5], 1), Err(LearnError::Length { .. })));
        assert!(matches!(suspects(&[2.0], &[0.5], 1), Err(LearnError::Target { .. })));
        assert!(matches!(suspects(&[1.0], &[f64::NAN], 1), Err(LearnError::Target { .. })));
        let one = suspects(&[1.0, 1.0], &[0.5, 0.4], 1).unwrap();
        assert!(one.iter().all(|suspect| !suspect.confident));
    }
}
