//! What does the contender that the verdict names know beyond the known drivers?
//!
//! The known drivers alone play the same folds in the same box: by a linear model, by boosted trees, and by the named contender's own method. The best
//! of them is tested against the named contender like any two contenders. What each column carries for the named contender is found by an [`Exam`] in every fold.

use contest::protocol::{BoxSize, Values};
use contest::{Event, FoldId, Usage};
use executor::Cancel;
use insight::{Curve, CurvePoint, Driver, Drivers, Measured, News};
use problem::{Contender, Kind, Task};
use verdict::{Mark, Player};

use crate::dispatch::share;
use crate::exam::{Block, Change, Exam, Questions};
use crate::insight::named;
use crate::judge::{Judgement, compare};
use crate::lineup::Line;
use crate::player::{self, Seat};
use crate::recorder::score;
use crate::score::{Sheet, constant_losses, line_losses, losses, losses_from};
use crate::{BakeoffError, Stage};

/// Curves that are kept.
const CURVES_KEPT: usize = 6;

/// Refuses known drivers that are no feature.
///
/// # Errors
/// When a name is none of the columns that contenders may see.
pub(crate) fn check(stage: &Stage) -> Result<(), BakeoffError> {
    let features: Vec<&str> = stage.plan.features.iter().map(String::as_str).collect();
    match stage.problem.known_drivers.iter().find(|name| !features.contains(&name.as_str())) {
        Some(name) => {
            let message = format!("known_drivers names `{name}`, which is no column that contenders may see");
            Err(BakeoffError::refused(message, contest::column_hint(name, &features)))
        }
        None => Ok(()),
    }
}

/// Asks; none without known drivers, for forecasts, when nobody is named, or when the user stopped it.
///
/// # Errors
/// When the machinery fails. A contender that fails its exam has no columns to tell.
pub(crate) fn drivers(
    stage: &Stage,
    lines: &[Line],
    sheet: &Sheet,
    judgement: &Judgement,
    cancel: &Cancel,
    listener: &mut dyn FnMut(&Event),
) -> Result<Option<Drivers>, BakeoffError> {
    let known = &stage.problem.known_drivers;
    let Some(player) = named(judgement).filter(|_| !known.is_empty() && stage.plan.task != Task::Forecast) else {
        return Ok(None);
    };
    let line = &lines[player as usize];
    if matches!(line.contender.kind, Kind::Constant { .. }) {
        return Ok(None);
    }
    let winner = line_losses(stage, line, sheet);
    let mut alone: Option<(String, Vec<f64>)> = None;
    for kind in methods(stage.plan.task, &line.contender.kind) {
        listener(&Event::Preparing { step: "asking what the known drivers know alone", rows: 0 });
        let contender = Contender { kind, hours: 0.0, upkeep_hours: 0.0, note: None, ..line.contender.clone() };
        let Some(found) = restricted(stage, &contender, known, sheet, cancel)? else { continue };
        if alone.as_ref().is_none_or(|(_, best)| total(&found) < total(best)) {
            alone = Some((contender.kind.name().to_owned(), found));
        }
    }
    let Some((method, alone)) = alone.filter(|_| !cancel.is_cancelled()) else { return Ok(None) };
    let (news, more) = news(stage, sheet, &alone, &winner, judgement.board.margin.score)?;
    listener(&Event::Preparing { step: "asking what each column carries", rows: 0 });
    let mut exam = Results::default();
    let questions = Questions::of(stage)?;
    for fold in 0..stage.folds.count() {
        exam.take(stage, &line.contender, fold, &questions, cancel)?;
    }
    let score = |losses: &[f64]| score(stage, losses).unwrap_or(0.0);
    let columns = exam.columns(known, &questions.noise, stage.folds.count());
    let noise = columns.iter().filter(|driver| driver.is_noise).map(|driver| driver.carries.value).reduce(f64::max);
    Ok(Some(Drivers {
        known: known.clone(),
        alone: method,
        alone_score: score(&alone),
        winner_score: score(&winner),
        constant_score: score(&constant_losses(stage, sheet)),
        more,
        news,
        curves: exam.curves(&columns, noise),
        columns,
        noise,
    }))
}

fn total(losses: &[f64]) -> f64 {
    losses.iter().sum()
}

/// Ways to learn from the known drivers alone.
fn methods(task: Task, own: &Kind) -> Vec<Kind> {
    let linear = if task == Task::Regression {
        Kind::Linear { ridge: None, curves: None }
    } else {
        Kind::Logistic { ridge: None, curves: None }
    };
    let mut kinds = vec![linear, Kind::Boost { rounds: None, leaves: None, learning_rate: None, min_leaf: None }];
    let of_columns = matches!(
        own,
        Kind::Linear { .. }
            | Kind::Logistic { .. }
            | Kind::Poisson { .. }
            | Kind::NaiveBayes
            | Kind::Tree { .. }
            | Kind::Boost { .. }
    );
    if of_columns && !kinds.contains(own) {
        kinds.push(own.clone());
    }
    kinds
}

/// Losses of a contender that sees some columns only; none when it fails.
fn restricted(
    stage: &Stage,
    contender: &Contender,
    columns: &[String],
    sheet: &Sheet,
    cancel: &Cancel,
) -> Result<Option<Vec<f64>>, BakeoffError> {
    let mut all = Vec::with_capacity(sheet.rows.len());
    for (fold, asked) in sheet.asked.iter().enumerate() {
        let id = FoldId::Inner(fold as u32);
        let mut task = stage.task(contender, id, even_share(stage, contender));
        task.columns.retain(|column| columns.contains(&column.name));
        let rows = asked.iter().map(|&row| row as i64).collect();
        let seat = Seat { label: format!("known-{fold}"), task, files: stage.fold_files(id)?, asked: rows };
        let Some(played) = player::sit(stage, &seat, cancel, &mut |_| {})? else { return Ok(None) };
        let Ok(answer) = played.answer else { return Ok(None) };
        all.extend(losses(stage, asked, &answer));
    }
    Ok(Some(all))
}

/// An even part of the contender's box.
fn even_share(stage: &Stage, contender: &Contender) -> BoxSize {
    share(contender.limits.unwrap_or(stage.problem.limits), Usage::default(), stage.folds.count() as usize)
}

/// The known drivers alone against the winner, as the verdict compares any two.
fn news(stage: &Stage, sheet: &Sheet, alone: &[f64], winner: &[f64], margin: f64) -> Result<(News, Measured), BakeoffError> {
    let player = |id, losses| Player { id, tier: 2, losses, yearly_bill: None };
    let verdict = compare(stage, sheet, vec![player(0, alone), player(1, winner)], None, margin)?;
    let Some(found) = verdict.comparisons.first() else {
        return Ok((News::Undecided, Measured { value: 0.0, low: f64::NEG_INFINITY, high: f64::INFINITY }));
    };
    let (low, high) = found.spread.as_ref().map_or((found.difference, found.difference), |s| (s.lower, s.upper));
    if verdict.reference == 0 {
        return Ok((News::Nothing, Measured { value: -found.difference, low: -high, high: -low }));
    }
    let news = match found.mark {
        Mark::GoodEnough => News::Nothing,
        Mark::NotGoodEnough => News::More,
        Mark::Undecided => News::Undecided,
    };
    Ok((news, Measured { value: found.difference, low, high }))
}

/// What the exams of the folds came to.
#[derive(Default)]
struct Results {
    /// Rise of the score by shuffled columns, fold by fold, in the order of the exam.
    rises: Vec<(Vec<String>, Vec<f64>)>,
    /// Mean prediction by column and value, fold by fold.
    means: Vec<(Change, Vec<f64>)>,
}

impl Results {
    /// Holds the exam of one fold; a contender that does not answer it leaves nothing.
    fn take(
        &mut self,
        stage: &Stage,
        contender: &Contender,
        fold: u32,
        questions: &Questions,
        cancel: &Cancel,
    ) -> Result<(), BakeoffError> {
        let dir = stage.dir().join(format!("exam-{fold}"));
        let exam = Exam::write(stage, fold, questions, &dir)?;
        let mut task = stage.task(contender, FoldId::Inner(fold), even_share(stage, contender));
        task.columns.clone_from(&questions.columns);
        let seat = Seat { label: format!("exam-box-{fold}"), task, asked: exam.asked(), files: exam.files };
        let blocks = exam.blocks;
        let played = player::sit(stage, &seat, cancel, &mut |_| {})?;
        // What cannot be removed now is removed with the working folder at the end of the contest.
        let _ = std::fs::remove_dir_all(&dir);
        let Some(Ok(answer)) = played.map(|played| played.answer) else { return Ok(()) };
        let mut first = 0;
        let mut before = None;
        for Block { change, rows } in &blocks {
            let until = first + rows.len();
            let score = || score(stage, &losses_from(stage, rows, &answer.values, first));
            match change {
                Change::None => before = score(),
                Change::Shuffled(columns) => {
                    if let (Some(before), Some(after)) = (before, score()) {
                        append(&mut self.rises, columns, after - before);
                    }
                }
                Change::Set { .. } => {
                    if let Some(mean) = mean(&answer.values, first..until) {
                        append(&mut self.means, change, mean);
                    }
                }
            }
            first = until;
        }
        Ok(())
    }

    fn columns(&self, known: &[String], noise: &[String], folds: u32) -> Vec<Driver> {
        let ratio = 1.0 / f64::from(folds.max(2) - 1);
        let driver = |(columns, rises): &(Vec<String>, Vec<f64>)| {
            let estimate = stats::resampled_mean(rises, ratio).ok()?;
            let carries =
                Measured { value: estimate.value, low: estimate.t_lower(0.975).ok()?, high: estimate.t_upper(0.975).ok()? };
            Some(Driver {
                known: columns.iter().all(|name| known.contains(name)),
                is_noise: columns.iter().all(|name| noise.contains(name)),
                columns: columns.clone(),
                carries,
            })
        };
        let mut drivers: Vec<Driver> = self.rises.iter().filter_map(driver).collect();
        drivers.sort_by(|a, b| b.carries.value.total_cmp(&a.carries.value));
        drivers
    }

    /// Curves of the single columns that carry most.
    fn curves(&self, columns: &[Driver], noise: Option<f64>) -> Vec<Curve> {
        let shown = columns.iter().filter(|driver| driver.columns.len() == 1 && driver.is_shown(noise));
        let curve = |driver: &Driver| {
            let column = driver.columns[0].clone();
            let points = self.means.iter().filter_map(|(change, means)| point(change, means, &column));
            let mut points: Vec<CurvePoint> = points.collect();
            points.sort_by(|a, b| a.number.partial_cmp(&b.number).unwrap_or(std::cmp::Ordering::Equal));
            Curve { column, points }
        };
        shown.take(CURVES_KEPT).map(curve).filter(|curve| curve.points.len() > 1).collect()
    }
}

/// Keeps a value under its key.
fn append<K: Clone + PartialEq>(list: &mut Vec<(K, Vec<f64>)>, key: &K, value: f64) {
    match list.iter_mut().find(|(known, _)| known == key) {
        Some((_, values)) => values.push(value),
        None => list.push((key.clone(), vec![value])),
    }
}

fn point(change: &Change, means: &[f64], wanted: &str) -> Option<CurvePoint> {
    let Change::Set { column, number, label, density } = change else { return None };
    if column != wanted {
        return None;
    }
    let value = means.iter().sum::<f64>() / means.len() as f64;
    let (low, high) = means.iter().fold((value, value), |(low, high), mean| (low.min(*mean), high.max(*mean)));
    Some(CurvePoint { number: *number, label: label.clone(), density: *density, mean: Measured { value, low, high } })
}

/// Mean prediction of some rows; none for several classes.
fn mean(values: &Values, rows: std::ops::Range<usize>) -> Option<f64> {
    let Values::Points(points) = values else { return None };
    let count = rows.len();
    (count > 0).then(|| points[rows].iter().sum::<f64>() / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_drivers_are_tried_by_their_own_method_too() {
        let tree = Kind::Tree { depth: Some(3), min_leaf: None };
        assert_eq!(methods(Task::Binary, &tree).len(), 3);
        assert_eq!(methods(Task::Binary, &Kind::Logistic { ridge: None, curves: None }).len(), 2);
        assert_eq!(methods(Task::Regression, &Kind::KMeans { columns: None, k: 5, log: false }).len(), 2);
    }
}
