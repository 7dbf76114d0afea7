//! Answers become losses: one a scored row, in the same order for every contender.

use contest::protocol::{Answer, Values};
use contest::{FoldId, Loss, Role, best_constant, class_shares};
use problem::{Metric, Task};

use crate::Stage;
use crate::lineup::Line;

/// The rows that are scored, fold after fold.
pub(crate) struct Sheet {
    /// Rows asked in each fold, ascending.
    pub(crate) asked: Vec<Vec<usize>>,
    /// Fold and row of each scored row.
    pub(crate) rows: Vec<(u32, usize)>,
}

impl Sheet {
    /// The sheet of the inner folds.
    pub(crate) fn of(stage: &Stage) -> Self {
        let asked: Vec<Vec<usize>> = (0..stage.folds.count()).map(|f| stage.folds.asked(FoldId::Inner(f))).collect();
        let scored = |row: &usize| stage.truth[*row].is_finite();
        let rows = asked
            .iter()
            .enumerate()
            .flat_map(|(fold, asked)| asked.iter().copied().filter(scored).map(move |row| (fold as u32, row)))
            .collect();
        Self { asked, rows }
    }
}

/// Losses of an answer over the scored rows among `asked`.
pub(crate) fn losses(stage: &Stage, asked: &[usize], answer: &Answer) -> Vec<f64> {
    losses_from(stage, asked, &answer.values, 0)
}

/// Losses over the scored rows among `asked`, whose answers stand from the place `first` on.
pub(crate) fn losses_from(stage: &Stage, asked: &[usize], values: &Values, first: usize) -> Vec<f64> {
    let loss = Loss(stage.plan.metric);
    let scored = asked.iter().enumerate().filter(|(_, row)| stage.truth[**row].is_finite()).map(|(at, row)| (first + at, row));
    match values {
        Values::Points(points) => scored.map(|(at, &row)| loss.of(stage.truth[row], points[at])).collect(),
        Values::Classes { count, probabilities } => scored
            .map(|(at, &row)| loss.of_classes(stage.truth[row] as usize, &probabilities[at * count..(at + 1) * count]))
            .collect(),
    }
}

/// Losses of a line over the folds it has finished, in the order of the sheet.
pub(crate) fn line_losses(stage: &Stage, line: &Line, sheet: &Sheet) -> Vec<f64> {
    let answered = line.folds.iter().zip(&sheet.asked);
    answered.filter_map(|(done, asked)| Some(losses(stage, asked, done.as_ref()?.answer.as_ref()?))).flatten().collect()
}

/// Losses of the best constant of each fold's training rows: what a margin in percent refers to.
///
/// For a forecast the constant is the last known value of each series: the flat line.
pub(crate) fn constant_losses(stage: &Stage, sheet: &Sheet) -> Vec<f64> {
    let mut all = Vec::with_capacity(sheet.rows.len());
    for (fold, asked) in sheet.asked.iter().enumerate() {
        all.extend(losses(stage, asked, &constant_answer(stage, FoldId::Inner(fold as u32), asked)));
    }
    all
}

fn constant_answer(stage: &Stage, fold: FoldId, asked: &[usize]) -> Answer {
    let known = || {
        let learned = |row: &usize| stage.folds.role(fold, *row) == Role::Train && stage.truth[*row].is_finite();
        (0..stage.truth.len()).filter(learned)
    };
    let values = match stage.plan.task {
        Task::Forecast => {
            let last = last_values(stage, known());
            let of = |row: usize| last.get(group(stage, row)).copied().flatten().map_or(0.0, |(_, value)| value);
            Values::Points(asked.iter().map(|&row| of(row)).collect())
        }
        Task::Multiclass => {
            let known: Vec<f64> = known().map(|row| stage.truth[row]).collect();
            let shares = class_shares(&known, stage.plan.classes.len(), stage.plan.metric == Metric::ErrorRate);
            let probabilities = shares.iter().copied().cycle().take(asked.len() * shares.len()).collect();
            Values::Classes { count: shares.len(), probabilities }
        }
        Task::Regression | Task::Binary => {
            let known: Vec<f64> = known().map(|row| stage.truth[row]).collect();
            let constant = best_constant(stage.plan.metric, &known).map_or(0.0, |(value, _)| value);
            Values::Points(vec![constant; asked.len()])
        }
    };
    Answer::of(values)
}

fn group(stage: &Stage, row: usize) -> usize {
    stage.keys.group.as_ref().map_or(0, |groups| groups[row] as usize)
}

/// Time and value of the last known row of each series.
fn last_values(stage: &Stage, rows: impl Iterator<Item = usize>) -> Vec<Option<(i64, f64)>> {
    let mut last = vec![None; stage.keys.group_labels.len().max(1)];
    let Some(time) = &stage.keys.time else { return last };
    for row in rows {
        let seen: Option<&mut Option<(i64, f64)>> = last.get_mut(group(stage, row));
        if let Some(slot) = seen
            && slot.is_none_or(|(at, _)| at <= time[row])
        {
            *slot = Some((time[row], stage.truth[row]));
        }
    }
    last
}
