//! What matters for a model, by consequence.

use maud::{Markup, html};
use profile::look::{Finding, asked_by};

use super::page::Section;
use super::view::View;
use crate::text::plain;

/// Findings in full on the first screens; the rest is folded.
const SHOWN_MAX: usize = 8;
/// Columns named under a finding.
const NAMED_MAX: usize = 6;
/// From this weight on a finding decides what a model is worth.
const GRAVE: f64 = 0.5;

/// The list, each finding leading to its section.
pub(super) fn list(view: &View, sections: &[Section]) -> Markup {
    let all = &view.look.findings;
    let (first, rest) = all.split_at(all.len().min(SHOWN_MAX));
    html! {
        section aria-labelledby="findings" {
            h2 #findings { "What matters for a model" }
            @if all.is_empty() { p { "Nothing that the checks look for was found." } }
            ol.findings { @for (at, finding) in first.iter().enumerate() { (item(view, finding, at + 1, sections)) } }
            @if !rest.is_empty() {
                details {
                    summary { (rest.len()) " more, of less consequence" }
                    ol.findings start=(SHOWN_MAX + 1) {
                        @for (at, finding) in rest.iter().enumerate() { (item(view, finding, SHOWN_MAX + at + 1, sections)) }
                    }
                }
            }
        }
    }
}

fn item(view: &View, finding: &Finding, number: usize, sections: &[Section]) -> Markup {
    let check = finding.kind.split('.').next().unwrap_or_default();
    let section = sections.iter().find(|section| section.id == home(check, &finding.kind));
    html! {
        li.grave[finding.weight >= GRAVE] id=(format!("f{number}")) {
            p.effect { (plain(&finding.effect)) "." }
            p.so { (sentence(&plain(&finding.consequence))) }
            p.evidence {
                (plain(&finding.evidence))
                @if let Some(rule) = &finding.rule { " · guard: " (plain(&asked_by(rule))) }
            }
            p.evidence {
                (view.columns(&finding.columns, NAMED_MAX))
                @if let Some(section) = section { " · " a href=(format!("#{}", section.id)) { (section.title) } }
            }
        }
    }
}

/// The section that a finding belongs to: that of its check, but for missing values, which have one of their own.
fn home<'a>(check: &'a str, kind: &str) -> &'a str {
    match kind {
        "columns.missing" | "columns.not-finite" | "columns.empty" => "missing",
        _ => check,
    }
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
