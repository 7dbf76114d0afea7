//! Laws and known answers.

#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp)]

use super::{BoosterTuning, Halving, Outcome, Parameter, Range, Report, Space, Strategy, Tpe, Trial, Tuner, Value};
use crate::booster::draw::Draw;
use crate::booster::{Loss, Spec};
use crate::error::LearnError;
use crate::frame::{Column, Frame};

fn space() -> Space {
    let parameter = |name: &str, range| Parameter { name: name.to_owned(), range };
    Space::new(vec![
        parameter("x", Range::Uniform { low: -5.0, high: 10.0 }),
        parameter("rate", Range::LogUniform { low: 1e-5, high: 1.0 }),
        parameter("depth", Range::Integer { low: 1, high: 20, log: false }),
        parameter("kind", Range::Choice { names: ["a", "b", "c"].map(str::to_owned).to_vec() }),
    ])
    .unwrap()
}

/// The function of `bench/learn/tuner.py`; its least value is 4.104.
fn function(params: &[Value]) -> f64 {
    let kind = [1.0, 0.0, 2.0][params[3].number() as usize];
    let x = params[0].number() - 0.3;
    let rate = (params[1].number() / 0.02).log10();
    let depth = (params[2].number() - 7.0) / 5.0;
    4.104 + 0.3 * x * x + 1.5 * rate * rate + depth * depth + kind
}

fn run(strategy: &Strategy, seed: u64, trials: usize) -> Tuner {
    let mut tuner = Tuner::new(space(), strategy.clone(), seed).unwrap();
    go_on(&mut tuner, trials);
    tuner
}

fn go_on(tuner: &mut Tuner, trials: usize) {
    while tuner.trials().len() < trials {
        let Some(trial) = tuner.ask() else { return };
        let (id, value) = (trial.id, function(&trial.params));
        tuner.tell(id, Report::scored(value)).unwrap();
    }
}

fn strategies() -> [Strategy; 3] {
    let halving = Halving { width: 27, budget_min: 1, budget_max: 9, factor: 3 };
    [Strategy::Random, Strategy::Tpe(Tpe::default()), Strategy::Halving(halving)]
}

fn median_best(strategy: &Strategy, trials: usize) -> f64 {
    let mut best: Vec<f64> = (0..10).map(|seed| run(strategy, seed, trials).best().unwrap().value().unwrap()).collect();
    best.sort_by(f64::total_cmp);
    best[4].midpoint(best[5])
}

#[test]
fn the_parzen_estimator_finds_the_optimum() {
    let tpe = Strategy::Tpe(Tpe::default());
    let (at_50, at_100) = (median_best(&tpe, 50), median_best(&tpe, 100));
    assert!(at_50 <= 4.25 && at_100 <= 4.12, "{at_50} and {at_100}");
    let random = median_best(&Strategy::Random, 100);
    assert!(random > at_50, "random search came to {random}");
}

#[test]
fn same_seed_same_trials_and_resuming_changes_nothing() {
    for strategy in strategies() {
        let whole = run(&strategy, 3, 30);
        assert_eq!(whole.trials(), run(&strategy, 3, 30).trials());
        assert!(whole.trials() != run(&strategy, 4, 30).trials());
        let half = run(&strategy, 3, 15).trials().to_vec();
        let mut resumed = Tuner::resume(space(), strategy.clone(), 3, half).unwrap();
        go_on(&mut resumed, 30);
        assert_eq!(whole.trials(), resumed.trials());
    }
}

#[test]
fn every_value_is_inside_its_range() {
    for strategy in strategies() {
        for trial in run(&strategy, 5, 200).trials() {
            assert!(space().holds(&trial.params), "{:?}", trial.params);
        }
    }
    let seen: Vec<i64> = run(&Strategy::Random, 1, 2000).trials().iter().map(|t| t.params[2].number() as i64).collect();
    for depth in 1..=20 {
        let count = seen.iter().filter(|&&other| other == depth).count();
        assert!((60..140).contains(&count), "{count} of 2000 trials have depth {depth}");
    }
}

#[test]
fn halving_sends_the_best_on() {
    let rules = Halving { width: 9, budget_min: 2, budget_max: 18, factor: 3 };
    assert_eq!(rules.rungs(), [(2, 9), (6, 3), (18, 1)]);
    let tuner = run(&Strategy::Halving(rules), 1, 100);
    let rung = |budget| -> Vec<&Trial> { tuner.trials().iter().filter(|t| t.budget == Some(budget)).collect() };
    assert_eq!((rung(2).len(), rung(6).len(), rung(18).len()), (9, 3, 1));
    let mut values: Vec<f64> = rung(2).iter().filter_map(|trial| trial.value()).collect();
    values.sort_by(f64::total_cmp);
    assert!(rung(6).iter().all(|trial| trial.value().unwrap() <= values[2]));
    assert_eq!(tuner.best().unwrap().budget, Some(18));
    assert_eq!(tuner.best().unwrap().value(), Some(values[0]));
    assert!(rung(6).iter().all(|trial| tuner.trials()[trial.parent.unwrap()].params == trial.params));
}

#[test]
fn halving_waits_for_open_trials_and_survives_failures() {
    let rules = Halving { width: 3, budget_min: 1, budget_max: 3, factor: 3 };
    let mut tuner = Tuner::new(space(), Strategy::Halving(rules), 1).unwrap();
    for _ in 0..3 {
        assert!(tuner.ask().is_some());
    }
    assert!(tuner.ask().is_none());
    tuner.tell(0, Report::failed("out of memory")).unwrap();
    tuner.tell(1, Report::scored(f64::NAN)).unwrap();
    assert!(tuner.ask().is_none() && tuner.best().is_none());
    tuner.tell(2, Report::scored(1.0)).unwrap();
    assert_eq!(tuner.ask().unwrap().parent, Some(2));
    assert!(matches!(&tuner.trials()[1].outcome, Outcome::Failed { reason } if reason == "the value is NaN"));
}

#[test]
fn parallel_asks_differ_and_wrong_tells_are_refused() {
    let mut tuner = run(&Strategy::Tpe(Tpe::default()), 2, 20);
    let first = tuner.ask().unwrap().params.clone();
    assert!(tuner.ask().unwrap().params != first);
    assert!(tuner.tell(99, Report::scored(1.0)).is_err());
    tuner.tell(20, Report::scored(9.0)).unwrap();
    assert!(tuner.tell(20, Report::scored(1.0)).is_err());
    assert!(tuner.ask_for(vec![Value::Number(0.0)]).is_err());
    let own = vec![Value::Number(0.3), Value::Number(0.02), Value::Integer(7), Value::Choice(1)];
    let id = tuner.ask_for(own.clone()).unwrap().id;
    tuner.tell(id, Report { cost: Some(2.5), curve: vec![3.0, 1.0], ..Report::scored(function(&own)) }).unwrap();
    let best = tuner.best().unwrap();
    assert_eq!((best.id, best.cost, best.curve.as_slice()), (id, Some(2.5), [3.0, 1.0].as_slice()));
}

#[test]
fn broken_spaces_and_strategies_are_refused() {
    let one = |range| Space::new(vec![Parameter { name: "x".into(), range }]);
    assert!(one(Range::Uniform { low: 1.0, high: 1.0 }).is_err());
    assert!(one(Range::Uniform { low: 0.0, high: f64::NAN }).is_err());
    assert!(one(Range::LogUniform { low: 0.0, high: 1.0 }).is_err());
    assert!(one(Range::Integer { low: 0, high: 5, log: true }).is_err());
    assert!(one(Range::Integer { low: i64::MIN, high: i64::MAX, log: false }).is_err());
    assert!(one(Range::Choice { names: vec![] }).is_err());
    assert!(one(Range::Integer { low: 5, high: 5, log: false }).is_ok());
    assert!(Space::new(vec![]).is_err());
    for halving in [
        Halving { width: 0, ..Halving::default() },
        Halving { factor: 1, ..Halving::default() },
        Halving { budget_min: 9, budget_max: 3, ..Halving::default() },
    ] {
        assert!(Tuner::new(space(), Strategy::Halving(halving), 0).is_err());
    }
    assert!(Tuner::new(space(), Strategy::Tpe(Tpe { good_share: 1.0, ..Tpe::default() }), 0).is_err());
}

fn table(rows: usize) -> (Frame, Vec<f64>) {
    let mut draw = Draw::new(1, 0);
    let columns: Vec<Vec<f64>> = (0..4).map(|_| (0..rows).map(|_| draw.unit()).collect()).collect();
    let chance = |row: usize| 1.0 / (1.0 + (-4.0 * (columns[0][row] - columns[1][row])).exp());
    let y = (0..rows).map(|row| f64::from(u8::from(draw.unit() < chance(row)))).collect();
    let columns = columns.iter().enumerate().map(|(at, v)| Column::numeric(format!("x{at}"), v.clone())).collect();
    (Frame::new(rows, columns).unwrap(), y)
}

#[test]
fn the_tuned_booster_beats_its_defaults() {
    let (x, y) = table(2000);
    let rows = |from: usize, to: usize| (x.take(&(from..to).collect::<Vec<_>>()).unwrap(), y[from..to].to_vec());
    let ((train, target), (ask, truth)) = (rows(0, 1000), rows(1000, 2000));
    let loss = |answer: Vec<f64>| -> f64 {
        truth.iter().zip(answer).map(|(y, p)| -(y * p.ln() + (1.0 - y) * (1.0 - p).ln())).sum::<f64>() / 1000.0
    };
    let tuning = BoosterTuning { trials: 10, ..BoosterTuning::new(Loss::Logistic, 1) };
    let tuned = tuning.fit(&train, &target, &mut || false).unwrap();
    let plain = Spec::new(Loss::Logistic).fit(&train, &target, &mut || false).unwrap();
    let (tuned_loss, plain_loss) = (loss(tuned.fitted.predict(&ask).unwrap()), loss(plain.predict(&ask).unwrap()));
    assert!(tuned_loss < 0.95 * plain_loss, "{tuned_loss} against {plain_loss}");
    assert_eq!(tuned.trials.len(), 10);
    assert!(tuned.trials.iter().all(|trial| !trial.curve.is_empty() && trial.cost > Some(0.0)));
    let again = tuning.fit(&train, &target, &mut || false).unwrap();
    assert_eq!((tuned.trials, tuned.fitted), (again.trials, again.fitted));
}

#[test]
fn a_tuning_that_is_stopped_has_an_answer() {
    let (x, y) = table(300);
    let tuning = BoosterTuning::new(Loss::Logistic, 1);
    let at_once = tuning.fit(&x, &y, &mut || true).unwrap();
    assert!(at_once.trials.is_empty() && at_once.spec == tuning.base);
    let mut asked = 0;
    let mut stop = || {
        asked += 1;
        asked > 200
    };
    let later = tuning.fit(&x, &y, &mut stop).unwrap();
    assert!(!later.trials.is_empty() && later.trials.len() < 20);
    assert_eq!(later.fitted.predict(&x).unwrap().len(), 300);
    let tiny = Frame::new(1, vec![]).unwrap();
    assert!(tuning.fit(&tiny, &[1.0], &mut || false).unwrap().trials.is_empty());
    let short = tuning.fit(&x, &y[..10], &mut || false).unwrap_err();
    assert!(matches!(short, LearnError::Length { .. }));
}

#[test]
fn rows_in_the_order_of_time_are_measured_on_the_last() {
    let rows = 200_u32;
    let x = Frame::new(rows as usize, vec![Column::numeric("x", (0..rows).map(|r| f64::from(r % 10)).collect())]).unwrap();
    // The last fifth lies on another level, which drawn rows would have shown beforehand.
    let y: Vec<f64> = (0..rows).map(|r| f64::from(r % 10) + if r >= 160 { 100.0 } else { 0.0 }).collect();
    let best = |valid_last| {
        let rules = BoosterTuning { trials: 2, valid_last, ..BoosterTuning::new(Loss::Absolute, 1) };
        let tuned = rules.fit(&x, &y, &mut || false).unwrap();
        tuned.trials.iter().filter_map(Trial::value).fold(f64::INFINITY, f64::min)
    };
    assert!(best(true) > 95.0 && best(false) < 50.0, "{} and {}", best(true), best(false));
}
