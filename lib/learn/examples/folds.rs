//! Out-of-fold losses of one model on a table in a file: `folds MODEL SET.csv SET.folds.json`.
//!
//! The table has a header and its target in column `y`; the folds are
//! `{"task": "binary" | "regression", "fold": [0, 3, ...]}`, one number a row. MODEL is glm, gam, tree, bayes, cells or kmeans;
//! keys are settings of the gam.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "booster_bench/process.rs"]
#[allow(dead_code)]
mod process;
#[path = "booster_bench/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::error::Error;

use learn::bayes::NaiveBayesSpec;
use learn::booster::Loss;
use learn::cells::{CellsLoss, CellsSpec, Cut};
use learn::frame::Frame;
use learn::gam::GamSpec;
use learn::glm::{Family, GlmSpec};
use learn::kmeans::KMeansSpec;
use learn::tree::{TreeSpec, TreeTask};

type Answer = Result<Vec<f64>, Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, table, folds, keys @ ..] = arguments.as_slice() else {
        return Err("usage: folds MODEL SET.csv SET.folds.json [KEY=VALUE ...]".into());
    };
    let keys: BTreeMap<&str, f64> =
        keys.iter().filter_map(|key| key.split_once('=')).filter_map(|(key, value)| Some((key, value.parse().ok()?))).collect();
    let (frame, y) = table::read(table, "y");
    let folds: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(folds)?)?;
    let binary = folds["task"] == "binary";
    let fold: Vec<u64> = folds["fold"].as_array().ok_or("no folds")?.iter().filter_map(serde_json::Value::as_u64).collect();
    let count = fold.iter().max().map_or(0, |last| last + 1);
    let mut losses = Vec::new();
    let mut seconds = 0.0;
    for k in 0..count {
        let (ask, train): (Vec<usize>, Vec<usize>) = (0..y.len()).partition(|&row| fold[row] == k);
        let train_y: Vec<f64> = train.iter().map(|&row| y[row]).collect();
        let ask_y: Vec<f64> = ask.iter().map(|&row| y[row]).collect();
        let (train, ask) = (frame.take(&train)?, frame.take(&ask)?);
        let started = process::cpu_seconds();
        let answer = predict(model, binary, &keys, &train, &train_y, &ask)?;
        seconds += process::cpu_seconds() - started;
        losses.push(loss(binary, &ask_y, &answer));
    }
    let mean = losses.iter().sum::<f64>() / losses.len() as f64;
    println!("{model}\t{table}\tmean {mean:.5}\tCPU s a fold {:.2}\tfolds {losses:.5?}", seconds / losses.len() as f64);
    Ok(())
}

fn size(cut: &Cut) -> usize {
    match cut {
        Cut::Buckets { edges, .. } => edges.len() + 1,
        Cut::Labels { labels } => labels.len(),
    }
}

/// Log loss, or root mean squared error.
fn loss(binary: bool, y: &[f64], answer: &[f64]) -> f64 {
    let pairs = y.iter().zip(answer);
    let n = y.len() as f64;
    if binary {
        pairs.map(|(y, p)| -(y * p.ln() + (1.0 - y) * (1.0 - p).ln())).sum::<f64>() / n
    } else {
        (pairs.map(|(y, p)| (y - p).powi(2)).sum::<f64>() / n).sqrt()
    }
}

fn predict(model: &str, binary: bool, keys: &BTreeMap<&str, f64>, train: &Frame, y: &[f64], ask: &Frame) -> Answer {
    let loss = if binary { Loss::Logistic } else { Loss::Squared };
    match model {
        "gam" => Ok(gam(keys, loss).fit(train, y, &mut || false)?.predict(ask)?),
        "glm" => {
            let family = if binary { Family::Binomial } else { Family::Gaussian };
            Ok(GlmSpec { family, ..GlmSpec::default() }.fit(train, y, None)?.predict(ask)?)
        }
        "tree" => {
            let task = if binary { TreeTask::Gini { classes: 2 } } else { TreeTask::Regression };
            Ok(TreeSpec { task, ..TreeSpec::default() }.fit(train, y, None)?.predict(ask)?)
        }
        "bayes" => Ok(NaiveBayesSpec::default().fit(train, y)?.predict(ask)?.of_class(1)),
        "cells" => {
            let loss = if binary { CellsLoss::Log } else { CellsLoss::Squared };
            let model = CellsSpec { loss, ..CellsSpec::default() }.fit(train, y, None)?;
            let names = model.columns().iter().map(|c| format!("{} {}", c.name, size(&c.cut)));
            println!("{:?} {:.5}", names.collect::<Vec<String>>(), model.loss());
            Ok(model.predict(ask)?)
        }
        "kmeans" => {
            let names = ["recency_days", "frequency", "monetary"];
            let has = |name: &&str| train.column(name).is_some();
            let columns = names.iter().filter(|name| has(name)).map(|name| (*name).to_owned()).collect();
            Ok(KMeansSpec { columns, ..KMeansSpec::default() }.fit(train, y, 7, None)?.predict(ask)?)
        }
        other => Err(format!("no model is called {other}").into()),
    }
}

fn gam(keys: &BTreeMap<&str, f64>, loss: Loss) -> GamSpec {
    let base = GamSpec::new(loss);
    let whole = |key: &str, default: usize| keys.get(key).map_or(default, |value| *value as usize);
    GamSpec {
        learning_rate: keys.get("rate").copied().unwrap_or(base.learning_rate),
        smooth_rows: keys.get("smooth").copied().unwrap_or(base.smooth_rows),
        leaves_max: whole("leaves", base.leaves_max),
        leaf_rows_min: whole("rows", base.leaf_rows_min),
        grid: whole("grid", base.grid),
        parts: whole("parts", base.parts),
        repeats: whole("repeats", base.repeats),
        patience: whole("patience", base.patience),
        pairs: whole("pairs", base.pairs),
        pair_steps: whole("steps", base.pair_steps),
        seed: whole("seed", 0) as u64,
        ..base
    }
}
