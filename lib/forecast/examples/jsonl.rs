//! Forecasts from JSON lines, for the side-by-side benchmark under `bench/forecast`.
//!
//! `jsonl METHOD [--raw | --pooled] < series.jsonl > forecasts.jsonl`: reads `{"id", "m", "h", "y"}`, writes
//! `{"id", "model", "f", "lo80", "hi80", "lo95", "hi95", "cpu"}` or `{"id", "error", "cpu"}`; `cpu` in seconds. Bands are calibrated by the
//! shipped table; with `--raw` they are the model's own; with `--pooled` all series are read first, and one origin of each,
//! a horizon before its end, tells all those of the same period how far forecasts have missed.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use forecast::{Backtest, Fitted, Forecast, Method, Rolling, Scores, Series, backtest, calibrated};
use serde_json::{Value, json};

#[derive(Clone, Copy, PartialEq)]
enum Bands {
    Raw,
    Table,
    Pooled,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).ok_or("usage: jsonl METHOD [--raw | --pooled]")?;
    let bands = match std::env::args().nth(2).as_deref() {
        Some("--raw") => Bands::Raw,
        Some("--pooled") => Bands::Pooled,
        _ => Bands::Table,
    };
    let method = Method::parse(&name)?;
    let lines = std::io::stdin().lock().lines().map(|line| Ok(serde_json::from_str(&line?)?));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if bands == Bands::Pooled {
        let inputs: Vec<Value> = lines.collect::<Result<_, Box<dyn std::error::Error>>>()?;
        let tested: Vec<(f64, Option<Backtest>)> = inputs.iter().map(|i| metered(|| look_back(&method, i))).collect();
        let mut pools: BTreeMap<usize, Scores> = BTreeMap::new();
        for (input, (_, test)) in inputs.iter().zip(&tested) {
            pools.entry(count(input, "m")).or_default().merge(&test.as_ref().map(Scores::of).unwrap_or_default());
        }
        for (input, (spent, _)) in inputs.iter().zip(&tested) {
            writeln!(out, "{}", answer(&method, input, bands, pools.get(&count(input, "m")), *spent))?;
        }
        return Ok(());
    }
    for input in lines {
        let input: Result<Value, Box<dyn std::error::Error>> = input;
        writeln!(out, "{}", answer(&method, &input?, bands, None, 0.0))?;
    }
    Ok(())
}

fn answer(method: &Method, input: &Value, bands: Bands, pool: Option<&Scores>, spent: f64) -> Value {
    let (seconds, answer) = metered(|| run(method, input, bands, pool));
    let mut answer = match answer {
        Ok((model, forecast)) => describe(&*model, &forecast),
        Err(e) => json!({ "error": e.to_string() }),
    };
    answer["cpu"] = json!(spent + seconds);
    answer["id"] = input["id"].clone();
    answer
}

fn count(input: &Value, key: &str) -> usize {
    input[key].as_u64().unwrap_or(1) as usize
}

fn series(input: &Value) -> Result<Series, forecast::Error> {
    let values = input["y"].as_array().into_iter().flatten().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect();
    Series::new(values, count(input, "m"))
}

/// One origin, where at least two seasons and two values (8 values without a season) are known.
fn look_back(method: &Method, input: &Value) -> Option<Backtest> {
    let m = count(input, "m");
    let shortest = if m > 1 { 2 * m + 2 } else { 8 };
    backtest::rolling(&series(input).ok()?, method, &Rolling { shortest, ..Rolling::new(count(input, "h"), 1) }).ok()
}

fn run(
    method: &Method,
    input: &Value,
    bands: Bands,
    pool: Option<&Scores>,
) -> Result<(Box<dyn Fitted>, Forecast), forecast::Error> {
    let series = series(input)?;
    let model = match bands {
        Bands::Raw => method.fit(&series)?,
        Bands::Table | Bands::Pooled => calibrated(&series, method, &Backtest::default(), pool)?,
    };
    let forecast = model.predict(count(input, "h"), &[80.0, 95.0])?;
    Ok((model, forecast))
}

fn describe(model: &dyn Fitted, forecast: &Forecast) -> Value {
    let fit = model.diagnose();
    let mut answer = json!({ "f": forecast.mean, "info": { "model": model.name(), "ll": fit.loglik, "aicc": fit.aicc } });
    for (level, band) in [80, 95].iter().zip(&forecast.bands) {
        answer[format!("lo{level}")] = json!(band.lower);
        answer[format!("hi{level}")] = json!(band.upper);
    }
    answer
}

/// Seconds on a processor spent by this process (its only thread) for `work`; 0 where the system does not tell.
fn metered<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let now = || {
        let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
        let ns: f64 = text.split_whitespace().next().and_then(|v| v.parse().ok()).unwrap_or(0.0);
        ns / 1e9
    };
    let start = now();
    let done = work();
    (now() - start, done)
}
