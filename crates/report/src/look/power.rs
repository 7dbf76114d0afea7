//! What differences the rows can show.

use maud::html;
use profile::look::{Effective, Measured};

use super::page::Section;
use super::view::{View, amount, count, percent};

/// The smallest differences that would be found, comparison by comparison.
pub(super) fn section(view: &View) -> Option<Section> {
    let seen = view.look.power.as_ref()?;
    let difference = |difference: Option<f64>| match (&seen.of, difference) {
        (Some(Measured::Share { .. }), Some(d)) => format!("{} points", amount(100.0 * d)),
        (Some(Measured::Mean { .. }), Some(d)) => amount(d),
        _ => "–".to_owned(),
    };
    let effective = |of: &Effective, what: &str| {
        let icc = of.icc.map(|icc| format!(", intraclass correlation {icc:.2}")).unwrap_or_default();
        format!(
            "compared between {what} of {} rows count as {} ({} of them{icc})",
            of.column,
            count(of.rows.round() as u64),
            count(of.parts)
        )
    };
    let body = html! {
        p {
            @match &seen.of {
                Some(Measured::Mean { column, sd }) => {
                    "The smallest difference in the mean of " (view.column(column)) " (standard deviation " (amount(*sd)) ") that a test at 5 % finds four times in five:"
                }
                Some(Measured::Share { column, level, share }) => {
                    "The smallest difference in the share of " (view.column(column)) " = " (view.level(level, (share * seen.rows as f64).round() as u64)) " (" (percent(*share)) ") that a test at 5 % finds four times in five:"
                }
                None => "The smallest difference of two means, in standard deviations, that a test at 5 % finds four times in five:",
            }
        }
        div.scroll tabindex="0" { table.figures {
            thead { tr { th { "compared" } th.number { "rows that count" } th.number { "standard deviations" } @if seen.of.is_some() { th.number { "difference" } } } }
            tbody {
                @for one in &seen.comparisons {
                    tr {
                        th { (one.what) }
                        td.number { (count(one.n.round() as u64)) " and " (count(one.m.round() as u64)) }
                        td.number { (amount(one.standardised)) }
                        @if seen.of.is_some() { td.number { (difference(one.difference)) } }
                    }
                }
            }
        } }
        p.note {
            "Two-sided, " (count(seen.rows)) " rows; a correlation is found from " (amount(seen.correlation)) " on."
            @for (of, what) in [(&seen.groups, "groups"), (&seen.time, "stretches of time")] {
                @if let Some(of) = of { " Rows resemble each other: " (effective(of, what)) "." }
            }
        }
    };
    Some(Section { id: "power", title: "What differences can these rows show?", body })
}
