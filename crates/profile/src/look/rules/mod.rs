//! **rules**: whether what must hold holds.
//!
//! # What is exact
//!
//! `missing`, `mean`, `rows`: exact, from the summaries. `range`, `levels`, `sum`: counted row by row in the pass. `unique`: exact up to four million
//! different values, beyond it from a sample of their hashes, where a few repeats can go unseen. `correlation`: exact in tables of up to 256 columns of numbers.
//! `duplicates`: exact up to three million different rows. `distribution`: within the error of the two sketches, which is taken off before the rule fails.
//!
//! # What cannot be judged
//!
//! A rule that needs what is not there - a baseline, values at all - is neither passed nor failed, and is told with the reason: `missing` is what guards gaps. Where
//! texts have taken the place of numbers, a rule about numbers fails.

mod counting;

use serde::{Deserialize, Serialize};

pub use counting::Counted;
pub(crate) use counting::Counting;

use super::words::{self, percent};
use super::{Baseline, Duplicates, Rule};

/// Digits of a bound or of what was seen.
const DIGITS: usize = 6;

/// Whether a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// It could not be judged.
    Unjudged,
}

/// A rule with what was seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// The rule.
    pub rule: Rule,
    /// Whether it holds.
    pub outcome: Outcome,
    /// What is asked for, in words.
    pub asked: String,
    /// What was seen, in words; why it could not be judged.
    pub seen: String,
}

/// What is known of a table when its rules are judged.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Its summaries.
    pub now: &'a Baseline,
    /// Its duplicate rows, as the look counted them.
    pub duplicates: &'a Duplicates,
    /// What the pass counted for each rule.
    pub counted: &'a [Option<Counted>],
    /// What it is compared with.
    pub before: Option<&'a Baseline>,
}

/// Judges each rule.
pub fn check(rules: &[Rule], evidence: &Evidence<'_>) -> Vec<Checked> {
    let of = |(at, rule): (usize, &Rule)| {
        let counted = evidence.counted.get(at).copied().flatten();
        let (outcome, seen) = judge(rule, evidence, counted);
        Checked { rule: rule.clone(), outcome, asked: asked(rule), seen }
    };
    rules.iter().enumerate().map(of).collect()
}

fn verdict(holds: bool) -> Outcome {
    if holds { Outcome::Passed } else { Outcome::Failed }
}

fn unjudged(why: &str) -> (Outcome, String) {
    (Outcome::Unjudged, why.to_owned())
}

fn judge(rule: &Rule, evidence: &Evidence<'_>, counted: Option<Counted>) -> (Outcome, String) {
    let now = evidence.now;
    let column = |name: &str| now.column(name);
    match rule {
        Rule::Missing { column: name, at_most } => match column(name) {
            Some(c) => {
                let share = c.absent() as f64 / c.rows().max(1) as f64;
                (verdict(share <= *at_most), format!("{} missing ({} of {} rows)", percent(share), c.absent(), c.rows()))
            }
            None => unjudged("there is no such column"),
        },
        Rule::Mean { column: name, min, max } => match column(name).and_then(|c| c.moments()?.mean()) {
            Some(mean) => (verdict((*min..=*max).contains(&mean)), format!("mean {}", figure(mean))),
            None => no_numbers(rule, now),
        },
        Rule::Distribution { column: name, distance_at_most } => distribution(name, *distance_at_most, evidence),
        Rule::Correlation { columns: (x, y), min, max } => match now.pair(x, y) {
            Some(pair) => match pair.r() {
                Some(r) => (verdict((*min..=*max).contains(&r)), format!("correlation {r:.4} over {} rows", pair.count)),
                None => unjudged("one of the columns does not vary"),
            },
            None => unjudged("there are no common rows, or the table is too wide for cross products"),
        },
        Rule::Rows { min, max } => {
            let rows = now.rows();
            (verdict(rows >= *min && max.is_none_or(|max| rows <= max)), format!("{rows} rows"))
        }
        Rule::Duplicates { at_most } => {
            let seen = evidence.duplicates;
            let about = seen.error.map(|e| format!(", standard error {e:.0}")).unwrap_or_default();
            (verdict(seen.share <= *at_most), format!("{} repeated ({:.0} rows{about})", percent(seen.share), seen.rows))
        }
        Rule::Range { outside_at_most: most, .. }
        | Rule::Levels { others_at_most: most, .. }
        | Rule::Sum { fails_at_most: most, .. } => match counted {
            Some(c) if c.rows == 0 => no_numbers(rule, now),
            Some(c) => {
                let share = c.broken / c.rows as f64;
                (verdict(share <= *most), format!("{} outside ({:.0} of {} rows)", percent(share), c.broken, c.rows))
            }
            None => unjudged("this type of column is not counted"),
        },
        Rule::Unique { .. } => match counted {
            Some(Counted { rows, broken, error }) => {
                let seen = match error {
                    None => format!("{broken:.0} of {rows} values repeat another"),
                    Some(e) => format!(
                        "about {broken:.0} of {rows} values repeat another, standard error {e:.0}: from a sample of hashes"
                    ),
                };
                (verdict(broken < 0.5), seen)
            }
            None => unjudged("not counted"),
        },
    }
}

/// Where a rule found nothing to judge: a fault when texts stand where it needs numbers, else nothing to say, for `missing` guards gaps.
fn no_numbers(rule: &Rule, now: &Baseline) -> (Outcome, String) {
    let texts = |name: &&str| now.column(name).is_some_and(|c| !c.kind.is_number() && c.present() > 0);
    match rule.columns().into_iter().find(texts).filter(|_| rule.needs_numbers()) {
        Some(name) => (Outcome::Failed, format!("{name} no longer holds numbers")),
        None => unjudged("no values"),
    }
}

fn distribution(name: &str, most: f64, evidence: &Evidence<'_>) -> (Outcome, String) {
    let Some(before) = evidence.before else { return unjudged("it needs `--against look.json`") };
    let of = |baseline: &Baseline| baseline.column(name).and_then(super::baseline::Kept::ranks);
    let Some(old) = of(before) else { return unjudged("the baseline holds no distribution of it") };
    let Some((new, distance)) = of(evidence.now).and_then(|new| old.distance(&new).map(|d| (new, d))) else {
        return no_numbers(&Rule::Distribution { column: name.to_owned(), distance_at_most: most }, evidence.now);
    };
    let error = old.rank_error() + new.rank_error();
    let up_to = if error > 0.0 { format!(", up to {error:.4} of it by sketching") } else { String::new() };
    (verdict(distance - error <= most), format!("distance {distance:.4}{up_to}"))
}

/// What a rule asks for, in words; levels are counted, not named, for some of them may be rare.
pub fn asked(rule: &Rule) -> String {
    let within = |min: Option<f64>, max: Option<f64>| match (min, max) {
        (Some(min), Some(max)) => format!("between {} and {}", figure(min), figure(max)),
        (Some(min), None) => format!("at least {}", figure(min)),
        (None, Some(max)) => format!("at most {}", figure(max)),
        (None, None) => "anything".to_owned(),
    };
    let but = |share: f64| if share > 0.0 { format!(", but for {}", percent(share)) } else { String::new() };
    match rule {
        Rule::Missing { column, at_most } if *at_most <= 0.0 => format!("{column} is never missing"),
        Rule::Missing { column, at_most } => format!("{column} is missing in at most {}", percent(*at_most)),
        Rule::Range { column, min, max, outside_at_most } => {
            format!("{column} is {}{}", within(*min, *max), but(*outside_at_most))
        }
        Rule::Levels { column, allowed, others_at_most } => {
            format!("{column} is one of {} known levels{}", allowed.len(), but(*others_at_most))
        }
        Rule::Unique { column } => format!("{column} never repeats"),
        Rule::Mean { column, min, max } => format!("the mean of {column} is {}", within(Some(*min), Some(*max))),
        Rule::Distribution { column, distance_at_most } => {
            format!("{column} is distributed as before, distance at most {distance_at_most}")
        }
        Rule::Sum { column, terms, constant, fails_at_most, .. } => {
            let term = |(at, (factor, name)): (usize, &(f64, String))| {
                let sign = match (at, *factor < 0.0) {
                    (0, false) => "",
                    (0, true) => "-",
                    (_, false) => " + ",
                    (_, true) => " - ",
                };
                let size = factor.abs();
                let factor = if (size - 1.0).abs() < f64::EPSILON { String::new() } else { format!("{} ", figure(size)) };
                format!("{sign}{factor}{name}")
            };
            let sum: String = terms.iter().enumerate().map(term).collect();
            let constant = if constant.abs() > 0.0 { format!(" + {}", figure(*constant)) } else { String::new() };
            format!("{column} = {sum}{constant}{}", but(*fails_at_most))
        }
        Rule::Correlation { columns: (x, y), min, max } => {
            format!("the correlation of {x} and {y} is {}", within(Some(*min), Some(*max)))
        }
        Rule::Rows { min, max } => format!("the number of rows is {}", within(Some(*min as f64), max.map(|max| max as f64))),
        Rule::Duplicates { at_most } if *at_most <= 0.0 => "no row repeats another".to_owned(),
        Rule::Duplicates { at_most } => format!("at most {} of the rows repeat another", percent(*at_most)),
    }
}

fn figure(x: f64) -> String {
    words::figure(x, DIGITS)
}
