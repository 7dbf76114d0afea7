//! Whether groups differ.

use maud::{Markup, html};
use profile::look::{Difference, p_value};

use super::page::Section;
use super::view::{View, amount, count, meter, percent};

/// Quantities listed.
const COLUMNS_MAX: usize = 20;

/// The quantities whose groups differ most.
pub(super) fn section(view: &View) -> Option<Section> {
    let seen = view.look.groups.as_ref()?;
    let body = html! {
        p {
            "How much of each quantity's variance lies between the " (count(seen.groups)) " groups of " (view.column(&seen.column))
            ", rather than within them."
        }
        div.scroll tabindex="0" { table.figures {
            thead { tr {
                th { "quantity" } th { span.vh { "share, drawn" } } th.number { "share" } th.number { "95 % interval" }
                th { "lowest mean" } th { "highest mean" } th.number { "q" } th.number { "spreads differ by" }
            } }
            tbody { @for found in seen.differences.iter().take(COLUMNS_MAX) { (row(view, found)) } }
        } }
        p.note {
            "From " (count(seen.rows)) " rows; groups of fewer than 10 rows and beyond the 100 largest are left out (" (count(seen.left_out)) "). "
            "Share: omega squared, without what chance explains. q: Kruskal and Wallis's test over all " (count(seen.compared))
            " quantities (Benjamini and Yekutieli); with many rows it is always small, and the share is what counts. "
            "Spreads: the largest standard deviation of a group over the smallest."
        }
    };
    Some(Section { id: "groups", title: "Do groups differ?", body })
}

fn row(view: &View, found: &Difference) -> Markup {
    let mean = |group: &(String, f64)| html! { (amount(group.1)) " " span.note { (group.0) } };
    html! {
        tr {
            th { (view.column(&found.column)) }
            td { (meter(found.share)) }
            td.number { (percent(found.share)) }
            td.number { (percent(found.interval.0)) " – " (percent(found.interval.1)) }
            td { (mean(&found.lowest)) }
            td { (mean(&found.highest)) }
            td.number { (p_value(found.q)) }
            td.number { @if let Some(ratio) = found.spread_ratio { (amount(ratio)) " ×" } @else { "–" } }
        }
    }
}
