//! `kmeans`: cohorts found by k-means, each answered by its mean.

use contest::protocol::Notes;
use learn::kmeans::KMeansSpec;

use super::Lesson;
use crate::game::Game;
use crate::{ContenderError, Played};

/// k-means cells of numeric columns, each answered by its mean target.
pub(crate) fn play(game: &Game, columns: Option<&[String]>, k: u32, log: bool) -> Played {
    if game.task.task == problem::Task::Multiclass {
        return Err(ContenderError::Unfit("k-means cells answer numbers and two classes, not several classes".into()));
    }
    let lesson = Lesson::of_columns(game, columns)?;
    let spec = KMeansSpec { cells: k as usize, columns: columns.unwrap_or_default().to_vec(), log, ..KMeansSpec::default() };
    let fitted = spec.fit(&lesson.train, &lesson.y, game.task.seed, None)?;
    let mut notes = Notes::default();
    notes.params.insert("cells".into(), k.into());
    Ok((lesson.points(fitted.predict(&lesson.ask)?), notes))
}
