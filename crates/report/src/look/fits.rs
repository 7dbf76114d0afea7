//! Which family of distributions describes each quantity.

use maud::{Markup, PreEscaped, html};
use plot::{QuantilePlot, quantiles};
use profile::look::{Closeness, ColumnFit, FamilyFit, SHOWN_ROWS_MIN, Tested, p_value};

use super::page::Section;
use super::view::{View, amount, count, percent};

/// Quantities listed, and drawn.
const COLUMNS_MAX: usize = 40;
const DRAWN_MAX: usize = 12;
/// Width of one plot of many.
const WIDTH: f64 = 320.0;

/// The best family of each quantity, how far it is off, and quantile plots.
pub(super) fn section(view: &View) -> Option<Section> {
    let seen = view.look.fits.as_ref()?;
    let listed = || seen.columns.iter().filter(|fit| !fit.families.is_empty());
    let drawn: Vec<&ColumnFit> = listed().filter(|fit| !fit.quantiles.is_empty()).take(DRAWN_MAX).collect();
    let body = html! {
        p {
            "The family under which the values are most likely, by Akaike's criterion, and the largest error of any of its probabilities. "
            "No origin is shifted; a value that many rows share is taken out first and named."
        }
        div.scroll tabindex="0" { table.figures {
            thead { tr {
                th { "quantity" } th { "best family" } th { "parameters" } th { "how well" } th.number { "distance" } th.number { "AIC weight" }
                th { "next best" } th.number { "p" } th.number { "p, normal" }
            } }
            tbody { @for fit in listed().take(COLUMNS_MAX) { (row(view, fit)) } }
        } }
        @if listed().count() > COLUMNS_MAX { p.note { "And " (listed().count() - COLUMNS_MAX) " more quantities in the document." } }
        p.note {
            "At most " (count(seen.rows_max as u64)) " values of the sample each. Distance: Kolmogorov and Smirnov's, 0 to 1. p: of Anderson and Darling's statistic with "
            "fitted parameters, from tables or the parametric bootstrap, of at most 2,000 values; none where rounding would decide. p, normal: Shapiro and Wilk's. With many "
            "values every family is rejected, and the distance is what counts."
        }
        @if !drawn.is_empty() {
            div.multiples { @for fit in &drawn { @if let Some(chart) = plot(view, fit) { figure { (chart) figcaption { (view.column(&fit.column)) } } } } }
            p.note { "Values against the quantiles of the family, on the line where it fits; the band holds all points in 95 % of samples." }
        }
    };
    listed().next().is_some().then_some(Section { id: "fits", title: "Which distribution?", body })
}

fn row(view: &View, fit: &ColumnFit) -> Markup {
    let best = &fit.families[0];
    let tested = fit.judged.as_ref().and_then(|judged| judged.tested.as_ref());
    html! {
        tr {
            th {
                (view.column(&fit.column))
                @if let Some(point) = fit.apart { " " span.note { "without " (percent(point.share)) @if point.value == 0.0 { " zeros" } @else { " of one value" } } }
            }
            td { (best.family) }
            td { (parameters(view, best)) }
            td { @if let Some(judged) = &fit.judged { (closeness(judged.closeness)) } }
            td.number { (amount(best.distance)) }
            td.number { (percent(best.aic_weight)) }
            td { @if let Some(next) = fit.families.get(1) { (next.family) } @else { "–" } }
            td.number { @if let Some(tested) = tested { @if tested.p <= least(tested) { "≤" (least(tested)) } @else { (p_value(tested.p)) } } @else { "–" } }
            td.number { @if let Some(normality) = &fit.normality { (p_value(normality.shapiro_wilk_p)) } @else { "–" } }
        }
    }
}

/// Parameters with standard errors; an end of the support is an extreme and has none.
fn parameters(view: &View, family: &FamilyFit) -> Markup {
    html! {
        @for (at, parameter) in family.parameters.iter().enumerate() {
            @if at > 0 { ", " }
            (parameter.name) " "
            @match parameter.standard_error {
                Some(error) => { (amount(parameter.value)) span.note { " ± " (amount(error)) } },
                None if view.values() => (amount(parameter.value)),
                None => "hidden",
            }
        }
    }
}

/// The smallest p-value that the source can give.
fn least(tested: &Tested) -> f64 {
    if tested.method == "table" { 0.001 } else { 0.01 }
}

fn closeness(of: Closeness) -> &'static str {
    match of {
        Closeness::Near => "near",
        Closeness::Close => "close",
        Closeness::Rough => "rough",
        Closeness::Far => "far off",
    }
}

/// The quantile plot without its outermost points, unless values may be shown.
fn plot(view: &View, fit: &ColumnFit) -> Option<Markup> {
    let beyond = if view.values() { 0 } else { SHOWN_ROWS_MIN as usize };
    let last = fit.quantiles.len().checked_sub(beyond).filter(|last| *last > beyond + 1)?;
    let points = fit.quantiles[beyond..last].iter().map(|p| (p.theoretical, p.observed, p.low, p.high)).collect();
    let family = fit.families.first()?.family.as_str();
    let chart = QuantilePlot { title: &fit.column, family, width: WIDTH, points };
    Some(PreEscaped(quantiles(&chart)))
}
