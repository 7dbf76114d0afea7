//! `group-mean`: the mean of the training rows that agree in a few columns.

use std::collections::HashMap;

use arrow::row::{OwnedRow, RowConverter, SortField};
use contest::protocol::{Answer, Notes, Values};
use problem::Task;

use crate::game::Game;
use crate::{ContenderError, Played};

/// Training rows that a cell's mean is pulled towards the overall mean by.
const PULL: f64 = 5.0;

/// Answers with the mean target (or class shares) of the training rows with the same values in the columns `by`,
/// pulled towards the overall mean by five rows; a cell that was never seen gets the overall mean. Missing is a
/// value of its own.
pub(crate) fn play(game: &Game, by: &[String]) -> Played {
    let classes = match game.task.task {
        Task::Multiclass => game.task.classes.len(),
        _ => 1,
    };
    let target = game.target()?;
    let mut cells: HashMap<OwnedRow, Cell> = HashMap::new();
    let mut all = Cell::new(classes);
    let converter = converter(game, by)?;
    let train = rows(&converter, by, |name| game.train(name).cloned())?;
    for (key, &y) in train.into_iter().zip(&target).filter(|(_, y)| y.is_finite()) {
        cells.entry(key).or_insert_with(|| Cell::new(classes)).add(y);
        all.add(y);
    }
    if all.rows == 0.0 {
        return Err(ContenderError::Unfit("no training row has a target".into()));
    }
    let prior: Vec<f64> = all.sums.iter().map(|sum| sum / all.rows).collect();
    let asked = rows(&converter, by, |name| game.ask(name).cloned())?;
    let mut answers = Vec::with_capacity(asked.len() * classes);
    for key in asked {
        match cells.get(&key) {
            Some(cell) => {
                answers.extend(cell.sums.iter().zip(&prior).map(|(sum, p)| (sum + PULL * p) / (cell.rows + PULL)));
            }
            None => answers.extend(&prior),
        }
    }
    let values = if game.task.task == Task::Multiclass {
        Values::Classes { count: classes, probabilities: answers }
    } else {
        Values::Points(answers)
    };
    let text = format!("{} cells of {}", cells.len(), by.join(" x "));
    Ok((Answer::of(values), Notes { text: Some(text), ..Notes::default() }))
}

/// Rows and sums of the target in a cell: one sum, or one a class.
struct Cell {
    rows: f64,
    sums: Vec<f64>,
}

impl Cell {
    fn new(classes: usize) -> Self {
        Self { rows: 0.0, sums: vec![0.0; classes] }
    }

    fn add(&mut self, y: f64) {
        self.rows += 1.0;
        if let [sum] = self.sums.as_mut_slice() {
            *sum += y;
        } else if let Some(sum) = self.sums.get_mut(y as usize) {
            *sum += 1.0;
        }
    }
}

fn converter(game: &Game, by: &[String]) -> Result<RowConverter, ContenderError> {
    let mut fields = Vec::new();
    for name in by {
        fields.push(SortField::new(game.ask(name)?.data_type().clone()));
    }
    RowConverter::new(fields).map_err(ContenderError::arrow(&game.dir))
}

fn rows(
    converter: &RowConverter,
    by: &[String],
    column: impl Fn(&str) -> Result<arrow::array::ArrayRef, ContenderError>,
) -> Result<Vec<OwnedRow>, ContenderError> {
    let columns = by.iter().map(|name| column(name)).collect::<Result<Vec<_>, _>>()?;
    let rows = converter.convert_columns(&columns).map_err(|e| ContenderError::Unfit(e.to_string()))?;
    Ok(rows.iter().map(|row| row.owned()).collect())
}
