//! Whether the target can be learned, and honestly.

use maud::{Markup, PreEscaped, html};
use plot::{Learning, LearningLine, NARROW, WIDE, learning};
use profile::look::{Late, Loss, Model, Reach, Repeats, Share, Target, Telling};

use super::page::Section;
use super::view::{View, count, counted, meter, percent};

/// Columns and classes listed.
const COLUMNS_MAX: usize = 15;
const CLASSES_MAX: usize = 10;

/// What cheap models reach, what each column tells alone, what comes too late, what no model can tell apart.
pub(super) fn section(view: &View) -> Option<Section> {
    let seen = view.look.target.as_ref()?;
    let body = html! {
        @if let Some(reason) = &seen.unfit {
            p { (view.column(&seen.column)) " cannot be learned: " (reason) "." }
        } @else {
            @if let Some(reach) = &seen.reach { (reached(reach)) } @else {
                p.note { "Too few rows with a value, or no column to learn from: no model was tried." }
            }
            (telling(view, seen))
            (late(view, seen))
            @if let Some(repeats) = &seen.repeats { (twins(repeats)) }
            (classes(view, seen))
        }
    };
    Some(Section { id: "target", title: "Can the target be learned?", body })
}

fn reached(of: &Reach) -> Markup {
    let (unit, loss) = words(of.loss);
    let line = |label: &'static str, model: Model, value: fn(&profile::look::Point) -> f64| LearningLine {
        label,
        points: of.points.iter().map(|p| (p.rows as f64, value(p))).collect(),
        marked: model == of.best,
    };
    let lines = vec![
        line("constant", Model::Constant, |p| p.constant),
        line("linear", Model::Linear, |p| p.linear),
        line("trees", Model::Trees, |p| p.trees),
    ];
    let ahead = of.ahead.iter().map(|a| (a.rows as f64, a.loss, a.low, a.high)).collect();
    let chart = Learning { title: "Loss by training rows", unit, width: WIDE, lines, ahead };
    let narrow = Learning { width: NARROW, ..chart.clone() };
    let best = if of.best == Model::Trees { "boosted trees save" } else { "a linear model saves" };
    html! {
        p {
            "On rows that it has not seen, " (best) " " (share(of.saved)) " of the constant's " (loss) ". Beyond the linear model, trees save "
            (share(of.bent)) " of it."
            @for more in &of.ahead {
                " With " (count(more.rows)) " training rows, " (percent(more.saved_between.0)) " to " (percent(more.saved_between.1)) " would be saved."
            }
        }
        figure {
            div.wide { (PreEscaped(learning(&chart))) }
            div.narrow { (PreEscaped(learning(&narrow))) }
            figcaption { "Cheap models on an eighth, a quarter, half and all of the training rows. Standing lines: what more rows would bring, at 95 %." }
        }
        p.note {
            "From " (count(of.rows)) " rows and " (count(of.columns)) " columns; scored on " (of.split) ". Columns that leak or come too late are left out, dates and ids too."
        }
    }
}

fn telling(view: &View, seen: &Target) -> Markup {
    let told: Vec<&Telling> = seen.telling.iter().filter(|t| t.share > 0.0 || t.suspicious).take(COLUMNS_MAX).collect();
    html! {
        @if !told.is_empty() {
            div.scroll tabindex="0" { table.figures {
                caption { "What each column tells alone, the most first" }
                thead { tr { th { "column" } th { span.vh { "share, drawn" } } th.number { "share" } th { span.vh { "remark" } } } }
                tbody {
                    @for one in &told {
                        tr {
                            th { (view.column(&one.column)) }
                            td { (meter(one.share)) }
                            td.number { (percent(one.share)) }
                            td { @if one.suspicious { "suspiciously much" } }
                        }
                    }
                }
            } }
            p.note {
                "The share of the " @if seen.classes.is_empty() { "squared error of the target's rank" } @else { "log loss" }
                " that a table of this column alone explains, on rows that it has not seen."
            }
        }
    }
}

fn late(view: &View, seen: &Target) -> Markup {
    html! {
        @if !seen.late.is_empty() || seen.delay.is_some() {
            ul {
                @for one in seen.late.iter().chain(&seen.delay) {
                    li { (view.column(one.column())) " " (lateness(one)) "." }
                }
            }
        }
    }
}

fn lateness(of: &Late) -> String {
    match of {
        Late::WithTarget { without, with, rows, .. } => format!(
            "is missing in {} of {} without a target and in {} of the others",
            percent(*without),
            counted(*rows, "row"),
            percent(*with)
        ),
        Late::Latest { early, latest, .. } => format!(
            "is filled in {} of the first three quarters of the rows by time, and in {} of the last twentieth",
            percent(*early),
            percent(*latest)
        ),
    }
}

fn twins(of: &Repeats) -> Markup {
    html! {
        p {
            (count(of.repeated)) " of " (counted(of.rows, "row")) " share all " (count(of.features)) " features with another one. Within such sets the target keeps "
            (percent(of.unexplained.min(1.0))) " of its spread (standard error " (percent(of.error)) "): what no model of these columns can tell. Of a random fifth, "
            (percent(of.overlap)) " would have a twin in the rest."
        }
    }
}

fn classes(view: &View, seen: &Target) -> Markup {
    let shown: Vec<_> = seen.classes.iter().filter(|class| view.shows(class.rows)).take(CLASSES_MAX).collect();
    html! {
        @if !shown.is_empty() {
            div.scroll tabindex="0" { table.figures.levels {
                caption { "Classes" }
                thead { tr { th { "class" } th { span.vh { "share, drawn" } } th.number { "share" } th.number { "rows" } } }
                tbody {
                    @for class in &shown {
                        tr {
                            th { (class.name) }
                            td { (meter(class.rows as f64 / seen.rows.max(1) as f64)) }
                            td.number { (percent(class.rows as f64 / seen.rows.max(1) as f64)) }
                            td.number { (count(class.rows)) }
                        }
                    }
                }
            } }
        }
    }
}

/// A share with its interval; below 0 it only misleads.
fn share(of: Share) -> String {
    let signed = |share: f64| if share < 0.0 { format!("\u{2212}{}", percent(-share)) } else { percent(share) };
    format!("{} ({} to {})", signed(of.value), signed(of.low), signed(of.high.min(1.0)))
}

/// What is drawn, and what shares are of.
fn words(loss: Loss) -> (&'static str, &'static str) {
    match loss {
        Loss::LogLoss => ("log loss", "log loss"),
        Loss::Rmse => ("root mean squared error", "squared error"),
        Loss::Mae => ("mean absolute error", "absolute error"),
    }
}
