//! What is said at the end: a summary for the terminal, a page, or a document.

use std::path::Path;

use anstream::{eprint, print, println};
use report::{Grid, Paint, Side, score, seconds};
use serde_json::{Map, Value, json};
use series::{Clock, SECOND, Step, text};

use super::ForecastArguments;
use super::play::Report;
use super::request::level_name;
use super::shown::Shown;
use super::trial::Line;
use crate::arguments::{Format, General};
use crate::exit::Failure;

/// Version of the document.
const VERSION: u32 = 1;
/// Lines of a list in the summary.
const LINES_MAX: usize = 5;

/// Prints, and writes the page.
pub(super) fn tell(report: &Report, args: &ForecastArguments, general: &General) -> Result<(), Failure> {
    if let Some(path) = &args.page {
        write_page(path, &super::page::page(report))?;
    }
    if general.format == Format::Json {
        println!("{}", serde_json::to_string_pretty(&document(report, args.output.is_none()))?);
        return Ok(());
    }
    let mut summary = summary(report);
    for (what, path) in [("forecasts", &args.output), ("failures", &args.failures), ("page", &args.page)] {
        if let Some(path) = path {
            summary.push_str(&format!("{what}: {}\n", path.display()));
        }
    }
    // Where the forecasts themselves went to standard output, the summary must not follow them there.
    match (&args.output, general.quiet) {
        (Some(_), _) => print!("{summary}"),
        (None, false) => eprint!("{summary}"),
        (None, true) => {}
    }
    Ok(())
}

fn write_page(path: &Path, html: &str) -> Result<(), Failure> {
    let cannot = |e: std::io::Error| Failure::input(format!("cannot write {}: {e}", path.display()), None);
    let part = super::sink::part(path);
    std::fs::write(&part, html).map_err(cannot)?;
    std::fs::rename(&part, path).map_err(cannot)
}

/// The summary: fits a screen.
fn summary(report: &Report) -> String {
    let mut out = String::new();
    let mut facts = Grid::new(&[Side::Left, Side::Left]);
    for (what, text) in [("table", report.source.clone())].into_iter().chain(facts_of(report)) {
        facts.push(Paint::Plain, vec![what.to_owned(), text]);
    }
    out.push_str(&facts.write(true));
    if report.trials.any() {
        out.push('\n');
        out.push_str(&trials(&report.trials.lines(), &report.levels));
    }
    let failures = report.tally.failures();
    if !failures.is_empty() {
        let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Left, Side::Left]);
        grid.push(Paint::Head, ["tried", "series", "stood in", "reason"].map(str::to_owned).to_vec());
        for (cause, failure) in failures.iter().take(LINES_MAX) {
            let tried = if cause.tried.is_empty() { "any" } else { &cause.tried };
            let stood_in = if cause.stood_in.is_empty() { "nothing".to_owned() } else { super::tally::family(&cause.stood_in) };
            let named = failure.examples.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>().join(", ");
            let of = if named.is_empty() {
                String::new()
            } else {
                format!(" ({named}{})", if failure.count > failure.examples.len() as u64 { ", …" } else { "" })
            };
            let paint = if cause.stood_in.is_empty() { Paint::Plain } else { Paint::Faint };
            grid.push(paint, vec![tried.to_owned(), failure.count.to_string(), stood_in, format!("{}{of}", cause.reason)]);
        }
        out.push('\n');
        out.push_str(&grid.write(true));
        if failures.len() > LINES_MAX {
            out.push_str(&format!("and {} more reasons: --failures FILE lists them all\n", failures.len() - LINES_MAX));
        }
        out.extend(failures.iter().find_map(|(_, f)| f.hint.as_ref()).map(|hint| format!("hint: {hint}\n")));
    }
    out
}

/// What was found and done, line by line.
pub(super) fn facts_of(report: &Report) -> Vec<(&'static str, String)> {
    let (tally, lineup) = (&report.tally, &report.lineup);
    let unit = lineup.step.unit();
    let mut facts = Vec::new();
    let by = if report.columns.group.is_empty() { String::new() } else { format!(" by {}", report.columns.group.join("/")) };
    let refused = match tally.series - tally.forecast {
        0 => String::new(),
        n => format!(", {n} without a forecast"),
    };
    let sums = if tally.sums > 0 { format!(" and {} sums", tally.sums) } else { String::new() };
    facts.push(("series", format!("{}{by}{sums}{refused}", tally.series - tally.sums)));
    let season = if lineup.period <= 1 { "no season".to_owned() } else { format!("season {}", lineup.period) };
    let longer = lineup.longer.iter().map(|p| format!(" and {}, where seen more than twice", (p * 100.0).round() / 100.0));
    let season = season + &longer.collect::<String>();
    let how = if lineup.stated { "as stated" } else { "inferred" };
    let frequency = match (lineup.clock, lineup.step) {
        (Clock::Numbers, Step::Other) => format!("whole numbers, {season}"),
        (Clock::Dates, Step::Other) => format!("dates follow no calendar and are taken one by one, {season}"),
        _ => format!("{} ({how}), {season}", lineup.step),
    };
    facts.push(("frequency", frequency));
    if let Some((from, to)) = tally.span {
        let show = |stamp: i64| text::readable(stamp, lineup.step, lineup.clock);
        facts.push(("history", format!("{} values from {} to {}", tally.values, show(from), show(to))));
    }
    facts.extend(repairs(report, &unit));
    let levels = report.levels.iter().map(|l| format!("{} %", level_name(*l))).collect::<Vec<_>>().join(" and ");
    facts.push(("forecast", format!("{} {unit}s ahead by {}, intervals of {levels}", lineup.horizon, report.method)));
    if !tally.regressors.is_empty() {
        let more = if tally.regressors.len() > LINES_MAX { ", …" } else { "" };
        let named = tally.regressors.iter().take(LINES_MAX).cloned().collect::<Vec<_>>().join(", ");
        facts.push(("regressors", format!("{named}{more}; they make the method ARIMA")));
    }
    let models = tally.models();
    let listed = models
        .iter()
        .take(LINES_MAX)
        .map(|(name, count)| if tally.forecast == 1 { (*name).to_owned() } else { format!("{name} {count}") });
    let more = if models.len() > LINES_MAX { ", …" } else { "" };
    facts.push(("models", format!("{}{more}", listed.collect::<Vec<_>>().join(", "))));
    facts.push((
        "cost",
        format!("{} of CPU, {} ms a series", seconds(tally.cpu_seconds), ms(tally.cpu_seconds / tally.series.max(1) as f64)),
    ));
    facts
}

/// What was done to the rows to make regular series of them.
fn repairs(report: &Report, unit: &str) -> Vec<(&'static str, String)> {
    let (tally, lineup) = (&report.tally, &report.lineup);
    let mut facts = Vec::new();
    if tally.gaps > 0 {
        let named = tally.gap_examples.iter().map(|(series, from, places)| {
            let of = if series.is_empty() { String::new() } else { format!("{series} ") };
            format!("{of}{from} ({places})")
        });
        let more = if tally.gaps > tally.gap_examples.len() as u64 { ", …" } else { "" };
        let named = named.collect::<Vec<_>>().join(", ");
        facts.push(("gaps", format!("{} with {} {unit}s missing: {named}{more}", tally.gaps, tally.missing)));
    }
    if tally.moved.0 > 0 {
        facts.push((
            "moved",
            format!("{} rows to the nearest date, {} at most", tally.moved.0, away(tally.moved.1, lineup.clock)),
        ));
    }
    if tally.aggregated > 0 {
        facts.push(("aggregated", format!("{} rows with others of their date", tally.aggregated)));
    }
    if tally.late > 0 {
        facts.push(("late", format!("{} series end before the table; their last {unit}s count as missing", tally.late)));
    }
    if lineup.ends_apart {
        facts.push(("ends", "most series end before the table does: each is forecast from its own end".into()));
    }
    facts
}

fn away(units: u64, clock: Clock) -> String {
    let second = SECOND as u64;
    match units {
        n if clock == Clock::Numbers => n.to_string(),
        n if n >= 86_400 * second => format!("{} days", score(n as f64 / 86_400e6)),
        n if n >= 3_600 * second => format!("{} hours", score(n as f64 / 3_600e6)),
        n if n >= 60 * second => format!("{} minutes", score(n as f64 / 60e6)),
        n => format!("{} seconds", score(n as f64 / 1e6)),
    }
}

/// The table of methods.
fn trials(lines: &[Line], levels: &[f64]) -> String {
    let mut sides = vec![Side::Left];
    sides.extend([Side::Right; 5]);
    sides.extend(levels.iter().map(|_| Side::Right));
    sides.push(Side::Right);
    let mut grid = Grid::new(&sides);
    let mut head: Vec<String> = ["backtest", "origins", "MAE", "MASE", "sMAPE", "vs seasonal naive"].map(str::to_owned).to_vec();
    head.extend(levels.iter().map(|l| format!("in {} %", level_name(*l))));
    head.push("CPU a series".into());
    grid.push(Paint::Head, head);
    let best = lines.iter().filter_map(|l| l.mase).fold(f64::INFINITY, f64::min);
    for line in lines {
        let paint = if line.mase == Some(best) { Paint::Winner } else { Paint::Plain };
        grid.push(paint, cells(line, levels));
    }
    grid.write(true)
}

/// Milliseconds: `0.04`, `3.1`, `44`.
fn ms(seconds: f64) -> String {
    match seconds * 1e3 {
        v if v < 0.995 => format!("{v:.2}"),
        v if v < 9.95 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}

/// One method, as text.
pub(super) fn cells(line: &Line, levels: &[f64]) -> Vec<String> {
    let number = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), score);
    let mut cells = vec![
        line.method.clone(),
        line.origins.to_string(),
        number(line.mae),
        number(line.mase),
        line.smape.map_or_else(|| "–".to_owned(), |v| format!("{v:.1} %")),
        line.against_seasonal_naive.map_or_else(|| "–".to_owned(), |v| format!("{v:+.0} %")),
    ];
    let share = |l: &f64| line.coverage.get(&level_name(*l)).map_or_else(|| "–".to_owned(), |c| format!("{c:.0} %"));
    cells.extend(levels.iter().map(share));
    cells.push(format!("{} ms", ms(line.cpu_ms / 1e3)));
    cells
}

/// Everything, for programs.
fn document(report: &Report, forecasts: bool) -> Value {
    let (tally, lineup) = (&report.tally, &report.lineup);
    let failures = tally.failures().into_iter().map(|(cause, failure)| {
        json!({ "tried": cause.tried, "reason": cause.reason, "stood_in": cause.stood_in, "series": failure.count,
            "examples": failure.examples, "hint": failure.hint })
    });
    let mut out = json!({
        "version": VERSION,
        "source": report.source,
        "notes": report.notes,
        "series": tally.series,
        "forecast": tally.forecast,
        "frequency": lineup.step,
        "season": lineup.period,
        "longer_seasons": lineup.longer,
        "horizon": lineup.horizon,
        "history": { "values": tally.values, "missing": tally.missing, "gaps": tally.gaps, "moved": tally.moved.0,
            "aggregated": tally.aggregated, "late_series": tally.late },
        "method": report.method,
        "seed": report.seed,
        "models": tally.models().into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "backtest": if report.trials.any() { json!(report.trials.lines()) } else { Value::Null },
        "failures": failures.collect::<Vec<_>>(),
        "said": tally.notes,
        "cpu_seconds": tally.cpu_seconds,
    });
    if let (true, Some(map)) = (forecasts, out.as_object_mut()) {
        map.insert("forecasts".into(), report.shown.iter().map(|shown| forecast(shown, lineup.clock)).collect());
    }
    out
}

fn forecast(shown: &Shown, clock: Clock) -> Value {
    let mut out = Map::new();
    out.insert("id".into(), json!(shown.name));
    out.insert("model".into(), json!(shown.model));
    out.insert("t".into(), shown.stamps.iter().map(|stamp| text::stamp(*stamp, clock)).collect());
    out.insert("f".into(), json!(shown.forecast.mean));
    for band in &shown.forecast.bands {
        out.insert(format!("lo{}", level_name(band.level)), json!(band.lower));
        out.insert(format!("hi{}", level_name(band.level)), json!(band.upper));
    }
    Value::Object(out)
}
