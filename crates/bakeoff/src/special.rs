//! The special cases of the problem file, measured for every contender.

use contest::Cells;
use insight::{Special, Standing};
use problem::{Condition, Gotcha, PREDICTION, Task, Value};

use crate::lineup::Line;
use crate::score::{Sheet, line_losses};
use crate::{BakeoffError, Stage};

/// The special cases with the rows of the sheet that each is about: found before anyone plays, so that a mistake costs nothing.
pub(crate) struct SpecialCases<'a> {
    stage: &'a Stage,
    cells: Vec<(String, Cells)>,
    /// Places in the sheet, case after case.
    about: Vec<Vec<usize>>,
}

impl<'a> SpecialCases<'a> {
    /// Reads the columns that the conditions name.
    ///
    /// # Errors
    /// When the table cannot be read, or a condition names no column or compares a column with a value of another kind.
    pub(crate) fn find(stage: &'a Stage, sheet: &Sheet) -> Result<Self, BakeoffError> {
        let gotchas = &stage.problem.gotchas;
        let mut cases = Self { stage, cells: read(stage, gotchas)?, about: Vec::new() };
        for gotcha in gotchas {
            let mut about = Vec::new();
            for (place, &(_, row)) in sheet.rows.iter().enumerate() {
                if cases.holds(&gotcha.when, row, Value::Missing, &gotcha.name)? {
                    about.push(place);
                }
            }
            // Whether it can be compared at all does not depend on what is answered.
            if let (Some(expect), Some(&place)) = (&gotcha.expect, about.first()) {
                cases.holds(expect, sheet.rows[place].1, said(stage, 0.0), &gotcha.name)?;
            }
            cases.about.push(about);
        }
        Ok(cases)
    }

    /// Every case for every contender that has answered all folds, in the order of the problem file.
    ///
    /// # Errors
    /// When a condition compares a column with a value of another kind.
    pub(crate) fn measure(&self, lines: &[Line], sheet: &Sheet) -> Result<Vec<Special>, BakeoffError> {
        let mut specials = Vec::new();
        for (slot, line) in lines.iter().enumerate().filter(|(_, line)| line.skipped.is_none() && line.is_scored()) {
            if self.about.is_empty() {
                break;
            }
            let (losses, answers) = (line_losses(self.stage, line, sheet), answers(self.stage, line, sheet));
            for (gotcha, about) in self.stage.problem.gotchas.iter().zip(&self.about) {
                let violations = match &gotcha.expect {
                    Some(expect) => Some(self.violations(expect, about, &answers, sheet, &gotcha.name)?),
                    None => None,
                };
                let losses: Vec<f64> = about.iter().map(|&place| losses[place]).collect();
                specials.push(Special::of(&gotcha.name, slot as u32, &losses, violations, gotcha.loss_max));
            }
        }
        Ok(specials)
    }

    fn violations(
        &self,
        expect: &Condition,
        about: &[usize],
        answers: &[f64],
        sheet: &Sheet,
        name: &str,
    ) -> Result<u64, BakeoffError> {
        let mut count = 0;
        for &place in about {
            let said = said(self.stage, answers[place]);
            count += u64::from(!self.holds(expect, sheet.rows[place].1, said, name)?);
        }
        Ok(count)
    }

    fn holds(&self, condition: &Condition, row: usize, said: Value<'_>, name: &str) -> Result<bool, BakeoffError> {
        let lookup = |column: &str| match self.cells.iter().find(|(known, _)| known == column) {
            Some((_, cells)) => cells.value(row),
            None if column == PREDICTION => said,
            None => Value::Missing,
        };
        let refused = |mismatch: problem::condition::Mismatch| {
            BakeoffError::refused(format!("the special case \"{name}\": {mismatch}"), "mend its condition under [[gotcha]]")
        };
        condition.eval(lookup).map_err(refused)
    }
}

/// The first special case whose bound a contender is shown to break.
pub(crate) fn broken(specials: &[Special], slot: usize) -> Option<&Special> {
    specials.iter().find(|special| special.player as usize == slot && special.standing == Standing::Broken)
}

/// What a line answered to the scored rows, in the order of the sheet.
pub(crate) fn answers(stage: &Stage, line: &Line, sheet: &Sheet) -> Vec<f64> {
    let answered = line.folds.iter().zip(&sheet.asked);
    let values = answered.filter_map(|(done, asked)| {
        let values = done.as_ref()?.answer.as_ref()?.values.points();
        let scored = asked.iter().zip(values).filter(|(row, _)| stage.truth[**row].is_finite());
        Some(scored.map(|(_, value)| value).collect::<Vec<f64>>())
    });
    values.flatten().collect()
}

/// An answer as a condition sees it: a number, a probability, or the likeliest class.
fn said(stage: &Stage, value: f64) -> Value<'_> {
    match stage.plan.task {
        Task::Multiclass => stage.plan.classes.get(value as usize).map_or(Value::Missing, |class| Value::Text(class)),
        _ => Value::Number(value),
    }
}

/// The columns that the special cases name, all rows of them.
fn read(stage: &Stage, gotchas: &[Gotcha]) -> Result<Vec<(String, Cells)>, BakeoffError> {
    let schema = &stage.keys.schema;
    let mut names: Vec<&str> = Vec::new();
    for gotcha in gotchas {
        let expected = gotcha.expect.iter().flat_map(Condition::columns).filter(|mention| mention.name != PREDICTION);
        for mention in gotcha.when.columns().into_iter().chain(expected) {
            let name = mention.name.as_str();
            if schema.index_of(name).is_err() {
                let all: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
                let message = format!("the special case \"{}\" names `{name}`, which is no column of the table", gotcha.name);
                return Err(BakeoffError::refused(message, contest::column_hint(name, &all)));
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let whole = table::read(stage.table(), Some(&names))?.whole()?;
    let unread =
        |error: arrow::error::ArrowError| BakeoffError::refused(error.to_string(), "leave this column out of [[gotcha]]");
    let cells = names.iter().filter_map(|name| Some(((*name).to_owned(), whole.column_by_name(name)?)));
    cells.map(|(name, column)| Ok((name, Cells::of(column).map_err(unread)?))).collect()
}
