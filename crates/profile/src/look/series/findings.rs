//! What is worth saying about series.

use stats::Dependent;

use super::{Jump, Made, OneSeries, Reading, SeasonFound, Series};
use crate::look::words::{self, listed, p_value};
use crate::look::{Facts, Finding};

const Q_MAX: f64 = 0.01;
const STRENGTH_MIN: f64 = 0.3;
/// and of a further season of the same series.
const FURTHER_STRENGTH_MIN: f64 = 0.15;
const WANDERING_VALUES_MIN: u64 = 40;
const JUMP_STRENGTH_MIN: f64 = 1.5;
const JUMP_SDS_MIN: f64 = 1.0;
const GROWTH_P_MAX: f64 = 0.001;
const GROWTH_RATIO_MIN: f64 = 2.0;
const GROWTH_LAMBDA_MAX: f64 = 0.4;
/// Gaps are worth a word from this share of the places on, or from one run of so many.
const GAP_SHARE: f64 = 0.005;
const GAP_RUN: u64 = 10;
/// Rows a place from which on an empty one is worth a word, where rows share places.
const EVENTS_MIN: u64 = 10;

/// What is worth saying.
pub(crate) fn findings(seen: &Series, facts: &Facts) -> Vec<Finding> {
    let mut all = Vec::new();
    all.extend(gaps(seen, facts));
    all.extend(repeated(seen));
    let target = facts.asked.target.as_ref().filter(|_| seen.made != Made::Rows);
    let told = |one: &&OneSeries| target.is_none() || one.column.is_none() || one.column.as_ref() == target;
    let told: Vec<&OneSeries> = seen.columns.iter().filter(told).collect();
    all.extend(season(&told, seen, facts));
    all.extend(unit_root(&told, seen, facts));
    all.extend(jump(&told, seen, facts));
    all.extend(growth(&told, facts));
    all
}

/// `sales`, `sales of north`, `the sum of units`, `the number of rows`.
fn name(one: &OneSeries) -> String {
    let of = if one.summed { "the sum of " } else { "" };
    match (&one.column, &one.group) {
        (None, _) => "the number of rows".to_owned(),
        (Some(column), None) => format!("{of}{column}"),
        (Some(column), Some(group)) => format!("{of}{column} of {group}"),
    }
}

/// Columns of some series, each once.
fn columns<'a>(of: &[&'a OneSeries]) -> Vec<&'a str> {
    let mut names: Vec<&str> = of.iter().filter_map(|one| one.column.as_deref()).collect();
    names.dedup();
    names
}

fn names(of: &[&OneSeries]) -> String {
    listed(&of.iter().map(|one| name(one)).collect::<Vec<_>>())
}

/// `12 months`, `13 periods of 28 days`.
fn places(count: u64, unit: &str) -> String {
    if unit.starts_with(|c: char| c.is_ascii_digit()) { format!("{count} periods of {unit}") } else { format!("{count} {unit}s") }
}

/// A weight that counts more when the target is concerned.
fn weight(of: &[&OneSeries], facts: &Facts, others: f64, target: f64) -> f64 {
    let is_target = of.iter().any(|one| one.column.is_some() && one.column == facts.asked.target);
    if is_target { target } else { others }
}

fn gaps(seen: &Series, facts: &Facts) -> Option<Finding> {
    let index = &seen.index;
    let filled = (index.places - index.missing).max(1);
    // Where few rows share a place, one without any is chance.
    let sparse = seen.made == Made::Means && facts.rows < EVENTS_MIN * filled && index.by_group.is_none();
    if seen.made == Made::Periods || seen.made == Made::SampledPeriods || sparse {
        return None;
    }
    if let Some(groups) = index.by_group.as_ref().filter(|groups| groups.missing > 0) {
        let drawn = if groups.all { "" } else { " that were followed" };
        return Some(Finding::new(
            "series.gaps",
            &[&seen.time],
            0.3,
            format!("{} of {} groups of {}{drawn} have gaps in {}", groups.with_gaps, groups.groups, groups.column, seen.time),
            format!(
                "{} places without a row inside them; step: {}; {} begin later and {} end earlier than the table",
                groups.missing, index.unit, groups.begin_later, groups.end_earlier
            ),
            "lags counted in rows reach too far back across a gap: put each group on the calendar first, and decide what a gap means (zero, unknown)"
                .to_owned(),
        ));
    }
    let longest = index.gaps.iter().max_by_key(|gap| gap.2)?;
    if (index.missing as f64) < GAP_SHARE * index.places as f64 && longest.2 < GAP_RUN {
        return None;
    }
    let run = if longest.2 == 1 { longest.0.clone() } else { format!("{} to {}", longest.0, longest.1) };
    Some(Finding::new(
        "series.gaps",
        &[&seen.time],
        0.3,
        format!("{} of {} places of {} have no row, the longest gap {run}", index.missing, index.places, seen.time),
        format!("step: {}, from {} to {}", index.unit, index.first, index.last),
        "lags counted in rows reach too far back across a gap: put rows on the calendar first, and decide what a gap means (zero, closed, unknown)"
            .to_owned(),
    ))
}

fn repeated(seen: &Series) -> Option<Finding> {
    let index = &seen.index;
    if index.repeated == 0 || index.by_group.is_none() && seen.made != Made::Rows {
        return None;
    }
    let whose = index.by_group.as_ref().map_or(String::new(), |groups| format!(" of one {}", groups.column));
    // Many rows a time and group are events, not a series with a flaw.
    if index.repeated as f64 > 0.2 * (index.places + index.repeated) as f64 {
        return None;
    }
    Some(Finding::new(
        "series.repeated",
        &[&seen.time],
        0.35,
        format!("{} rows{whose} share their {} with an earlier one", index.repeated, seen.time),
        format!("step: {}, from {} to {}; elsewhere one row a place", index.unit, index.first, index.last),
        "a series has one value a time: find out whether these are corrections, doubles or a second key, and say which row counts".to_owned(),
    ))
}

fn season(told: &[&OneSeries], seen: &Series, facts: &Facts) -> Option<Finding> {
    let best = |one: &OneSeries| one.seasons.iter().map(|s| s.p).fold(1.0, f64::min);
    let p: Vec<f64> = told.iter().map(|one| best(one)).collect();
    let q = stats::false_discovery(&p, p.len(), Dependent::Positively).ok()?;
    let strongest = |one: &OneSeries| -> Option<SeasonFound> {
        let strength = |s: &SeasonFound| s.strength.unwrap_or(0.0);
        one.seasons.iter().filter(|s| strength(s) >= STRENGTH_MIN).max_by(|a, b| strength(a).total_cmp(&strength(b))).cloned()
    };
    let sure = told.iter().zip(&q).filter(|(_, q)| **q < Q_MAX);
    let mut found: Vec<(&OneSeries, SeasonFound)> = sure.filter_map(|(one, _)| Some((*one, strongest(one)?))).collect();
    found.sort_by(|a, b| b.1.strength.unwrap_or(0.0).total_cmp(&a.1.strength.unwrap_or(0.0)));
    if let Some(at) = found.iter().position(|(one, _)| one.column.is_some() && one.column == facts.asked.target) {
        let target = found.remove(at);
        found.insert(0, target);
    }
    let (first, season) = found.first()?;
    let same: Vec<&OneSeries> = found.iter().filter(|(_, s)| s.period == season.period).map(|(one, _)| *one).collect();
    let others: Vec<String> = found
        .iter()
        .filter(|(_, s)| s.period != season.period)
        .map(|(one, s)| {
            format!(
                "{} every {} (strength {:.2})",
                name(one),
                s.name.clone().unwrap_or(s.period.to_string()),
                s.strength.unwrap_or(0.0)
            )
        })
        .collect();
    let strength = season.strength.unwrap_or(0.0);
    let also = if others.is_empty() { String::new() } else { format!("; also {}", listed(&others)) };
    let further = |s: &&SeasonFound| s.period != season.period && s.strength.unwrap_or(0.0) >= FURTHER_STRENGTH_MIN;
    let further: Vec<&SeasonFound> = first.seasons.iter().filter(further).collect();
    let every = |s: &SeasonFound, of: &str| {
        let (length, size) = (places(s.period, &seen.index.unit), s.strength.unwrap_or(0.0));
        match &s.name {
            Some(name) => format!("every {name} ({length}, strength {size:.2}{of})"),
            None => format!("every {length} (strength {size:.2}{of})"),
        }
    };
    let and: Vec<String> = further.iter().map(|s| format!(" and {}", every(s, ""))).collect();
    let use_it = if further.is_empty() {
        "a contender that ignores it loses to what came one season before: enter seasonal-naive, ETS, seasonal ARIMA, and give learned ones the place in the season or"
    } else {
        "one seasonal lag misses the others: enter MSTL or waves of each length, and give learned contenders the place in each season or"
    };
    let lags: Vec<String> = std::iter::once(season).chain(further.iter().copied()).map(|s| s.period.to_string()).collect();
    Some(Finding::new(
        "series.season",
        &columns(&same),
        weight(&same, facts, 0.2, 0.3) + 0.2 * strength,
        format!("{} {} {}{}", names(&same), repeats(same.len()), every(season, " of 1"), and.concat()),
        format!(
            "{}: p {} over {} series, {:.0} % of the variance around a line in its harmonics, {} values; strengths of one decomposition into all seasons (MSTL){also}",
            name(first),
            p_value(season.p),
            told.len(),
            100.0 * season.share,
            first.values
        ),
        format!("{use_it} the lag{} {}", if lags.len() == 1 { "" } else { "s" }, lags.join(" and ")),
    ))
}

fn repeats(count: usize) -> &'static str {
    if count == 1 { "repeats" } else { "repeat" }
}

/// Whether it wanders, as far as a finding goes.
pub(super) fn wanders(one: &OneSeries) -> bool {
    one.values >= WANDERING_VALUES_MIN && one.pair.as_ref().is_some_and(|pair| pair.reading == Reading::UnitRoot)
}

/// Its surest jump that is worth a finding.
pub(super) fn largest_jump(one: &OneSeries) -> Option<&Jump> {
    let large = |jump: &&Jump| jump.strength >= JUMP_STRENGTH_MIN && jump.sds.abs() >= JUMP_SDS_MIN;
    one.jumps.iter().filter(large).max_by(|a, b| a.strength.total_cmp(&b.strength))
}

fn unit_root(told: &[&OneSeries], seen: &Series, facts: &Facts) -> Option<Finding> {
    let found: Vec<&OneSeries> = told.iter().copied().filter(|one| one.column.is_some() && wanders(one)).collect();
    let first = found.first()?;
    let pair = first.pair.as_ref()?;
    let (adf, kpss) = (pair.unit_root.last()?, pair.stationarity.last()?);
    let of = if found.len() > 1 { format!(" ({} of {} series)", found.len(), told.len()) } else { String::new() };
    let verb = if found.len() == 1 { "wanders" } else { "wander" };
    Some(Finding::new(
        "series.unit-root",
        &columns(&found),
        if seen.below_two_years { 0.25 } else { weight(&found, facts, 0.3, 0.5) },
        format!("{} {verb} without a level to return to: unit root{of}", names(&found)),
        format!(
            "{}: ADF ({}, {} lags) {:.2}, p {}; KPSS ({}, {} lags) {:.3}, p {}; {} {}",
            name(first),
            adf.terms,
            adf.lags,
            adf.tau,
            p_value(adf.p),
            kpss.around,
            kpss.lags,
            kpss.statistic,
            kpss.p,
            first.values,
            if first.block > 1 { format!("values, means of {}", first.block) } else { "values".to_owned() },
        ),
        if seen.below_two_years {
            "less than two years are seen, so that it may be the season of the year: the last value is a forecast that is hard to beat, and two such columns correlate whatever they mean"
                .to_owned()
        } else {
            "model changes instead of levels (difference once); two such columns correlate by chance, and the last value is a forecast that is hard to beat"
                .to_owned()
        },
    ))
}

/// A column that wanders in time seems related to others whatever they mean: findings of such pairs weigh half, and say so.
pub(crate) fn temper(all: &mut [Finding], seen: &Series) {
    let names = seen.columns.iter().filter(|one| wanders(one)).filter_map(|one| one.column.as_deref());
    let wandering: Vec<&str> = names.collect();
    let of_pairs = |f: &&mut Finding| f.kind.starts_with("pairs.") || f.kind == "collinearity.near";
    for finding in all.iter_mut().filter(of_pairs) {
        if finding.columns.iter().any(|name| wandering.contains(&name.as_str())) {
            finding.weight *= 0.5;
            finding.evidence.push_str("; at least one of them wanders in time, and such columns seem related whatever they mean");
        }
    }
}

fn jump(told: &[&OneSeries], seen: &Series, facts: &Facts) -> Option<Finding> {
    let mut found: Vec<(&OneSeries, &Jump)> = told.iter().filter_map(|one| Some((*one, largest_jump(one)?))).collect();
    found.sort_by(|a, b| b.1.strength.total_cmp(&a.1.strength));
    let (first, jump) = found.first()?;
    let of: Vec<&OneSeries> = found.iter().map(|(one, _)| *one).collect();
    let others: Vec<String> =
        found.iter().skip(1).map(|(one, j)| format!("{} at {} ({:+.1} sd)", name(one), j.at, j.sds)).collect();
    let also = if others.is_empty() { String::new() } else { format!("; also {}", listed(&others)) };
    Some(Finding::new(
        "series.jump",
        &columns(&of),
        if seen.below_two_years { 0.25 } else { weight(&of, facts, 0.3, 0.5) },
        format!("the level of {} jumps at {}: from {} to {}", name(first), jump.at, figure(jump.before), figure(jump.after)),
        format!(
            "{:+.1} standard deviations of what is left; statistic {:.1} times its 5 % point; {} values{also}",
            jump.sds, jump.strength, first.values
        ),
        if first.column.is_none() {
            "rows come at another rate since then: find out whether some are missing before a model is trained across it"
                .to_owned()
        } else if seen.below_two_years {
            "less than two years are seen, so that it may be the season of the year: a fold on one side of it says little about the other".to_owned()
        } else {
            format!(
                "train on what came after {}, or give the model a step there; a fold from before it says little about the future",
                jump.at
            )
        },
    ))
}

fn growth(told: &[&OneSeries], facts: &Facts) -> Option<Finding> {
    let grows = |one: &&OneSeries| {
        one.lambda.is_some_and(|lambda| lambda <= GROWTH_LAMBDA_MAX)
            && one.growth.as_ref().is_some_and(|g| g.p < GROWTH_P_MAX && g.ratio >= GROWTH_RATIO_MIN && g.slope >= 0.5)
    };
    let found: Vec<&OneSeries> = told.iter().copied().filter(grows).collect();
    let first = found.first()?;
    let growth = first.growth.as_ref()?;
    Some(Finding::new(
        "series.growth",
        &columns(&found),
        weight(&found, facts, 0.25, 0.4),
        format!("{} {} wider as the level rises", names(&found), if found.len() == 1 { "swings" } else { "swing" }),
        format!(
            "{}: Box-Cox lambda {:.2} (Guerrero); log spread on log level: slope {:.2}, p {}, {} blocks, whose levels differ {:.1}-fold",
            name(first),
            first.lambda.unwrap_or(1.0),
            growth.slope,
            p_value(growth.p),
            growth.blocks,
            growth.ratio
        ),
        "model the logarithm (or a multiplicative season), and judge in percent where business does".to_owned(),
    ))
}

/// A number in few digits.
pub(crate) fn figure(x: f64) -> String {
    words::figure(x, 4)
}
