//! The file that `bakeoff init` writes.

use problem::ladder::{LadderSize, Traits, default_for};
use problem::template::{Facts, Noted, template};
use problem::{Contender, Kind, Limits, Margin, Metric, Problem, SplitKind, Task};
use proptest::prelude::*;

fn parse(text: &str) -> Problem {
    Problem::parse(text, "problem.toml").unwrap_or_else(|complaints| panic!("{}\n{text}", complaints.render(false)))
}

fn all(task: Task) -> Facts {
    let forecast = task == Task::Forecast;
    let traits = Traits { metric: Metric::default_for(task), counts: true, season: Some(12) };
    let noted = |name: &str| Noted::new(name.to_owned(), "because");
    Facts {
        question: Some("Why \"now\"?\nReally?".to_owned()),
        source: "data/a \\ b.csv".to_owned(),
        format: Some(noted("csv")),
        target: "target column".to_owned(),
        time: forecast.then(|| noted("month")),
        group: Some(noted("store")),
        horizon: forecast.then(|| Noted::new(12, "one year\nof months")),
        season: forecast.then(|| Noted::new(12, "monthly")),
        task: Some(Noted::new(task, "2 distinct values")),
        positive: (task == Task::Binary).then(|| noted("yes")),
        drop: vec![noted("row id"), noted("leak")],
        known: if forecast { vec![noted("price")] } else { Vec::new() },
        metric: Some(Noted::new(Metric::default_for(task), "the usual one")),
        margin: Some(Margin::Share(0.02)),
        ladder: default_for(task, &traits, LadderSize::Full),
        said: Vec::new(),
    }
}

const TASKS: [Task; 4] = [Task::Regression, Task::Binary, Task::Multiclass, Task::Forecast];

fn values<T: Clone>(noted: &[Noted<T>]) -> Vec<T> {
    noted.iter().map(|noted| noted.value.clone()).collect()
}

#[test]
fn a_template_says_what_it_was_told() {
    for task in TASKS {
        let facts = all(task);
        let problem = parse(&template(&facts));
        let data = &problem.data;
        assert_eq!(problem.question, facts.question);
        assert_eq!(data.source, facts.source);
        assert_eq!(data.target, facts.target);
        assert_eq!(data.format, facts.format.map(|noted| noted.value));
        assert_eq!(data.time, facts.time.map(|noted| noted.value));
        assert_eq!(data.group, facts.group.map(|noted| noted.value));
        assert_eq!(data.horizon, facts.horizon.map(|noted| noted.value));
        assert_eq!(data.season, facts.season.map(|noted| noted.value));
        assert_eq!(data.task, Some(task));
        assert_eq!(data.positive, facts.positive.map(|noted| noted.value));
        assert_eq!(data.drop, values(&facts.drop));
        assert_eq!(data.known, values(&facts.known));
        assert_eq!(problem.stake.metric, Some(Metric::default_for(task)));
        assert_eq!(Some(problem.stake.margin), facts.margin);
        assert!(problem.contenders.is_empty());
    }
}

/// `bakeoff init` with the flags of a `bakeoff run` writes the problem that the latter would have held.
#[test]
fn what_was_said_is_written_as_it_was_meant() {
    let quick = crate::quick::sales();
    let meant = Problem::quick(&quick).unwrap();
    let data = &meant.data;
    let facts = Facts {
        source: data.source.clone(),
        target: data.target.clone(),
        time: data.time.clone().map(|name| Noted::new(name, "as stated")),
        horizon: data.horizon.map(|steps| Noted::new(steps, "as stated")),
        season: Some(Noted::new(4, "what the table shows does not go before what was said")),
        said: quick.said(),
        ..Facts::default()
    };
    let mut written = parse(&template(&facts));
    written.question = None;
    assert_eq!(written.to_json().unwrap(), meant.to_json().unwrap());
}

#[test]
fn few_facts_are_enough() {
    let facts = Facts { source: "a.csv".into(), target: "y".into(), ..Facts::default() };
    let text = template(&facts);
    assert_eq!(parse(&text).stake.margin, Margin::Share(0.02));
    assert!(text.contains("# a proposal: ask whoever pays"));
}

#[test]
fn time_without_a_horizon_orders_the_rows() {
    let time = Some(Noted::new("day".to_owned(), "the only column of dates"));
    let facts = Facts { source: "a.csv".into(), target: "y".into(), time, ..Facts::default() };
    assert_eq!(parse(&template(&facts)).split.kind, Some(SplitKind::Time));
}

#[test]
fn what_belongs_to_forecasts_is_left_out_elsewhere() {
    let facts = Facts { time: None, ..all(Task::Forecast) };
    let facts = Facts { task: None, metric: None, ..facts };
    let problem = parse(&template(&facts));
    assert_eq!((problem.data.horizon, problem.data.season), (None, None));
    assert!(problem.data.known.is_empty());
}

/// What is behind `# ` after a headline.
fn uncommented(text: &str, headline: &str) -> String {
    let (_, rest) = text.split_once(headline).unwrap();
    rest.lines().skip(1).map(|line| line.trim_start_matches('#').trim_start().to_owned() + "\n").collect()
}

const LADDER: &str = "The default ladder for this table, to be edited:";

#[test]
fn the_commented_examples_can_be_entered() {
    let facts = Facts { ladder: Vec::new(), ..all(Task::Binary) };
    let text = template(&facts);
    let own = uncommented(&text, "Of your own, for example:");
    let problem = parse(&format!("{text}\n{own}"));
    let tiers: Vec<u8> = problem.contenders.iter().map(|own| own.tier).collect();
    assert_eq!(tiers, [0, 1, 4]);
    assert_eq!(problem.contenders[2].limits.unwrap().cpu_seconds, 600.0);
}

#[test]
fn the_commented_ladder_is_the_default_ladder() {
    for task in TASKS {
        let facts = all(task);
        let text = template(&facts);
        let problem = parse(&format!("{text}\n{}", uncommented(&text, LADDER)));
        assert_eq!(problem.contenders, facts.ladder);
    }
}

/// Any contender can be written into a file: those of the good files are written and read again.
#[test]
fn contenders_are_written_as_they_are_read() {
    for (name, task) in [("forecast.toml", Task::Forecast), ("table.toml", Task::Binary)] {
        let mut contenders = crate::problems::good(name).contenders;
        contenders.push(Contender {
            name: "with \"quotes\"".to_owned(),
            kind: Kind::Command { run: vec!["a b".to_owned()], csv: false, needs: Vec::new() },
            tier: 4,
            hours: 1e20,
            upkeep_hours: 0.5,
            limits: Some(Limits { cpu_seconds: 0.25, wall_seconds: 1.0, memory_bytes: 12_345 }),
            note: Some("a\nnote".to_owned()),
        });
        let facts = Facts { ladder: contenders.clone(), ..all(task) };
        let text = template(&facts);
        assert_eq!(parse(&format!("{text}\n{}", uncommented(&text, LADDER))).contenders, contenders);
    }
}

/// A user who reads the template has seen every key there is.
#[test]
fn every_key_is_explained() {
    let text = template(&Facts { source: "a.csv".into(), target: "y".into(), ..Facts::default() });
    // The reader itself lists the keys of each table when it meets one it does not know.
    for table in ["", "[data]", "[stake]", "[box]", "[split]", "[prices]"] {
        let file = format!("{table}\nzzzzzzzz = 1\n");
        let complaints = Problem::parse(&file, "problem.toml").unwrap_err();
        let unknown = complaints.iter().find(|one| one.message.contains("zzzzzzzz")).unwrap();
        for key in unknown.hint.as_ref().unwrap().split('`').skip(1).step_by(2) {
            let stated = text.lines().any(|line| {
                let line = line.trim_start_matches('#');
                line.starts_with(&format!("{key} = "))
                    || line.starts_with(&format!("[{key}]"))
                    || line.starts_with(&format!("[[{key}]]"))
            });
            assert!(stated, "`{key}` of {table} is not in the template:\n{text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_names_survive(source in "\\PC*[^\\s]", target in "[^\\s]\\PC*", why in any::<String>(), column in "x\\PC*") {
        prop_assume!(target != column);
        let facts = Facts {
            source: source.clone(),
            target: target.clone(),
            drop: vec![Noted::new(column.clone(), why.clone())],
            group: Some(Noted::new(format!("{column}-group"), why)),
            ..Facts::default()
        };
        prop_assume!(facts.group.as_ref().is_none_or(|group| group.value != target));
        let problem = parse(&template(&facts));
        prop_assert_eq!(problem.data.source, source);
        prop_assert_eq!(problem.data.target, target);
        prop_assert_eq!(problem.data.drop, vec![column]);
    }
}
