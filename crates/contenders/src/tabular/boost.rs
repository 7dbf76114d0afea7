//! `boost`: gradient-boosted trees.

use contest::protocol::{Answer, Notes, Values};
use learn::booster::{Fitted, Loss, Spec, Stopping};
use problem::{Metric, Task};

use super::Lesson;
use crate::game::Game;
use crate::{Played, clock};

/// Columns whose part in the gain is told in the notes.
const TOLD: usize = 8;

/// Part of the box's CPU seconds after which no further tree is grown; the rest is for the answer.
pub(crate) const LEARNING_SHARE: f64 = 0.9;

/// Boosted trees with the settings of the problem file, the library's defaults for a table of this size otherwise.
///
/// Rounds are counted on held-out rows unless the problem file states them.
pub(crate) fn play(
    game: &Game,
    rounds: Option<u32>,
    leaves: Option<u32>,
    learning_rate: Option<f64>,
    min_leaf: Option<u32>,
) -> Played {
    let lesson = Lesson::of(game)?.in_time_order(game)?;
    let usual = Stopping::new(loss(game), lesson.y.len());
    // What holds for later rows is counted on the latest: drawn ones would know their neighbours in time.
    let dated = game.task.task == Task::Forecast || game.task.time.is_some();
    let usual = if dated { usual.in_time_order() } else { usual };
    let base = usual.spec.clone();
    let spec = Spec {
        seed: game.task.seed,
        leaves_max: leaves.map_or(base.leaves_max, |n| n as usize),
        learning_rate: learning_rate.unwrap_or(base.learning_rate),
        leaf_rows_min: min_leaf.map_or(base.leaf_rows_min, |n| n as usize),
        ..base
    };
    let bell = game.task.limits.cpu_seconds * LEARNING_SHARE;
    let mut late = || clock::cpu_seconds() > bell;
    let (fitted, spec) = if let Some(rounds) = rounds {
        let spec = Spec { rounds: rounds as usize, patience: None, ..spec };
        (spec.fit(&lesson.train, &lesson.y, &mut late)?, spec)
    } else {
        let stopped = Stopping { spec: spec.clone(), ..usual }.fit(&lesson.train, &lesson.y, &mut late)?;
        (stopped.fitted, Spec { rounds: stopped.rounds, ..spec })
    };
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
