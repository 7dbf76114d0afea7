//! The page: one self-contained HTML file, without script and without network.

use maud::{Markup, html};
use profile::look::{Look, Meaning};

use super::view::{View, count, counted, percent};
use super::{
    against, collinearity, columns, drift, duplicates, findings, fits, groups, missing, pairs, power, rules, series, style,
    target,
};
use crate::page::sheet_with;

/// A part of the page: what one check saw.
pub(super) struct Section {
    /// The name of the check, to which findings lead.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) body: Markup,
}

/// The sections in the order of the page; one that has nothing to say is left out.
pub(super) const SECTIONS: &[fn(&View) -> Option<Section>] = &[
    rules::judged,
    against::section,
    rules::suggested,
    target::section,
    missing::section,
    duplicates::section,
    collinearity::section,
    pairs::section,
    fits::section,
    groups::section,
    series::section,
    drift::section,
    power::section,
    columns::section,
];

/// Writes the page. The same look gives the same bytes. `values` shows extremes and rare levels too.
pub fn look_page(look: &Look, values: bool) -> String {
    let view = View::new(look, values);
    let sections: Vec<Section> = SECTIONS.iter().filter_map(|section| section(&view)).collect();
    let body = html! {
        header {
            p.kicker { "A look at the data, before any model" }
            h1 { (title(look)) }
            p.lead { (lead(look)) }
        }
        main {
            (glance(look))
            (findings::list(&view, &sections))
            (contents(&view, &sections))
            @for section in &sections {
                section aria-labelledby=(section.id) { h2 id=(section.id) { (section.title) } (section.body) }
            }
        }
        footer { (footer(&view)) }
    };
    let head = html! {
        meta name="generator" content="bakeoff look";
        style { (maud::PreEscaped(style::CSS)) }
    };
    sheet_with(&format!("A look at {}", title(look)), &head, &body)
}

/// The name of the file, or of the first of several.
fn title(look: &Look) -> String {
    let name = |path: &str| path.rsplit(['/', '\\']).next().filter(|n| !n.is_empty()).unwrap_or(path).to_owned();
    let mut sources = look.source.split(' ');
    let first = sources.next().map(name).unwrap_or_default();
    match sources.count() {
        0 => first,
        _ if look.source.len() < 60 => look.source.clone(),
        n => format!("{first} and {n} more"),
    }
}

/// What the table is, in two sentences.
fn lead(look: &Look) -> String {
    let of = |is: fn(Meaning) -> bool| look.columns.iter().filter(|c| is(c.meaning)).count();
    let kinds = [
        (of(Meaning::is_quantity), "quantity", "quantities"),
        (of(Meaning::is_levels), "category", "categories"),
        (of(|m| m == Meaning::Date), "date", "dates"),
        (of(|m| m == Meaning::Text), "text", "texts"),
        (of(|m| matches!(m, Meaning::Id | Meaning::Key)), "id", "ids"),
        (of(|m| matches!(m, Meaning::Empty | Meaning::Constant)), "without information", "without information"),
    ];
    let told: Vec<String> =
        kinds.iter().filter(|k| k.0 > 0).map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many })).collect();
    let asked = &look.asked;
    let roles = [("target", &asked.target), ("time", &asked.time), ("group", &asked.group)];
    let roles: Vec<String> = roles.iter().filter_map(|(role, name)| Some(format!("{role} {}", name.as_ref()?))).collect();
    let told_roles = if roles.is_empty() { String::new() } else { format!(" Asked for: {}.", roles.join(", ")) };
    format!("{} of {}: {}.{told_roles}", counted(look.rows, "row"), counted(look.columns.len() as u64, "column"), told.join(", "))
}

fn glance(look: &Look) -> Markup {
    let cells = look.rows as f64 * look.columns.len() as f64;
    let absent: u64 = look.columns.iter().map(|c| c.rows - c.present()).sum();
    let gappy = look.columns.iter().filter(|c| c.present() < c.rows).count();
    let twice = &look.duplicates;
    html! {
        dl.glance {
            (figure("rows", &count(look.rows), &sampled(look)))
            (figure("columns", &count(look.columns.len() as u64), ""))
            (figure("cells missing", &percent(absent as f64 / cells.max(1.0)), &format!("in {}", counted(gappy as u64, "column"))))
            (figure("rows that repeat another", &percent(twice.share), if twice.error.is_some() { "estimated" } else { "exact" }))
            (figure("findings", &count(look.findings.len() as u64), ""))
        }
    }
}

fn figure(what: &str, figure: &str, remark: &str) -> Markup {
    html! { div { dt { (what) } dd.figure { (figure) } @if !remark.is_empty() { dd.remark { (remark) } } } }
}

fn sampled(look: &Look) -> String {
    if look.sample.rows == look.rows {
        "all read by every check".to_owned()
    } else {
        format!("some checks read {}", count(look.sample.rows))
    }
}

/// What is where: sections, then columns.
fn contents(view: &View, sections: &[Section]) -> Markup {
    html! {
        nav.contents aria-label="Contents" {
            p { @for (at, section) in sections.iter().enumerate() { @if at > 0 { " · " } a href=(format!("#{}", section.id)) { (section.title) } } }
            details {
                summary { "Columns by name" }
                p.names { @for (at, column) in view.look.columns.iter().enumerate() { @if at > 0 { " " } (view.column(&column.name)) } }
            }
        }
    }
}

fn footer(view: &View) -> Markup {
    let look = view.look;
    html! {
        p {
            @if view.values() {
                "Made with --show-values: smallest and largest values, first and last dates and rare levels are shown."
            } @else {
                "Nothing here rests on fewer than ten rows: smallest and largest values, first and last dates, levels of fewer than ten rows and the ends of "
                "distributions are left out. Shown are the names of columns, levels of ten rows and more, quantiles with ten rows and more "
                "beyond them, counts, shares, means and moments (from which one huge value can be guessed). --show-values shows the rest; look.json holds it."
            }
        }
        @for note in &look.notes { p { (note) "." } }
        p {
            "Distinct values, quantiles and repeated rows are exact unless marked otherwise. Sample of " (count(look.sample.rows)) " of "
            (count(look.sample.of)) " rows, seed " (look.sample.seed) ". Made by bakeoff look."
        }
    }
}
