//! `boost`: gradient-boosted trees.

use contest::protocol::{Answer, Notes, Values};
use learn::booster::{Fitted, Loss, Spec};
use problem::{Metric, Task};

use super::Lesson;
use crate::Played;
use crate::game::Game;

/// Columns whose part in the gain is told in the notes.
const TOLD: usize = 8;

/// Boosted trees with the settings of the problem file, the library's defaults otherwise.
pub(crate) fn play(
    game: &Game,
    rounds: Option<u32>,
    leaves: Option<u32>,
    learning_rate: Option<f64>,
    min_leaf: Option<u32>,
) -> Played {
    let lesson = Lesson::of(game)?;
    let base = Spec { seed: game.task.seed, ..Spec::new(loss(game)) };
    let spec = Spec {
        rounds: rounds.map_or(base.rounds, |n| n as usize),
        leaves_max: leaves.map_or(base.leaves_max, |n| n as usize),
        learning_rate: learning_rate.unwrap_or(base.learning_rate),
        leaf_rows_min: min_leaf.map_or(base.leaf_rows_min, |n| n as usize),
        ..base
    };
    let fitted = spec.fit(&lesson.train, &lesson.y, &mut || false)?;
    let answer = answer(game, &lesson, fitted.predict(&lesson.ask)?);
    Ok((answer, notes(&fitted, &spec)))
}

/// The loss to learn by: the metric's own where the booster has it. Forecasts learn changes, which are no counts.
pub(crate) fn loss(game: &Game) -> Loss {
    match (game.task.task, game.task.metric) {
        (Task::Binary, _) => Loss::Logistic,
        (Task::Multiclass, _) => Loss::Softmax { classes: game.task.classes.len() },
        (_, Metric::Mae | Metric::Mape) => Loss::Absolute,
        (_, Metric::Pinball(level)) => Loss::Quantile { level },
        (Task::Regression, Metric::PoissonDeviance) => Loss::Poisson,
        _ => Loss::Squared,
    }
}

/// Predictions of a booster as an answer.
pub(crate) fn answer(game: &Game, lesson: &Lesson, values: Vec<f64>) -> Answer {
    match game.task.task {
        Task::Multiclass => Answer::of(Values::Classes { count: game.task.classes.len(), probabilities: values }),
        _ => lesson.points(values),
    }
}

/// Settings, and which columns brought the gain.
pub(crate) fn notes(fitted: &Fitted, spec: &Spec) -> Notes {
    let table = fitted.importance();
    let total: f64 = table.iter().map(|column| column.gain).sum();
    let told: Vec<String> = table
        .iter()
        .take(TOLD)
        .filter(|column| column.gain > 0.0)
        .map(|column| format!("{:.0} % {}", 100.0 * column.gain / total, column.column))
        .collect();
    let mut notes = Notes { text: Some(format!("share of the gain: {}", told.join(", "))), ..Notes::default() };
    notes.params.insert("rounds".into(), spec.rounds.into());
    notes.params.insert("leaves".into(), spec.leaves_max.into());
    notes.params.insert("learning_rate".into(), spec.learning_rate.into());
    notes.params.insert("min_leaf".into(), spec.leaf_rows_min.into());
    notes.metrics.insert("trees".into(), fitted.trees() as f64);
    notes
}
