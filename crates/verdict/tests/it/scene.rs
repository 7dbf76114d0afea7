//! Contests laid out by hand: differences and their errors are known exactly.

use verdict::{Case, Player, Rows, Scale, Verdict, decide};

/// Rows of a scene, unless said otherwise.
pub(crate) const ROWS: usize = 400;

/// A player that is `worse` than 1 on average, give or take `spread` from row to row.
#[derive(Clone, Copy)]
pub(crate) struct Actor {
    pub(crate) worse: f64,
    pub(crate) spread: f64,
    pub(crate) bill: Option<f64>,
}

/// An actor without a bill.
pub(crate) const fn actor(worse: f64, spread: f64) -> Actor {
    Actor { worse, spread, bill: None }
}

/// The best there is.
pub(crate) const BEST: Actor = actor(0.0, 0.0);
/// Within one unit of the best, and shown to be.
pub(crate) const GOOD: Actor = actor(0.2, 1.0);
/// More than one unit worse, and shown to be.
pub(crate) const BAD: Actor = actor(2.0, 1.0);
/// Might be within one unit of the best or not, and is not shown to be worse at all.
pub(crate) const UNCLEAR: Actor = actor(0.5, 10.0);
/// Shown to be worse than the best, but not by how much.
pub(crate) const WORSE: Actor = actor(0.9, 5.0);
/// Might even be better than the best by more than one unit.
pub(crate) const WILD: Actor = actor(0.1, 20.0);

impl Actor {
    /// The same with a yearly bill.
    pub(crate) const fn costing(self, bill: f64) -> Self {
        Self { bill: Some(bill), ..self }
    }

    /// Losses in a balanced pattern of its own: half the rows above the mean, half below, unrelated to other actors.
    pub(crate) fn losses(self, place: usize, rows: usize) -> Vec<f64> {
        let block = 1 << place;
        let side = |row: usize| {
            if (row / block).is_multiple_of(2) { 1.0 } else { -1.0 }
        };
        (0..rows).map(|row| 100.0 + self.worse + self.spread * side(row)).collect()
    }
}

/// What can be set in a scene.
pub(crate) struct Scene<'a> {
    pub(crate) actors: &'a [Actor],
    pub(crate) rows: usize,
    pub(crate) baseline: Option<u32>,
    pub(crate) yearly_per_unit: Option<f64>,
}

/// A scene of four hundred rows at margin 1, without baseline and money.
pub(crate) fn scene(actors: &[Actor]) -> Scene<'_> {
    Scene { actors, rows: ROWS, baseline: None, yearly_per_unit: None }
}

impl Scene<'_> {
    /// The verdict; ids are places on the ladder.
    pub(crate) fn verdict(&self) -> Verdict {
        let losses: Vec<Vec<f64>> = self.actors.iter().enumerate().map(|(place, actor)| actor.losses(place, self.rows)).collect();
        let fold: Vec<u32> = (0..self.rows).map(|row| (row * 5 / self.rows) as u32).collect();
        let players = self.actors.iter().zip(&losses).enumerate().map(|(id, (actor, losses))| Player {
            id: id as u32,
            tier: 1,
            losses,
            yearly_bill: actor.bill,
        });
        decide(&Case {
            players: players.collect(),
            rows: Rows::Independent,
            fold: &fold,
            train_rows: &[],
            scale: Scale::Mean,
            margin: 1.0,
            yearly_per_unit: self.yearly_per_unit,
            baseline: self.baseline,
        })
        .unwrap()
    }
}
