//! `cells`: quantile cells of the most telling columns, written as one SQL query.

use contest::protocol::{Answer, Kind, Notes};
use learn::cells::{CellColumn, CellsLoss, CellsSpec, Cut};
use problem::Task;

use crate::game::Game;
use crate::{ContenderError, Played};

/// Training rows that a cell's mean is pulled towards the overall mean by.
const SMOOTHING: f64 = 5.0;

/// Chooses columns and cuts from the training rows, writes them down as a query that an analyst could have written, and
/// answers with what the query returns.
pub(crate) fn play(game: &Game, columns: Option<&[String]>, buckets: Option<u32>) -> Played {
    let loss = match game.task.task {
        Task::Binary => CellsLoss::Log,
        Task::Regression | Task::Forecast => CellsLoss::Squared,
        Task::Multiclass => {
            return Err(ContenderError::Unfit("cells answer numbers and two classes, not several classes".into()));
        }
    };
    // Dates have no natural buckets in SQL of every dialect.
    let usable: Vec<String> = game
        .task
        .columns
        .iter()
        .filter(|c| !matches!(c.kind, Kind::Date | Kind::Timestamp) && game.task.group.as_ref() != Some(&c.name))
        .filter(|c| columns.is_none_or(|wanted| wanted.contains(&c.name)))
        .map(|c| c.name.clone())
        .collect();
    let (train, _) = game.frames_of(Some(&usable))?;
    let plain = CellsSpec { loss, smoothing: SMOOTHING, ..CellsSpec::default() };
    let spec = CellsSpec {
        buckets: buckets.map_or(plain.buckets.clone(), |n| vec![n as usize]),
        columns_max: columns.map_or(plain.columns_max, <[String]>::len),
        gain_min: if columns.is_some() { 0.0 } else { plain.gain_min },
        ..plain
    };
    let chosen = spec.fit(&train, &game.target()?, None)?;
    let sql = query(&game.task.target, chosen.columns());
    let files = game.files();
    let tables = [("train", files.train.as_path()), ("ask", files.ask.as_path())];
    let found = table::query(&sql, &tables, game.task.limits.memory_bytes as usize, 1)?;
    super::sql::write(&game.dir, &found)?;
    let path = game.dir.join("answer.arrow");
    let answer = Answer::read(&path, game.task.task, &game.task.classes, &game.asked).map_err(ContenderError::Unfit)?;
    let mut notes = Notes { text: Some(sql), ..Notes::default() };
    for column in chosen.columns() {
        notes.metrics.insert(format!("gain of {}", column.name), column.gain);
    }
    Ok((answer, notes))
}

/// The cells as one query: the mean of each cell, pulled towards the overall mean.
fn query(target: &str, columns: &[CellColumn]) -> String {
    let y = quoted(target);
    if columns.is_empty() {
        return format!(
            "select ask.row_id, overall.y as prediction\nfrom ask\ncross join (select avg({y}) as y from train) as overall"
        );
    }
    let names: Vec<String> = (1..=columns.len()).map(|n| format!("c{n}")).collect();
    let cuts: Vec<String> = columns.iter().zip(&names).map(|(column, name)| format!("    {} as {name}", cut(column))).collect();
    let (cuts, keys) = (cuts.join(",\n"), names.join(", "));
    let on: Vec<String> = names.iter().map(|n| format!("asked.{n} = cells.{n}")).collect();
    format!(
        "with overall as (select avg({y}) as y from train),\nlearned as (\n  select {y} as y,\n{cuts}\n  from train\n),\n\
         asked as (\n  select row_id,\n{cuts}\n  from ask\n),\ncells as (\n  select {keys}, sum(y) as total, count(y) as known\n  \
         from learned\n  group by {keys}\n)\n\
         select asked.row_id,\n  (coalesce(cells.total, 0) + {SMOOTHING:.1} * overall.y) / (coalesce(cells.known, 0) + {SMOOTHING:.1}) \
         as prediction\nfrom asked\ncross join overall\nleft join cells on {}",
        on.join(" and ")
    )
}

/// The bucket of a row: a number counted from 0, -1 for a missing value, or the label itself.
fn cut(column: &CellColumn) -> String {
    let name = quoted(&column.name);
    match &column.cut {
        Cut::Labels { .. } => format!("coalesce(cast({name} as varchar), '(missing)')"),
        Cut::Buckets { edges, .. } => {
            let whens: Vec<String> =
                edges.iter().enumerate().map(|(at, edge)| format!("when {name} <= {edge:?} then {at}")).collect();
            format!("case when {name} is null then -1 {} else {} end", whens.join(" "), edges.len())
        }
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
