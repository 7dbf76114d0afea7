//! Missing values, NaN and infinity, column by column.

use maud::{Markup, html};
use profile::look::Column;

use super::page::Section;
use super::view::{View, count, counted, meter, percent};

/// Columns listed.
const COLUMNS_MAX: usize = 40;

/// The columns with the largest share of rows without a value.
pub(super) fn section(view: &View) -> Option<Section> {
    let mut gappy: Vec<&Column> = view.look.columns.iter().filter(|c| c.present() < c.rows).collect();
    if gappy.is_empty() {
        return None;
    }
    gappy.sort_by_key(|c| c.present());
    let odd = gappy.iter().any(|c| c.nan + c.infinite > 0);
    let body = html! {
        p {
            (counted(gappy.len() as u64, "column")) " of " (view.look.columns.len()) " " @if gappy.len() == 1 { "lacks" } @else { "lack" } " values. "
            "Columns that lack the same number of rows often lack them together: one reason, one indicator."
        }
        div.scroll tabindex="0" { table.figures {
            thead { tr {
                th { "column" } th { span.vh { "share, drawn" } } th.number { "share" } th.number { "missing" }
                @if odd { th.number { "NaN" } th.number { "infinite" } }
            } }
            tbody { @for column in gappy.iter().take(COLUMNS_MAX) { (row(view, column, odd)) } }
        } }
        @if gappy.len() > COLUMNS_MAX { p.note { "and " (gappy.len() - COLUMNS_MAX) " columns that lack less" } }
    };
    Some(Section { id: "missing", title: "Missing values", body })
}

fn row(view: &View, column: &Column, odd: bool) -> Markup {
    html! {
        tr {
            th { (view.column(&column.name)) }
            td { (meter(column.absent_share())) }
            td.number { (percent(column.absent_share())) }
            td.number { (count(column.missing)) }
            @if odd { td.number { (count(column.nan)) } td.number { (count(column.infinite)) } }
        }
    }
}
