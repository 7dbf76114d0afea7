//! What a player gains over the baseline, and whether that pays its bill.

use stats::{Estimate, StatsError};

use crate::ladder::Pays;
use crate::marks::LEVEL;
use crate::scoring::{Difference, Scoring, finite};
use crate::{Case, Gain, Player, YearlyGain};

/// Everybody's gain over the baseline, by place on the ladder.
pub(crate) struct Gains {
    /// Place of the baseline.
    pub(crate) baseline: usize,
    /// For the record; the baseline's own is 0.
    pub(crate) records: Vec<Gain>,
    differences: Vec<Difference>,
}

impl Gains {
    /// Measures every player against the baseline. `O(players * rows)`.
    pub(crate) fn new(case: &Case<'_>, scoring: &Scoring<'_>, baseline: usize) -> Result<Self, StatsError> {
        let itself = Difference { value: 0.0, first: None, second: None };
        let difference = |place| {
            if place == baseline { Ok(itself) } else { scoring.difference(place, baseline) }
        };
        let differences = (0..case.players.len()).map(difference).collect::<Result<Vec<_>, _>>()?;
        let record = |(player, difference)| record(case, &case.players[baseline], player, difference);
        let records = case.players.iter().zip(&differences).map(record).collect::<Result<_, _>>()?;
        Ok(Self { baseline, records, differences })
    }

    /// Whether each gain is above its bar: at the lower bound by `method`, or by the mean where it gives nothing.
    pub(crate) fn pays(&self, method: impl Fn(&Difference) -> Option<Estimate>) -> Result<Vec<Pays>, StatsError> {
        let one = |(difference, record): (&Difference, &Gain)| {
            let shown = match method(difference) {
                Some(estimate) => -estimate.upper(LEVEL)? > record.bar,
                None => record.estimate > record.bar,
            };
            Ok(match (shown, record.estimate > record.bar) {
                (true, _) => Pays::Yes,
                (false, true) => Pays::Open,
                (false, false) => Pays::No,
            })
        };
        self.differences.iter().zip(&self.records).map(one).collect()
    }

    /// Standard error of the gain, where the data show one.
    pub(crate) fn se(&self, place: usize) -> Option<f64> {
        self.differences[place].first.map(|estimate| estimate.se)
    }
}

/// A gain for the record: the difference with its sign turned.
fn record(case: &Case<'_>, baseline: &Player<'_>, player: &Player<'_>, difference: &Difference) -> Result<Gain, StatsError> {
    let price = case.yearly_per_unit.filter(|&price| price > 0.0);
    let estimate = 0.0 - difference.value;
    let (lower, upper) = match difference.first {
        Some(first) => (Some(finite(0.0 - first.upper(LEVEL)?)), Some(finite(0.0 - first.lower(LEVEL)?))),
        None => (None, None),
    };
    let yearly = price.map(|price| YearlyGain {
        estimate: finite(estimate * price),
        lower: lower.map(|gain| finite(gain * price)),
        upper: upper.map(|gain| finite(gain * price)),
        bill: player.yearly_bill,
        baseline_bill: baseline.yearly_bill,
    });
    // What the baseline costs today is taken off the bill, but a cheaper player still has to be shown better: a saving
    // never stands in for evidence. A bill that is not known counts as 0.
    let extra = player.yearly_bill.unwrap_or(0.0) - baseline.yearly_bill.unwrap_or(0.0);
    let bar = price.map_or(0.0, |price| finite(extra.max(0.0) / price));
    Ok(Gain { over: baseline.id, estimate, lower, upper, bar, yearly })
}
