//! Bounds on simulated histories: how often the deliveries to come pass them.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::bound::{Side, bound};

fn normal(rng: &mut Pcg64) -> f64 {
    let (u, v) = (1.0 - rng.random::<f64>(), rng.random::<f64>());
    (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
}

/// Histories by name.
const KINDS: [&str; 9] = ["independent", "heavy tails", "skewed", "ar 0.3", "ar 0.7", "ar 0.9", "trend", "week", "random walk"];

fn history(kind: &str, rng: &mut Pcg64, n: usize) -> Vec<f64> {
    let chained = |rng: &mut Pcg64, a: f64| {
        let mut x = 0.0;
        let all: Vec<f64> = (0..n + 100)
            .map(|_| {
                x = a * x + normal(rng);
                x
            })
            .collect();
        all[100..].to_vec()
    };
    match kind {
        "heavy tails" => (0..n)
            .map(|_| {
                let square: f64 = (0..3).map(|_| normal(rng).powi(2)).sum();
                normal(rng) / (square / 3.0).sqrt()
            })
            .collect(),
        "skewed" => (0..n).map(|_| normal(rng).exp()).collect(),
        "ar 0.3" => chained(rng, 0.3),
        "ar 0.7" => chained(rng, 0.7),
        "ar 0.9" => chained(rng, 0.9),
        "trend" => (0..n).map(|t| normal(rng) + 0.03 * t as f64).collect(),
        "week" => (0..n).map(|t| normal(rng) + 1.5 * (t as f64 / 7.0 * 2.0 * std::f64::consts::PI).sin()).collect(),
        "random walk" => {
            let mut level = 0.0;
            (0..n)
                .map(|_| {
                    level += 0.3 * normal(rng);
                    level + normal(rng)
                })
                .collect()
        }
        _ => (0..n).map(|_| normal(rng)).collect(),
    }
}

/// Share of the third of deliveries to come that pass a bound.
fn passed(kind: &str, n: usize, rate: f64, repeats: u64) -> f64 {
    let horizon = n / 3;
    let (mut out, mut of) = (0_u32, 0_u32);
    for seed in 0..repeats {
        let mut rng = Pcg64::seed_from_u64(1000 * n as u64 + seed);
        let all = history(kind, &mut rng, n + horizon);
        let Some(bound) = bound(&all[..n], Side::Both, 1e-6, rate, horizon) else { continue };
        out += all[n..].iter().map(|x| u32::from(bound.is_passed(*x))).sum::<u32>();
        of += horizon as u32;
    }
    f64::from(out) / f64::from(of.max(1))
}

#[test]
fn independent_deliveries_pass_at_the_promised_rate() {
    for (rate, n) in [(0.05, 120), (0.02, 90)] {
        let seen = passed("independent", n, rate, 200);
        assert!(seen > rate / 2.0 && seen < 1.5 * rate, "{n} {rate}: {seen}");
    }
    let same = bound(&[3.0; 40], Side::Both, 1e-6, 0.01, 10).map(|b| (b.is_passed(3.0), b.is_passed(3.1)));
    assert_eq!(same, Some((false, true)));
    assert_eq!(bound(&[1.0; 11], Side::Both, 1e-6, 0.01, 10), None);
}

/// The table of `docs/rules.md`: for each kind of history the share of false alarms in percent, at a promise of 1 % and 5 %.
#[test]
#[ignore = "a minute"]
#[allow(clippy::print_stdout)]
fn rates_by_kind_of_history() {
    for kind in KINDS {
        let row: Vec<String> = [(36, 0.01), (60, 0.01), (120, 0.01), (240, 0.01), (60, 0.05), (240, 0.05)]
            .iter()
            .map(|(n, rate)| format!("{:.2}", 100.0 * passed(kind, *n, *rate, 400)))
            .collect();
        println!("| {kind} | {} |", row.join(" | "));
    }
}
