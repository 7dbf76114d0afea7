//! Scores of similar series together, for bands of those that are too short to have enough of their own.

use std::collections::BTreeMap;

use forecast::Scores;

use crate::rung::Held;

/// Series from which on a pool speaks: with fewer it would say of a series little more than that series itself.
const POOL_SERIES_MIN: usize = 20;

/// Series are similar when period, rung of the ladder and use of lags are the same.
type Key = (usize, usize, bool);

/// Scores by kind of series.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Pool {
    scores: BTreeMap<Key, (usize, Scores)>,
}

impl Pool {
    /// Adds the scores of one series; the sum is the same in any order.
    pub(crate) fn add(&mut self, period: usize, held: &Held, own: &Scores) {
        if !held.backtest.origins.is_empty() {
            let (series, scores) = self.scores.entry(key(period, held)).or_default();
            *series += 1;
            scores.merge(own);
        }
    }

    /// The scores of all series like this one, its own among them; `None` where they are few.
    pub(crate) fn of(&self, period: usize, held: &Held) -> Option<&Scores> {
        self.scores.get(&key(period, held)).filter(|(series, _)| *series >= POOL_SERIES_MIN).map(|(_, scores)| scores)
    }
}

fn key(period: usize, held: &Held) -> Key {
    (period, held.rung, held.lags)
}
