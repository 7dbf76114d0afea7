//! From what was written to rules.

use super::{RULES_MAX, Rule};
use crate::amount::shown;
use crate::desk::{Desk, Draft};
use crate::expected::listed;
use crate::fields::Fields;
use crate::origin::Place;
use crate::tree::{Entry, Leaf, Node};

/// The keys of each check, in the order of [`Rule::CHECKS`]; `check` itself and `note` belong to all.
const KEYS: [&[&str]; 10] = [
    &["check", "note", "column", "at_most"],
    &["check", "note", "column", "min", "max", "outside_at_most"],
    &["check", "note", "column", "allowed", "others_at_most"],
    &["check", "note", "column"],
    &["check", "note", "column", "min", "max"],
    &["check", "note", "column", "distance_at_most"],
    &["check", "note", "column", "terms", "constant", "tolerance", "relative", "fails_at_most"],
    &["check", "note", "columns", "min", "max"],
    &["check", "note", "min", "max"],
    &["check", "note", "at_most"],
];

/// Reads the whole tree; where something is wrong it complains and leaves the rule out.
pub(super) fn read(desk: &mut Desk, entries: &[Entry]) -> Vec<Rule> {
    let mut rules = Vec::new();
    for entry in entries {
        match (&entry.node.leaf, entry.key.as_str()) {
            (Leaf::List(list), "rule") => rules = all(desk, list, &entry.node),
            (_, "rule") => {
                let draft = Draft::new(entry.key_at.clone(), "expected a list of rules").key("rule");
                desk.push(draft.hint("each rule starts with a line `[[rule]]`, in double brackets"));
            }
            (_, key) => {
                let draft = Draft::new(entry.key_at.clone(), format!("unknown key `{}`", shown(key))).key(key);
                desk.push(draft.hint("a rules file holds `[[rule]]`s alone, with the keys below each"));
            }
        }
    }
    if !entries.iter().any(|entry| entry.key == "rule") {
        desk.push(Draft::new(0..0, "there is no rule in the file").hint("each rule starts with a line `[[rule]]`"));
    }
    rules
}

fn all(desk: &mut Desk, list: &[Node], whole: &Node) -> Vec<Rule> {
    if list.len() > RULES_MAX {
        desk.push(Draft::new(whole.at.clone(), format!("the file has more than {RULES_MAX} rules")).key("rule"));
        return Vec::new();
    }
    let mut rules = Vec::new();
    for (at, node) in list.iter().enumerate() {
        let path = format!("rule[{at}]");
        desk.remember(path.clone(), Place { key: node.at.clone(), value: node.at.clone() });
        let Leaf::Table(entries) = &node.leaf else {
            desk.push(Draft::new(node.at.clone(), "expected a table for a rule").key(path));
            continue;
        };
        rules.extend(one(desk, &path, entries));
    }
    rules
}

fn one(desk: &mut Desk, path: &str, entries: &[Entry]) -> Option<Rule> {
    let every: Vec<&'static str> = KEYS.concat();
    let check = entries.iter().find(|entry| entry.key == "check");
    let Some(Leaf::Text(name)) = check.map(|entry| &entry.node.leaf) else {
        let fields = Fields::open(desk, path, entries, &every);
        match check {
            Some(_) => drop(fields.text(desk, "check")),
            None => fields.missing(desk, "check", "\"missing\"", &format!("one of {}", listed(&Rule::CHECKS))),
        }
        return None;
    };
    let Some(kind) = Rule::CHECKS.iter().position(|known| known == name) else {
        let fields = Fields::open(desk, path, entries, &every);
        fields.word(desk, "check", &Rule::CHECKS, |_| None::<()>);
        return None;
    };
    let fields = Fields::open(desk, path, entries, KEYS[kind]);
    drop(fields.text(desk, "note"));
    rule(desk, &fields, kind)
}

fn rule(desk: &mut Desk, fields: &Fields<'_>, kind: usize) -> Option<Rule> {
    let column = KEYS[kind].contains(&"column").then(|| {
        let column = fields.text(desk, "column");
        if fields.node("column").is_none() {
            fields.missing(desk, "column", "\"...\"", "the column it is about");
        }
        column
    });
    let column = column.flatten();
    match Rule::CHECKS[kind] {
        "missing" => {
            at_most(desk, fields, "at_most", None).zip(column).map(|(at_most, column)| Rule::Missing { column, at_most })
        }
        "range" => {
            let (min, max) = bounds(desk, fields);
            if fields.node("min").is_none() && fields.node("max").is_none() {
                fields.missing(desk, "min", "0", "or `max`, or both");
            }
            let outside_at_most = at_most(desk, fields, "outside_at_most", Some(0.0))?;
            Some(Rule::Range { column: column?, min, max, outside_at_most })
        }
        "levels" => {
            let allowed = levels(desk, fields);
            let others_at_most = at_most(desk, fields, "others_at_most", Some(0.0))?;
            Some(Rule::Levels { column: column?, allowed: allowed?, others_at_most })
        }
        "unique" => Some(Rule::Unique { column: column? }),
        "mean" => {
            let (min, max) = both(desk, fields)?;
            Some(Rule::Mean { column: column?, min, max })
        }
        "distribution" => {
            let distance_at_most = at_most(desk, fields, "distance_at_most", None)?;
            Some(Rule::Distribution { column: column?, distance_at_most })
        }
        "sum" => sum(desk, fields, column),
        "correlation" => correlation(desk, fields),
        "rows" => rows(desk, fields),
        _ => at_most(desk, fields, "at_most", None).map(|at_most| Rule::Duplicates { at_most }),
    }
}

/// A share from 0 to 1; without a `default` it must be there.
fn at_most(desk: &mut Desk, fields: &Fields<'_>, name: &'static str, default: Option<f64>) -> Option<f64> {
    let Some(node) = fields.node(name) else {
        if default.is_none() {
            fields.missing(desk, name, "0.05", "a share from 0 to 1");
        }
        return default;
    };
    let share = fields.any_number(desk, name)?;
    if (0.0..=1.0).contains(&share) {
        return Some(share);
    }
    let draft = Draft::new(node.at.clone(), format!("`{name}` must lie between 0 and 1")).key(fields.key(name));
    let hint = if share > 1.0 && share <= 100.0 {
        format!("for {share} % write {}", crate::amount::percent(share / 1e4))
    } else {
        "a share of 5 % is written 0.05".to_owned()
    };
    desk.push(draft.label(format!("found {share}")).hint(hint));
    None
}

/// `min` and `max`, in order.
fn bounds(desk: &mut Desk, fields: &Fields<'_>) -> (Option<f64>, Option<f64>) {
    let (min, max) = (fields.any_number(desk, "min"), fields.any_number(desk, "max"));
    if let (Some(low), Some(high), Some(node)) = (min, max, fields.node("max"))
        && low > high
    {
        let draft = Draft::new(node.at.clone(), "`max` is below `min`").key(fields.key("max"));
        desk.push(draft.hint(format!("swap them: min = {high}, max = {low}")));
    }
    (min, max)
}

/// `min` and `max`, both of which must be there.
fn both(desk: &mut Desk, fields: &Fields<'_>) -> Option<(f64, f64)> {
    let (min, max) = bounds(desk, fields);
    for (name, example) in [("min", "0.0"), ("max", "1.0")] {
        if fields.node(name).is_none() {
            fields.missing(desk, name, example, "both bounds are needed");
        }
    }
    min.zip(max)
}

/// Levels: texts, numbers and truth values.
fn levels(desk: &mut Desk, fields: &Fields<'_>) -> Option<Vec<String>> {
    let Some(node) = fields.node("allowed") else {
        fields.missing(desk, "allowed", "[\"a\", \"b\"]", "the levels that may stand there");
        return None;
    };
    let Leaf::List(list) = &node.leaf else {
        return fields.texts(desk, "allowed", true);
    };
    let mut levels = Vec::with_capacity(list.len());
    for part in list {
        match &part.leaf {
            Leaf::Text(text) => levels.push(text.clone()),
            Leaf::Whole(whole) => levels.push(whole.to_string()),
            Leaf::Number(number) if number.is_finite() => levels.push((number + 0.0).to_string()),
            Leaf::Flag(flag) => levels.push(flag.to_string()),
            leaf => {
                let message = format!("expected a string or a number in `allowed`, found {}", leaf.word());
                desk.push(Draft::new(part.at.clone(), message).key(fields.key("allowed")));
            }
        }
    }
    Some(levels)
}

fn sum(desk: &mut Desk, fields: &Fields<'_>, column: Option<String>) -> Option<Rule> {
    const EXAMPLE: &str = "{ fare = 1, tip = 1 }";
    let terms = match fields.node("terms").map(|node| (&node.leaf, node)) {
        None => {
            fields.missing(desk, "terms", EXAMPLE, "the columns that make it up, with their coefficients");
            None
        }
        Some((Leaf::Table(entries), _)) if !entries.is_empty() => coefficients(desk, fields, entries),
        Some((Leaf::List(_), _)) => {
            let names = fields.columns(desk, "terms");
            names.map(|names| names.into_iter().map(|name| (1.0, name)).collect())
        }
        Some((leaf, node)) => {
            let message = format!("expected columns and coefficients for `terms`, found {}", leaf.word());
            desk.push(
                Draft::new(node.at.clone(), message).key(fields.key("terms")).hint(format!("for example terms = {EXAMPLE}")),
            );
            None
        }
    };
    let mut size = |name: &'static str| match fields.node(name) {
        Some(_) => fields.number(desk, name, crate::fields::Bound::NotNegative),
        None => Some(0.0),
    };
    let (tolerance, relative) = (size("tolerance"), size("relative"));
    let constant = if fields.node("constant").is_some() { fields.any_number(desk, "constant") } else { Some(0.0) };
    let fails_at_most = at_most(desk, fields, "fails_at_most", Some(0.0))?;
    Some(Rule::Sum {
        column: column?,
        terms: terms?,
        constant: constant?,
        tolerance: tolerance?,
        relative: relative?,
        fails_at_most,
    })
}

fn coefficients(desk: &mut Desk, fields: &Fields<'_>, entries: &[Entry]) -> Option<Vec<(f64, String)>> {
    let mut terms = Vec::with_capacity(entries.len());
    for entry in entries {
        match entry.node.leaf {
            Leaf::Whole(whole) => terms.push((whole as f64, entry.key.clone())),
            Leaf::Number(number) if number.is_finite() => terms.push((number, entry.key.clone())),
            _ => {
                let message = format!("expected a number as the coefficient of `{}`", shown(&entry.key));
                desk.push(Draft::new(entry.node.at.clone(), message).key(fields.key("terms")));
            }
        }
    }
    (terms.len() == entries.len()).then_some(terms)
}

fn correlation(desk: &mut Desk, fields: &Fields<'_>) -> Option<Rule> {
    let Some(node) = fields.node("columns") else {
        fields.missing(desk, "columns", "[\"a\", \"b\"]", "the two columns");
        return None;
    };
    let columns = fields.columns(desk, "columns");
    let bounds = both(desk, fields);
    let two: Result<[String; 2], _> = columns?.try_into();
    let Ok([x, y]) = two else {
        desk.push(Draft::new(node.at.clone(), "`columns` must name two columns").key(fields.key("columns")));
        return None;
    };
    bounds.map(|(min, max)| Rule::Correlation { columns: (x, y), min, max })
}

fn rows(desk: &mut Desk, fields: &Fields<'_>) -> Option<Rule> {
    let (min, max) = bounds(desk, fields);
    if fields.node("min").is_none() && fields.node("max").is_none() {
        fields.missing(desk, "min", "1", "or `max`, or both");
        return None;
    }
    for (name, bound) in [("min", min), ("max", max)] {
        if bound.is_some_and(|n| n < 0.0 || n.fract() != 0.0 || n > 1e15) {
            let at = fields.node(name).map_or(0..0, |node| node.at.clone());
            desk.push(Draft::new(at, format!("`{name}` must be a whole number of rows")).key(fields.key(name)));
            return None;
        }
    }
    Some(Rule::Rows { min: min.unwrap_or(0.0) as u64, max: max.map(|max| max as u64) })
}

#[cfg(test)]
mod tests {
    use super::{KEYS, Rule};
    use crate::schema;

    #[test]
    fn every_check_has_its_keys() {
        assert_eq!(KEYS.len(), Rule::CHECKS.len());
        assert!(KEYS.iter().all(|keys| keys.starts_with(&["check", "note"])));
        assert_eq!(schema::did_you_mean("atmost", KEYS[0]), Some("at_most"));
    }
}
