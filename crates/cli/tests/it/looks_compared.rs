//! `bakeoff look --against`, `--rules`, `--suggest-rules`: the whole command.

use std::fmt::Write as _;
use std::fs;

use crate::program::Bench;

/// Sales of `days` days from a first one; from `broken` on prices are doubled and a shop is new.
fn sales(first: usize, days: usize, broken: usize) -> String {
    let mut text = String::from("day,shop,price,amount\n");
    for day in first..first + days {
        for i in 0..40 {
            let hash = (day * 40 + i) * 7919 % 10_007;
            let bad = day >= broken;
            let shop = if bad && i % 4 == 0 { "Dresden" } else { ["Aachen", "Bonn", "Celle"][hash % 3] };
            let price = (10.0 + (hash % 97) as f64 / 9.0) * if bad { 2.0 } else { 1.0 };
            let amount = if hash % 31 == 0 { String::new() } else { format!("{}", hash % 13) };
            let (month, of_month) = (day / 28, day % 28);
            writeln!(text, "20{:02}-{:02}-{:02},{shop},{price:.2},{amount}", 10 + month / 12, 1 + month % 12, 1 + of_month)
                .unwrap();
        }
    }
    text
}

#[test]
fn what_moved_is_told_and_the_first_look_stays() {
    let bench = Bench::new();
    bench.write("old.csv", sales(0, 60, 1000));
    bench.write("new.csv", sales(60, 20, 60));
    let ran = bench.run(&["look", "old.csv", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let first = fs::read(bench.path().join("look.baseline")).unwrap();
    let ran = bench.run(&["look", "new.csv", "--against", "look.json", "--format", "json", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let kinds: Vec<String> = ran.json()["against"]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| format!("{} {}", f["kind"].as_str().unwrap(), f["columns"][0].as_str().unwrap_or_default()))
        .collect();
    assert!(
        kinds.contains(&"against.distribution price".to_owned()) && kinds.contains(&"against.new-levels shop".to_owned()),
        "{kinds:?}"
    );
    assert!(!kinds.iter().any(|k| k.ends_with("amount")), "{kinds:?}");
    assert_eq!(fs::read(bench.path().join("look.baseline")).unwrap(), first);
    let page = fs::read_to_string(bench.path().join("look-against.html")).unwrap();
    assert!(page.contains("What moved"));
    fs::write(bench.path().join("look.baseline"), &first[..first.len() - 9]).unwrap();
    let ran = bench.run(&["look", "new.csv", "--against", "look.json"]);
    assert!(ran.code == 2 && ran.stderr.contains("the baseline is damaged"), "{} {}", ran.code, ran.stderr);
    let ran = bench.run(&["look", "new.csv", "--against", "lost.json"]);
    assert!(ran.code == 2 && ran.stderr.contains("cannot read the baseline lost.baseline"), "{}", ran.stderr);
}

#[test]
fn rules_are_suggested_checked_and_complained_about() {
    let bench = Bench::new();
    bench.write("history.csv", sales(0, 120, 1000));
    bench.write("good.csv", sales(130, 1, 1000));
    bench.write("bad.csv", sales(130, 1, 0));
    let ran = bench.run(&["look", "history.csv", "--time", "day", "--suggest-rules"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("rules suggested from 120 deliveries, one every day"), "{}", ran.stdout);
    let rules = fs::read_to_string(bench.path().join("rules.toml")).unwrap();
    assert!(
        rules.contains("# Rules learned from history.csv: 120 deliveries, one every day.") && rules.contains("later deliveries")
    );
    let ran = bench.run(&["look", "good.csv", "--rules", "rules.toml"]);
    assert!(ran.code == 0 && ran.stdout.contains("0 of "), "{} {}", ran.code, ran.stdout);
    let ran = bench.run(&["look", "bad.csv", "--rules", "rules.toml", "--format", "json", "--quiet"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let json = ran.json();
    let failed: Vec<&str> = json["rules"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["outcome"] == "failed")
        .map(|r| r["asked"].as_str().unwrap())
        .collect();
    assert!(
        failed.iter().any(|a| a.contains("mean of price")) && failed.iter().any(|a| a.contains("shop is one of")),
        "{failed:?}"
    );
    let ran = bench.run(&["look", "history.csv", "--time", "day", "--suggest-rules"]);
    assert!(ran.code == 2 && ran.stderr.contains("rules.toml is there already"), "{}", ran.stderr);
    bench.write("mine.toml", "[[rule]]\ncheck = \"mean\"\ncolumn = \"prise\"\nmin = 0\nmax = 1\n");
    let ran = bench.run(&["look", "good.csv", "--rules", "mine.toml"]);
    let told = "the table has no column `prise`";
    assert!(ran.code == 2 && ran.stderr.contains(told) && ran.stderr.contains("did you mean `price`?"), "{}", ran.stderr);
    bench.write("mine.toml", "[[rule]]\ncheck = \"distribution\"\ncolumn = \"price\"\ndistance_at_most = 0.1\n");
    let ran = bench.run(&["look", "good.csv", "--rules", "mine.toml"]);
    assert!(ran.code == 2 && ran.stderr.contains("--against look.json"), "{}", ran.stderr);
}
