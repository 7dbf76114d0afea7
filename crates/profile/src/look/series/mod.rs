//! **series**: what a table looks like as series in time.
//!
//! # What it finds
//!
//! How regular the dates are: the step, gaps, dates that stand twice. And for the quantities as series: whether they wander (unit root) or keep a
//! level, what the past says about the present, seasons and their strength, trend, dates at which the level jumps, and whether spread grows with the level.
//!
//! # How
//!
//! The time column is the one asked for, else the only column of dates whose values never fall. Where the sample is the whole table and the times have a
//! step, rows are put on that calendar; the mean is taken where rows share a time. Else, and for tables above 65,536 rows, the means of at most 512 periods
//! stand for the table: one second, minute, hour, day, 7, 28, 84 or 364 days long; a first or last period with less than half the usual rows is left out. With a group column and a target the target of each of the 10
//! largest groups is a series of its own. Gaps are filled along straight lines, seasons kept.
//!
//! - Unit root and stationarity as a pair: augmented Dickey-Fuller (constant; constant and line; lags by Akaike's criterion; p-values for the length and the
//!   search) and KPSS (around a level; around a line; `4 (n / 100)^(1/4)` lags), read at 5 %. A jump looks like a unit root to both: where one or two
//!   are found, the test is made again without them, against what random walks give after the same treatment.
//! - Autocorrelations, partial ones, their band; Ljung and Box's test over `min(10, n / 5)` lags, two seasons where there are.
//! - Seasons: harmonics against their background in the spectrum at the periods of the calendar; where none holds, at the highest peaks of the
//!   autocorrelation, p-values times the number of periods looked through. Strength from an STL decomposition, shorter seasons first.
//! - Trend with an error that allows for autocorrelation; jumps of the mean by self-normalised segmentation (5 % level for the first).
//! - Box and Cox's lambda by Guerrero's method, and the regression of log spread on log level over whole seasons.
//!
//! Questions of level (unit root, trend, jumps) are asked of block means where a series has more than 1,024 values; questions of neighbours and seasons of its last 4,096.
//!
//! # Rule
//!
//! One finding a kind, joined over columns; where rows share times and a target is named, of the target and the number of rows only. Seasons: q below 0.01 over the columns and strength at least 0.3. Unit root: as the pair reads (stationarity around a line
//! rejected at 2.5 %), 40 values and more.
//! Jump: 1.5 times the 5 % point, by at least one standard deviation of what is left. Growth: lambda up to 0.4, spread grows with level
//! (p below 0.001), and the level at least doubles.
//!
//! # Limits
//!
//! The 20 quantities with the largest autocorrelation; series of 10 values and more with at most 30 % gaps. Times held as text are not read here.
//!
//! # Checked against
//!
//! statsmodels and R on Nile, sunspots and a random walk (`reference/stats/tests.py`), planted seasons, jumps and walks, and simulated nulls.

mod aggregated;
mod findings;
mod level;
mod places;
mod seasons;

use forecast::guerrero;
use serde::{Deserialize, Serialize};

pub(crate) use findings::{figure, findings, temper};
pub use level::{Pair, Reading, StationarityTest, StraightTrend, UnitRootTest};
use places::Places;
pub use places::{ByGroup, Index, Made};
use seasons::Natural;
pub use seasons::SeasonFound;

use super::times::Times;
use super::{Column, Facts, Meaning, Numbers};

const COLUMNS_MAX: usize = 20;
const VALUES_MIN: usize = 10;
const MISSING_MAX: f64 = 0.3;
/// Values of which questions of level are asked.
const LEVEL_VALUES_MAX: usize = 1024;
const SHAPE_POINTS_MAX: usize = 120;
const LAGS_MAX: usize = 48;
/// Blocks that tell whether spread grows with the level.
const GROWTH_BLOCKS_MIN: usize = 8;

/// The table as series in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The time column.
    pub time: String,
    /// How values were made.
    pub made: Made,
    /// How regular the times are.
    pub index: Index,
    /// Whether less than two years are seen, so that a season of the year looks like a trend or a jump.
    pub below_two_years: bool,
    /// Series that were looked at, the target first.
    pub columns: Vec<OneSeries>,
    /// Quantities that were not, beyond the 20 with the largest autocorrelation.
    pub left_out: u64,
}

/// One series.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OneSeries {
    /// The column; none for the number of rows.
    pub column: Option<String>,
    /// The group, where it is the series of one.
    pub group: Option<String>,
    /// Whether the values of one time or period were added up; else their mean is taken.
    #[serde(default)]
    pub summed: bool,
    /// Values, and places without one between them.
    pub values: u64,
    /// Places without a value.
    pub missing: u64,
    /// Why nothing more is said about it.
    pub refused: Option<String>,
    /// Its course: at most 120 block means, from 0 (lowest) to 1 (highest).
    pub shape: Vec<f64>,
    /// Values that make one of the means of which questions of level are asked; 1 for the values themselves.
    pub block: u64,
    /// Unit root and stationarity.
    pub pair: Option<Pair>,
    /// Autocorrelations at lags 1, 2, ...
    pub autocorrelations: Vec<f64>,
    /// Partial autocorrelations at the same lags.
    pub partial: Vec<f64>,
    /// Correlations of independent values lie within plus and minus this in 95 of 100 cases.
    pub band: f64,
    /// Ljung and Box's test: lags, statistic, p-value.
    pub ljung_box: Option<(u64, f64, f64)>,
    /// Seasons.
    pub seasons: Vec<SeasonFound>,
    /// The straight trend of the series without its seasons, a place.
    pub trend: Option<StraightTrend>,
    /// Dates at which its mean jumps.
    pub jumps: Vec<Jump>,
    /// Box and Cox's lambda by Guerrero; none where a value is not above 0.
    pub lambda: Option<f64>,
    /// Whether spread grows with level.
    pub growth: Option<Growth>,
}

/// A jump of the mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Jump {
    /// The first time after it.
    pub at: String,
    /// Mean since the jump before, without seasons.
    pub before: f64,
    /// Mean until the next one.
    pub after: f64,
    /// The jump over the standard deviation of what is left without jumps.
    pub sds: f64,
    /// The statistic, in units of its 5 % point.
    pub strength: f64,
}

/// The regression of log spread on log level over blocks of a season.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// Blocks.
    pub blocks: u64,
    /// Its slope: 0 where spread does not depend on level, 1 where it is a fixed share of it.
    pub slope: f64,
    /// One-sided p-value of "it does not grow".
    pub p: f64,
    /// Largest over smallest level.
    pub ratio: f64,
}

impl Series {
    /// Columns that findings of this check name for their level.
    pub(crate) fn that_wander_or_jump(&self) -> Vec<&str> {
        let told = |one: &&OneSeries| findings::wanders(one) || findings::largest_jump(one).is_some();
        self.columns.iter().filter(told).filter_map(|one| one.column.as_deref()).collect()
    }
}

/// Looks; none without times or quantities.
pub(crate) fn check(facts: &Facts) -> Option<Series> {
    let times = Times::of(facts)?;
    let places = Places::of(facts, &times)?;
    let groups = places.groups(facts);
    let (wanted, left_out) = wanted(facts, &times, &places);
    let mut columns = Vec::new();
    for place in wanted {
        let column = &facts.columns[place];
        let is_target = facts.asked.target.as_ref() == Some(&column.name);
        let own: Vec<Option<usize>> = (0..groups.len()).filter(|_| is_target).map(Some).collect();
        // One row a time and group is neither a sum nor a mean.
        let shared = places.made == Made::Periods || places.made == Made::Means && (own.is_empty() || places.index.repeated > 0);
        let summed = is_target && is_how_many(column) && shared;
        for group in if own.is_empty() { vec![None] } else { own } {
            let one = OneSeries {
                column: Some(column.name.clone()),
                group: group.map(|at| groups[at].clone()),
                summed,
                ..OneSeries::default()
            };
            columns.push(told(one, &places.values(facts, place, group, summed), &places, &times));
        }
    }
    // Rows that come as they like are a series on their own.
    if places.made != Made::Rows && groups.is_empty() {
        let rows = told(OneSeries::default(), &places.rows(facts), &places, &times);
        columns.extend(Some(rows).filter(|rows| rows.refused.is_none()));
    }
    Some(Series {
        time: times.column.clone(),
        made: places.made,
        index: places.index,
        below_two_years: times.below_two_years(),
        columns,
        left_out,
    })
}

/// The quantities to look at, the target first, and how many are left out.
fn wanted(facts: &Facts, times: &Times, places: &Places) -> (Vec<usize>, u64) {
    let target = facts.asked.target.as_deref();
    let is_target = |i: usize| target == Some(facts.columns[i].name.as_str());
    let own = |i: &usize| {
        let column = &facts.columns[*i];
        let fits = column.meaning.is_quantity() || is_target(*i) && column.meaning == Meaning::Flag && column.kind != "text";
        fits && column.name != times.column
            && (is_target(*i) || !facts.sample.numbers(&column.name).is_some_and(|values| times.tells(&column.name, &values)))
    };
    let mut all: Vec<usize> = (0..facts.columns.len()).filter(own).collect();
    let left_out = all.len().saturating_sub(COLUMNS_MAX) as u64;
    if left_out > 0 {
        let strength = |i: &usize| {
            let y: Vec<f64> = places.values(facts, *i, None, false).into_iter().filter(|v| v.is_finite()).collect();
            stats::autocorrelations(&y, 1).map_or(-1.0, |r| r[0].value)
        };
        let mut ranked: Vec<(f64, usize)> = all.iter().map(|i| (if is_target(*i) { 2.0 } else { strength(i) }, *i)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        all = ranked.into_iter().take(COLUMNS_MAX).map(|(_, i)| i).collect();
        all.sort_unstable();
    }
    all.sort_by_key(|i| !is_target(*i));
    (all, left_out)
}

/// Whether a column says how many: whole numbers from 0 or 1 on. Those of one period add up; other quantities are averaged.
fn is_how_many(column: &Column) -> bool {
    let starts = |numbers: &Numbers| numbers.min >= 0.0 && numbers.min <= 1.0;
    column.meaning == Meaning::Count && column.numbers.as_ref().is_some_and(starts)
}

/// Everything about one series; `y` holds NaN where there is no value.
fn told(mut one: OneSeries, y: &[f64], places: &Places, times: &Times) -> OneSeries {
    let known = |v: &f64| v.is_finite();
    let (Some(first), Some(last)) = (y.iter().position(known), y.iter().rposition(known)) else {
        one.refused = Some("no values".to_owned());
        return one;
    };
    let y = &y[first..=last];
    let present = y.iter().filter(|v| v.is_finite()).count();
    (one.values, one.missing) = (present as u64, (y.len() - present) as u64);
    let natural = Natural::of(places.grid.step());
    let shortest = natural.first().map_or(1, |one| one.period.round() as usize);
    let filled = forecast::Series::new(y.to_vec(), shortest).ok();
    let Some(filled) = filled.filter(|_| present >= VALUES_MIN).filter(|s| !s.is_constant()) else {
        let few = present < VALUES_MIN;
        one.refused = Some(if few { format!("too few values: {present}") } else { "it does not vary".to_owned() });
        return one;
    };
    let y = filled.filled();
    one.shape = shape(&y);
    if one.missing as f64 > MISSING_MAX * y.len() as f64 {
        one.refused = Some(format!("too many gaps: {} of {} places", one.missing, y.len()));
        return one;
    }
    one.seasons = seasons::seasons(&y, &natural);
    let season = one.seasons.first().map_or(1, |s| s.period as usize);
    near_values(&mut one, &y[y.len().saturating_sub(seasons::VALUES_MAX)..], season);
    let block = block(y.len(), season.max(shortest));
    one.block = block as u64;
    let level = block_means(&y, block);
    let adjusted = seasons::adjusted(&level, &one.seasons, block);
    one.trend = level::straight_trend(&adjusted).map(|trend| per_place(&trend, block as f64));
    if let Some(mut pair) = level::pair(&level) {
        let (changes, reading) = level::jumps(&adjusted, pair.reading);
        pair.reading = reading;
        one.pair = Some(pair);
        one.jumps = jumps(&adjusted, &changes, |at| places.label(times, first + at * block));
    }
    lambda(&mut one, &filled, season);
    one
}

/// Correlations with the past.
fn near_values(one: &mut OneSeries, y: &[f64], season: usize) {
    let n = y.len();
    let lags = (2 * season + season / 4).clamp((10.0 * (n as f64).log10()) as usize, LAGS_MAX).min(n / 2 - 1);
    one.band = 1.96 / (n as f64).sqrt();
    one.autocorrelations = stats::autocorrelations(y, lags).map(|r| r.iter().map(|r| r.value).collect()).unwrap_or_default();
    one.partial = stats::durbin_levinson(&one.autocorrelations);
    let lags = if season > 1 { (2 * season).min(n / 5) } else { 10.min(n / 5) };
    one.ljung_box = stats::ljung_box(y, lags.max(1)).ok().map(|test| (test.lags as u64, test.statistic, test.p));
}

/// Values of a block, so that at most 1,024 are left: whole seasons.
fn block(n: usize, season: usize) -> usize {
    if n <= LEVEL_VALUES_MAX {
        return 1;
    }
    let least = n.div_ceil(LEVEL_VALUES_MAX);
    if season > 1 && season <= n / 40 { least.next_multiple_of(season) } else { least }
}

fn block_means(y: &[f64], block: usize) -> Vec<f64> {
    y.chunks_exact(block).map(|part| part.iter().sum::<f64>() / block as f64).collect()
}

fn per_place(trend: &StraightTrend, block: f64) -> StraightTrend {
    let interval = (trend.interval.0 / block, trend.interval.1 / block);
    StraightTrend { slope: trend.slope / block, interval, p: trend.p }
}

fn jumps(y: &[f64], changes: &[stats::Change], label: impl Fn(usize) -> String) -> Vec<Jump> {
    let mut means = vec![changes.first().map_or(0.0, |c| c.before); y.len()];
    for change in changes {
        means[change.at..].fill(change.after);
    }
    let squares: f64 = y.iter().zip(&means).map(|(v, m)| (v - m) * (v - m)).sum();
    let sd = (squares / (y.len() - changes.len()).max(2) as f64).sqrt();
    if sd <= 0.0 {
        return Vec::new();
    }
    let jump = |c: &stats::Change| Jump {
        at: label(c.at),
        before: c.before,
        after: c.after,
        sds: (c.after - c.before) / sd,
        strength: c.strength,
    };
    changes.iter().map(jump).collect()
}

/// Lambda, and whether spread grows with the level.
fn lambda(one: &mut OneSeries, series: &forecast::Series, season: usize) {
    let own = series.with_period(season.max(1)).ok();
    one.lambda = own.filter(|s| s.min() > 0.0).and_then(|s| guerrero(&s).ok());
    if one.lambda.is_none() {
        return;
    }
    let y = series.filled();
    let size = if season >= 4 { season } else { (y.len() / 24).max(6) };
    let blocks: Vec<(f64, f64)> = y[y.len() % size..]
        .chunks_exact(size)
        .filter_map(|part| {
            let mean = stats::mean(part)?;
            let squares: f64 = part.iter().map(|v| (v - mean) * (v - mean)).sum();
            (mean > 0.0 && squares > 0.0).then(|| (mean.ln(), 0.5 * (squares / (size - 1) as f64).ln()))
        })
        .collect();
    if blocks.len() < GROWTH_BLOCKS_MIN {
        return;
    }
    let (level, spread): (Vec<f64>, Vec<f64>) = blocks.into_iter().unzip();
    let Ok(model) = stats::LinearModel::fit(&[&level], &spread, true) else { return };
    let most = |f: fn(f64, f64) -> f64| level.iter().copied().reduce(f).unwrap_or(0.0);
    if let Some(slope) = model.coefficients().get(1) {
        let p = if slope.t > 0.0 { 0.5 * slope.p } else { 1.0 - 0.5 * slope.p };
        let ratio = (most(f64::max) - most(f64::min)).exp().min(f64::MAX);
        one.growth = Some(Growth { blocks: level.len() as u64, slope: slope.value, p, ratio });
    }
}

/// At most 120 block means, from 0 to 1.
fn shape(y: &[f64]) -> Vec<f64> {
    let means = block_means(y, y.len().div_ceil(SHAPE_POINTS_MAX));
    let most = |f: fn(f64, f64) -> f64| means.iter().copied().reduce(f).unwrap_or(0.0);
    let (low, high) = (most(f64::min), most(f64::max));
    let span = if high > low { high - low } else { 1.0 };
    means.iter().map(|v| (1000.0 * (v - low) / span).round() / 1000.0).collect()
}
