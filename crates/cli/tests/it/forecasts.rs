//! `bakeoff forecast` over tables.

use crate::program::{Bench, Ran};

fn passengers(more: &[&str]) -> (Bench, Ran) {
    let bench = Bench::with_example("passengers");
    let args = ["forecast", "passengers.csv", "--target", "passengers", "--time", "month", "--horizon", "12"];
    let ran = bench.run(&[&args, more].concat());
    (bench, ran)
}

/// Header and rows of CSV.
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap_or_else(|_| panic!("{cell:?} is no number"))
}

#[test]
fn a_year_of_passengers() {
    let (_, ran) = passengers(&[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let rows = csv(&ran.stdout);
    assert_eq!(rows[0].join(","), "month,ahead,model,forecast,lo80,hi80,lo95,hi95");
    assert_eq!(rows.len(), 13);
    let dates: Vec<&str> = rows[1..].iter().map(|r| r[0].as_str()).collect();
    assert_eq!((dates[0], dates[11]), ("1961-01-01", "1961-12-01"));
    for row in &rows[1..] {
        let [mean, lo80, hi80, lo95, hi95] = [3, 4, 5, 6, 7].map(|k| number(&row[k]));
        assert!(lo95 <= lo80 && lo80 <= mean && mean <= hi80 && hi80 <= hi95, "{row:?}");
    }
    let july = number(&rows[7][3]);
    assert!((600.0..750.0).contains(&july), "{july}");
    assert!(ran.stderr.contains("monthly") && ran.stderr.contains("season 12"), "{}", ran.stderr);
}

#[test]
fn files_page_and_backtest() {
    let more = ["--output", "f.parquet", "--page", "p.html", "--backtest", "4", "--method", "ets;arima", "--levels", "50,90"];
    let (bench, ran) = passengers(&more);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for word in ["seasonal-naive", "in 50 %", "in 90 %", "vs seasonal naive", "f.parquet", "p.html"] {
        assert!(ran.stdout.contains(word), "{word}: {}", ran.stdout);
    }
    assert!(ran.stdout.lines().count() <= 24 && ran.stdout.lines().all(|l| l.chars().count() <= 120), "{}", ran.stdout);
    let html = std::fs::read_to_string(bench.path().join("p.html")).unwrap();
    assert!(
        html.contains("<svg")
            && html.contains("1961")
            && !html.contains("<script")
            && !html.contains("src=")
            && !html.contains("href="),
        "{html}"
    );
    // What was written can be read again.
    let again =
        bench.run(&["forecast", "f.parquet", "--target", "forecast", "--time", "month", "--horizon", "2", "--method", "naive"]);
    assert_eq!((again.code, csv(&again.stdout)[1][0].as_str()), (0, "1962-01-01"), "{}", again.stderr);
    let part = std::fs::read_dir(bench.path()).unwrap().flatten().any(|e| e.file_name().to_string_lossy().ends_with(".part"));
    assert!(!part, "nothing half written stays");
}

#[test]
fn one_document() {
    let (_, ran) = passengers(&["--format", "json", "--method", "dynamic-theta", "--backtest", "2"]);
    let document = ran.json();
    assert_eq!((&document["frequency"], &document["season"]), (&"monthly".into(), &12.into()));
    assert_eq!(document["forecasts"][0]["t"][11], "1961-12-01");
    assert_eq!(document["backtest"].as_array().unwrap().len(), 2);
    assert_eq!(document["failures"].as_array().unwrap().len(), 0);
}

/// Twelve working weeks of two shops, with a gap, an ending and a name that hurts.
fn shops() -> String {
    let mut text = "day,shop,y,promo\n".to_owned();
    for day in 0..84 {
        let (month, date) = [(1, day + 1), (2, day - 30), (3, day - 58)][if day < 31 {
            0
        } else if day < 59 {
            1
        } else {
            2
        }];
        // 2024-01-01 was a Monday; 2024 had a 29 February, which this shop slept through.
        let weekday = (day + i32::from(day >= 59)) % 7;
        if weekday >= 5 || day == 17 {
            continue;
        }
        let promo = i32::from(day % 10 == 0);
        text.push_str(&format!("2024-{month:02}-{date:02},\"a, b\",{},{promo}\n", 10 + weekday + 20 * promo));
        text.push_str(&format!("2024-{month:02}-{date:02},<script>,{},{promo}\n", 30 + 2 * weekday));
    }
    text
}

#[test]
fn working_days_of_two_shops() {
    let bench = Bench::new();
    bench.write("shops.csv", shops());
    let args = ["forecast", "shops.csv", "--target", "y", "--time", "day", "--group", "shop", "--horizon", "6"];
    let ran = bench.run(&[&args[..], &["--method", "seasonal-naive", "--page", "p.html", "--output", "f.csv"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("working-days") && ran.stdout.contains("season 5"), "{}", ran.stdout);
    assert!(ran.stdout.contains("18 Jan 2024"), "gaps are listed: {}", ran.stdout);
    let rows = std::fs::read_to_string(bench.path().join("f.csv")).unwrap();
    assert!(!rows.contains("2024-03-30") && !rows.contains("2024-03-31"), "no weekend is forecast:\n{rows}");
    let html = std::fs::read_to_string(bench.path().join("p.html")).unwrap();
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script"));
    let same = |threads: &str| bench.run(&[&args[..], &["--threads", threads, "--quiet"]].concat()).stdout;
    assert_eq!(same("1"), same("2"), "the same on any number of threads");
}

#[test]
fn dates_that_come_twice() {
    let bench = Bench::new();
    let rows: String = (1..=9).flat_map(|m| (1..=2).map(move |k| format!("2023-0{m},{}\n", m * k))).collect();
    bench.write("twice.csv", format!("month,y\n{rows}"));
    let args = ["forecast", "twice.csv", "--target", "y", "--time", "month", "--horizon", "3", "--method", "naive"];
    let refused = bench.run(&args);
    assert_eq!(refused.code, 2, "{}", refused.stdout);
    assert!(refused.stderr.contains("2023-01-01") && refused.stderr.contains("rows 1 and 2"), "{}", refused.stderr);
    let summed = bench.run(&[&args[..], &["--aggregate", "sum"]].concat());
    assert_eq!((summed.code, csv(&summed.stdout)[1][3].as_str()), (0, "27.0"), "{}", summed.stderr);
    // To a longer step only by a rule.
    let longer = bench.run(&[&args[..], &["--aggregate", "sum", "--frequency", "quarterly"]].concat());
    assert!(csv(&longer.stdout)[1][0] == "2023-10-01" && csv(&longer.stdout)[1][3] == "72.0", "{}", longer.stdout);
}

#[test]
fn a_bad_series_does_not_stop_the_others() {
    let bench = Bench::new();
    let mut text = "month,shop,y\n".to_owned();
    for k in 0..48 {
        text.push_str(&format!("{}-{:02},good,{}\n", 2019 + k / 12, k % 12 + 1, 50 + k % 12));
        text.push_str(&format!("{}-{:02},empty,\n", 2019 + k / 12, k % 12 + 1));
        if k < 9 {
            text.push_str(&format!("2019-{:02},closed,4\n", k + 1));
        }
    }
    text.push_str("2020-01,twice,1\n2020-01,twice,2\n2022-12,twice,2\n");
    bench.write("mixed.csv", text);
    let args = ["forecast", "mixed.csv", "--target", "y", "--time", "month", "--group", "shop", "--horizon", "3"];
    let ran = bench.run(&[&args[..], &["--failures", "bad.csv", "--output", "f.ndjson", "--method", "theta"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("3 without a forecast"), "{}", ran.stdout);
    let bad = std::fs::read_to_string(bench.path().join("bad.csv")).unwrap();
    for word in ["empty,,no row has a value", "closed,,\"it ended in Sep 2019, 39 steps before the others\"", "twice,,"] {
        assert!(bad.contains(word), "{word}:\n{bad}");
    }
    let lines = std::fs::read_to_string(bench.path().join("f.ndjson")).unwrap();
    assert_eq!(lines.lines().filter(|l| l.contains("good")).count(), 3);
}

#[test]
fn regressors_whose_future_is_known() {
    let bench = Bench::new();
    let mut text = "month,y,price\n".to_owned();
    let mut level = 0.0;
    for k in 0..66 {
        level += f64::from((k * 37) % 11 - 5) * 0.1;
        let price = f64::from((k * 13) % 7);
        let y = if k < 60 { format!("{}", 100.0 + level - 8.0 * price) } else { String::new() };
        text.push_str(&format!("{}-{:02},{y},{price}\n", 2015 + k / 12, k % 12 + 1));
    }
    bench.write("priced.csv", text);
    let args = ["forecast", "priced.csv", "--target", "y", "--time", "month", "--horizon", "6", "--known", "price"];
    let ran = bench.run(&args);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let rows = csv(&ran.stdout);
    assert_eq!((rows.len(), rows[1][0].as_str()), (7, "2020-01-01"), "{}", ran.stdout);
    let slope = (number(&rows[2][3]) - number(&rows[1][3])) / (f64::from((61 * 13) % 7) - f64::from((60 * 13) % 7));
    assert!((slope + 8.0).abs() < 0.5, "{slope}: {}", ran.stdout);
    let short = bench.run(&[&args[..6], &["--horizon", "9", "--known", "price"]].concat());
    assert!(short.stderr.contains("`price` has no value at 2020-07-01"), "{}", short.stderr);
    let more = bench.run(&[&args[..], &["--country", "DE", "--trading-days"]].concat());
    assert_eq!(more.code, 0, "{}", more.stderr);
}

#[test]
fn a_hierarchy_adds_up() {
    let bench = Bench::new();
    let mut text = "month,region,shop,y\n".to_owned();
    for k in 0..60 {
        for (region, shop, base) in [("n", "1", 20), ("n", "2", 50), ("s", "1", 90)] {
            let y = base + (k * base / 7) % 13 + k % 12;
            text.push_str(&format!("{}-{:02},{region},{shop},{y}\n", 2015 + k / 12, k % 12 + 1));
        }
    }
    bench.write("tree.csv", text);
    let args = ["forecast", "tree.csv", "--target", "y", "--time", "month", "--hierarchy", "region/shop", "--horizon", "4"];
    let ran = bench.run(&[&args[..], &["--method", "ets"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let rows = csv(&ran.stdout);
    assert_eq!(rows.len(), 1 + 4 * 6, "total, two regions, three shops");
    let sum = |region: &str, shop: &str| -> f64 {
        rows[1..].iter().filter(|r| r[0] == region && r[1] == shop && r[3] == "4").map(|r| number(&r[5])).sum()
    };
    assert!(ran.stderr.contains("3 by region/shop and 3 sums"), "{}", ran.stderr);
    assert!((sum("", "") - sum("n", "") - sum("s", "")).abs() < 1e-6, "{}", ran.stdout);
    assert!((sum("n", "") - sum("n", "1") - sum("n", "2")).abs() < 1e-6, "{}", ran.stdout);
}

#[test]
fn mistakes_are_named() {
    let bench = Bench::with_example("passengers");
    bench.write("words.csv", "when,y\nsoon,1\nlater,2\n");
    bench.write("empty.csv", "month,y\n");
    bench.write("future.csv", "month,y\n2020-01,\n2020-02,\n");
    let good = "passengers.csv --target passengers --time month --horizon 12";
    let cases: [(&str, &str); 21] = [
        ("passengers.csv --target passenger --time month --horizon 12", "did you mean `passengers`?"),
        ("passengers.csv --target passengers --time moth --horizon 12", "did you mean `month`?"),
        ("passengers.csv --target zzz --time month --horizon 12", "the columns are `month`, `passengers`"),
        ("passengers.csv --time month --horizon 12", "columns of numbers: `passengers`"),
        ("passengers.csv --target passengers --horizon 12", "columns of dates: `month`"),
        ("passengers.csv --target passengers --time month", "--horizon is missing"),
        ("passengers.csv --target passengers --time month --horizon 0", "not `0`"),
        ("passengers.csv --target passengers --time month --horizon -3", "not `-3`"),
        ("passengers.csv --target month --time month --horizon 3", "not numbers"),
        ("passengers.csv --target passengers --time passengers --horizon 3", "two parts"),
        ("words.csv --target y --time when --horizon 3", "not all dates"),
        ("empty.csv --target y --time month --horizon 3", "no rows"),
        ("future.csv --target y --time month --horizon 3", "y"),
        ("nothing.csv --target y --time month --horizon 3", "no file"),
        ("{} --method arimaa", "no forecasting method is called `arimaa`"),
        ("{} --levels 80,120", "not `120`"),
        ("{} --country XX", "no holiday calendar for `XX`"),
        ("{} --frequency fortnightly", "no step is called `fortnightly`"),
        ("{} --aggregate median", "sum, mean, first"),
        ("{} --output f.xlsx", "cannot tell a format"),
        ("{} --known price", "no column `price`"),
    ];
    for (line, names) in cases {
        let line = format!("forecast {}", line.replace("{}", good));
        let ran = bench.run(&line.split(' ').collect::<Vec<_>>());
        let calm = !ran.stderr.contains("panicked") && !ran.stderr.contains("bug");
        assert!(
            ran.code == 2 && ran.stderr.contains(names) && calm && ran.stdout.is_empty(),
            "{line}: {} {}",
            ran.code,
            ran.stderr
        );
    }
}
