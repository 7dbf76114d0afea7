//! Simulated back-tests with overlapping horizons. `n` counts the origins.

use verdict::Scale;

use super::draw::Draw;
use super::worlds::{Contest, Hang, World, world};

/// Steps ahead, and so many consecutive origins overlap.
const HORIZON: usize = 12;

/// Worlds in which the first player is worse than the second; by how much is measured.
pub(crate) const BACK_TESTS: &[World] = &[
    World { name: "MA(11), equal weights", make: |draw, n, _| moving_average(draw, n, 1.0), overlaps: true },
    World { name: "MA(11), weights 0.8^j", make: |draw, n, _| moving_average(draw, n, 0.8), overlaps: true },
    World { name: "absolute error, averaged over 12 steps", make: |draw, n, _| random_walk(draw, n, f64::abs), overlaps: true },
    World { name: "squared error, averaged over 12 steps", make: |draw, n, _| random_walk(draw, n, |e| e * e), overlaps: true },
    world("horizon 1, independent and skewed", |draw, n, _| one_step(draw, n)),
    world("horizon 1, AR(1) of 0.5", |draw, n, _| lingering(draw, n)),
];

/// Loss differences that are a moving average of the order of the horizon.
fn moving_average(draw: &mut Draw, n: usize, decay: f64) -> Contest {
    let shocks: Vec<f64> = (0..n + HORIZON - 1).map(|_| draw.normal()).collect();
    let weights: Vec<f64> = (0..HORIZON).map(|j| decay.powi(j as i32)).collect();
    let simple = (0..n).map(|t| 20.0 + 0.5 + weights.iter().enumerate().map(|(j, w)| w * shocks[t + j]).sum::<f64>()).collect();
    back_test(vec![simple, vec![20.0; n]], 1, HORIZON)
}

/// Back-test on a random walk with drift: the last value, and the last value plus the drift, each 1 to 12 steps ahead.
fn random_walk(draw: &mut Draw, n: usize, loss: fn(f64) -> f64) -> Contest {
    let drift = 0.25;
    let mut level = vec![0.0];
    for t in 0..n + HORIZON {
        level.push(level[t] + drift + draw.normal());
    }
    let (mut last, mut drifting) = (Vec::new(), Vec::new());
    for t in 0..n {
        for step in 1..=HORIZON {
            let change = level[t + step] - level[t];
            last.push(loss(change));
            drifting.push(loss(change - drift * step as f64));
        }
    }
    back_test(vec![last, drifting], HORIZON, HORIZON)
}

/// Independent skewed differences.
fn one_step(draw: &mut Draw, n: usize) -> Contest {
    let simple = (0..n).map(|_| 3.5 + draw.normal().powi(2)).collect();
    back_test(vec![simple, vec![3.0; n]], 1, 1)
}

/// Differences that linger though no horizons overlap: one player suits some times better.
fn lingering(draw: &mut Draw, n: usize) -> Contest {
    let mut level = draw.normal() / 0.75_f64.sqrt();
    let simple = (0..n).map(|_| {
        level = 0.5 * level + draw.normal();
        10.5 + level
    });
    back_test(vec![simple.collect(), vec![10.0; n]], 1, 1)
}

/// Rows are origins times steps.
fn back_test(losses: Vec<Vec<f64>>, steps: usize, overlap: usize) -> Contest {
    let origin: Vec<u32> = (0..losses[0].len()).map(|row| (row / steps) as u32).collect();
    let hang = Hang::Origins { origin: origin.clone(), horizon: overlap as u32 };
    Contest { losses, fold: origin, hang, scale: Scale::Mean }
}
