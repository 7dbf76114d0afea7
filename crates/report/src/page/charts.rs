//! The charts of the page.

use contest::{ChartSeries, Entry, ForecastChart, Status};
use maud::{Markup, PreEscaped, html};
use plot::{Band, Clock, CostLoss, CostOption, Fan, FanTrack, NARROW, Strip, Strips, WIDE, cost_loss, fan, strips};

use crate::Dossier;

/// History that a narrow chart shows, in forecasts; a wide one shows all there is.
const HISTORY_NARROW: usize = 3;

/// Loss against cost, forecasts where there are any, rounds.
pub(super) fn section(dossier: &Dossier) -> Markup {
    let scored: Vec<&Entry> = dossier.board.entries.iter().filter(|e| e.status == Status::Scored).collect();
    if scored.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="costs" {
            h2 #costs { "What it costs, what it is worth" }
            figure {
                (both(|width| against_cost(dossier, &scored, width)))
                figcaption {
                    "Loss (lower is better) with its 95 % interval, against the yearly cost of keeping it running. "
                    "The shaded part is within the margin of the best."
                }
            }
        }
        @if let Some(chart) = &dossier.chart { (forecasts(dossier, chart)) }
        section aria-labelledby="rounds" {
            h2 #rounds { "Round by round" }
            figure {
                (both(|width| by_fold(dossier, &scored, width)))
                figcaption { "Each dot is the loss in one round of the contest; the line is the loss over all of them." }
            }
        }
    }
}

/// A chart for a page, and the same for a phone; the style sheet shows one of them.
pub(super) fn both(draw: impl Fn(f64) -> String) -> Markup {
    html! {
        div.wide { (PreEscaped(draw(WIDE))) }
        div.narrow { (PreEscaped(draw(NARROW))) }
    }
}

fn against_cost(dossier: &Dossier, scored: &[&Entry], width: f64) -> String {
    let kept = dossier.recommended();
    let best = dossier.verdict.as_ref().and_then(|v| dossier.entry(v.reference)).and_then(|entry| entry.score);
    let metric = dossier.board.metric.to_string();
    let unit = format!("cost a year, {}", dossier.problem.prices.currency);
    let options = scored.iter().filter_map(|entry| {
        Some(CostOption {
            label: &entry.name,
            cost: entry.bill.year_total(),
            loss: entry.score?,
            interval: dossier.interval(entry.id),
            marked: kept == Some(entry.id),
        })
    });
    cost_loss(&CostLoss {
        title: "Loss against yearly cost",
        loss_unit: &metric,
        cost_unit: &unit,
        width,
        good_enough: best.map(|best| best + dossier.board.margin.score),
        options: options.collect(),
    })
}

fn by_fold(dossier: &Dossier, scored: &[&Entry], width: f64) -> String {
    let kept = dossier.recommended();
    let metric = dossier.board.metric.to_string();
    let rows = scored.iter().filter_map(|entry| {
        Some(Strip {
            label: &entry.name,
            values: entry.folds.iter().filter_map(|fold| fold.score).collect(),
            mean: entry.score?,
            marked: kept == Some(entry.id),
        })
    });
    strips(&Strips { title: "Loss by round", unit: &metric, width, rows: rows.collect() })
}

/// One chart across the page for one series, small ones side by side for several.
fn forecasts(dossier: &Dossier, chart: &ForecastChart) -> Markup {
    let [first, ..] = chart.series.as_slice() else { return html! {} };
    let drawn = |series: &ChartSeries, width| forecast(dossier, series, chart.dates, width);
    html! {
        section aria-labelledby="forecasts" {
            h2 #forecasts { "Forecasts against actuals" }
            @if chart.series.len() == 1 && chart.left_out == 0 {
                figure { (both(|width| drawn(first, width))) figcaption { (key(first)) } }
            } @else {
                p.key-line { (key(first)) }
                div.panels {
                    @for series in &chart.series {
                        figure { figcaption { strong { (series.label) } } (PreEscaped(drawn(series, NARROW))) }
                    }
                }
                @if chart.left_out > 0 { p.note { "and " (chart.left_out) " more series" } }
            }
        }
    }
}

/// What the lines, dots and bands are.
fn key(series: &ChartSeries) -> Markup {
    html! {
        "The last round: " span.key.line { "history" } ", " span.key.dots { "what came" }
        @for (at, track) in series.tracks.iter().enumerate() {
            ", " span.key.forecast.first[at == 0] { "forecast of “" (track.name) "”" }
            @if at == 0 {
                @match (&track.inner, &track.bounds) {
                    (Some(_), Some(_)) => " with its 80 and 95 % bands",
                    (None, Some(_)) => " with its 95 % band",
                    (Some(_), None) => " with its 80 % band",
                    (None, None) => {}
                }
            }
        }
        "."
    }
}

fn forecast(dossier: &Dossier, series: &ChartSeries, dates: bool, width: f64) -> String {
    let tracks = series.tracks.iter().map(|track| FanTrack {
        label: &track.name,
        points: track.points.clone(),
        bands: [(0.95, &track.bounds), (0.80, &track.inner)]
            .into_iter()
            .filter_map(|(level, bounds)| Some(Band { level, bounds: bounds.clone()? }))
            .collect(),
    });
    let begins = series.tracks.iter().filter_map(|track| track.points.first()).map(|point| point.0).min().unwrap_or(i64::MAX);
    let (mut history, actual): (Vec<_>, Vec<_>) = series.actual.iter().partition(|point| point.0 < begins);
    if width < WIDE {
        history = history.split_off(history.len().saturating_sub(actual.len().max(4) * HISTORY_NARROW));
    }
    let target = &dossier.problem.data.target;
    let of = if series.label.is_empty() { target } else { &series.label };
    let title = format!("Forecast and actual values of {of}");
    let clock = if dates { Clock::Dates } else { Clock::Steps };
    let unit = if width < WIDE { "" } else { target };
    fan(&Fan { title: &title, unit, clock, width, history, actual, tracks: tracks.collect() })
}
