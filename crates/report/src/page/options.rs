//! The options: do nothing, plain, fancy.

use contest::{Entry, Status};
use maud::{Markup, html};
use verdict::{Decision, StopReason};

use super::currency;
use crate::Dossier;
use crate::figure::{money, score};

/// The contender that the verdict names as the one to use.
pub(super) fn recommended(dossier: &Dossier) -> Option<u32> {
    match &dossier.verdict.as_ref()?.decision {
        Decision::Recommend { player, .. } | Decision::Stop { reason: StopReason::BaselineSuffices { baseline: player }, .. } => {
            Some(*player)
        }
        _ => None,
    }
}

/// A row of the table of options.
struct Choice<'a> {
    role: &'static str,
    entry: &'a Entry,
    chosen: bool,
}

/// Do nothing is the baseline; plain is the recommended one, else the best of the simple tiers; fancy is the best of all.
fn choices(dossier: &Dossier) -> Vec<Choice<'_>> {
    let Some(verdict) = &dossier.verdict else { return Vec::new() };
    let named = recommended(dossier);
    let scored = || dossier.board.entries.iter().filter(|entry| entry.status == Status::Scored);
    let best_plain = || {
        let plain = scored().filter(|e| e.tier <= 2 && verdict.basis.baseline != Some(e.id));
        plain.min_by(|a, b| a.score.unwrap_or(f64::INFINITY).total_cmp(&b.score.unwrap_or(f64::INFINITY))).map(|e| e.id)
    };
    let fancy = scored().filter(|entry| entry.tier >= 3).map(|entry| entry.id).find(|id| *id == verdict.reference);
    let fancy = fancy.or_else(|| {
        let learned = scored().filter(|e| e.tier >= 3);
        learned.min_by(|a, b| a.score.unwrap_or(f64::INFINITY).total_cmp(&b.score.unwrap_or(f64::INFINITY))).map(|e| e.id)
    });
    let plain = named.filter(|id| verdict.basis.baseline != Some(*id)).or_else(best_plain);
    let wanted = [("Do nothing", verdict.basis.baseline), ("Plain", plain), ("Fancy", fancy.or(Some(verdict.reference)))];
    let mut rows: Vec<Choice> = Vec::new();
    for (role, player) in wanted {
        let Some(entry) = player.and_then(|player| dossier.entry(player)) else { continue };
        if rows.iter().all(|row| row.entry.id != entry.id) {
            rows.push(Choice { role, entry, chosen: named == Some(entry.id) });
        }
    }
    rows
}

/// The table of options.
pub(super) fn section(dossier: &Dossier) -> Markup {
    let choices = choices(dossier);
    if choices.is_empty() {
        return html! {};
    }
    let per_unit = dossier.problem.stake.money_a_year_per_unit();
    let worth = if per_unit.is_some() { "Errors cost a year" } else { "Loss" };
    html! {
        section aria-labelledby="options" {
            h2 #options { "The options" }
            div.scroll {
                table.options {
                    thead { tr {
                        th scope="col" { "Option" } th scope="col" { "What it is" }
                        th.number scope="col" { "Cost now" } th.number scope="col" { "Cost a year" }
                        th.number scope="col" { (worth) } th.number scope="col" { "Value a year, range" }
                    } }
                    tbody {
                        @for choice in &choices {
                            tr.chosen[choice.chosen] {
                                th scope="row" { (choice.role) @if choice.chosen { span.mark { "recommended" } } }
                                td { (choice.entry.name) span.kind { (choice.entry.kind) } }
                                td.number { (cost(dossier, choice.entry, choice.entry.bill.build_total())) }
                                td.number { (cost(dossier, choice.entry, choice.entry.bill.year_total())) }
                                td.number { (loss(dossier, choice.entry, per_unit)) }
                                td.number { (value(dossier, choice.entry)) }
                            }
                        }
                    }
                }
            }
            p.note { "Value is what it saves against doing nothing, before its own cost. ~ rests on default prices." }
        }
    }
}

fn cost(dossier: &Dossier, entry: &Entry, amount: f64) -> String {
    let guess = if entry.bill.has_guess() { "~" } else { "" };
    format!("{guess}{}", money(amount, &dossier.problem.prices.currency))
}

fn loss(dossier: &Dossier, entry: &Entry, per_unit: Option<f64>) -> String {
    match (entry.score, per_unit) {
        (Some(loss), Some(per_unit)) => money(loss * per_unit, currency(dossier)),
        (Some(loss), None) => format!("{} {}", score(loss), dossier.board.metric),
        (None, _) => String::new(),
    }
}

/// The range of what an option saves against the baseline: from the intervals of both scores where the verdict has not
/// worked it out pairwise.
fn value(dossier: &Dossier, entry: &Entry) -> String {
    let Some(verdict) = &dossier.verdict else { return String::new() };
    let Some(baseline) = verdict.basis.baseline else { return String::new() };
    if entry.id == baseline {
        return "—".into();
    }
    let gain = match &verdict.decision {
        Decision::Recommend { player, gain: Some(gain), .. } if *player == entry.id => Some(gain),
        Decision::Stop { reason: StopReason::DoesNotPay { player, gain }, .. } if *player == entry.id => Some(gain),
        _ => None,
    };
    let per_unit = dossier.problem.stake.money_a_year_per_unit();
    let shown = |units: f64| match per_unit {
        Some(per_unit) => money(units * per_unit, currency(dossier)),
        None => score(units),
    };
    if let Some((lower, upper)) = gain.and_then(|gain| Some((gain.lower?, gain.upper?))) {
        return format!("{} to {}", shown(lower), shown(upper));
    }
    let before = dossier.entry(baseline).and_then(|entry| entry.score);
    match (before, entry.score) {
        (Some(before), Some(now)) => format!("about {}", shown(before - now)),
        _ => String::new(),
    }
}
