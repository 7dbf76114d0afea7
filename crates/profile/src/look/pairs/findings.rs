//! What is worth saying about pairs.

use super::super::{Collinearity, Facts, Finding, Rule};
use super::{Measures, Pairs, Related};
use crate::look::times::is_calendar;
use crate::look::words::{listed_up_to, p_value};

const SAME: f64 = 0.98;
const NESTED: f64 = 0.98;
/// Columns of a group that are named.
const LISTED_MAX: usize = 5;
const Q_MAX: f64 = 0.01;
const ROWS_MIN: u64 = 50;
/// Further sets of columns that say the same and are named.
const SETS_MAX: usize = 3;
/// Condition index above which `collinearity` names its nearest dependence.
const INDEX_HIGH: f64 = 30.0;

/// Few findings, each kind with its strongest pair first.
pub(crate) fn findings(seen: &Pairs, facts: &Facts, collinearity: Option<&Collinearity>) -> Vec<Finding> {
    let target = facts.asked.target.as_deref();
    let is_target = |name: &String| target == Some(name.as_str());
    let enough: Vec<&Related> = seen.strongest.iter().filter(|pair| pair.rows >= ROWS_MIN).collect();
    let sure: Vec<&Related> = enough.iter().filter(|pair| pair.q < Q_MAX).copied().collect();
    let free = |pair: &&&Related| !is_target(&pair.columns.0) && !is_target(&pair.columns.1);
    let features: Vec<&Related> = sure.iter().filter(free).copied().collect();
    let mut all: Vec<Finding> = same(&features, facts, collinearity).into_iter().collect();
    // What turns with the calendar is a season, and told as one.
    let told = |pair: &&&Related| !is_calendar(&pair.columns.0) && !is_calendar(&pair.columns.1);
    let shaped: Vec<&Related> = sure.iter().filter(told).copied().collect();
    all.extend(bent(&shaped));
    all.extend(curved(&shaped));
    // A correlation that few rows make is none of ranks: no q-value is asked of it.
    all.extend(few_points(&enough.iter().filter(free).copied().collect::<Vec<_>>()));
    all.extend(nested(&features));
    all
}

/// A pair of quantities: |r|, |rho|, information, trimmed |r|.
#[derive(Clone, Copy)]
struct Sizes {
    r: f64,
    rho: f64,
    information: f64,
    trimmed: Option<f64>,
}

fn sizes(pair: &Related) -> Option<Sizes> {
    match pair.measures {
        Measures::Quantities { pearson, spearman, information, trimmed, .. } => {
            Some(Sizes { r: pearson.value, rho: spearman.value, information, trimmed })
        }
        _ => None,
    }
}

/// Sets of columns that say all but the same.
fn same(pairs: &[&Related], facts: &Facts, collinearity: Option<&Collinearity>) -> Option<Finding> {
    let close =
        |pair: &&&Related| sizes(pair).is_some_and(|s| s.r.abs() >= SAME || s.rho.abs() >= SAME) && !is_named(pair, collinearity);
    let close: Vec<&Related> = pairs.iter().filter(close).copied().collect();
    let mut sets: Vec<Vec<&str>> = Vec::new();
    for pair in &close {
        let (a, b) = (pair.columns.0.as_str(), pair.columns.1.as_str());
        let (mut joined, rest): (Vec<_>, Vec<_>) = sets.into_iter().partition(|set| set.contains(&a) || set.contains(&b));
        let mut set: Vec<&str> = joined.drain(..).flatten().collect();
        for name in [a, b] {
            if !set.contains(&name) {
                set.push(name);
            }
        }
        sets = rest;
        sets.push(set);
    }
    let place = |name: &&str| facts.columns.iter().position(|c| c.name == *name);
    for set in &mut sets {
        set.sort_by_key(place);
    }
    sets.sort_by_key(|set| close.iter().position(|pair| set.contains(&pair.columns.0.as_str())));
    let set = sets.first()?;
    let first = close.iter().find(|pair| set.contains(&pair.columns.0.as_str()))?;
    let s = sizes(first)?;
    let shape = if s.r.abs() >= SAME { "a line" } else { "a curve that only rises or only falls" };
    let also: Vec<String> = sets.iter().skip(1).take(SETS_MAX).map(|set| listed_up_to(set, LISTED_MAX)).collect();
    let more = sets.len().saturating_sub(1 + SETS_MAX);
    let more = if more > 0 { format!("; and {more} more sets") } else { String::new() };
    let also = if also.is_empty() { String::new() } else { format!("; so do {}{more}", also.join("; ")) };
    let consequence = "keep one of them, or one and their difference: importances are split between them, and a linear model weighs one against the other";
    let finding = Finding::new(
        "pairs.same",
        set,
        0.35,
        format!("{} say all but the same: they lie along {shape}{also}", listed_up_to(set, LISTED_MAX)),
        evidence(first)?,
        consequence.to_owned(),
    );
    Some(finding.guarded(correlation_rule(first, s.r)))
}

/// Whether another check says it already.
fn is_named(pair: &Related, collinearity: Option<&Collinearity>) -> bool {
    let (a, b) = (&pair.columns.0, &pair.columns.1);
    collinearity.is_some_and(|seen| {
        let exact = seen.dependences.iter().any(|d| {
            let member = |name: &String| d.column == *name || d.terms.iter().any(|(_, term)| term == name);
            member(a) && member(b)
        });
        let near = |name: &String| seen.nearest.iter().any(|(member, _)| member == name);
        exact || (seen.condition_index.is_some_and(|index| index > INDEX_HIGH) && near(a) && near(b))
    })
}

/// Relations that rise or fall all along, but not on a line.
fn bent(pairs: &[&Related]) -> Option<Finding> {
    let is_bent = |s: Sizes| s.rho.abs() >= 0.7 && s.rho.abs() - s.r.abs() >= 0.25 && s.rho.abs() < SAME;
    one(pairs, "pairs.bent", 0.3, is_bent, |a, b| {
        (
            format!("{a} and {b} move together all along, but not on a line"),
            "a linear model sees only part of it: take logarithms or ranks; trees need nothing".to_owned(),
        )
    })
}

/// Relations that turn.
fn curved(pairs: &[&Related]) -> Option<Finding> {
    let is_curved = |s: Sizes| s.information >= 0.6 && s.information - s.r.abs().max(s.rho.abs()) >= 0.25;
    one(pairs, "pairs.curved", 0.3, is_curved, |a, b| {
        (
            format!(
                "{a} and {b} depend on each other in a way that no correlation shows: the relation turns, or comes in patches"
            ),
            "look at the scatter before choosing a model: a linear term is blind here; bins, splines or trees are not".to_owned(),
        )
    })
}

/// Correlations that few rows make.
fn few_points(pairs: &[&Related]) -> Option<Finding> {
    let few = |s: Sizes| {
        s.r.abs() >= 0.5 && s.rho.abs() <= 0.5 * s.r.abs() && s.trimmed.is_some_and(|t| t * s.r.signum() <= 0.5 * s.r.abs())
    };
    one(pairs, "pairs.few-points", 0.4, few, |a, b| {
        (
            format!("the correlation of {a} and {b} is made by few rows at the ends"),
            "look at these rows first: if they are errors, so is the relation; else use ranks or a robust fit".to_owned(),
        )
    })
}

fn one(
    pairs: &[&Related],
    kind: &str,
    weight: f64,
    holds: impl Fn(Sizes) -> bool,
    say: impl Fn(&str, &str) -> (String, String),
) -> Option<Finding> {
    let found: Vec<&Related> = pairs.iter().filter(|pair| sizes(pair).is_some_and(&holds)).copied().collect();
    let first = found.first()?;
    let (a, b) = (first.columns.0.as_str(), first.columns.1.as_str());
    let (effect, consequence) = say(a, b);
    Some(Finding::new(kind, &[a, b], weight, effect, format!("{}{}", evidence(first)?, others(found.len())), consequence))
}

/// Levels that decide other levels.
fn nested(pairs: &[&Related]) -> Option<Finding> {
    let strong = |pair: &&&Related| matches!(pair.measures, Measures::Levels { cramers_v } if cramers_v.value >= NESTED);
    let found: Vec<&Related> = pairs.iter().filter(strong).copied().collect();
    let first = found.first()?;
    let Measures::Levels { cramers_v } = first.measures else { return None };
    let (a, b) = (first.columns.0.as_str(), first.columns.1.as_str());
    Some(Finding::new(
        "pairs.nested",
        &[a, b],
        0.2,
        format!("one of {a} and {b} all but decides the other"),
        format!("Cramer's V {:.3}, q {}, {} rows{}", cramers_v.value, p_value(first.q), first.rows, others(found.len())),
        "keep the finer one: together they are the same column twice".to_owned(),
    ))
}

fn evidence(pair: &Related) -> Option<String> {
    let Measures::Quantities { pearson, pearson_rows, trimmed, spearman, kendall, information } = pair.measures else {
        return None;
    };
    let ends = trimmed.filter(|t| (t - pearson.value).abs() > 0.1);
    let ends = ends.map(|t| format!(", {t:.3} without half a percent of the rows at either end")).unwrap_or_default();
    Some(format!(
        "Pearson {:.3} [{:.3}, {:.3}] in {pearson_rows} rows{ends}; Spearman {:.3}, Kendall {kendall:.3}, information as a correlation {information:.2} in {} rows; q {}",
        pearson.value,
        pearson.low,
        pearson.high,
        spearman.value,
        pair.rows,
        p_value(pair.q),
    ))
}

fn others(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2 => "; one more pair like it".to_owned(),
        n => format!("; {} more pairs like it", n - 1),
    }
}

/// The correlation stays where it is, within a tenth of its distance to 1.
fn correlation_rule(pair: &Related, r: f64) -> Rule {
    let room = (2.0 * (1.0 - r.abs())).max(0.02);
    Rule::Correlation { columns: pair.columns.clone(), min: (r - room).max(-1.0), max: (r + room).min(1.0) }
}
