//! Rules: judged right, suggested from history, read back as written, and quiet afterwards.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use problem::Rules;
use profile::look::{Asked, Checked, Every, Evidence, Outcome, Rule, Seen, Suggested, Wanted, check, see, suggest};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn seen(table: &RecordBatch, wanted: &Wanted) -> Seen {
    let asked = Asked { time: table.schema().index_of("day").is_ok().then(|| "day".to_owned()), ..Asked::default() };
    see(super::cut(table, 1000), "table", &asked, wanted, &mut |_| {}).unwrap()
}

fn judged(table: &RecordBatch, rules: &[Rule], before: Option<&RecordBatch>) -> Vec<Checked> {
    let seen = seen(table, &Wanted { rules: rules.to_vec(), ..Wanted::default() });
    let before = before.map(|table| self::seen(table, &Wanted::default()).baseline);
    let evidence =
        Evidence { now: &seen.baseline, duplicates: &seen.look.duplicates, counted: &seen.counted, before: before.as_ref() };
    check(rules, &evidence)
}

/// 1,000 rows: fares with 30 gaps, tips, totals off in 5 rows, codes, names that repeat twice.
fn trips() -> RecordBatch {
    let fare = |i: i64| (i % 100 >= 3).then_some(5.0 + (i % 37) as f64);
    let tip = |i: i64| (i % 11) as f64 / 4.0;
    let total = |i: i64| fare(i).map(|f| f + tip(i) + if i % 200 == 50 { 1.0 } else { 0.0 });
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("fare", Arc::new((0..1000).map(fare).collect::<Float64Array>())),
        ("tip", Arc::new((0..1000).map(|i| Some(tip(i))).collect::<Float64Array>())),
        ("total", Arc::new((0..1000).map(total).collect::<Float64Array>())),
        ("code", Arc::new((0..1000).map(|i| Some(["a", "b", "c"][(i % 3) as usize])).collect::<StringArray>())),
        ("id", Arc::new(Int64Array::from_iter_values((0..1000).map(|i| if i == 999 { 3 } else { i })))),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

#[test]
fn each_check_is_judged_by_what_stands_in_the_rows() {
    let text = |keys: &str| format!("[[rule]]\n{}\n", keys.replace("; ", "\n"));
    let sum = "check = \"sum\"; column = \"total\"; terms = { fare = 1, tip = 1 }; tolerance = 1e-9; fails_at_most";
    for (keys, outcome, words) in [
        ("check = \"missing\"; column = \"fare\"; at_most = 0.03", Outcome::Passed, "3.0 % missing (30 of 1000 rows)"),
        ("check = \"missing\"; column = \"fare\"; at_most = 0.029", Outcome::Failed, "3.0 % missing"),
        ("check = \"range\"; column = \"fare\"; min = 6", Outcome::Failed, "(27 of 970 rows)"),
        ("check = \"range\"; column = \"fare\"; min = 6; outside_at_most = 0.03", Outcome::Passed, "2.8 % outside"),
        ("check = \"levels\"; column = \"code\"; allowed = [\"a\", \"b\"]", Outcome::Failed, "(333 of 1000 rows)"),
        ("check = \"levels\"; column = \"code\"; allowed = [\"a\", \"b\", \"c\", \"d\"]", Outcome::Passed, "0.0 %"),
        ("check = \"unique\"; column = \"id\"", Outcome::Failed, "1 of 1000 values repeat another"),
        ("check = \"unique\"; column = \"tip\"", Outcome::Failed, "989 of 1000"),
        ("check = \"mean\"; column = \"tip\"; min = 1.2; max = 1.3", Outcome::Passed, "mean 1.2"),
        ("check = \"mean\"; column = \"tip\"; min = 1.3; max = 1.4", Outcome::Failed, "mean 1.2"),
        (&format!("{sum} = 0"), Outcome::Failed, "(5 of 970 rows)"),
        (&format!("{sum} = 0.006"), Outcome::Passed, "0.5 %"),
        ("check = \"correlation\"; columns = [\"fare\", \"total\"]; min = 0.9; max = 1", Outcome::Passed, "over 970 rows"),
        ("check = \"rows\"; min = 1001", Outcome::Failed, "1000 rows"),
        ("check = \"rows\"; max = 1000", Outcome::Passed, "1000 rows"),
        ("check = \"duplicates\"; at_most = 0", Outcome::Passed, "0.0 % repeated"),
        ("check = \"distribution\"; column = \"fare\"; distance_at_most = 0.01", Outcome::Unjudged, "--against look.json"),
    ] {
        let rules = Rules::parse(&text(keys), "rules.toml").unwrap();
        let found = &judged(&trips(), &rules.list, None)[0];
        assert!(found.outcome == outcome && found.seen.contains(words), "{keys}: {found:?}");
    }
    // Gaps are not judged, texts in place of numbers are a fault.
    let mean = [Rule::Mean { column: "fare".into(), min: 0.0, max: 50.0 }];
    let trips = trips();
    assert_eq!(judged(&trips.slice(0, 2), &mean, None)[0].outcome, Outcome::Unjudged);
    let texts: ArrayRef = Arc::new((0..9).map(|_| Some("n/a")).collect::<StringArray>());
    let texts = RecordBatch::try_from_iter([("fare", texts)]).unwrap();
    assert_eq!(judged(&texts, &mean, None)[0].outcome, Outcome::Failed);
    let rules = Rules::parse(&text("check = \"distribution\"; column = \"fare\"; distance_at_most = 0.01"), "r").unwrap();
    assert_eq!(judged(&trips, &rules.list, Some(&trips))[0].outcome, Outcome::Passed);
    assert_eq!(judged(&trips.slice(0, 20), &rules.list, Some(&trips))[0].outcome, Outcome::Failed);
}

/// Days of about 80 rows: a steady amount, one that grows, gaps that come by the day, a category with a rare level; `broken` days at the end.
fn days(seed: u64, from: i32, days: i32, broken: bool) -> RecordBatch {
    let mut rng = Pcg64::seed_from_u64(seed);
    let normal = |rng: &mut Pcg64| (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
    let (mut day, mut steady, mut growing, mut gappy, mut shop) = (vec![], vec![], vec![], vec![], vec![]);
    for d in from..from + days {
        let gap = 0.02 + 0.03 * rng.random::<f64>() + if broken { 0.3 } else { 0.0 };
        let mood = 0.3 * normal(&mut rng) + if broken { 3.0 } else { 0.0 };
        for _ in 0..70 + rng.random_range(0..20) {
            day.push(19_000 + d);
            steady.push(100.0 + 10.0 * (mood + normal(&mut rng)));
            growing.push(50.0 + 0.05 * f64::from(d) + normal(&mut rng));
            gappy.push((rng.random::<f64>() >= gap).then(|| rng.random::<f64>()));
            let other = if broken { "mars" } else { "south" };
            shop.push(if rng.random::<f64>() < 0.3 { "north" } else { other });
        }
    }
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("day", Arc::new(Date32Array::from(day))),
        ("steady", Arc::new(Float64Array::from(steady))),
        ("growing", Arc::new(Float64Array::from(growing))),
        ("gappy", Arc::new(gappy.into_iter().collect::<Float64Array>())),
        ("shop", Arc::new(shop.into_iter().map(Some).collect::<StringArray>())),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn suggested(table: &RecordBatch) -> Suggested {
    let seen = seen(table, &Wanted { history: true, ..Wanted::default() });
    let history = seen.history.unwrap();
    assert_eq!(history.every, Every::Day);
    suggest(&seen.look, &seen.baseline, &history, 0.01).unwrap()
}

#[test]
fn suggested_rules_are_read_back_hold_and_notice_what_breaks() {
    let suggested = suggested(&days(1, 0, 200, false));
    let checks: Vec<&str> = suggested.rules.iter().map(|r| r.rule.check()).collect();
    for check in ["missing", "range", "mean", "levels", "rows", "duplicates"] {
        assert!(checks.contains(&check), "{check}: {checks:?}");
    }
    let growing = suggested.rules.iter().find(|r| matches!(&r.rule, Rule::Mean { column, .. } if column == "growing"));
    assert_eq!(growing.unwrap().drawn, "along a straight trend");
    let rules: Vec<Rule> = suggested.rules.iter().map(|r| r.rule.clone()).collect();
    let text = suggested.to_toml("table");
    assert_eq!(Rules::parse(&text, "rules.toml").unwrap().list, rules, "{text}");
    // Sixty later days: few alarms; a broken day: an alarm of each kind.
    let fired = |table: &RecordBatch| -> Vec<String> {
        let judged = judged(table, &rules, None);
        judged.into_iter().filter(|c| c.outcome != Outcome::Passed).map(|c| c.asked).collect()
    };
    let alarms: usize = (0..60).map(|d| fired(&days(100 + d as u64, 200 + d, 1, false)).len()).sum();
    assert!(alarms * 50 <= 60 * rules.len(), "{alarms} false alarms of {} rules in 60 days", rules.len());
    let broken = fired(&days(500, 230, 1, true)).join("; ");
    for column in ["mean of steady", "gappy is missing", "shop is one of"] {
        assert!(broken.contains(column), "{column}: {broken}");
    }
    assert!(!broken.contains("mean of growing") && !broken.contains("rows"), "{broken}");
}

#[test]
fn what_would_fire_too_often_is_left_out_and_short_histories_give_none() {
    // A level that changes for good after two thirds.
    let (first, second) = (days(2, 0, 80, false), days(3, 80, 40, true));
    let both = arrow::compute::concat_batches(&first.schema(), [&first, &second]).unwrap();
    let suggested = suggested(&both);
    let left: Vec<String> = suggested.left_out.iter().map(|l| format!("{} {}: {}", l.check, l.columns[0], l.reason)).collect();
    let fired = |what: &str| left.iter().any(|l| l.starts_with(what) && l.contains("it would have fired in"));
    assert!(fired("mean steady") && fired("missing gappy") && fired("levels shop"), "{left:?}");
    let short = seen(&days(4, 0, 12, false), &Wanted { history: true, every: Some(Every::Day), ..Wanted::default() });
    assert!(suggest(&short.look, &short.baseline, &short.history.unwrap(), 0.01).is_none());
}
