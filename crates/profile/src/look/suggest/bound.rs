//! A bound for the deliveries to come, set from those that were, and how often it would have been passed.

use stats::{Continuous, StudentT};

/// Freedom of the tail by which a bound is carried beyond the largest score seen.
const TAIL: f64 = 8.0;
/// Another way of drawing the line must make the bound narrower by this to be taken.
const GAIN: f64 = 0.85;
/// The first origin of the back-test.
pub(super) const FIRST_MIN: usize = 8;

/// Which side of a line is an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Above,
    Below,
    Both,
}

/// How the line was drawn from which bounds keep their distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// The mean of all deliveries before.
    Level,
    /// The mean of as many last deliveries as are to come.
    Recent,
    /// The straight line through all deliveries before, drawn on.
    Trend,
}

/// Bounds for the deliveries to come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bound {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) line: Line,
}

impl Bound {
    pub(crate) fn is_passed(&self, x: f64) -> bool {
        x < self.low || x > self.high
    }
}

/// Bounds that the next `horizon` values of a series pass at `rate`, from all its values.
///
/// For every origin from a quarter of the series on, a line is drawn through the values before it (their mean, the mean of the last ones, a straight line drawn on) and the
/// scores of the up to `horizon` values after it are taken: how far outside the line, in standard errors of prediction there (the spread of the values before, at least `grain`, and
/// what the line itself may be off, so that origins with few values behind them count the same as those with many). The bound keeps the distance of
/// the score at rank `(1 - rate)(1 + 1/n)`, with `n` the number of origins, less where neighbours depend on each other (geometric mean of their number and of the independent ones
/// among them): so drift, season and dependence, which make later values stray, widen it. Where the rank is beyond the largest score, that score is carried
/// on by the tail of Student's t with 8 degrees of freedom. `O(n^2)`; none below 12 values.
pub(crate) fn bound(series: &[f64], side: Side, grain: f64, rate: f64, horizon: usize) -> Option<Bound> {
    let n = series.len();
    if n < 12 || horizon == 0 {
        return None;
    }
    let mut best: Option<(f64, Bound)> = None;
    for line in [Line::Level, Line::Recent, Line::Trend] {
        let drawn = Drawn::of(series, line, grain, horizon);
        let share = independent(&drawn.rest(series, line)) / n as f64;
        let first = FIRST_MIN.max(n / 4);
        let mut scores = Vec::new();
        for origin in first..n {
            let to = (origin + horizon).min(n);
            let before = Drawn::of(&series[..origin], line, grain, horizon);
            let (weight, error) = (1.0 / (to - origin) as f64, line.error(origin, horizon, share));
            scores.extend(series[origin..to].iter().map(|x| (before.score(*x, side) / error, weight)));
        }
        let origins = share.sqrt() * (n - first) as f64;
        let distance = score_at(&mut scores, rate, origins, side)? * drawn.spread * line.error(n, horizon, share);
        let middle = series.iter().sum::<f64>() / n as f64;
        let width = match side {
            Side::Both => drawn.high - drawn.low + 2.0 * distance,
            Side::Above => (drawn.high + distance - middle).max(0.0),
            Side::Below => (middle - drawn.low + distance).max(0.0),
        };
        if best.is_none_or(|(least, _)| width < GAIN * least) {
            let low = if side == Side::Above { f64::NEG_INFINITY } else { drawn.low - distance };
            let high = if side == Side::Below { f64::INFINITY } else { drawn.high + distance };
            best = Some((width, Bound { low, high, line }));
        }
    }
    best.map(|(_, bound)| bound)
}

impl Line {
    /// The standard error of a value in the middle of the horizon, in spreads, when the line is drawn through `n` values of which a `share` is independent.
    fn error(self, n: usize, horizon: usize, share: f64) -> f64 {
        let (n, horizon) = (n as f64, horizon as f64);
        let of_line = match self {
            Self::Level => 1.0 / n,
            Self::Recent => 1.0 / horizon.max(6.0).min(n),
            Self::Trend => 1.0 / n + 12.0 * (0.5 * (n - 1.0 + horizon)).powi(2) / (n * (n * n - 1.0)),
        };
        (1.0 + (of_line / share).min(1.0)).sqrt()
    }
}

/// A line drawn on over the deliveries to come, and the spread around it.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    low: f64,
    high: f64,
    spread: f64,
    slope: f64,
    start: f64,
}

impl Drawn {
    fn of(past: &[f64], line: Line, grain: f64, horizon: usize) -> Self {
        let n = past.len() as f64;
        let mean = past.iter().sum::<f64>() / n;
        let around = |f: &dyn Fn(usize) -> f64, free: f64| {
            let sum: f64 = past.iter().enumerate().map(|(at, x)| (x - f(at)).powi(2)).sum();
            (sum / (n - free)).sqrt().max(grain)
        };
        match line {
            Line::Level => Self { low: mean, high: mean, spread: around(&|_| mean, 1.0), slope: 0.0, start: mean },
            Line::Recent => {
                let last = &past[past.len().saturating_sub(horizon.max(6))..];
                let now = last.iter().sum::<f64>() / last.len() as f64;
                Self { low: now, high: now, spread: around(&|_| mean, 1.0), slope: 0.0, start: mean }
            }
            Line::Trend => {
                let middle = 0.5 * (n - 1.0);
                let length = n * (n * n - 1.0) / 12.0;
                let slope = past.iter().enumerate().map(|(at, x)| (at as f64 - middle) * (x - mean)).sum::<f64>() / length;
                let start = mean - slope * middle;
                let (next, last) = (start + slope * n, start + slope * (n + horizon as f64 - 1.0));
                let spread = around(&|at| start + slope * at as f64, 2.0);
                Self { low: next.min(last), high: next.max(last), spread, slope, start }
            }
        }
    }

    /// How far outside, in spreads; negative inside.
    fn score(&self, x: f64, side: Side) -> f64 {
        let (above, below) = ((x - self.high) / self.spread, (self.low - x) / self.spread);
        match side {
            Side::Above => above,
            Side::Below => below,
            Side::Both => above.max(below),
        }
    }

    /// What is left of the series without its line.
    fn rest(&self, series: &[f64], line: Line) -> Vec<f64> {
        let slope = if line == Line::Trend { self.slope } else { 0.0 };
        series.iter().enumerate().map(|(at, x)| x - self.start - slope * at as f64).collect()
    }
}

/// How many independent values say as much about a mean as this series: `n / (1 + 2 sum of autocorrelations)`, up to the first that chance explains.
fn independent(rest: &[f64]) -> f64 {
    let n = rest.len();
    let Ok(lags) = stats::autocorrelations(rest, n / 3) else { return n as f64 };
    let chance = 2.0 / (n as f64).sqrt();
    let sum: f64 = lags.iter().map(|lag| lag.value).take_while(|r| *r >= chance).sum();
    (n as f64 / (1.0 + 2.0 * sum)).clamp(2.0, n as f64)
}

/// The score that is passed at a rate; scores come with weights. `independent` of them are independent.
pub(crate) fn score_at(scores: &mut [(f64, f64)], rate: f64, independent: f64, side: Side) -> Option<f64> {
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let largest = scores.last()?.0;
    let rank = (1.0 - rate) * (1.0 + 1.0 / independent);
    if rank < 1.0 {
        let total: f64 = scores.iter().map(|s| s.1).sum();
        let mut sum = 0.0;
        let reached = scores.iter().find(|(_, weight)| {
            sum += weight;
            sum >= rank * total
        });
        return reached.map(|s| s.0.max(0.0));
    }
    let tails = if side == Side::Both { 2.0 } else { 1.0 };
    let law = StudentT::new(TAIL).ok()?;
    let beyond = |chance: f64| law.upper_quantile(chance / tails).ok();
    let ratio = beyond(rate)? / beyond((1.0 / (independent + 1.0)).min(0.49 * tails))?;
    Some(largest.max(0.3) * ratio.max(1.0))
}
