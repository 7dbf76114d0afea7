//! Out-of-fold losses of one model on a table in a file: `folds MODEL SET.csv SET.folds.json`.
//!
//! The table has a header, no quotes and its target in column `y`; the folds are
//! `{"task": "binary" | "regression", "fold": [0, 3, ...]}`, one number a row. MODEL is glm, tree, bayes, cells or kmeans.
#![allow(clippy::print_stdout)]

use std::error::Error;

use learn::bayes::NaiveBayesSpec;
use learn::cells::{CellsLoss, CellsSpec, Cut};
use learn::frame::{Column, Frame};
use learn::glm::{Family, GlmSpec};
use learn::kmeans::KMeansSpec;
use learn::tree::{TreeSpec, TreeTask};

type Answer = Result<Vec<f64>, Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, table, folds] = arguments.as_slice() else {
        return Err("usage: folds MODEL SET.csv SET.folds.json".into());
    };
    let (frame, y) = read(&std::fs::read_to_string(table)?)?;
    let folds: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(folds)?)?;
    let binary = folds["task"] == "binary";
    let fold: Vec<u64> = folds["fold"].as_array().ok_or("no folds")?.iter().filter_map(serde_json::Value::as_u64).collect();
    let count = fold.iter().max().map_or(0, |last| last + 1);
    let mut losses = Vec::new();
    for k in 0..count {
        let (ask, train): (Vec<usize>, Vec<usize>) = (0..y.len()).partition(|&row| fold[row] == k);
        let train_y: Vec<f64> = train.iter().map(|&row| y[row]).collect();
        let ask_y: Vec<f64> = ask.iter().map(|&row| y[row]).collect();
        let answer = predict(model, binary, &frame.take(&train)?, &train_y, &frame.take(&ask)?)?;
        losses.push(loss(binary, &ask_y, &answer));
    }
    println!("{model}\t{table}\tmean {:.5}\tfolds {losses:.5?}", losses.iter().sum::<f64>() / losses.len() as f64);
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

fn predict(model: &str, binary: bool, train: &Frame, y: &[f64], ask: &Frame) -> Answer {
    match model {
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

fn read(text: &str) -> Result<(Frame, Vec<f64>), Box<dyn Error>> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().ok_or("empty file")?.split(',').collect();
    let mut cells: Vec<Vec<&str>> = vec![Vec::new(); names.len()];
    for line in lines {
        for (column, cell) in cells.iter_mut().zip(line.split(',')) {
            column.push(cell);
        }
    }
    let mut columns = Vec::new();
    let mut y = Vec::new();
    for (name, cells) in names.into_iter().zip(cells) {
        let number = |cell: &&str| {
            if cell.is_empty() { Ok(f64::NAN) } else { cell.parse::<f64>() }
        };
        match cells.iter().map(number).collect::<Result<Vec<f64>, _>>() {
            Ok(values) if name == "y" => y = values,
            Ok(values) => columns.push(Column::numeric(name, values)),
            Err(_) => {
                let labels = cells.iter().map(|cell| (!cell.is_empty()).then_some(*cell));
                columns.push(Column::from_labels(name, labels));
            }
        }
    }
    Ok((Frame::new(y.len(), columns)?, y))
}
