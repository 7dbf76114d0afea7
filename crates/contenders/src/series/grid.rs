//! Rows with dates become series on a regular grid.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;
use contest::Step;
use series::{Clock, Grid as Places, Regular, Row, SeriesError};

use super::Line;
use crate::ContenderError;
use crate::game::Game;

/// All series of a fold.
pub(crate) struct Grid {
    pub(super) lines: Vec<Line>,
}

impl Grid {
    /// Puts the training rows and the questions on one grid of dates; every series of the questions is a line.
    ///
    /// Where the calendar gives two dates of a series the same place, dates are counted one by one instead.
    pub(crate) fn of(game: &Game) -> Result<Self, ContenderError> {
        let dates = Dates::of(game)?;
        let step = game.task.step.unwrap_or(Step::Other);
        match dates.lines(game, step) {
            Err(Unplaced::Repeated(_)) if step != Step::Other => dates.lines(game, Step::Other),
            done => done,
        }
        .map(|lines| Self { lines })
        .map_err(|unplaced| match unplaced {
            Unplaced::Repeated(why) => ContenderError::Unfit(why),
            Unplaced::Other(error) => error,
        })
    }
}

impl Line {
    /// Takes the values of a series and remembers which training row stands at each place.
    fn fill(&mut self, regular: Regular, rows: &[Row], places: &Places) {
        self.rows = vec![None; regular.values.len()];
        for row in rows {
            let place = usize::try_from(places.place(row.stamp) - regular.first).ok();
            if let Some(slot) = place.and_then(|at| self.rows.get_mut(at)) {
                *slot = usize::try_from(row.row - 1).ok();
            }
        }
        self.values = regular.values;
    }
}

/// Why rows have no place.
enum Unplaced {
    Repeated(String),
    Other(ContenderError),
}

/// Stamps and labels of both tables of a fold.
struct Dates {
    clock: Clock,
    train: Vec<i64>,
    ask: Vec<i64>,
    train_group: Vec<String>,
    ask_group: Vec<String>,
}

impl Dates {
    fn of(game: &Game) -> Result<Self, ContenderError> {
        let Some(time) = &game.task.time else {
            return Err(ContenderError::Unfit("a forecast needs a time column".into()));
        };
        let stamps = |column: &ArrayRef| {
            contest::stamps(column).map_err(|_| ContenderError::Unfit("the time column holds no dates".into()))
        };
        let labels = |column: &ArrayRef| contest::labels(column).map_err(|e| ContenderError::Unfit(e.to_string()));
        let (train, ask) = (stamps(game.train(time)?)?, stamps(game.ask(time)?)?);
        let clock = if is_date(game.ask(time)?) { Clock::Dates } else { Clock::Numbers };
        let (train_group, ask_group) = match &game.task.group {
            Some(name) => (labels(game.train(name)?)?, labels(game.ask(name)?)?),
            None => (vec![String::new(); train.len()], vec![String::new(); ask.len()]),
        };
        Ok(Self { clock, train, ask, train_group, ask_group })
    }

    fn lines(&self, game: &Game, step: Step) -> Result<Vec<Line>, Unplaced> {
        let unfit = |why: &str| Unplaced::Other(ContenderError::Unfit(why.into()));
        let mut all: Vec<i64> = self.train.iter().chain(&self.ask).copied().collect();
        all.sort_unstable();
        all.dedup();
        let places = Places::new(step, &all, self.clock);
        let last = self.train.iter().map(|t| places.place(*t)).max().ok_or_else(|| unfit("there are no training rows"))?;
        let mut lines: Vec<Line> = Vec::new();
        let mut line_of: HashMap<&str, usize> = HashMap::new();
        for (row, label) in self.ask_group.iter().enumerate() {
            let line = *line_of.entry(label).or_insert_with(|| {
                lines.push(Line { label: label.clone(), values: Vec::new(), rows: Vec::new(), asked: Vec::new() });
                lines.len() - 1
            });
            let ahead = usize::try_from(places.place(self.ask[row]) - last - 1);
            let ahead = ahead.map_err(|_| unfit("a row to answer lies before the end of the training rows"))?;
            lines[line].asked.push((row, ahead));
        }
        let target = game.target().map_err(Unplaced::Other)?;
        let mut rows: Vec<Vec<Row>> = vec![Vec::new(); lines.len()];
        for (row, label) in self.train_group.iter().enumerate() {
            if let Some(&line) = line_of.get(label.as_str()) {
                rows[line].push(Row { stamp: self.train[row], value: target[row], row: row as u64 + 1 });
            }
        }
        for (line, rows) in lines.iter_mut().zip(&rows) {
            match Regular::new(rows, &places, self.clock, None) {
                Ok(regular) => line.fill(regular.until(last), rows, &places),
                // Left to the method, which says so.
                Err(SeriesError::Empty) => {}
                Err(error) => return Err(Unplaced::Repeated(format!("series {:?}: {error}", line.label))),
            }
        }
        Ok(lines)
    }
}

fn is_date(column: &dyn Array) -> bool {
    matches!(column.data_type(), DataType::Date32 | DataType::Timestamp(..))
}
