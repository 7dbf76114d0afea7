//! Where does the mean of a series jump?

use super::{centred, check};
use crate::StatsError;

/// Longer series are first averaged into this many blocks.
const BLOCKS_MAX: usize = 2048;
/// Part of the series that lies between two changes at least.
const PART_MIN: f64 = 0.05;
/// Values (blocks) that lie between two changes at least.
const STEPS_MIN: usize = 12;
/// Upper 5 % points of the largest statistic of a stationary first-order autoregression with coefficient 0.5, by length; made by the test below.
const POINTS: [(f64, f64); 8] = [
    (30.0, 66.6),
    (50.0, 126.0),
    (100.0, 191.5),
    (200.0, 246.2),
    (400.0, 224.4),
    (800.0, 191.9),
    (1500.0, 175.3),
    (2048.0, 171.0),
];

/// A jump of the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// First value after the jump.
    pub at: usize,
    /// Mean since the change before.
    pub before: f64,
    /// Mean until the next change.
    pub after: f64,
    /// The self-normalised statistic, in units of its 5 % point: above 1.
    pub strength: f64,
}

/// Changes of the mean of a series whose neighbours may depend on each other.
///
/// At each place the means of windows before and after it, of all lengths in steps of 5 % of the series (at least 12 values), are compared: squared
/// difference over a self-normaliser, the sum of squared partial sums inside both windows, which needs no bandwidth and grows with the long-run
/// variance. The largest statistic against its simulated 5 % point; then both sides on their own. The points are those of an autoregression with
/// coefficient 0.5, so that white noise alarms less often than 5 %. A series that wanders or has a trend changes everywhere: look at those first.
/// `O(400 n)`, above 2,048 values on block means, placed to the value afterwards.
///
/// Reference: Z. Zhao, F. Jiang and X. Shao, "Segmenting time series via self-normalisation" (2022), doi:10.1111/rssb.12552.
///
/// # Errors
/// [`StatsError::TooFew`] below 30 values, [`StatsError::NotFinite`], [`StatsError::Constant`].
pub fn changes_in_mean(y: &[f64]) -> Result<Vec<Change>, StatsError> {
    check(y, 30)?;
    let size = y.len().div_ceil(BLOCKS_MAX);
    let blocks: Vec<f64> = y.chunks_exact(size).map(|b| b.iter().sum::<f64>() / size as f64).collect();
    let n = blocks.len();
    let sums = Sums::of(&blocks);
    let step = STEPS_MIN.max((PART_MIN * n as f64) as usize);
    let bar = point(n as f64);
    let (mut found, mut open) = (Vec::new(), vec![(0, n)]);
    while let Some((from, to)) = open.pop() {
        if let Some((at, strength)) = sums.strongest(from, to, step).filter(|(_, s)| *s > bar) {
            found.push((place(y, at * size, size), strength / bar));
            open.push((from, at));
            open.push((at, to));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    let edges: Vec<usize> = std::iter::once(0).chain(found.iter().map(|f| f.0)).chain([y.len()]).collect();
    let means: Vec<f64> = edges.windows(2).map(|w| crate::mean(&y[w[0]..w[1]]).unwrap_or(0.0)).collect();
    let change = |(k, &(at, strength)): (usize, &(usize, f64))| Change { at, before: means[k], after: means[k + 1], strength };
    Ok(found.iter().enumerate().map(change).collect())
}

/// The 5 % point for a length, linear in its logarithm.
fn point(n: f64) -> f64 {
    let k = POINTS.partition_point(|(size, _)| *size < n).clamp(1, POINTS.len() - 1);
    let ((a, low), (b, high)) = (POINTS[k - 1], POINTS[k]);
    let part = ((n / a).ln() / (b / a).ln()).clamp(0.0, 1.0);
    low * (1.0 - part) + high * part
}

/// The jump inside two blocks around `near`, by least squares.
fn place(y: &[f64], near: usize, size: usize) -> usize {
    if size == 1 {
        return near;
    }
    let from = near.saturating_sub(2 * size);
    let x = &y[from..(near + 2 * size).min(y.len())];
    let total: f64 = x.iter().sum();
    let mut before = 0.0;
    let mut best = (0.0, near - from);
    for (k, v) in x.iter().enumerate().take(x.len() - 1) {
        before += v;
        let (a, b) = ((k + 1) as f64, (x.len() - k - 1) as f64);
        let gain = (before / a - (total - before) / b).powi(2) * a * b;
        if gain > best.0 {
            best = (gain, k + 1);
        }
    }
    from + best.1
}

/// Running sums of the series, of its partial sums, of their squares and of their products with time.
struct Sums {
    partial: Vec<f64>,
    of_partial: Vec<f64>,
    of_squares: Vec<f64>,
    of_products: Vec<f64>,
}

impl Sums {
    fn of(y: &[f64]) -> Self {
        let mut partial = vec![0.0];
        partial.extend(centred(y).iter().scan(0.0, |sum, x| {
            *sum += x;
            Some(*sum)
        }));
        let run = |f: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let mut sum = 0.0;
            let mut next = |k| {
                sum += f(k);
                sum
            };
            (0..partial.len()).map(&mut next).collect()
        };
        let of_partial = run(&|k| partial[k]);
        let of_squares = run(&|k| partial[k] * partial[k]);
        let of_products = run(&|k| k as f64 * partial[k]);
        Self { partial, of_partial, of_squares, of_products }
    }

    /// `sum_(k=1..m) (S_k - k/m S_m)^2`, `S` the partial sums of the window `[from, to)` of length `m`.
    fn bridge(&self, from: usize, to: usize) -> f64 {
        let m = (to - from) as f64;
        let base = self.partial[from];
        let slope = (self.partial[to] - base) / m;
        // Over k = from + 1 ..= to, with j = k - from: (P_k - base - slope j)^2.
        let part = |sums: &[f64]| sums[to] - sums[from];
        let squares = part(&self.of_squares) - 2.0 * base * part(&self.of_partial) + base * base * m;
        let (j, jj) = (m * (m + 1.0) / 2.0, m * (m + 1.0) * (2.0 * m + 1.0) / 6.0);
        let products = part(&self.of_products) - from as f64 * part(&self.of_partial) - base * j;
        (squares - 2.0 * slope * products + slope * slope * jj).max(0.0)
    }

    /// The place with the largest statistic in `[from, to)`, windows in multiples of `step`.
    fn strongest(&self, from: usize, to: usize, step: usize) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        for at in from + step..=to.saturating_sub(step) {
            let left: Vec<(f64, f64, f64)> = (1..=(at - from) / step).map(|k| self.window(at - k * step, at)).collect();
            let right: Vec<(f64, f64, f64)> = (1..=(to - at) / step).map(|k| self.window(at, at + k * step)).collect();
            for (a, mean_a, bridge_a) in &left {
                for (b, mean_b, bridge_b) in &right {
                    let normaliser = bridge_a + bridge_b;
                    let gap = a * b * (mean_a - mean_b);
                    let statistic = gap * gap / ((a + b) * normaliser);
                    if normaliser > 0.0 && best.is_none_or(|(_, s)| statistic > s) {
                        best = Some((at, statistic));
                    }
                }
            }
        }
        best
    }

    fn window(&self, from: usize, to: usize) -> (f64, f64, f64) {
        let m = (to - from) as f64;
        (m, (self.partial[to] - self.partial[from]) / m, self.bridge(from, to))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::print_stdout)]
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    use super::*;
    use crate::{Continuous, Normal};

    /// Prints [`POINTS`]; about two CPU minutes.
    #[test]
    #[ignore = "makes the table"]
    fn points_by_simulation() {
        for (n, times) in
            [(30, 40_000), (50, 40_000), (100, 20_000), (200, 20_000), (400, 20_000), (800, 10_000), (1500, 6_000), (2048, 6_000)]
        {
            let mut rng = Pcg64::seed_from_u64(20_260_107 + n as u64);
            let mut found: Vec<f64> = (0..times)
                .map(|_| {
                    let mut last = 0.0;
                    let mut next = || {
                        last = 0.5 * last + Normal::standard().quantile(rng.random_range(1e-300..1.0)).unwrap_or(0.0);
                        last
                    };
                    for _ in 0..30 {
                        next();
                    }
                    let y: Vec<f64> = (0..n).map(|_| next()).collect();
                    let step = STEPS_MIN.max((PART_MIN * n as f64) as usize);
                    Sums::of(&y).strongest(0, n, step).map_or(0.0, |s| s.1)
                })
                .collect();
            found.sort_by(f64::total_cmp);
            println!("    ({n}.0, {:.1}),", found[times * 95 / 100]);
        }
    }
}
