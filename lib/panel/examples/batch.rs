//! A batch from JSON lines, for the side-by-side benchmark under `bench/forecast`.
//!
//! `batch METHOD [lags=auto|never|always] [origins=N] [calibrate=yes|no] < series.jsonl > forecasts.jsonl`: reads all of `{"id", "m", "h", "y"}`,
//! writes `{"id", "model", "f", "lo80", "hi80", "lo95", "hi95", "steps", "notes", "cpu"}` or `{"id", "error", "cpu"}`, and the table
//! of failures to standard error; `cpu` in seconds.

use std::io::{BufRead, Write};

use forecast::Method;
use panel::{Lags, Member, Outlook, Spec};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut spec = Spec::default();
    for arg in std::env::args().skip(1) {
        match arg.split_once('=') {
            Some(("lags", "auto")) => spec.lags = Lags::Auto,
            Some(("lags", "never")) => spec.lags = Lags::Never,
            Some(("lags", "always")) => spec.lags = Lags::Always,
            Some(("origins", count)) => spec.backtest_origins = count.parse()?,
            Some(("calibrate", answer)) => spec.calibrate = answer == "yes",
            _ => spec.method = Method::parse(&arg)?,
        }
    }
    let mut members = Vec::new();
    for line in std::io::stdin().lock().lines() {
        members.push(member(&serde_json::from_str(&line?)?));
    }
    let outlooks = panel::forecast(&members, &spec, &cpu_seconds);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for outlook in &outlooks {
        writeln!(out, "{}", describe(outlook))?;
    }
    let mut log = std::io::stderr().lock();
    for row in panel::failures(&outlooks) {
        writeln!(log, "{} x {} [{}]: {}", row.count, row.method, row.examples.join(", "), row.reason)?;
    }
    Ok(())
}

fn member(input: &Value) -> Member {
    let values = input["y"].as_array().into_iter().flatten().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect();
    let count = |key: &str| input[key].as_u64().unwrap_or(1) as usize;
    let member = Member::new(input["id"].as_str().unwrap_or_default(), values, count("m"));
    Member { horizon: Some(count("h")), ..member }
}

fn describe(outlook: &Outlook) -> Value {
    let mut answer = match &outlook.forecast {
        Ok(forecast) => {
            let mut answer = json!({ "f": forecast.mean, "model": outlook.model });
            for band in &forecast.bands {
                answer[format!("lo{}", band.level)] = json!(band.lower);
                answer[format!("hi{}", band.level)] = json!(band.upper);
            }
            answer
        }
        Err(refusal) => json!({ "error": refusal.to_string() }),
    };
    answer["id"] = json!(outlook.id);
    answer["notes"] = json!(outlook.notes);
    answer["steps"] = outlook.steps.iter().map(|step| format!("{}: {}", step.method, step.reason)).collect();
    answer["cpu"] = json!(outlook.cpu_seconds);
    answer
}

/// Seconds on a processor so far, by the calling thread, in nanosecond steps; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ns: f64 = text.split_whitespace().next().and_then(|v| v.parse().ok()).unwrap_or(0.0);
    ns / 1e9
}
