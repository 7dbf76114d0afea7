//! Laws and known answers.

#![allow(clippy::unwrap_used)]

use super::{LensSpec, Mix, MixLoss};
use crate::booster::draw::Draw;
use crate::error::LearnError;

/// Numbers with variance 1.
fn noise(rows: usize, seed: u64) -> Vec<f64> {
    let mut draw = Draw::new(seed, 0);
    (0..rows).map(|_| (0..12).map(|_| draw.unit()).sum::<f64>() - 6.0).collect()
}

fn plus(a: &[f64], factor: f64, b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + factor * b).collect()
}

fn loss(y: &[f64], p: &[f64]) -> f64 {
    y.iter().zip(p).map(|(y, p)| (y - p) * (y - p)).sum::<f64>() / y.len() as f64
}

fn log_loss(y: &[f64], p: &[f64]) -> f64 {
    y.iter().zip(p).map(|(y, p)| -(if *y > 0.5 { *p } else { 1.0 - p }).ln()).sum::<f64>() / y.len() as f64
}

#[test]
fn no_weights_on_a_fine_grid_are_better() {
    let y = noise(300, 1);
    let members: Vec<Vec<f64>> = (0..3).map(|m| plus(&y, 1.0 + 0.3 * f64::from(m), &noise(300, 2 + m as u64))).collect();
    let members: Vec<&[f64]> = members.iter().map(Vec::as_slice).collect();
    let mix = Mix::fit(MixLoss::Squared, &y, &members).unwrap();
    let least = loss(&y, &mix.predict(&members).unwrap());
    let yes: Vec<f64> = y.iter().map(|y| f64::from(u8::from(*y > 0.0))).collect();
    let odds: Vec<Vec<f64>> = members.iter().map(|m| m.iter().map(|v| 1.0 / (1.0 + (-v).exp())).collect()).collect();
    let odds: Vec<&[f64]> = odds.iter().map(Vec::as_slice).collect();
    let coin = Mix::fit(MixLoss::Log { outputs: 1 }, &yes, &odds).unwrap();
    let least_log = log_loss(&yes, &coin.predict(&odds).unwrap());
    assert!(mix.gap() <= 1e-9 && coin.gap() <= 1e-9);
    for i in 0..=50 {
        for j in 0..=50 - i {
            let weights = [f64::from(i) / 50.0, f64::from(j) / 50.0, f64::from(50 - i - j) / 50.0];
            let at = |m: &[&[f64]]| plus(&plus(&plus(&[0.0; 300], weights[0], m[0]), weights[1], m[1]), weights[2], m[2]);
            assert!(loss(&y, &at(&members)) >= least - 1e-12);
            assert!(log_loss(&yes, &at(&odds)) >= least_log - 1e-12);
        }
    }
}

#[test]
fn weights_are_those_of_two_independent_errors() {
    // Errors of variance 1 and 4: the best weights are 0.8 and 0.2, but for the sample's own covariance.
    let (y, a, b) = (noise(4000, 1), noise(4000, 2), noise(4000, 3));
    let (one, two) = (plus(&y, 1.0, &a), plus(&y, 2.0, &b));
    let mix = Mix::fit(MixLoss::Squared, &y, &[&one, &two]).unwrap();
    let d = plus(&one, -1.0, &two);
    let exact = d.iter().zip(plus(&y, -1.0, &two)).map(|(d, e)| d * e).sum::<f64>() / d.iter().map(|d| d * d).sum::<f64>();
    assert!((mix.weights()[0] - exact).abs() < 1e-9 && (exact - 0.8).abs() < 0.02);
}

#[test]
fn classes_are_mixed_by_the_probability_of_what_came() {
    let y = [0.0, 1.0, 2.0, 1.0];
    let sure = [0.8, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.8, 0.1, 0.8, 0.1];
    let flat = [1.0 / 3.0; 12];
    let mix = Mix::fit(MixLoss::Log { outputs: 3 }, &y, &[&flat, &sure]).unwrap();
    assert!(mix.weights()[1] > 1.0 - 1e-9);
    assert_eq!(mix.predict(&[&flat, &sure]).unwrap().len(), 12);
}

#[test]
fn the_lens_tells_helpers_twins_and_idlers_apart() {
    let (y, a, b) = (noise(2000, 1), noise(2000, 2), noise(2000, 3));
    let (one, two) = (plus(&y, 1.0, &a), plus(&y, 1.0, &b));
    let twin = plus(&one, 0.05, &noise(2000, 4));
    let idle = plus(&y, 6.0, &noise(2000, 5));
    let lens = LensSpec { margin: 0.1, ..LensSpec::new(MixLoss::Squared) }.look(&y, &[&one, &two, &twin, &idle]).unwrap();
    assert!(lens.pays && lens.against_best.mean < -0.3, "{lens:?}");
    assert_eq!(lens.twins.len(), 1);
    assert_eq!(lens.twins[0].members, [0, 2]);
    let adds: Vec<f64> = lens.adds.iter().map(|add| add.unwrap().mean).collect();
    assert!(adds[1] > 0.2 && adds[0].abs() < 0.02 && adds[2].abs() < 0.02 && adds[3].abs() < 0.05, "{adds:?}");
}

#[test]
fn a_mix_of_copies_does_not_pay() {
    let y = noise(500, 1);
    let mut paid = 0;
    for seed in 0..40 {
        let one = plus(&y, 1.0, &noise(500, 10 + seed));
        let other = plus(&one, 0.1, &noise(500, 100 + seed));
        paid += usize::from(LensSpec::new(MixLoss::Squared).look(&y, &[&one, &other]).unwrap().pays);
    }
    assert!(paid <= 4, "{paid} of 40 mixes of a model and its noisy copy pay");
    let alone = LensSpec::new(MixLoss::Squared).look(&y, &[&y]).unwrap();
    assert!(!alone.pays && alone.adds == [None]);
}

#[test]
fn bad_input_is_refused() {
    let squared = |y: &[f64], members: &[&[f64]]| Mix::fit(MixLoss::Squared, y, members).unwrap_err();
    assert_eq!(squared(&[], &[]), LearnError::NoRows);
    assert!(matches!(squared(&[1.0], &[]), LearnError::NoColumns { .. }));
    assert!(matches!(squared(&[1.0], &[&[1.0, 2.0]]), LearnError::Length { .. }));
    assert!(matches!(squared(&[1.0], &[&[f64::NAN]]), LearnError::Target { .. }));
    assert!(matches!(Mix::fit(MixLoss::Log { outputs: 1 }, &[2.0], &[&[0.5]]), Err(LearnError::Target { .. })));
    assert!(Mix::mean(MixLoss::Squared, 4).unwrap().weights().iter().all(|w| (w - 0.25).abs() < 1e-15));
}
