//! Every key has its place, and others can point at it.

use problem::{Problem, Task};

use crate::problems::good;

fn shown<'p>(problem: &'p Problem, key: &str) -> &'p str {
    let span = problem.place(key).unwrap_or_else(|| panic!("no place for {key}"));
    &problem.text()[span.bytes()]
}

#[test]
fn the_place_of_a_key_is_its_value() {
    let problem = good("table.toml");
    assert_eq!(shown(&problem, "data.target"), "\"churn\"");
    assert_eq!(shown(&problem, "data.drop[0]"), "\"customer id\"");
    assert_eq!(shown(&problem, "stake.margin"), "\"5000 CHF a year\"");
    assert_eq!(shown(&problem, "data"), "[data]");
    assert_eq!(shown(&problem, "contender[1]"), "[[contender]]");
    assert_eq!(shown(&problem, "contender[1].statistic"), "\"prior\"");
    assert_eq!(shown(&problem, "contender[3].rules[1].when"), "\"charges is missing\"");
    assert_eq!(shown(&problem, "contender[10].box.wall"), "\"1h\"");
    assert_eq!(problem.place("data.time"), None);
    let span = problem.place("data.target").unwrap();
    assert_eq!((span.line, span.column), (7, 10));
}

#[test]
fn a_contender_is_found_by_its_name() {
    let problem = good("forecast.toml");
    assert_eq!(problem.contender_key("lstm", "run"), "contender[9].run");
    assert_eq!(shown(&problem, &problem.contender_key("lstm", "run")), "[\"python3\", \"lstm.py\"]");
    assert_eq!(problem.contender_key("combination", "run"), "run");
}

#[test]
fn others_complain_at_a_key() {
    let problem = good("forecast.toml");
    let complaint =
        problem.complain("data.target", "the table has no column `passengers`", Some("did you mean `Passengers`?".to_owned()));
    assert!(complaint.file.ends_with("forecast.toml"));
    let span = complaint.span.unwrap();
    assert_eq!((span.line, span.column), (6, 10));
    // A key that the file does not state: the table it would stand in.
    let span = problem.complain("data.group", "no group", None).span.unwrap();
    assert_eq!(&problem.text()[span.bytes()], "[data]");
}

#[test]
fn others_complain_inside_a_text() {
    let problem = good("forecast.toml");
    let problem::Kind::Sql { sql, .. } = &problem.contenders[1].kind else {
        panic!("the second contender is a query");
    };
    let at = sql.find("interval").unwrap();
    let complaint = problem.complain_within("contender[1].sql", at..at + 8, "no intervals", None);
    assert_eq!(&problem.text()[complaint.span.unwrap().bytes()], "interval");
}

#[test]
fn a_stored_problem_has_nothing_to_point_at() {
    let problem = Problem::from_json(&good("table.toml").to_json().unwrap()).unwrap();
    assert_eq!(problem.data.task, Some(Task::Binary));
    let complaint = problem.complain("data.target", "constant target", None);
    assert_eq!(complaint.span, None);
    assert_eq!(complaint.to_string(), "problem: constant target");
}

#[test]
fn complaints_are_given_as_json() {
    let complaints = Problem::parse("[data]\nsource = 1\n", "a.toml").unwrap_err();
    let json = complaints.to_json();
    assert_eq!(json["version"], 1);
    assert_eq!(json["more"], 0);
    let list = json["complaints"].as_array().unwrap();
    assert_eq!(list.len(), complaints.count());
    let typed = list.iter().find(|one| one["key"] == "data.source").unwrap();
    assert_eq!(typed["place"]["line"], 2);
    assert_eq!(typed["place"]["column"], 10);
    assert_eq!(typed["file"], "a.toml");
    assert_eq!(typed["hint"], "put it in quotes: source = \"1\"");
}
