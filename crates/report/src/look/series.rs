//! The table as series in time.

use maud::{Markup, html};
use profile::look::{Index, Made, OneSeries, Pair, Series, p_value};

use super::page::Section;
use super::view::{View, amount, count, percent};

/// Width and height of a course.
const COURSE: (f64, f64) = (240.0, 36.0);
/// Correlations drawn.
const LAGS_MAX: usize = 36;

/// How regular the times are, and each series in a line, unfolded to its tests.
pub(super) fn section(view: &View) -> Option<Section> {
    let seen = view.look.series.as_ref()?;
    let body = html! {
        p { (view.column(&seen.time)) ": " (regularity(&seen.index, seen.made)) }
        @for one in &seen.columns { (series(seen, one)) }
        p.note {
            "Questions of level are asked of means of blocks where a series is longer than 1,024. The unit root is tested with a constant and with a line "
            "(lags by Akaike's criterion, p-values for this length), stationarity around both; the pair is read at 5 %. Strength: of an MSTL decomposition into all seasons. "
            "Lambda: Box and Cox's, by Guerrero."
            @if seen.left_out > 0 { " Left out: " (count(seen.left_out)) " quantities with less autocorrelation." }
        }
    };
    Some(Section { id: "series", title: "What runs in time", body })
}

fn regularity(index: &Index, made: Made) -> Markup {
    html! {
        @match (&index.step, made) {
            (Some(step), Made::Rows) => { "one row a place, " (step) },
            (Some(step), _) => { "rows share their times, " (step) },
            (None, Made::SampledPeriods) => { "periods of " (index.unit) ", of the rows of the sample" },
            (None, _) => { "periods of " (index.unit) ", of all rows" },
        }
        ", " (count(index.places)) " places, " (count(index.missing)) " without a row"
        @if index.repeated > 0 { ", " (count(index.repeated)) " rows repeat a time" }
        @if index.partial > 0 { "; periods at the ends with few rows are left out" }
        @if let Some(groups) = &index.by_group { "; " (count(groups.with_gaps)) " of " (count(groups.groups)) " groups" @if !groups.all { " that were followed" } " have gaps" }
        "."
    }
}

fn series(seen: &Series, one: &OneSeries) -> Markup {
    html! {
        details {
            summary {
                @match &one.column { Some(column) => span.col { (column) }, None => "number of rows" }
                @if let Some(group) = &one.group { " of " (group) }
                @if one.column.is_some() && seen.made != Made::Rows { @if one.summed { ", the sum a " } @else { ", the mean a " } (seen.index.unit) }
                " " (course(&one.shape))
                @match (&one.refused, &one.pair) {
                    (Some(why), _) => { " " (why) },
                    (None, Some(pair)) => { " " (pair.reading.words()) },
                    _ => {},
                }
            }
            @if let Some(pair) = &one.pair { (tests(pair)) }
            p {
                @for season in &one.seasons {
                    "Season of " (season.period) " places"
                    @if let Some(name) = &season.name { " (a " (name) ")" }
                    @if let Some(strength) = season.strength { ", strength " (amount(strength)) }
                    ", " (percent(season.share)) " of the variance around a line, p " (p_value(season.p)) ". "
                }
                @if let Some(trend) = &one.trend {
                    "Trend a " (seen.index.unit) ": " (amount(trend.slope)) " (" (amount(trend.interval.0)) " to " (amount(trend.interval.1)) "), p " (p_value(trend.p)) ". "
                }
                @for jump in &one.jumps {
                    "Jump at " (jump.at) " from " (amount(jump.before)) " to " (amount(jump.after)) " (" (amount(jump.sds)) " sd). "
                }
                @if let Some((lags, statistic, p)) = one.ljung_box { "Ljung-Box over " (lags) " lags: " (amount(statistic)) ", p " (p_value(p)) ". " }
                @if let Some(lambda) = one.lambda { "Lambda " (amount(lambda)) "." }
            }
            (bars("autocorrelations", &one.autocorrelations, one.band))
            (bars("partial autocorrelations", &one.partial, one.band))
        }
    }
}

fn tests(pair: &Pair) -> Markup {
    html! {
        div.scroll tabindex="0" { table.figures {
            thead { tr { th { "test" } th { "terms" } th.number { "lags" } th.number { "statistic" } th.number { "p" } } }
            tbody {
                @for test in &pair.unit_root {
                    tr { th { "ADF: unit root" } td { (test.terms) } td.number { (test.lags) } td.number { (amount(test.tau)) } td.number { (p_value(test.p)) } }
                }
                @for test in &pair.stationarity {
                    tr { th { "KPSS: stationary" } td { "around a " (test.around) } td.number { (test.lags) } td.number { (amount(test.statistic)) } td.number { (test.p) } }
                }
            }
        } }
    }
}

/// The course of a series, without figures.
fn course(shape: &[f64]) -> Markup {
    let (width, height) = COURSE;
    let step = width / shape.len().saturating_sub(1).max(1) as f64;
    let point = |(at, y): (usize, &f64)| format!("{:.1},{:.1}", at as f64 * step, (1.0 - y) * (height - 2.0) + 1.0);
    let points: Vec<String> = shape.iter().enumerate().map(point).collect();
    html! {
        svg viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) role="img" aria-label="its course" {
            polyline points=(points.join(" ")) fill="none" stroke="currentColor" {}
        }
    }
}

/// Correlations by lag, with the band of independent values.
fn bars(what: &str, values: &[f64], band: f64) -> Markup {
    let (width, height) = COURSE;
    let shown = &values[..values.len().min(LAGS_MAX)];
    let step = width / shown.len().max(1) as f64;
    let at = |value: f64| 0.5 * height * (1.0 - value);
    html! {
        figure {
            svg viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) role="img" aria-label=(what) {
                rect x="0" y=(format!("{:.1}", at(band))) width=(width) height=(format!("{:.1}", band * height)) fill="currentColor" opacity="0.12" {}
                @for (k, value) in shown.iter().enumerate() {
                    rect x=(format!("{:.1}", k as f64 * step)) y=(format!("{:.1}", at(value.max(0.0)))) width=(format!("{:.1}", 0.6 * step))
                        height=(format!("{:.1}", 0.5 * height * value.abs())) fill="currentColor" {}
                }
            }
            figcaption { (what) " at lags 1 to " (shown.len()) ", band ±" (amount(band)) }
        }
    }
}
