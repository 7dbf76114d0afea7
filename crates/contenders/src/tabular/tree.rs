//! `tree`: one decision tree that reads as rules.

use contest::protocol::Notes;
use learn::tree::{TreeSpec, TreeTask};
use problem::Task;

use super::{Lesson, classes};
use crate::Played;
use crate::game::Game;

/// Questions from root to leaf where the problem file does not say.
const DEPTH: u32 = 4;

/// A decision tree.
pub(crate) fn play(game: &Game, depth: Option<u32>, min_leaf: Option<u32>) -> Played {
    let lesson = Lesson::of(game)?;
    let task = match game.task.task {
        Task::Regression | Task::Forecast => TreeTask::Regression,
        Task::Binary | Task::Multiclass => TreeTask::Entropy { classes: game.task.classes.len() },
    };
    let spec = TreeSpec { task, depth_max: depth.unwrap_or(DEPTH) as usize, ..TreeSpec::default() };
    let spec = TreeSpec { leaf_rows_min: min_leaf.map_or(spec.leaf_rows_min, |rows| rows as usize), ..spec };
    let fitted = spec.fit(&lesson.train, &lesson.y, None)?;
    let answer = match task {
        TreeTask::Regression => lesson.points(fitted.predict(&lesson.ask)?),
        _ => classes(game, &fitted.predict_classes(&lesson.ask)?),
    };
    let mut notes = Notes { text: Some(fitted.to_string()), ..Notes::default() };
    notes.params.insert("depth".into(), spec.depth_max.into());
    Ok((answer, notes))
}
