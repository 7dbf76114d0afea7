//! Contenders as they stand in a problem file.

use serde_json::Value as Json;

use super::{Page, text};
use crate::contender::Contender;
use crate::kind::KINDS;
use crate::limits::Limits;

/// A contender of one's own, for each of the three ways to bring one.
const EXAMPLES: &str = "
[[contender]]
name = \"today\"                   # what is done today; its predictions, to be compared with
kind = \"answers\"
file = \"predictions-of-today.csv\"

[[contender]]
name = \"analyst's query\"
kind = \"sql\"
sql = \"select row_id, 0 as prediction from ask\"
hours = 4                        # people's hours spent on it, for the bill
upkeep_hours = 10                # people's hours a year to keep it alive
note = \"a remark for the page\"

[[contender]]
name = \"our network\"
kind = \"command\"
run = [\"python3\", \"network.py\"]
needs = [\"python3\", \"python:torch\"]  # skipped with a note where these are absent
csv = true                       # hand the tables over as CSV, not only as Arrow
tier = 4                         # 0 today (or today = true), 1 rule or SQL, 2 classical, 3 learned, 4 deep
box = { cpu = \"10min\" }          # a box of its own
";

/// The section of the contenders, all as comments: they enter by themselves.
pub(super) fn section(page: &mut Page, ladder: &[Contender]) {
    page.blank();
    page.comment("Contenders stand in order of simplicity. Without any, the default ladder enters.");
    for tier in 0..=4 {
        let kinds: Vec<&str> = KINDS.iter().filter(|entry| entry.tier == tier).map(|entry| entry.name).collect();
        page.comment(&format!("Kinds of tier {tier}: {}.", kinds.join(", ")));
    }
    page.comment("Of your own, for example:");
    commented(page, EXAMPLES.trim_end());
    if ladder.is_empty() {
        return;
    }
    page.line("#");
    page.comment("The default ladder for this table, to be edited:");
    for contender in ladder {
        commented(page, &format!("\n{}", as_toml(contender)));
    }
}

fn commented(page: &mut Page, lines: &str) {
    for line in lines.lines() {
        page.line(&format!("#{line}"));
    }
}

/// One `[[contender]]`, with the keys that differ from their defaults.
pub(super) fn as_toml(contender: &Contender) -> String {
    let mut lines = vec!["[[contender]]".to_owned(), format!("name = {}", text(&contender.name))];
    lines.push(format!("kind = {}", text(contender.kind.name())));
    // The stored form has the keys of the kind under their names in the file.
    if let Ok(Json::Object(keys)) = serde_json::to_value(&contender.kind) {
        let from_file = keys.get("sql_file").is_some_and(Json::is_string);
        for (key, value) in &keys {
            let given = key == "kind" || value.is_null() || (key == "sql" && from_file);
            if let (false, Some(value)) = (given, toml(value)) {
                lines.push(format!("{key} = {value}"));
            }
        }
    }
    if contender.tier == 0 {
        lines.push("today = true".to_owned());
    } else if contender.tier != contender.kind.tier() {
        lines.push(format!("tier = {}", contender.tier));
    }
    for (key, hours) in [("hours", contender.hours), ("upkeep_hours", contender.upkeep_hours)] {
        if hours > 0.0 {
            lines.push(format!("{key} = {hours:?}"));
        }
    }
    if let Some(limits) = &contender.limits {
        lines.push(format!("box = {}", box_of(limits)));
    }
    if let Some(note) = &contender.note {
        lines.push(format!("note = {}", text(note)));
    }
    lines.join("\n")
}

fn box_of(limits: &Limits) -> String {
    let (cpu, wall, memory) = (limits.cpu_seconds, limits.wall_seconds, limits.memory_bytes);
    format!("{{ cpu = \"{cpu}s\", wall = \"{wall}s\", memory = \"{memory}B\" }}")
}

/// A stored value as TOML writes it; none where there is nothing.
fn toml(value: &Json) -> Option<String> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(flag) => flag.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(content) => text(content),
        Json::Array(list) => {
            let parts: Vec<String> = list.iter().filter_map(toml).collect();
            format!("[{}]", parts.join(", "))
        }
        Json::Object(keys) => {
            let parts: Vec<String> = keys.iter().filter_map(|(key, value)| Some(format!("{key} = {}", toml(value)?))).collect();
            format!("{{ {} }}", parts.join(", "))
        }
    })
}
