//! What the named contender knows that was not known before.

use insight::{Curve as Effect, Driver, Drivers, Measured, News};
use maud::{Markup, PreEscaped, html};
use plot::{Curve, CurvePoint, NARROW, curve};

use super::region;
use crate::Dossier;
use crate::figure::score;

/// Columns that are listed.
const LISTED_MAX: usize = 15;

/// The known drivers alone against the winner, and what each column carries.
pub(super) fn section(dossier: &Dossier) -> Markup {
    let Some(drivers) = dossier.insight.as_ref().and_then(|insight| insight.drivers.as_ref()) else { return html! {} };
    let player = dossier.insight.as_ref().map_or(0, |insight| insight.player);
    let metric = dossier.board.metric.to_string();
    html! {
        section aria-labelledby="drivers" {
            h2 #drivers { "What did it learn that we did not know?" }
            p { (sentence(&drivers.words())) }
            p.note {
                "Known: " (drivers.known.join(", ")) ". Alone they reach " (metric) " " (score(drivers.alone_score)) " (" (drivers.alone) "); “"
                (dossier.name(player)) "” reaches " (score(drivers.winner_score)) ", the constant " (score(drivers.constant_score)) ". The difference is "
                (interval(&drivers.more)) "; the margin is " (score(dossier.board.margin.score)) "."
                @if drivers.news == News::Undecided { " More rows would tell." }
            }
            @if !drivers.columns.is_empty() { (columns(drivers, &metric)) }
            @if !drivers.curves.is_empty() {
                h3 { "How its prediction moves" }
                div.panels {
                    @for effect in &drivers.curves { figure { figcaption { strong { (effect.column) } } (PreEscaped(drawn(effect))) } }
                }
                p.note {
                    "Mean prediction when this column alone is set to a value and all others stay as they are; the lines stand for the models of all rounds, "
                    "the bars for how many rows have such a value. Between columns that move together such a curve may ask for rows that do not exist."
                }
            }
        }
    }
}

fn columns(drivers: &Drivers, metric: &str) -> Markup {
    let listed: Vec<&Driver> = drivers.columns.iter().filter(|driver| !driver.is_noise).take(LISTED_MAX).collect();
    html! {
        (region("What each column carries", &html! { table.figures {
            caption { "By how much " (metric) " rises when a column is shuffled, over the rounds" }
            thead { tr {
                th scope="col" { "Column" } th.number scope="col" { "carries" } th.number scope="col" { "95 % interval" } th scope="col" { "Remark" }
            } }
            tbody { @for driver in &listed { tr {
                th scope="row" { (name(driver)) }
                td.number { (score(driver.carries.value)) }
                td.number { (score(driver.carries.low)) " to " (score(driver.carries.high)) }
                td { (remark(driver, drivers.noise)) }
            } } }
        } }))
        @if let Some(noise) = drivers.noise {
            p.note { "Columns of pure noise that were entered as a control carry up to " (score(noise.max(0.0))) "." }
        }
    }
}

fn name(driver: &Driver) -> String {
    match driver.columns.as_slice() {
        [one] => one.clone(),
        _ if driver.known => "all known drivers together".into(),
        _ => "all others together".into(),
    }
}

fn remark(driver: &Driver, noise: Option<f64>) -> &'static str {
    match (driver.is_shown(noise), driver.known) {
        (true, true) => "known",
        (true, false) => "new",
        (false, _) => "not told apart from noise",
    }
}

fn drawn(effect: &Effect) -> String {
    let points = effect.points.iter().map(|point| CurvePoint {
        x: point.number.unwrap_or(0.0),
        y: point.mean.value,
        interval: (point.mean.low, point.mean.high),
        weight: point.density,
    });
    let title = format!("Mean prediction by {}", effect.column);
    let names = effect.points.iter().filter_map(|point| point.label.as_deref()).collect();
    curve(&Curve {
        title: &title,
        unit: "mean prediction",
        across: "",
        width: NARROW,
        points: points.collect(),
        names,
        ..Curve::default()
    })
}

fn interval(of: &Measured) -> String {
    format!("{} ({} to {})", score(of.value), score(of.low), score(of.high))
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
