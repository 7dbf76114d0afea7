//! What is reachable: cheap models on nested parts of the rows, each scored on rows that it has not seen.

use std::collections::HashMap;

use learn::frame::{Column as Cells, Frame};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use stats::{Clusters, Estimate};

use super::super::{Facts, Sample};
use super::curve::{Ahead, ahead};
use super::models::{Loss, Model, Task};
use super::screen::Screen;
use super::truth::Truth;

/// Cells of the largest table that a model learns from, and its rows at most.
const CELLS_MAX: usize = 150_000;
/// Cells more for each column that there is to choose from.
const CELLS_A_COLUMN: usize = 100;
const ROWS_MAX: usize = 8_000;
/// Fewer rows with a target teach nothing.
const ROWS_MIN: usize = 60;
/// Columns that a model is given: the most telling ones, chosen anew in each training part.
pub(super) const COLUMNS_MAX: usize = 40;
/// Rows of the smallest training part.
const PART_MIN: usize = 30;
/// Classes that are told apart; the rarer ones are one.
const CLASSES_MAX: usize = 8;
/// A number with a longer tail is judged by its absolute error.
const KURTOSIS_MAX: f64 = 20.0;

/// What is reachable with the columns at hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reach {
    /// The loss.
    pub loss: Loss,
    /// Rows of the sample that were used.
    pub rows: u64,
    /// Columns that models could choose from.
    pub columns: u64,
    /// How asked rows were set apart: `folds`, `folds by group` or `later rows`.
    pub split: String,
    /// Mean losses at each number of training rows, the fewest first.
    pub points: Vec<Point>,
    /// The model with the smaller loss at the most rows, the constant left out.
    pub best: Model,
    /// The share of the constant's loss that it saves at the most rows; below 0 where it only misleads.
    pub saved: Share,
    /// The share that trees save beyond the linear model.
    pub bent: Share,
    /// The loss with more rows.
    pub ahead: Vec<Ahead>,
}

/// A share of the constant's loss with its interval: 95 % for both of two models together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The share.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Mean losses of models that learned from so many rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Training rows.
    pub rows: u64,
    /// Of the best constant.
    pub constant: f64,
    /// Of the linear model.
    pub linear: f64,
    /// Of boosted trees.
    pub trees: f64,
}

/// Training and asked rows.
struct Fold {
    /// In a drawn order: each beginning is a sample.
    train: Vec<usize>,
    ask: Vec<usize>,
}

/// Losses of all asked rows, by model and part of the training rows.
struct Losses {
    by_model: HashMap<&'static str, Vec<Vec<f64>>>,
    ask: Vec<usize>,
    sizes: Vec<f64>,
}

const MODELS: [(Model, &str); 3] = [(Model::Constant, "constant"), (Model::Linear, "linear"), (Model::Trees, "trees")];

/// Learns; none with too few rows, or when no model can be fitted.
pub(super) fn look(facts: &Facts, truth: &Truth, features: &[&str]) -> Option<Reach> {
    let width = features.len().clamp(1, COLUMNS_MAX);
    let rows_max = ((CELLS_MAX + CELLS_A_COLUMN * features.len()) / width).clamp(1_000, ROWS_MAX);
    let present = truth.present();
    let rows: Vec<usize> =
        facts.sample.shuffled(facts.asked.seed).into_iter().filter(|&row| present[row]).take(rows_max).collect();
    if rows.len() < ROWS_MIN || features.is_empty() {
        return None;
    }
    let (task, y, scale) = target(truth, &rows, facts)?;
    let frame = frame(&facts.sample, features, &rows)?;
    let screen = Screen::new(&frame, features.len() > COLUMNS_MAX);
    let groups = facts.asked.group.as_ref().and_then(|group| facts.sample.levels(group));
    let groups: Option<Vec<u32>> = groups.map(|levels| rows.iter().map(|&row| levels.codes[row].unwrap_or(u32::MAX)).collect());
    let times = facts.asked.time.as_ref().and_then(|time| facts.sample.numbers(time));
    let times: Option<Vec<Option<f64>>> = times.map(|all| rows.iter().map(|&row| all[row]).collect());
    let (folds, split) = folds(rows.len(), groups.as_deref(), times.as_deref())?;
    let losses = losses(&task, &frame, &y, &screen, &folds)?;
    report(facts, &task, &losses, groups.as_deref(), &Settings { rows: rows.len(), columns: features.len(), split, scale })
}

struct Settings {
    rows: usize,
    columns: usize,
    split: &'static str,
    /// What one unit of the target as learned is in its own.
    scale: f64,
}

fn report(facts: &Facts, task: &Task, losses: &Losses, groups: Option<&[u32]>, of: &Settings) -> Option<Reach> {
    let last = losses.sizes.len() - 1;
    let model = |name: &str| &losses.by_model[name];
    let mean = |name: &str, part: usize| stats::mean(&model(name)[part]);
    let loss = task.loss();
    let shown = |value: f64| match loss {
        Loss::LogLoss => value,
        Loss::Rmse => value.max(0.0).sqrt() * of.scale,
        Loss::Mae => value * of.scale,
    };
    let points = (0..=last).map(|part| {
        let at = |name: &str| mean(name, part).map(shown);
        Some(Point { rows: losses.sizes[part] as u64, constant: at("constant")?, linear: at("linear")?, trees: at("trees")? })
    });
    let points: Vec<Point> = points.collect::<Option<_>>()?;
    let base = mean("constant", last).filter(|base| *base > 0.0)?;
    let best = if mean("trees", last)? < mean("linear", last)? { MODELS[2] } else { MODELS[1] };
    let clusters: Option<Vec<u32>> = groups.map(|groups| losses.ask.iter().map(|&row| groups[row]).collect());
    let less = |name: &str, than: &str| {
        let differences = model(than)[last].iter().zip(&model(name)[last]).map(|(a, b)| a - b);
        let saved = stats::sum(&differences.clone().collect::<Vec<_>>()) / stats::sum(&model("constant")[last]);
        // A ratio of two means: the constant's loss varies too, and together with the difference.
        let linear: Vec<f64> = differences.zip(&model("constant")[last]).map(|(d, c)| d - saved * (c - base)).collect();
        share(&estimate(&linear, clusters.as_deref())?, base)
    };
    // With every row of the table, with ten times as many as were used, and with ten times the table.
    let used = losses.sizes[last];
    let mut wanted = vec![2.0 * used, facts.rows as f64 * used / of.rows as f64, 10.0 * used];
    wanted.retain(|rows| *rows > 1.5 * used);
    wanted.sort_by(f64::total_cmp);
    wanted.dedup_by(|b, a| *b < 1.2 * *a);
    let ahead = wanted
        .iter()
        .filter_map(|&rows| ahead(&losses.sizes, model(best.1), rows, &model("constant")[last], clusters.as_deref()));
    Some(Reach {
        loss,
        rows: of.rows as u64,
        columns: of.columns as u64,
        split: of.split.to_owned(),
        points,
        best: best.0,
        saved: less(best.1, "constant")?,
        bent: less("trees", "linear")?,
        ahead: ahead.map(|a| Ahead { loss: shown(a.loss), low: shown(a.low), high: shown(a.high), ..a }).collect(),
    })
}

/// The mean with its error, by group where there are groups.
pub(super) fn estimate(values: &[f64], clusters: Option<&[u32]>) -> Option<Estimate> {
    match clusters {
        Some(ids) => Clusters::new(ids).mean(values).ok(),
        None => stats::row_mean(values).ok(),
    }
}

fn share(of: &Estimate, base: f64) -> Option<Share> {
    // Two models are looked at: each end at 1.25 % instead of 2.5.
    Some(Share { value: of.value / base, low: of.lower(0.9875).ok()? / base, high: of.upper(0.9875).ok()? / base })
}

/// The target in numbers that models take, and the unit.
fn target(truth: &Truth, rows: &[usize], facts: &Facts) -> Option<(Task, Vec<f64>, f64)> {
    match truth {
        Truth::Classes(names, codes) => {
            let classes = names.len().min(CLASSES_MAX);
            let y: Vec<f64> = rows.iter().filter_map(|&row| Some(f64::from(codes[row]?.min(classes as u32 - 1)))).collect();
            let varies = y.iter().any(|y| *y > 0.5) && y.iter().any(|y| *y < 0.5);
            varies.then_some((if classes == 2 { Task::Binary } else { Task::Classes(classes) }, y, 1.0))
        }
        Truth::Number(values) => {
            let y: Vec<f64> = rows.iter().filter_map(|&row| values[row]).collect();
            let numbers = facts.target()?.numbers.as_ref()?;
            let long = numbers.excess_kurtosis.is_some_and(|k| k > KURTOSIS_MAX);
            let spread = if long { numbers.quantiles[5] - numbers.quantiles[3] } else { numbers.sd? };
            let scale = if spread > 0.0 { spread } else { numbers.sd? };
            let centre = if long { numbers.median() } else { numbers.mean };
            let y = y.iter().map(|y| (y - centre) / scale).collect();
            (scale > 0.0).then_some((if long { Task::Absolute } else { Task::Squared }, y, scale))
        }
    }
}

fn frame(sample: &Sample, features: &[&str], rows: &[usize]) -> Option<Frame> {
    let column = |name: &&str| {
        if let Some(values) = sample.numbers(name) {
            return Some(Cells::numeric(*name, rows.iter().map(|&row| values[row].unwrap_or(f64::NAN)).collect()));
        }
        let levels = sample.levels(name)?;
        let labels = rows.iter().map(|&row| levels.codes[row].map(|code| levels.names[code as usize].as_str()));
        Some(Cells::from_labels(*name, labels))
    };
    Frame::new(rows.len(), features.iter().map(column).collect::<Option<_>>()?).ok()
}

/// Later rows where there is a time, whole groups where there are groups, else every row in its turn.
fn folds(n: usize, groups: Option<&[u32]>, times: Option<&[Option<f64>]>) -> Option<(Vec<Fold>, &'static str)> {
    let count = if n < 500 { 10 } else { 3 };
    if let Some(times) = times {
        let mut order: Vec<(f64, usize)> = times.iter().enumerate().filter_map(|(row, t)| Some(((*t)?, row))).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let edge = |k: usize| order.len() * (3 + k) / 6;
        let later = (0..3).map(|k| {
            // Rows of one instant stay together; training rows come in the order in which they were drawn.
            let start = order.partition_point(|(t, _)| *t < order[edge(k).min(order.len() - 1)].0);
            let mut train: Vec<usize> = order[..start].iter().map(|(_, row)| *row).collect();
            train.sort_unstable();
            Fold { train, ask: order[start.max(edge(k))..edge(k + 1)].iter().map(|(_, row)| *row).collect() }
        });
        let folds: Vec<Fold> = if order.is_empty() { Vec::new() } else { later.collect() };
        return folds
            .iter()
            .all(|f| f.train.len() >= PART_MIN && f.ask.len() >= 10)
            .then_some((folds, "later rows"))
            .filter(|f| !f.0.is_empty());
    }
    let place: Vec<usize> = match groups {
        Some(groups) => {
            let mut seen = HashMap::new();
            groups
                .iter()
                .map(|group| {
                    let next = seen.len();
                    *seen.entry(*group).or_insert(next) % count
                })
                .collect()
        }
        None => (0..n).map(|row| row % count).collect(),
    };
    let fold = |k: usize| {
        let (ask, train) = (0..n).partition(|&row| place[row] == k);
        Fold { train, ask }
    };
    let folds: Vec<Fold> = (0..count).map(fold).filter(|f| !f.ask.is_empty() && f.train.len() >= PART_MIN).collect();
    (folds.len() > 1).then_some((folds, if groups.is_some() { "folds by group" } else { "folds" }))
}

/// Every model on every part of every fold.
fn losses(task: &Task, frame: &Frame, y: &[f64], screen: &Screen, folds: &[Fold]) -> Option<Losses> {
    let least = folds.iter().map(|fold| fold.train.len()).min()?;
    let parts: Vec<f64> =
        [8.0, 4.0, 2.0, 1.0].into_iter().filter(|part| least as f64 / part >= PART_MIN as f64).map(f64::recip).collect();
    let fitted: Vec<Vec<Vec<Vec<f64>>>> = folds
        .par_iter()
        .map(|fold| {
            let targets = |rows: &[usize]| rows.iter().map(|&row| y[row]).collect::<Vec<f64>>();
            let asked = targets(&fold.ask);
            parts
                .iter()
                .map(|part| {
                    let train = &fold.train[..(fold.train.len() as f64 * part) as usize];
                    let learned = targets(train);
                    let chosen = screen.choose(train, &learned, task);
                    let (x, ask) = (taken(frame, &chosen, train)?, taken(frame, &chosen, &fold.ask)?);
                    MODELS.iter().map(|(model, _)| task.losses(*model, (&x, &learned), (&ask, &asked)).ok()).collect()
                })
                .collect::<Option<_>>()
        })
        .collect::<Option<_>>()?;
    let joined = |model: usize| {
        let part = |part: usize| fitted.iter().flat_map(|fold| fold[part][model].iter().copied()).collect();
        (0..parts.len()).map(part).collect::<Vec<Vec<f64>>>()
    };
    let mean_rows = folds.iter().map(|fold| fold.train.len() as f64).sum::<f64>() / folds.len() as f64;
    Some(Losses {
        by_model: MODELS.iter().enumerate().map(|(at, (_, name))| (*name, joined(at))).collect(),
        ask: folds.iter().flat_map(|fold| fold.ask.iter().copied()).collect(),
        sizes: parts.iter().map(|part| (part * mean_rows).floor()).collect(),
    })
}

fn taken(frame: &Frame, columns: &[usize], rows: &[usize]) -> Option<Frame> {
    let whole = Frame::new(frame.rows(), columns.iter().map(|&at| frame.columns()[at].clone()).collect()).ok()?;
    whole.take(rows).ok()
}
