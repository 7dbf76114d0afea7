//! Successive halving: the best share of each rung goes on to a larger budget.
//!
//! Reference: Jamieson, Talwalkar (2016), Non-stochastic best arm identification and hyperparameter optimization, AISTATS.

use super::trial::{Outcome, Trial};
use crate::error::LearnError;

/// Rules of successive halving.
#[derive(Debug, Clone, PartialEq)]
pub struct Halving {
    /// Trials of the first rung.
    pub width: usize,
    /// Budget of the first rung, in the caller's unit (rounds, rows).
    pub budget_min: usize,
    /// Budget of the last rung.
    pub budget_max: usize,
    /// Budgets grow and trials shrink by this factor from rung to rung.
    pub factor: usize,
}

impl Default for Halving {
    fn default() -> Self {
        Self { width: 27, budget_min: 1, budget_max: 27, factor: 3 }
    }
}

/// A trial to run next.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) budget: usize,
    pub(crate) parent: Option<usize>,
}

impl Halving {
    pub(crate) fn check(&self) -> Result<(), LearnError> {
        let setting = |name, found: usize, wanted| Err(LearnError::Setting { name, found: found.to_string(), wanted });
        match self {
            Self { width: 0, .. } => setting("width", 0, "1 or more"),
            Self { factor: 0 | 1, .. } => setting("factor", self.factor, "2 or more"),
            Self { budget_min: 0, .. } => setting("budget_min", 0, "1 or more"),
            _ if self.budget_max < self.budget_min => setting("budget_max", self.budget_max, "budget_min or more"),
            _ => Ok(()),
        }
    }

    /// Budget and number of trials of each rung.
    pub fn rungs(&self) -> Vec<(usize, usize)> {
        let (mut budget, mut width) = (self.budget_min, self.width);
        let mut rungs = vec![(budget, width)];
        while budget < self.budget_max && width > 1 {
            budget = budget.saturating_mul(self.factor).min(self.budget_max);
            width = (width / self.factor).max(1);
            rungs.push((budget, width));
        }
        rungs
    }
}

/// What to run next; `None` when a rung waits for open trials or everything is done.
pub(crate) fn next(rules: &Halving, trials: &[Trial]) -> Option<Step> {
    let mut above: Option<Vec<usize>> = None;
    for (budget, width) in rules.rungs() {
        let here: Vec<&Trial> = trials.iter().filter(|trial| trial.budget == Some(budget)).collect();
        let width = above.as_ref().map_or(width, |winners| width.min(winners.len()));
        if here.len() < width {
            let taken = |id: &usize| here.iter().any(|trial| trial.parent == Some(*id));
            let parent = above.and_then(|winners| winners.into_iter().find(|id| !taken(id)));
            return Some(Step { budget, parent });
        }
        if here.iter().any(|trial| trial.outcome == Outcome::Open) {
            return None;
        }
        let mut ranked: Vec<(f64, usize)> =
            here.iter().filter_map(|trial| trial.value().map(|value| (value, trial.id))).collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
        above = Some(ranked.into_iter().map(|(_, id)| id).collect());
    }
    None
}
