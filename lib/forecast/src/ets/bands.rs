//! Mean and spread of the forecasts: exact formulas for classes 1 to 3, simulation for the rest.
//!
//! Reference: Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing, ch. 6.

use super::form::{ErrorKind, Form, SeasonForm, TrendKind};
use super::recursion::{Ahead, Parameters, States};
use crate::normal::Draws;

/// Simulated paths for the forms without a formula.
const PATHS: usize = 2_000;

/// Mean and standard deviation for each step from the states in `p` (its season starts at the next position); no
/// deviations for the forms without a formula, whose path is then that without errors.
pub(crate) fn moments(form: Form, p: &Parameters, sigma2: f64, h: usize) -> (Vec<f64>, Option<Vec<f64>>) {
    let product = form.season == SeasonForm::Multiplicative;
    if form.trend.multiplicative() || (product && form.error == ErrorKind::Additive) {
        return (path(form, p, h), None);
    }
    if product {
        let (mean, spread) = products(p, sigma2, h);
        return (mean, Some(spread));
    }
    (path(form, p, h), Some(deviations(form, p, sigma2, h)))
}

/// Path `h` steps on without errors.
fn path(form: Form, p: &Parameters, h: usize) -> Vec<f64> {
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

/// First and second moments of level and slope, weighted with the squared growth of one season's index.
#[derive(Clone, Copy)]
struct Moments {
    level: f64,
    slope: f64,
    square: f64,
    cross: f64,
    slope_square: f64,
}

/// Class 3, multiplicative errors and seasons: with `q = l + phi b`, `l' = q (1 + alpha e)`, `b' = phi b + beta q e` and
/// `s' = s (1 + gamma e)` every moment of `q s` follows from the moments of level and slope weighted with
/// the growth of the one index that the step will need, which moves once in a season. O(h m).
fn products(p: &Parameters, sigma2: f64, h: usize) -> (Vec<f64>, Vec<f64>) {
    let m = p.season.len();
    let (mut mean, mut spread) = (vec![0.0; h], vec![0.0; h]);
    for slot in 0..m.min(h) {
        let (l, b, s) = (p.level, p.slope, p.season[slot]);
        let mut x = Moments { level: l, slope: b, square: l * l, cross: l * b, slope_square: b * b };
        for k in 0..h {
            let turn = k % m == slot;
            let q = x.level + p.phi * x.slope;
            let square = x.square + 2.0 * p.phi * x.cross + p.phi * p.phi * x.slope_square;
            if turn {
                mean[k] = s * q;
                spread[k] = (s * s * square * (1.0 + sigma2) - mean[k] * mean[k]).max(0.0).sqrt();
            }
            // E (1 + gamma e)^j times the moved states, e normal with variance sigma2.
            let gamma = if turn { p.gamma } else { 0.0 };
            let (keep, mix, noise) =
                (1.0 + gamma * gamma * sigma2, 2.0 * gamma * sigma2, sigma2 * (1.0 + 3.0 * gamma * gamma * sigma2));
            let cross = p.phi * x.cross + p.phi * p.phi * x.slope_square;
            x = Moments {
                level: q * (1.0 + gamma * sigma2 * p.alpha),
                slope: p.phi * x.slope + gamma * sigma2 * p.beta * q,
                square: square * (keep + 2.0 * mix * p.alpha + noise * p.alpha * p.alpha),
                cross: cross * (keep + mix * p.alpha) + square * p.beta * (mix + noise * p.alpha),
                slope_square: keep * p.phi * p.phi * x.slope_square
                    + 2.0 * mix * p.beta * cross
                    + noise * p.beta * p.beta * square,
            };
        }
    }
    (mean, spread)
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

/// Standard deviation for each step without multiplicative trend or season (classes 1 and 2).
fn deviations(form: Form, p: &Parameters, sigma2: f64, h: usize) -> Vec<f64> {
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
        return out;
    }
    let path = path(form, p, h);
    let mut theta = Vec::with_capacity(h);
    for k in 0..h {
        let carried: f64 = (0..k).map(|j| squares[j] * theta[k - 1 - j]).sum();
        theta.push(path[k] * path[k] + sigma2 * carried);
    }
    theta.iter().zip(&path).map(|(t, f)| (t * (1.0 + sigma2) - f * f).max(0.0).sqrt()).collect()
}

/// Simulated values, one sorted list for each step.
pub(crate) fn simulate(form: Form, p: &Parameters, sigma2: f64, h: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut random = Draws::new(seed);
    let mut steps = vec![Vec::with_capacity(PATHS); h];
    let m = p.season.len();
    let sd = sigma2.sqrt();
    for _ in 0..PATHS {
        let mut season = p.season.clone();
        let mut now = States { level: p.level, slope: p.slope, season: 0.0 };
        for (k, step) in steps.iter_mut().enumerate() {
            if m > 0 {
                now.season = season[k % m];
            }
            let ahead = Ahead::of(form, now, p.phi);
            let z = random.draw() * sd;
            let value = if form.error == ErrorKind::Multiplicative { ahead.mean * (1.0 + z.max(-0.99)) } else { ahead.mean + z };
            step.push(value);
            now = ahead.correct(form, now, p, value);
            if form.needs_positive() {
                now.level = now.level.max(1e-8 * p.level.abs());
            }
            if form.trend.multiplicative() {
                now.slope = now.slope.max(1e-8);
            }
            if m > 0 {
                season[k % m] = if form.season == SeasonForm::Multiplicative { now.season.max(1e-8) } else { now.season };
            }
        }
    }
    for step in &mut steps {
        step.sort_by(f64::total_cmp);
    }
    steps
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const R: &str = include_str!("../../../../reference/forecast/ets_bands.tsv");

    fn numbers(cell: &str) -> Vec<f64> {
        cell.split_whitespace().map(|v| v.parse().unwrap()).collect()
    }

    /// A row of R's parameters and states: form, parameters, variance, mean path, standard deviations.
    fn row(line: &str) -> (Form, Parameters, f64, Vec<f64>, Vec<f64>) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (p, x) = (numbers(cells[2]), numbers(cells[3]));
        let parameters =
            Parameters { alpha: p[0], beta: p[1], gamma: p[2], phi: p[3], level: x[0], slope: x[1], season: numbers(cells[4]) };
        (Form::parse(cells[0]).unwrap(), parameters, p[4], numbers(cells[5]), numbers(cells[6]))
    }

    /// Paths and standard deviations equal R's for the same parameters and states, where R's are right: R 8.20 gives the
    /// gamma of an additive season without trend to the wrong season, and leaves the damping out of class 3.
    #[test]
    fn paths_and_bands_are_those_of_r() {
        assert!(R.lines().count() >= 40);
        let mut flaws = Vec::new();
        for line in R.lines() {
            let (form, p, sigma2, path, sd) = row(line);
            let right = match (form.season, form.trend) {
                (SeasonForm::Additive, TrendKind::None) => p.season.len() - 1,
                (SeasonForm::Multiplicative, TrendKind::AdditiveDamped) => 0,
                _ => path.len(),
            };
            let (mean, spread) = moments(form, &p, sigma2, path.len());
            let spread = spread.unwrap();
            let off = |k: &usize| (mean[*k] / path[*k] - 1.0).abs() > 1e-9 || (spread[*k] / sd[*k] - 1.0).abs() > 1e-7;
            flaws.extend((0..right).find(off).map(|k| format!("{} step {}: {} {}", form.name(), k + 1, spread[k], sd[k])));
        }
        assert!(flaws.is_empty(), "{flaws:#?}");
    }

    /// The formulas agree with the simulation that serves the forms without one, within what 2,000 paths can tell.
    #[test]
    fn formulas_are_what_a_simulation_shows() {
        for line in R.lines() {
            let (form, p, sigma2, path, _) = row(line);
            let h = path.len();
            let (mean, spread) = moments(form, &p, sigma2, h);
            let spread = spread.unwrap();
            let steps = simulate(form, &p, sigma2, h, 7);
            for k in [0, h / 2, h - 1] {
                let n = steps[k].len() as f64;
                let centre = steps[k].iter().sum::<f64>() / n;
                let sd = (steps[k].iter().map(|v| (v - centre).powi(2)).sum::<f64>() / n).sqrt();
                assert!((sd / spread[k] - 1.0).abs() < 0.1, "{} step {}: {sd} {}", form.name(), k + 1, spread[k]);
                assert!((centre - mean[k]).abs() < 5.0 * spread[k] / n.sqrt(), "{} step {}", form.name(), k + 1);
            }
        }
    }
}
