//! Against R: log-likelihoods, criteria and differences on the classics. Values and script under `reference/forecast`.

use forecast::{Arima, AutoArima, Ets, Fitted, Naive2, Order, Regressors, Series, first_differences, seasonal_differences};

use crate::classics::{classics, number};

const ARIMA: &str = include_str!("../../../../reference/forecast/arima.tsv");
const NAIVE2: &str = include_str!("../../../../reference/forecast/naive2.tsv");
const AUTO: &str = include_str!("../../../../reference/forecast/auto.tsv");

/// One row for each classic: a reference that is not there must not pass.
fn automatic() -> Vec<Vec<&'static str>> {
    let rows: Vec<Vec<&str>> = AUTO.lines().map(|l| l.split('\t').collect()).collect();
    assert_eq!(rows.len(), 12, "reference/forecast/auto.tsv is incomplete: run classics.R");
    rows
}

/// Never below R by more than 1e-4.
#[test]
fn arima_log_likelihoods() {
    let series = classics();
    let mut short = Vec::new();
    for line in ARIMA.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let model = Arima { order: Order::parse(cells[1]).unwrap() }.fit(&series[cells[0]]).unwrap();
        let ours = model.diagnose().loglik.unwrap();
        if ours < number(cells[2]) - 1e-4 {
            short.push(format!("{line}: ours {ours}"));
        }
    }
    assert!(short.is_empty(), "{short:#?}");
}

/// The forecasts of R's `decompose` and the last value, to 1e-9.
#[test]
fn naive2_forecasts() {
    let series = classics();
    let table: Vec<(&str, &str)> = NAIVE2.lines().filter_map(|line| line.split_once('\t')).collect();
    assert_eq!(table.len(), series.len());
    for (name, values) in table {
        let path = Naive2.fit(&series[name]).unwrap().predict(12, &[]).unwrap().mean;
        for (ours, theirs) in path.iter().zip(values.split(' ').map(number)) {
            assert!((ours - theirs).abs() <= 1e-9 * theirs.abs(), "{name}: {ours} {theirs}");
        }
    }
}

/// `AICc` no worse than R's `ets` by more than 0.01, on every classic.
#[test]
fn ets_criteria() {
    let series = classics();
    for cells in automatic() {
        let ours = Ets::default().fit(&series[cells[0]]).unwrap();
        assert!(ours.aicc().unwrap() <= number(cells[4]) + 0.01, "{cells:?}: ours {} {:?}", ours.name(), ours.aicc());
    }
}

/// The same differences as R, and with them an `AICc` no worse than R's stepwise search by more than 0.01
/// on at least ten of the twelve classics (the searches visit different orders).
#[test]
fn automatic_orders() {
    let series = classics();
    let mut worse = Vec::new();
    for cells in automatic() {
        let s = &series[cells[0]];
        let sd = if s.period() > 1 { seasonal_differences(s) } else { 0 };
        assert_eq!(sd, cells[5].parse::<usize>().unwrap(), "{}", cells[0]);
        let y = s.values();
        let w: Vec<f64> = if sd > 0 { y[s.period()..].iter().zip(y).map(|(a, b)| a - b).collect() } else { y.to_vec() };
        assert_eq!(first_differences(&w, 2), cells[6].parse::<usize>().unwrap(), "{}", cells[0]);
        let ours = AutoArima::default().fit(s).unwrap();
        if ours.aicc().unwrap() > number(cells[2]) + 0.01 {
            worse.push(format!("{cells:?}: ours {} {:?}", ours.name(), ours.aicc()));
        }
    }
    assert!(worse.len() <= 2, "{worse:#?}");
}

/// Published anchors on log `AirPassengers`, their standard errors (R `arima` on the differenced series) and forecasts.
#[test]
fn airline() {
    let series = &classics()["AirPassengers"];
    let fit = |text: &str| Arima { order: Order::parse(text).unwrap() }.fit(series).unwrap().diagnose();
    let airline = fit("0,1,1,0,1,1");
    assert!((airline.loglik.unwrap() - 244.6965).abs() < 1e-4);
    let [ma, sma] = &airline.coefficients[..] else { panic!("two coefficients") };
    assert!((ma.value + 0.4018).abs() < 1e-3 && (sma.value + 0.5569).abs() < 1e-3, "{ma:?} {sma:?}");
    assert!((ma.se.unwrap() - 0.0896).abs() < 2e-3 && (sma.se.unwrap() - 0.0731).abs() < 2e-3, "{ma:?} {sma:?}");
    assert!(fit("2,1,2,2,1,2").loglik.unwrap() > 246.2766);
}

/// A regressor that is the series itself, noise aside, is found; a copy of it is dropped by name.
#[test]
fn regressors() {
    let x: Vec<f64> = (0..80).map(|t| f64::from((t * 31) % 17)).collect();
    let y: Vec<f64> = x.iter().enumerate().map(|(t, x)| 5.0 + 2.5 * x + 0.1 * ((t * 7) % 5) as f64).collect();
    let twice = x.iter().map(|v| 2.0 * v).collect();
    let regressors = Regressors { names: vec!["x".into(), "copy".into()], columns: vec![x, twice] };
    let order = Order::new((1, 0, 0), (0, 0, 0)).with_constant();
    let fit = Arima { order }.fit_with(&Series::new(y, 1).unwrap(), &regressors).unwrap();
    let found = fit.diagnose();
    let x = found.coefficients.iter().find(|c| c.name == "x").unwrap();
    assert!((x.value - 2.5).abs() < 0.01 && x.se.unwrap() < 0.01);
    assert!(found.notes.iter().any(|n| n.contains("`copy` was dropped")));
    let future = Regressors { names: regressors.names.clone(), columns: vec![vec![100.0], vec![200.0]] };
    assert!((fit.predict_with(1, &[95.0], &future).unwrap().mean[0] - 255.2).abs() < 0.3);
    assert!(fit.predict(1, &[]).is_err());
}
