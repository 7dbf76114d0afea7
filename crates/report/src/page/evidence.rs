//! The technical evidence, folded: every number with its run.

use contest::{Bill, Entry, Item, Source, Status};
use maud::{Markup, html};
use verdict::Comparison;

use crate::Dossier;
use crate::figure::{bytes, money, score, seconds};

/// Folds that are listed one by one; more are in the ledger.
const FOLDS_LISTED: usize = 12;

/// All of it.
pub(super) fn section(dossier: &Dossier) -> Markup {
    html! {
        section aria-labelledby="evidence" {
            h2 #evidence { "Evidence" }
            details { summary { "Board: scores, comparisons, usage" } (board(dossier)) }
            details { summary { "How it was settled" } (rules(dossier)) }
            details { summary { "Bills" } @for entry in &dossier.board.entries { (bill(dossier, entry)) } }
            details { summary { "Rounds and runs" } @for entry in &dossier.board.entries { (folds(entry)) } }
            details { summary { "What the contenders say of themselves" } @for entry in &dossier.board.entries { (notes(entry)) } }
        }
    }
}

fn board(dossier: &Dossier) -> Markup {
    let verdict = dossier.verdict.as_ref();
    let of = |entry: &Entry| verdict.and_then(|v| v.comparisons.iter().find(|c| c.player == entry.id));
    let interval = |entry: &Entry| {
        let found = verdict?.scores.iter().find(|s| s.player == entry.id)?;
        Some(format!("{} to {}", score(found.lower?), score(found.upper?)))
    };
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "Contender" } th scope="col" { "Tier" } th.number scope="col" { (dossier.board.metric.to_string()) }
                th.number scope="col" { "95 % interval" } th.number scope="col" { "From the best" }
                th.number scope="col" { "One-sided 95 % bounds" } th.number scope="col" { "p" } th scope="col" { "Second opinion" }
                th.number scope="col" { "CPU" } th.number scope="col" { "Peak memory" } th scope="col" { "Run" }
            } }
            tbody { @for entry in &dossier.board.entries { tr {
                th scope="row" { (entry.name) }
                td { (entry.tier) }
                td.number { (entry.score.map(score).unwrap_or_default()) }
                td.number { (interval(entry).unwrap_or_default()) }
                td.number { (of(entry).map(|c| score(c.difference)).unwrap_or_default()) }
                td.number { (bounds(of(entry))) }
                td.number { (of(entry).and_then(|c| c.spread.as_ref()).map(|s| format!("{:.3}", s.p_holm)).unwrap_or_default()) }
                td { (second(of(entry))) }
                td.number { (seconds(entry.usage.cpu_seconds)) }
                td.number { (bytes(entry.usage.peak_bytes)) }
                td { code { (short(&entry.run)) } }
            } } }
        } }
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
                    (format!("{:?}", verdict.basis.unit).to_lowercase())
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
        h3 { (entry.name) }
        div.scroll { table {
            thead { tr { th scope="col" { "Item" } th.number scope="col" { "Quantity" } th.number scope="col" { "Price" } th.number scope="col" { "Amount" } } }
            tbody {
                @for item in build { (row(dossier, "now", item)) }
                @for item in year { (row(dossier, "a year", item)) }
            }
        } }
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
        div.scroll { table {
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
        } }
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
        h3 { (entry.name) }
        pre { (cut) @if cut.len() < text.len() { "…" } }
    }
}

/// The beginning of a run id.
fn short(run: &str) -> &str {
    run.get(..8).unwrap_or(run)
}
