//! What tests are run on: values, series, codes and groups without anything to find.

use rand::RngExt;
use rand_pcg::Pcg64;

/// Standard normal values, by Marsaglia's polar method.
pub(super) fn normal(rng: &mut Pcg64, n: usize) -> Vec<f64> {
    let mut values = Vec::with_capacity(n + 1);
    while values.len() < n {
        let (x, y): (f64, f64) = (rng.random_range(-1.0..1.0), rng.random_range(-1.0..1.0));
        let s = x * x + y * y;
        if s > 0.0 && s < 1.0 {
            let scale = (-2.0 * s.ln() / s).sqrt();
            values.extend([x * scale, y * scale]);
        }
    }
    values.truncate(n);
    values
}

/// Lognormal values of shape 1: skewness 6.2.
pub(super) fn skewed(rng: &mut Pcg64, n: usize) -> Vec<f64> {
    normal(rng, n).iter().map(|x| x.exp()).collect()
}

/// Whole numbers from 0 to `levels - 1`, equally likely.
pub(super) fn tied(rng: &mut Pcg64, n: usize, levels: u32) -> Vec<f64> {
    codes(rng, n, levels).iter().map(|c| f64::from(*c)).collect()
}

/// Zeros, and ones with this probability.
pub(super) fn flags(rng: &mut Pcg64, n: usize, share: f64) -> Vec<f64> {
    (0..n).map(|_| f64::from(u8::from(rng.random::<f64>() < share))).collect()
}

/// A first-order autoregression.
pub(super) fn autoregression(rng: &mut Pcg64, n: usize, coefficient: f64) -> Vec<f64> {
    let mut last = 0.0;
    let noise = normal(rng, n + 50);
    let next = |e: &f64| {
        last = coefficient * last + e;
        last
    };
    noise.iter().map(next).skip(50).collect()
}

/// A random walk.
pub(super) fn walk(rng: &mut Pcg64, n: usize) -> Vec<f64> {
    let mut at = 0.0;
    let steps = normal(rng, n);
    let next = |e: &f64| {
        at += e;
        at
    };
    steps.iter().map(next).collect()
}

/// Levels equally likely.
pub(super) fn codes(rng: &mut Pcg64, n: usize, levels: u32) -> Vec<u32> {
    (0..n).map(|_| rng.random_range(0..levels)).collect()
}

/// Levels of which each is about half as frequent as the one before.
pub(super) fn rare_codes(rng: &mut Pcg64, n: usize, levels: u32) -> Vec<u32> {
    (0..n).map(|_| (-rng.random::<f64>().log2()) as u32 % levels).collect()
}

/// Values in `k` groups of nearly equal size, each `ratio` times as wide as the one before.
pub(super) fn groups(x: &[f64], k: usize, ratio: f64) -> Vec<Vec<f64>> {
    let n = x.len();
    let part = |g: usize| x[g * n / k..(g + 1) * n / k].iter().map(|v| v * ratio.powi(g as i32)).collect();
    (0..k).map(part).collect()
}

/// Groups as tests take them.
pub(super) fn slices(groups: &[Vec<f64>]) -> Vec<&[f64]> {
    groups.iter().map(Vec::as_slice).collect()
}

/// Means of at most 128 blocks of equally many values.
pub(super) fn block_means(x: &[f64]) -> Vec<f64> {
    groups(x, x.len().min(128), 1.0).iter().map(|block| stats::mean(block).unwrap()).collect()
}
