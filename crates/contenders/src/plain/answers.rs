//! `answers`: predictions made elsewhere, read from a file.

use contest::protocol::{Answer, Notes};
use table::{Options, Table};

use crate::game::Game;
use crate::{ContenderError, Played};

/// Name under which the harness puts the file into the contender's folder, with the ending of the original.
pub const ANSWERS_STEM: &str = "given";

/// Looks each asked row up in the file of answers.
///
/// The file has a column `prediction` (or `p_<class>` for several classes, and optionally `lo` and `hi`) and either
/// `row_id` or columns of the table that tell its rows apart; further columns are ignored. A row that the file does not
/// answer is a bad answer.
pub(crate) fn play(game: &Game) -> Played {
    let entries = std::fs::read_dir(&game.dir).map_err(ContenderError::file(&game.dir))?;
    let given = entries.flatten().map(|e| e.path()).find(|p| p.file_stem().is_some_and(|s| s == ANSWERS_STEM));
    let Some(given) = given else { return Err(ContenderError::Unfit("the file of answers is not here".into())) };
    let name = given.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let table = Table::open(&name, &game.dir, &Options::default())?;
    let copy = game.dir.join("given.ipc");
    table.ingest(&copy, &mut |_| {})?;
    let columns: Vec<String> = table.columns().iter().map(|c| c.name.clone()).collect();
    let is_value = |n: &String| n == "prediction" || n == "lo" || n == "hi" || n.starts_with("p_");
    let keys: Vec<&String> =
        columns.iter().filter(|n| !is_value(n) && (*n == "row_id" || game.ask.column_by_name(n).is_some())).collect();
    let keys = if keys.iter().any(|n| *n == "row_id") { vec!["row_id".to_owned()] } else { keys.into_iter().cloned().collect() };
    if keys.is_empty() {
        return Err(ContenderError::Unfit(format!("{name} has neither row_id nor a column of the table to match rows by")));
    }
    let on: Vec<String> = keys.iter().map(|k| format!("ask.{0} is not distinct from given.{0}", quoted(k))).collect();
    let values: Vec<String> = columns.iter().filter(|n| is_value(n)).map(|n| format!("given.{}", quoted(n))).collect();
    let sql = format!("select ask.row_id, {} from ask join given on {}", values.join(", "), on.join(" and "));
    let files = game.files();
    let found = table::query(&sql, &[("ask", &files.ask), ("given", &copy)], game.task.limits.memory_bytes as usize, 1)?;
    super::sql::write(&game.dir, &found)?;
    let path = game.dir.join("answer.arrow");
    let answer = Answer::read(&path, game.task.task, &game.task.classes, &game.asked).map_err(ContenderError::Unfit)?;
    Ok((answer, Notes { text: Some(format!("answers from {name}, matched by {}", keys.join(", "))), ..Notes::default() }))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
