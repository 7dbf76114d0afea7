//! `gam`: an additive model whose shapes are learned by boosting.

use contest::protocol::Notes;
use learn::booster::Loss;
use learn::gam::{Axis, GamFitted, GamSpec, Shape};

use super::Lesson;
use super::boost::{self, LEARNING_SHARE};
use crate::game::Game;
use crate::{Played, clock};

/// Shapes that are told in the notes.
const TOLD: usize = 8;

/// An additive model with the asked number of pairs; medians and quantiles are learned as means.
pub(crate) fn play(game: &Game, pairs: Option<u32>) -> Played {
    let lesson = Lesson::of(game)?;
    let loss = match boost::loss(game) {
        Loss::Absolute | Loss::Quantile { .. } => Loss::Squared,
        loss => loss,
    };
    let spec = GamSpec { pairs: pairs.unwrap_or(0) as usize, seed: game.task.seed, ..GamSpec::new(loss) };
    let bell = game.task.limits.cpu_seconds * LEARNING_SHARE;
    let fitted = spec.fit(&lesson.train, &lesson.y, &mut || clock::cpu_seconds() > bell)?;
    let answer = boost::answer(game, &lesson, fitted.predict(&lesson.ask)?);
    Ok((answer, notes(&fitted, &spec)))
}

/// Which columns move the prediction most, on the scale of the link.
fn notes(fitted: &GamFitted, spec: &GamSpec) -> Notes {
    let mut shapes = fitted.shapes(0);
    shapes.sort_by(|a, b| b.importance.total_cmp(&a.importance));
    let name = |shape: &Shape| shape.axes.iter().map(|axis: &Axis| axis.column.as_str()).collect::<Vec<_>>().join(" with ");
    let told: Vec<String> =
        shapes.iter().take(TOLD).filter(|s| s.importance > 0.0).map(|s| format!("{:.3} {}", s.importance, name(s))).collect();
    let text = format!("mean absolute part of each column in the prediction, before the link: {}", told.join(", "));
    let mut notes = Notes { text: Some(text), ..Notes::default() };
    notes.params.insert("pairs".into(), spec.pairs.into());
    notes.metrics.insert("cycles".into(), fitted.cycles()[0] as f64);
    notes
}
