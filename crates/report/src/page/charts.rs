//! The charts of the page.

use chrono::{DateTime, Utc};
use contest::{ChartSeries, Entry, Status};
use maud::{Markup, PreEscaped, html};
use plot::{CostLoss, CostOption, Fan, FanTrack, Strip, Strips, cost_loss, fan, strips};

use super::options::recommended;
use crate::Dossier;

/// Ticks of a time axis.
const TIMES: usize = 6;

/// Loss against cost, folds, and forecasts where there are any.
pub(super) fn section(dossier: &Dossier) -> Markup {
    let scored: Vec<&Entry> = dossier.board.entries.iter().filter(|e| e.status == Status::Scored).collect();
    if scored.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="charts" {
            h2 #charts { "What it costs, what it is worth" }
            figure {
                (PreEscaped(against_cost(dossier, &scored)))
                figcaption { "Loss (lower is better) with its 95 % interval against the yearly cost of keeping it running." }
            }
            @if let Some(chart) = &dossier.chart {
                h2 { "Forecasts against actuals" }
                @for series in &chart.series {
                    figure {
                        (PreEscaped(forecast(series, chart.dates)))
                        figcaption {
                            @if !series.label.is_empty() { strong { (series.label) } ": " }
                            "the actual values, and the last forecast of "
                            @for (at, track) in series.tracks.iter().enumerate() {
                                @if at > 0 { " and " }
                                span.key.first[at == 0] { (track.name) }
                            }
                            @if series.tracks.first().is_some_and(|t| t.bounds.is_some()) { " with its 95 % band" }
                            "."
                        }
                    }
                }
                @if chart.left_out > 0 { p.note { "and " (chart.left_out) " more series" } }
            }
            h2 { "Round by round" }
            figure {
                (PreEscaped(by_fold(dossier, &scored)))
                figcaption { "Each dot is the loss in one round of the contest; the line is the loss over all of them." }
            }
        }
    }
}

fn against_cost(dossier: &Dossier, scored: &[&Entry]) -> String {
    let kept = recommended(dossier);
    let interval = |entry: &Entry| {
        let verdict = dossier.verdict.as_ref()?;
        let found = verdict.scores.iter().find(|score| score.player == entry.id)?;
        Some((found.lower?, found.upper?))
    };
    let best = dossier.verdict.as_ref().and_then(|v| dossier.entry(v.reference)).and_then(|entry| entry.score);
    let metric = dossier.board.metric.to_string();
    let unit = format!("cost a year, {}", dossier.problem.prices.currency);
    let options = scored.iter().filter_map(|entry| {
        Some(CostOption {
            label: &entry.name,
            cost: entry.bill.year_total(),
            loss: entry.score?,
            interval: interval(entry),
            marked: kept == Some(entry.id),
        })
    });
    cost_loss(&CostLoss {
        title: "Loss against yearly cost",
        loss_unit: &metric,
        cost_unit: &unit,
        good_enough: best.map(|best| best + dossier.board.margin.score),
        options: options.collect(),
    })
}

fn by_fold(dossier: &Dossier, scored: &[&Entry]) -> String {
    let kept = recommended(dossier);
    let metric = dossier.board.metric.to_string();
    let rows = scored.iter().filter_map(|entry| {
        Some(Strip {
            label: &entry.name,
            values: entry.folds.iter().filter_map(|fold| fold.score).collect(),
            mean: entry.score?,
            marked: kept == Some(entry.id),
        })
    });
    strips(&Strips { title: "Loss by round", unit: &metric, rows: rows.collect() })
}

fn forecast(series: &ChartSeries, dates: bool) -> String {
    let place = |points: &[(i64, f64)]| points.iter().map(|&(t, v)| (t as f64, v)).collect::<Vec<_>>();
    let tracks = series.tracks.iter().map(|track| FanTrack {
        label: &track.name,
        points: place(&track.points),
        bounds: track.bounds.clone(),
    });
    let stamps: Vec<i64> = series.actual.iter().map(|point| point.0).collect();
    let every = stamps.len().div_ceil(TIMES).max(1);
    let span_days = match (stamps.first(), stamps.last()) {
        (Some(first), Some(last)) if dates => (last - first) / 86_400_000_000,
        _ => 0,
    };
    let times = stamps.iter().step_by(every).map(|&stamp| (stamp as f64, label(stamp, dates, span_days)));
    let title = if series.label.is_empty() {
        "Forecast and actual values".to_owned()
    } else {
        format!("Forecast and actual values of {}", series.label)
    };
    fan(&Fan { title: &title, actual: place(&series.actual), tracks: tracks.collect(), times: times.collect() })
}

fn label(stamp: i64, dates: bool, span_days: i64) -> String {
    if !dates {
        return stamp.to_string();
    }
    let form = match span_days {
        d if d > 400 => "%b %Y",
        d if d > 3 => "%-d %b",
        _ => "%-d %b %H:%M",
    };
    DateTime::<Utc>::from_timestamp_micros(stamp).map_or_else(String::new, |t| t.format(form).to_string())
}
