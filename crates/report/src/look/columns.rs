//! Every column, a line each; unfolded to its drawing and its figures.

use maud::{Markup, PreEscaped, html};
use plot::{Bar, Calendar, NARROW, calendar, histogram, spark};
use profile::look::{Column, Instants, Level, Numbers, Order, Texts};

use super::page::Section;
use super::shape::{Shape, When, heights, named};
use super::view::{View, amount, count, counted, meaning, meter, percent};

/// Bars of a drawing, and of one in a line.
const BARS_MAX: usize = 48;
const SPARK: usize = 24;
/// Levels listed.
const LEVELS_MAX: usize = 10;
const HEIGHT: f64 = 170.0;

/// The list.
pub(super) fn section(view: &View) -> Option<Section> {
    let columns = &view.look.columns;
    if columns.is_empty() {
        return None;
    }
    let folded = (0..columns.len()).filter(|at| !view.unfolds(*at)).count();
    let body = html! {
        p.note {
            "Each line unfolds. Missing counts NaN and infinite values too; the middle half lies between the lower and the upper quartile."
            @if folded > 0 { " Of " (columns.len()) " columns, the " (columns.len() - folded) " that findings name unfold; the others have their line." }
        }
        div.columns {
            div.line.head aria-hidden="true" {
                span { "column" } span { "meaning" } span { "distribution" }
                span.number { "missing" } span.number { "distinct" } span.number { "median" } span.number { "middle half" }
            }
            @for (at, column) in columns.iter().enumerate() {
                @if view.unfolds(at) {
                    details.column id=(format!("c{}", at + 1)) { summary.line { (line(view, column)) } (figures(view, column)) }
                } @else {
                    div.line id=(format!("c{}", at + 1)) { (line(view, column)) }
                }
            }
        }
    };
    Some(Section { id: "columns", title: "Columns", body })
}

fn line(view: &View, column: &Column) -> Markup {
    let label = |text: &str| html! { span.vh { (text) " " } };
    html! {
        span.name { (column.name) }
        span.kind { (meaning(column.meaning)) }
        span { (PreEscaped(spark(&heights(column, SPARK, view)))) }
        span.number { (label("missing")) (percent(column.absent_share())) }
        span.number { (label("distinct")) (distinct(column)) }
        @if let Some(median) = view.quantile(column, 4).filter(|_| !column.meaning.is_levels()) {
            span.number { (label("median")) (amount(median)) }
            span.number.wide {
                @if let (Some(low), Some(high)) = (view.quantile(column, 3), view.quantile(column, 5)) {
                    (label("middle half")) (amount(low)) " – " (amount(high))
                }
            }
        } @else {
            span.top { @if let Some(first) = first(view, column) { (first) } }
        }
    }
}

/// The most frequent level and its share.
fn first(view: &View, column: &Column) -> Option<Markup> {
    let (levels, _) = named(column, 1, view);
    let first: &Level = levels.first().filter(|_| column.distinct.count <= column.present() / 2)?;
    let share = first.rows as f64 / column.present().max(1) as f64;
    Some(html! { (first.name) " " span.note { (percent(share)) } })
}

fn distinct(column: &Column) -> String {
    let about = if column.distinct.error.is_some() { "≈ " } else { "" };
    format!("{about}{}", count(column.distinct.count))
}

fn figures(view: &View, column: &Column) -> Markup {
    let levels = named(column, LEVELS_MAX, view);
    let drawn = Shape::of(column, BARS_MAX, view).filter(|_| !column.meaning.is_levels());
    html! {
        div.figures-of {
            div {
                @match (&drawn, levels.0.is_empty()) {
                    (Some(shape), _) => (drawing(column, shape)),
                    (None, false) => (bars(column, &levels.0, levels.1)),
                    (None, true) if column.instants.is_some() => (when(view, column)),
                    (None, true) if column.texts.is_some() => (of_lengths(view, column)),
                    (None, true) => p.note { "Nothing to draw" @if !view.shows(column.present()) { " without single values" } "." },
                }
            }
            dl {
                (item("stored as", &stored(view, column)))
                (item("rows with a value", &format!("{} of {}", count(column.present()), count(column.rows))))
                @if column.nan + column.infinite > 0 {
                    (item("NaN, infinite", &format!("{}, {}", count(column.nan), count(column.infinite))))
                }
                (item("distinct", &(distinct(column) + &column.distinct.error.map_or_else(String::new, |e| format!(" ± {}", percent(e))))))
                @if let Some(order) = order(column.order) { (item("order", order)) }
                @if let Some(numbers) = column.numbers.as_ref().filter(|_| !column.meaning.is_levels()) { (of_numbers(view, column, numbers)) }
                @if let Some(texts) = &column.texts { (of_texts(view, column, texts)) }
                @if let Some(instants) = &column.instants { (of_instants(view, column, instants)) }
                (named_by(view, column))
            }
        }
    }
}

/// The type of the column, and how its times were written where they had to be read.
fn stored(view: &View, column: &Column) -> String {
    match view.look.written.iter().find(|written| written.column == column.name) {
        Some(written) => match written.form {
            Some(form) => format!("{}: {}", if written.text { "text" } else { "integer" }, form.words()),
            None => "parts in columns of their own".to_owned(),
        },
        None => column.kind.clone(),
    }
}

fn item(what: &str, text: &str) -> Markup {
    html! { dt { (what) } dd { (text) } }
}

/// The findings that name it.
fn named_by(view: &View, column: &Column) -> Markup {
    let found = view.look.findings.iter().enumerate().filter(|(_, f)| f.columns.contains(&column.name));
    let numbers: Vec<usize> = found.map(|(at, _)| at + 1).take(12).collect();
    html! {
        @if !numbers.is_empty() {
            dt { "findings" }
            dd { @for (at, n) in numbers.iter().enumerate() { @if at > 0 { ", " } a href=(format!("#f{n}")) { (n) } } }
        }
    }
}

fn drawing(column: &Column, shape: &Shape) -> Markup {
    let present = column.present().max(1) as f64;
    let point = |(value, rows): &(f64, u64)| {
        let label = if shape.bars.is_empty() {
            String::new()
        } else {
            format!("{}: {}", amount(*value), percent(*rows as f64 / present))
        };
        (*value, *rows as f64, label)
    };
    let drawn = plot::Histogram {
        title: &format!("Distribution of {}", column.name),
        description: "",
        width: NARROW,
        height: HEIGHT,
        bars: shape.bars.clone(),
        points: shape.points.iter().map(point).collect(),
    };
    let beyond = match (shape.below, shape.above) {
        (0, 0) => None,
        (below, 0) => Some(format!("{} further left.", counted(below, "row"))),
        (0, above) => Some(format!("{} further right.", counted(above, "row"))),
        (below, above) => Some(format!("{} further left, {} further right.", counted(below, "row"), counted(above, "row"))),
    };
    html! {
        figure {
            (PreEscaped(histogram(&drawn)))
            @if let Some(text) = beyond { figcaption { (text) } }
        }
    }
}

/// Rows over time.
fn when(view: &View, column: &Column) -> Markup {
    let course = column.instants.as_ref().and_then(|instants| instants.course.as_ref());
    let Some((course, drawn)) = course.zip(When::of(column, view)) else { return html! { p.note { "Nothing to draw." } } };
    let chart = Calendar {
        title: &format!("Rows by {} of {}", course.unit, column.name),
        description: "",
        width: NARROW,
        height: HEIGHT,
        bars: drawn.bars.iter().map(|(from, to, rows)| (*from, *to, *rows as f64)).collect(),
        gaps: drawn.gaps.clone(),
    };
    html! {
        figure {
            (PreEscaped(calendar(&chart)))
            figcaption {
                "Rows a " (course.unit)
                @if course.seen < column.present() { ", from " (count(course.seen)) " of them" }
                @if !drawn.gaps.is_empty() { "; shaded: none" }
                @if drawn.beyond > 0 { "; " (counted(drawn.beyond, "row")) " before or after" }
                "."
            }
        }
    }
}

/// How long texts are, and the shapes that they have.
fn of_lengths(view: &View, column: &Column) -> Markup {
    let lengths = column.texts.as_ref().map(|texts| texts.lengths.clone()).unwrap_or_default();
    let bar = |(from, to, rows): &(u64, u64, u64)| Bar { from: *from as f64 - 0.5, to: *to as f64 + 0.5, count: *rows as f64 };
    let mut shape = Shape { bars: lengths.iter().map(bar).collect(), ..Shape::default() };
    if !view.values() {
        shape.trim();
    }
    if shape.bars.len() < 2 {
        return html! { p.note { "Nothing to draw: the texts are of one length" @if !view.shows(column.present()) { ", or too few" } "." } };
    }
    let title = format!("Lengths of {}", column.name);
    let drawn =
        plot::Histogram { title: &title, description: "", width: NARROW, height: HEIGHT, bars: shape.bars, points: Vec::new() };
    html! { figure { (PreEscaped(histogram(&drawn))) figcaption { "Characters of a text." } } }
}

fn bars(column: &Column, levels: &[&Level], others: u64) -> Markup {
    let present = column.present().max(1) as f64;
    let most = levels.first().map_or(1.0, |l| l.rows as f64);
    html! {
        table.figures.levels {
            thead { tr { th { "level" } th { span.vh { "share, drawn" } } th.number { "share" } th.number { "rows" } } }
            tbody {
                @for level in levels {
                    tr {
                        th { (level.name) }
                        td { (meter(level.rows as f64 / most)) }
                        td.number { (percent(level.rows as f64 / present)) }
                        td.number { (count(level.rows)) }
                    }
                }
                @if others > 0 {
                    tr.rest { th { "all others" } td {} td.number { (percent(others as f64 / present)) } td.number { (count(others)) } }
                }
            }
        }
    }
}

fn order(order: Order) -> Option<&'static str> {
    match order {
        Order::Rising => Some("each larger than the one before"),
        Order::NeverFalling => Some("never falls with the rows"),
        Order::Falling => Some("each smaller than the one before"),
        Order::NeverRising => Some("never rises with the rows"),
        Order::None => None,
    }
}

fn of_numbers(view: &View, column: &Column, numbers: &Numbers) -> Markup {
    let present = column.present();
    let between =
        |a: usize, b: usize| Some(format!("{} – {}", amount(view.quantile(column, a)?), amount(view.quantile(column, b)?)));
    let share = |rows: u64| percent(rows as f64 / present.max(1) as f64);
    html! {
        @if view.shows(present) {
            (item("mean, standard deviation", &match numbers.sd {
                Some(sd) => format!("{}, {}", amount(numbers.mean), amount(sd)),
                None => amount(numbers.mean),
            }))
        }
        @if let Some(median) = view.quantile(column, 4) { (item("median", &amount(median))) }
        @for (what, range) in [("middle 50 %", between(3, 5)), ("middle 80 %", between(2, 6)), ("middle 90 %", between(1, 7)), ("middle 98 %", between(0, 8))] {
            @if let Some(range) = range { (item(what, &range)) }
        }
        @if view.values() { (item("smallest, largest", &format!("{}, {}", amount(numbers.min), amount(numbers.max)))) }
        @if let (Some(skewness), Some(kurtosis), true) = (numbers.skewness, numbers.excess_kurtosis, view.shows(present)) {
            (item("skewness, excess kurtosis", &format!("{}, {}", amount(skewness), amount(kurtosis))))
        }
        @if numbers.zeros > 0 { (item("zero", &share(numbers.zeros))) }
        @if numbers.negatives > 0 { (item("negative", &share(numbers.negatives))) }
        @if let Some(far) = numbers.outliers.filter(|o| o.below + o.above > 0) {
            (item("far outside", &format!("{} below, {} above", count(far.below), count(far.above))))
        }
        @if let Some(error) = numbers.rank_error { (item("quantiles", &format!("estimated, ranks to ± {}", percent(error)))) }
    }
}

fn of_texts(view: &View, column: &Column, texts: &Texts) -> Markup {
    let shapes: Vec<&Level> = texts.shapes.iter().filter(|s| view.shows(s.rows)).take(3).collect();
    html! {
        (item("mean length", &format!("{} characters", amount(texts.mean_length))))
        @if view.values() { (item("shortest, longest", &format!("{}, {}", count(texts.shortest), count(texts.longest)))) }
        @if texts.blank > 0 { (item("blank", &counted(texts.blank, "row"))) }
        @if !shapes.is_empty() {
            dt { "shapes" }
            dd {
                @for shape in shapes {
                    div { code { (shape.name) } " " span.note { (percent(shape.rows as f64 / column.present().max(1) as f64)) } }
                }
            }
        }
    }
}

fn of_instants(view: &View, column: &Column, instants: &Instants) -> Markup {
    // The period that the table covers is no secret; a date of birth is.
    let shown = view.values() || view.look.asked.time.as_ref() == Some(&column.name);
    html! {
        @if shown { (item("first, last", &format!("{}, {}", instants.first, instants.last))) }
        @if let Some(step) = &instants.step { (item("usual step", step)) }
        @if !instants.gaps.is_empty() {
            dt { "gaps" }
            dd {
                @if shown {
                    @for (from, to) in instants.gaps.iter().take(3) { div { (from) " – " (to) } }
                } @else {
                    (instants.gaps.len()) " and more than three times as long as the usual step"
                }
            }
        }
    }
}
