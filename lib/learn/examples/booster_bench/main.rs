//! The booster on a prepared data set; prints loss, CPU seconds and memory as JSON.
//!
//!     booster_bench DATA.csv FOLDS.json [KEY=VALUE ...]
//!
//! `DATA.csv` has a column `y`; `FOLDS.json` has `task` (binary, regression or multiclass) and one `fold` number a row.
//! Keys: rounds, leaves, rate, threads, folds (how many), seed, trials (0: defaults, else tuned), stop=1 (the defaults that
//! count their rounds). With write=FILE or read=FILE a model in `LightGBM`'s format is written from or read for fold 0, and its
//! answers stand in FILE.json. The drivers that compare this with `LightGBM` are `run.py` and `models.py` in `bench/learn`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod process;
mod table;

use std::collections::BTreeMap;
use std::fs;

use learn::booster::{Fitted, Loss, Spec, Stopping};
use learn::frame::Frame;
use learn::tuner::BoosterTuning;
use process::{cpu_seconds, reset_peak, status};

/// Rows that are explained.
const EXPLAINED: usize = 2000;

/// A part of a table.
type Part = (Frame, Vec<f64>);

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let keys: BTreeMap<&str, &str> = args[3..].iter().filter_map(|arg| arg.split_once('=')).collect();
    let number = |key: &str, default: usize| keys.get(key).map_or(default, |value| value.parse().unwrap());
    rayon::ThreadPoolBuilder::new().num_threads(number("threads", 1)).build_global().unwrap();
    let (frame, y) = table::read(&args[1], "y");
    let folds: serde_json::Value = serde_json::from_str(&fs::read_to_string(&args[2]).unwrap()).unwrap();
    let fold: Vec<u64> = folds["fold"].as_array().unwrap().iter().map(|k| k.as_u64().unwrap()).collect();
    let loss = match folds["task"].as_str().unwrap() {
        "binary" => Loss::Logistic,
        "multiclass" => Loss::Softmax { classes: y.iter().copied().fold(0.0, f64::max) as usize + 1 },
        _ => Loss::Squared,
    };
    let mut spec = Spec { seed: number("seed", 0) as u64, rounds: number("rounds", 100), ..Spec::new(loss) };
    spec.leaves_max = number("leaves", 31);
    if let Some(rate) = keys.get("rate") {
        spec.learning_rate = rate.parse().unwrap();
    }
    let part = |keep: &dyn Fn(u64) -> bool| -> Part {
        let rows: Vec<usize> = (0..y.len()).filter(|&row| keep(fold[row])).collect();
        (frame.take(&rows).unwrap(), rows.iter().map(|&row| y[row]).collect())
    };
    let split = |k: u64| (part(&|fold| fold != k), part(&|fold| fold == k));
    if let Some(file) = keys.get("write").or(keys.get("read")) {
        let ((x, target), (ask, _)) = split(0);
        return model(&spec, file, keys.contains_key("read"), (&x, &target), &ask);
    }
    for k in 0..number("folds", 5) as u64 {
        let (train, test) = split(k);
        let fitted = || match number("trials", 0) {
            0 if keys.contains_key("stop") => {
                Stopping::new(loss, train.1.len()).fit(&train.0, &train.1, &mut || false).unwrap().fitted
            }
            0 => spec.fit(&train.0, &train.1, &mut || false).unwrap(),
            trials => {
                let tuning = BoosterTuning { trials, base: spec.clone(), ..BoosterTuning::new(loss, 7 + k) };
                tuning.fit(&train.0, &train.1, &mut || false).unwrap().fitted
            }
        };
        measure(k, loss, fitted, &train, &test);
    }
}

/// Fits one fold and prints what it cost and what it is worth.
fn measure(k: u64, loss: Loss, fit: impl Fn() -> Fitted, train: &Part, test: &Part) {
    let before = status("VmRSS:");
    reset_peak();
    let start = cpu_seconds();
    let fitted = fit();
    let fit_cpu = cpu_seconds() - start;
    let fit_mb = status("VmHWM:") - before;
    let start = cpu_seconds();
    let answer = fitted.predict(&test.0).unwrap();
    let predict_cpu = cpu_seconds() - start;
    let constant = Spec { rounds: 0, ..Spec::new(loss) }.fit(&train.0, &train.1, &mut || false).unwrap();
    println!(
        "{{\"fold\": {k}, \"loss\": {:.6}, \"constant\": {:.6}, \"fit_cpu\": {fit_cpu:.3}, \"predict_cpu\": {predict_cpu:.3}, \"fit_mb\": {fit_mb:.1}, \"trees\": {}}}",
        score(loss, &test.1, &answer),
        score(loss, &test.1, &constant.predict(&test.0).unwrap()),
        fitted.trees(),
    );
}

/// Writes a model, or reads one, and its answers to `ask`.
fn model(spec: &Spec, file: &str, read: bool, train: (&Frame, &[f64]), ask: &Frame) {
    let fitted = if read {
        Fitted::from_lightgbm(&fs::read_to_string(file).unwrap()).unwrap()
    } else {
        let fitted = spec.fit(train.0, train.1, &mut || false).unwrap();
        fs::write(file, fitted.to_lightgbm()).unwrap();
        fitted
    };
    let rows: Vec<usize> = (0..ask.rows().min(EXPLAINED)).collect();
    let ask = ask.take(&rows).unwrap();
    let start = cpu_seconds();
    let contributions = fitted.contributions(&ask).unwrap();
    let cpu = cpu_seconds() - start;
    let answer = serde_json::json!({
        "predict": fitted.predict(&ask).unwrap(), "contrib": contributions.values(), "contrib_cpu": cpu,
    });
    fs::write(format!("{file}.json"), answer.to_string()).unwrap();
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
