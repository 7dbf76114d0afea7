//! Simulated problems with a known floor, and curves with a known law.

#![allow(clippy::unwrap_used)]

use super::{Curve, CurvePoint, Floor, FloorLoss, FloorSpec};
use crate::booster::draw::Draw;
use crate::booster::{Loss, Stopping};
use crate::error::LearnError;
use crate::frame::{Column, Frame};

const ROWS: usize = 2000;

/// Five columns, and the score of each row with variance 1: a wave, a product and a line.
fn table(seed: u64) -> (Frame, Vec<f64>) {
    let mut draw = Draw::new(seed, 0);
    let x: Vec<Vec<f64>> = (0..5).map(|_| (0..ROWS).map(|_| draw.unit()).collect()).collect();
    let score =
        |row: usize| (std::f64::consts::TAU * x[0][row]).sin() + 4.0 * (x[1][row] - 0.5) * (x[2][row] - 0.5) + 2.0 * x[3][row];
    let mut scores: Vec<f64> = (0..ROWS).map(score).collect();
    let mean = scores.iter().sum::<f64>() / ROWS as f64;
    let sd = (scores.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>() / ROWS as f64).sqrt();
    for score in &mut scores {
        *score = (*score - mean) / sd;
    }
    let columns = x.into_iter().enumerate().map(|(at, values)| Column::numeric(format!("x{at}"), values));
    (Frame::new(ROWS, columns.collect()).unwrap(), scores)
}

fn normal(draw: &mut Draw) -> f64 {
    (0..12).map(|_| draw.unit()).sum::<f64>() - 6.0
}

/// The floor at out-of-fold predictions of the booster.
fn floor(x: &Frame, y: &[f64], loss: FloorLoss) -> Floor {
    let boosted = if loss == FloorLoss::Log { Loss::Logistic } else { Loss::Squared };
    let mut p = vec![0.0; y.len()];
    for fold in 0..5 {
        let (ask, train): (Vec<usize>, Vec<usize>) = (0..y.len()).partition(|row| row % 5 == fold);
        let target: Vec<f64> = train.iter().map(|&row| y[row]).collect();
        let model = Stopping::new(boosted, train.len()).fit(&x.take(&train).unwrap(), &target, &mut || false).unwrap();
        let answer = model.fitted.predict(&x.take(&ask).unwrap()).unwrap();
        ask.iter().zip(answer).for_each(|(&row, answer)| p[row] = answer);
    }
    FloorSpec::new(loss).estimate(x, y, &p).unwrap()
}

fn noise_alone(rounds: u64) -> usize {
    let stops = (0..rounds).filter(|&round| {
        let (x, _) = table(round);
        let mut draw = Draw::new(round, 1);
        let loss = if round % 2 == 0 { FloorLoss::Squared } else { FloorLoss::Log };
        let y: Vec<f64> = (0..ROWS)
            .map(|_| if loss == FloorLoss::Log { f64::from(u8::from(draw.unit() < 0.3)) } else { normal(&mut draw) })
            .collect();
        let found = floor(&x, &y, loss);
        found.stop && (found.floor - found.constant).abs() < 1e-12
    });
    stops.count()
}

/// The floor over the true one, for a target that is half noise.
fn half_noise(round: u64, loss: FloorLoss) -> f64 {
    let (x, scores) = table(100 + round);
    let mut draw = Draw::new(round, 2);
    if loss == FloorLoss::Squared {
        let noise: Vec<f64> = scores.iter().map(|_| normal(&mut draw)).collect();
        let y: Vec<f64> = scores.iter().zip(&noise).map(|(s, n)| s + n).collect();
        let truth = noise.iter().map(|n| n * n).sum::<f64>() / ROWS as f64;
        return floor(&x, &y, loss).floor / truth;
    }
    let p: Vec<f64> = scores.iter().map(|s| 1.0 / (1.0 + (-2.0 * s).exp())).collect();
    let y: Vec<f64> = p.iter().map(|p| f64::from(u8::from(draw.unit() < *p))).collect();
    let truth = y.iter().zip(&p).map(|(y, p)| -(if *y > 0.5 { *p } else { 1.0 - p }).ln()).sum::<f64>() / ROWS as f64;
    floor(&x, &y, loss).floor / truth
}

#[test]
fn noise_says_stop_and_half_noise_has_its_floor() {
    assert_eq!(noise_alone(4), 4);
    for loss in [FloorLoss::Squared, FloorLoss::Log] {
        let ratio = half_noise(1, loss);
        assert!((0.9..1.1).contains(&ratio), "{loss:?}: {ratio}");
    }
}

#[test]
fn twenty_problems_of_each_kind() {
    assert_eq!(noise_alone(20), 20);
    for loss in [FloorLoss::Squared, FloorLoss::Log] {
        let ratios: Vec<f64> = (0..20).map(|round| half_noise(round, loss)).collect();
        assert!(ratios.iter().all(|ratio| (0.9..1.1).contains(ratio)), "{loss:?}: {ratios:.3?}");
    }
}

#[test]
fn few_rows_and_bad_predictions_are_refused() {
    let (x, scores) = table(1);
    let few = x.take(&(0..150).collect::<Vec<_>>()).unwrap();
    let spec = FloorSpec::new(FloorLoss::Squared);
    assert!(matches!(spec.estimate(&few, &scores[..150], &scores[..150]), Err(LearnError::Setting { .. })));
    assert!(matches!(spec.estimate(&x, &scores, &scores[1..]), Err(LearnError::Length { .. })));
    let log = FloorSpec::new(FloorLoss::Log);
    assert!(matches!(log.estimate(&x, &scores, &scores), Err(LearnError::Target { .. })));
}

/// Points of `0.4 + 2 n^-rate` with refits that share part of their noise.
fn points(rate: f64, seed: u64) -> Vec<CurvePoint> {
    let mut draw = Draw::new(seed, 3);
    let shared: Vec<f64> = (0..10).map(|_| 0.004 * normal(&mut draw)).collect();
    [250, 500, 1000, 2000, 4000]
        .into_iter()
        .map(|rows| {
            let loss = 0.4 + 2.0 * f64::from(rows).powf(-rate);
            let losses = shared.iter().map(|s| loss + s + 0.002 * normal(&mut draw)).collect();
            CurvePoint { rows: rows as usize, losses }
        })
        .collect()
}

#[test]
fn the_extrapolation_covers_the_truth() {
    for rate in [0.4, 0.7, 1.0] {
        let truth = |rows: f64| 0.4 + 2.0 * rows.powf(-rate);
        let held = (0..100).filter(|&seed| {
            let curve = Curve::fit(&points(rate, seed), seed).unwrap();
            let saved = curve.saved(4000, 24_000).unwrap();
            (saved.interval[0]..=saved.interval[1]).contains(&(truth(4000.0) - truth(24_000.0)))
        });
        let held = held.count();
        assert!(held >= 88, "rate {rate}: {held} of 100");
    }
}

#[test]
fn a_flat_curve_promises_nothing() {
    let flat = |rows| CurvePoint { rows, losses: vec![0.5, 0.5, 0.5] };
    let curve = Curve::fit(&[flat(100), flat(200), flat(400)], 1).unwrap();
    assert!(curve.saved(400, 4000).unwrap().loss.abs() < 1e-12 && (curve.level() - 0.5).abs() < 1e-12);
    assert!(Curve::fit(&[flat(100), flat(200)], 1).is_err() && Curve::fit(&[flat(2), flat(1), flat(3)], 1).is_err());
    assert!(curve.ahead(0).is_err() && curve.ahead(10).unwrap().loss > 0.0 && curve.rate() > 0.0);
}
