//! Columns that repeat each other.

use maud::{Markup, html};
use profile::look::Collinearity;

use super::page::Section;
use super::view::{View, amount, count, meter, percent};

/// Equations listed.
const EQUATIONS_MAX: usize = 20;
/// Columns listed with their variance inflation.
const COLUMNS_MAX: usize = 15;
/// Below this nothing needs to be said of a column.
const INFLATION_MIN: f64 = 2.0;

/// Exact dependences by name, variance inflation, the nearest dependence.
pub(super) fn section(view: &View) -> Option<Section> {
    let seen = view.look.collinearity.as_ref()?;
    let body = html! {
        @if seen.dependences.is_empty() {
            p { "No quantity is an exact combination of others." }
        } @else {
            p { "These hold in every row, so that one column of each can be worked out from the others:" }
            ul.equations { @for found in seen.dependences.iter().take(EQUATIONS_MAX) { li { (found.text) } } }
            @if seen.dependences.len() > EQUATIONS_MAX { p.note { "and " (seen.dependences.len() - EQUATIONS_MAX) " more" } }
        }
        (inflation(view, seen))
        @if let (Some(index), true) = (seen.condition_index, seen.nearest.len() > 1) {
            p {
                "Of what is left, the nearest dependence has a condition index of " (amount(index)) " (above 30 is much); on it hang "
                @for (at, (name, part)) in seen.nearest.iter().enumerate() {
                    @if at > 0 { ", " } (percent(*part)) " of the variance of " (view.column(name))
                }
                "."
            }
        }
        p.note {
            "From " (count(seen.rows)) " rows in which " (seen.columns) " quantities have a value"
            @if seen.from_correlations { ", by their correlations" }
            ". Variance inflation: how many times the variance of a coefficient is what it would be if the column stood alone; 1 is none, above 10 is much. "
            "Condition index: of columns scaled to unit length (Belsley)."
        }
    };
    Some(Section { id: "collinearity", title: "Columns that repeat each other", body })
}

fn inflation(view: &View, seen: &Collinearity) -> Markup {
    let high: Vec<_> = seen.inflation.iter().filter(|i| i.vif >= INFLATION_MIN).take(COLUMNS_MAX).collect();
    let Some(most) = high.first().map(|i| i.vif.ln()) else { return html! {} };
    html! {
        div.scroll tabindex="0" { table.figures {
            caption { "How much the other columns inflate the variance of a coefficient, the most first (bars on a logarithmic scale)" }
            thead { tr { th { "column" } th { span.vh { "inflation, drawn" } } th.number { "variance inflation" } } }
            tbody {
                @for found in &high {
                    tr {
                        th { (view.column(&found.column)) }
                        td { (meter(found.vif.ln() / most)) }
                        td.number { (amount((found.vif * 10.0).round() / 10.0)) }
                    }
                }
            }
        } }
    }
}
