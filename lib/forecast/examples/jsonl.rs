//! Forecasts from JSON lines, for the side-by-side benchmark under `bench/forecast`.
//!
//! `jsonl METHOD < series.jsonl > forecasts.jsonl`: reads `{"id", "m", "h", "y"}`, writes
//! `{"id", "model", "f", "lo80", "hi80", "lo95", "hi95", "cpu"}` or `{"id", "error", "cpu"}`; `cpu` in seconds.

use std::io::{BufRead, Write};

use forecast::{Fitted, Forecast, Method, Series};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).ok_or("usage: jsonl METHOD")?;
    let method = Method::parse(&name)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let input: Value = serde_json::from_str(&line?)?;
        let start = cpu_seconds();
        let mut answer = match run(&method, &input) {
            Ok((model, forecast)) => describe(&*model, &forecast),
            Err(e) => json!({ "error": e.to_string() }),
        };
        answer["cpu"] = json!(cpu_seconds() - start);
        answer["id"] = input["id"].clone();
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

fn run(method: &Method, input: &Value) -> Result<(Box<dyn Fitted>, Forecast), forecast::Error> {
    let values = input["y"].as_array().into_iter().flatten().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect();
    let count = |key: &str| input[key].as_u64().unwrap_or(1) as usize;
    let model = method.fit(&Series::new(values, count("m"))?)?;
    let forecast = model.predict(count("h"), &[80.0, 95.0])?;
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

/// Seconds on a processor so far, by this process (its only thread), in nanosecond steps; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let ns: f64 = text.split_whitespace().next().and_then(|v| v.parse().ok()).unwrap_or(0.0);
    ns / 1e9
}
