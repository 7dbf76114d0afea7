//! **power**: what differences this many rows can show.
//!
//! # What it finds
//!
//! The smallest differences that a two-sided test at 5 % finds in 80 of 100 tables like this one: between two halves of the rows, between the
//! smallest common level of a column and the rest, and over time or between groups, where rows resemble each other and count for less.
//!
//! # How
//!
//! Normal quantiles on the scale of the mean, or Cohen's arcsine scale for a share (`stats::Detectable`). The target is what differs; without one,
//! differences are in standard deviations. For a category it is the share of its rarest level.
//!
//! Rows that belong to groups: `n_eff = n / (1 + (m - 1) icc)` with the intraclass correlation of the target by analysis of variance and `m` the size of the
//! group of a random row (Kish), for comparisons between groups. Rows in time: `n_eff = sd^2 / se^2`, where `se` is the long-run standard error of the mean of the timeline's
//! periods by its slowest cosines, for comparisons between stretches of time; trend and season widen it, as they should.
//!
//! # Rule
//!
//! One finding of low weight, when there is a target or two halves can show no less than a tenth of a standard deviation.
//!
//! # Limits
//!
//! Groups are read from the sample, their sizes scaled to the table. A target of texts has no timeline. No correction for many comparisons.
//!
//! # Checked against
//!
//! Known answers: 64 rows a side show half a standard deviation, planted intraclass correlations and autoregressions give back their effective rows
//! (`tests/it/power.rs`); `stats::Detectable` against R.

use serde::{Deserialize, Serialize};
use stats::{Detectable, LongRun};

use super::{Column, Facts, Finding, Level, words};

const LEVEL: f64 = 0.05;
const POWER: f64 = 0.8;
/// Fewer rows than this show nothing worth planning.
const ROWS_MIN: u64 = 8;
/// A level is common from this share of the rows on.
const COMMON: f64 = 0.05;
/// Periods that the mean over time is judged by.
const PERIODS_MIN: usize = 16;
/// Without a target, so few rows are worth a word,
const ROWS_FEW: u64 = 60;
/// and with one a difference of so many standard deviations that would be missed, or rows that resemble each other and count for less than so many.
const SMALL: f64 = 0.1;
const COUNTED_FEW: f64 = 2000.0;
/// Above it, the table is small.
const LARGE: f64 = 0.2;

/// What differences this many rows can show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Power {
    /// What differs: the target, or none.
    pub of: Option<Measured>,
    /// Rows with a value of it.
    pub rows: u64,
    /// Rows that count as independent between groups.
    pub groups: Option<Effective>,
    /// Rows that count as independent over time.
    pub time: Option<Effective>,
    /// The comparisons.
    pub comparisons: Vec<Comparison>,
    /// The smallest correlation with another column.
    pub correlation: f64,
}

/// What differs between two sets of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Measured {
    /// The mean of a column.
    Mean {
        /// The column.
        column: String,
        /// Its standard deviation.
        sd: f64,
    },
    /// The share of a level.
    Share {
        /// The column.
        column: String,
        /// The level.
        level: String,
        /// Its share, 0 to 1.
        share: f64,
    },
}

/// How many rows count where rows resemble each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effective {
    /// The column that says which rows resemble each other.
    pub column: String,
    /// Independent rows that tell as much.
    pub rows: f64,
    /// Intraclass correlation of groups; none over time.
    pub icc: Option<f64>,
    /// Groups or periods that it was worked out from.
    pub parts: u64,
}

/// The smallest difference between two sets of rows that is found with 80 % power.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Which sets.
    pub what: String,
    /// Independent rows of the first set.
    pub n: f64,
    /// Independent rows of the second set.
    pub m: f64,
    /// In standard deviations.
    pub standardised: f64,
    /// In units of the target, or as a difference of shares; none without a target or when no difference is large enough.
    pub difference: Option<f64>,
}

/// Works it out; none with fewer than 8 rows.
pub(crate) fn check(facts: &Facts) -> Option<Power> {
    let plan = Detectable::new(LEVEL, POWER).ok()?;
    let of = facts.target().and_then(measured);
    let rows = of.as_ref().and(facts.target()).map_or(facts.rows, Column::present);
    if rows < ROWS_MIN {
        return None;
    }
    let values = of.as_ref().and_then(|of| indicator(facts, of));
    let groups = values.as_ref().and_then(|values| clustered(facts, values, rows as f64));
    let time = of.as_ref().and_then(|of| serial(facts, of, rows as f64));
    let n = rows as f64;
    let mut sets = vec![("two halves".to_owned(), 0.5 * n, 0.5 * n)];
    if let Some((what, share)) = smallest(facts) {
        sets.push((what, share * n, (1.0 - share) * n));
    }
    for (effective, what) in [(&groups, "halves of the groups"), (&time, "two stretches of time")] {
        sets.extend(effective.iter().map(|e| (what.to_owned(), 0.5 * e.rows, 0.5 * e.rows)));
    }
    let comparison = |(what, n, m): (String, f64, f64)| {
        let standardised = plan.means(n, m).ok()?;
        let difference = match &of {
            Some(Measured::Mean { sd, .. }) => Some(standardised * sd),
            Some(Measured::Share { share, .. }) => plan.proportions(*share, n, m).ok()?,
            None => None,
        };
        Some(Comparison { what, n, m, standardised, difference })
    };
    let comparisons: Vec<Comparison> = sets.into_iter().filter_map(comparison).collect();
    Some(Power { of, rows, groups, time, comparisons, correlation: plan.correlation(n).ok()? })
}

fn measured(target: &Column) -> Option<Measured> {
    let column = target.name.clone();
    if target.meaning.is_levels() {
        let level: &Level = target.levels.iter().min_by_key(|level| level.rows)?;
        let share = level.rows as f64 / target.present() as f64;
        return Some(Measured::Share { column, level: level.name.clone(), share });
    }
    let sd = target.numbers.as_ref().filter(|_| target.meaning.is_quantity())?.sd?;
    (sd > 0.0).then_some(Measured::Mean { column, sd })
}

/// The target in the sample as a number, 1 where it is the level.
fn indicator(facts: &Facts, of: &Measured) -> Option<Vec<Option<f64>>> {
    match of {
        Measured::Mean { column, .. } => facts.sample.numbers(column),
        Measured::Share { column, level, .. } => {
            // Numbers are compared as numbers: 1 and 1.0 are one level.
            if let (Some(values), Ok(level)) = (facts.sample.numbers(column), level.parse::<f64>()) {
                return Some(values.into_iter().map(|x| x.map(|x| f64::from(u8::from((x - level).abs() <= 0.0)))).collect());
            }
            let levels = facts.sample.levels(column)?;
            let is = |code: u32| f64::from(u8::from(&levels.names[code as usize] == level));
            Some(levels.codes.iter().map(|code| code.map(is)).collect())
        }
    }
}

/// The smallest common level, of the group column or else of any but the target.
fn smallest(facts: &Facts) -> Option<(String, f64)> {
    let target = facts.asked.target.as_deref();
    let group = facts.asked.group.as_deref();
    let asked = |c: &&Column| group.map_or(Some(c.name.as_str()) != target, |group| c.name == group);
    let levels = facts.levelled().filter(asked).flat_map(|c| {
        let present = c.present().max(1) as f64;
        c.levels.iter().map(move |level| (&c.name, level, level.rows as f64 / present))
    });
    let common = levels.filter(|(.., share)| (COMMON..=0.5).contains(share));
    let (column, level, share) = common.min_by(|a, b| a.2.total_cmp(&b.2))?;
    Some((format!("{column} = {} against the rest", words::level(&level.name, level.rows)), share))
}

/// Rows that count between groups.
fn clustered(facts: &Facts, values: &[Option<f64>], rows: f64) -> Option<Effective> {
    let column = facts.asked.group.clone().filter(|group| Some(group) != facts.asked.target.as_ref())?;
    let levels = facts.sample.levels(&column)?;
    let mut groups: Vec<Vec<f64>> = vec![Vec::new(); levels.names.len()];
    for (x, code) in values.iter().zip(&levels.codes) {
        if let (Some(x), Some(code)) = (x, code) {
            groups[*code as usize].push(*x);
        }
    }
    groups.retain(|g| !g.is_empty());
    let slices: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
    let found = stats::anova(&slices).ok()?;
    let n: f64 = slices.iter().map(|g| g.len() as f64).sum();
    let squares: f64 = slices.iter().map(|g| (g.len() * g.len()) as f64).sum();
    let typical = (n - squares / n) / found.between_df;
    let (between, within) = (found.between_squares / found.between_df, found.within_squares / found.within_df);
    let icc = ((between - within) / (between + (typical - 1.0) * within)).clamp(0.0, 1.0);
    // In a sample of a table groups are smaller by the share that was drawn, but for the row itself.
    let drawn = (n / rows).min(1.0);
    let size = (squares / n - (1.0 - drawn)) / drawn;
    let effective = (rows / (1.0 + (size - 1.0).max(0.0) * icc)).max(1.0);
    Some(Effective { column, rows: effective, icc: Some(icc), parts: slices.len() as u64 })
}

/// Rows that count over time.
fn serial(facts: &Facts, of: &Measured, rows: f64) -> Option<Effective> {
    let (name, variance) = match of {
        Measured::Mean { column, sd } => (column, sd * sd),
        Measured::Share { column, share, .. } => (column, share * (1.0 - share)),
    };
    let place = facts.columns.iter().position(|c| c.name == *name)?;
    let cells = facts.timeline.as_ref()?.column(place);
    let means: Vec<f64> = cells.iter().filter(|cell| cell.present > 0).map(|cell| cell.mean).collect();
    if means.len() < PERIODS_MIN {
        return None;
    }
    let design = LongRun::cosines(means.len(), 1, (means.len() / 8).clamp(2, 16)).ok()?;
    let se = design.mean(&means).ok()?.se;
    let effective = if se > 0.0 { (variance / (se * se)).clamp(1.0, rows) } else { rows };
    Some(Effective { column: facts.asked.time.clone()?, rows: effective, icc: None, parts: means.len() as u64 })
}

/// What is worth saying about it: one finding at most.
pub(crate) fn findings(seen: &Power) -> Option<Finding> {
    let halves = seen.comparisons.first()?;
    let fewer = [&seen.groups, &seen.time].into_iter().flatten().min_by(|a, b| a.rows.total_cmp(&b.rows));
    let fewer = fewer.filter(|e| e.rows < 0.5 * seen.rows as f64);
    // Without a target it is not known what would be compared: only few rows are worth a word.
    let few = if seen.of.is_some() {
        halves.standardised >= SMALL || fewer.is_some_and(|e| e.rows < COUNTED_FEW)
    } else {
        seen.rows <= ROWS_FEW
    };
    if !few {
        return None;
    }
    let columns: Vec<&str> = seen.of.iter().map(Measured::column).collect();
    let resemble = fewer.map(|e| {
        let icc = e.icc.map(|icc| format!(" (intraclass correlation {icc:.2})")).unwrap_or_default();
        let what = if e.icc.is_some() { "groups" } else { "stretches of time" };
        format!("; rows resemble each other by {}{icc}: compared between {what} they count as {:.0}", e.column, e.rows)
    });
    let rest: Vec<String> =
        seen.comparisons.iter().skip(1).map(|c| format!("{}: {}", c.what, size(c, seen.of.as_ref()))).collect();
    let rest = if rest.is_empty() { String::new() } else { format!("{}; ", rest.join("; ")) };
    let what = seen.of.as_ref().map_or_else(|| "of a mean".to_owned(), |of| of.words(seen.rows));
    Some(Finding::new(
        "power.detectable",
        &columns,
        if halves.standardised > LARGE || fewer.is_some() { 0.25 } else { 0.1 },
        format!(
            "{} rows: a difference {what} below {} between two halves would often go unseen{}",
            seen.rows,
            size(halves, seen.of.as_ref()),
            resemble.unwrap_or_default()
        ),
        format!("80 % power at the 5 % level, two-sided; {rest}correlations from {:.3} on", seen.correlation),
        "a smaller difference, of groups or of two models' errors, may be there and be missed: that none is seen proves nothing"
            .to_owned(),
    ))
}

impl Measured {
    fn column(&self) -> &str {
        match self {
            Self::Mean { column, .. } | Self::Share { column, .. } => column,
        }
    }

    fn words(&self, rows: u64) -> String {
        match self {
            Self::Mean { column, .. } => format!("in the mean of {column}"),
            Self::Share { column, level, share } => {
                format!("in the share of {column} = {}", words::level(level, (share * rows as f64).round() as u64))
            }
        }
    }
}

/// A difference in words.
fn size(of: &Comparison, measured: Option<&Measured>) -> String {
    match (measured, of.difference) {
        (Some(Measured::Share { .. }), Some(d)) => format!("{:.2} percentage points", 100.0 * d),
        (Some(Measured::Share { .. }), None) => "none whatever".to_owned(),
        (Some(Measured::Mean { .. }), Some(d)) => format!("{d:.3} ({:.2} standard deviations)", of.standardised),
        _ => format!("{:.2} standard deviations", of.standardised),
    }
}
