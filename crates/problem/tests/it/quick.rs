//! The quick form.

use problem::{Margin, Metric, Problem, Quick, Sealed, SplitKind, Task};

#[allow(clippy::unnecessary_wraps)] // the fields are options
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn flights() -> Quick {
    Quick { source: "flights.parquet".to_owned(), target: some("late"), margin: some("2%"), ..Quick::default() }
}

fn said(quick: &Quick) -> String {
    Problem::quick(quick).unwrap_err().render(false)
}

#[test]
fn three_flags_make_a_problem() {
    let problem = Problem::quick(&flights()).unwrap();
    assert_eq!(problem.data.source, "flights.parquet");
    assert_eq!(problem.data.target, "late");
    assert_eq!(problem.stake.margin, Margin::Share(0.02));
    assert!(problem.contenders.is_empty());
    let span = problem.place("data.target").unwrap();
    assert_eq!(&problem.text()[span.bytes()], "late");
    assert_eq!(problem.text(), "bakeoff run flights.parquet --target late --margin 2%");
}

/// Nearly all flags.
pub(crate) fn sales() -> Quick {
    Quick {
        source: "sales.csv".to_owned(),
        target: some("units sold"),
        margin: some("5000 a year"),
        time: some("month"),
        group: some("store"),
        horizon: some("12"),
        season: some("12"),
        metric: some("pinball:0.9"),
        per_unit: some("0.4"),
        volume: some("1_200_000"),
        drop: vec!["id".to_owned(), "notes, etc".to_owned()],
        known: vec!["price".to_owned()],
        origins: some("24"),
        step: some("1"),
        sealed: some("20%"),
        cpu: some("10min"),
        memory: some("512MiB"),
        ladder: some("short"),
        seed: some("3"),
        ..Quick::default()
    }
}

#[test]
fn a_quick_problem_is_the_same_as_its_file() {
    let quick = sales();
    let file = r#"
        seed = 3
        ladder = "short"
        [data]
        source = "sales.csv"
        target = "units sold"
        time = "month"
        group = "store"
        horizon = 12
        season = 12
        drop = ["id", "notes, etc"]
        known = ["price"]
        [stake]
        metric = "pinball:0.9"
        per_unit = 0.4
        volume = 1_200_000
        margin = "5000 a year"
        [box]
        cpu = "10min"
        memory = "512MiB"
        [split]
        origins = 24
        step = 1
        sealed = "20%"
    "#;
    let problem = Problem::quick(&quick).unwrap();
    assert_eq!(problem, Problem::parse(file, "problem.toml").unwrap());
    assert_eq!(problem.data.task, Some(Task::Forecast));
    assert_eq!(problem.stake.metric, Some(Metric::Pinball(0.9)));
}

#[test]
fn every_flag_is_read() {
    let quick = Quick {
        source_format: some("tsv"),
        task: some("binary"),
        positive: some("1"),
        features: vec!["a".to_owned(), "b".to_owned()],
        split: some("stratified"),
        folds: some("10"),
        sealed: some("500"),
        wall: some("1h"),
        question: some("Who is late?"),
        ..flights()
    };
    let problem = Problem::quick(&quick).unwrap();
    assert_eq!(problem.data.format.as_deref(), Some("tsv"));
    assert_eq!(problem.data.task, Some(Task::Binary));
    assert_eq!(problem.data.positive.as_deref(), Some("1"));
    assert_eq!(problem.data.features, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(problem.split.kind, Some(SplitKind::Stratified));
    assert_eq!(problem.split.folds, Some(10));
    assert_eq!(problem.split.sealed, Some(Sealed::Rows(500)));
    assert_eq!(problem.limits.wall_seconds, 3600.0);
    assert_eq!(problem.question.as_deref(), Some("Who is late?"));
}

#[test]
fn mistakes_are_shown_under_the_flag() {
    let quick =
        Quick { horizon: some("twelve"), metric: some("logloss"), margin: None, seed: some("-1"), cpu: some("60"), ..flights() };
    let expected = "\
error: expected an integer for `--horizon`, found `twelve`
 --> command line:1:53
  |
1 | bakeoff run flights.parquet --target late --horizon twelve --metric logloss --cpu 60 --seed -1
  |                                                     ^^^^^^ expected an integer

error: unknown metric `logloss`
 --> command line:1:69
  |
1 | bakeoff run flights.parquet --target late --horizon twelve --metric logloss --cpu 60 --seed -1
  |                                                                     ^^^^^^^
  |
  = hint: take `log-loss`

error: the duration `60` has no unit
 --> command line:1:83
  |
1 | bakeoff run flights.parquet --target late --horizon twelve --metric logloss --cpu 60 --seed -1
  |                                                                                   ^^
  |
  = hint: for example \"60s\", \"2min\", \"1h30min\"

error: `--seed` must be an integer, zero or more
 --> command line:1:93
  |
1 | bakeoff run flights.parquet --target late --horizon twelve --metric logloss --cpu 60 --seed -1
  |                                                                                             ^^ found -1

error: `--margin` is missing
 --> command line:1:95
  |
1 | bakeoff run flights.parquet --target late --horizon twelve --metric logloss --cpu 60 --seed -1
  |                                                                                               ^
  |
  = hint: add `--margin 2%`: the smallest difference that matters, which only whoever pays can know
";
    assert_eq!(said(&quick), expected);
}

#[test]
fn the_command_is_shown_as_it_was_given() {
    let quick = Quick { target: None, ..flights() };
    let complaints = Problem::quick_of("bakeoff init", &quick).unwrap_err();
    assert!(complaints.render(false).contains("1 | bakeoff init flights.parquet --margin 2%"));
}

#[test]
fn hints_speak_of_flags() {
    let said_of_time = said(&Quick { time: some("day"), ..flights() });
    assert!(said_of_time.contains("`--time` is stated without `--horizon`"), "{said_of_time}");
    assert!(said_of_time.contains("add `--split time`"), "{said_of_time}");
    let said_of_horizon = said(&Quick { horizon: some("12"), ..flights() });
    assert!(said_of_horizon.contains("add `--time COLUMN`"), "{said_of_horizon}");
    let money = said(&Quick { margin: some("5000 a year"), ..flights() });
    assert!(money.contains("add `--per-unit 0.40`"), "{money}");
    assert!(money.contains("--margin '5000 a year'"), "{money}");
}

#[test]
fn hostile_arguments_stay_on_their_line() {
    let quick = Quick {
        source: "a\nb\u{1b}[31m.csv".to_owned(),
        target: some("'; rm -rf"),
        margin: some("two\nlines"),
        ..Quick::default()
    };
    let said = said(&quick);
    assert!(!said.contains('\u{1b}'), "{said}");
    assert!(said.contains("'two\\nlines'"), "{said}");
}
