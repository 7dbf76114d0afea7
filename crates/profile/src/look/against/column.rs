//! How one column moved.

use serde::{Deserialize, Serialize};
use stats::{Continuous, Normal, StudentT};

use super::levels::{self, LevelsMoved};
use crate::look::baseline::{Kept, Summary};

/// How a column that both tables have moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnMoved {
    /// The column.
    pub column: String,
    /// Share of rows without a usable value.
    pub missing: ShareMoved,
    /// Mean of its numbers, or of the lengths of its texts.
    pub mean: Option<MeanMoved>,
    /// Standard deviation of its numbers.
    pub spread: Option<SpreadMoved>,
    /// Distribution of its numbers.
    pub distance: Option<DistanceMoved>,
    /// Levels, where both tables keep them.
    pub levels: Option<LevelsMoved>,
}

/// Bounds at 95 %.
type Interval = (f64, f64);

/// A test of "nothing moved".
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// p-value.
    pub p: f64,
    /// q-value over all tests of the comparison (Benjamini and Yekutieli).
    pub q: f64,
}

impl Test {
    pub(crate) fn of(p: f64) -> Self {
        Self { p, q: 1.0 }
    }
}

/// How a share moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShareMoved {
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
    /// Interval of the difference.
    pub interval: Option<Interval>,
    /// Chi-squared or Fisher's test; none where both shares are 0.
    pub test: Option<Test>,
}

/// How a mean moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeanMoved {
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
    /// The difference in standard deviations of the first table.
    pub standardised: f64,
    /// Its interval.
    pub interval: Interval,
    /// Welch's test.
    pub test: Test,
}

/// How a spread moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpreadMoved {
    /// Standard deviation before.
    pub before: f64,
    /// And after.
    pub after: f64,
    /// After over before.
    pub ratio: f64,
    /// Interval of the ratio, from the fourth moments: too narrow where tails are very heavy.
    pub interval: Interval,
}

/// How a distribution moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DistanceMoved {
    /// Largest distance of the two distribution functions.
    pub distance: f64,
    /// How far it may be off because quantiles come from sketches.
    pub error: f64,
    /// Quantiles at 5, 25, 50, 75 and 95 %, before and after.
    pub quantiles: [(f64, f64); 5],
    /// Kolmogorov and Smirnov's test of the distance less its error.
    pub test: Test,
}

impl DistanceMoved {
    /// The distance less what the sketches may be off by.
    pub fn beyond_error(&self) -> f64 {
        (self.distance - self.error).max(0.0)
    }
}

impl ColumnMoved {
    /// Its tests.
    pub(crate) fn tests(&mut self) -> impl Iterator<Item = &mut Test> {
        let missing = self.missing.test.iter_mut();
        let mean = self.mean.iter_mut().map(|m| &mut m.test);
        let distance = self.distance.iter_mut().map(|d| &mut d.test);
        missing.chain(mean).chain(distance).chain(self.levels.iter_mut().flat_map(LevelsMoved::tests))
    }
}

/// Compares a column that is stored alike in both.
pub(crate) fn compare(before: &Kept, after: &Kept) -> ColumnMoved {
    let (x, y) = (Level::of(before), Level::of(after));
    let numbers = matches!(before.summary, Summary::Numbers { .. });
    let levels = levels::compare(before, after);
    // Lengths of texts whose levels are known say nothing more.
    let pair = x.zip(y).filter(|_| numbers || levels.is_none());
    ColumnMoved {
        column: before.name.clone(),
        missing: share((before.absent(), before.rows()), (after.absent(), after.rows())),
        mean: pair.and_then(|(x, y)| mean(x, y)),
        spread: pair.filter(|_| numbers).and_then(|(x, y)| spread(x, y)),
        distance: distance(before, after),
        levels,
    }
}

/// Compares two shares, each as hits and size.
pub(crate) fn share(before: (u64, u64), after: (u64, u64)) -> ShareMoved {
    let of = |(hits, size): (u64, u64)| hits as f64 / size.max(1) as f64;
    let found = stats::two_shares((before.0, after.0), (before.1, after.1)).ok();
    let test = found.filter(|_| before.0 + after.0 > 0).map(|f| Test::of(f.p));
    ShareMoved { before: of(before), after: of(after), interval: found.map(|f| f.interval), test }
}

/// Number, mean, variance and kurtosis of numbers or lengths.
#[derive(Debug, Clone, Copy)]
struct Level {
    count: f64,
    mean: f64,
    variance: f64,
    kurtosis: Option<f64>,
}

impl Level {
    fn of(column: &Kept) -> Option<Self> {
        match &column.summary {
            Summary::Numbers { moments, .. } => Some(Self {
                count: moments.count() as f64,
                mean: moments.mean()?,
                variance: moments.variance()?,
                kurtosis: moments.excess_kurtosis(),
            }),
            Summary::Texts { lengths, .. } => {
                let count = lengths.count() as f64;
                let mean = lengths.mean_chars()?;
                let square = |(n, rows): (usize, &u64)| *rows as f64 * (n as f64 - mean).powi(2);
                let sum: f64 = lengths.by_chars().iter().enumerate().map(square).sum();
                (count > 1.0).then(|| Self { count, mean, variance: sum / (count - 1.0), kurtosis: None })
            }
            _ => None,
        }
    }
}

fn mean(x: Level, y: Level) -> Option<MeanMoved> {
    let (u, v) = (x.variance / x.count, y.variance / y.count);
    let (error, unit) = ((u + v).sqrt(), x.variance.sqrt());
    if error <= 0.0 || unit <= 0.0 {
        return None;
    }
    let df = (u + v).powi(2) / (u * u / (x.count - 1.0) + v * v / (y.count - 1.0));
    let law = StudentT::new(df).ok()?;
    let difference = y.mean - x.mean;
    let half = law.quantile(0.975).ok()? * error;
    let p = (2.0 * law.sf((difference / error).abs())).min(1.0);
    Some(MeanMoved {
        before: x.mean,
        after: y.mean,
        standardised: difference / unit,
        interval: ((difference - half) / unit, (difference + half) / unit),
        test: Test::of(p),
    })
}

/// The ratio of spreads; the variance of a log variance is about `(kurtosis - 1) / n` (Layard 1973, doi:10.1080/01621459.1973.10481444).
fn spread(x: Level, y: Level) -> Option<SpreadMoved> {
    let ratio = (y.variance / x.variance).sqrt();
    let error = |l: Level| Some((l.kurtosis? + 2.0).max(0.0) / l.count / 4.0);
    let half = Normal::standard().quantile(0.975).ok()? * (error(x)? + error(y)?).sqrt();
    let fit = ratio.is_finite() && ratio > 0.0;
    fit.then(|| SpreadMoved {
        before: x.variance.sqrt(),
        after: y.variance.sqrt(),
        ratio,
        interval: (ratio * (-half).exp(), ratio * half.exp()),
    })
}

fn distance(before: &Kept, after: &Kept) -> Option<DistanceMoved> {
    let (x, y) = (before.ranks()?, after.ranks()?);
    let distance = x.distance(&y)?;
    let error = x.rank_error() + y.rank_error();
    let p = stats::kolmogorov_smirnov_limit((distance - error).max(0.0), x.count(), y.count()).ok()?;
    let mut quantiles = [(0.0, 0.0); 5];
    for (pair, share) in quantiles.iter_mut().zip([0.05, 0.25, 0.5, 0.75, 0.95]) {
        *pair = (x.quantile(share)?, y.quantile(share)?);
    }
    Some(DistanceMoved { distance, error, quantiles, test: Test::of(p) })
}
