//! The sponsor's page: one self-contained HTML file, without script and without network.
//!
//! The first screen is for whoever pays: the question, the verdict in one sentence, what each option costs and is worth. Then
//! what was tried, how sure we are, what this will not do, a line to sign; folded at the end, the technical evidence with
//! every number traceable to its run.

mod charts;
mod evidence;
mod options;
mod style;

use chrono::{DateTime, Utc};
use contest::{FindingKind, Status};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::figure::{money, score};
use crate::{Dossier, Words, words};

/// Writes the page. The same dossier gives the same bytes.
pub fn page(dossier: &Dossier) -> String {
    let said = words(dossier);
    let question = question(dossier);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (question) }
                style { (PreEscaped(style::CSS)) }
            }
            body {
                header { (heading(dossier, &question)) }
                main {
                    (verdict(&said))
                    (today(dossier))
                    (options::section(dossier))
                    (charts::section(dossier))
                    (dropped(dossier))
                    (certainty(dossier, &said))
                    (limits(dossier))
                    (signature(dossier))
                    (evidence::section(dossier))
                }
                footer { (footer(dossier)) }
            }
        }
    };
    page.into_string()
}

/// The question, or one made up from the target.
fn question(dossier: &Dossier) -> String {
    let stated = dossier.problem.question.clone();
    stated.unwrap_or_else(|| format!("Which solution for “{}” deserves to be built?", dossier.problem.data.target))
}

fn heading(dossier: &Dossier, question: &str) -> Markup {
    html! {
        p.kicker {
            @if let Some(sponsor) = &dossier.problem.sponsor { "for " (sponsor) " · " }
            (date(dossier.provenance.ended_ms))
        }
        h1 { (question) }
    }
}

fn verdict(said: &Words) -> Markup {
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
        }
    }
}

/// What today's process, or the plainest answer, costs.
fn today(dossier: &Dossier) -> Markup {
    let baseline = dossier.verdict.as_ref().and_then(|verdict| verdict.basis.baseline);
    let Some(entry) = baseline.and_then(|player| dossier.entry(player)) else { return html! {} };
    let Some(loss) = entry.score else { return html! {} };
    let who = if entry.tier == 0 { "Today's process" } else { "The plainest answer" };
    let yearly = dossier.problem.stake.money_a_year_per_unit().map(|per_unit| loss * per_unit);
    html! {
        p.today {
            (who) ", “" (entry.name) "”, is off by " (score(loss)) " " (dossier.board.metric.to_string()) " on average"
            @if let Some(yearly) = yearly { ", which costs about " strong { (money(yearly, currency(dossier))) } " a year" }
            "."
        }
    }
}

/// Currency of the stake.
fn currency(dossier: &Dossier) -> &str {
    dossier.problem.stake.currency.as_deref().unwrap_or(&dossier.problem.prices.currency)
}

fn dropped(dossier: &Dossier) -> Markup {
    let kept = options::recommended(dossier);
    let verdict = dossier.verdict.as_ref();
    let reason = |entry: &contest::Entry| match &entry.status {
        Status::Skipped { why } => Some(format!("did not take part: {why}")),
        Status::Forfeited { fold, forfeit } => Some(format!("forfeited in round {}: {forfeit}", fold + 1)),
        Status::Scored if Some(entry.id) == kept => None,
        Status::Scored => {
            let comparison = verdict.and_then(|v| v.comparisons.iter().find(|c| c.player == entry.id));
            Some(match comparison {
                Some(found) => format!("{}; {} worse than the best", crate::words::mark(found.mark), score(found.difference)),
                None if kept.is_none() => "the best score so far".into(),
                None => "the best score, but no more than the margin ahead of something simpler".into(),
            })
        }
    };
    html! {
        section aria-labelledby="dropped" {
            h2 #dropped { "What was tried and dropped" }
            ul.dropped {
                @for entry in &dossier.board.entries {
                    @if let Some(why) = reason(entry) {
                        li { strong { (entry.name) } " — " (why) }
                    }
                }
            }
        }
    }
}

fn certainty(dossier: &Dossier, said: &Words) -> Markup {
    let warnings = dossier.findings.iter().filter(|finding| finding.kind != FindingKind::Note);
    html! {
        section aria-labelledby="sure" {
            h2 #sure { "How sure, and what would change our mind" }
            @for line in &said.certainty { p { (line) } }
            p {
                "Every contender answered the same " (crate::figure::grouped(dossier.board.rows as f64)) " questions in "
                (dossier.board.folds) " rounds and never saw the answers it was judged by. A further "
                (crate::figure::grouped(dossier.plan.sealed_rows as f64)) " rows are sealed."
            }
            (opened(dossier))
            @for finding in warnings {
                p.warning { strong { "Warning: " } (finding.text) @if let Some(hint) = &finding.hint { " (" (hint) ")" } }
            }
        }
    }
}

fn opened(dossier: &Dossier) -> Markup {
    let Some(opening) = dossier.openings.last() else {
        return html! { p { "The seal is still closed. Opening it, once, is the last proof: " code { "bakeoff final" } "." } };
    };
    html! {
        p {
            "The seal was opened " (opening.count) @if opening.count == 1 { " time" } @else { " times" } ". "
            @for result in &opening.results {
                "“" (result.name) "” scored "
                @match (result.score, &result.forfeit) {
                    (Some(value), _) => { (score(value)) }
                    (None, Some(forfeit)) => { "nothing (" (forfeit.to_string()) ")" }
                    (None, None) => { "nothing" }
                }
                " on the sealed rows"
                @if let Some(before) = result.score_in_folds { ", against " (score(before)) " before" }
                ". "
            }
            @if opening.count > 1 { "A seal that is opened more than once proves less each time." }
        }
    }
}

fn limits(dossier: &Dossier) -> Markup {
    let forecast = dossier.plan.task == problem::Task::Forecast;
    html! {
        section aria-labelledby="limits" {
            h2 #limits { "What this will not do" }
            ul {
                li {
                    "It holds while the world stays as it was in these data. "
                    @if forecast { "A break in the series that no history shows is not foreseen by any of them." }
                    @else { "New kinds of rows, new prices or new rules need a new contest." }
                }
                li { "It predicts; it does not say what would happen if you acted differently. That takes a test." }
                li { "Costs are measured on one machine in this contest; prices marked ~ are defaults until you state your own." }
                @for gap in &dossier.provenance.gaps { li { "On this machine " (gap) "." } }
            }
        }
    }
}

fn signature(dossier: &Dossier) -> Markup {
    let sponsor = dossier.problem.sponsor.as_deref().unwrap_or("Sponsor");
    html! {
        section.signature aria-label="Signature" {
            div { span.rule {} span { "Decision" } }
            div { span.rule {} span { "Date" } }
            div { span.rule {} span { (sponsor) } }
        }
    }
}

fn footer(dossier: &Dossier) -> Markup {
    html! {
        p {
            (dossier.provenance.program) " · run " code { (dossier.run) } " · table " code { (dossier.provenance.table.get(..16).unwrap_or_default()) }
            " · seal " code { (dossier.provenance.seal.get(..16).unwrap_or_default()) } " · seed " (dossier.plan.seed)
        }
    }
}

/// A day, as `23 November 2026`.
fn date(ms: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(ms).map_or_else(String::new, |t| t.format("%-d %B %Y").to_string())
}
