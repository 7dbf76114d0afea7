//! `answers`: predictions made elsewhere, read from a file.

use contest::protocol::{Answer, Notes};
use table::{Options, Table};

use crate::game::Game;
use crate::{ContenderError, Played};

/// Name under which the harness puts the file into the contender's folder, with the ending of the original.
pub const ANSWERS_STEM: &str = "given";

/// Under which name a table is read whose own `row_id` has made way for the number of the row.
const GIVEN_ROW_ID: &str = "row_id_1";

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
    let is_value = |n: &String| Answer::has(n);
    let shared = |n: &str| game.ask.column_by_name(n).is_some();
    let keys: Vec<(&str, &str)> = if columns.iter().any(|n| n == GIVEN_ROW_ID) && !shared(GIVEN_ROW_ID) {
        vec![("row_id", GIVEN_ROW_ID)]
    } else {
        columns.iter().filter(|n| !is_value(n) && shared(n)).map(|n| (n.as_str(), n.as_str())).collect()
    };
    if keys.is_empty() {
        return Err(ContenderError::Unfit(format!("{name} has neither row_id nor a column of the table to match rows by")));
    }
    let on = keys.iter().map(|(ask, given)| format!("ask.{} is not distinct from given.{}", quoted(ask), quoted(given)));
    let on: Vec<String> = on.collect();
    let keys: Vec<&str> = keys.iter().map(|(ask, _)| *ask).collect();
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
