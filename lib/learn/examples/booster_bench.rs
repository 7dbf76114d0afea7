//! Five folds of the booster on a prepared data set; prints loss, CPU seconds and memory as JSON.
//!
//!     booster_bench DATA.csv FOLDS.json [KEY=VALUE ...]
//!
//! `DATA.csv` has a column `y`; `FOLDS.json` has `task` (binary, regression or multiclass) and one `fold` number a row.
//! Keys: rounds, leaves, rate, threads, folds (how many), seed, trials (0: defaults, else tuned), oof (file to write).
//! The driver that compares this with other boosters is `bench/booster.py`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

use std::collections::BTreeMap;
use std::fs;

use learn::booster::{HeldOut, Keep, Loss, Spec, Stopping};
use learn::frame::{Column, Frame};
use learn::tuner::BoosterTuning;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let keys: BTreeMap<&str, &str> = args[3..].iter().filter_map(|arg| arg.split_once('=')).collect();
    let number = |key: &str, default: usize| keys.get(key).map_or(default, |value| value.parse().unwrap());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(number("threads", 1)).build().unwrap();
    let (frame, y) = read(&args[1]);
    let folds: serde_json::Value = serde_json::from_str(&fs::read_to_string(&args[2]).unwrap()).unwrap();
    let fold: Vec<u64> = folds["fold"].as_array().unwrap().iter().map(|k| k.as_u64().unwrap()).collect();
    let loss = match folds["task"].as_str().unwrap() {
        "binary" => Loss::Logistic,
        "multiclass" => Loss::Softmax { classes: y.iter().copied().fold(0.0, f64::max) as usize + 1 },
        _ => Loss::Squared,
    };
    let mut spec = Spec::new(loss);
    spec.rounds = number("rounds", 100);
    spec.leaves_max = number("leaves", 31);
    spec.seed = number("seed", 0) as u64;
    if let Some(rate) = keys.get("rate") {
        spec.learning_rate = rate.parse().unwrap();
    }
    for k in 0..number("folds", 5) as u64 {
        let part = |keep: &dyn Fn(u64) -> bool| -> Vec<usize> { (0..y.len()).filter(|&row| keep(fold[row])).collect() };
        let (train, test) = (part(&|f| f != k), part(&|f| f == k));
        let take = |rows: &[usize]| (frame.take(rows).unwrap(), rows.iter().map(|&r| y[r]).collect::<Vec<_>>());
        let ((x, target), (ask, truth)) = (take(&train), take(&test));
        let before = status("VmRSS:");
        reset_peak();
        let start = cpu_seconds();
        let fitted = pool.install(|| match number("trials", 0) {
            0 if keys.contains_key("stop") => {
                let mut stopping = Stopping { spec: spec.clone(), held_out: HeldOut::Parts(5), keep: Keep::Mean };
                let f = |k: &str, d: f64| keys.get(k).map_or(d, |v| v.parse().unwrap());
                stopping.spec.rounds = number("most", 1000);
                stopping.spec.patience = Some(number("patience", 50));
                stopping.spec.l2 = f("l2", 0.0);
                stopping.spec.column_fraction = f("cf", 1.0);
                stopping.spec.row_fraction = f("rf", 1.0);
                stopping.spec.leaf_rows_min = number("min", 20);
                stopping.spec.bins.bins_max = number("bins", 255);
                stopping.spec.category.smooth = f("cs", 10.0);
                if keys["stop"] == "refit" {
                    stopping.keep = Keep::Refit;
                }
                if keys["stop"] == "one" {
                    stopping.held_out = HeldOut::Drawn(20);
                    stopping.keep = Keep::Refit;
                }
                let s = stopping.fit(&x, &target, &mut || false).unwrap();
                eprintln!("rounds {}", s.rounds);
                s.fitted
            }
            0 => spec.fit(&x, &target, &mut || false).unwrap(),
            trials => {
                let tuning = BoosterTuning { trials, base: spec.clone(), ..BoosterTuning::new(loss, 7 + k) };
                tuning.fit(&x, &target, &mut || false).unwrap().fitted
            }
        });
        let fit_cpu = cpu_seconds() - start;
        let fit_mb = status("VmHWM:") - before;
        let start = cpu_seconds();
        let answer = fitted.predict(&ask).unwrap();
        let predict_cpu = cpu_seconds() - start;
        let constant = Spec { rounds: 0, ..spec.clone() }.fit(&x, &target, &mut || false).unwrap().predict(&ask).unwrap();
        println!(
            "{{\"constant\": {:.6}, \"fold\": {k}, \"loss\": {:.6}, \"fit_cpu\": {fit_cpu:.3}, \"predict_cpu\": {predict_cpu:.3}, \"fit_mb\": {fit_mb:.1}, \"trees\": {}, \"leaves\": {}}}",
            score(loss, &truth, &constant),
            score(loss, &truth, &answer),
            fitted.trees(),
            fitted.leaves()
        );
    }
}

/// Log loss, or root of the mean square.
fn score(loss: Loss, y: &[f64], answer: &[f64]) -> f64 {
    let outputs = loss.outputs();
    let rows = y.iter().zip(answer.chunks(outputs));
    let sum: f64 = rows
        .map(|(&y, p)| match loss {
            Loss::Logistic => -(if y > 0.5 { p[0] } else { 1.0 - p[0] }).clamp(1e-6, 1.0 - 1e-6).ln(),
            Loss::Softmax { .. } => -p[y as usize].clamp(1e-15, 1.0).ln(),
            _ => (y - p[0]) * (y - p[0]),
        })
        .sum();
    let mean = sum / y.len() as f64;
    if loss == Loss::Squared { mean.sqrt() } else { mean }
}

fn read(path: &str) -> (Frame, Vec<f64>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); names.len()];
    for record in reader.records() {
        for (column, cell) in record.unwrap().iter().enumerate() {
            cells[column].push(cell.to_owned());
        }
    }
    let mut y = Vec::new();
    let mut columns = Vec::new();
    for (name, cells) in names.iter().zip(cells) {
        let numbers: Option<Vec<f64>> =
            cells.iter().map(|cell| if cell.is_empty() { Some(f64::NAN) } else { cell.parse().ok() }).collect();
        match numbers {
            Some(values) if name == "y" => y = values,
            Some(values) => columns.push(Column::numeric(name.as_str(), values)),
            None => {
                let labels = cells.iter().map(|cell| (!cell.is_empty()).then_some(cell.as_str()));
                columns.push(Column::from_labels(name.as_str(), labels));
            }
        }
    }
    (Frame::new(y.len(), columns).unwrap(), y)
}

/// CPU seconds of all threads of this process.
fn cpu_seconds() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let nanoseconds = |path: std::path::PathBuf| -> f64 {
        let text = fs::read_to_string(path.join("schedstat")).unwrap_or_default();
        text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(0.0)
    };
    tasks.map(|task| nanoseconds(task.unwrap().path())).sum::<f64>() / 1e9
}

/// A line of this process's status, in MB.
fn status(key: &str) -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(key)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

fn reset_peak() {
    fs::write("/proc/self/clear_refs", "5").unwrap();
}
