//! The options: do nothing, plain, fancy.

use contest::{Entry, Status};
use maud::{Markup, html};

use super::region;
use crate::Dossier;
use crate::figure::{estimate, money, score};

/// Contenders of this tier and above are called fancy.
const FANCY_FROM: u8 = 3;

/// A row of the table of options.
struct Choice<'a> {
    role: &'static str,
    entry: &'a Entry,
    chosen: bool,
}

/// Do nothing is the baseline; plain and fancy are the recommended one on its side of the ladder, and the best score on the
/// other. Where nobody fancy took part, the best score of all stands beside the plain one.
fn choices(dossier: &Dossier) -> Vec<Choice<'_>> {
    let Some(verdict) = &dossier.verdict else { return Vec::new() };
    let baseline = verdict.basis.baseline;
    let named = dossier.recommended().and_then(|player| dossier.entry(player));
    let best = |fancy: bool| {
        let scored = dossier.board.entries.iter().filter(|entry| entry.status == Status::Scored && baseline != Some(entry.id));
        let side: Vec<&Entry> = scored.filter(|entry| (entry.tier >= FANCY_FROM) == fancy).collect();
        let chosen = side.iter().find(|entry| named.is_some_and(|named| named.id == entry.id)).copied();
        let value = |entry: &&Entry| entry.score.unwrap_or(f64::INFINITY);
        chosen.or_else(|| side.into_iter().min_by(|a, b| value(a).total_cmp(&value(b))))
    };
    let (last, fancy) = match best(true) {
        Some(entry) => ("Fancy", Some(entry)),
        None => ("Best score", dossier.entry(verdict.reference)),
    };
    let wanted = [("Do nothing", dossier.baseline()), ("Plain", best(false)), (last, fancy)];
    let mut rows: Vec<Choice> = Vec::new();
    for (role, entry) in wanted {
        if let Some(entry) = entry.filter(|entry| rows.iter().all(|row| row.entry.id != entry.id)) {
            rows.push(Choice { role, entry, chosen: named.is_some_and(|named| named.id == entry.id) });
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
    let money = dossier.problem.stake.money_a_year_per_unit().is_some();
    let (errors, saves) = if money { ("Errors cost a year", "Saves a year") } else { ("Loss", "Loss saved") };
    let guessed = choices.iter().any(|choice| choice.entry.bill.has_guess());
    let stands_in = dossier.baseline().is_some_and(|entry| entry.tier > 0);
    html! {
        section aria-labelledby="options" {
            h2 #options { "The options" }
            (region("Table of the options", &html! { table.options {
                caption { "What each option costs, and what it is worth" }
                thead { tr {
                    th scope="col" { "Option" } th scope="col" { "What it is" }
                    th.number scope="col" { "Cost now" } th.number scope="col" { "Cost a year" }
                    th.number scope="col" { (errors) } th.number scope="col" { (saves) }
                } }
                tbody {
                    @for choice in &choices {
                        tr.chosen[choice.chosen] {
                            th scope="row" { (choice.role) @if choice.chosen { span.mark { "recommended" } } }
                            td data-label="What it is" { (choice.entry.name) span.kind { (kind(choice.entry)) } }
                            td.number data-label="Cost now" { (cost(dossier, choice.entry, choice.entry.bill.build_total())) }
                            td.number data-label="Cost a year" { (cost(dossier, choice.entry, choice.entry.bill.year_total())) }
                            td.number data-label=(errors) { (loss(dossier, choice.entry)) }
                            td.number data-label=(saves) { (value(dossier, choice.entry)) }
                        }
                    }
                }
            } }))
            p.note {
                "Savings are against doing nothing, before the option’s own cost; of the range, each end holds with 95 % confidence."
                @if stands_in { " Nobody stated what is done today, so the plainest answer stands in for it." }
                @if guessed { " ~ rests on default prices." }
            }
        }
    }
}

/// What a contender is, in a word or two that a sponsor may know.
fn kind(entry: &Entry) -> String {
    let what = match entry.tier {
        0 => "today’s process",
        1 => "a rule or a constant",
        2 => "a classical model",
        3 => "a learned model",
        _ => "a deep model or an ensemble",
    };
    format!("{what}, {}", entry.kind)
}

fn cost(dossier: &Dossier, entry: &Entry, amount: f64) -> String {
    let guess = if entry.bill.has_guess() { "~" } else { "" };
    format!("{guess}{}", money(amount, &dossier.problem.prices.currency))
}

fn loss(dossier: &Dossier, entry: &Entry) -> String {
    let Some(loss) = entry.score else { return String::new() };
    match dossier.problem.stake.money_a_year_per_unit() {
        Some(per_unit) => estimate(loss * per_unit, dossier.currency()),
        None => format!("{} {}", score(loss), dossier.board.metric),
    }
}

/// What an option saves against the baseline, with its range.
fn value(dossier: &Dossier, entry: &Entry) -> Markup {
    let Some(gain) = dossier.gain(entry.id) else { return html! { "—" } };
    let currency = dossier.currency();
    let per_unit = dossier.problem.stake.money_a_year_per_unit();
    let shown = |units: f64| per_unit.map_or_else(|| score(units), |per_unit| estimate(units * per_unit, currency));
    html! {
        (shown(gain.estimate))
        @if let (Some(lower), Some(upper)) = (gain.lower, gain.upper) {
            span.range { (shown(lower)) " to " (shown(upper)) }
        }
    }
}
