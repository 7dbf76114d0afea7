//! Every kind of contender that is built in plays each task that it may enter.

use std::fmt::Write as _;

use crate::program::{Bench, score};

/// Enters these contenders, given as the lines of their tables, and returns the board.
fn play(bench: &Bench, data: &str, contenders: &[&str]) -> serde_json::Value {
    let entries: String =
        contenders.iter().enumerate().map(|(at, lines)| format!("[[contender]]\nname = \"c{at}\"\n{lines}\n")).collect();
    bench.write("p.toml", format!("[data]\n{data}\n[stake]\nmargin = \"5%\"\n[box]\ncpu = \"20s\"\nwall = \"5min\"\n{entries}"));
    let ran = bench.run(&["run", "p.toml", "--format", "json", "--quiet"]);
    assert!(ran.code == 0 || ran.code == 1, "{}", ran.stderr);
    let dossier = ran.json();
    for (entry, lines) in dossier["board"]["entries"].as_array().unwrap().iter().zip(contenders) {
        assert_eq!(entry["status"]["status"], "scored", "{lines}: {}", entry["status"]);
    }
    dossier
}

/// A table whose target depends on two columns; `y` is made of the dependence and the row.
fn table(y: fn(f64, u32) -> String) -> Bench {
    let bench = Bench::new();
    let rows: String = (0..300_u32)
        .map(|r| {
            let (a, b) = (r * 37 % 101, r * 53 % 29);
            let signal = f64::from(a) / 50.0 + f64::from(b % 3) + f64::from(r * 31 % 17) / 17.0;
            format!("{a},{b},{},{}\n", ["x", "y", "z"][b as usize % 3], y(signal, r))
        })
        .collect();
    bench.write("t.csv", format!("a,b,kind,y\n{rows}"));
    bench
}

const PLAIN: [&str; 3] = ["kind = \"constant\"", "kind = \"group-mean\"\nby = [\"kind\"]", "kind = \"tree\""];

#[test]
fn numbers() {
    let bench = table(|signal, _| format!("{}", (signal * 10.0).round()));
    bench.write(
        "today.csv",
        (0..300).map(|r| format!("{r},20\n")).fold("row_id,prediction\n".to_owned(), |text, row| text + &row),
    );
    let own = [
        "kind = \"answers\"\nfile = \"today.csv\"",
        "kind = \"sql\"\nsql = \"with cut as (select b, y, ntile(5) over (order by a) as cell from train) select row_id, (select avg(y) from cut) as prediction from ask\"",
        "kind = \"constant\"\nstatistic = \"mean\"",
        "kind = \"constant\"\nstatistic = \"median\"",
        "kind = \"rule\"\nrules = [{ when = \"a > 50\", then = 25 }]\notherwise = 15",
        "kind = \"cells\"",
        "kind = \"kmeans\"\nk = 10",
        "kind = \"linear\"",
        "kind = \"poisson\"",
        "kind = \"gam\"\npairs = 2",
        "kind = \"boost\"",
        "kind = \"tuned-boost\"\ntrials = 3",
    ];
    play(&bench, "source = \"t.csv\"\ntarget = \"y\"", &[&PLAIN[..], &own].concat());
}

#[test]
fn two_classes() {
    let bench = table(|signal, row| if signal + f64::from(row % 5) / 5.0 > 2.5 { "yes" } else { "no" }.to_owned());
    let own = [
        "kind = \"constant\"\nstatistic = \"prior\"",
        "kind = \"rule\"\nrules = [{ when = \"a > 50\", then = 0.7 }]\notherwise = 0.3",
        "kind = \"cells\"",
        "kind = \"kmeans\"\nk = 10",
        "kind = \"logistic\"",
        "kind = \"naive-bayes\"",
        "kind = \"gam\"",
        "kind = \"boost\"",
        "kind = \"tuned-boost\"\ntrials = 3",
    ];
    play(&bench, "source = \"t.csv\"\ntarget = \"y\"", &[&PLAIN[..], &own].concat());
}

#[test]
fn three_classes() {
    let bench = table(|signal, _| ["low", "mid", "high"][(signal as usize).min(2)].to_owned());
    let own = [
        "kind = \"constant\"\nstatistic = \"majority\"",
        "kind = \"logistic\"",
        "kind = \"naive-bayes\"",
        "kind = \"gam\"",
        "kind = \"boost\"",
        "kind = \"tuned-boost\"\ntrials = 3",
    ];
    play(&bench, "source = \"t.csv\"\ntarget = \"y\"", &[&PLAIN[..], &own].concat());
}

#[test]
fn a_forecast() {
    let bench = Bench::with_example("passengers");
    let own = [
        "kind = \"constant\"",
        "kind = \"last-value\"",
        "kind = \"seasonal-naive\"",
        "kind = \"seasonal-naive-drift\"",
        "kind = \"moving-average\"\nwindow = 3",
        "kind = \"ets\"",
        "kind = \"theta\"",
        "kind = \"arima\"\norder = [0, 1, 1]\nseasonal = [0, 1, 1]",
        "kind = \"auto-forecast\"",
        "kind = \"linear\"",
        "kind = \"tree\"",
        "kind = \"boost\"",
        "kind = \"tuned-boost\"\ntrials = 3",
    ];
    let data = "source = \"passengers.csv\"\ntarget = \"passengers\"\ntime = \"month\"\nhorizon = 12\n[split]\norigins = 8";
    let board = play(&bench, data, &own);
    let score = |at: usize| score(&board, &format!("c{at}"));
    let (last, seasonal, linear, boost) = (score(1), score(2), score(9), score(11));
    assert!(linear < seasonal && boost < seasonal && seasonal < last, "linear {linear}, boost {boost}, seasonal {seasonal}");
}

#[test]
fn many_series_with_a_known_column() {
    let bench = Bench::new();
    // A third of each shop's days are on offer, at random and known before, and an offer sells half as much again.
    let mut rows = String::from("day,shop,offer,y\n");
    for day in 0..240_u32 {
        for (shop, size) in [("north", 1.0), ("south", 20.0)] {
            let offer = day.wrapping_mul(2_654_435_761) % 3 == 0;
            let level = 100.0 + 30.0 * f64::from(day % 7);
            let noise = f64::from((day * 7919 + u32::from(offer)) % 11);
            let sold = size * (level * if offer { 1.5 } else { 1.0 } + noise);
            let _ = writeln!(rows, "2024-{:02}-{:02},{shop},{offer},{sold}", day / 28 + 1, day % 28 + 1);
        }
    }
    // Months of 28 days: dates are counted one by one.
    bench.write("sold.csv", rows);
    let data = "source = \"sold.csv\"\ntarget = \"y\"\ntime = \"day\"\ngroup = \"shop\"\nhorizon = 7\nseason = 7\nknown = [\"offer\"]\n[split]\norigins = 6";
    let board = play(&bench, data, &["kind = \"last-value\"", "kind = \"ets\"", "kind = \"boost\"", "kind = \"linear\""]);
    let (ets, boost) = (score(&board, "c1"), score(&board, "c2"));
    assert!(boost < 0.9 * ets, "what is known ahead must help: ets {ets}, boost {boost}");
}
