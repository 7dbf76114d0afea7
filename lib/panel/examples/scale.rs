//! How long thousands of long series take: `scale [series=7000] [months=468] [origins=5] [horizon=12] [chunk=1000] [method=auto]`.
//!
//! Each series is a seeded airline model: `(1 - B)(1 - B^12) log y = (1 - 0.4 B)(1 - 0.6 B^12) e`, sd of e 4 %, with a growth and season of
//! its own. Prints processor seconds of the whole process, milliseconds a series, peak memory, scores and failures.

use forecast::Method;
use panel::{Member, Outlook, Spec};

struct Task {
    series: usize,
    months: usize,
    chunk: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut task = Task { series: 7000, months: 468, chunk: 1000 };
    let mut spec = Spec { backtest_origins: 5, horizon: 12, ..Spec::default() };
    for arg in std::env::args().skip(1) {
        match arg.split_once('=') {
            Some(("series", count)) => task.series = count.parse()?,
            Some(("months", count)) => task.months = count.parse()?,
            Some(("chunk", count)) => task.chunk = count.parse()?,
            Some(("origins", count)) => spec.backtest_origins = count.parse()?,
            Some(("horizon", count)) => spec.horizon = count.parse()?,
            Some(("method", name)) => spec.method = Method::parse(name)?,
            _ => return Err(format!("what is `{arg}`?").into()),
        }
    }
    let chunks = (0..task.series).step_by(task.chunk.max(1)).map(|first| {
        let last = (first + task.chunk).min(task.series);
        (first..last).map(|k| Member::new(format!("airport {k}"), airline(k, task.months), 12)).collect()
    });
    let (mut forecasts, mut metered, mut error, mut points, mut failed) = (0, 0.0, 0.0, 0.0, 0);
    for outlooks in panel::stream(chunks, &spec, &cpu_seconds) {
        forecasts += outlooks.iter().filter(|outlook| outlook.forecast.is_ok()).count();
        metered += outlooks.iter().map(|outlook| outlook.cpu_seconds).sum::<f64>();
        failed += panel::failures(&outlooks).iter().map(|row| row.count).sum::<usize>();
        for measures in outlooks.iter().filter_map(|outlook: &Outlook| outlook.backtest.measures()) {
            error += measures.smape * measures.count as f64;
            points += measures.count as f64;
        }
    }
    let cpu =
        own("/proc/self/stat").split_whitespace().skip(13).take(2).filter_map(|v| v.parse::<f64>().ok()).sum::<f64>() / 100.0;
    let peak = own("/proc/self/status").lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned();
    let line = format!(
        "{} series x {} months, {} origins: {forecasts} forecasts, {failed} failures, {cpu:.1} CPU s ({metered:.1} by the meter), {:.1} ms a series, {peak}, backtest sMAPE {:.2}\n",
        task.series,
        task.months,
        spec.backtest_origins,
        1000.0 * cpu / task.series as f64,
        error / points
    );
    std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes())?;
    Ok(())
}

fn airline(seed: usize, n: usize) -> Vec<f64> {
    let e: Vec<f64> = (0..n).map(|t| 0.04 * (0..12).map(|k| unit(seed, 12 * t + k) - 0.5).sum::<f64>()).collect();
    let past = |x: &[f64], t: usize, lag: usize| if t >= lag { x[t - lag] } else { 0.0 };
    let start = 3.0 + 6.0 * unit(seed, 1 << 30);
    let mut w = vec![0.0; n];
    for t in 0..n {
        let shock = e[t] - 0.4 * past(&e, t, 1) - 0.6 * past(&e, t, 12) + 0.24 * past(&e, t, 13);
        w[t] = match t {
            0..13 => 0.3 * (unit(seed, (1 << 30) + 1 + t % 12) - 0.5) + 0.004 * t as f64,
            _ => w[t - 1] + w[t - 12] - w[t - 13] + shock,
        };
    }
    w.iter().map(|w| (start + w).exp()).collect()
}

/// A number in [0, 1) that belongs to this pair (the finaliser of `SplitMix64`).
fn unit(seed: usize, place: usize) -> f64 {
    let mut value = ((seed as u64) << 32 | place as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((value ^ (value >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

fn own(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// Seconds on a processor so far, by the calling thread, in nanosecond steps; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let ns: f64 = own("/proc/thread-self/schedstat").split_whitespace().next().and_then(|v| v.parse().ok()).unwrap_or(0.0);
    ns / 1e9
}
