//! A large contest is judged in the blink of an eye.

use std::time::Duration;

use verdict::{Case, Player, Rows, Scale, decide};

/// CPU time of this thread so far; the clock on the wall measures the neighbours too.
fn cpu() -> Duration {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(status.split_whitespace().next().unwrap().parse().unwrap())
}

/// Ten players on the rows of the flights example, with baseline and root scale: the dearest path there is.
#[test]
#[ignore = "measures time; run alone, in release: cargo test --release -p verdict -- --ignored --nocapture speed"]
fn ten_players_on_336_776_rows() {
    let rows = 336_776;
    let losses: Vec<Vec<f64>> = (0..10_u64)
        .map(|player| (0..rows as u64).map(|row| 1.0 + (row * (player + 7) % 1009) as f64 / 1009.0).collect())
        .collect();
    let fold: Vec<u32> = (0..rows as u32).map(|row| row % 5).collect();
    let clusters: Vec<u32> = (0..rows as u32).map(|row| row / 30).collect();
    let origin: Vec<u32> = (0..rows as u32).map(|row| row / 900).collect();
    let ways = [
        ("independent rows", Rows::Independent),
        ("clusters", Rows::Clustered(&clusters)),
        ("origins", Rows::Origins { origin: &origin, horizon: 12 }),
    ];
    for (name, rows) in ways {
        let players = losses.iter().enumerate().map(|(id, losses)| Player { id: id as u32, tier: 1, losses, yearly_bill: None });
        let case = Case {
            players: players.collect(),
            rows,
            fold: &fold,
            train_rows: &[],
            scale: Scale::RootMean,
            margin: 0.01,
            yearly_per_unit: Some(1e6),
            baseline: Some(0),
        };
        let timed = || {
            let start = cpu();
            decide(&case).unwrap();
            cpu().saturating_sub(start)
        };
        let best = (0..30).map(|_| timed()).min().unwrap();
        println!("{name}: {best:?}");
        assert!(best < Duration::from_millis(50), "{name}: {best:?}");
    }
}
