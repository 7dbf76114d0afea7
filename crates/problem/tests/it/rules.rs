//! The rules file: read back as written, and every mistake named with its place.

use problem::rules::{self, Rule, Rules};
use proptest::prelude::*;

fn told(text: &str) -> String {
    Rules::parse(text, "rules.toml").unwrap_err().to_string()
}

#[test]
fn every_check_is_read() {
    let text = r#"
        [[rule]]
        check = "missing"
        column = "a"
        at_most = 0.05
        [[rule]]
        check = "range"
        column = "a"
        min = 0
        [[rule]]
        check = "levels"
        column = "b"
        allowed = ["x", 1, 2.5, true]
        others_at_most = 0.01
        note = "ask Ann"
        [[rule]]
        check = "sum"
        column = "total"
        terms = { fare = 1, "tip paid" = 0.5 }
        relative = 1e-9
        [[rule]]
        check = "sum"
        column = "total"
        terms = ["fare", "tip"]
        [[rule]]
        check = "correlation"
        columns = ["a", "c"]
        min = -1
        max = 0.5
        [[rule]]
        check = "rows"
        min = 100
    "#;
    let rules = Rules::parse(text, "rules.toml").unwrap();
    let checks: Vec<&str> = rules.list.iter().map(Rule::check).collect();
    assert_eq!(checks, ["missing", "range", "levels", "sum", "sum", "correlation", "rows"]);
    assert_eq!(rules.list[1], Rule::Range { column: "a".into(), min: Some(0.0), max: None, outside_at_most: 0.0 });
    assert!(matches!(&rules.list[2], Rule::Levels { allowed, .. } if allowed == &["x", "1", "2.5", "true"]));
    assert!(matches!(&rules.list[3], Rule::Sum { terms, .. } if terms[1] == (0.5, "tip paid".into())));
    assert_eq!(rules.list[6], Rule::Rows { min: 100, max: None });
}

#[test]
fn mistakes_are_named_with_place_and_hint() {
    let rule = |keys: &str| format!("[[rule]]\n{keys}\n");
    for (keys, message) in [
        ("check = \"mising\"\ncolumn = \"a\"", "rules.toml:2:9: unknown check `mising`\n  hint: did you mean `missing`?"),
        (
            "check = \"missing\"\ncolumn = \"a\"\natmost = 0.1",
            "rules.toml:4:1: unknown key `atmost`\n  hint: did you mean `at_most`?",
        ),
        (
            "check = \"missing\"\ncolumn = \"a\"\nat_most = 5",
            "rules.toml:4:11: `at_most` must lie between 0 and 1\n  hint: for 5 % write 0.05",
        ),
        (
            "check = \"mean\"\ncolumn = \"a\"\nmin = 3\nmax = 2",
            "rules.toml:5:7: `max` is below `min`\n  hint: swap them: min = 2, max = 3",
        ),
        (
            "check = \"unique\"",
            "rules.toml:1:1: `column` is missing\n  hint: add `column = \"...\"` to it: the column it is about",
        ),
        (
            "check = \"sum\"\ncolumn = \"a\"\nterms = 3",
            "rules.toml:4:9: expected columns and coefficients for `terms`, found an integer\n  hint: for example terms = { fare = 1, tip = 1 }",
        ),
        ("check = \"correlation\"\ncolumns = [\"a\"]\nmin = 0\nmax = 1", "rules.toml:3:11: `columns` must name two columns"),
    ] {
        assert_eq!(told(&rule(keys)), message);
    }
    let flat = "rules.toml:1:1: unknown key `check`\n  hint: a rules file holds `[[rule]]`s alone, with the keys below each";
    assert!(told("check = \"rows\"").starts_with("rules.toml:1:1: "));
    assert!(told("check = \"rows\"").contains(flat), "{}", told("check = \"rows\""));
    assert_eq!(told(" "), "rules.toml:1:1: the rules file is empty\n  hint: `bakeoff look DATA --suggest-rules` writes one");
    let lost = Rules::load("/nowhere/rules.toml").unwrap_err().to_string();
    assert!(lost.contains("cannot read the rules file: there is no such file"), "{lost}");
}

#[test]
fn columns_are_checked_against_the_table() {
    let text = "[[rule]]\ncheck = \"mean\"\ncolumn = \"amonut\"\nmin = 0\nmax = 1\n[[rule]]\ncheck = \"mean\"\ncolumn = \"city\"\nmin = 0\nmax = 1\n";
    let rules = Rules::parse(text, "rules.toml").unwrap();
    let complaints = rules.check_columns(&[("amount", true), ("city", false)]).unwrap_err();
    assert_eq!(
        complaints.to_string(),
        "rules.toml:3:10: the table has no column `amonut`\n  hint: did you mean `amount`?\n\
         rules.toml:8:10: `city` holds no numbers, and `mean` needs some\n  hint: name a column of numbers, or take `levels`, `missing` or `unique`"
    );
    assert!(rules.check_columns(&[("amonut", true), ("city", true)]).is_ok());
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z_][a-z0-9 \\.\"'é\\\\#=\\[\\]]{0,9}[a-z]".prop_map(|s| s)
}

fn rule() -> impl Strategy<Value = Rule> {
    let number = || prop_oneof![-1e6..1e6_f64, Just(0.0), any::<f64>().prop_filter("finite", |x| x.is_finite())];
    let share = || 0.0..=1.0_f64;
    let ordered = (number(), number()).prop_map(|(a, b)| (a.min(b), a.max(b)));
    prop_oneof![
        (name(), share()).prop_map(|(column, at_most)| Rule::Missing { column, at_most }),
        (name(), ordered.clone(), share()).prop_map(|(column, (a, b), outside_at_most)| Rule::Range {
            column,
            min: Some(a),
            max: Some(b),
            outside_at_most
        }),
        (name(), prop::collection::vec(".{0,8}", 0..5), share()).prop_map(|(column, allowed, others_at_most)| Rule::Levels {
            column,
            allowed,
            others_at_most
        }),
        name().prop_map(|column| Rule::Unique { column }),
        (name(), ordered).prop_map(|(column, (min, max))| Rule::Mean { column, min, max }),
        (name(), share()).prop_map(|(column, distance_at_most)| Rule::Distribution { column, distance_at_most }),
        (name(), prop::collection::btree_map(name(), number(), 1..4), number(), share()).prop_map(
            |(column, terms, constant, s)| {
                let terms = terms.into_iter().map(|(name, c)| (c, name)).collect();
                Rule::Sum { column, terms, constant, tolerance: s, relative: s * 1e-6, fails_at_most: s }
            }
        ),
        (0..1_000_000_u64, any::<Option<u32>>())
            .prop_map(|(min, more)| Rule::Rows { min, max: more.map(|more| min + u64::from(more)) }),
        share().prop_map(|at_most| Rule::Duplicates { at_most }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn what_is_written_is_read_back(list in prop::collection::vec(rule(), 1..6), line in ".{0,30}") {
        let pairs: Vec<(Rule, Vec<String>)> = list.iter().map(|r| (r.clone(), vec![line.clone()])).collect();
        let text = rules::write(std::slice::from_ref(&line), &pairs);
        let read = Rules::parse(&text, "rules.toml");
        prop_assert_eq!(read.map(|r| r.list).map_err(|c| format!("{c}\n{text}")), Ok(list));
    }
}
