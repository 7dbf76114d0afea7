//! **groups**: whether the levels of a column differ in the numbers of the others.
//!
//! # What it finds
//!
//! Quantities whose level or spread differs from group to group: stores with other prices, machines with other readings. Such a table is not one
//! sample but several, and a random split of its rows lets a model recognise the group.
//!
//! # How
//!
//! The groups are the levels of the group column, or of the target where that has levels. Each quantity: share of the variance that lies between groups
//! (omega squared, without what chance explains) with its interval; Alexander and Govern's test of means (unequal variances allowed, groups of 10 rows and more),
//! Kruskal and Wallis's test of ranks, Brown and Forsythe's test of spread. q-values over all quantities by Benjamini and Yekutieli, since quantities
//! depend on each other. With many rows every p-value is small: the share is what counts.
//!
//! # Rule
//!
//! One finding for the five quantities with the largest shares, when these are at least 0.1 and q is below 0.01; one for spreads that differ by a factor
//! above 3 (q below 0.01), the largest.
//!
//! # Limits
//!
//! The 100 largest groups of 10 rows and more; rows of the sample, fewer for many columns (2e7 cells).

use serde::{Deserialize, Serialize};
use stats::{Centre, Dependent};

use super::words::p_value;
use super::{Facts, Finding};

const GROUPS_MAX: usize = 100;
const GROUP_ROWS_MIN: usize = 10;
const CELLS_MAX: usize = 20_000_000;
const COLUMNS_KEPT: usize = 50;
const SHARE_MIN: f64 = 0.1;
const Q_MAX: f64 = 0.01;
const SPREAD_MIN: f64 = 3.0;

/// Whether groups differ: means, spreads, levels.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Groups {
    /// The column whose levels are the groups.
    pub column: String,
    /// Groups that were compared.
    pub groups: u64,
    /// Groups left out: smaller than 10 rows, or beyond the largest 100.
    pub left_out: u64,
    /// Rows that were used.
    pub rows: u64,
    /// Quantities that were compared.
    pub compared: u64,
    /// The quantities whose groups differ most, at most 50.
    pub differences: Vec<Difference>,
}

/// How the groups of one quantity differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The quantity.
    pub column: String,
    /// Rows with a value.
    pub rows: u64,
    /// Share of the variance that lies between groups, without what chance explains.
    pub share: f64,
    /// Interval of the share at 95 %.
    pub interval: (f64, f64),
    /// p-value of equal means whatever the spreads (Alexander and Govern); none where a group does not vary.
    pub welch_p: Option<f64>,
    /// p-value of Kruskal and Wallis's test.
    pub kruskal_p: f64,
    /// p-value of Brown and Forsythe's test of equal spread.
    pub spread_p: Option<f64>,
    /// q-value of Kruskal and Wallis's test over all quantities (Benjamini and Yekutieli).
    pub q: f64,
    /// q-value of the test of spread.
    pub spread_q: Option<f64>,
    /// The group with the lowest mean, and the mean.
    pub lowest: (String, f64),
    /// The group with the highest mean, and the mean.
    pub highest: (String, f64),
    /// Largest over smallest standard deviation of a group; none where one is 0.
    pub spread_ratio: Option<f64>,
}

/// Looks; none without groups.
pub(crate) fn check(facts: &Facts) -> Option<Groups> {
    let column = facts.asked.group.clone().or_else(|| Some(facts.target().filter(|c| c.meaning.is_levels())?.name.clone()))?;
    let levels = facts.sample.levels(&column)?;
    let mut sizes = vec![0_usize; levels.names.len()];
    levels.codes.iter().flatten().for_each(|code| sizes[*code as usize] += 1);
    let mut order: Vec<usize> = (0..sizes.len()).filter(|&g| sizes[g] >= GROUP_ROWS_MIN).collect();
    order.sort_by_key(|&g| std::cmp::Reverse(sizes[g]));
    order.truncate(GROUPS_MAX);
    let names: Vec<&str> = facts.quantities().map(|c| c.name.as_str()).filter(|name| *name != column).collect();
    if order.len() < 2 || names.is_empty() {
        return None;
    }
    let mut place = vec![None; sizes.len()];
    order.iter().enumerate().for_each(|(k, &g)| place[g] = Some(k));
    let of_row: Vec<Option<usize>> = levels.codes.iter().map(|code| place[(*code)? as usize]).collect();
    let stride = (facts.sample.len() * names.len()).div_ceil(CELLS_MAX).max(1);
    let labels: Vec<&str> = order.iter().map(|&g| levels.names[g].as_str()).collect();
    let mut found: Vec<Difference> = names.iter().filter_map(|name| difference(facts, name, &of_row, &labels, stride)).collect();
    adjust(&mut found);
    found.sort_by(|a, b| b.share.total_cmp(&a.share));
    let compared = found.len() as u64;
    found.truncate(COLUMNS_KEPT);
    let groups = order.len() as u64;
    Some(Groups {
        column,
        groups,
        left_out: sizes.len() as u64 - groups,
        rows: facts.sample.len().div_ceil(stride) as u64,
        compared,
        differences: found,
    })
}

fn difference(facts: &Facts, name: &str, of_row: &[Option<usize>], labels: &[&str], stride: usize) -> Option<Difference> {
    let values = facts.sample.numbers(name)?;
    let mut groups: Vec<Vec<f64>> = vec![Vec::new(); labels.len()];
    for (x, group) in values.iter().zip(of_row).step_by(stride) {
        if let (Some(x), Some(group)) = (x, group) {
            groups[*group].push(*x);
        }
    }
    let kept: Vec<(usize, &[f64])> =
        groups.iter().map(Vec::as_slice).enumerate().filter(|(_, g)| g.len() >= GROUP_ROWS_MIN).collect();
    let slices: Vec<&[f64]> = kept.iter().map(|(_, g)| *g).collect();
    let anova = stats::anova(&slices).ok()?;
    let kruskal = stats::kruskal_wallis(&slices).ok()?;
    let moments: Vec<(usize, f64, f64)> = kept
        .iter()
        .filter_map(|(k, g)| {
            let moments: stats::Moments = g.iter().copied().collect();
            Some((*k, moments.mean()?, moments.variance()?.sqrt()))
        })
        .collect();
    let lowest = moments.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let highest = moments.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let spread = |f: fn(f64, f64) -> f64| moments.iter().map(|m| m.2).reduce(f);
    let spread_ratio = spread(f64::max)? / spread(f64::min)?;
    Some(Difference {
        column: name.to_owned(),
        rows: slices.iter().map(|g| g.len() as u64).sum(),
        share: anova.omega_squared(),
        interval: anova.share_interval(0.95).ok()?,
        welch_p: stats::welch_anova(&slices).ok().map(|w| w.p),
        kruskal_p: kruskal.p,
        spread_p: stats::levene(&slices, Centre::FreedMedian).ok().map(|l| l.p),
        q: 1.0,
        spread_q: None,
        lowest: (labels[lowest.0].to_owned(), lowest.1),
        highest: (labels[highest.0].to_owned(), highest.1),
        spread_ratio: Some(spread_ratio).filter(|r| r.is_finite()),
    })
}

/// q-values over all quantities.
fn adjust(found: &mut [Difference]) {
    let levels: Vec<f64> = found.iter().map(|d| d.kruskal_p).collect();
    if let Ok(q) = stats::false_discovery(&levels, levels.len(), Dependent::Anyhow) {
        found.iter_mut().zip(q).for_each(|(d, q)| d.q = q);
    }
    let spreads: Vec<f64> = found.iter().filter_map(|d| d.spread_p).collect();
    if let Ok(q) = stats::false_discovery(&spreads, found.len(), Dependent::Anyhow) {
        found.iter_mut().filter(|d| d.spread_p.is_some()).zip(q).for_each(|(d, q)| d.spread_q = Some(q));
    }
}

/// What is worth saying about it.
pub(crate) fn findings(seen: &Groups, facts: &Facts) -> Vec<Finding> {
    let mut all = Vec::new();
    let apart: Vec<&Difference> = seen.differences.iter().filter(|d| d.share >= SHARE_MIN && d.q < Q_MAX).take(5).collect();
    if let Some(first) = apart.first() {
        let names: Vec<&str> = apart.iter().map(|d| d.column.as_str()).collect();
        let is_target = facts.asked.target.as_deref() == Some(seen.column.as_str());
        let consequence = if is_target {
            format!("these columns alone tell much about {}: check that they are known before it is", seen.column)
        } else {
            format!("rows of one {0} resemble each other: split by {0}, or a model is praised for recognising it", seen.column)
        };
        all.push(Finding::new(
            "groups.level",
            &names,
            0.2 + 0.4 * first.share,
            format!(
                "{} differs by {}: {:.0} % of its variance lies between groups",
                first.column,
                seen.column,
                100.0 * first.share
            ),
            format!(
                "means from {:.4} ({}) to {:.4} ({}); interval {:.0} to {:.0} %; Kruskal-Wallis q {}; {} groups, {} rows{}",
                first.lowest.1,
                first.lowest.0,
                first.highest.1,
                first.highest.0,
                100.0 * first.interval.0,
                100.0 * first.interval.1,
                p_value(first.q),
                seen.groups,
                first.rows,
                also(&apart),
            ),
            consequence,
        ));
    }
    let wider = |d: &&Difference| d.spread_ratio.is_some_and(|r| r > SPREAD_MIN) && d.spread_q.is_some_and(|q| q < Q_MAX);
    let ratio = |d: &Difference| d.spread_ratio.unwrap_or(0.0);
    if let Some(widest) = seen.differences.iter().filter(wider).max_by(|a, b| ratio(a).total_cmp(&ratio(b))) {
        all.push(Finding::new(
            "groups.spread",
            &[&widest.column],
            0.25,
            format!("the spread of {} differs by {} by a factor of {:.1}", widest.column, seen.column, ratio(widest)),
            format!("Brown-Forsythe q {}; {} groups, {} rows", p_value(widest.spread_q.unwrap_or(1.0)), seen.groups, widest.rows),
            "one error bar for all groups is wrong: scale by group, model the logarithm, or report errors by group".to_owned(),
        ));
    }
    all
}

fn also(apart: &[&Difference]) -> String {
    let rest: Vec<String> = apart.iter().skip(1).map(|d| format!("{} {:.0} %", d.column, 100.0 * d.share)).collect();
    if rest.is_empty() { String::new() } else { format!("; also {}", rest.join(", ")) }
}
