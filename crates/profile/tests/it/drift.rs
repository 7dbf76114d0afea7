//! Drift: what was planted is found and dated, what stands still is not.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use profile::look::Asked;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::series::{autoregression, days, floats, kinds, noise, seen};

fn by_day() -> Asked {
    Asked { time: Some("day".to_owned()), ..Asked::default() }
}

fn texts(values: Vec<&str>) -> ArrayRef {
    Arc::new(StringArray::from(values))
}

#[test]
fn a_slow_move_is_found_at_its_size() {
    let mut rng = Pcg64::seed_from_u64(21);
    let n = 8_000;
    let time = |i: usize| i as f64 / n as f64;
    let still = noise(&mut rng, n);
    // One standard deviation from end to end: two thirds of it between the first and the last third.
    let moving: Vec<f64> = noise(&mut rng, n).iter().enumerate().map(|(i, e)| e + time(i)).collect();
    let wider: Vec<f64> = noise(&mut rng, n).iter().enumerate().map(|(i, e)| e * (1.0 + 4.0 * time(i))).collect();
    let table = vec![
        ("day", days((0..n).map(|i| i / 10))),
        ("still", floats(&still)),
        ("moving", floats(&moving)),
        ("wider", floats(&wider)),
    ];
    let look = seen(table, &by_day());
    let drift = look.drift.as_ref().unwrap();
    let moved = drift.quantities.iter().find(|m| m.column == "moving").unwrap();
    assert!((moved.difference - 2.0 / 3.0).abs() < 0.08 && moved.q.unwrap() < 1e-4, "{moved:?}");
    // Variance of the line over that of all: (1 / 12) / (1 + 1 / 12).
    assert!((moved.share - 1.0 / 13.0).abs() < 0.02 && moved.distance.unwrap() > 0.15 && moved.at.is_none(), "{moved:?}");
    let spread = drift.quantities.iter().find(|m| m.column == "wider").unwrap().spread.unwrap();
    assert!((spread - 13.0 / 5.0).abs() < 0.2, "{spread}");
    let mut found: Vec<(&str, &str)> =
        look.findings.iter().filter(|f| f.kind.starts_with("drift")).map(|f| (f.kind.as_str(), f.columns[0].as_str())).collect();
    found.sort_unstable();
    assert_eq!(found, [("drift.level", "moving"), ("drift.spread", "wider")]);
}

#[test]
fn a_change_of_the_schema_is_dated() {
    let mut rng = Pcg64::seed_from_u64(22);
    let n = 3_000;
    let mut column = |keep: &dyn Fn(usize) -> bool| {
        let values: Vec<f64> = noise(&mut rng, n).iter().enumerate().map(|(i, x)| if keep(i) { *x } else { f64::NAN }).collect();
        floats(&values)
    };
    let table = vec![
        ("day", days((0..n).map(|i| i / 3))),
        ("late", column(&|i| i >= 1_200)),
        ("later", column(&|i| i >= 1_200 && i % 3 > 0)),
        ("early", column(&|i| i < 2_400)),
        ("fading", column(&|i| (i * 7_919) % n > i / 2)),
        ("holes", column(&|i| (i * 7_919) % 10 > 2)),
    ];
    let look = seen(table, &by_day());
    let found: Vec<(&str, Vec<&str>)> = look
        .findings
        .iter()
        .filter(|f| f.kind.starts_with("drift"))
        .map(|f| (f.kind.as_str(), f.columns.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(
        found,
        [("drift.filled", vec!["early"]), ("drift.filled", vec!["late", "later"]), ("drift.missing", vec!["fading"])]
    );
    let text: Vec<&str> = look.findings.iter().filter(|f| f.kind == "drift.filled").map(|f| f.effect.as_str()).collect();
    assert_eq!(text, ["early is empty after 10 Mar 2020", "late and later are filled only since 5 Feb 2019"]);
}

#[test]
fn levels_that_come_and_mixes_that_move() {
    let mut rng = Pcg64::seed_from_u64(23);
    let n = 4_000;
    let pick = |rng: &mut Pcg64, share: f64| rng.random::<f64>() < share;
    let kind: Vec<&str> = (0..n)
        .map(|i| match i {
            _ if i > 2_800 && pick(&mut rng, 0.2) => "fresh",
            _ if pick(&mut rng, 0.5) => "b",
            _ => "c",
        })
        .collect();
    let shift: Vec<&str> = (0..n).map(|i| if pick(&mut rng, 0.2 + 0.5 * i as f64 / n as f64) { "web" } else { "shop" }).collect();
    let still: Vec<&str> = (0..n).map(|_| if pick(&mut rng, 0.3) { "x" } else { "y" }).collect();
    let campaign: Vec<String> = (0..n).map(|i| format!("no. {}", i / 100)).collect();
    let table = vec![
        ("day", days((0..n).map(|i| i / 8))),
        ("kind", texts(kind)),
        ("channel", texts(shift)),
        ("still", texts(still)),
        ("campaign", texts(campaign.iter().map(String::as_str).collect())),
    ];
    let look = seen(table, &by_day());
    let found = |kind: &str| look.findings.iter().find(|f| f.kind == kind).unwrap();
    assert_eq!(found("drift.unseen").columns, ["campaign"]);
    assert_eq!(found("drift.categories").columns, ["channel", "kind"]);
    assert_eq!(kinds(&look, "drift").len(), 2, "{:?}", look.findings);
    let drift = look.drift.as_ref().unwrap();
    let kind = drift.categories.iter().find(|m| m.column == "kind").unwrap();
    assert_eq!(
        kind.fresh.iter().map(|s| (s.level.as_str(), s.at.as_deref().unwrap())).collect::<Vec<_>>(),
        [("fresh", "17 Dec 2018")]
    );
    let campaign = drift.categories.iter().find(|m| m.column == "campaign").unwrap();
    assert!(campaign.unseen > 0.95, "{campaign:?}");
}

#[test]
fn a_mix_of_groups_that_changes_is_told_apart() {
    let mut rng = Pcg64::seed_from_u64(24);
    let n = 6_000;
    let shop: Vec<usize> = (0..n).map(|i| usize::from(rng.random::<f64>() < 0.1 + 0.8 * i as f64 / n as f64)).collect();
    let y: Vec<f64> = shop.iter().zip(noise(&mut rng, n)).map(|(s, e)| 4.0 * *s as f64 + e).collect();
    let names = texts(shop.iter().map(|s| ["old", "new"][*s]).collect());
    let asked = Asked { group: Some("shop".to_owned()), target: Some("y".to_owned()), ..by_day() };
    let look = seen(vec![("day", days((0..n).map(|i| i / 6))), ("shop", names), ("y", floats(&y))], &asked);
    let level = look.findings.iter().find(|f| f.kind == "drift.level").unwrap();
    assert!(level.evidence.contains("the mix of shop changes"), "{}", level.evidence);
    let moved = &look.drift.as_ref().unwrap().quantities[0];
    assert!(moved.difference > 0.8 && moved.within_groups.unwrap().abs() < 0.1, "{moved:?}");
}

#[test]
fn the_order_of_rows_tells_or_is_silent() {
    let mut rng = Pcg64::seed_from_u64(25);
    let x = noise(&mut rng, 600);
    assert!(seen(vec![("x", floats(&x))], &Asked::default()).drift.is_none());
    let moving: Vec<f64> = x.iter().enumerate().map(|(i, e)| e + i as f64 / 100.0).collect();
    let kind = texts((0..600).map(|i| ["a", "b", "c"][i / 200]).collect());
    let look = seen(vec![("kind", kind), ("x", floats(&moving))], &Asked::default());
    assert_eq!(kinds(&look, "drift"), ["drift.order"]);
    assert_eq!(look.drift.unwrap().sorted_by.as_deref(), Some("kind"));
}

#[test]
fn calendar_columns_and_few_rows_are_left_out() {
    let mut rng = Pcg64::seed_from_u64(26);
    let y = autoregression(&mut rng, 900, 0.5);
    // Weekdays and years that repeat the date, shifted by a constant.
    let weekday: Vec<f64> = (0..900).map(|d| f64::from((d + 1) % 7)).collect();
    let month_like: Vec<f64> = (0..900).map(|d| f64::from(17_532 + d) + 0.5).collect();
    let table = vec![("day", days(0..900)), ("y", floats(&y)), ("wd", floats(&weekday)), ("serial", floats(&month_like))];
    let look = seen(table, &by_day());
    let drift = look.drift.unwrap();
    assert_eq!(drift.quantities.iter().map(|m| m.column.as_str()).collect::<Vec<_>>(), ["y"]);
    let few = seen(vec![("day", days(0..20)), ("y", floats(&y[..20]))], &by_day());
    assert!(few.drift.is_none());
}
