//! What moves along time.

use maud::{Markup, html};
use profile::look::{FilledMove, LevelsMove, Move, p_value};

use super::page::Section;
use super::view::{View, amount, count, meter, percent};

/// Lines of a table.
const LINES_MAX: usize = 15;

/// Quantities, categories and missing values that move.
pub(super) fn section(view: &View) -> Option<Section> {
    let seen = view.look.drift.as_ref()?;
    let body = html! {
        p {
            @match (&seen.time, &seen.sorted_by) {
                (Some(time), _) => { "Rows in order of " (view.column(time)) ", the first third against the last." },
                (None, Some(by)) => { "There is no time; the rows are sorted by " (view.column(by)) ": the first third against the last." },
                (None, None) => "There is no time; rows as they stand, the first third against the last.",
            }
        }
        @if !seen.quantities.is_empty() {
            div.scroll tabindex="0" { table.figures {
                thead { tr {
                    th { "quantity" } th.number { "moves by, sd" } th { span.vh { "share, drawn" } } th.number { "of its variance" }
                    th.number { "mean, early" } th.number { "late" } th.number { "spread" } th.number { "q" } th { "at" }
                } }
                tbody { @for one in seen.quantities.iter().take(LINES_MAX) { (quantity(view, one)) } }
            } }
        }
        @if !seen.categories.is_empty() {
            div.scroll tabindex="0" { table.figures {
                thead { tr { th { "category" } th.number { "mix moves by" } th.number { "rows of unseen levels" } th.number { "new levels" } th.number { "gone" } th.number { "q" } } }
                tbody { @for one in seen.categories.iter().take(LINES_MAX) { (category(view, one)) } }
            } }
        }
        @if !seen.filled.is_empty() {
            div.scroll tabindex="0" { table.figures {
                thead { tr { th { "missing values of" } th.number { "early" } th.number { "late" } th { "filled since" } th { "filled until" } th.number { "q" } } }
                tbody { @for one in seen.filled.iter().take(LINES_MAX) { (filled(view, one)) } }
            } }
        }
        p.note {
            "From " (count(seen.rows)) " rows in " (count(seen.blocks)) " blocks. Share: of the variance of the rows along a cubic curve through the blocks. q: a trend test "
            "that allows for autocorrelation, over " (count(seen.tests)) " tests (Benjamini and Yekutieli)."
            @if seen.below_two_years { " Less than two years are seen: a season of the year looks like drift." }
        }
    };
    Some(Section { id: "drift", title: "What moves", body })
}

fn q(q: Option<f64>) -> Markup {
    html! { @match q { Some(q) => (p_value(q)), None => "–" } }
}

fn text(at: Option<&String>) -> &str {
    at.map_or("–", String::as_str)
}

fn quantity(view: &View, one: &Move) -> Markup {
    html! {
        tr {
            th { (view.column(&one.column)) }
            td.number { (amount(one.difference)) }
            td { (meter(one.share)) }
            td.number { (percent(one.share)) }
            td.number { (amount(one.early)) }
            td.number { (amount(one.late)) }
            td.number { @if let Some(spread) = one.spread { (amount(spread)) " ×" } @else { "–" } }
            td.number { (q(one.q)) }
            td { (text(one.at.as_ref())) }
        }
    }
}

fn category(view: &View, one: &LevelsMove) -> Markup {
    html! {
        tr {
            th { (view.column(&one.column)) }
            td.number { (percent(one.distance)) }
            td.number { (percent(one.unseen)) }
            td.number { (one.fresh.len()) }
            td.number { (one.gone.len()) }
            td.number { (q(one.q)) }
        }
    }
}

fn filled(view: &View, one: &FilledMove) -> Markup {
    html! {
        tr {
            th { (view.column(&one.column)) }
            td.number { (percent(one.early)) }
            td.number { (percent(one.late)) }
            td { (text(one.starts.as_ref())) }
            td { (text(one.stops.as_ref())) }
            td.number { (q(one.q)) }
        }
    }
}
