//! Rules that were judged, and rules that are suggested.

use maud::html;
use profile::look::{Look, Outcome, asked_by};

use super::page::Section;
use super::view::{View, count, percent};
use crate::text::{Grid, Paint, Side, wrap};

/// Rules that are left out are listed up to here.
const LEFT_OUT_MAX: usize = 50;

/// Every judged rule with what was seen.
pub(super) fn judged(view: &View) -> Option<Section> {
    let rules = view.look.rules.as_ref()?;
    let body = html! {
        p { (tally(view.look)) }
        div.scroll tabindex="0" { table.figures {
            thead { tr { th { "outcome" } th { "rule" } th { "seen" } } }
            tbody { @for rule in rules { tr { td { (word(rule.outcome)) } th { (rule.asked) } td { (rule.seen) } } } }
        } }
    };
    Some(Section { id: "rules", title: "Rules", body })
}

/// Every suggested rule with its false alarms.
pub(super) fn suggested(view: &View) -> Option<Section> {
    let seen = view.look.suggested.as_ref()?;
    let body = html! {
        p {
            "Learned from " (count(seen.deliveries)) " deliveries, one every " (seen.every) "; promised: each rule fires falsely in at most "
            (percent(seen.promised)) " of deliveries. Judged on the last " (count(seen.judged)) " with bounds from those before; the bounds here are from all, for the next "
            (count(seen.judged)) "."
            @if let Some(t) = seen.together { " Any rule of the set fired in " (t.text(None)) "." }
        }
        div.scroll tabindex="0" { table.figures {
            thead { tr { th { "rule" } th { "false alarms" } th { "bound" } } }
            tbody { @for rule in &seen.rules {
                tr {
                    th { (asked_by(&rule.rule)) }
                    td { @if let Some(f) = rule.false_alarms { (f.text(Some(seen.promised))) } @else { "not judged by delivery" } }
                    td { (rule.drawn) }
                }
            } }
        } }
        @if !seen.left_out.is_empty() {
            details { summary { (count(seen.left_out.len() as u64)) " rules were left out" } ul {
                @for left in seen.left_out.iter().take(LEFT_OUT_MAX) { li { (left.check) " of " (left.columns.join(" and ")) ": " (left.reason) } }
            } }
        }
    };
    Some(Section { id: "suggested", title: "Suggested rules", body })
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "FAILED",
        Outcome::Unjudged => "not judged",
    }
}

/// `3 of 40 rules failed, 1 could not be judged`.
fn tally(look: &Look) -> String {
    let rules = look.rules.as_deref().unwrap_or_default();
    let of = |outcome| rules.iter().filter(|r| r.outcome == outcome).count();
    let unjudged = match of(Outcome::Unjudged) {
        0 => String::new(),
        n => format!(", {n} could not be judged"),
    };
    format!("{} of {} rules failed{unjudged}", of(Outcome::Failed), rules.len())
}

/// For a terminal: rules that were judged, those that failed first; and how many are suggested.
pub fn look_rules_text(look: &Look, color: bool, width: Option<usize>) -> String {
    let mut text = String::new();
    if let Some(rules) = &look.rules {
        let mut sorted: Vec<_> = rules.iter().collect();
        sorted.sort_by_key(|r| match r.outcome {
            Outcome::Failed => 0,
            Outcome::Unjudged => 1,
            Outcome::Passed => 2,
        });
        let mut grid = Grid::new(&[Side::Left, Side::Left, Side::Left]);
        grid.push(Paint::Head, ["rule", "", "seen"].map(str::to_owned).to_vec());
        for rule in sorted {
            let paint = if rule.outcome == Outcome::Passed { Paint::Plain } else { Paint::Warning };
            grid.push(paint, vec![rule.asked.clone(), word(rule.outcome).to_owned(), rule.seen.clone()]);
        }
        text.push_str(&format!("\n{}\n\n{}", tally(look), grid.write(color)));
    }
    if let Some(seen) = &look.suggested {
        let together = seen.together.map_or(String::new(), |t| format!("; any of them fired in {}", t.text(None)));
        let line = format!(
            "{} rules suggested from {} deliveries, one every {}{together}; {} left out",
            seen.rules.len(),
            seen.deliveries,
            seen.every,
            seen.left_out.len()
        );
        text.push_str(&format!("\n{}\n", wrap(&line, width, "  ")));
    }
    text
}
