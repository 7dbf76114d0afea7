use super::halving::{self, Halving};
use super::space::{Space, Value};
use super::tpe::{self, Tpe};
use super::trial::{Outcome, Report, Trial};
use crate::booster::draw::Draw;
use crate::error::LearnError;

/// Trials of one search at most.
const TRIALS_MAX: usize = 1_000_000;

/// How the next trial is chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum Strategy {
    /// Independent draws.
    Random,
    /// Where good trials are denser than bad ones.
    Tpe(Tpe),
    /// Many trials on a small budget, the best of them on larger ones.
    Halving(Halving),
}

/// A search that is asked for trials and told their outcomes; the caller owns the loop.
///
/// Same seed and same tells, same asks. Several trials may be open at once.
#[derive(Debug, Clone)]
pub struct Tuner {
    space: Space,
    strategy: Strategy,
    seed: u64,
    trials: Vec<Trial>,
}

impl Tuner {
    /// An empty search.
    ///
    /// # Errors
    /// [`LearnError::Setting`] for a strategy outside its limits.
    pub fn new(space: Space, strategy: Strategy, seed: u64) -> Result<Self, LearnError> {
        match &strategy {
            Strategy::Random => {}
            Strategy::Tpe(tpe) => tpe.check()?,
            Strategy::Halving(halving) => halving.check()?,
        }
        Ok(Self { space, strategy, seed, trials: Vec::new() })
    }

    /// Takes up a search where its trials end; open ones count as failed.
    ///
    /// # Errors
    /// As [`Tuner::new`]; [`LearnError::Setting`] when a trial does not fit the space or the order of ids.
    pub fn resume(space: Space, strategy: Strategy, seed: u64, trials: Vec<Trial>) -> Result<Self, LearnError> {
        let mut tuner = Self::new(space, strategy, seed)?;
        for (id, mut trial) in trials.into_iter().enumerate() {
            if trial.id != id || !tuner.space.holds(&trial.params) {
                return Err(LearnError::Setting {
                    name: "trials",
                    found: format!("trial {}", trial.id),
                    wanted: "trials of this space, numbered from 0",
                });
            }
            if trial.outcome == Outcome::Open {
                trial.outcome = Outcome::Failed { reason: "interrupted".to_owned() };
            }
            tuner.trials.push(trial);
        }
        Ok(tuner)
    }

    /// The next trial to run, or `None` when there is nothing to do (for now, if trials are open).
    ///
    /// Cost: O(trials x parameters x candidates) for [`Strategy::Tpe`], else O(trials).
    pub fn ask(&mut self) -> Option<&Trial> {
        let id = self.trials.len();
        if id >= TRIALS_MAX {
            return None;
        }
        let mut draw = Draw::new(self.seed, id as u64);
        let (params, budget, parent) = match &self.strategy {
            Strategy::Random => (self.space.draw(&mut draw), None, None),
            Strategy::Tpe(tpe) => (tpe::propose(tpe, &self.space, &self.trials, self.seed, &mut draw), None, None),
            Strategy::Halving(rules) => {
                let step = halving::next(rules, &self.trials)?;
                let params = match step.parent {
                    Some(parent) => self.trials[parent].params.clone(),
                    None => self.space.draw(&mut draw),
                };
                (params, Some(step.budget), step.parent)
            }
        };
        self.push(params, budget, parent)
    }

    /// A trial of the caller's own choice, such as the defaults.
    ///
    /// # Errors
    /// [`LearnError::Setting`] when `params` do not fit the space.
    pub fn ask_for(&mut self, params: Vec<Value>) -> Result<&Trial, LearnError> {
        let refused = LearnError::Setting {
            name: "params",
            found: format!("{params:?}"),
            wanted: "one value inside its range for each parameter",
        };
        let budget = match &self.strategy {
            Strategy::Halving(rules) => Some(rules.budget_min),
            _ => None,
        };
        if !self.space.holds(&params) {
            return Err(refused);
        }
        self.push(params, budget, None).ok_or(refused)
    }

    fn push(&mut self, params: Vec<Value>, budget: Option<usize>, parent: Option<usize>) -> Option<&Trial> {
        let id = self.trials.len();
        let outcome = Outcome::Open;
        self.trials.push(Trial { id, params, budget, parent, outcome, cost: None, curve: Vec::new() });
        self.trials.last()
    }

    /// Records what came of trial `id`.
    ///
    /// # Errors
    /// [`LearnError::Setting`] when there is no such open trial.
    pub fn tell(&mut self, id: usize, report: Report) -> Result<&Trial, LearnError> {
        match self.trials.get_mut(id) {
            Some(trial) if trial.outcome == Outcome::Open => {
                trial.outcome = report.outcome();
                trial.cost = report.cost;
                trial.curve = report.curve;
                Ok(trial)
            }
            _ => Err(LearnError::Setting { name: "id", found: id.to_string(), wanted: "the number of an open trial" }),
        }
    }

    /// The searched space.
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// All trials in the order of asking.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// The trial with the smallest value, among those with the largest budget reached; the first of equals.
    pub fn best(&self) -> Option<&Trial> {
        let scored = || self.trials.iter().filter_map(|trial| trial.value().map(|value| (value, trial)));
        let budget = scored().map(|(_, trial)| trial.budget).max()?;
        let last = scored().filter(|(_, trial)| trial.budget == budget);
        last.reduce(|best, other| if other.0 < best.0 { other } else { best }).map(|(_, trial)| trial)
    }
}
