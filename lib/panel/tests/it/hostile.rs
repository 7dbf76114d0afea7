//! Generated series that break naive code, as one batch: a forecast for each that has a value, and no panic.

use panel::{Lags, Member, Outlook, Refusal, Spec, failures, forecast};

use crate::worlds::unit;

/// The k-th hostile series: a length, a period and one of sixteen kinds of trouble, all drawn from `k`.
fn hostile(k: usize) -> Member {
    let draw = |what: usize| unit(k, 50_000 + what);
    let period = [1, 2, 4, 7, 12, 24, 52][(draw(0) * 7.0) as usize];
    let n = [1, 2, 3, 4, 5, 8, 13, 25, 40, 61, 100, 150][(draw(1) * 12.0) as usize];
    let noise = |t: usize| unit(k, t) - 0.5;
    let base = |t: usize| 10.0 + 3.0 * (t % period) as f64 + noise(t);
    let sparse = 0.1 + 0.8 * draw(2);
    let kinds = [
        "constant",
        "zeros",
        "huge",
        "tiny",
        "negative",
        "gaps",
        "gap at the end",
        "spikes",
        "integers",
        "steps",
        "intermittent",
        "two values",
        "line",
        "alternating",
        "explosive",
        "far from zero",
    ];
    let kind = k % kinds.len();
    let value = |t: usize| match kind {
        0 => 3.7,
        1 => 0.0,
        2 => base(t) * 1e12,
        3 => base(t) * 1e-12,
        4 => base(t) - 40.0,
        5 if unit(k, 9_000 + t) < sparse => f64::NAN,
        6 if t + 1 > n - n / 3 => f64::NAN,
        7 if unit(k, 9_000 + t) < 0.05 => 1e9 * noise(t),
        8 => (4.0 * unit(k, t)).floor(),
        9 if t > n / 2 => base(t) + 1e6,
        10 => {
            if unit(k, 9_000 + t) < sparse {
                0.0
            } else {
                (1.0 + 5.0 * unit(k, t)).floor()
            }
        }
        11 => {
            if noise(t) > 0.0 {
                1.0
            } else {
                -1.0
            }
        }
        12 => t as f64 * (draw(3) - 0.5),
        13 => {
            if t.is_multiple_of(2) {
                1e3
            } else {
                -1e3
            }
        }
        14 => 1.4_f64.powi(t as i32),
        15 => 1e9 + noise(t),
        _ => base(t),
    };
    Member::new(format!("{} {k}", kinds[kind]), (0..n).map(value).collect(), period)
}

fn check(members: &[Member], outlooks: &[Outlook], horizon: usize) {
    for (member, outlook) in members.iter().zip(outlooks) {
        let broke = outlook.steps.iter().find(|step| matches!(step.reason, Refusal::Broke { .. }));
        assert!(broke.is_none(), "{}: {broke:?}", member.id);
        let Ok(forecast) = &outlook.forecast else {
            assert!(member.series.is_err(), "{}: {:?}", member.id, outlook.forecast);
            continue;
        };
        assert_eq!(forecast.mean.len(), horizon, "{}", member.id);
        assert!(forecast.mean.iter().all(|v| v.is_finite()), "{}", member.id);
        for band in &forecast.bands {
            for (lower, upper) in band.lower.iter().zip(&band.upper) {
                assert!(lower <= upper && lower.is_finite() && upper.is_finite(), "{}: {lower} {upper}", member.id);
            }
        }
    }
}

fn batch(count: usize, spec: &Spec) {
    let members: Vec<Member> = (0..count).map(hostile).chain([Member::new("missing", vec![f64::NAN; 30], 12)]).collect();
    let outlooks = forecast(&members, spec, &|| 0.0);
    check(&members, &outlooks, spec.horizon);
    let table = failures(&outlooks);
    let without: usize = table.iter().filter(|row| row.without_forecast).map(|row| row.count).sum();
    assert_eq!(without, 1 + members[..count].iter().filter(|member| member.series.is_err()).count());
    assert!(outlooks.iter().any(|o| o.model.contains("lags")));
}

#[test]
fn four_hundred_hostile_series() {
    batch(400, &Spec { horizon: 8, backtest_origins: 1, ..Spec::default() });
}

/// The whole bar; minutes of processor time: `cargo test --release -p panel -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn two_thousand_hostile_series_with_every_family() {
    for method in ["auto", "ets", "arima", "dynamic-theta", "seasonal-naive-drift"] {
        let method = forecast::Method::parse(method).unwrap();
        batch(2000, &Spec { method, lags: Lags::Always, horizon: 18, backtest_origins: 2, ..Spec::default() });
    }
}
