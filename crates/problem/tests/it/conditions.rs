//! The language of `when`.

use std::collections::HashMap;

use problem::condition::{CONDITION_DEPTH_MAX, Mismatch};
use problem::{Condition, Value};
use proptest::prelude::*;

fn holds(text: &str, row: &[(&str, Value<'static>)]) -> Result<bool, Mismatch> {
    let row: HashMap<&str, Value<'static>> = row.iter().copied().collect();
    Condition::parse(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .eval(|column| row.get(column).copied().unwrap_or(Value::Missing))
}

#[test]
fn comparisons_of_each_sort() {
    let row = [("n", Value::Number(3.0)), ("t", Value::Text("b")), ("f", Value::Flag(true)), ("order price", Value::Number(7.0))];
    for (text, expected) in [
        ("n = 3", true),
        ("n == 3.0", true),
        ("n != 3", false),
        ("n <> 4", true),
        ("n < 3", false),
        ("n <= 3", true),
        ("n > -1e3", true),
        ("n >= 3.5", false),
        ("2 < n", true),
        ("t = 'b'", true),
        ("t > 'a' and t < 'c'", true),
        ("f = true", true),
        ("f = 1", true),
        ("f != FALSE", true),
        ("\"order price\" > n", true),
        ("`order price` > n", true),
        ("t in ('a', 'b')", true),
        ("t not in ('a', 'b')", false),
        ("n in (1, 2)", false),
        ("n is missing", false),
        ("n is not missing", true),
        ("NOT n = 4 AND (t = 'x' OR f = true)", true),
        ("not (n = 3 or t = 'x')", false),
        ("n = 1 or n = 2 or n = 3", true),
        ("n = 3 and t = 'b' and f = false", false),
    ] {
        assert_eq!(holds(text, &row), Ok(expected), "{text}");
    }
}

#[test]
fn doubled_quotes_stand_for_one() {
    assert_eq!(holds("t = 'O''Brien'", &[("t", Value::Text("O'Brien"))]), Ok(true));
    assert_eq!(holds("\"a\"\"b\" = 1", &[("a\"b", Value::Number(1.0))]), Ok(true));
}

#[test]
fn missing_values_make_a_comparison_unknown() {
    for missing in [Value::Missing, Value::Number(f64::NAN), Value::Number(f64::INFINITY)] {
        let row = [("n", missing), ("m", Value::Number(1.0))];
        for (text, expected) in [
            ("n = 1", false),
            ("not n = 1", false),
            ("n != 1", false),
            ("n not in (1, 2)", false),
            ("n is missing", true),
            ("n = 1 or m = 1", true),
            ("n = 1 and m = 1", false),
            ("not (n = 1 and m = 2)", true),
            ("n = m", false),
        ] {
            assert_eq!(holds(text, &row), Ok(expected), "{text}");
        }
    }
}

#[test]
fn values_of_different_sorts_are_a_mistake() {
    let error = holds("m = 1 and n = 'x'", &[("n", Value::Number(1.0)), ("m", Value::Number(1.0))]);
    let error = error.unwrap_err();
    assert_eq!((error.left, error.right), ("a number", "a text"));
    assert_eq!(error.at, 10..17);
    // A false part before it decides, as in any language that stops early.
    let row = [("n", Value::Number(1.0)), ("m", Value::Number(2.0))];
    assert_eq!(holds("m = 1 and n = 'x'", &row), Ok(false));
}

#[test]
fn columns_are_listed_with_their_places() {
    let text = "age > 3 and (\"order price\" < limit or Zürich in ('a'))";
    let condition = Condition::parse(text).unwrap();
    let columns: Vec<(&str, &str)> =
        condition.columns().into_iter().map(|column| (column.name.as_str(), &text[column.at.clone()])).collect();
    assert_eq!(columns, [("age", "age"), ("order price", "\"order price\""), ("limit", "limit"), ("Zürich", "Zürich")]);
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| format!("{}a = 1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Condition::parse(&nested(CONDITION_DEPTH_MAX - 1)).is_ok());
    assert!(Condition::parse(&nested(CONDITION_DEPTH_MAX)).is_err());
    // A long chain is not deep.
    let chain = vec!["a = 1"; 1000].join(" or ");
    assert!(Condition::parse(&chain).is_ok());
}

/// A condition as a tree of our own, to be written out and evaluated independently.
#[derive(Debug, Clone)]
enum Plain {
    Less(usize, i32),
    Missing(usize),
    Not(Box<Plain>),
    And(Box<Plain>, Box<Plain>),
    Or(Box<Plain>, Box<Plain>),
}

impl Plain {
    fn write(&self) -> String {
        match self {
            Self::Less(column, than) => format!("c{column} < {than}"),
            Self::Missing(column) => format!("c{column} is missing"),
            Self::Not(part) => format!("not ({})", part.write()),
            Self::And(a, b) => format!("({}) and ({})", a.write(), b.write()),
            Self::Or(a, b) => format!("({}) or ({})", a.write(), b.write()),
        }
    }

    /// 0 false, 1 unknown, 2 true: `and` is the least, `or` the greatest, `not` turns the scale (Kleene).
    fn rank(&self, row: &[Option<i32>]) -> u8 {
        match self {
            Self::Less(column, than) => row[*column].map_or(1, |value| if value < *than { 2 } else { 0 }),
            Self::Missing(column) => {
                if row[*column].is_none() {
                    2
                } else {
                    0
                }
            }
            Self::Not(part) => 2 - part.rank(row),
            Self::And(a, b) => a.rank(row).min(b.rank(row)),
            Self::Or(a, b) => a.rank(row).max(b.rank(row)),
        }
    }
}

fn plain() -> impl Strategy<Value = Plain> {
    let leaf = prop_oneof![
        (0..3usize, -3..3i32).prop_map(|(column, than)| Plain::Less(column, than)),
        (0..3usize).prop_map(Plain::Missing),
    ];
    leaf.prop_recursive(5, 32, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|part| Plain::Not(Box::new(part))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Plain::And(Box::new(a), Box::new(b))),
            (inner.clone(), inner).prop_map(|(a, b)| Plain::Or(Box::new(a), Box::new(b))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn conditions_follow_three_valued_logic(
        plain in plain(),
        row in prop::collection::vec(prop::option::of(-3..3i32), 3),
    ) {
        let text = plain.write();
        let condition = Condition::parse(&text).unwrap();
        let holds = condition.eval(|column| {
            let index: usize = column[1..].parse().unwrap();
            row[index].map_or(Value::Missing, |value| Value::Number(f64::from(value)))
        });
        prop_assert_eq!(holds, Ok(plain.rank(&row) == 2), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_place(text in "\\PC{0,40}") {
        if let Err(error) = Condition::parse(&text) {
            prop_assert!(text.get(error.at.clone()).is_some(), "{:?}", error);
        }
    }

    #[test]
    fn any_words_are_read_or_refused_with_a_place(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "a", "b", "1", "-2.5", "'x'", "\"c d\"", "and", "or", "not", "in", "is", "missing", "(", ")", ",",
                "=", "<", ">=", "!=", "true", "between", "&&", "+",
            ]),
            0..12,
        ),
    ) {
        let text = words.join(" ");
        if let Err(error) = Condition::parse(&text) {
            prop_assert!(text.get(error.at.clone()).is_some(), "{:?}", error);
        }
    }
}
