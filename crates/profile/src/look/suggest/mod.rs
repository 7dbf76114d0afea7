//! **suggest**: rules from the history of a table, each with the rate at which it would have cried wolf.
//!
//! # What it suggests
//!
//! For every column a largest share of missing values; for quantities the range of values and of the mean; for categories the levels; for up to ten strong
//! correlations their range; the number of rows and the share of duplicate rows; ids that never repeat; sums that hold.
//!
//! # How
//!
//! The history is cut into deliveries (hours, days, weeks, months by the time column, else runs of rows). What a rule measures is a series of one figure a delivery, on a scale
//! on which its chance is even (shares by the arcsine of their root, correlations by Fisher's, counts by their logarithm, extremes by asinh). A bound is set so that the
//! deliveries of the next third of the history's length pass it at the promised rate: from many origins in the past the distances are taken at which the
//! deliveries after them strayed from their mean, from their last level or from their straight trend (whichever gives the narrowest bound), and the bound keeps the distance that
//! was passed at that rate, larger where neighbouring deliveries depend on each other (see `bound`). Distances are in standard errors of prediction, for early origins know their line less well. A trend therefore is no alarm, but a bound that follows one holds for a third of the
//! history, then the rules are to be suggested anew. With fewer deliveries than the promise speaks of, the largest distance is carried on by the tail of Student's t;
//! where they show less than a quarter of the one alarm that was promised, nothing is suggested.
//!
//! Each rule is judged on the last third: its bound is set from the first two thirds and the false alarms of the others are counted, with an interval (Clopper and Pearson). A rule
//! that fires there more often than twice the promise allows for (binomial test at 5 %) is left out, with the reason. The bounds that are written are then set from the whole history in the same way.
//!
//! # The promise
//!
//! It is one of each rule: at 1 in 100, a set of 40 rules can cry wolf in up to 40 of 100 deliveries, fewer where they fire together. How many of the later deliveries any rule of
//! the set fired in is told as well. Rules that fired too often are gone from that count, so it flatters a little.
//!
//! # Measured
//!
//! See `docs/rules.md`.

mod bound;
mod candidate;
#[cfg(test)]
mod simulation;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use stats::{Beta, Binomial, Continuous, Discrete};

use super::{Baseline, History, Look, Meaning, Rule};
use bound::Line;
use candidate::Candidate;

/// Deliveries that any history needs.
const DELIVERIES_MIN: usize = 18;
/// Alarms that the origins of a history would have seen at the promised rate: with fewer, a bound is carried on so far that it is a guess.
const SHOWN_MIN: f64 = 0.25;
/// Rules that are suggested.
const RULES_MAX: usize = 500;

/// What is suggested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggested {
    /// How often there is a delivery: `day`, `week`, `4096 rows`.
    pub every: String,
    /// Deliveries of the history.
    pub deliveries: u64,
    /// Deliveries at its end on which rules were judged.
    pub judged: u64,
    /// The share of deliveries in which each rule may fire falsely.
    pub promised: f64,
    /// The rules.
    pub rules: Vec<SuggestedRule>,
    /// What was not suggested, and why.
    pub left_out: Vec<LeftOut>,
    /// Judged deliveries in which any of the rules fired; none where none was judged.
    pub together: Option<FalseAlarms>,
}

/// A suggested rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuggestedRule {
    /// The rule.
    pub rule: Rule,
    /// False alarms in the later deliveries; none where the rule holds by what was counted in the whole history.
    pub false_alarms: Option<FalseAlarms>,
    /// How its bound was drawn, in a few words.
    pub drawn: String,
}

/// How often a rule fired.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FalseAlarms {
    /// Deliveries in which it fired.
    pub fired: u64,
    /// Deliveries on which it was judged.
    pub of: u64,
    /// Interval of the rate at 95 % (Clopper and Pearson), if deliveries are independent.
    pub interval: (f64, f64),
}

/// A rule that was not suggested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its check.
    pub check: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// Why.
    pub reason: String,
}

impl FalseAlarms {
    pub(crate) fn new(fired: u64, of: u64) -> Self {
        let (k, n) = (fired as f64, of as f64);
        let end = |a: f64, b: f64, p: f64| Beta::new(a, b).and_then(|law| law.quantile(p)).ok();
        let low = if fired == 0 { Some(0.0) } else { end(k, n - k + 1.0, 0.025) };
        let high = if fired == of { Some(1.0) } else { end(k + 1.0, n - k, 0.975) };
        Self { fired, of, interval: (low.unwrap_or(0.0), high.unwrap_or(1.0)) }
    }
}

/// Deliveries that a history needs before a rate of false alarms can be promised: with fewer, a bound lies so far beyond all that was seen that its rate is a guess.
pub fn deliveries_min(promised: f64) -> usize {
    DELIVERIES_MIN.max((SHOWN_MIN / promised).ceil() as usize - 1 + bound::FIRST_MIN)
}

/// Suggests rules from a table, its baseline and its history; `promised` is the share of deliveries in which each rule may fire falsely.
///
/// None with fewer than [`deliveries_min`] deliveries. Deterministic.
pub fn suggest(look: &Look, whole: &Baseline, history: &History, promised: f64) -> Option<Suggested> {
    let n = history.deliveries.len();
    if !(promised > 0.0 && promised < 0.5) || n < deliveries_min(promised) {
        return None;
    }
    let later = n / 3;
    let cut = n - later;
    let candidates = candidate::all(look, whole, history, cut);
    let trials: Vec<(&Candidate, Trial)> = candidates.par_iter().map(|c| (c, try_out(c, n, cut, promised))).collect();
    let mut suggested = Suggested {
        every: history.every.to_string(),
        deliveries: n as u64,
        judged: later as u64,
        promised,
        rules: Vec::new(),
        left_out: Vec::new(),
        together: None,
    };
    let mut any = vec![false; later];
    for (candidate, trial) in trials {
        match trial {
            Ok((rule, fired, drawn)) if suggested.rules.len() < RULES_MAX => {
                any.iter_mut().zip(&fired).for_each(|(any, fired)| *any |= *fired == Some(true));
                let count = fired.iter().filter(|f| **f == Some(true)).count() as u64;
                let of = fired.iter().flatten().count() as u64;
                suggested.rules.push(SuggestedRule { rule, false_alarms: Some(FalseAlarms::new(count, of)), drawn });
            }
            Ok(_) => suggested.left_out.push(left_out(candidate, format!("beyond the {RULES_MAX} rules of a file"))),
            Err(reason) => suggested.left_out.push(left_out(candidate, reason)),
        }
    }
    suggested.together = Some(FalseAlarms::new(any.iter().filter(|any| **any).count() as u64, later as u64));
    suggested.rules.extend(certain(look));
    Some(suggested)
}

/// A rule, where it fired, and how its bound was drawn; or why it is left out.
type Trial = Result<(Rule, Vec<Option<bool>>, String), String>;

fn left_out(candidate: &Candidate, reason: String) -> LeftOut {
    LeftOut { check: candidate.check.to_owned(), columns: candidate.columns.clone(), reason }
}

/// Sets the bounds from the deliveries before `cut`, counts how often the others pass them, and sets them anew from all.
fn try_out(candidate: &Candidate, n: usize, cut: usize, promised: f64) -> Trial {
    let rate = promised / candidate.parts.len() as f64;
    let bounds = |upto: usize| -> Option<Vec<bound::Bound>> {
        candidate.parts.iter().map(|part| part.bound(upto, rate, n - cut)).collect()
    };
    let few = || "too few deliveries have values".to_owned();
    let early = bounds(cut).ok_or_else(few)?;
    let fires = |delivery: usize| {
        let passes = candidate.parts.iter().zip(&early).map(|(part, bound)| part.passes(bound, cut, delivery));
        passes.fold(None, |any: Option<bool>, fired| fired.map_or(any, |fired| Some(fired || any == Some(true))))
    };
    let fired: Vec<Option<bool>> = (cut..n).map(fires).collect();
    let (count, of) = (fired.iter().filter(|f| **f == Some(true)).count() as u64, fired.iter().flatten().count() as u64);
    if of == 0 {
        return Err("no later delivery has values".to_owned());
    }
    let allowed = Binomial::new(of, (2.0 * promised).min(1.0)).map_err(|e| e.to_string())?;
    if count > 0 && allowed.sf(count - 1) < 0.05 {
        return Err(format!("it would have fired in {count} of {of} later deliveries"));
    }
    let last = bounds(n).ok_or_else(few)?;
    let rule = (candidate.rule)(&last)?;
    let drawn = match last.iter().map(|b| b.line).find(|line| *line != Line::Level) {
        None => "around the mean of all deliveries",
        Some(Line::Recent) => "around the mean of the last deliveries",
        Some(_) => "along a straight trend",
    };
    Ok((rule, fired, drawn.to_owned()))
}

/// Rules that held in the whole history, so in each delivery of it.
fn certain(look: &Look) -> Vec<SuggestedRule> {
    let exact = |c: &&super::Column| {
        matches!(c.meaning, Meaning::Id | Meaning::Key) && c.distinct.error.is_none() && c.distinct.count == c.present()
    };
    let unique = look.columns.iter().filter(exact).map(|c| SuggestedRule {
        rule: Rule::Unique { column: c.name.clone() },
        false_alarms: None,
        drawn: format!("none of {} values repeats", c.present()),
    });
    let found = look.findings.iter().filter_map(|f| f.rule.clone().filter(|rule| matches!(rule, Rule::Sum { .. })));
    let rows = look.collinearity.as_ref().map_or(0, |c| c.rows);
    let sums =
        found.map(|rule| SuggestedRule { rule, false_alarms: None, drawn: format!("it held in all of {rows} rows looked at") });
    unique.chain(sums).collect()
}

impl Suggested {
    /// The rules as the text of a rules file, each under a comment with its false alarms; `source` is what they were learned from.
    pub fn to_toml(&self, source: &str) -> String {
        let head = vec![
            format!("Rules learned from {source}: {} deliveries, one every {}.", self.deliveries, self.every),
            format!(
                "Promise: each rule fires falsely in at most 1 of {:.0} deliveries. Bounds were set from the first {} deliveries and judged on the last {};",
                1.0 / self.promised,
                self.deliveries - self.judged,
                self.judged
            ),
            format!(
                "those below are set from all, for the next {} deliveries. They fit tables of one {} each.",
                self.judged, self.every
            ),
            self.together.map_or(String::new(), |t| format!("Any rule of the set fired in {}.", t.text(None))),
        ];
        let lines = |rule: &SuggestedRule| {
            let alarms = rule
                .false_alarms
                .map_or_else(|| "not judged by delivery".to_owned(), |f| format!("fired in {}", f.text(Some(self.promised))));
            vec![super::rules::asked(&rule.rule), format!("{alarms}; {}", rule.drawn)]
        };
        let rules: Vec<(Rule, Vec<String>)> = self.rules.iter().map(|rule| (rule.rule.clone(), lines(rule))).collect();
        let mut text = problem::rules::write(&head, &rules);
        if !self.left_out.is_empty() {
            text.push_str("\n# Left out:\n");
            for left in &self.left_out {
                let line = format!("# {} of {}: {}", left.check, left.columns.join(" and "), left.reason);
                text.extend(line.chars().map(|c| if c.is_control() { ' ' } else { c }));
                text.push('\n');
            }
        }
        text
    }
}

impl FalseAlarms {
    /// `1 of 120 later deliveries (0.0 to 4.6 %; promised 1.0 %)`; without the promise where it is not of one rule.
    pub fn text(&self, promised: Option<f64>) -> String {
        let (low, high) = self.interval;
        let promised = promised.map(|share| format!("; promised {:.1} %", 100.0 * share)).unwrap_or_default();
        format!("{} of {} later deliveries ({:.1} to {:.1} %{promised})", self.fired, self.of, 100.0 * low, 100.0 * high)
    }
}
