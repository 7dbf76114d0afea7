//! Rows and columns that stand there twice.

use maud::html;

use super::page::Section;
use super::view::{View, count, percent};

/// Sets of equal columns listed.
const SETS_MAX: usize = 20;
/// Columns named in a set.
const NAMED_MAX: usize = 8;

/// How many rows repeat another, and which columns are copies; nothing where there are none.
pub(super) fn section(view: &View) -> Option<Section> {
    let seen = &view.look.duplicates;
    if seen.rows < 0.5 && seen.columns.is_empty() {
        return None;
    }
    let body = html! {
        @if seen.rows >= 0.5 {
            p {
                @if seen.error.is_some() { "About " }
                (count(seen.rows.round() as u64)) " rows (" (percent(seen.share)) ") repeat an earlier row in every column"
                @if let Some(error) = seen.error { ", give or take " (count((2.0 * error).ceil() as u64)) }
                "."
            }
        } @else {
            p { "No row repeats another in every column." }
        }
        @if !seen.columns.is_empty() {
            p { "Columns with the same value in every row:" }
            ul { @for set in seen.columns.iter().take(SETS_MAX) { li { (view.columns(set, NAMED_MAX)) } } }
            @if seen.columns.len() > SETS_MAX { p.note { "and " (seen.columns.len() - SETS_MAX) " further sets" } }
        }
    };
    Some(Section { id: "duplicates", title: "Duplicates", body })
}
