//! The technical evidence, folded: every number with its run.

use contest::{Bill, Entry, Item, Source, Status};
use maud::{Markup, html};
use verdict::Comparison;

use super::region;
use crate::Dossier;
use crate::figure::{bytes, money, score, seconds};

/// Folds that are listed one by one; more are in the ledger.
const FOLDS_LISTED: usize = 12;

/// All of it.
pub(super) fn section(dossier: &Dossier) -> Markup {
    html! {
        section.evidence aria-labelledby="evidence" {
            h2 #evidence { "Evidence" }
            details { summary { "Board: scores, comparisons, usage" } (board(dossier)) }
            details { summary { "How it was settled" } (rules(dossier)) }
            details { summary { "Bills" } @for entry in &dossier.board.entries { (bill(dossier, entry)) } }
            details { summary { "Rounds and runs" } @for entry in &dossier.board.entries { (folds(entry)) } }
            @if dossier.board.entries.iter().any(|entry| entry.text.is_some()) {
                details { summary { "What the contenders say of themselves" } @for entry in &dossier.board.entries { (notes(entry)) } }
            }
            @if dossier.chart.is_some() || !dossier.openings.is_empty() {
                details { summary { "Runs behind the forecasts and the seal" } (sources(dossier)) }
            }
        }
    }
}

/// Which runs the drawn forecasts and the sealed scores come from.
fn sources(dossier: &Dossier) -> Markup {
    let tracks = dossier.chart.iter().flat_map(|chart| &chart.series).flat_map(|series| {
        series.tracks.iter().map(|track| {
            let what = if series.label.is_empty() { "forecast".to_owned() } else { format!("forecast of {}", series.label) };
            (track.name.as_str(), what, None, track.run.as_str())
        })
    });
    let sealed = dossier.openings.iter().flat_map(|opening| {
        opening.results.iter().map(|result| {
            let what = format!("opening {} of the seal, {} rows", opening.count, result.rows);
            (result.name.as_str(), what, result.score, result.run.as_str())
        })
    });
    let rows: Vec<_> = tracks.chain(sealed).collect();
    table(
        "Runs behind the forecasts and the seal",
        &html! {
            thead { tr { th scope="col" { "Contender" } th scope="col" { "What" } th.number scope="col" { "Score" } th scope="col" { "Run" } } }
            tbody { @for (name, what, value, run) in &rows { tr {
                th scope="row" { (name) }
                td { (what) }
                td.number { (value.map(score).unwrap_or_default()) }
                td { code { (short(run)) } }
            } } }
        },
    )
}

/// A table with a caption, in a region that scrolls.
fn table(caption: &str, rows: &Markup) -> Markup {
    region(caption, &html! { table { caption { (caption) } (rows) } })
}

fn board(dossier: &Dossier) -> Markup {
    let of = |entry: &Entry| dossier.comparison(entry.id);
    let interval =
        |entry: &Entry| dossier.interval(entry.id).map(|(lower, upper)| format!("{} to {}", score(lower), score(upper)));
    html! {
        (table("Scores, comparisons and usage of every contender", &html! {
            thead { tr {
                th scope="col" { "Contender" } th scope="col" { "Tier" } th.number scope="col" { (dossier.board.metric.to_string()) }
                th.number scope="col" { "95 % interval" } th.number scope="col" { "From the best" }
                th.number scope="col" { "One-sided 95 % bounds" } th.number scope="col" { "p" } th scope="col" { "Mark" }
                th scope="col" { "Second opinion" } th.number scope="col" { "CPU" } th.number scope="col" { "Peak memory" }
                th scope="col" { "Run" }
            } }
            tbody { @for entry in &dossier.board.entries { tr {
                th scope="row" { (entry.name) }
                td { (entry.tier) }
                td.number { (entry.score.map(score).unwrap_or_default()) }
                td.number { (interval(entry).unwrap_or_default()) }
                td.number { (of(entry).map(|c| score(c.difference)).unwrap_or_default()) }
                td.number { (bounds(of(entry))) }
                td.number { (of(entry).and_then(|c| c.spread.as_ref()).map(|s| format!("{:.3}", s.p_holm)).unwrap_or_default()) }
                td { (of(entry).map(|c| crate::words::mark(c.mark)).unwrap_or_default()) }
                td { (second(of(entry))) }
                td.number { (seconds(entry.usage.cpu_seconds)) }
                td.number { (bytes(entry.usage.peak_bytes)) }
                td { code { (short(&entry.run)) } }
            } } }
        }))
        p.note { "Scores are those of each contender’s run; comparisons and intervals are the verdict’s, stored with run " code { (short(&dossier.run)) } "." }
    }
}

fn bounds(comparison: Option<&Comparison>) -> String {
    let spread = comparison.and_then(|c| c.spread.as_ref());
    spread.map(|s| format!("{} to {}", score(s.lower), score(s.upper))).unwrap_or_default()
}

fn second(comparison: Option<&Comparison>) -> &'static str {
    comparison.and_then(|c| c.second.as_ref()).map_or("", |second| crate::words::mark(second.mark))
}

fn rules(dossier: &Dossier) -> Markup {
    let plan = &dossier.plan;
    let margin = &dossier.board.margin;
    html! {
        dl {
            dt { "Task" } dd { (plan.task.to_string()) " by " (plan.metric.to_string()) ", seed " (plan.seed) }
            dt { "Margin" } dd {
                (margin.given) @if let Some(of) = &margin.of { " of " (of) } " = " (score(margin.score)) " " (plan.metric.to_string())
            }
            dt { "Split" } dd { (plan.split.to_string()) ", " (plan.folds) " rounds, " (plan.sealed_rows) " rows sealed" }
            dt { "Table" } dd { (plan.rows) " rows from " (dossier.provenance.files.join(", ")) "; sha256 " code { (dossier.provenance.table) } }
            dt { "Seal" } dd { "sha256 " code { (dossier.provenance.seal) } }
            dt { "Boxes" } dd { @for line in &dossier.provenance.boxes { p { (line) } } }
            @for choice in &plan.choices { dt { (choice.key) } dd { (choice.value) " (" (choice.why) ")" } }
            @if let Some(verdict) = &dossier.verdict {
                dt { "Verdict" } dd {
                    "on " (verdict.basis.rows) " rows; " (verdict.basis.units) " independent "
                    (super::unit(verdict.basis.unit))
                    @if let Some(blocks) = verdict.basis.blocks { " in " (blocks) " blocks" }
                    @if verdict.basis.holm { "; p values adjusted by Holm" }
                }
            }
        }
    }
}

fn bill(dossier: &Dossier, entry: &Entry) -> Markup {
    if matches!(entry.status, Status::Skipped { .. }) {
        return html! {};
    }
    let Bill { build, year, watt_hours_estimate, .. } = &entry.bill;
    html! {
        h3 { (entry.name) " " code { (short(&entry.run)) } }
        (table(&format!("Bill of {}", entry.name), &html! {
            thead { tr { th scope="col" { "Item" } th.number scope="col" { "Quantity" } th.number scope="col" { "Price" } th.number scope="col" { "Amount" } } }
            tbody {
                @for item in build { (row(dossier, "now", item)) }
                @for item in year { (row(dossier, "a year", item)) }
            }
        }))
        p.note { "Energy of this contest: about " (score(*watt_hours_estimate)) " Wh, an estimate from CPU seconds." }
    }
}

fn row(dossier: &Dossier, when: &str, item: &Item) -> Markup {
    let currency = &dossier.problem.prices.currency;
    html! { tr {
        th scope="row" { (item.what) ", " (when) }
        td.number { (score(item.quantity)) " " span.kind { (source(item.quantity_source)) } }
        td.number { (money(item.price, currency)) " " span.kind { (source(item.price_source)) } }
        td.number { (money(item.amount(), currency)) }
    } }
}

fn source(of: Source) -> &'static str {
    match of {
        Source::Measured => "measured",
        Source::Stated => "stated",
        Source::Guess => "default",
    }
}

fn folds(entry: &Entry) -> Markup {
    if entry.folds.is_empty() {
        return html! {};
    }
    html! {
        h3 { (entry.name) " " code { (short(&entry.run)) } }
        (table(&format!("Rounds of {}", entry.name), &html! {
            thead { tr {
                th scope="col" { "Round" } th.number scope="col" { "Rows" } th.number scope="col" { "Score" } th.number scope="col" { "CPU" }
                th.number scope="col" { "Peak memory" } th scope="col" { "Remark" } th scope="col" { "Run" }
            } }
            tbody { @for fold in entry.folds.iter().take(FOLDS_LISTED) { tr {
                th scope="row" { (fold.fold + 1) }
                td.number { (fold.rows) }
                td.number { (fold.score.map(score).unwrap_or_default()) }
                td.number { (seconds(fold.usage.cpu_seconds)) }
                td.number { (bytes(fold.usage.peak_bytes)) }
                td {
                    @if let Some(forfeit) = &fold.forfeit { (forfeit.short()) }
                    @if fold.interim { "its last answer before the bell" }
                }
                td { code { (short(&fold.run)) } }
            } } }
        }))
        @if entry.folds.len() > FOLDS_LISTED {
            p.note { "and " (entry.folds.len() - FOLDS_LISTED) " more: " code { "bakeoff show " (short(&entry.run)) } }
        }
    }
}

fn notes(entry: &Entry) -> Markup {
    const CHARACTERS: usize = 2_000;
    let Some(text) = &entry.text else { return html! {} };
    let cut: String = text.chars().take(CHARACTERS).collect();
    html! {
        h3 { (entry.name) " " code { (short(&entry.run)) } }
        pre tabindex="0" { (cut) @if cut.len() < text.len() { "…" } }
    }
}

/// The beginning of a run id.
fn short(run: &str) -> &str {
    run.get(..8).unwrap_or(run)
}
