//! The recursion of a Theta method and the exact solution for everything but its smoothing parameter.

use super::ThetaLine;

/// All parameters of a Theta method, and the errors they leave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Solution {
    /// Smoothing parameter of the level.
    pub(super) alpha: f64,
    /// `1 - 1/theta`.
    pub(super) weight: f64,
    /// Level before the first value.
    pub(super) start: f64,
    /// Sum of squared one-step errors over the values that count.
    pub(super) squares: f64,
}

impl Solution {
    /// One-step forecasts of `y` (when `fitted` takes them), then `h` more that take their own forecasts as values; the
    /// first of those is moved by `shock` after it was noted.
    pub(super) fn path(&self, line: ThetaLine, y: &[f64], h: usize, shock: f64, mut note: impl FnMut(usize, f64)) {
        let (n, a) = (y.len(), self.alpha);
        let mut lines = Lines::new(line, y);
        let (mut level, mut damp) = (self.start, 1.0);
        let mut step = |t: usize, value: Option<f64>| {
            let f = level + self.weight * lines.ahead(a, damp);
            note(t, f);
            let v = value.unwrap_or(if t == n { f + shock } else { f });
            level = a * v + (1.0 - a) * level;
            lines.take(v);
            damp *= 1.0 - a;
        };
        y.iter().enumerate().for_each(|(t, v)| step(t, Some(*v)));
        (n..n + h).for_each(|t| step(t, None));
    }
}

/// The straight line seen so far, or the one through the whole series.
struct Lines {
    dynamic: bool,
    seen: f64,
    mean: f64,
    intercept: f64,
    slope: f64,
}

impl Lines {
    fn new(line: ThetaLine, y: &[f64]) -> Self {
        let n = y.len() as f64;
        if line == ThetaLine::Dynamic {
            return Self { dynamic: true, seen: 0.0, mean: 0.0, intercept: 0.0, slope: 0.0 };
        }
        let centre = f64::midpoint(n, 1.0);
        let mean = y.iter().sum::<f64>() / n;
        let cross: f64 = y.iter().enumerate().map(|(t, v)| ((t + 1) as f64 - centre) * v).sum();
        let slope = cross * 12.0 / (n * (n * n - 1.0));
        Self { dynamic: false, seen: 0.0, mean, intercept: mean - slope * centre, slope }
    }

    /// What the line adds for the next step, where `damp = (1 - a)^(values seen)`.
    fn ahead(&self, a: f64, damp: f64) -> f64 {
        damp * self.intercept + (1.0 - damp * (1.0 - a)) / a * self.slope
    }

    fn take(&mut self, y: f64) {
        if !self.dynamic {
            return;
        }
        self.seen += 1.0;
        let t = self.seen;
        if t < 2.0 {
            self.mean = y;
        } else {
            // Slope of least squares through the values seen, updated.
            self.slope = ((t - 2.0) * self.slope + 6.0 / t * (y - self.mean)) / (t + 1.0);
            self.mean += (y - self.mean) / t;
        }
        self.intercept = self.mean - self.slope * (t + 1.0) / 2.0;
    }
}

/// The best start and weight for the smoothing parameter `a`; the first `skip` errors do not count. O(n).
pub(super) fn concentrated(line: ThetaLine, y: &[f64], a: f64, skip: usize) -> Solution {
    let mut lines = Lines::new(line, y);
    let (mut level, mut damp) = (0.0, 1.0);
    // Errors are u - start p - weight q.
    let (mut uu, mut up, mut uq, mut pp, mut pq, mut qq) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for (t, &v) in y.iter().enumerate() {
        if t >= skip {
            let (u, p, q) = (v - level, damp, lines.ahead(a, damp));
            uu += u * u;
            up += u * p;
            uq += u * q;
            pp += p * p;
            pq += p * q;
            qq += q * q;
        }
        level = a * v + (1.0 - a) * level;
        lines.take(v);
        damp *= 1.0 - a;
    }
    // With fast smoothing the start is forgotten before the first error that counts.
    let known = if pp > 1e-14 { 1.0 / pp } else { 0.0 };
    let weight = if line == ThetaLine::Standard {
        0.5
    } else {
        let (rest, cross) = (qq - pq * pq * known, uq - pq * up * known);
        if rest > 1e-12 * qq { (cross / rest).clamp(0.0, 1.0) } else { 0.5 }
    };
    let start = (up - weight * pq) * known;
    let squares =
        uu - 2.0 * start * up - 2.0 * weight * uq + start * start * pp + 2.0 * start * weight * pq + weight * weight * qq;
    Solution { alpha: a, weight, start, squares: squares.max(0.0) }
}
