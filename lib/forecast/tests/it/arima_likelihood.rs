//! Log-likelihoods of 20 orders on 12 classics against the best of R, statsmodels and statsforecast: complete, with two
//! regressors, and with one value in eleven missing. Values and scripts under `reference/forecast`.

use std::collections::BTreeMap;

use forecast::{Arima, Fitted, Order, Regressors, Series};

use crate::classics::{classics, number};

const R: &str = include_str!("../../../../reference/forecast/likelihoods_R.tsv");
const PYTHON: &str = include_str!("../../../../reference/forecast/likelihoods_python.tsv");
/// How far a log-likelihood may lie below the best of the others.
const SHORT_MAX: f64 = 1e-4;

/// The best of all references by case, series and order.
fn references() -> BTreeMap<(&'static str, &'static str, &'static str), f64> {
    let mut best = BTreeMap::new();
    for line in R.lines().chain(PYTHON.lines()) {
        let cells: Vec<&str> = line.split('\t').collect();
        for text in cells[3..].iter().filter(|v| **v != "NA") {
            let slot = best.entry((cells[0], cells[1], cells[2])).or_insert(f64::NEG_INFINITY);
            *slot = number(text).max(*slot);
        }
    }
    best
}

/// The regressors of the scripts: a repeating pattern and a step half-way.
fn regressors(n: usize) -> Regressors {
    let pattern = (0..n).map(|t| ((t * 37) % 23) as f64 / 10.0).collect();
    let step = (0..n).map(|t| f64::from(u8::from(t >= n / 2))).collect();
    Regressors { names: vec!["pattern".into(), "step".into()], columns: vec![pattern, step] }
}

fn short_of_the_best(case: &str, rows: usize) {
    let series = classics();
    let (mut short, mut seen) = (Vec::new(), 0);
    for ((_, name, order), best) in references().into_iter().filter(|((c, _, _), _)| *c == case) {
        let whole = &series[name];
        let x = if case == "regressors" { regressors(whole.len()) } else { Regressors::default() };
        let gap = |(t, v): (usize, &f64)| if case == "gaps" && (t * 7) % 11 == 3 { f64::NAN } else { *v };
        let y = Series::new(whole.values().iter().enumerate().map(gap).collect(), whole.period()).unwrap();
        let fit = Arima { order: Order::parse(order).unwrap() }.fit_with(&y, &x).unwrap();
        let ours = fit.diagnose().loglik.unwrap();
        seen += 1;
        if ours < best - SHORT_MAX {
            short.push(format!("{name} {order}: {ours:.6}, the best has {best:.6}, {:.6} more", best - ours));
        }
    }
    assert_eq!(seen, rows, "the references are incomplete: run likelihoods.R and likelihoods.py");
    assert!(short.is_empty(), "{}", short.join("\n"));
}

#[test]
fn complete() {
    short_of_the_best("complete", 240);
}

#[test]
fn with_regressors() {
    short_of_the_best("regressors", 240);
}

/// Missing values are integrated out exactly; with differences the likelihood is that of the exact diffuse filter.
#[test]
fn with_gaps() {
    short_of_the_best("gaps", 240);
}
