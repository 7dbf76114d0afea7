//! Spread of the forecasts: exact formulas for classes 1 and 2, a close approximation for class 3, simulation for the rest.
//!
//! Reference: Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing, ch. 6.

use super::form::{ErrorKind, Form, SeasonForm, TrendKind};
use super::recursion::Parameters;
use crate::normal;

/// Simulated paths for the forms without a formula.
const PATHS: usize = 2_000;

/// Mean path `h` steps on from the states in `p` (its season starts at the next position).
pub(crate) fn mean(form: Form, p: &Parameters, h: usize) -> Vec<f64> {
    let (flat, m) = (flat(form, p, h), p.season.len());
    flat.iter()
        .enumerate()
        .map(|(k, q)| match form.season {
            SeasonForm::None => *q,
            SeasonForm::Additive => q + p.season[k % m],
            SeasonForm::Multiplicative => q * p.season[k % m],
        })
        .collect()
}

/// The mean path without its season.
fn flat(form: Form, p: &Parameters, h: usize) -> Vec<f64> {
    let (mut total, mut power) = (0.0, 1.0);
    (0..h)
        .map(|_| {
            power *= p.phi;
            total += power;
            match form.trend {
                TrendKind::None => p.level,
                TrendKind::Additive | TrendKind::AdditiveDamped => p.level + total * p.slope,
                _ => p.level * p.slope.powf(total),
            }
        })
        .collect()
}

/// Standard deviation for each step, for the forms that have a formula.
pub(crate) fn deviations(form: Form, p: &Parameters, sigma2: f64, h: usize) -> Option<Vec<f64>> {
    if form.trend.multiplicative() || (form.error == ErrorKind::Additive && form.season == SeasonForm::Multiplicative) {
        return None;
    }
    let m = p.season.len();
    let additive_season = form.season == SeasonForm::Additive;
    let (mut total, mut power) = (0.0, 1.0);
    let squares: Vec<f64> = (1..h)
        .map(|j| {
            power *= p.phi;
            total += power;
            let season = if additive_season && j.is_multiple_of(m) { p.gamma } else { 0.0 };
            (p.alpha + p.beta * total + season).powi(2)
        })
        .collect();
    if form.error == ErrorKind::Additive {
        let mut sum = 1.0;
        let mut out = vec![sigma2.sqrt()];
        for c in squares {
            sum += c;
            out.push((sigma2 * sum).sqrt());
        }
        return Some(out);
    }
    let path = if form.season == SeasonForm::Multiplicative { flat(form, p, h) } else { mean(form, p, h) };
    let mut theta = Vec::with_capacity(h);
    for k in 0..h {
        let carried: f64 = (0..k).map(|j| squares[j] * theta[k - 1 - j]).sum();
        theta.push(path[k] * path[k] + sigma2 * carried);
    }
    let out = (0..h).map(|k| {
        let base = theta[k] * (1.0 + sigma2);
        let variance = if form.season == SeasonForm::Multiplicative {
            let s = p.season[k % m];
            s * s * (base * (1.0 + p.gamma * p.gamma * sigma2).powi((k / m) as i32) - path[k] * path[k])
        } else {
            base - path[k] * path[k]
        };
        variance.max(0.0).sqrt()
    });
    Some(out.collect())
}

/// Simulated values, one sorted list for each step.
pub(crate) fn simulate(form: Form, p: &Parameters, sigma2: f64, h: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut random = Random(seed);
    let mut steps = vec![Vec::with_capacity(PATHS); h];
    let m = p.season.len();
    let sd = sigma2.sqrt();
    for _ in 0..PATHS {
        let (mut l, mut b, mut season) = (p.level, p.slope, p.season.clone());
        for (k, step) in steps.iter_mut().enumerate() {
            let g = if form.trend.multiplicative() { b.max(1e-8).powf(p.phi) } else { 0.0 };
            let q = match form.trend {
                TrendKind::None => l,
                TrendKind::Additive | TrendKind::AdditiveDamped => l + p.phi * b,
                _ => l * g,
            };
            let s = if m > 0 { season[k % m] } else { 0.0 };
            let f = match form.season {
                SeasonForm::None => q,
                SeasonForm::Additive => q + s,
                SeasonForm::Multiplicative => q * s,
            };
            let z = random.normal() * sd;
            let e = if form.error == ErrorKind::Multiplicative { f * z.max(-0.99) } else { z };
            step.push(f + e);
            let d = if form.season == SeasonForm::Multiplicative { e / s } else { e };
            match form.season {
                SeasonForm::None => {}
                SeasonForm::Additive => season[k % m] += p.gamma * e,
                SeasonForm::Multiplicative => season[k % m] = (s + p.gamma * e / q).max(1e-8),
            }
            b = match form.trend {
                TrendKind::None => 0.0,
                TrendKind::Additive | TrendKind::AdditiveDamped => p.phi * b + p.beta * d,
                _ => g + p.beta * d / l,
            };
            l = q + p.alpha * d;
            if form.needs_positive() {
                l = l.max(1e-8 * p.level.abs());
            }
        }
    }
    for step in &mut steps {
        step.sort_by(f64::total_cmp);
    }
    steps
}

/// `SplitMix64`, and normals by inversion.
struct Random(u64);

impl Random {
    fn normal(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        normal::quantile(((z >> 11) as f64 + 0.5) / (1u64 << 53) as f64)
    }
}
