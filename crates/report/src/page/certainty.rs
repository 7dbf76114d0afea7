//! How sure, what would change our mind, and what this will not do.

use contest::FindingKind;
use maud::{Markup, html};

use crate::figure::{grouped, score};
use crate::{Dossier, Words};

/// How sure, and what would change our mind.
pub(super) fn section(dossier: &Dossier, said: &Words) -> Markup {
    let warnings = dossier.findings.iter().filter(|finding| finding.kind != FindingKind::Note);
    html! {
        section aria-labelledby="sure" {
            h2 #sure { "How sure, and what would change our mind" }
            @for line in &said.certainty { p { (line) } }
            p {
                "Every contender answered the same " (grouped(dossier.board.rows as f64)) " questions in "
                (dossier.board.folds) " rounds and never saw the answers it was judged by. A further "
                (grouped(dossier.plan.sealed_rows as f64)) " rows are sealed."
            }
            (opened(dossier))
            @for finding in warnings {
                p.warning { strong { "Warning: " } (finding.text) @if let Some(hint) = &finding.hint { " (" (hint) ")" } }
            }
            @if !said.otherwise.is_empty() {
                h3 { "What would change our mind" }
                ul { @for line in &said.otherwise { li { (line) } } }
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

/// What this will not do.
pub(super) fn limits(dossier: &Dossier) -> Markup {
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
