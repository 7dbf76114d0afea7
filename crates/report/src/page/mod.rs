//! The sponsor's page: one self-contained HTML file, without script and without network.
//!
//! The first screen is for whoever pays: the question, the verdict in one sentence, what each option costs and is worth. Then
//! what was tried, how sure we are, what this will not do, a line to sign; folded at the end, the technical evidence with
//! every number traceable to its run.

mod certainty;
mod charts;
mod drivers;
mod evidence;
mod insight;
mod options;
mod sheet;
mod style;
mod summary;
mod tried;

pub use sheet::sheet;
pub(crate) use sheet::sheet_with;

use chrono::{DateTime, Utc};
use maud::{Markup, html};
use verdict::Unit;

use crate::{Dossier, words};

/// Writes the page. The same dossier gives the same bytes.
pub fn page(dossier: &Dossier) -> String {
    let said = words(dossier);
    let question = question(dossier);
    let body = html! {
        header { (heading(dossier, &question)) }
        main {
            (summary::verdict(dossier, &said))
            (summary::today(dossier))
            (options::section(dossier))
            (charts::section(dossier))
            (drivers::section(dossier))
            (insight::section(dossier))
            (tried::section(dossier))
            (certainty::section(dossier, &said))
            (certainty::limits(dossier))
            (signature(dossier))
            (evidence::section(dossier))
        }
        footer { (footer(dossier)) }
    };
    sheet(&question, &body)
}

/// The question, or one made up from the target.
fn question(dossier: &Dossier) -> String {
    let stated = dossier.problem.question.clone();
    stated.unwrap_or_else(|| format!("Which solution for “{}” deserves to be built?", dossier.problem.data.target))
}

fn heading(dossier: &Dossier, question: &str) -> Markup {
    html! {
        p.kicker {
            @if let Some(sponsor) = &dossier.problem.sponsor { "For " (sponsor) " · " }
            (date(dossier.provenance.ended_ms))
        }
        h1 { (question) }
    }
}

/// A part of the page that scrolls sideways when it is wider than the screen, and can be reached by keyboard for that.
fn region(label: &str, inner: &Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (inner) } }
}

/// What carries the evidence, in the plural.
fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Rows => "rows",
        Unit::Clusters => "groups",
        Unit::Origins => "forecast origins",
    }
}

fn signature(dossier: &Dossier) -> Markup {
    let sponsor = dossier.problem.sponsor.as_deref().unwrap_or("the sponsor");
    html! {
        section.signature aria-labelledby="decision" {
            h2 #decision { "Decision" }
            p.boxes { span { "☐ as recommended" } span { "☐ otherwise:" } span.rule {} }
            div.lines {
                div { span.rule {} "Date" }
                div { span.rule {} "Signed for " (sponsor) }
            }
        }
    }
}

fn footer(dossier: &Dossier) -> Markup {
    let start = |hash: &str| hash.get(..16).unwrap_or(hash).to_owned();
    html! {
        p {
            (dossier.provenance.program) " · run " code { (dossier.run) } " · table " code { (start(&dossier.provenance.table)) }
            " · seal " code { (start(&dossier.provenance.seal)) } " · seed " (dossier.plan.seed)
        }
    }
}

/// A day, as `23 November 2026`.
fn date(ms: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(ms).map_or_else(String::new, |t| t.format("%-d %B %Y").to_string())
}
