//! What may be shown of a look, and how it is written.

use std::collections::{HashMap, HashSet};

use maud::{Markup, html};
use profile::look::{Column, Look, Meaning, SHARES, SHOWN_ROWS_MIN};

use crate::figure::grouped;
use crate::text::plain;

/// A table of up to so many columns has every column unfolded;
const COLUMNS_MAX: usize = 120;
/// of a wider one, the columns of findings, at most so many.
const CONCERNED_MAX: usize = 200;

/// A look, and how much of it the reader wants to see.
pub(crate) struct View<'a> {
    pub(crate) look: &'a Look,
    values: bool,
    places: HashMap<&'a str, usize>,
    unfolded: HashSet<usize>,
}

impl<'a> View<'a> {
    /// `values` shows extremes and rare levels too.
    pub(crate) fn new(look: &'a Look, values: bool) -> Self {
        let places: HashMap<&str, usize> = look.columns.iter().enumerate().map(|(at, c)| (c.name.as_str(), at)).collect();
        let unfolded = if look.columns.len() <= COLUMNS_MAX {
            (0..look.columns.len()).collect()
        } else {
            let roles = [&look.asked.target, &look.asked.time, &look.asked.group];
            let named = roles.into_iter().flatten().chain(look.findings.iter().flat_map(|f| f.columns.iter().take(5)));
            let mut kept = HashSet::new();
            for at in named.filter_map(|name| places.get(name.as_str())) {
                if kept.len() < CONCERNED_MAX {
                    kept.insert(*at);
                }
            }
            kept
        };
        Self { look, values, places, unfolded }
    }

    /// Whether extremes and rare levels are shown.
    pub(crate) fn values(&self) -> bool {
        self.values
    }

    /// Whether a figure that rests on so many rows is shown.
    pub(crate) fn shows(&self, rows: u64) -> bool {
        self.values || rows >= SHOWN_ROWS_MIN
    }

    /// A level's name, where enough rows hold it.
    pub(crate) fn level<'b>(&self, name: &'b str, rows: u64) -> &'b str {
        if self.shows(rows) { name } else { "a rare level" }
    }

    /// Whether a column has figures of its own on the page.
    pub(crate) fn unfolds(&self, place: usize) -> bool {
        self.unfolded.contains(&place)
    }

    /// A column's name, as a link to its figures.
    pub(crate) fn column(&self, name: &str) -> Markup {
        html! {
            @match self.places.get(name) {
                Some(at) => a.col href=(format!("#c{}", at + 1)) { (plain(name)) },
                None => span.col { (plain(name)) },
            }
        }
    }

    /// Names of columns in a row, the first so many of them.
    pub(crate) fn columns(&self, names: &[impl AsRef<str>], most: usize) -> Markup {
        html! {
            @for (at, name) in names.iter().take(most).enumerate() { @if at > 0 { ", " } (self.column(name.as_ref())) }
            @if names.len() > most { " and " (names.len() - most) " more" }
        }
    }

    /// The quantile of a column of numbers at one of [`SHARES`], where enough rows lie beyond it.
    pub(crate) fn quantile(&self, column: &Column, at: usize) -> Option<f64> {
        let beyond = SHARES[at].min(1.0 - SHARES[at]) * column.present() as f64;
        let numbers = column.numbers.as_ref().filter(|_| self.shows(beyond as u64))?;
        Some(numbers.quantiles[at])
    }
}

/// A word for what a column means.
pub(crate) fn meaning(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Empty => "empty",
        Meaning::Constant => "constant",
        Meaning::Key => "key",
        Meaning::Id => "id",
        Meaning::Flag => "flag",
        Meaning::Category => "category",
        Meaning::Count => "count",
        Meaning::Rate => "rate",
        Meaning::Amount => "amount",
        Meaning::Date => "date",
        Meaning::Text => "text",
    }
}

/// A share in percent: `0`, `<0.1 %`, `2.5 %`, `37 %`, `>99.9 %`.
pub(crate) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    match percent {
        p if p <= 0.0 => "0".to_owned(),
        p if p < 0.1 => "<0.1 %".to_owned(),
        p if p < 9.95 => format!("{p:.1} %"),
        p if p <= 99.0 => format!("{p:.0} %"),
        p if p < 99.9 => format!("{p:.1} %"),
        p if p < 100.0 => ">99.9 %".to_owned(),
        _ => "100 %".to_owned(),
    }
}

/// A figure with four significant digits and a proper minus; thousands are grouped from 10,000 on, so that years read as years.
pub(crate) fn amount(value: f64) -> String {
    let size = value.abs();
    let plain = match size {
        s if !s.is_finite() => return "–".to_owned(),
        0.0 => "0".to_owned(),
        s if !(1e-4..1e15).contains(&s) => format!("{size:.3e}"),
        s if s >= 9_999.5 => grouped(size.round()),
        s => {
            let decimals = (3 - s.log10().floor() as i32).clamp(0, 8) as usize;
            let text = format!("{size:.decimals$}");
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
        }
    };
    if value < 0.0 { format!("\u{2212}{plain}") } else { plain }
}

/// A whole number, with commas between thousands.
pub(crate) fn count(value: u64) -> String {
    grouped(value as f64)
}

/// `1 row`, `2 rows`.
pub(crate) fn counted(value: u64, one: &str) -> String {
    if value == 1 { format!("1 {one}") } else { format!("{} {one}s", count(value)) }
}

/// A small bar for a share from 0 to 1; the figure has to stand beside it.
pub(crate) fn meter(share: f64) -> Markup {
    let width = (100.0 * share).clamp(0.0, 100.0);
    html! { span.meter aria-hidden="true" { @if width > 0.0 { i style=(format!("width:{width:.1}%")) {} } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_read_them() {
        assert_eq!([0.0, 0.0004, 0.025, 0.37, 0.9999, 1.0].map(percent), ["0", "<0.1 %", "2.5 %", "37 %", ">99.9 %", "100 %"]);
        assert_eq!(
            [0.0, 2013.0, -12.0, 336_776.0, 0.123_456, 1e-9, 2.5].map(amount),
            ["0", "2013", "\u{2212}12", "336,776", "0.1235", "1.000e-9", "2.5"]
        );
        assert_eq!((counted(1, "row"), counted(1200, "row")), ("1 row".to_owned(), "1,200 rows".to_owned()));
    }
}
