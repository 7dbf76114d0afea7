//! The page: charts of the largest series, how good the methods were, what was found in the data. Without script.

use maud::{Markup, PreEscaped, html};
use plot::{Band, Fan, FanTrack};
use report::score;
use series::{Clock, Step, text};

use super::play::Report;
use super::request::level_name;
use super::shown::Shown;
use super::tally::family;
use super::tell::{cells, facts_of};

/// Seasons of history on a chart, and values at least.
const SEASONS: usize = 6;
const VALUES_MIN: usize = 60;
/// Steps ahead in a table of numbers.
const NUMBERS_MAX: usize = 60;
/// Rows of the table of failures.
const FAILURES_MAX: usize = 40;

/// Writes the page. The same report gives the same bytes, costs apart.
pub(super) fn page(report: &Report) -> String {
    let title = title(report);
    let mut shown: Vec<&Shown> = report.shown.iter().collect();
    shown.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let body = html! {
        header {
            p.kicker { "forecast from " (report.source) }
            h1 { (title) }
        }
        main {
            (lead(report, &shown))
            @for series in &shown { (chart(report, series)) }
            @if (shown.len() as u64) < report.tally.forecast {
                p.note { "The largest " (shown.len()) " of " (report.tally.forecast) " series have a chart." }
            }
            (trials(report))
            (failures(report))
            (data(report))
        }
        footer { p { "bakeoff " (env!("CARGO_PKG_VERSION")) " · seed " (report.seed) } }
    };
    report::sheet(&title, &body)
}

fn title(report: &Report) -> String {
    let (horizon, unit) = (report.lineup.horizon, report.lineup.step.unit());
    let plural = if horizon == 1 { "" } else { "s" };
    format!("{}, the next {horizon} {unit}{plural}", capital(&report.columns.target))
}

fn capital(name: &str) -> String {
    let mut rest = name.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

fn date(report: &Report, stamp: i64) -> String {
    text::readable(stamp, report.lineup.step, report.lineup.clock)
}

/// The first thing to read: the next value, and how far to trust it.
fn lead(report: &Report, shown: &[&Shown]) -> Markup {
    let tally = &report.tally;
    html! {
        section.verdict aria-labelledby="lead" {
            @match (tally.series, shown.first()) {
                (1, Some(series)) => {
                    h2 #lead { (series.stamps.first().map(|s| date(report, *s)).unwrap_or_default()) }
                    p { (next(series)) }
                }
                _ => {
                    h2 #lead { (tally.forecast) " series" }
                    p {
                        "From " (shown.iter().filter_map(|s| s.stamps.first()).min().map(|s| date(report, *s)).unwrap_or_default())
                        " to " (shown.iter().filter_map(|s| s.stamps.last()).max().map(|s| date(report, *s)).unwrap_or_default())
                        @if tally.series > tally.forecast { "; " (tally.series - tally.forecast) " of " (tally.series) " series have no forecast" }
                        "."
                    }
                }
            }
        }
        p.today { (trust(report)) }
    }
}

/// `447, between 430 and 464 in 80 of 100 cases`.
fn next(series: &Shown) -> String {
    let mean = series.forecast.mean.first().map(|v| score(*v)).unwrap_or_default();
    let bound = series.forecast.bands.first().and_then(|b| Some((b.level, *b.lower.first()?, *b.upper.first()?)));
    match bound {
        Some((level, low, high)) => {
            format!("{mean}, and with {} % between {} and {}.", level_name(level), score(low), score(high))
        }
        None => format!("{mean}; the history is too short to say how sure that is."),
    }
}

fn trust(report: &Report) -> String {
    let lines = report.trials.lines();
    let Some(line) = lines.first().filter(|line| line.origins > 0) else {
        return "How far to trust the bands is not measured here: --backtest 10 forecasts from ten earlier dates and compares."
            .into();
    };
    let promised = report.levels.iter().filter_map(|level| {
        let measured = line.coverage.get(&level_name(*level))?;
        Some(format!("the {} % band held {measured:.0} %", level_name(*level)))
    });
    let mut said =
        format!("Forecast from {} earlier dates, {} of what came", line.origins, promised.collect::<Vec<_>>().join(" and "));
    if let Some(against) = line.against_seasonal_naive.filter(|_| lines.len() > 1) {
        let word = if against < 0.0 { "smaller" } else { "larger" };
        said.push_str(&format!("; the errors were {:.0} % {word} than those of seasonal naive", against.abs()));
    }
    said + "."
}

fn chart(report: &Report, series: &Shown) -> Markup {
    let kept = (SEASONS * report.lineup.period).max(VALUES_MIN).max(2 * series.stamps.len());
    let from = series.history.len().saturating_sub(kept);
    let points: Vec<(i64, f64)> = series.stamps.iter().copied().zip(series.forecast.mean.iter().copied()).collect();
    let bands = series.forecast.bands.iter().map(|band| Band {
        level: band.level / 100.0,
        bounds: band.lower.iter().copied().zip(band.upper.iter().copied()).collect(),
    });
    let families = family(&series.model);
    let name = if series.name.is_empty() { report.columns.target.clone() } else { series.name.clone() };
    let clock = if report.lineup.clock == Clock::Numbers { plot::Clock::Steps } else { plot::Clock::Dates };
    let fan = plot::fan(&Fan {
        title: &name,
        unit: &report.columns.target,
        clock,
        width: plot::WIDE,
        history: series.history[from..].to_vec(),
        actual: Vec::new(),
        tracks: vec![FanTrack { label: "forecast", points, bands: bands.collect() }],
    });
    html! {
        section {
            @if !series.name.is_empty() { h2 { (series.name) } }
            figure {
                (PreEscaped(fan))
                figcaption {
                    @if from > 0 { "The last " (series.history.len() - from) " of " (series.history.len()) " values. " }
                    (families)
                }
            }
            (numbers(report, series))
        }
    }
}

fn numbers(report: &Report, series: &Shown) -> Markup {
    let bands = &series.forecast.bands;
    html! {
        details {
            summary { "Numbers and model" }
            p.note { (series.model) }
            div.scroll { table {
                thead { tr {
                    th { (report.columns.time) }
                    th.number { "forecast" }
                    @for band in bands { th.number { (level_name(band.level)) " %" } }
                } }
                tbody {
                    @for (k, (stamp, mean)) in series.stamps.iter().zip(&series.forecast.mean).take(NUMBERS_MAX).enumerate() {
                        tr {
                            th { (date(report, *stamp)) }
                            td.number { (score(*mean)) }
                            @for band in bands { td.number { (score(band.lower[k])) " – " (score(band.upper[k])) } }
                        }
                    }
                }
            } }
            @if series.stamps.len() > NUMBERS_MAX { p.note { "and " (series.stamps.len() - NUMBERS_MAX) " further steps" } }
        }
    }
}

fn trials(report: &Report) -> Markup {
    if !report.trials.any() {
        return html! {};
    }
    let lines = report.trials.lines();
    let best = lines.iter().filter_map(|l| l.mase).fold(f64::INFINITY, f64::min);
    let unit = report.lineup.step.unit();
    html! {
        section aria-labelledby="trials" {
            h2 #trials { "How good each method was" }
            p {
                "Each method forecast " (report.lineup.horizon) " " (unit) @if report.lineup.horizon > 1 { "s" }
                " from earlier dates, knowing only what came before, and was compared with what came then."
            }
            div.scroll { table.options {
                thead { tr {
                    th { "method" }
                    @for head in ["origins", "MAE", "MASE", "sMAPE", "vs seasonal naive"] { th.number { (head) } }
                    @for level in &report.levels { th.number { "in " (level_name(*level)) " %" } }
                    th.number { "CPU a series" }
                } }
                tbody {
                    @for line in &lines {
                        @let cells = cells(line, &report.levels);
                        tr.chosen[line.mase == Some(best)] {
                            th { (cells[0]) @if line.method == report.method { span.mark { "makes the forecast" } } }
                            @for cell in &cells[1..] { td.number { (cell) } }
                        }
                    }
                }
            } }
            p.note {
                "MAE is the mean absolute error; MASE the same, relative to the usual change over a season (1 is as good as repeating the last season "
                "within the history); “in 80 %” the share of values inside the band that promises 80 %."
            }
        }
    }
}

fn failures(report: &Report) -> Markup {
    let failures = report.tally.failures();
    if failures.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="failures" {
            h2 #failures { "What failed" }
            div.scroll { table {
                thead { tr { th { "tried" } th.number { "series" } th { "stood in" } th { "reason" } } }
                tbody {
                    @for (cause, failure) in failures.iter().take(FAILURES_MAX) {
                        tr {
                            th { @if cause.tried.is_empty() { "any method" } @else { (cause.tried) } }
                            td.number { (failure.count) }
                            td { @if cause.stood_in.is_empty() { "nothing" } @else { (family(&cause.stood_in)) } }
                            td {
                                (cause.reason)
                                @if failure.examples.iter().any(|n| !n.is_empty()) { div.note { (failure.examples.join(", ")) @if failure.count > failure.examples.len() as u64 { ", …" } } }
                                @if let Some(hint) = &failure.hint { div.note { (hint) } }
                            }
                        }
                    }
                }
            } }
            @if failures.len() > FAILURES_MAX { p.note { "and " (failures.len() - FAILURES_MAX) " further reasons" } }
        }
    }
}

fn data(report: &Report) -> Markup {
    let other = report.lineup.step == Step::Other && report.lineup.clock == Clock::Dates;
    html! {
        section aria-labelledby="data" {
            h2 #data { "The data, and what was done with them" }
            @if other { p.warning { "The dates follow no calendar that is known here, so that they were taken one by one; dates of the forecast are guesses." } }
            dl {
                @for (what, text) in facts_of(report) { dt { (what) } dd { (text) } }
                @for (note, count) in report.tally.notes.iter().take(8) { dt { "note" } dd { (note) " (" (count) " series)" } }
            }
        }
    }
}
