//! What moved since another table was looked at.

use maud::{Markup, html};
use profile::look::{ColumnMoved, Moved, p_value};

use super::page::Section;
use super::view::{View, amount, count, percent};

/// Columns and correlations listed.
const COLUMNS_MAX: usize = 100;
const CORRELATIONS_MAX: usize = 10;

/// Every column with its effects, those that moved most first.
pub(super) fn section(view: &View) -> Option<Section> {
    let moved = view.look.against.as_ref()?;
    let body = html! {
        p {
            (count(moved.rows.0)) " rows before, " (count(moved.rows.1)) " now; rows that repeat another: "
            (percent(moved.duplicates.0)) " before, " (percent(moved.duplicates.1)) " now."
        }
        @if !moved.gone.is_empty() { p { "Gone: " (moved.gone.join(", ")) "." } }
        @if !moved.new.is_empty() { p { "New: " (moved.new.join(", ")) "." } }
        @for (name, before, after) in &moved.stored { p { (name) " was stored as " (before) ", is now " (after) "." } }
        div.scroll tabindex="0" { table.figures {
            thead { tr {
                th { "column" } th.number { "missing before" } th.number { "now" } th.number { "mean moved by (sd)" } th.number { "spread" }
                th.number { "distance" } th.number { "levels" } th.number { "q" }
            } }
            tbody { @for column in moved.columns.iter().take(COLUMNS_MAX) { (row(view, column)) } }
        } }
        @if moved.columns.len() > COLUMNS_MAX { p.note { "and " (moved.columns.len() - COLUMNS_MAX) " columns that moved less" } }
        (correlations(moved))
        p.note {
            "Mean: in standard deviations of before, with its 95 % interval. Spread: standard deviation now over before. Distance: Kolmogorov and Smirnov's, "
            "of which up to the part in brackets may be the sketches'. Levels: Jensen and Shannon's distance without what chance makes of it. q: the smallest of the column's tests over "
            (count(moved.tests)) " tests (Benjamini and Yekutieli). Tests take rows as independent: with many rows the effect is what counts."
        }
    };
    Some(Section { id: "against", title: "What moved", body })
}

fn row(view: &View, column: &ColumnMoved) -> Markup {
    let tests = [
        column.missing.test,
        column.mean.as_ref().map(|m| m.test),
        column.distance.as_ref().map(|d| d.test),
        column.levels.as_ref().and_then(|l| l.test),
        column.levels.as_ref().and_then(|l| l.new.test),
    ];
    let q = tests.iter().flatten().map(|t| t.q).reduce(f64::min);
    html! {
        tr {
            th { (view.column(&column.column)) }
            td.number { (percent(column.missing.before)) }
            td.number { (percent(column.missing.after)) }
            td.number {
                @if let Some(m) = &column.mean {
                    (format!("{:+.2} ({:+.2} – {:+.2})", m.standardised, m.interval.0, m.interval.1))
                } @else { "–" }
            }
            td.number { @if let Some(s) = &column.spread { (amount(s.ratio)) " ×" } @else { "–" } }
            td.number {
                @if let Some(d) = &column.distance {
                    (format!("{:.3}", d.distance))
                    @if d.error > 0.0 { (format!(" ({:.3})", d.error)) }
                } @else { "–" }
            }
            td.number { @if let Some(l) = &column.levels { (format!("{:.2}", l.distance)) } @else { "–" } }
            td.number { @if let Some(q) = q { (p_value(q)) } @else { "–" } }
        }
    }
}

fn correlations(moved: &Moved) -> Markup {
    html! {
        @if !moved.correlations.is_empty() {
            p { "Correlations that moved most, of " (count(moved.pairs)) " pairs:" }
            ul { @for c in moved.correlations.iter().take(CORRELATIONS_MAX) {
                li { (c.columns.0) " and " (c.columns.1) ": " (format!("{:+.3} before, {:+.3} now", c.before, c.after)) }
            } }
        }
    }
}
