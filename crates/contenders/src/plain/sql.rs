//! `sql`: one query over `train` and `ask`.

use std::fs::File;
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::ipc::writer::FileWriter;
use contest::protocol::Notes;

use crate::ContenderError;
use crate::game::Game;

/// Runs the query; its rows, with `row_id` and `prediction`, are the answer.
pub(crate) fn play(game: &Game, sql: &str) -> Result<(), ContenderError> {
    let files = game.files();
    let tables = [("train", files.train.as_path()), ("ask", files.ask.as_path())];
    let found = table::query(sql, &tables, game.task.limits.memory_bytes as usize, 1)?;
    let notes = Notes { text: Some(sql.trim().to_owned()), ..Notes::default() };
    notes.write(&game.dir).map_err(ContenderError::file(&game.dir))?;
    write(&game.dir, &found)
}

/// Writes the rows of a query as `answer.arrow`; the harness checks them.
pub(crate) fn write(dir: &Path, found: &[RecordBatch]) -> Result<(), ContenderError> {
    let Some(first) = found.first() else {
        return Err(ContenderError::Unfit("the query returned no rows".into()));
    };
    if first.column_by_name("row_id").is_none() {
        let names: Vec<String> = first.schema().fields().iter().map(|f| f.name().clone()).collect();
        let message = format!("the query must return row_id and prediction, but returned {}", names.join(", "));
        return Err(ContenderError::Unfit(message));
    }
    let part = dir.join("answer.arrow.part");
    let file = File::create(&part).map_err(ContenderError::file(&part))?;
    let failed = ContenderError::arrow(&part);
    let mut writer = FileWriter::try_new_buffered(file, first.schema_ref()).map_err(&failed)?;
    for batch in found {
        writer.write(batch).map_err(&failed)?;
    }
    writer.finish().map_err(&failed)?;
    std::fs::rename(&part, dir.join("answer.arrow")).map_err(ContenderError::file(&part))
}
