//! `rule`: a short list of conditions written by someone who knows the subject.

use contest::Cells;
use contest::protocol::{Answer, Notes, Values};
use problem::{Answer as Then, RuleLine, Task, Value};

use crate::game::Game;
use crate::{ContenderError, Played};

/// Answers each row with the first line whose condition holds, else with `otherwise`.
///
/// In a binary task a number is the probability of the positive class and a class or truth value is a certainty; in a
/// multiclass task a class is a certainty. Dates compare as texts such as `2024-01-31`.
pub(crate) fn play(game: &Game, rules: &[RuleLine], otherwise: &Then) -> Played {
    let columns = columns(game, rules)?;
    let mut hits = vec![0_u64; rules.len() + 1];
    let mut answers = Vec::new();
    for row in 0..game.asked.len() {
        let lookup = |name: &str| columns.iter().find(|(n, _)| n == name).map_or(Value::Missing, |(_, c)| c.value(row));
        let mut line = rules.len();
        for (at, rule) in rules.iter().enumerate() {
            let holds = rule.when.eval(lookup).map_err(|error| ContenderError::Unfit(error.to_string()))?;
            if holds {
                line = at;
                break;
            }
        }
        hits[line] += 1;
        push(game, rules.get(line).map_or(otherwise, |rule| &rule.then), &mut answers)?;
    }
    let values = match game.task.task {
        Task::Multiclass => Values::Classes { count: game.task.classes.len(), probabilities: answers },
        _ => Values::Points(answers),
    };
    let said = |then: &Then| match then {
        Then::Flag(flag) => flag.to_string(),
        Then::Number(number) => number.to_string(),
        Then::Text(text) => text.clone(),
    };
    let mut lines: Vec<String> = rules
        .iter()
        .zip(&hits)
        .map(|(rule, hits)| format!("when {} then {} ({hits} rows)", rule.when.text(), said(&rule.then)))
        .collect();
    lines.push(format!("otherwise {} ({} rows)", said(otherwise), hits[rules.len()]));
    Ok((Answer::of(values), Notes { text: Some(lines.join("\n")), ..Notes::default() }))
}

fn columns(game: &Game, rules: &[RuleLine]) -> Result<Vec<(String, Cells)>, ContenderError> {
    let mut columns: Vec<(String, Cells)> = Vec::new();
    for mention in rules.iter().flat_map(|rule| rule.when.columns()) {
        let name = &mention.name;
        if columns.iter().any(|(known, _)| known == name) {
            continue;
        }
        if game.task.columns.iter().all(|c| &c.name != name) {
            return Err(ContenderError::Unfit(format!("the rule names `{name}`, which is no column of the table")));
        }
        let seen = Cells::of(game.ask(name)?).map_err(ContenderError::arrow(&game.dir))?;
        columns.push((name.clone(), seen));
    }
    Ok(columns)
}

fn push(game: &Game, then: &Then, into: &mut Vec<f64>) -> Result<(), ContenderError> {
    let classes = &game.task.classes;
    let class = |label: &str| {
        classes.iter().position(|c| c == label).ok_or_else(|| {
            ContenderError::Unfit(format!("the rule answers `{label}`, but the classes are {}", classes.join(", ")))
        })
    };
    match (game.task.task, then) {
        (Task::Regression | Task::Forecast | Task::Binary, Then::Number(number)) => into.push(*number),
        (Task::Regression | Task::Forecast, _) => {
            return Err(ContenderError::Unfit("the rule must answer with numbers".into()));
        }
        (Task::Binary, Then::Flag(flag)) => into.push(f64::from(*flag)),
        (Task::Binary, Then::Text(label)) => into.push(class(label)? as f64),
        (Task::Multiclass, then) => {
            let label = match then {
                Then::Text(label) => label.clone(),
                Then::Number(number) => number.to_string(),
                Then::Flag(flag) => flag.to_string(),
            };
            let at = class(&label)?;
            into.extend((0..classes.len()).map(|c| f64::from(c == at)));
        }
    }
    Ok(())
}
