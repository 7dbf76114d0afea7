//! The learning curve over rows, and where it leads.

use crate::booster::draw::Draw;
use crate::error::LearnError;

/// Rates of decay that are tried.
const RATES: [f64; 15] = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6];
/// Redrawn sets of refits behind an interval.
const REDRAWN: usize = 400;
/// Stream of these draws.
const REDRAW_STREAM: u64 = 10 << 32;
/// Passes that weigh far losses down.
const PASSES: usize = 10;

/// Losses of refits that learned from so many rows; one a refit, each on rows it has not seen.
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePoint {
    /// Training rows.
    pub rows: usize,
    /// One loss a refit, 2 or more; refit `k` of all points shares the asked rows.
    pub losses: Vec<f64>,
}

/// `a + b n^-c` through mean losses by number of rows, `b` 0 or more.
///
/// `c` is the rate of 0.1 to 1.6 that fits best; losses far off weigh less (Huber). The interval takes in redrawn refits, each with its own
/// `a`, `b` and `c`: it is wide where few points cannot tell rates apart.
///
/// Reference: Cortes, Jackel, Solla, Vapnik, Denker (1993), Learning curves: asymptotic values and rate of convergence, NIPS 6.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    best: Law,
    redrawn: Vec<Law>,
}

/// The loss with some number of rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ahead {
    /// The loss.
    pub loss: f64,
    /// Ends of its interval of 95 %.
    pub interval: [f64; 2],
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Law {
    level: f64,
    slope: f64,
    rate: f64,
}

impl Law {
    fn at(self, rows: f64) -> f64 {
        self.level + self.slope * rows.powf(-self.rate)
    }
}

impl Curve {
    /// Fits the law to 3 points or more, with the same number of refits each.
    ///
    /// # Errors
    /// [`LearnError::Setting`] for fewer points or refits, equal numbers of rows or losses that are not finite.
    ///
    /// Cost: O(points x rates) for each of 400 redraws.
    pub fn fit(points: &[CurvePoint], seed: u64) -> Result<Self, LearnError> {
        let refits = points.first().map_or(0, |point| point.losses.len());
        let sound = |point: &CurvePoint| {
            point.rows > 0 && point.losses.len() == refits && point.losses.iter().all(|loss| loss.is_finite())
        };
        let rising = points.windows(2).all(|pair| pair[0].rows < pair[1].rows);
        if points.len() < 3 || refits < 2 || !rising || !points.iter().all(sound) {
            let found = format!("{} points of {refits} refits", points.len());
            let wanted = "3 points or more with rising rows and the same number of finite losses, 2 or more";
            return Err(LearnError::Setting { name: "points", found, wanted });
        }
        let law = |chosen: &[usize]| {
            let mean = |point: &CurvePoint| chosen.iter().map(|&k| point.losses[k]).sum::<f64>() / chosen.len() as f64;
            fit(&points.iter().map(|point| (point.rows as f64, mean(point))).collect::<Vec<_>>())
        };
        let all: Vec<usize> = (0..refits).collect();
        let redrawn = (0..REDRAWN).map(|round| {
            let mut draw = Draw::new(seed, REDRAW_STREAM + round as u64);
            law(&(0..refits).map(|_| draw.below(refits)).collect::<Vec<_>>())
        });
        Ok(Self { best: law(&all), redrawn: redrawn.collect() })
    }

    /// The loss with that many rows.
    ///
    /// # Errors
    /// [`LearnError::NoRows`] for 0 rows.
    pub fn ahead(&self, rows: usize) -> Result<Ahead, LearnError> {
        self.told(rows, |law| law.at(rows as f64))
    }

    /// What `to` rows save over `from` rows: loss there less loss here, above 0 where more rows help.
    ///
    /// # Errors
    /// As [`Curve::ahead`].
    pub fn saved(&self, from: usize, to: usize) -> Result<Ahead, LearnError> {
        self.told(from.min(to), |law| law.at(from as f64) - law.at(to as f64))
    }

    /// Level that the loss nears with ever more rows.
    pub fn level(&self) -> f64 {
        self.best.level
    }

    /// The exponent `c`.
    pub fn rate(&self) -> f64 {
        self.best.rate
    }

    fn told(&self, rows: usize, of: impl Fn(Law) -> f64) -> Result<Ahead, LearnError> {
        if rows == 0 {
            return Err(LearnError::NoRows);
        }
        let mut drawn: Vec<f64> = self.redrawn.iter().map(|law| of(*law)).collect();
        drawn.sort_by(f64::total_cmp);
        let loss = of(self.best);
        let end = |share: f64| drawn[((drawn.len() - 1) as f64 * share).round() as usize];
        Ok(Ahead { loss, interval: [end(0.025).min(loss), end(0.975).max(loss)] })
    }
}

/// The best law over all rates.
fn fit(points: &[(f64, f64)]) -> Law {
    let laws = RATES.iter().map(|&rate| line(points, rate));
    let best = laws.reduce(|a, b| if b.1 < a.1 { b } else { a });
    best.map_or(Law { level: points[0].1, slope: 0.0, rate: 0.5 }, |(law, _)| law)
}

/// The line in `n^-rate` with a slope of 0 or more, and its robust sum of squares.
fn line(points: &[(f64, f64)], rate: f64) -> (Law, f64) {
    let at: Vec<f64> = points.iter().map(|(rows, _)| rows.powf(-rate)).collect();
    // Points with more rows lie closer to what is asked, and vary less.
    let base: Vec<f64> = points.iter().map(|(rows, _)| rows.sqrt()).collect();
    let mut weights = base.clone();
    let mut law = Law { level: points[0].1, slope: 0.0, rate };
    let mut sum = f64::INFINITY;
    for _ in 0..PASSES {
        let total: f64 = weights.iter().sum();
        let mean = |values: &dyn Fn(usize) -> f64| (0..at.len()).map(|i| weights[i] * values(i)).sum::<f64>() / total;
        let (x, y) = (mean(&|i| at[i]), mean(&|i| points[i].1));
        let xx = mean(&|i| (at[i] - x) * (at[i] - x));
        let xy = mean(&|i| (at[i] - x) * (points[i].1 - y));
        let slope = if xx > 0.0 { (xy / xx).max(0.0) } else { 0.0 };
        law = Law { level: y - slope * x, slope, rate };
        let residuals: Vec<f64> = points.iter().map(|(rows, loss)| loss - law.at(*rows)).collect();
        let mut sizes: Vec<f64> = residuals.iter().map(|r| r.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let near = 1.345 * 1.4826 * sizes[sizes.len() / 2];
        let weight = |(base, r): (&f64, &f64)| if r.abs() > near { base * near / r.abs() } else { *base };
        weights = base.iter().zip(&residuals).map(weight).collect();
        sum = weights.iter().zip(&residuals).map(|(w, r)| w * r * r).sum();
    }
    (law, sum)
}
