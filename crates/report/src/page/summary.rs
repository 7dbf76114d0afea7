//! The first screen: the verdict in one sentence, and the few figures that a sponsor asks for.

use contest::Entry;
use maud::{Markup, html};
use problem::Metric;
use verdict::Decision;

use crate::figure::{estimate, grouped, money, score};
use crate::{Dossier, Words};

/// The verdict.
pub(super) fn verdict(dossier: &Dossier, said: &Words) -> Markup {
    let heading = match said.heading {
        "build" => "Build",
        "keep" => "Keep what you have",
        "undecided" => "Not decidable yet",
        _ => "Stop",
    };
    html! {
        section.verdict.(said.heading) aria-labelledby="verdict" {
            h2 #verdict { (heading) }
            p { (said.sentence) }
            (glance(dossier))
        }
    }
}

/// One figure with its name and a remark.
struct Figure {
    name: &'static str,
    value: String,
    remark: String,
}

fn glance(dossier: &Dossier) -> Markup {
    let figures = figures(dossier);
    if figures.is_empty() {
        return html! {};
    }
    html! {
        dl.glance {
            @for figure in &figures {
                div {
                    dt { (figure.name) }
                    dd.figure { (figure.value) }
                    @if !figure.remark.is_empty() { dd.remark { (figure.remark) } }
                }
            }
        }
    }
}

fn figures(dossier: &Dossier) -> Vec<Figure> {
    let Some(verdict) = &dossier.verdict else { return Vec::new() };
    let mut figures = Vec::new();
    if let Some((entry, loss)) = dossier.baseline().and_then(|entry| Some((entry, entry.score?))) {
        let name = if entry.tier == 0 { "Errors cost today" } else { "The plainest answer costs" };
        figures.push(match dossier.problem.stake.money_a_year_per_unit() {
            Some(per_unit) => {
                let value = estimate(loss * per_unit, dossier.currency());
                Figure { name, value, remark: "a year".into() }
            }
            None => Figure {
                name: if entry.tier == 0 { "Loss today" } else { "Loss of the plainest answer" },
                value: score(loss),
                remark: dossier.board.metric.to_string(),
            },
        });
    }
    let build = match &verdict.decision {
        Decision::Recommend { player, .. } => dossier.entry(*player),
        _ => None,
    };
    if let Some(entry) = build {
        figures.extend(saved(dossier, entry));
        let currency = &dossier.problem.prices.currency;
        let guess = if entry.bill.has_guess() { "~" } else { "" };
        let payback = payback(dossier, entry).unwrap_or_default();
        figures.push(Figure {
            name: "To build it costs",
            value: format!("{guess}{}", money(entry.bill.build_total(), currency)),
            remark: payback,
        });
        let year = format!("{guess}{}", money(entry.bill.year_total(), currency));
        figures.push(Figure { name: "To keep it costs", value: year, remark: "a year".into() });
    } else if let Decision::Undecided { needed: Some(needed), .. } = &verdict.decision {
        let (now, count) = (grouped(needed.now as f64), grouped(needed.count as f64));
        figures.push(Figure { name: "There are", value: now, remark: super::unit(needed.unit).into() });
        figures.push(Figure { name: "It would take about", value: count, remark: "of them".into() });
    }
    figures
}

fn saved(dossier: &Dossier, entry: &Entry) -> Option<Figure> {
    let gain = dossier.gain(entry.id)?;
    if let Some(per_unit) = dossier.problem.stake.money_a_year_per_unit() {
        let lower = gain.lower.filter(|lower| *lower > 0.0);
        let least = lower.map(|lower| format!(" (at least {})", estimate(lower * per_unit, dossier.currency())));
        return Some(Figure {
            name: "The option saves",
            value: estimate(gain.estimate * per_unit, dossier.currency()),
            remark: format!("a year{}", least.unwrap_or_default()),
        });
    }
    let before = dossier.baseline()?.score.filter(|before| *before > 0.0)?;
    let percent = |units: f64| format!("{:.0} %", units / before * 100.0);
    let lower = gain.lower.filter(|lower| *lower > 0.0);
    let remark = lower.map(|lower| format!("at least {}", percent(lower))).unwrap_or_default();
    Some(Figure { name: "The loss falls by", value: percent(gain.estimate), remark })
}

/// How long it takes until the savings, less what it costs a year, have paid for the building.
fn payback(dossier: &Dossier, entry: &Entry) -> Option<String> {
    let yearly = dossier.gain(entry.id)?.yearly.as_ref()?;
    let net = yearly.estimate - yearly.bill.unwrap_or_default() + yearly.baseline_bill.unwrap_or_default();
    if net <= 0.0 || dossier.currency() != dossier.problem.prices.currency {
        return None;
    }
    let days = entry.bill.build_total() / net * 365.25;
    Some(match days {
        d if d < 1.5 => "back within a day".into(),
        d if d < 60.0 => format!("back in {d:.0} days"),
        d if d < 730.0 => format!("back in {:.0} months", d / 30.44),
        d => format!("back in {:.0} years", d / 365.25),
    })
}

/// What today's process, or the plainest answer, costs.
pub(super) fn today(dossier: &Dossier) -> Markup {
    let Some((entry, loss)) = dossier.baseline().and_then(|entry| Some((entry, entry.score?))) else { return html! {} };
    let who = if entry.tier == 0 { "Today’s process" } else { "The plainest answer" };
    let yearly = dossier.problem.stake.money_a_year_per_unit().map(|per_unit| loss * per_unit);
    html! {
        p.today {
            (who) ", “" (entry.name) "”, " (off_by(dossier.board.metric, loss))
            @match yearly {
                Some(yearly) => { ", which costs about " strong { (estimate(yearly, dossier.currency())) } " a year." }
                None => { ". No price was put on a mistake, so this page counts in " (dossier.board.metric.to_string()) " instead of money." }
            }
        }
    }
}

/// A score in a sentence: “is off by 31.25 on average”.
fn off_by(metric: Metric, value: f64) -> String {
    let percent = |share: f64| format!("{} %", score(share * 100.0));
    match metric {
        Metric::Mae => format!("is off by {} on average", score(value)),
        Metric::Rmse => format!("is typically off by {} (rmse)", score(value)),
        Metric::Mape => format!("is off by {} on average", percent(value)),
        Metric::ErrorRate => format!("is wrong in {} of all cases", percent(value)),
        _ => format!("has a loss of {} ({metric}; 0 would be perfect)", score(value)),
    }
}
