//! What a good file says is what the problem holds.

use std::path::{Path, PathBuf};

use problem::{Answer, Kind, LadderSize, Margin, Metric, PriceSource, Problem, Sealed, SplitKind, Statistic, Task};

pub(crate) fn good(name: &str) -> Problem {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/good").join(name);
    Problem::load(path).unwrap_or_else(|complaints| panic!("{}", complaints.render(false)))
}

fn parse(text: &str) -> Problem {
    Problem::parse(text, "problem.toml").unwrap_or_else(|complaints| panic!("{complaints}"))
}

fn minimal(more: &str) -> String {
    format!("[data]\nsource = \"a.csv\"\ntarget = \"y\"\n[stake]\nmargin = \"2%\"\n{more}")
}

#[test]
fn a_forecast_holds_what_its_file_says() {
    let problem = good("forecast.toml");
    assert_eq!(problem.sponsor.as_deref(), Some("planning"));
    assert_eq!(problem.data.time.as_deref(), Some("month"));
    assert_eq!(problem.data.horizon, Some(12));
    assert_eq!(problem.data.task, Some(Task::Forecast));
    assert_eq!(problem.stake.metric, Some(Metric::Mae));
    assert_eq!(problem.stake.margin, Margin::Share(0.02));
    assert_eq!(problem.stake.money_a_year_per_unit(), Some(480_000.0));
    assert_eq!(problem.limits.cpu_seconds, 60.0);
    assert_eq!(problem.limits.memory_bytes, 2 << 30);
    let tiers: Vec<u8> = problem.contenders.iter().map(|contender| contender.tier).collect();
    assert_eq!(tiers, [1, 1, 1, 1, 1, 2, 2, 2, 3, 4]);
    let lstm = &problem.contenders[9];
    let limits = lstm.limits.unwrap();
    // The wall follows the stated CPU, the memory is that of the problem.
    assert_eq!((limits.cpu_seconds, limits.wall_seconds, limits.memory_bytes), (600.0, 1800.0, 2 << 30));
    assert_eq!((lstm.hours, lstm.upkeep_hours), (16.0, 20.5));
    let arima = Kind::Arima { order: Some([1, 1, 1]), seasonal: Some([0, 1, 1]) };
    assert_eq!(problem.contenders[7].kind, arima);
}

#[test]
fn a_table_holds_what_its_file_says() {
    let problem = good("table.toml");
    assert_eq!(problem.seed, 7);
    assert_eq!(problem.data.positive.as_deref(), Some("Yes"));
    assert_eq!(problem.stake.margin, Margin::Money(5000.0));
    assert_eq!(problem.stake.currency.as_deref(), Some("CHF"));
    assert_eq!(problem.split.kind, Some(SplitKind::Grouped));
    assert_eq!(problem.split.sealed, Some(Sealed::Rows(1000)));
    assert_eq!(problem.prices.runs_a_year, Some(52.0));
    assert!(problem.contenders[0].is_today());
    assert_eq!(problem.contenders[1].kind, Kind::Constant { statistic: Some(Statistic::Prior) });
    let Kind::Rule { rules, otherwise } = &problem.contenders[3].kind else {
        panic!("the fourth contender is a rule");
    };
    assert_eq!(rules.len(), 3);
    assert_eq!(rules[1].then, Answer::Number(0.3));
    assert_eq!(*otherwise, Answer::Number(0.1));
    assert_eq!(problem.contenders[10].tier, 4);
    let limits = problem.contenders[10].limits.unwrap();
    assert_eq!((limits.cpu_seconds, limits.wall_seconds, limits.memory_bytes), (60.0, 3600.0, 512 << 20));
}

#[test]
fn what_is_left_out_has_the_stated_default() {
    let problem = parse(&minimal(""));
    assert_eq!(problem.seed, 1);
    assert_eq!(problem.ladder, None);
    assert!(problem.contenders.is_empty());
    assert_eq!(problem.data.task, None);
    assert_eq!(problem.limits.cpu_seconds, 60.0);
    assert_eq!(problem.limits.wall_seconds, 180.0);
    assert_eq!(problem.limits.memory_bytes, 2 << 30);
    assert_eq!(problem.prices.currency, "EUR");
    assert_eq!(problem.stake.money_a_year_per_unit(), None);
}

#[test]
fn a_price_is_stated_or_a_guess() {
    let problem = parse(&minimal("[prices]\nhour = 100\n"));
    assert_eq!(problem.prices.hour, 100.0);
    assert_eq!(problem.prices.source("hour"), PriceSource::Stated);
    assert_eq!(problem.prices.source("kwh"), PriceSource::Guess);
}

#[test]
fn money_has_one_currency() {
    let problem = parse(&minimal("currency = \"USD\"\n"));
    assert_eq!(problem.prices.currency, "USD");
    assert_eq!(problem.prices.source("currency"), PriceSource::Stated);
    let problem = parse(&minimal("[prices]\ncurrency = \"USD\"\n"));
    assert_eq!(problem.prices.currency, "USD");
    assert_eq!(problem.stake.currency, None);
}

#[test]
fn a_margin_has_three_forms() {
    let margin = |text: &str| {
        let more = "per_unit = 1\nvolume = 1\n";
        let file = minimal(more).replace("\"2%\"", text);
        parse(&file).stake.margin
    };
    assert_eq!(margin("\"2%\""), Margin::Share(0.02));
    assert_eq!(margin("\" 0.5 % \""), Margin::Share(0.005));
    assert_eq!(margin("0.4"), Margin::Units(0.4));
    assert_eq!(margin("3"), Margin::Units(3.0));
    for money in ["5000 a year", "5_000/year", "5000 per year", "5000 EUR a year", "EUR 5000 a year"] {
        assert_eq!(margin(&format!("\"{money}\"")), Margin::Money(5000.0), "{money}");
    }
}

#[test]
fn margins_and_metrics_are_written_as_they_are_read() {
    for text in ["2%", "0.7%", "7%", "0.4", "5000 a year"] {
        let file = minimal("per_unit = 1\nvolume = 1\n").replace("2%", text);
        assert_eq!(parse(&file).stake.margin.to_string(), text);
    }
    for name in Metric::NAMES {
        assert_eq!(name.parse::<Metric>().unwrap().to_string(), name);
    }
}

#[test]
fn dated_rows_may_be_ordered_by_time_or_forced_at_random() {
    for kind in ["time", "random"] {
        let file = minimal(&format!("[split]\nkind = \"{kind}\"\n"));
        let file = file.replace("[stake]", "time = \"day\"\n[stake]");
        assert_eq!(parse(&file).split.kind.unwrap().to_string(), kind);
    }
}

#[test]
fn a_ladder_word_stands_in_for_a_plain_contender() {
    let own = "[[contender]]\nname = \"net\"\nkind = \"command\"\nrun = [\"net\"]\n";
    assert!(Problem::parse(&minimal(own), "problem.toml").is_err());
    let problem = parse(&format!("ladder = \"short\"\n{}", minimal(own)));
    assert_eq!(problem.ladder, Some(LadderSize::Short));
}

#[test]
fn the_json_form_gives_the_same_problem() {
    for name in ["forecast.toml", "table.toml"] {
        let problem = good(name);
        let json = problem.to_json().unwrap();
        let again = Problem::from_json(&json).unwrap();
        assert_eq!(again, problem);
        assert_eq!(again.to_json().unwrap(), json);
        assert_eq!(again.place("data.target"), None);
    }
}

#[test]
fn a_problem_of_a_later_version_is_refused() {
    let json = good("table.toml").to_json().unwrap();
    let later = json.replacen("\"version\": 1", "\"version\": 2", 1);
    assert_ne!(later, json);
    let error = Problem::from_json(&later).unwrap_err().to_string();
    assert!(error.contains("version 2"), "{error}");
}

/// Stored problems are read by later versions: a change here needs a new `PROBLEM_VERSION`.
#[test]
fn the_json_form_is_stable() {
    for name in ["forecast", "table"] {
        let expected = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/good").join(format!("{name}.json"));
        let now = good(&format!("{name}.toml")).to_json().unwrap() + "\n";
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&expected, &now).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&expected).unwrap(), now, "UPDATE=1 accepts this");
    }
}

#[test]
fn a_query_may_stand_in_a_file_of_its_own() {
    let folder = std::env::temp_dir().join(format!("problem-sql-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("query.sql"), "select 1").unwrap();
    let own = "[[contender]]\nname = \"q\"\nkind = \"sql\"\nsql_file = \"query.sql\"\n";
    std::fs::write(folder.join("problem.toml"), minimal(own)).unwrap();
    let problem = Problem::load(folder.join("problem.toml")).unwrap();
    let sql = Kind::Sql { sql: "select 1".to_owned(), sql_file: Some("query.sql".to_owned()) };
    assert_eq!(problem.contenders[0].kind, sql);
    assert_eq!(problem.path("a.csv"), folder.join("a.csv"));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn known_drivers_special_cases_and_the_price_of_a_decision_are_read() {
    let problem = good("churn-watched.toml");
    assert_eq!(problem.known_drivers, ["contract", "tenure"]);
    assert_eq!((problem.stake.false_alarm, problem.stake.miss), (Some(5.0), Some(120.0)));
    let gotcha = &problem.gotchas[0];
    assert_eq!((gotcha.name.as_str(), gotcha.loss_max), ("new customers", Some(0.7)));
    assert_eq!(gotcha.expect.as_ref().map(|expect| expect.columns()[0].name.clone()), Some(problem::PREDICTION.to_owned()));
    let without = Problem::from_json(&problem.to_json().unwrap().replace("\"known_drivers\"", "\"later\"")).unwrap();
    assert!(without.known_drivers.is_empty(), "problems of older ledgers have none");
}
