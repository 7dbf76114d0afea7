//! The keys that belong to a contender's kind.

use std::ops::RangeInclusive;

use crate::amount::{Unread, shown};
use crate::contender::{Answer, RuleLine};
use crate::desk::{Desk, Draft};
use crate::fields::{Bound, Fields};
use crate::kind::{Kind, Statistic};
use crate::load;
use crate::origin::Place;
use crate::schema;
use crate::tree::{Entry, Leaf, Node};

/// Most lines of one rule.
const RULE_LINES_MAX: usize = 500;

/// Most of anything that is counted in a contender's settings.
const COUNT_MAX: u32 = 100_000;

/// The kind of this name, from the contender's fields. None where something is wrong, which has been complained about.
pub(super) fn read(desk: &mut Desk, fields: &Fields<'_>, name: &str) -> Option<Kind> {
    plain(desk, fields, name).or_else(|| classical(desk, fields, name)).or_else(|| complex(desk, fields, name))
}

fn plain(desk: &mut Desk, fields: &Fields<'_>, name: &str) -> Option<Kind> {
    Some(match name {
        "answers" => {
            if fields.node("file").is_none() {
                fields.missing(desk, "file", "\"forecast-of-today.csv\"", "the predictions to be judged");
            }
            Kind::Answers { file: fields.text(desk, "file").unwrap_or_default() }
        }
        "sql" => sql(desk, fields),
        "constant" => Kind::Constant { statistic: fields.word(desk, "statistic", &Statistic::NAMES, Statistic::named) },
        "group-mean" => {
            if fields.node("by").is_none() {
                fields.missing(desk, "by", "[\"COLUMN\"]", "the columns that make a group");
            }
            Kind::GroupMean { by: fields.columns(desk, "by").unwrap_or_default() }
        }
        "last-value" => Kind::LastValue,
        "seasonal-naive" => Kind::SeasonalNaive { season: count(desk, fields, "season") },
        "seasonal-naive-drift" => Kind::SeasonalNaiveDrift { season: count(desk, fields, "season") },
        "moving-average" => Kind::MovingAverage { window: count(desk, fields, "window") },
        "rule" => rule(desk, fields),
        "cells" => Kind::Cells { columns: fields.columns(desk, "columns"), buckets: fields.whole(desk, "buckets", 2..=100) },
        _ => return None,
    })
}

fn classical(desk: &mut Desk, fields: &Fields<'_>, name: &str) -> Option<Kind> {
    Some(match name {
        "kmeans" => Kind::KMeans {
            columns: fields.columns(desk, "columns"),
            k: fields.whole(desk, "k", 2..=10_000).unwrap_or(100),
            log: fields.flag(desk, "log").unwrap_or(false),
        },
        "linear" => Kind::Linear { ridge: ridge(desk, fields), curves: fields.flag(desk, "curves") },
        "logistic" => Kind::Logistic { ridge: ridge(desk, fields), curves: fields.flag(desk, "curves") },
        "poisson" => Kind::Poisson { ridge: ridge(desk, fields), curves: fields.flag(desk, "curves") },
        "naive-bayes" => Kind::NaiveBayes,
        "tree" => Kind::Tree { depth: fields.whole(desk, "depth", 1..=30), min_leaf: count(desk, fields, "min_leaf") },
        "gam" => Kind::Gam { pairs: fields.whole(desk, "pairs", 1..=50) },
        "ets" => Kind::Ets { model: fields.amount(desk, "model", "a string", ets_model) },
        "theta" => Kind::Theta,
        "arima" => {
            Kind::Arima { order: order(desk, fields, "order", [24, 3, 24]), seasonal: order(desk, fields, "seasonal", [8, 2, 8]) }
        }
        _ => return None,
    })
}

fn complex(desk: &mut Desk, fields: &Fields<'_>, name: &str) -> Option<Kind> {
    Some(match name {
        "auto-forecast" => Kind::AutoForecast,
        "boost" => Kind::Boost {
            rounds: count(desk, fields, "rounds"),
            leaves: fields.whole(desk, "leaves", 2..=4_096),
            learning_rate: learning_rate(desk, fields),
            min_leaf: count(desk, fields, "min_leaf"),
        },
        "tuned-boost" => Kind::TunedBoost { trials: count(desk, fields, "trials") },
        "command" => command(desk, fields),
        _ => return None,
    })
}

fn count(desk: &mut Desk, fields: &Fields<'_>, name: &str) -> Option<u32> {
    const COUNT: RangeInclusive<u32> = 1..=COUNT_MAX;
    fields.whole(desk, name, COUNT)
}

fn ridge(desk: &mut Desk, fields: &Fields<'_>) -> Option<f64> {
    fields.number(desk, "ridge", Bound::NotNegative)
}

fn learning_rate(desk: &mut Desk, fields: &Fields<'_>) -> Option<f64> {
    let rate = fields.number(desk, "learning_rate", Bound::Positive)?;
    if rate > 1.0 {
        let draft = desk.about(&fields.key("learning_rate"), "`learning_rate` must be at most 1");
        desk.push(draft.hint("0.1 is usual"));
    }
    Some(rate)
}

/// The query, stated or read from the file that `sql_file` names.
fn sql(desk: &mut Desk, fields: &Fields<'_>) -> Kind {
    let stated = fields.text(desk, "sql");
    let sql_file = fields.text(desk, "sql_file");
    let both = fields.node("sql").is_some() && fields.node("sql_file").is_some();
    let neither = fields.node("sql").is_none() && fields.node("sql_file").is_none();
    if both {
        let draft = desk.about(&fields.key("sql_file"), "both `sql` and `sql_file` are stated");
        desk.push(draft.hint("keep one of them"));
    } else if neither {
        let why = "or `sql_file = \"query.sql\"`; a query over `train` and `ask`";
        fields.missing(desk, "sql", "\"select ...\"", why);
    }
    let read = match (&stated, &sql_file) {
        (None, Some(file)) => read_query(desk, fields, file),
        _ => None,
    };
    Kind::Sql { sql: stated.or(read).unwrap_or_default(), sql_file }
}

fn read_query(desk: &mut Desk, fields: &Fields<'_>, file: &str) -> Option<String> {
    let path = desk.origin.folder.join(file);
    let problem = match load::read_text(&path) {
        Ok(query) if !query.trim().is_empty() => return Some(query),
        Ok(_) => "it is empty".to_owned(),
        Err(why) => why,
    };
    let message = format!("cannot use `{}`: {problem}", shown(file));
    let draft = desk.about(&fields.key("sql_file"), message);
    desk.push(draft.hint("the path is seen from the folder of the problem file"));
    None
}

/// Error, trend and season of an exponential smoothing: `A` or `M`, `N`, `A` or `M` with or without `d`, `N`, `A` or `M`;
/// `Z` stands for "choose".
fn ets_model(text: &str) -> Result<String, Unread> {
    let letters: Vec<char> = text.chars().collect();
    let fits = match letters[..] {
        [error, trend, season] => "AMZ".contains(error) && "NAMZ".contains(trend) && "NAMZ".contains(season),
        [error, trend, 'd', season] => "AMZ".contains(error) && "AMZ".contains(trend) && "NAMZ".contains(season),
        _ => false,
    };
    if fits {
        return Ok(text.to_owned());
    }
    Err(Unread {
        message: format!("`{}` is not an ets model", shown(text)),
        hint: "letters for error, trend and season, for example \"AAA\", \"MAdM\" or \"ZZZ\"".to_owned(),
    })
}

/// Three whole numbers, each up to its limit.
fn order(desk: &mut Desk, fields: &Fields<'_>, name: &str, most: [u32; 3]) -> Option<[u32; 3]> {
    let node = fields.node(name)?;
    let parts: Vec<u32> = match &node.leaf {
        Leaf::List(list) => list
            .iter()
            .filter_map(|part| match part.leaf {
                Leaf::Whole(whole) => u32::try_from(whole).ok(),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let complete = matches!(&node.leaf, Leaf::List(list) if list.len() == 3);
    match parts[..] {
        [p, d, q] if complete && p <= most[0] && d <= most[1] && q <= most[2] => Some([p, d, q]),
        _ => {
            let message = format!("`{name}` must be three whole numbers, at most {most:?}");
            let draft = Draft::new(node.at.clone(), message).key(fields.key(name));
            desk.push(draft.hint(format!("for example `{name} = [1, 1, 1]`")));
            None
        }
    }
}

fn rule(desk: &mut Desk, fields: &Fields<'_>) -> Kind {
    for (name, example, why) in [
        ("rules", "[{ when = \"tenure < 12\", then = 0.4 }]", "tried from the top"),
        ("otherwise", "0.1", "the answer where no rule holds"),
    ] {
        if fields.node(name).is_none() {
            fields.missing(desk, name, example, why);
        }
    }
    let otherwise = fields.node("otherwise").and_then(|node| answer(desk, &fields.key("otherwise"), node));
    Kind::Rule { rules: rule_lines(desk, fields), otherwise: otherwise.unwrap_or(Answer::Number(0.0)) }
}

fn rule_lines(desk: &mut Desk, fields: &Fields<'_>) -> Vec<RuleLine> {
    let Some(node) = fields.node("rules") else {
        return Vec::new();
    };
    let list: &[Node] = match &node.leaf {
        Leaf::List(list) => list,
        _ => &[],
    };
    if list.is_empty() || list.len() > RULE_LINES_MAX {
        let message = format!("`rules` must be a list of 1 to {RULE_LINES_MAX} lines");
        let draft = Draft::new(node.at.clone(), message).key(fields.key("rules"));
        desk.push(draft.hint("for example `rules = [{ when = \"tenure < 12\", then = 0.4 }]`"));
        return Vec::new();
    }
    let mut lines = Vec::with_capacity(list.len());
    for (index, node) in list.iter().enumerate() {
        let path = format!("{}[{index}]", fields.key("rules"));
        let Leaf::Table(entries) = &node.leaf else {
            let message = format!("expected a line of the rule, found {}", node.leaf.word());
            let draft = Draft::new(node.at.clone(), message).key(path);
            desk.push(draft.hint("a line is a table: { when = \"tenure < 12\", then = 0.4 }"));
            continue;
        };
        desk.remember(path.clone(), Place { key: node.at.clone(), value: node.at.clone() });
        lines.extend(rule_line(desk, &path, entries));
    }
    lines
}

fn rule_line(desk: &mut Desk, path: &str, entries: &[Entry]) -> Option<RuleLine> {
    let fields = Fields::open(desk, path, entries, &schema::RULE_LINE);
    for (name, example) in [("when", "\"tenure < 12\""), ("then", "0.4")] {
        if fields.node(name).is_none() {
            fields.missing(desk, name, example, "");
        }
    }
    let then = fields.node("then").and_then(|node| answer(desk, &fields.key("then"), node));
    let when = super::gotcha::condition(desk, &fields, "when")?;
    Some(RuleLine { when, then: then? })
}

fn answer(desk: &mut Desk, key: &str, node: &Node) -> Option<Answer> {
    match &node.leaf {
        Leaf::Text(text) => Some(Answer::Text(text.clone())),
        Leaf::Whole(whole) => Some(Answer::Number(*whole as f64)),
        Leaf::Number(number) if number.is_finite() => Some(Answer::Number(*number)),
        Leaf::Flag(flag) => Some(Answer::Flag(*flag)),
        other => {
            let message = format!("expected a number, a class or a boolean, found {}", other.word());
            desk.push(Draft::new(node.at.clone(), message).key(key));
            None
        }
    }
}

fn command(desk: &mut Desk, fields: &Fields<'_>) -> Kind {
    if fields.node("run").is_none() {
        fields.missing(desk, "run", "[\"python3\", \"model.py\"]", "the program and its arguments");
    }
    let run = fields.texts(desk, "run", false).unwrap_or_default();
    if let Some(Node { leaf: Leaf::List(list), .. }) = fields.node("run") {
        let blank = matches!(list.first(), Some(Node { leaf: Leaf::Text(text), .. }) if text.trim().is_empty());
        if list.is_empty() || blank {
            let draft = desk.about(&fields.key("run"), "`run` names no program");
            desk.push(draft.hint("for example `run = [\"python3\", \"model.py\"]`"));
        }
    }
    let needs = fields.texts(desk, "needs", true).unwrap_or_default();
    for (index, need) in needs.iter().enumerate() {
        let fits = match need.split_once(':') {
            None => true,
            Some((runtime, package)) => matches!(runtime, "python" | "r") && !package.trim().is_empty(),
        };
        if !fits {
            let message = format!("`{}` names nothing that can be looked for", shown(need));
            let hint = "a program such as \"python3\", a module \"python:torch\", or a package \"r:forecast\"";
            let key = format!("{}[{index}]", fields.key("needs"));
            let draft = desk.about(&key, message).hint(hint);
            desk.push(draft);
        }
    }
    Kind::Command { run, csv: fields.flag(desk, "csv").unwrap_or(false), needs }
}
