//! What is worth saying about drift.

use super::{Drift, FilledMove, LevelsMove, Move};
use crate::look::series::{Series, figure};
use crate::look::words::{self, listed, p_value};
use crate::look::{Facts, Finding, Rule};

const Q_MAX: f64 = 0.01;
const DIFFERENCE_MIN: f64 = 0.3;
const SPREAD_MIN: f64 = 2.0;
const DISTANCE_MIN: f64 = 0.1;
const MISSING_MIN: f64 = 0.1;
const UNSEEN_MIN: f64 = 0.1;
/// New ones among fewer levels are named one by one.
const MANY_LEVELS: u64 = 20;
/// A new or vanished level is worth a word from this share on.
const LEVEL_SHARE_MIN: f64 = 0.02;
/// Without times a movement has to be larger and surer.
const ORDER_Q_MAX: f64 = 0.001;
const ORDER_DIFFERENCE_MIN: f64 = 0.5;
const ALSO_MAX: usize = 4;

/// What is worth saying; `series` has named some columns already.
pub(crate) fn findings(seen: &Drift, series: Option<&Series>, facts: &Facts) -> Vec<Finding> {
    let Some(time) = &seen.time else { return in_order(seen).into_iter().collect() };
    let named = series.map(Series::that_wander_or_jump).unwrap_or_default();
    let mut all = Vec::new();
    all.extend(level(seen, time, &named, facts));
    all.extend(spread(seen, time));
    all.extend(filled(seen));
    all.extend(missing(seen, time));
    all.extend(categories(seen, time, facts));
    all
}

fn below(q: Option<f64>, bound: f64) -> bool {
    q.is_some_and(|q| q < bound)
}

/// Whether rows without times stand in an order that tells something.
pub(super) fn ordered_tellingly(seen: &Drift) -> bool {
    seen.quantities.iter().any(moves_in_order)
}

fn moves_in_order(m: &Move) -> bool {
    below(m.q, ORDER_Q_MAX) && m.difference.abs() >= ORDER_DIFFERENCE_MIN
}

fn in_order(seen: &Drift) -> Option<Finding> {
    let moving: Vec<&Move> = seen.quantities.iter().filter(|m| moves_in_order(m)).collect();
    let names: Vec<String> = moving.iter().map(|m| m.column.clone()).collect();
    let columns: Vec<&str> = seen.sorted_by.iter().chain(&names).map(String::as_str).collect();
    let effect = match (&seen.sorted_by, moving.first()) {
        (None, None) => return None,
        (Some(by), None) => format!("the rows are sorted by {by}"),
        (Some(by), Some(_)) => format!("the rows are sorted by {by}, and {} along them", moves(&names)),
        (None, Some(_)) => format!("the order of the rows tells something: {} along them", moves(&names)),
    };
    let evidence = match moving.first() {
        None => format!("{} rows", seen.rows),
        Some(first) => format!("{}; {} rows", sizes(first, &moving), seen.rows),
    };
    Some(Finding::new(
        "drift.order",
        &columns,
        0.2 + 0.1 * f64::from(u8::from(!moving.is_empty())),
        effect,
        evidence,
        "folds of neighbouring rows differ from each other: shuffle before splitting; where the order is that of time, name the time column and split by it"
            .to_owned(),
    ))
}

fn moves(names: &[String]) -> String {
    format!("{} {}", listed(names), if names.len() == 1 { "moves" } else { "move" })
}

/// The sizes of the strongest movement, and of a few others.
fn sizes(first: &Move, all: &[&Move]) -> String {
    let distance = first.distance.map_or(String::new(), |d| format!(", Kolmogorov-Smirnov distance of the halves {d:.2}"));
    let others: Vec<String> =
        all.iter().skip(1).take(ALSO_MAX).map(|m| format!("{} {:+.1} sd", m.column, m.difference)).collect();
    let also = if others.is_empty() { String::new() } else { format!("; also {}", others.join(", ")) };
    format!(
        "{}: mean of the first third {}, of the last {}; {:.0} % of its variance along a smooth curve{distance}; q {}{also}",
        first.column,
        figure(first.early),
        figure(first.late),
        100.0 * first.share,
        p_value(first.q.unwrap_or(1.0))
    )
}

fn level(seen: &Drift, time: &str, named: &[&str], facts: &Facts) -> Option<Finding> {
    let drifts = |m: &&Move| below(m.q, Q_MAX) && m.difference.abs() >= DIFFERENCE_MIN && !named.contains(&m.column.as_str());
    let mut found: Vec<&Move> = seen.quantities.iter().filter(drifts).collect();
    let target = facts.asked.target.as_deref();
    found.sort_by_key(|m| target != Some(&m.column));
    let first = found.first()?;
    let is_target = target == Some(&first.column);
    let names: Vec<String> = found.iter().map(|m| m.column.clone()).collect();
    let of = if found.len() > 4 { format!(" ({} columns)", found.len()) } else { String::new() };
    let whose = if found.len() > 1 { format!("{} ", first.column) } else { String::new() };
    let when = first.at.as_ref().map_or(String::new(), |at| format!(", most of it at {at}"));
    let mix = first.within_groups.filter(|within| within.abs() < 0.5 * first.difference.abs());
    let mix = match (&facts.asked.group, mix) {
        (Some(group), Some(within)) => format!("; inside one {group} {within:+.2}: the mix of {group} changes"),
        _ => String::new(),
    };
    let season = if seen.below_two_years { " (less than two years are seen: it may be the season of the year)" } else { "" };
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    Some(Finding::new(
        "drift.level",
        &columns,
        if is_target { 0.5 } else { 0.3 } + 0.1 * first.difference.abs().min(1.0),
        format!(
            "{} with {time}{of}: {whose}by {:+.2} standard deviations from the first to the last third{when}",
            moves(&names),
            first.difference
        ),
        format!("{}{mix}; {} rows", sizes(first, &found), seen.rows),
        format!(
            "rows of the past are not like those to come{season}: split by {time}, never at random, and try a window of recent rows or {time} itself as a feature"
        ),
    ))
}

fn spread(seen: &Drift, time: &str) -> Option<Finding> {
    let factor = |m: &Move| m.spread.map_or(1.0, |s| s.max(1.0 / s.max(1e-9)));
    let widens = |m: &&Move| below(m.spread_q, Q_MAX) && factor(m) >= SPREAD_MIN;
    let found = seen.quantities.iter().filter(widens).max_by(|a, b| factor(a).total_cmp(&factor(b)))?;
    let spread = found.spread?;
    let (word, by) = if spread > 1.0 { ("widens", spread) } else { ("narrows", 1.0 / spread) };
    Some(Finding::new(
        "drift.spread",
        &[&found.column],
        0.25,
        format!("the spread of {} {word} with {time}, by a factor of {by:.1} from the first to the last third", found.column),
        format!(
            "trend of log spread over {} blocks: q {}; {} rows",
            seen.blocks,
            p_value(found.spread_q.unwrap_or(1.0)),
            found.rows
        ),
        "error bars learned on the past do not fit what comes: learn them on recent rows".to_owned(),
    ))
}

/// Columns that start or stop being filled, those of one date together.
fn filled(seen: &Drift) -> Vec<Finding> {
    let mut sets: Vec<(bool, &String, Vec<&FilledMove>)> = Vec::new();
    for one in &seen.filled {
        for (starts, at) in [(true, &one.starts), (false, &one.stops)] {
            let Some(at) = at else { continue };
            match sets.iter_mut().find(|(s, when, _)| (*s, *when) == (starts, at)) {
                Some((.., set)) => set.push(one),
                None => sets.push((starts, at, vec![one])),
            }
        }
    }
    sets.sort_by_key(|(.., set)| std::cmp::Reverse(set.len()));
    let finding = |(starts, at, set): &(bool, &String, Vec<&FilledMove>)| {
        let names: Vec<String> = set.iter().map(|m| m.column.clone()).collect();
        let columns: Vec<&str> = names.iter().map(String::as_str).collect();
        let (one, many) =
            if *starts { ("is filled only since", "are filled only since") } else { ("is empty after", "are empty after") };
        Finding::new(
            "drift.filled",
            &columns,
            if *starts { 0.45 } else { 0.55 },
            format!("{} {} {at}", listed(&names), if names.len() == 1 { one } else { many }),
            format!(
                "missing in {:.0} % of the first third and {:.0} % of the last; {} rows",
                100.0 * set[0].early,
                100.0 * set[0].late,
                seen.rows
            ),
            if *starts {
                format!("a change of the schema: a model trained across {at} learns the date from the gap; train on rows after it, or leave the column out")
            } else {
                "a change of the schema: the column will be empty when the model is used; leave it out".to_owned()
            },
        )
        .guarded(Rule::Missing { column: set[0].column.clone(), at_most: (1.5 * set[0].late + 0.01).min(1.0) })
    };
    sets.iter().take(3).map(finding).collect()
}

fn missing(seen: &Drift, time: &str) -> Option<Finding> {
    let moves_much =
        |m: &&FilledMove| m.starts.is_none() && m.stops.is_none() && below(m.q, Q_MAX) && (m.late - m.early).abs() >= MISSING_MIN;
    let found: Vec<&FilledMove> = seen.filled.iter().filter(moves_much).collect();
    let first = found.first()?;
    let names: Vec<String> = found.iter().map(|m| m.column.clone()).collect();
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    Some(
        Finding::new(
            "drift.missing",
            &columns,
            0.35,
            format!(
                "missing values of {} move with {time}: {} from {:.0} % in the first third to {:.0} % in the last",
                listed(&names),
                first.column,
                100.0 * first.early,
                100.0 * first.late
            ),
            format!("trend over {} blocks: q {}; {} rows", seen.blocks, p_value(first.q.unwrap_or(1.0)), seen.rows),
            "a filled-in value means something else early than late: keep an indicator, and judge on recent rows".to_owned(),
        )
        .guarded(Rule::Missing { column: first.column.clone(), at_most: (1.5 * first.late).min(1.0) }),
    )
}

fn categories(seen: &Drift, time: &str, facts: &Facts) -> Vec<Finding> {
    let group = facts.asked.group.as_deref();
    let mut all = Vec::new();
    let surprises = |m: &&LevelsMove| m.unseen >= UNSEEN_MIN && m.levels >= MANY_LEVELS;
    let most = seen.categories.iter().filter(surprises).max_by(|a, b| a.unseen.total_cmp(&b.unseen));
    if let Some(found) = most {
        all.push(Finding::new(
            "drift.unseen",
            &[&found.column],
            0.3 + 0.3 * found.unseen,
            format!(
                "{:.0} % of the rows of the last third of {time} carry a level of {} that stands in none before",
                100.0 * found.unseen,
                found.column
            ),
            format!("{} levels, {} rows; what chance makes of it is taken off", found.levels, seen.rows),
            "many rows to come carry levels that the model has not seen: leave it out, or describe levels by features that last; folds at random hide it".to_owned(),
        ));
    }
    let own = |m: &&LevelsMove| group != Some(&m.column) && !surprises(m);
    let shifts = |m: &&LevelsMove| {
        let large = |spans: &[super::LevelSpan]| spans.iter().any(|span| span.share >= LEVEL_SHARE_MIN);
        large(&m.fresh) || large(&m.gone) || below(m.q, Q_MAX) && m.distance >= DISTANCE_MIN
    };
    let found: Vec<&LevelsMove> = seen.categories.iter().filter(own).filter(shifts).collect();
    let Some(first) = found.first() else { return all };
    let names: Vec<String> = found.iter().map(|m| m.column.clone()).collect();
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    let span = |spans: &[super::LevelSpan], word: &str| {
        let of: Vec<String> = spans
            .iter()
            .filter(|s| s.share >= LEVEL_SHARE_MIN)
            .take(3)
            .map(|s| format!("{} {word} {}", s.level, s.at.as_deref().unwrap_or("a row")))
            .collect();
        if of.is_empty() { String::new() } else { format!("; {}", of.join(", ")) }
    };
    let most = first.most.as_ref().map_or(String::new(), |(level, early, late)| {
        let name = words::level(level, (early.max(*late) / 3.0 * seen.rows as f64).round() as u64);
        format!("{name} from {:.0} % in the first third to {:.0} % in the last", 100.0 * early, 100.0 * late)
    });
    all.push(Finding::new(
        "drift.categories",
        &columns,
        0.3 + 0.2 * first.distance,
        format!("the mix of {} moves with {time}: {most}", listed(&names)),
        format!(
            "{}: total variation of the thirds {:.2}{}{}{}; {} rows",
            first.column,
            first.distance,
            span(&first.fresh, "is new from"),
            span(&first.gone, "ends at"),
            first.q.map_or(String::new(), |q| format!("; q {}", p_value(q))),
            seen.rows
        ),
        "levels to come may be unseen and their shares differ: split by time, and let the model meet unknown levels".to_owned(),
    ));
    all
}
