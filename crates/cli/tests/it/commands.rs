//! Every command once, and what it promises.

use crate::program::{Bench, recommended};

fn short() -> Bench {
    let bench = Bench::with_example("passengers");
    bench.edit("problem.toml", "horizon = 12", "horizon = 12\n\n[split]\norigins = 6");
    bench
}

#[test]
fn a_contest_from_start_to_seal() {
    let bench = short();
    let check = bench.run(&["check", "problem.toml"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert!(check.stdout.contains("seasonal arima") && check.stdout.contains("seal      12 rows"), "{}", check.stdout);
    assert!(!bench.path().join(".bakeoff").exists(), "check writes nothing");

    let run = bench.run(&["run", "problem.toml"]);
    assert!(run.code == 0 || run.code == 1, "{}", run.stderr);
    assert!(run.stdout.contains("The seal is closed"), "{}", run.stdout);
    let page = run.stderr.lines().find_map(|line| line.strip_prefix("page: ")).unwrap();
    let html = std::fs::read_to_string(bench.path().join(page)).unwrap();
    assert!(html.len() < 300_000 && !html.contains("<script") && !html.contains("http-equiv"));

    assert_eq!(bench.run(&["board"]).stdout, run.stdout, "the board is the same from the ledger");
    assert!(bench.run(&["runs"]).stdout.contains("finished"));
    assert!(bench.run(&["show"]).stdout.contains("seasonal arima fold 1"));

    let replayed = bench.run(&["try", "theta", "--format", "json"]).json();
    assert_eq!(replayed["score"], replayed["before"], "the same folds give the same score");

    for count in 1..=2 {
        let opened = bench.run(&["final"]);
        assert!(opened.stdout.contains(&format!("The seal was opened {count} time")), "{}{}", opened.stdout, opened.stderr);
    }
    let out = bench.run(&["page", "--output", "p.html"]);
    assert_eq!(out.stdout.trim(), "p.html");
    let verify = bench.run(&["verify"]);
    assert_eq!(verify.code, 0, "{}", verify.stdout);
    assert!(verify.stdout.contains("intact"));
}

#[test]
fn the_same_seed_gives_the_same_verdict() {
    let verdict = || {
        let bench = short();
        let dossier = bench.run(&["run", "problem.toml", "--format", "json", "--quiet"]).json();
        // Bills hold measured CPU time; everything else must be the same to the last bit.
        let scores = dossier["verdict"]["scores"].as_array().unwrap().iter();
        let scores: Vec<_> = scores.map(|s| (s["score"].to_string(), s["lower"].to_string(), s["upper"].to_string())).collect();
        (scores, dossier["provenance"]["seal"].to_string(), recommended(&dossier))
    };
    assert_eq!(verdict(), verdict());
}

#[test]
fn an_edited_ledger_is_found() {
    let bench = short();
    bench.run(&["run", "problem.toml", "--quiet"]);
    let path = std::fs::read_dir(bench.path().join(".bakeoff")).unwrap().flatten().map(|e| e.path());
    let database = path.into_iter().find(|p| p.extension().is_some_and(|e| e == "db" || e == "sqlite")).unwrap();
    let edit = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(\"update metrics set value = value * 0.9 where key = 'score'\"); c.commit()";
    let edited = std::process::Command::new("python3").args(["-c", edit]).arg(&database).status().unwrap();
    assert!(edited.success());
    assert_eq!(bench.run(&["verify"]).code, 1);
}

#[test]
fn a_table_alone_is_enough() {
    let bench = Bench::with_example("churn");
    let ran = bench.run(&["run", "churn.csv.gz", "--target", "churn", "--margin", "2%", "--format", "json", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let dossier = ran.json();
    assert_eq!(dossier["plan"]["task"], "binary");
    assert_eq!(recommended(&dossier).as_deref(), Some("logistic"));
}

#[test]
fn init_writes_a_problem_that_checks() {
    let bench = Bench::with_example("passengers");
    let args = ["init", "passengers.csv", "--target", "passengers", "--time", "month", "--horizon", "12", "--output", "new.toml"];
    let ran = bench.run(&args);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(bench.run(&args).code, 2, "a file that is there is kept");
    let check = bench.run(&["check", "new.toml"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert!(check.stdout.contains("forecast by mae"), "{}", check.stdout);
}

#[test]
fn dated_rows_are_not_split_at_random() {
    let bench = Bench::new();
    let rows: String =
        (0..300).map(|r| format!("2024-{:02}-{:02},{},{}\n", r / 28 + 1, r % 28 + 1, r % 7, (r * 37) % 11)).collect();
    bench.write("dated.csv", format!("day,x,y\n{rows}"));
    let run = |more: &[&str]| bench.run(&[&["run", "dated.csv", "--target", "y", "--margin", "5%", "--quiet"], more].concat());
    let refused = run(&[]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("dated by `day`") && refused.stderr.contains("--split random"), "{}", refused.stderr);
    assert!(run(&["--split", "random"]).code < 2);
    assert!(run(&["--time", "day", "--split", "time"]).code < 2);
}

#[test]
fn init_says_what_it_was_told() {
    let bench = Bench::with_example("churn");
    std::fs::create_dir(bench.path().join("plan")).unwrap();
    let flags = ["churn.csv.gz", "--target", "churn", "--margin", "3%", "--folds", "4", "--drop", "female", "--seed", "7"];
    let ran = bench.run(&[&["init"], &flags[..], &["--output", "plan/churn.toml"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let plan = |args: &[&str]| bench.run(&[args, &["--format", "json", "--quiet"]].concat()).json();
    let (from_file, from_flags) = (plan(&["check", "plan/churn.toml"]), plan(&[&["check"], &flags[..]].concat()));
    for key in ["seed", "features", "folds", "sealed_rows", "task", "metric", "classes", "ladder"] {
        assert_eq!(from_file["plan"][key], from_flags["plan"][key], "{key}");
    }
    assert_eq!(from_file["seal"], from_flags["seal"]);
}

/// A reader that leaves early, a disk that is full: neither is a bug of ours, and neither loses the contest.
#[test]
fn output_that_nobody_takes() {
    let bench = short();
    bench.run(&["run", "problem.toml", "--quiet"]);
    for args in [&["show"][..], &["board"], &["runs", "--format", "json"], &["check", "problem.toml"]] {
        let gone = std::process::Command::new("sh")
            .args(["-c", "exec 3>&1; { sleep 0.1; \"$@\" 2>&3; echo code $? >&3; } | true", "sh"])
            .arg(env!("CARGO_BIN_EXE_bakeoff"))
            .args(args)
            .current_dir(bench.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&gone.stdout);
        assert!(said.contains("code 0") || said.contains("code 1"), "{args:?}: {said}");
        assert!(!said.contains("bug"), "{args:?}: {said}");
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let full = bench.command(args).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&full.stderr);
        assert_eq!(full.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains("cannot write to standard output") && said.contains("hint:"), "{said}");
    }
    // Standard error closed, or gone.
    let deaf = bench
        .command(&["check", "problem.toml"])
        .stderr(std::fs::File::options().write(true).open("/dev/full").unwrap())
        .status();
    assert_eq!(deaf.unwrap().code(), Some(0));
}
