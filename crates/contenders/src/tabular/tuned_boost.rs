//! `tuned-boost`: boosted trees, tuned within the box.

use contest::protocol::Trial;
use learn::tuner::{BoosterTuning, Outcome, Space, TunedBooster, Value};

use super::{Lesson, boost};
use crate::game::Game;
use crate::{Played, clock};

/// Trials where the problem file does not say.
const TRIALS: u32 = 20;
/// Part of the box's CPU seconds after which no trial goes on; the rest is for the last fit and the answer.
const TRIALS_SHARE: f64 = 0.7;
/// The last fit learns from all rows where trials learned from four in five.
const REFIT_FACTOR: f64 = 1.3;

/// Tunes on a fifth of the training rows, then learns from all of them with the best settings.
///
/// Trials end by number, or when the box has only enough CPU seconds left for the last fit: which of the two it was
/// is noted, since the second depends on the speed of the machine.
pub(crate) fn play(game: &Game, trials: Option<u32>) -> Played {
    let lesson = Lesson::of(game)?;
    let wanted = trials.unwrap_or(TRIALS) as usize;
    let valid_last = game.task.task == problem::Task::Forecast;
    let tuning = BoosterTuning { trials: wanted, valid_last, ..BoosterTuning::new(boost::loss(game), game.task.seed) };
    let mut search = tuning.start(&lesson.train, &lesson.y)?;
    let box_seconds = game.task.limits.cpu_seconds;
    let mut costs: Vec<f64> = Vec::new();
    loop {
        let dearest = costs.iter().copied().fold(0.0, f64::max);
        let begun = clock::cpu_seconds();
        if begun + dearest * (1.0 + REFIT_FACTOR) > box_seconds * TRIALS_SHARE {
            break;
        }
        let mut late = || clock::cpu_seconds() > box_seconds * TRIALS_SHARE;
        if search.step(&mut late)?.is_none() {
            break;
        }
        costs.push(clock::cpu_seconds() - begun);
    }
    let mut late = || clock::cpu_seconds() > box_seconds * 0.95;
    let tuned = search.finish(&mut late)?;
    let answer = boost::answer(game, &lesson, tuned.fitted.predict(&lesson.ask)?);
    let mut notes = boost::notes(&tuned.fitted, &tuned.spec);
    notes.trials = recorded(&tuned, &costs);
    notes.metrics.insert("trials".into(), tuned.trials.len() as f64);
    notes.params.insert("stopped_by".into(), if tuned.trials.len() < wanted { "box" } else { "trials" }.into());
    Ok((answer, notes))
}

fn recorded(tuned: &TunedBooster, costs: &[f64]) -> Vec<Trial> {
    let trial = |(at, trial): (usize, &learn::tuner::Trial)| Trial {
        params: params(&tuned.space, &trial.params),
        value: match trial.outcome {
            Outcome::Scored(value) => Some(value),
            _ => None,
        },
        cpu_seconds: costs.get(at).copied(),
        curve: trial.curve.clone(),
    };
    tuned.trials.iter().enumerate().map(trial).collect()
}

fn params(space: &Space, values: &[Value]) -> std::collections::BTreeMap<String, serde_json::Value> {
    let told = |value: &Value| match value {
        Value::Number(number) => serde_json::Value::from(*number),
        Value::Integer(number) => (*number).into(),
        Value::Choice(place) => (*place).into(),
    };
    space.parameters().iter().zip(values).map(|(p, value)| (p.name.clone(), told(value))).collect()
}
