//! `constant`: the same answer for every row.

use contest::protocol::{Answer, Notes, Values};
use contest::{best_constant, class_shares};
use problem::{Metric, Statistic, Task};

use crate::game::Game;
use crate::{ContenderError, Played};

/// Answers every row with one statistic of the training target; by default the one that is best for the metric.
///
/// A majority answers with probability 1, which costs dearly under log loss wherever it is wrong: its own choice.
pub(crate) fn play(game: &Game, statistic: Option<Statistic>) -> Played {
    let known: Vec<f64> = game.target()?.into_iter().filter(|v| v.is_finite()).collect();
    if known.is_empty() {
        return Err(no_target());
    }
    let rows = game.asked.len();
    let (values, text) = match game.task.task {
        Task::Regression | Task::Forecast => {
            let (value, text) = number(&known, statistic, game.task.metric)?;
            (Values::Points(vec![value; rows]), text)
        }
        Task::Binary => {
            let share = known.iter().sum::<f64>() / known.len() as f64;
            let majority = wants_majority(statistic, game.task.metric)?;
            let value = if majority { f64::from(share > 0.5) } else { share };
            (Values::Points(vec![value; rows]), format!("every row: {value:.6}"))
        }
        Task::Multiclass => {
            let shares = class_shares(&known, game.task.classes.len(), wants_majority(statistic, game.task.metric)?);
            let text = game.task.classes.iter().zip(&shares).map(|(c, p)| format!("{c} {p:.4}")).collect::<Vec<_>>();
            let probabilities = shares.iter().copied().cycle().take(rows * shares.len()).collect();
            (Values::Classes { count: shares.len(), probabilities }, format!("every row: {}", text.join(", ")))
        }
    };
    Ok((Answer::of(values), Notes { text: Some(text), ..Notes::default() }))
}

fn wants_majority(statistic: Option<Statistic>, metric: Metric) -> Result<bool, ContenderError> {
    match statistic {
        None => Ok(metric == Metric::ErrorRate),
        Some(Statistic::Majority) => Ok(true),
        Some(Statistic::Prior | Statistic::Mean) => Ok(false),
        Some(Statistic::Median) => Err(ContenderError::Unfit("classes have no median".into())),
    }
}

fn number(known: &[f64], statistic: Option<Statistic>, metric: Metric) -> Result<(f64, String), ContenderError> {
    let found = match statistic {
        Some(Statistic::Mean) => best_constant(Metric::Mse, known),
        Some(Statistic::Median) => best_constant(Metric::Mae, known),
        Some(other) => return Err(ContenderError::Unfit(format!("numbers have no {other}"))),
        None => best_constant(metric, known),
    };
    let (value, name) = found.ok_or_else(no_target)?;
    Ok((value, format!("every row: {name} {value:.6}")))
}

fn no_target() -> ContenderError {
    ContenderError::Unfit("no training row has a target".into())
}
