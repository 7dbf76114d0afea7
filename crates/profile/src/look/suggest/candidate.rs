//! Rules that might be suggested: what each would have measured in every delivery.

use summary::Pair;

use super::bound::{Bound, Side, bound, score_at};
use crate::look::baseline::Kept;
use crate::look::{Baseline, History, Look, Meaning, Order, Rule};

const LEVELS_MAX: usize = 200;
const PAIRS_MAX: usize = 10;
const PAIR_MIN: f64 = 0.5;
const PAIR_ROWS_MIN: u64 = 30;
/// Values that a mean needs.
const MEAN_ROWS_MIN: u64 = 5;
/// Origins from which levels that were not there before are counted.
const ORIGINS: usize = 8;
/// A mean whose bounds lie further apart than this many standard deviations of the column notices nothing.
const WIDTH_MAX: f64 = 3.0;

/// What a rule measures in every delivery.
pub(super) enum Measured {
    /// One figure a delivery, none where it has too few values.
    Series { values: Vec<Option<f64>>, side: Side, grain: f64 },
    /// What is strange in each delivery to one who knows those before an origin: the origin, then a share for each delivery from it on.
    Strange(Vec<(usize, Vec<f64>)>),
}

/// Makes a rule of its bounds.
type Maker = Box<dyn Fn(&[Bound]) -> Result<Rule, String> + Send + Sync>;

/// A rule before its bounds are known.
pub(super) struct Candidate {
    pub(super) check: &'static str,
    pub(super) columns: Vec<String>,
    pub(super) parts: Vec<Measured>,
    /// The rule with these bounds, one a part; or why it is not worth having.
    pub(super) rule: Maker,
}

impl Measured {
    /// The bound from the first `upto` deliveries that the next `horizon` pass at `rate`.
    pub(super) fn bound(&self, upto: usize, rate: f64, horizon: usize) -> Option<Bound> {
        match self {
            Self::Series { values, side, grain } => {
                let past: Vec<f64> = values[..upto].iter().flatten().copied().collect();
                bound(&past, *side, *grain, rate, horizon)
            }
            Self::Strange(origins) => {
                let mut scores = Vec::new();
                let known: Vec<&(usize, Vec<f64>)> = origins.iter().filter(|(origin, _)| *origin < upto).collect();
                for (origin, shares) in &known {
                    let ahead = (upto - origin).min(horizon);
                    scores.extend(shares[..ahead].iter().map(|share| (*share, 1.0 / ahead as f64)));
                }
                let first = known.first()?.0;
                let high = if scores.iter().all(|s| s.0 <= 0.0) {
                    0.0
                } else {
                    score_at(&mut scores, rate, (upto - first) as f64, Side::Above)?.min(1.0)
                };
                Some(Bound { low: f64::NEG_INFINITY, high, line: super::bound::Line::Level })
            }
        }
    }

    /// Whether a delivery passes a bound that was set at `origin`; none where it measures nothing.
    pub(super) fn passes(&self, bound: &Bound, origin: usize, delivery: usize) -> Option<bool> {
        match self {
            Self::Series { values, .. } => values[delivery].map(|x| bound.is_passed(x)),
            Self::Strange(origins) => {
                let (_, shares) = origins.iter().find(|(at, _)| *at == origin)?;
                shares.get(delivery - origin).map(|share| *share > bound.high)
            }
        }
    }
}

/// Every rule that the table has a use for; `cut` is where the history is split.
pub(super) fn all(look: &Look, whole: &Baseline, history: &History, cut: usize) -> Vec<Candidate> {
    let mut all = Vec::new();
    let time = look.asked.time.as_deref();
    for column in &look.columns {
        let Some(kept) = whole.column(&column.name).filter(|c| c.present() > 0) else { continue };
        all.push(missing(kept, history));
        let sorted = matches!(column.order, Order::Rising | Order::Falling);
        if column.meaning.is_quantity() && time != Some(&column.name) && !sorted {
            all.extend(range(kept, history));
            all.extend(mean(kept, history));
        }
        if column.meaning.is_levels() || column.meaning == Meaning::Constant {
            all.extend(levels(kept, history, cut));
        }
    }
    all.extend(correlations(look, whole, history));
    if history.every.is_calendar() {
        all.push(rows(history));
    }
    all.push(duplicates(history));
    all
}

fn series(history: &History, of: impl Fn(&Baseline) -> Option<f64>) -> Vec<Option<f64>> {
    history.deliveries.iter().map(|d| of(&d.baseline).filter(|x| x.is_finite())).collect()
}

/// Shares on the scale on which their chance does not depend on them.
fn arc(share: f64) -> f64 {
    share.clamp(0.0, 1.0).sqrt().asin()
}

fn share(arc: f64) -> f64 {
    arc.clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2)
}

/// Half a row of the usual delivery, on the scale of shares.
fn half_a_row(history: &History) -> f64 {
    let mut rows: Vec<u64> = history.deliveries.iter().map(|d| d.baseline.rows()).collect();
    rows.sort_unstable();
    arc(0.5 / rows.get(rows.len() / 2).copied().unwrap_or(1).max(1) as f64)
}

fn of_share(history: &History, of: impl Fn(&Baseline) -> f64) -> (Measured, bool) {
    let values = series(history, |b| Some(arc(of(b))));
    let never = values.iter().flatten().all(|x| *x <= 0.0);
    (Measured::Series { values, side: Side::Above, grain: half_a_row(history) }, never)
}

/// A share rounded up to a few digits; 0 where it never was anything else.
fn at_most(bounds: &[Bound], never: bool) -> f64 {
    if never { 0.0 } else { up(share(bounds[0].high), 3).min(1.0) }
}

fn missing(column: &Kept, history: &History) -> Candidate {
    let name = column.name.clone();
    let of = name.clone();
    let absent = move |b: &Baseline| b.column(&of).map_or(0.0, |c| c.absent() as f64 / c.rows().max(1) as f64);
    let (part, never) = of_share(history, absent);
    let columns = vec![name.clone()];
    let rule = move |bounds: &[Bound]| match at_most(bounds, never) {
        at_most if at_most >= 1.0 => Err("any share of missing values is within what it does by itself".to_owned()),
        at_most => Ok(Rule::Missing { column: name.clone(), at_most }),
    };
    Candidate { check: "missing", columns, parts: vec![part], rule: Box::new(rule) }
}

fn duplicates(history: &History) -> Candidate {
    let (part, never) = of_share(history, |b| b.duplicates().value / b.rows().max(1) as f64);
    let rule = move |bounds: &[Bound]| Ok(Rule::Duplicates { at_most: at_most(bounds, never) });
    Candidate { check: "duplicates", columns: Vec::new(), parts: vec![part], rule: Box::new(rule) }
}

fn rows(history: &History) -> Candidate {
    let values = series(history, |b| Some((b.rows().max(1) as f64).ln()));
    let rule = |bounds: &[Bound]| {
        let (low, high) = (bounds[0].low.exp(), bounds[0].high.exp());
        Ok(Rule::Rows { min: down(low, 3).max(0.0).floor() as u64, max: (high < 1e15).then(|| up(high, 3).ceil() as u64) })
    };
    let part = Measured::Series { values, side: Side::Both, grain: 1e-3 };
    Candidate { check: "rows", columns: Vec::new(), parts: vec![part], rule: Box::new(rule) }
}

/// The smallest and the largest value of each delivery, on a scale that shortens long tails.
fn range(column: &Kept, history: &History) -> Option<Candidate> {
    let name = column.name.clone();
    let (least, most) = column.extremes()?;
    let unit = column.moments()?.deviation().filter(|sd| *sd > 0.0)?;
    let middle = column.moments()?.mean()?;
    let extreme = |high: bool| {
        let values = series(history, |b| {
            let (min, max) = b.column(&name)?.extremes()?;
            Some(((if high { max } else { min } - middle) / unit).asinh())
        });
        Measured::Series { values, side: if high { Side::Above } else { Side::Below }, grain: 0.01 }
    };
    let parts = vec![extreme(false), extreme(true)];
    let columns = vec![name.clone()];
    let rule = move |bounds: &[Bound]| {
        let back = |x: f64| middle + unit * x.sinh();
        let (mut min, mut max) = (back(bounds[0].low), back(bounds[1].high));
        // What was never below 0, or never above 1, is of a kind that cannot be.
        if least >= 0.0 {
            min = min.max(0.0);
        }
        if least >= 0.0 && most <= 1.0 {
            max = max.min(1.0);
        }
        if !(min.is_finite() && max.is_finite()) {
            return Err("its extremes know no bounds".to_owned());
        }
        let grain = max - min;
        let (min, max) = (coarse(min, grain, f64::floor), coarse(max, grain, f64::ceil));
        Ok(Rule::Range { column: name.clone(), min: Some(min), max: Some(max), outside_at_most: 0.0 })
    };
    Some(Candidate { check: "range", columns, parts, rule: Box::new(rule) })
}

fn mean(column: &Kept, history: &History) -> Option<Candidate> {
    let name = column.name.clone();
    let sd = column.moments()?.deviation().filter(|sd| *sd > 0.0)?;
    let of = |b: &Baseline| {
        let moments = b.column(&name)?.moments()?;
        moments.mean().filter(|_| moments.count() >= MEAN_ROWS_MIN)
    };
    let part = Measured::Series { values: series(history, of), side: Side::Both, grain: 1e-4 * sd };
    let columns = vec![name.clone()];
    let rule = move |bounds: &[Bound]| {
        let Bound { low, high, .. } = bounds[0];
        if high - low > WIDTH_MAX * sd {
            let width = (high - low) / sd;
            return Err(format!(
                "by itself the mean moves so far ({width:.1} standard deviations) that a bound would notice nothing"
            ));
        }
        let (min, max) = (coarse(low, high - low, f64::floor), coarse(high, high - low, f64::ceil));
        Ok(Rule::Mean { column: name.clone(), min, max })
    };
    Some(Candidate { check: "mean", columns, parts: vec![part], rule: Box::new(rule) })
}

fn levels(column: &Kept, history: &History, cut: usize) -> Option<Candidate> {
    let name = column.name.clone();
    let allowed: Vec<String> = column.levels()?.into_iter().map(|(level, _)| level).collect();
    let of: Vec<Vec<(String, u64)>> =
        history.deliveries.iter().map(|d| d.baseline.column(&name)?.levels()).collect::<Option<_>>()?;
    let n = of.len();
    let mut origins: Vec<usize> = (0..ORIGINS).map(|k| n / 4 + k * (n - n / 4) / ORIGINS).filter(|at| *at > 0).collect();
    origins.push(cut);
    origins.sort_unstable();
    origins.dedup();
    let strange = |origin: &usize| {
        let known: std::collections::HashSet<&str> = of[..*origin].iter().flatten().map(|(level, _)| level.as_str()).collect();
        let share = |levels: &Vec<(String, u64)>| {
            let (mut other, mut all) = (0, 0);
            for (level, rows) in levels {
                all += rows;
                other += if known.contains(level.as_str()) { 0 } else { *rows };
            }
            other as f64 / all.max(1) as f64
        };
        (*origin, of[*origin..].iter().map(share).collect())
    };
    let part = Measured::Strange(origins.iter().map(strange).collect());
    let columns = vec![name.clone()];
    let rule = move |bounds: &[Bound]| {
        if allowed.len() > LEVELS_MAX {
            return Err(format!("{} levels are too many to list", allowed.len()));
        }
        let others_at_most = up(bounds[0].high, 3).min(1.0);
        if others_at_most >= 0.5 {
            return Err("most of its levels are new every time".to_owned());
        }
        let mut allowed = allowed.clone();
        allowed.sort();
        Ok(Rule::Levels { column: name.clone(), allowed, others_at_most })
    };
    Some(Candidate { check: "levels", columns, parts: vec![part], rule: Box::new(rule) })
}

/// The strongest correlations of quantities.
fn correlations(look: &Look, whole: &Baseline, history: &History) -> Vec<Candidate> {
    let names: Vec<&str> = look.columns.iter().filter(|c| c.meaning.is_quantity()).map(|c| c.name.as_str()).collect();
    let mut pairs: Vec<(f64, &str, &str)> = Vec::new();
    for (i, y) in names.iter().enumerate() {
        for x in &names[..i] {
            let r = whole.pair(x, y).and_then(|pair| pair.r()).unwrap_or(0.0);
            if r.abs() >= PAIR_MIN {
                pairs.push((r, x, y));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    pairs.truncate(PAIRS_MAX);
    let fisher = |pair: Pair| pair.r().filter(|_| pair.count >= PAIR_ROWS_MIN).map(|r| r.clamp(-0.999_999, 0.999_999).atanh());
    let candidate = |(_, x, y): (f64, &str, &str)| {
        let columns = (x.to_owned(), y.to_owned());
        let values = series(history, |b| b.pair(x, y).and_then(fisher));
        let names = vec![x.to_owned(), y.to_owned()];
        let rule = move |bounds: &[Bound]| {
            let Bound { low, high, .. } = bounds[0];
            let (min, max) = ((low.tanh() * 1000.0).floor() / 1000.0, (high.tanh() * 1000.0).ceil() / 1000.0);
            if max - min > 1.0 {
                return Err("by itself the correlation moves too far for a bound to notice anything".to_owned());
            }
            Ok(Rule::Correlation { columns: columns.clone(), min, max })
        };
        let part = Measured::Series { values, side: Side::Both, grain: 1e-3 };
        Candidate { check: "correlation", columns: names, parts: vec![part], rule: Box::new(rule) }
    };
    pairs.into_iter().map(candidate).collect()
}

/// Rounded to a thousandth of a width, outwards.
fn coarse(x: f64, width: f64, round: fn(f64) -> f64) -> f64 {
    let power = (width.log10().floor() - 3.0).clamp(-300.0, 300.0) as i32;
    let unit = 10_f64.powi(power.abs());
    let rounded = if power < 0 { round(x * unit) / unit } else { round(x / unit) * unit };
    if rounded.is_finite() { rounded + 0.0 } else { x }
}

/// Rounded up to so many digits.
fn up(x: f64, digits: i32) -> f64 {
    if x > 0.0 { coarse(x, x * 10_f64.powi(4 - digits), f64::ceil) } else { x }
}

/// Rounded down to so many digits.
fn down(x: f64, digits: i32) -> f64 {
    if x > 0.0 { coarse(x, x * 10_f64.powi(4 - digits), f64::floor) } else { x }
}
